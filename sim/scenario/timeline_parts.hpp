#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/actors/timeline.hpp"
#include "sim/scenario/fault_targets.hpp"
#include "sim/scenario/spec.hpp"

namespace roamsim::scenario {

/// How an entry is expanded: `times` rounds, in each of which `chosen` act.
struct Rounds {
  std::int64_t times = 1;
  std::int64_t chosen = 1;
  Duration every = 0;
  Duration over = 0;
  Duration lasts = 0;  ///< of an outage

  /// From the start of a round to the action of the k-th chosen one.
  [[nodiscard]] Duration offset(std::int64_t k) const { return over / chosen * k + over % chosen * k / chosen; }
  /// From the start of the entry to its last action; `never` beyond all dates.
  [[nodiscard]] Duration last() const {
    Duration start = 0;
    if (__builtin_mul_overflow(every, times - 1, &start) || start > never / 4) return never;
    return start + offset(chosen - 1);
  }
};

/// What is known of an entry of the file.
struct TimelineParts {
  std::vector<UserId> users;
  std::vector<ClusterId> clusters;
  std::vector<NodePlace> nodes;
  ClusterId hub;
  LinkId link;
  Degradation how;
  std::uint32_t details = no_details;  ///< of logins, index into Plan::login_details
  std::uint32_t first_change = 0;      ///< of the changes of configuration, index into Plan::changes
  std::optional<Partition> partition;
  ClusterId only_at;
  bool found = true;            ///< whether all that is named is there
  std::optional<Moment> start;  ///< none: a mistake leaves it open
  Rounds rounds;
  enum class State : std::uint8_t { fresh, in_hand, settled } state = State::fresh;
};

/// What the k-th of those whom the entry has chosen does, or what happens to it.
TimelineAction single_action(const ActionSpec& spec, const TimelineParts& parts, std::size_t k);

/// Whether the entry takes power from whole clusters.
bool takes_cluster_down(const ActionSpec& spec);
/// Whether it changes who is in the ILS network, and how.
bool configures_ils(const ActionSpec& spec);
/// Whether it is of several users or things, over which "over" can spread it.
bool spreads(const ActionSpec& spec);

}  // namespace roamsim::scenario
