#pragma once

#include <string_view>

#include "sim/scenario/node.hpp"

namespace roamsim::scenario {

/// Whether a list of a cluster is named so that a table has further items of it.
inline bool has_table(const Node& cluster, std::string_view list) {
  return (list == "users" && cluster.find("users_from") != nullptr) ||
         (list == "phones" && cluster.find("phones_from") != nullptr);
}

/// Whether the tree names a table at all.
bool has_tables(const Node& root);

}  // namespace roamsim::scenario
