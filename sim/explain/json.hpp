#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "sim/explain/belief.hpp"
#include "sim/explain/call.hpp"
#include "sim/explain/request.hpp"
#include "sim/explain/run.hpp"
#include "sim/explain/slowest.hpp"

namespace roamsim::explain {

/// The same facts as in words_for(), for programs: clusters and users by name, dates and spans in ns, null for what
/// there is not.
[[nodiscard]] nlohmann::ordered_json json_of(const Run& run, const Wait& wait);
[[nodiscard]] nlohmann::ordered_json json_of(const Run& run, const Belief& belief, const CallFacts& call);
[[nodiscard]] nlohmann::ordered_json json_of(const Run& run, const Request& request);
[[nodiscard]] nlohmann::ordered_json json_of(const Run& run, const std::vector<SlowChange>& slowest);

}  // namespace roamsim::explain
