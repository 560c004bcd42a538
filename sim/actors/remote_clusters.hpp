#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/transmission.hpp"

namespace roamsim::actors {

/// What EMCC has sent between clusters since the end of the warm-up.
struct EmccTraffic {
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;
};

/// What the clusters believe of their remote clusters, what is true of them, and the way of EMCC's messages to them.
class RemoteClusters {
 public:
  RemoteClusters(Context& context, Transmission& transmission);

  /// Every cluster finds out which of its remote clusters are up, and does so again at its interval. Nothing where
  /// nobody uses EMCC.
  void start();
  /// The cluster finds out which of its remote clusters are up.
  void update(ClusterId cluster);
  /// What the cluster found last.
  [[nodiscard]] bool counts_as_up(ClusterId cluster, ClusterId remote) const;

  /// Whether the Extension Mobility service of another cluster would answer a new question.
  [[nodiscard]] bool takes_questions(ClusterId from, ClusterId to) const;
  /// Whether it answers one that it has in hand; a cluster that is shutting down still does.
  [[nodiscard]] bool answers(ClusterId from, ClusterId to) const;
  /// Whether a phone that stands in one cluster could register with another.
  [[nodiscard]] bool serves(ClusterId from, ClusterId to) const;

  /// Sends a message of one cluster's size to another; how long it is on its way, none if it is lost.
  [[nodiscard]] std::optional<Duration> send(ClusterId from, ClusterId to);
  void count(std::uint64_t messages, std::uint64_t bytes);
  [[nodiscard]] const EmccTraffic& traffic() const { return traffic_; }

 private:
  void update_at_intervals(ClusterId cluster);

  Context& context_;
  Transmission& transmission_;
  std::vector<std::vector<ClusterId>> down_;  ///< by cluster: which of the others it believes to be down, by id
  EmccTraffic traffic_;
};

}  // namespace roamsim::actors
