#pragma once

#include <string>
#include <vector>

#include "sim/record/journal.hpp"
#include "tests/random/logins/maker.hpp"

namespace roamsim::random_logins {

/// What is wrong with the requests of a run, one sentence each: every attempt ends, with one outcome; no code or text
/// is shown that is not documented; the spans of a request follow each other from its begin to its end; who logged in
/// has a phone registered at the end of it, unless the login was ended meanwhile.
[[nodiscard]] std::vector<std::string> complaints(const Made& made, const record::Journal& journal);

}  // namespace roamsim::random_logins
