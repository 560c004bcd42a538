#pragma once

#include <array>
#include <cstdint>
#include <string_view>

/// What each thing of a run may take at the most, as the slope of peak memory between runs with few and with many of
/// it, everything included. A test holds the program to the figures of what stands before the first event;
/// docs/performance.md says how they are measured.
namespace roamsim::actors {

/// What takes memory by its number.
enum class MemoryItem : std::uint8_t {
  program,           ///< loaded, with SimGrid and nothing in it
  cluster,           ///< its parameters, as read and as merged
  pair_of_clusters,  ///< lines, zones and logs
  pair_of_hubs,      ///< as peers, and the greetings of the start
  phone,             ///< idle
  user,              ///< whose number is not advertised by itself, at home
  advertised_user,   ///< what a user whose number is advertised takes more, a super user among them
  login,             ///< in progress
  call,              ///< in progress
  change             ///< of where a user is, in each cluster that knows of it
};

struct MemoryBudget {
  MemoryItem item;
  std::string_view words;
  std::uint64_t bytes = 0;
};

inline constexpr std::array<MemoryBudget, 10> memory_budget{{
    {MemoryItem::program, "program", 43'000'000},
    {MemoryItem::cluster, "cluster", 32'500},
    {MemoryItem::pair_of_clusters, "pair of clusters", 75},
    {MemoryItem::pair_of_hubs, "pair of hubs", 1'140},
    {MemoryItem::phone, "idle phone", 24},
    {MemoryItem::user, "user", 56},
    {MemoryItem::advertised_user, "advertised user, more", 84},
    {MemoryItem::login, "login in progress", 460},
    {MemoryItem::call, "call in progress", 600},
    {MemoryItem::change, "known change of a cluster", 64},
}};

/// The budget of one of an item.
constexpr std::uint64_t bytes_of(MemoryItem item) {
  return memory_budget[static_cast<std::size_t>(item)].bytes;
}

}  // namespace roamsim::actors
