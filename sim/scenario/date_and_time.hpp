#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace roamsim::scenario {

/// What `YYYY-MM-DD hh:mm:ss` (UTC, from 1970 to 2037) stands for; nothing for any other text.
[[nodiscard]] std::optional<std::int64_t> seconds_since_1970(std::string_view date_and_time);

/// The same the other way round.
[[nodiscard]] std::string date_and_time(std::int64_t seconds_since_1970);

}  // namespace roamsim::scenario
