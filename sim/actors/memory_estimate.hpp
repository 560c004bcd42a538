#pragma once

#include <array>
#include <cstdint>

#include "sim/actors/memory_budget.hpp"
#include "sim/actors/plan.hpp"

namespace roamsim::actors {

/// What a run of the plan needs before its first event, by what needs it, in bytes: how many there are of what the
/// memory budget names. Records of what happens come on top as the run goes on.
struct MemoryEstimate {
  std::array<std::uint64_t, memory_budget.size()> counts{};  ///< by MemoryItem; 0 of what only a run has
  std::uint64_t timeline = 0;

  [[nodiscard]] std::uint64_t count(MemoryItem item) const { return counts[static_cast<std::size_t>(item)]; }
  [[nodiscard]] std::uint64_t bytes(MemoryItem item) const { return count(item) * bytes_of(item); }
  /// What each cluster knows of each, and what each hub knows of each other hub.
  [[nodiscard]] std::uint64_t clusters() const {
    return bytes(MemoryItem::cluster) + bytes(MemoryItem::pair_of_clusters) + bytes(MemoryItem::pair_of_hubs);
  }
  [[nodiscard]] std::uint64_t users() const { return bytes(MemoryItem::user) + bytes(MemoryItem::advertised_user); }
  [[nodiscard]] std::uint64_t phones() const { return bytes(MemoryItem::phone); }
  [[nodiscard]] std::uint64_t total() const {
    return bytes(MemoryItem::program) + clusters() + users() + phones() + timeline;
  }
};

MemoryEstimate estimate_memory(const Plan& plan);

}  // namespace roamsim::actors
