#include "sim/scenario/suggest.hpp"

#include <cstddef>
#include <optional>

namespace roamsim::scenario {
namespace {

constexpr std::size_t most_listed = 10;

}  // namespace

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const std::optional<std::string_view> found = nearest(word, candidates);
  return found ? "did you mean \"" + std::string(*found) + "\"?" : std::string{};
}

std::string listed(std::span<const std::string_view> names) {
  std::string result;
  for (std::size_t i = 0; i < names.size() && i < most_listed; ++i) {
    if (i > 0) result += ", ";
    result += names[i];
  }
  if (names.size() > most_listed) result += ", and " + std::to_string(names.size() - most_listed) + " more";
  return result;
}

}  // namespace roamsim::scenario
