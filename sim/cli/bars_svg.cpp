#include "sim/cli/bars_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "sim/cli/svg_picture.hpp"
#include "sim/cli/svg_text.hpp"

namespace roamsim::cli {
namespace {

// In pixels.
constexpr std::size_t margin = 20;
constexpr std::size_t heading = 56;
constexpr std::size_t row = 26;
constexpr std::size_t bar_height = 16;
constexpr std::size_t labels = 340;
constexpr std::size_t longest_bar = 400;
constexpr std::size_t values = 100;
constexpr std::size_t axis = 44;
constexpr std::size_t letter = 8;
constexpr std::size_t width = margin + labels + longest_bar + values + margin;

// Blue of Okabe and Ito; on a dark page sky blue.
constexpr SvgStyle style{R"(.label { text-anchor: end; }
.value { font-variant-numeric: tabular-nums; }
.value { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; }
.tick, .unit { fill: #595959; font-size: 11px; text-anchor: middle; }
.grid { stroke: #d0d0d0; stroke-width: 1; }
.bar { fill: #0072b2; }
)",
                         R"(.tick, .unit { fill: #b0b0b0; }
.grid { stroke: #3a3d44; }
.value { stroke: #16181c; }
.bar { fill: #56b4e9; }
)"};

/// A round number of which three to seven make up the greatest.
double step_for(double greatest) {
  const double power = std::pow(10.0, std::floor(std::log10(greatest / 3)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (greatest / (power * factor) < 7) return power * factor;
  }
  return power * 10;
}

std::string number(double value) {
  constexpr double large = 100;
  return std::abs(value) >= large ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}

class Drawing {
 public:
  Drawing(const std::string& title, const std::string& unit, const std::vector<Bar>& bars)
      : unit_(unit), bars_(bars), foot_(heading + bars.size() * row), picture_(width, foot_ + axis, title, style) {
    for (const Bar& bar : bars) greatest_ = std::max(greatest_, bar.value);
  }

  std::string draw() {
    add_axis();
    for (std::size_t i = 0; i < bars_.size(); ++i) add_bar(bars_[i], heading + i * row);
    return picture_.finish();
  }

 private:
  [[nodiscard]] double length(double value) const {
    return greatest_ > 0 ? std::max(value, 0.0) / greatest_ * static_cast<double>(longest_bar) : 0;
  }

  void add_axis() {
    const double start = static_cast<double>(margin + labels);
    const double step = greatest_ > 0 ? step_for(greatest_) : 1;
    for (int i = 0; step * i <= greatest_; ++i) {
      const double x = start + length(step * i);
      picture_.add(R"(<line class="grid" x1="{0:.1f}" y1="{1}" x2="{0:.1f}" y2="{2}"/>)", x, heading - 4, foot_);
      picture_.add(R"(<text class="tick" x="{:.1f}" y="{}">{}</text>)", x, foot_ + 14, number(step * i));
    }
    picture_.add(R"(<text class="unit" x="{}" y="{}">{}</text>)", margin + labels + longest_bar / 2, foot_ + 32,
                 svg_text(unit_, longest_bar / 6));
  }

  void add_bar(const Bar& bar, std::size_t y) {
    const std::size_t start = margin + labels;
    const std::size_t base = y + row / 2 + 4;
    picture_.add(R"(<text class="label" x="{}" y="{}">{}</text>)", start - 8, base,
                 svg_text(bar.label, labels / letter));
    picture_.add(R"(<rect class="bar" x="{}" y="{}" width="{:.1f}" height="{}"/>)", start, y + (row - bar_height) / 2,
                 length(bar.value), bar_height);
    picture_.add(R"(<text class="value" x="{:.1f}" y="{}">{}</text>)",
                 static_cast<double>(start + 6) + length(bar.value), base, number(bar.value));
  }

  const std::string& unit_;
  const std::vector<Bar>& bars_;
  std::size_t foot_;  ///< of the bars
  double greatest_ = 0;
  SvgPicture picture_;
};

}  // namespace

std::string bars_svg(const std::string& title, const std::string& unit, const std::vector<Bar>& bars) {
  return Drawing(title, unit, bars).draw();
}

}  // namespace roamsim::cli
