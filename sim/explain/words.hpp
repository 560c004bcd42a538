#pragma once

#include <string>
#include <vector>

#include "sim/explain/belief.hpp"
#include "sim/explain/call.hpp"
#include "sim/explain/request.hpp"
#include "sim/explain/run.hpp"
#include "sim/explain/slowest.hpp"

namespace roamsim::explain {

/// What held something up, where, since when and until when, as the end of a sentence: "at hub-1, which was off from
/// 1:30.000 until 3:20.000". Names stand as they are, here and in the next; what prints them makes them printable.
[[nodiscard]] std::string words_for(const Run& run, const Wait& wait);

/// Each is lines of text.
[[nodiscard]] std::vector<std::string> words_for(const Run& run, const Belief& belief, const CallFacts& call);
[[nodiscard]] std::vector<std::string> words_for(const Run& run, const Request& request);
[[nodiscard]] std::vector<std::string> words_for(const Run& run, const std::vector<SlowChange>& slowest);

}  // namespace roamsim::explain
