#pragma once

#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/explain/outages.hpp"
#include "sim/explain/run.hpp"
#include "sim/explain/wait.hpp"
#include "sim/record/spread.hpp"

namespace roamsim::explain {

/// One cluster gets an update from another.
struct Hop {
  ClusterId from = {}, to = {};
  Time has = 0;      ///< `from` holds it
  Time got = never;  ///< `to` holds it
};

/// How far a location change came to one cluster.
struct Journey {
  LocationChange change = {};
  ClusterId to = {};
  std::vector<Hop> hops = {};    ///< from the origin on; the last may be one that never ended
  Time applied = never;          ///< `to` routes by it
  std::vector<Wait> waits = {};  ///< without gaps from the commit until `applied`
};

/// What is known of how one location change spread.
class Spread {
 public:
  Spread(const Run& run, const LocationChange& change);

  [[nodiscard]] const LocationChange& change() const { return change_; }
  [[nodiscard]] const Arrival& arrival(ClusterId cluster) const { return arrivals_.at(cluster.index()); }
  /// From where the update comes to the cluster, hop by hop; the last one never ended where it has not come.
  [[nodiscard]] std::vector<Hop> hops_to(ClusterId cluster) const;

 private:
  [[nodiscard]] ClusterId sender_to(ClusterId cluster) const;

  const Run& run_;
  LocationChange change_;
  std::vector<Arrival> arrivals_;
  std::vector<record::SpreadStep> steps_;
};

/// How the change came, or did not come, to the cluster, and what held it up.
[[nodiscard]] Journey journey_of(const Run& run, const Outages& outages, const Spread& spread, ClusterId to);

}  // namespace roamsim::explain
