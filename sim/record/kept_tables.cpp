#include "sim/record/kept_tables.hpp"

#include <fmt/format.h>

#include "sim/record/row_values.hpp"

namespace roamsim::record {

std::optional<std::string_view> first_not_kept(const Results& results, std::span<const std::string_view> tables) {
  const Rows found = results.query("SELECT value FROM header WHERE key = 'recorded'");
  const std::string kept = found.rows.empty() ? std::string() : " " + text_in(found.rows[0], 0) + " ";
  for (const std::string_view table : tables) {
    if (kept.find(fmt::format(" {} ", table)) == std::string::npos) return table;
  }
  return std::nullopt;
}

std::string how_to_keep(std::string_view level) {
  return fmt::format("run it again: `roamsim run RUN/scenario.json --set record={} --out NEW`", level);
}

}  // namespace roamsim::record
