#pragma once

#include <string>

#include "sim/cli/ladder.hpp"

namespace roamsim::cli {

/// The ladder as a picture of its own: nothing in it is fetched from elsewhere, texts are escaped, and its colours,
/// told apart also by those who see few, suit a bright and a dark page.
[[nodiscard]] std::string ladder_svg(const Ladder& ladder);

}  // namespace roamsim::cli
