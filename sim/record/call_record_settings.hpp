#pragma once

#include <cstdint>

#include "models/base/time.hpp"

namespace roamsim::record {

/// The last date that an INTEGER of a call record holds, in seconds since 1970 (UTC).
inline constexpr std::int64_t last_call_record_date = 0x7fff'ffff;

struct CallRecordSettings {
  Duration interval = minute;           ///< of time that one file is of; whole minutes
  std::int64_t starts = 1'767'225'600;  ///< date of the run's time 0, in seconds since 1970 (UTC)
  bool zero_duration = false;           ///< also of calls that ended normally within a second
  bool operator==(const CallRecordSettings&) const = default;
};

}  // namespace roamsim::record
