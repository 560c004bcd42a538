#pragma once

#include <string>

#include "models/base/time.hpp"

namespace roamsim::core {

/// A date as people read it: `6:12.191` or `1:06:12.191`, hours, minutes, seconds and milliseconds; `never` as "never".
std::string format_date(Time at);

/// A span as people read it, in the unit that suits it: `135 ms`, `2.061 s`, `9 min 3 s`, `2 h 5 min`.
std::string format_duration(Duration span);

}  // namespace roamsim::core
