#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/record/read_results.hpp"

namespace roamsim::record {

/// The first of the tables that the run does not keep; nothing if it keeps them all.
[[nodiscard]] std::optional<std::string_view> first_not_kept(const Results& results,
                                                             std::span<const std::string_view> tables);

/// What to do to get a run that keeps more: "run it again: `roamsim run ...`".
[[nodiscard]] std::string how_to_keep(std::string_view level);

}  // namespace roamsim::record
