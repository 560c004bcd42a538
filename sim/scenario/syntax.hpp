#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "sim/scenario/diagnostics.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/sources.hpp"

namespace roamsim::scenario {

/// What a scenario file may be at most; larger is a mistake, never a crash.
inline constexpr std::size_t most_bytes = std::size_t{64} << 20U;
inline constexpr std::size_t most_depth = 64;          ///< objects and arrays inside one another
inline constexpr std::size_t most_values = 4'000'000;  ///< of all kinds, so that memory stays bounded

/// Stage 1: reads a text as JSON (RFC 8259) with // and /* */ comments. Refuses what is not UTF-8, duplicate keys, too
/// deep nesting, too many values, numbers beyond a double, and anything before or after the one value. Mistakes go to
/// the diagnostics; the tree comes back unless the text is no JSON at all.
std::optional<Node> parse(Sources& sources, std::uint16_t source, Diagnostics& diagnostics);

}  // namespace roamsim::scenario
