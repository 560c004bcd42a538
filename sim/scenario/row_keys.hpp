#pragma once

#include <string_view>

#include "sim/scenario/node.hpp"

namespace roamsim::scenario {

/// Whether a list of a cluster or a storm, or the timeline of a scenario, is named so that a table has further items of
/// it.
inline bool has_table(const Node& object, std::string_view list) {
  return (list == "users" && object.find("users_from") != nullptr) ||
         (list == "phones" && object.find("phones_from") != nullptr) ||
         (list == "trace" && object.find("trace_from") != nullptr) ||
         (list == "timeline" && object.find("calls_from") != nullptr);
}

/// Whether the tree names a table at all.
bool has_tables(const Node& root);

}  // namespace roamsim::scenario
