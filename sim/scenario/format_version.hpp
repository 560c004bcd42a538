#pragma once

#include "sim/scenario/diagnostics.hpp"
#include "sim/scenario/node.hpp"

namespace roamsim::scenario {

/// Whether a tree states this program's version of the format, or none. A file of another version may have other keys,
/// so that only its version is worth a message.
bool is_known_version(const Node& root, Diagnostics& diagnostics);

}  // namespace roamsim::scenario
