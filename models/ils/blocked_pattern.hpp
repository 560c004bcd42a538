#pragma once

#include <string>
#include <string_view>

#include "models/base/ids.hpp"

namespace roamsim::ils {

/// "Block Learned Numbers and Patterns": a rule of one cluster, never told to others, against routing by what it
/// learned. Of `cluster` alone if that is valid.
struct BlockedPattern {
  std::string digits;   ///< the number, or its beginning
  bool prefix = false;  ///< whatever begins with `digits`
  ClusterId cluster;    ///< whose objects are blocked; none: every other cluster's
  [[nodiscard]] bool blocks(std::string_view number, ClusterId origin) const;
  bool operator==(const BlockedPattern&) const = default;
};

}  // namespace roamsim::ils
