#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace roamsim::scenario {

/// A software release of a cluster: 12.5(1)SU3 and 12.5.1SU3 are the same.
struct Version {
  std::uint32_t major = 0, minor = 0, build = 0, update = 0;
  auto operator<=>(const Version&) const = default;
};

/// Reads a release; none if it is not written like one.
std::optional<Version> parse_version(std::string_view text);

/// The first release with Extension Mobility Roaming Across Clusters, 12.0(1)SU1 (feature guide).
inline constexpr Version first_roaming_version{12, 0, 1, 1};

}  // namespace roamsim::scenario
