#pragma once

#include <algorithm>
#include <cstdint>

#include "models/base/time.hpp"

namespace roamsim::calls {

/// Lets so many a second pass, and as many at once after a second without any (the generic cell rate algorithm of
/// ITU-T I.371, with a burst of one second).
class RateLimit {
 public:
  /// Whether one more may pass now; it then has passed. `per_second` is above 0.
  bool pass(Time now, std::uint32_t per_second) {
    const Duration spacing = second / per_second;
    const Time due = std::max(due_, now);
    if (due - now > second - spacing) return false;
    due_ = due + spacing;
    return true;
  }

 private:
  Time due_ = 0;  ///< when one more would be exactly on time
};

}  // namespace roamsim::calls
