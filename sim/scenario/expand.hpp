#pragma once

#include "sim/scenario/diagnostics.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/sources.hpp"

namespace roamsim::scenario {

/// How many items a bulk pattern of the tree may stand for.
inline constexpr std::size_t most_items_of_a_pattern = 100'000;

/// Whether a tree has templates or patterns at all.
bool has_bulk(const Node& root);

/// Writes out what a tree states in bulk, as it could have been written by hand: an item of `clusters` or of a
/// cluster's `users` with a `template` gets what the template says and it does not; an item of `clusters` or
/// `network.links` with a `count` becomes so many, with the placeholders of its strings filled in (see
/// PlaceholderValues). Users with a `count` stay as they are, but for the placeholders of their cluster: there may be
/// millions of them. Each value keeps the place where it was written. What is wrong with a pattern or template is
/// reported; what is wrong with a value is left to the reading of keys.
void expand(Node& root, Sources& sources, Diagnostics& diagnostics);

}  // namespace roamsim::scenario
