#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sim/core/nearest.hpp"

namespace roamsim::scenario {

using core::edit_distance;
using core::nearest;

/// `did you mean "X"?`, or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

/// The names joined by commas, at most the first ten.
std::string listed(std::span<const std::string_view> names);

}  // namespace roamsim::scenario
