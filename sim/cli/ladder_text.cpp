#include "sim/cli/ladder_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "sim/cli/text_width.hpp"
#include "sim/core/text.hpp"

namespace roamsim::cli {
namespace {

constexpr std::size_t widest_lane = 24;
constexpr std::size_t narrowest_lane = 6;

struct Signs {
  std::string_view lane, line, to_right, to_left, here, cut;
};
constexpr Signs ascii_signs{"|", "-", ">", "<", "*", "~"};
constexpr Signs box_signs{"│", "─", "▶", "◀", "●", "…"};

/// One line of places, each with a character or with the right half of the one before.
class Line {
 public:
  Line() { places_.fill(" "); }

  /// Room must be there.
  void put(std::size_t at, std::string_view text) {
    while (!text.empty()) {
      const core::DecodedCharacter c = core::decode_utf8(text);
      places_.at(at) = std::string(text.substr(0, c.bytes));
      if (width_of(c) == 2) places_.at(at + 1).clear();
      at += width_of(c);
      text.remove_prefix(c.bytes);
    }
  }

  /// With the places from `begin` on and before `end` in a colour.
  [[nodiscard]] std::string text(const Painter& paint, Colour colour, std::size_t begin, std::size_t end) const {
    std::size_t last = places_.size();
    while (last > 0 && places_[last - 1] == " ") --last;
    const auto part = [&](std::size_t from, std::size_t to) {
      std::string result;
      for (std::size_t i = from; i < std::min(to, last); ++i) result += places_[i];
      return result;
    };
    const std::string coloured = part(begin, end);
    return part(0, begin) + (coloured.empty() ? coloured : paint(colour, coloured)) + part(end, last) + '\n';
  }

 private:
  std::array<std::string, ladder_width> places_;
};

std::string seconds(const Ladder& ladder, Time at) {
  return fmt::format("{:.3f}", to_seconds(at - ladder.begin));
}

class Drawing {
 public:
  Drawing(const Ladder& ladder, const Signs& signs, const Painter& paint)
      : ladder_(ladder), signs_(signs), paint_(paint) {
    for (const Rung& rung : ladder.rungs) times_ = std::max(times_, seconds(ladder, rung.at).size());
    times_ += 2;
    const std::size_t lanes = std::max<std::size_t>(ladder.lanes.size(), 1);
    pitch_ = std::min(widest_lane, (ladder_width - times_) / lanes);
  }

  [[nodiscard]] bool fits() const { return pitch_ >= narrowest_lane; }

  std::string lanes() {
    add_names();
    for (const Rung& rung : ladder_.rungs) add(rung);
    return std::move(text_);
  }

