#include "sim/scenario/placeholders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "sim/scenario/errors.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::string_view allowed_names = "{n}, {cluster} or {cluster.n}";
constexpr std::size_t widest = 20;
constexpr std::uint64_t largest_shift = 999'999'999;

/// The parts of what stands between two braces.
struct Parts {
  std::string_view name;
  std::uint64_t shift = 0;
  std::size_t width = 0;
  bool bare = true;  ///< neither shifted nor padded
};

bool take_number(std::string_view& text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

std::optional<Parts> parts_of(std::string_view inside) {
  Parts parts;
  const std::size_t end = inside.find_first_of("+:");
  parts.name = inside.substr(0, end);
  if (end == std::string_view::npos) return parts;
  parts.bare = false;
  inside.remove_prefix(end);
  if (inside.front() == '+') {
    inside.remove_prefix(1);
    if (!take_number(inside, parts.shift) || parts.shift > largest_shift) return std::nullopt;
  }
  if (inside.empty()) return parts;
  std::uint64_t width = 0;
  if (inside.front() != ':') return std::nullopt;
  inside.remove_prefix(1);
  if (!take_number(inside, width) || !inside.empty() || width == 0 || width > widest) return std::nullopt;
  parts.width = width;
  return parts;
}

/// The text of one placeholder; false with a problem.
bool append_value(std::string_view written, const Parts& parts, const PlaceholderValues& values, Substituted& result) {
  if (parts.name == "cluster") {
    if (!values.cluster || !parts.bare) {
      result.problem = parts.bare ? "{cluster} outside of a cluster" : "{cluster} is no number to shift or pad";
      return false;
    }
    result.text += *values.cluster;
    return true;
  }
  const std::optional<std::uint64_t>& number = parts.name == "n" ? values.n : values.cluster_number;
  if (!number) {
    result.problem = fmt::format("{} has no value: {}", written,
                                 parts.name == "n" ? "there is no \"count\" here" : "the cluster has no \"count\"");
    return false;
  }
  fmt::format_to(std::back_inserter(result.text), "{:0{}}", *number + parts.shift, parts.width);
  return true;
}

}  // namespace

Substituted substitute(std::string_view text, const PlaceholderValues& values, Placeholders which) {
  Substituted result;
  const bool all = which == Placeholders::all;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c != '{' && c != '}') {
      result.text += c;
      ++i;
      continue;
    }
    if (i + 1 < text.size() && text[i + 1] == c) {
      result.text.append(all ? 1 : 2, c);
      i += 2;
      continue;
    }
    const std::size_t end = c == '{' ? text.find('}', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      result.problem = fmt::format("a lone '{}'; the brace itself is written twice", c);
      return result;
    }
    const std::string_view written = text.substr(i, end + 1 - i);
    const std::optional<Parts> parts = parts_of(written.substr(1, written.size() - 2));
    if (!parts || (parts->name != "n" && parts->name != "cluster" && parts->name != "cluster.n")) {
      result.problem =
          fmt::format("{} is none of {}, perhaps shifted and padded as in {{n+100:4}}", quoted(written), allowed_names);
      return result;
    }
    if (!all && parts->name == "n") {
      result.text += written;
    } else if (!append_value(written, *parts, values, result)) {
      return result;
    }
    i = end + 1;
  }
  return result;
}

NumberedText::NumberedText(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const bool doubled = i + 1 < text.size() && text[i + 1] == c;
    if (c != '{' || doubled) {
      rest_ += c;
      i += (c == '{' || c == '}') ? 2 : 1;
      continue;
    }
    const std::size_t end = text.find('}', i);
    const Parts parts = parts_of(text.substr(i + 1, end - i - 1)).value_or(Parts{});
    pieces_.push_back({std::move(rest_), parts.shift, parts.width});
    rest_.clear();
    i = end + 1;
  }
}

namespace {

/// What fmt does with "{:0{}}", in place.
void append_padded(std::uint64_t number, std::size_t width, std::string& result) {
  std::size_t digits = 1;
  for (std::uint64_t rest = number / 10; rest > 0; rest /= 10) ++digits;
  result.append(std::max(width, digits), '0');
  for (auto at = result.rbegin(); number > 0; ++at, number /= 10) *at = static_cast<char>('0' + number % 10);
}

}  // namespace

void NumberedText::put(std::uint64_t n, std::string& result) const {
  result.clear();
  for (const Piece& piece : pieces_) {
    result += piece.before;
    append_padded(n + piece.shift, piece.width, result);
  }
  result += rest_;
}

bool has_number(std::string_view text) {
  for (std::size_t i = text.find("{n"); i != std::string_view::npos; i = text.find("{n", i + 1)) {
    const bool doubled = i > 0 && text[i - 1] == '{';
    if (!doubled && i + 2 < text.size() && std::string_view("}+:").find(text[i + 2]) != std::string_view::npos)
      return true;
  }
  return false;
}

}  // namespace roamsim::scenario
