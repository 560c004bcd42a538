#pragma once

#include <string>

#include "sim/scenario/node.hpp"

namespace roamsim::scenario {

/// The pointer, in the tree as written, of what a pointer into the expanded tree names; `place` is where it was
/// written. The pointer itself if that place is not in the tree as written.
std::string written_pointer(const Node& written, const Node& expanded, Place place, const std::string& pointer);

}  // namespace roamsim::scenario
