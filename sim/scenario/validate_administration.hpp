#pragma once

#include <string>

#include "sim/scenario/spec_timeline.hpp"
#include "sim/scenario/timeline_parts.hpp"

namespace roamsim::scenario {

class Checker;

/// What a login does otherwise than by default, for the plan; its users and cluster are chosen already.
void choose_login_details(Checker& checker, const LoginSpec& spec, TimelineParts& entry, const std::string& at);

/// What an administrator changes, for the plan; the users of the first are chosen already.
void choose_change(Checker& checker, const ConfigureUserSpec& spec, TimelineParts& entry, const std::string& at);
void choose_change(Checker& checker, const ConfigurePhoneSpec& spec, TimelineParts& entry, const std::string& at);
void choose_change(Checker& checker, const ConfigureClusterSpec& spec, TimelineParts& entry, const std::string& at);

}  // namespace roamsim::scenario
