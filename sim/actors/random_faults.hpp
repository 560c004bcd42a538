#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/timeline.hpp"

namespace roamsim {

/// Faults of one class that come by themselves: each thing works for a while, is out for a while, and so on.
struct RandomFaults {
  enum class Class : std::uint8_t {
    cluster_outage,
    node_outage,
    publisher_outage,
    access_outage,
    link_outage,
    service_stop,
    synchronization_failure
  };
  enum class Distribution : std::uint8_t { exponential, fixed, lognormal };

  Class kind = Class::cluster_outage;
  std::vector<ClusterId> clusters;  ///< whose nodes, lines or services fail; not for lines between clusters
                                    ///< and the synchronization tool
  std::vector<LinkId> links;        ///< the lines between clusters that fail
  Service service = Service::ils;   ///< the service that is stopped
  Duration mtbf = 0;                ///< mean time from a repair to the next failure
  Duration mttr = 0;                ///< mean time from a failure to its repair
  Distribution distribution = Distribution::exponential;  ///< of both
  double sigma = 1;                                       ///< of a lognormal one
  Time from = 0;                                          ///< nothing fails earlier
  Time until = never;                                     ///< nothing fails later
  bool operator==(const RandomFaults&) const = default;
};

struct Plan;

/// No scenario may expect more random faults than this; a run has at most twice as many.
inline constexpr std::uint32_t most_random_faults = 100'000;

/// The random faults of a plan by its seed, in the order of their dates. Each thing has a stream of its own for its
/// class, by its name: others that are added or taken away change nothing for it.
[[nodiscard]] std::vector<TimelineEntry> draw_faults(const Plan& plan);

}  // namespace roamsim
