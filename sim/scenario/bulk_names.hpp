#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/registry/codecs.hpp"

namespace roamsim::scenario {

class Checker;

/// What a string of a pattern is to become, with an example of one for messages.
struct BulkText {
  const TextRule& rule;
  std::string_view example;
};

/// The string with the values put in; none, reported, if that cannot be or is not what the rule allows.
std::optional<std::string> filled_in(Checker& checker, std::string_view text, const BulkText& what,
                                     const PlaceholderValues& values, const std::string& pointer);

/// False, reported, if the ids of a pattern of several would all be the same.
bool tells_apart(Checker& checker, std::string_view id, std::uint32_t count, const std::string& pointer);

}  // namespace roamsim::scenario
