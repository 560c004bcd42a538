#pragma once

#include <cstddef>
#include <string>

#include "models/extension_mobility/emcc.hpp"
#include "sim/scenario/checker.hpp"

namespace roamsim::scenario {

/// What a cluster of the spec has configured for EMCC. Names of nothing, the cluster itself and clusters named twice
/// are reported.
em::EmccSettings emcc_settings(Checker& checker, std::size_t cluster);

/// The same of what an administrator changes in clusters.
em::EmccPatch emcc_patch(Checker& checker, const EmccPatchSpec& spec, const std::string& pointer);

}  // namespace roamsim::scenario
