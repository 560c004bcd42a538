#include "sim/actors/spread.hpp"

#include <variant>

namespace roamsim::actors {

random::Distribution distribution_of(HoldingPlan::Distribution distribution, Duration mean, double sigma) {
  if (mean == 0) return random::Constant{0};
  switch (distribution) {
    case HoldingPlan::Distribution::exponential:
      return random::Exponential{mean};
    case HoldingPlan::Distribution::fixed:
      return random::Constant{mean};
    case HoldingPlan::Distribution::lognormal: {
      const random::Checked<random::Lognormal> found = random::lognormal_from_mean(mean, sigma);
      if (const auto* lognormal = std::get_if<random::Lognormal>(&found)) return *lognormal;
      break;
    }
  }
  return random::Constant{mean};
}

}  // namespace roamsim::actors
