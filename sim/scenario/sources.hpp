#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/node.hpp"

namespace roamsim::scenario {

/// The texts a scenario is made of, first the file, then the files it includes, then each `--set`. Nodes view into
/// them, so they stay where they are.
class Sources {
 public:
  /// Line and column, both from 1; the column counts characters.
  struct Position {
    std::size_t line = 0;
    std::size_t column = 0;
  };

  /// Adds a text; `has_lines` false for a `--set`, whose places are named by the argument alone.
  std::uint16_t add(std::string name, std::string text, bool has_lines);

  /// Adds a file that is included from a place in another one.
  std::uint16_t add_included(std::string name, std::string text, Place from);
  /// Where a file is included from; none of a text that is not.
  [[nodiscard]] std::optional<Place> included_from(std::uint16_t source) const { return sources_[source].from; }

  [[nodiscard]] const std::string& name(std::uint16_t source) const { return sources_[source].name; }
  [[nodiscard]] std::string_view text(std::uint16_t source) const { return sources_[source].text; }
  [[nodiscard]] bool has_lines(std::uint16_t source) const { return sources_[source].has_lines; }

  /// Keeps a string that a text does not contain as it stands (it had escapes).
  std::string_view keep(std::string decoded) { return decoded_.emplace_back(std::move(decoded)); }

  /// Where a byte of a text is. Zeros in a text without lines.
  [[nodiscard]] Position position(Place place) const;

 private:
  struct Source {
    std::string name;
    std::string text;
    bool has_lines = true;
    std::optional<Place> from;
    mutable std::vector<std::uint32_t> line_starts;  ///< made when first asked for
  };
  std::deque<Source> sources_;
  std::deque<std::string> decoded_;
};

}  // namespace roamsim::scenario
