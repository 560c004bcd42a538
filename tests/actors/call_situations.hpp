#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {

/// When calls are placed unless a situation says otherwise.
inline constexpr Time call_at = 10 * minute;

/// One call in one state of a world of the guide's three clusters, with a second user (1000-002, 3000-002) in the first
/// and the last.
struct CallSituation {
  std::string name;
  std::function<void(Plan&)> change;
  UserId from;
  std::string dialled;
  std::string expected;  ///< reason, cause, path, post-dial delay
  Duration talk = 0;
  bool answers = true;
  Time at = call_at;
};

const std::vector<CallSituation>& call_situations();

}  // namespace roamsim::actors
