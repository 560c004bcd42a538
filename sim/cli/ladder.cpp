#include "sim/cli/ladder.hpp"

#include "sim/core/format_time.hpp"

namespace roamsim::cli {

std::string label_without_time(const Rung& rung) {
  return rung.text + (rung.lost ? " (lost)" : "");
}

std::string label_of(const Rung& rung) {
  const bool took = rung.until && *rung.until > rung.at;
  return label_without_time(rung) + (took ? " (" + core::format_duration(*rung.until - rung.at) + ")" : "");
}

}  // namespace roamsim::cli
