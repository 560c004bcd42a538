#pragma once

#include <filesystem>

#include "sim/scenario/diagnostics.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/sources.hpp"

namespace roamsim::scenario {

/// The files that one scenario is made of may be at most so many, and include one another at most so deep.
inline constexpr std::size_t most_included_files = 256;
inline constexpr std::size_t most_include_depth = 16;

/// Puts what the files of `include` say under what the tree says: the files are laid over one another in their order,
/// then the tree over them (see merge_over). A file's own includes come first in the same manner; relative paths start
/// at the folder of the file that names them. A file that cannot be read or that includes itself is a mistake; false
/// then: what the tree lacks may be in it.
bool resolve_includes(Node& root, const std::filesystem::path& file, Sources& sources, Diagnostics& diagnostics);

}  // namespace roamsim::scenario
