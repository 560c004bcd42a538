#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/explain/run.hpp"
#include "sim/explain/wait.hpp"
#include "sim/record/event_kinds.hpp"

namespace roamsim::explain {

/// Something that did not work from `begin` until `end`.
struct Outage {
  Cause cause = Cause::unknown;
  record::EventThing thing = record::EventThing::cluster;
  ClusterId cluster = {};  ///< none for a partition and a direct line
  ClusterId other = {};    ///< the other end of a direct line or of an authentication
  LinkId link = {};
  std::string detail = {};
  Time begin = 0;
  Time end = never;                          ///< `never`: not before the end of the run
  std::vector<std::uint32_t> group_of = {};  ///< by cluster, of a partition
};

/// What failed in a run and when, from its events.
class Outages {
 public:
  explicit Outages(const Run& run);

  /// Of what the cluster's ILS service needs: its power, its publisher, the service.
  [[nodiscard]] std::vector<Outage> of_ils(ClusterId cluster) const;
  /// Of what calls through the cluster need.
  [[nodiscard]] std::vector<Outage> of_calls(ClusterId cluster) const;
  /// Of the way between the two: lines and partitions.
  [[nodiscard]] std::vector<Outage> between(ClusterId a, ClusterId b) const;
  /// The times in which the cluster was no member of the ILS network.
  [[nodiscard]] std::vector<Outage> of_membership(ClusterId cluster) const;
  [[nodiscard]] std::vector<Outage> of_authentication(ClusterId a, ClusterId b) const;
  [[nodiscard]] std::vector<Outage> of_replication(ClusterId cluster) const;
  /// The times in which the cluster's clock was wrong.
  [[nodiscard]] std::vector<Outage> of_clock(ClusterId cluster) const;

 private:
  template <class Wanted>
  [[nodiscard]] std::vector<Outage> those(Wanted wanted) const;
  [[nodiscard]] bool have_line(ClusterId a, ClusterId b) const;
  /// Whether the cluster has one node only.
  [[nodiscard]] bool alone(ClusterId cluster) const { return plan_.clusters.at(cluster.index()).nodes.size() <= 1; }
  void add_memberships(const Run& run);
  void add(const Run& run, const record::EventKind& kind, Outage outage);
  void close(const record::EventKind& kind, const Outage& ended, Time at);

  const Plan& plan_;
  std::vector<Outage> all_;
};

/// A part of a span of time, and the outage that holds then; none: null. Of several that hold, the one that ends last.
struct Part {
  Time from = 0, until = 0;
  const Outage* by = nullptr;
};

/// The span from `from` until `until`, without gaps, by the outages that cover it.
[[nodiscard]] std::vector<Part> parts_of(Time from, Time until, const std::vector<Outage>& outages);

/// The wait that a part is, where an outage holds.
[[nodiscard]] Wait wait_of(const Part& part);

}  // namespace roamsim::explain
