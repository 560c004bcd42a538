#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace roamsim::actors {

/// What becomes of something that is under way, or stored, when a fault comes.
enum class Fate : std::uint8_t {
  ends,     ///< at the instant of the fault
  goes_on,  ///< as if nothing had happened
  waits,    ///< until the fault is over, and then goes on by itself
  moves,    ///< to another node of the cluster
  kept      ///< what is stored stays as it is
};

/// What a fault may meet, in the order of the columns of the table.
inline constexpr std::array<std::string_view, 7> fault_meets{"logins and logouts in progress",
                                                             "new ones",
                                                             "registrations",
                                                             "established calls",
                                                             "undelivered updates",
                                                             "durable state",
                                                             "Extension Mobility sessions"};

/// One cell: what happens, and the rest of the sentence.
struct FaultCell {
  Fate fate = Fate::goes_on;
  std::string_view words;
};

struct FaultRow {
  std::string_view verb;
  std::array<FaultCell, fault_meets.size()> cells;
};

std::string_view name_of(Fate fate);

/// The written meaning of every fault verb of the timeline.
const std::vector<FaultRow>& fault_table();

/// docs/faults.md.
std::string fault_table_page();

}  // namespace roamsim::actors
