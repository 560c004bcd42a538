#pragma once

#include <cstdint>
#include <optional>

#include "models/base/time.hpp"
#include "sim/actors/storm_plan.hpp"
#include "sim/core/random/stream.hpp"

namespace roamsim::actors {

/// What a phone tells its user by the code that it shows.
enum class Advice : std::uint8_t {
  again,  ///< "please try again", or somebody else is in the way
  away,   ///< there is no service, or no phone
  not_at_all
};
[[nodiscard]] Advice advice_of(std::int32_t code);

/// How long a user waits after the `refusals`-th refusal of a visit, which showed the code; none: the user gives up.
/// Takes at most one word of the stream.
[[nodiscard]] std::optional<Duration> pause_after(const RetryPlan& retry, std::int32_t code, std::uint32_t refusals,
                                                  random::Stream& stream);

}  // namespace roamsim::actors