  /// Without lanes.
  std::string words() {
    for (const Rung& rung : ladder_.rungs) {
      const std::string from = core::printable(ladder_.lanes[rung.from].name);
      const std::string to = rung.is_message() ? " -> " + core::printable(ladder_.lanes[rung.to].name) : std::string();
      const std::string line = fmt::format("{:>{}}  {}{}: {}", seconds(ladder_, rung.at), times_ - 2, from, to,
                                           core::printable(label_of(rung)));
      text_ += paint_(rung.lost ? Colour::red : Colour::none, clipped(line, ladder_width, signs_.cut)) + '\n';
    }
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::size_t middle(std::size_t lane) const { return times_ + lane * pitch_ + pitch_ / 2; }

  void add_names() {
    Line line;
    bool cut = false;
    for (std::size_t i = 0; i < ladder_.lanes.size(); ++i) {
      const std::string whole = core::printable(ladder_.lanes[i].name);
      const std::string name = clipped(whole, pitch_ - 1, signs_.cut);
      cut = cut || name != whole;
      line.put(middle(i) - std::min(width_of(name) / 2, pitch_ / 2), name);
    }
    if (cut) {
      for (std::size_t i = 0; i < ladder_.lanes.size(); ++i) {
        text_ += clipped(fmt::format("  {:>2}  {}", i + 1, core::printable(ladder_.lanes[i].name)), ladder_width,
                         signs_.cut) +
                 '\n';
      }
      text_ += '\n';
    }
    line.put(times_ - 3, "s");
    text_ += line.text(paint_, Colour::bold, times_, ladder_width);
  }

  [[nodiscard]] Line empty_line() const {
    Line line;
    for (std::size_t i = 0; i < ladder_.lanes.size(); ++i) line.put(middle(i), signs_.lane);
    return line;
  }

  void add(const Rung& rung) {
    if (rung.is_message()) {
      add_message(rung);
    } else {
      add_happening(rung);
    }
  }

  void put_time(Line& line, const Rung& rung) const {
    const std::string time = seconds(ladder_, rung.at);
    line.put(times_ - 2 - time.size(), time);
  }

  /// As far left as there is room for it, from `at` on.
  void add_label(const std::string& label, std::size_t at, Colour colour) {
    Line line = empty_line();
    const std::string shown = clipped(label, ladder_width - times_, signs_.cut);
    const std::size_t begin = std::min(at, ladder_width - width_of(shown));
    line.put(begin, shown);
    text_ += line.text(paint_, colour, begin, begin + width_of(shown));
  }

  void add_message(const Rung& rung) {
    const Colour colour = rung.lost ? Colour::red : Colour::none;
    const std::size_t left = middle(rung.left()) + 1;
    const std::size_t right = middle(rung.right());  // the lane itself
    const auto fits_inside = [&](const std::string& label) { return width_of(label) + 4 <= right - left; };
    // How long it took is left out before a line of its own is needed.
    const bool with_time =
        !fits_inside(core::printable(label_without_time(rung))) || fits_inside(core::printable(label_of(rung)));
    const std::string label = with_time ? core::printable(label_of(rung)) : core::printable(label_without_time(rung));
    const bool inside = fits_inside(label);
    if (!inside) add_label(label, left + 1, colour);
    Line line = empty_line();
    put_time(line, rung);
    for (std::size_t at = left; at < right; ++at) line.put(at, signs_.line);
    const bool to_right = rung.to > rung.from;
    const std::string_view head = rung.lost ? "x" : to_right ? signs_.to_right : signs_.to_left;
    line.put(to_right ? right - 1 : left, head);
    if (inside) line.put(left + (right - left - width_of(label)) / 2 - 1, " " + label + " ");
    text_ += line.text(paint_, colour, left, right);
  }

  void add_happening(const Rung& rung) {
    const std::string label = core::printable(label_of(rung));
    const std::size_t at = middle(rung.from);
    Line line = empty_line();
    put_time(line, rung);
    line.put(at, signs_.here);
    if (at + 2 + width_of(label) <= ladder_width) {
      line.put(at + 1, " " + label);
    } else if (times_ + width_of(label) + 1 <= at) {
      line.put(at - 1 - width_of(label), label + " ");
    } else {
      add_label(label, at, Colour::none);
    }
    text_ += line.text(paint_, Colour::none, 0, 0);
  }

  const Ladder& ladder_;
  const Signs& signs_;
  const Painter& paint_;
  std::size_t times_ = 5;  ///< places of the column of times, with two blanks
  std::size_t pitch_ = widest_lane;
  std::string text_;
};

}  // namespace

Strokes strokes_of_locale() {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    std::string letters;
    for (const char c : std::string_view(value)) {
      if (c != '-') letters += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return letters.find("utf8") == std::string::npos ? Strokes::ascii : Strokes::boxes;
  }
  return Strokes::ascii;
}

std::string ladder_text(const Ladder& ladder, Strokes strokes, const Painter& paint) {
  const Signs& signs = strokes == Strokes::ascii ? ascii_signs : box_signs;
  std::string text = paint(Colour::bold, clipped(core::printable(ladder.title), ladder_width, signs.cut)) + "\n\n";
  Drawing drawing(ladder, signs, paint);
  text += drawing.fits() ? drawing.lanes() : drawing.words();
  if (!ladder.notes.empty()) text += '\n';
  for (const std::string& note : ladder.notes) text += clipped(core::printable(note), ladder_width, signs.cut) + '\n';
  return text;
}

}  // namespace roamsim::cli
