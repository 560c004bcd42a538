#pragma once

#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/explain/outages.hpp"
#include "sim/explain/run.hpp"
#include "sim/explain/wait.hpp"

namespace roamsim::explain {

struct Hop;
class Spread;

/// What an update waits for on its way from one cluster to the next, and in a cluster until that routes by it.
class HopWaits {
 public:
  HopWaits(const Run& run, const Outages& outages, const Spread& spread)
      : run_(run), outages_(outages), spread_(spread) {}

  /// Appends what held the update up between the two, without gaps.
  void add_hop(const Hop& hop, std::vector<Wait>& waits) const;
  /// Appends what held it up in the cluster from its receipt until the cluster routed by it.
  void add_applying(ClusterId cluster, std::vector<Wait>& waits) const;

 private:
  /// The batch that brought it, or the last that arrived and may; `sent` is `never` if there is none.
  struct Exchange {
    Time sent = never;
    Time arrived = never;
  };
  [[nodiscard]] Exchange exchange_of(const Hop& hop) const;
  /// The time until the batch is sent.
  void add_asking(const Hop& hop, Time sent, std::vector<Wait>& waits) const;
  /// Adds who of the two counted the other as unreachable in that time.
  void add_notice(const Hop& hop, Wait& wait) const;
  /// A part of that in which nothing is out of order any more; `asked`: it ends with the batch.
  void add_gap(const Hop& hop, const Part& part, bool asked, std::vector<Wait>& waits) const;
  /// What the services wait for then; cause `under_way` if nothing is recorded.
  [[nodiscard]] Wait awaited(const Hop& hop, const Part& part, bool asked) const;
  void add_batch(const Hop& hop, const Exchange& batch, std::vector<Wait>& waits) const;
  /// Whether what `from` has makes it tell its peers.
  [[nodiscard]] bool tells(const Hop& hop) const;

  const Run& run_;
  const Outages& outages_;
  const Spread& spread_;
};

}  // namespace roamsim::explain
