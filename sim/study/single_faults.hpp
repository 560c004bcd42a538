#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/actors/plan.hpp"

namespace roamsim::study {

/// One fault of one thing.
using SingleFault = std::variant<ClusterOutage, NodeOutage, PublisherOutage, AccessOutage, LinkOutage, ServiceStop>;

/// The kinds of single faults, in the order of the variant.
enum class FaultClass : std::uint8_t {
  cluster_outage,
  node_outage,
  publisher_outage,
  access_outage,
  link_outage,
  service_stop
};

/// As a scenario's timeline names them, in the order of the enumeration.
inline constexpr std::array<std::string_view, 6> fault_class_names{"cluster_outage", "node_outage", "publisher_outage",
                                                                   "access_outage",  "link_outage", "service_stop"};

/// The services that are stopped, each in a whole cluster.
inline constexpr std::array<Service, 5> services_stopped{Service::ils, Service::extension_mobility,
                                                         Service::call_processing, Service::tftp, Service::tomcat};

/// No fault is shorter, as in a scenario.
inline constexpr Duration shortest_fault = 1 * millisecond;
/// How long faults last unless told otherwise, if the run is long enough.
inline constexpr Duration usual_fault = 1 * hour;
/// At most so many dates are taken from the logins of a timeline.
inline constexpr std::size_t most_login_dates = 5;
/// How long after a login a fault begins that is to meet it.
inline constexpr Duration after_login = 1 * second;

/// Which faults are tried, and when.
struct FaultRules {
  std::vector<FaultClass> classes = {};  ///< none: all
  std::vector<Time> dates = {};          ///< none: one third into the run after its warm-up
  bool after_logins = false;             ///< and 1 s after logins of the timeline, at most 5 of them, spread over all
  std::optional<Duration> lasts = std::nullopt;  ///< none: 1 h, or half of the run behind the last date if that is less
  bool pairs = false;                            ///< any two faults of one date as well
};

/// A fault, or two of one instant, that is tried in a run of its own.
struct Trial {
  Time at = 0;
  std::size_t first = 0;              ///< index of FaultList::faults
  std::optional<std::size_t> second;  ///< of a pair
  bool operator==(const Trial&) const = default;
};

/// What the rules amount to for a plan.
struct FaultList {
  std::string problem;  ///< why nothing can be tried, in words for the command line; empty: it can
  Duration lasts = 0;
  std::vector<Time> dates;          ///< ascending
  std::vector<SingleFault> faults;  ///< of all classes, in the order of those, then of the plan
  std::vector<Trial> trials;        ///< by date, then single ones before pairs; none if there are more than `most`
  std::uint64_t count = 0;          ///< of the trials
  std::size_t overlapping = 0;      ///< left out: they would meet a fault of the plan's own of the same thing
  std::size_t late_logins = 0;      ///< left out: a fault after them would not end within the run
};

/// The faults of a plan, each once: the node of a cluster that has one only is out in the cluster's outage, and the
/// first node in the publisher's, if those classes are chosen; a service that no node has is none. A pair of which one
/// holds the other is left out. What random faults of the plan meet is known from its seed; a fault of the plan that
/// waits for an event may meet one of these, and the later of them then does nothing.
[[nodiscard]] FaultList faults_of(const Plan& plan, const FaultRules& rules, std::uint64_t most);

/// "node_outage hub-sub1"
[[nodiscard]] std::string words_for(const Plan& plan, const SingleFault& fault);

/// The entry of a timeline that makes the fault, as JSON on one line.
[[nodiscard]] std::string json_for(const Plan& plan, const SingleFault& fault, Time at);

/// As the plan of a run states it.
[[nodiscard]] TimelineAction action_of(const SingleFault& fault);

}  // namespace roamsim::study
