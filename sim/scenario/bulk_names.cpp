#include "sim/scenario/bulk_names.hpp"

#include <fmt/format.h>

#include <utility>

#include "sim/scenario/checker.hpp"

namespace roamsim::scenario {

std::optional<std::string> filled_in(Checker& checker, std::string_view text, const BulkText& what,
                                     const PlaceholderValues& values, const std::string& pointer) {
  Substituted result = substitute(text, values, Placeholders::all);
  if (!result.problem.empty()) {
    checker.error(pointer,
                  {quoted(text), fmt::format("placeholders as in \"{}\"", what.example), std::move(result.problem)});
    return std::nullopt;
  }
  if (!what.rule.matches(result.text)) {
    checker.error(pointer, {quoted(text) + ", which gives " + quoted(result.text), std::string(what.rule.allowed), {}});
    return std::nullopt;
  }
  return std::move(result.text);
}

bool tells_apart(Checker& checker, std::string_view id, std::uint32_t count, const std::string& pointer) {
  if (count <= 1 || has_number(id)) return true;
  checker.error(pointer, {quoted(id), fmt::format("{{n}} in it, to tell the {} of the pattern apart", count), {}});
  return false;
}

}  // namespace roamsim::scenario
