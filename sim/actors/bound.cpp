#include "sim/actors/bound.hpp"

#include <fmt/format.h>

#include <utility>

namespace roamsim::actors {

Verdict judged(double value, std::string unit, const Bound& bound) {
  double missed = 0;
  if (bound.at_least && value < *bound.at_least) missed = *bound.at_least - value;
  if (bound.at_most && value > *bound.at_most) missed = value - *bound.at_most;
  Verdict verdict{missed == 0, fmt::format("{} {}", value, unit)};
  if (verdict.met) return verdict;
  verdict.missed_by = missed;
  verdict.unit = std::move(unit);
  return verdict;
}

}  // namespace roamsim::actors
