#pragma once

#include "sim/scenario/node.hpp"

namespace roamsim::scenario {

/// Lays one tree over another: the members of objects are merged key by key; anything else, a list too, takes the place
/// of what was there.
void merge_over(Node& base, Node over);

}  // namespace roamsim::scenario
