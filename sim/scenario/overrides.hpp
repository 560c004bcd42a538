#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/scenario/diagnostics.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/sources.hpp"

namespace roamsim::scenario {

/// Stage 2: writes each `--set PATH=VALUE` into the tree, in their order, as if the file said so at that place. A path
/// is a JSON Pointer ("/clusters/0/ils/interval") or dotted ("ils.interval"); an item of an array is named by its index
/// or, if it has one, by its "id". A value is JSON, or else a string. Objects on the way are made; mistakes name the
/// argument. Returns the arguments that name an item which one of the list's patterns may yet make or which a table
/// may have; they are to be applied once these are in the tree, `all_items_are_there` then.
std::vector<std::string> apply_overrides(Node& root, std::span<const std::string> arguments, bool all_items_are_there,
                                         Sources& sources, Diagnostics& diagnostics);

}  // namespace roamsim::scenario
