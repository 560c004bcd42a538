#pragma once

#include <string>
#include <vector>

namespace roamsim::cli {

/// A length with what it stands for.
struct Bar {
  std::string label;
  double value = 0;  ///< below 0 there is no bar
};

/// Bars from the top down as an SVG document, readable on light and dark pages.
[[nodiscard]] std::string bars_svg(const std::string& title, const std::string& unit, const std::vector<Bar>& bars);

}  // namespace roamsim::cli
