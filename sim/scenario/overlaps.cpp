#include "sim/scenario/overlaps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "sim/actors/timeline_words.hpp"
#include "sim/scenario/checker.hpp"

namespace roamsim::scenario {

struct Overlaps::Noting {
  Overlaps& overlaps;
  std::size_t index;
  const TimelineEntry& entry;

  void add(std::string thing, std::uint32_t id, Duration lasts) const {
    overlaps.faults_[{std::move(thing), id, entry.event, entry.of}].push_back(
        {entry.moment(), entry.at + lasts, index});
  }
  [[nodiscard]] const ClusterPlan& cluster(ClusterId id) const { return overlaps.checker_.plan.clusters[id.index()]; }

  void operator()(const ClusterOutage& fault) const {
    add("the cluster " + cluster(fault.cluster).name, fault.cluster.value, fault.lasts);
  }
  void operator()(const Shutdown& fault) const {
    add("the cluster " + cluster(fault.cluster).name, fault.cluster.value,
        cluster(fault.cluster).recovery.shutdown + fault.lasts);
  }
  void operator()(const SwitchVersion& fault) const {
    add("the cluster " + cluster(fault.cluster).name, fault.cluster.value, 0);
  }
  void operator()(const Restore& fault) const {
    add("the cluster " + cluster(fault.cluster).name, fault.cluster.value, fault.lasts);
  }
  void operator()(const NodeOutage& fault) const {
    add("the node " + cluster(fault.cluster).nodes[fault.node].name, fault.cluster.value, fault.lasts);
  }
  void operator()(const PublisherOutage& fault) const {
    add("the node " + cluster(fault.cluster).nodes.front().name, fault.cluster.value, fault.lasts);
  }
  void operator()(const ServiceStop& fault) const {
    const std::string where = fault.node ? "the node " + cluster(fault.cluster).nodes[*fault.node].name
                                         : "the cluster " + cluster(fault.cluster).name;
    add(fmt::format("{} on {}", name_of(fault.service), where), fault.cluster.value, fault.lasts);
  }
  void operator()(const AccessOutage& fault) const {
    add("the access line of " + cluster(fault.cluster).name, fault.cluster.value, fault.lasts);
  }
  void operator()(const AccessDegraded& fault) const {
    add("the quality of the access line of " + cluster(fault.cluster).name, fault.cluster.value, fault.lasts);
  }
  void operator()(const LinkOutage& fault) const { add("the line", fault.link.value, fault.lasts); }
  void operator()(const LinkDegraded& fault) const { add("the quality of the line", fault.link.value, fault.lasts); }
  void operator()(const Partition& fault) const { add("the network", 0, fault.lasts); }
  void operator()(const ReplicationBroken& fault) const {
    add("the replication of " + cluster(fault.cluster).name, fault.cluster.value, fault.lasts);
  }
  void operator()(const ClockSkew& fault) const {
    add("the clock of " + cluster(fault.cluster).name, fault.cluster.value, fault.lasts);
  }
  void operator()(const AuthenticationFailure& fault) const {
    const auto [a, b] = std::minmax(fault.a, fault.b);
    add(fmt::format("the authentication between {} and {}", cluster(a).name, cluster(b).name), a.value, fault.lasts);
  }
  void operator()(const SynchronizationFailure& fault) const { add("the super user synchronization", 0, fault.lasts); }
  template <class Other>
  void operator()(const Other& /*no fault*/) const {}
};

void Overlaps::note(std::size_t index, const TimelineEntry& entry) {
  std::visit(Noting{*this, index, entry}, entry.action);
}

void Overlaps::check() {
  const auto pointer = [](std::size_t index) { return fmt::format("/timeline/{}", index); };
  for (auto& [thing, faults] : faults_) {
    std::stable_sort(faults.begin(), faults.end(),
                     [](const Fault& a, const Fault& b) { return a.from.at < b.from.at; });
    const auto& [name, id, event, of] = thing;
    for (std::size_t i = 1; i < faults.size(); ++i) {
      const Fault& before = faults[i - 1];
      const Fault& later = faults[i];
      // One message for each entry is enough, however often it is repeated.
      if (later.from.at > before.until || (!checker_.clean(pointer(later.index)))) continue;
      const auto span = [&, event = event, of = of](const Fault& fault) {
        return fmt::format("from {} to {}", checker_.dates.text(fault.from),
                           checker_.dates.text({event, fault.until, of}));
      };
      checker_.error(pointer(later.index),
                     {fmt::format("an outage of {} {}", name, span(later)), "outages of one thing that do not meet",
                      fmt::format("/timeline/{} lasts {}", before.index, span(before))});
    }
  }
}

}  // namespace roamsim::scenario
