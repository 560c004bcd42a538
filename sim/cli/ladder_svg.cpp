#include "sim/cli/ladder_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "sim/cli/svg_picture.hpp"
#include "sim/cli/svg_text.hpp"
#include "sim/cli/text_width.hpp"
#include "sim/core/text.hpp"

namespace roamsim::cli {
namespace {

// In pixels.
constexpr std::size_t times = 100;
constexpr std::size_t pitch = 190;
constexpr std::size_t row = 36;
constexpr std::size_t heading = 110;
constexpr std::size_t least_width = 620;
constexpr std::size_t letters_in_lane = 24;
constexpr std::size_t letters_in_message = 28;
constexpr std::size_t letter = 8;

// Blue, vermilion and bluish green of Okabe and Ito; on a dark page sky blue, orange and a brighter green.
constexpr SvgStyle style{R"(.name { font-weight: 600; text-anchor: middle; }
.kind, .time { fill: #595959; }
.kind { text-anchor: middle; font-size: 11px; }
.time { text-anchor: end; font-variant-numeric: tabular-nums; }
.label { text-anchor: middle; }
.label, .beside { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; }
.lane { stroke: #8c8c8c; stroke-width: 1; }
.message { stroke: #0072b2; stroke-width: 2; }
.head { fill: #0072b2; }
.lost { stroke: #d55e00; stroke-width: 2; stroke-dasharray: 6 4; }
.cross { stroke: #d55e00; stroke-width: 2.5; }
.here { fill: #009e73; }
)",
                         R"(.kind, .time { fill: #b0b0b0; }
.label, .beside { stroke: #16181c; }
.message { stroke: #56b4e9; }
.head { fill: #56b4e9; }
.lost, .cross { stroke: #e69f00; }
.here { fill: #2ecc9b; }
)"};

class Drawing {
 public:
  explicit Drawing(const Ladder& ladder)
      : ladder_(ladder),
        width_(std::max(least_width, times + ladder.lanes.size() * pitch)),
        picture_(width_, heading + (ladder.rungs.size() + ladder.notes.size() + 1) * row, ladder.title, style) {}

  std::string draw() {
    add_lanes();
    for (std::size_t i = 0; i < ladder_.rungs.size(); ++i) add_rung(ladder_.rungs[i], heading + (i + 1) * row);
    std::size_t y = heading + (ladder_.rungs.size() + 1) * row;
    for (const std::string& note : ladder_.notes) {
      picture_.add(R"(<text x="20" y="{}">{}</text>)", y + row / 2, svg_text(note, width_ / letter));
      y += row;
    }
    return picture_.finish();
  }

 private:
  static std::size_t middle(std::size_t lane) { return times + lane * pitch + pitch / 2; }

  void add_lanes() {
    const std::size_t end = heading + ladder_.rungs.size() * row + row / 2;
    for (std::size_t i = 0; i < ladder_.lanes.size(); ++i) {
      const Lane& lane = ladder_.lanes[i];
      picture_.add(R"(<text class="kind" x="{}" y="64">{}</text>)", middle(i), name_of(lane.kind));
      picture_.add(R"(<text class="name" x="{}" y="84">{}</text>)", middle(i), svg_text(lane.name, letters_in_lane));
      picture_.add(R"(<line class="lane" x1="{0}" y1="96" x2="{0}" y2="{1}"/>)", middle(i), end);
    }
    picture_.add(R"(<text class="time" x="{}" y="84">s</text>)", times - 10);
  }

  void add_rung(const Rung& rung, std::size_t y) {
    picture_.add(R"(<text class="time" x="{}" y="{}">{:.3f}</text>)", times - 10, y + 4,
                 to_seconds(rung.at - ladder_.begin));
    if (rung.is_message()) {
      add_message(rung, y);
    } else {
      add_happening(rung, y);
    }
  }

  void add_message(const Rung& rung, std::size_t y) {
    const bool to_right = rung.to > rung.from;
    const std::size_t from = middle(rung.from);
    const std::size_t to = middle(rung.to);
    // A lost one stops short of whom it was for.
    const std::size_t end = !rung.lost ? to : to_right ? to - pitch / 4 : to + pitch / 4;
    picture_.add(R"(<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>)", rung.lost ? "lost" : "message", from, y, end,
                 y);
    if (rung.lost) {
      picture_.add(R"(<path class="cross" d="M{0} {2}L{1} {3}M{0} {3}L{1} {2}"/>)", end - 6, end + 6, y - 6, y + 6);
    } else {
      const std::size_t back = to_right ? to - 10 : to + 10;
      picture_.add(R"(<polygon class="head" points="{},{} {},{} {},{}"/>)", to, y, back, y - 5, back, y + 5);
    }
    const std::size_t letters = (rung.right() - rung.left()) * letters_in_message;
    picture_.add(R"(<text class="label" x="{}" y="{}">{}</text>)", (from + to) / 2, y - 8,
                 svg_text(label_of(rung), letters));
  }

  void add_happening(const Rung& rung, std::size_t y) {
    const std::size_t x = middle(rung.from);
    picture_.add(R"(<circle class="here" cx="{}" cy="{}" r="5"/>)", x, y);
    const std::size_t room = (width_ - x) / letter;
    if (width_of(core::printable(label_of(rung))) <= room || 2 * x <= width_) {
      picture_.add(R"(<text class="beside" x="{}" y="{}">{}</text>)", x + 10, y + 4, svg_text(label_of(rung), room));
    } else {
      picture_.add(R"(<text class="beside" x="{}" y="{}" text-anchor="end">{}</text>)", x - 10, y + 4,
                   svg_text(label_of(rung), (x - times) / letter));
    }
  }

  const Ladder& ladder_;
  std::size_t width_;
  SvgPicture picture_;
};

}  // namespace

std::string ladder_svg(const Ladder& ladder) {
  return Drawing(ladder).draw();
}

}  // namespace roamsim::cli
