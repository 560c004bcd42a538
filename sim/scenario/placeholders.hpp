#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roamsim::scenario {

/// Bulk patterns put names in braces into strings: `{n}` is the number of the item in its pattern, `{cluster}` the id
/// of the cluster it belongs to, `{cluster.n}` that cluster's number. A number may be shifted and padded with zeros to
/// a width: `{n+100}`, `{n:4}`, `{n+100:4}`. `{{` and `}}` are the braces themselves.
struct PlaceholderValues {
  std::optional<std::uint64_t> n;
  std::optional<std::string_view> cluster;
  std::optional<std::uint64_t> cluster_number;
};

/// Which of them are put in: those of the item are left to a later pass, which also takes the doubled braces.
enum class Placeholders : std::uint8_t { all, of_the_cluster };

/// A string with the values put in, or what is wrong with it.
struct Substituted {
  std::string text;
  std::string problem;  ///< empty: nothing
};

/// Puts the values in. A name without a value, an unknown name and a lone brace are problems.
Substituted substitute(std::string_view text, const PlaceholderValues& values, Placeholders which);

/// The text of a pattern whose placeholders are `{n}` only, taken apart once for many items.
class NumberedText {
 public:
  /// Of a text that `substitute` has found no problem in, given an `n` and no cluster.
  explicit NumberedText(std::string_view text);

  /// Puts the text of an item in place of what `result` holds: what `substitute` would give.
  void put(std::uint64_t n, std::string& result) const;

 private:
  struct Piece {
    std::string before;  ///< the number
    std::uint64_t shift = 0;
    std::size_t width = 0;
  };
  std::vector<Piece> pieces_;
  std::string rest_;
};

/// Whether the text has a brace at all.
inline bool has_placeholders(std::string_view text) {
  return text.find_first_of("{}") != std::string_view::npos;
}

/// Whether the text has `{n}`, shifted and padded or not.
bool has_number(std::string_view text);

/// A placeholder as an ECMAScript pattern, for the schema.
inline constexpr std::string_view placeholder_pattern =
    R"(\{(?:n|cluster|cluster\.n)(?:\+[0-9]{1,9})?(?::[0-9]{1,2})?\})";

}  // namespace roamsim::scenario
