#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

namespace roamsim {

/// A dense index into the table of one kind of entity; ids of different kinds do not mix.
template <class Tag>
struct Id {
  static constexpr std::uint32_t none_value = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t value = none_value;

  constexpr Id() = default;
  template <std::integral I>
  constexpr explicit Id(I v) : value(static_cast<std::uint32_t>(v)) {}

  /// Whether this names an entity at all.
  [[nodiscard]] constexpr bool valid() const { return value != none_value; }
  [[nodiscard]] constexpr std::size_t index() const { return value; }
  constexpr auto operator<=>(const Id&) const = default;
};

using ClusterId = Id<struct ClusterTag>;
using NodeId = Id<struct NodeTag>;  ///< a server of any cluster
using UserId = Id<struct UserTag>;
using PhoneId = Id<struct PhoneTag>;
using StayId = Id<struct StayTag>;        ///< one presence of a user in one cluster
using RequestId = Id<struct RequestTag>;  ///< one login or logout
using CallId = Id<struct CallTag>;
using LinkId = Id<struct LinkTag>;

}  // namespace roamsim

template <class Tag>
struct std::hash<roamsim::Id<Tag>> {
  std::size_t operator()(roamsim::Id<Tag> id) const noexcept { return std::hash<std::uint32_t>{}(id.value); }
};
