#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "sim/scenario/registry/reader.hpp"
#include "sim/study/sweep/axes.hpp"

namespace roamsim::study {

/// A point by the index of its value on each axis.
using Indexes = std::vector<std::uint32_t>;

/// Loads the base scenario with every point, or with as many as show each value once, and tells the mistakes at the
/// place of the value (of the key, if no value of it is right) in the sweep file.
void try_points(const std::filesystem::path& base, const std::vector<Setting>& fixed, const std::vector<Axis>& axes,
                const std::vector<Indexes>& points, scenario::Reader& reader);

}  // namespace roamsim::study
