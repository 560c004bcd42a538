#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "sim/actors/moment.hpp"
#include "sim/core/scheduler.hpp"

namespace roamsim::actors {

/// Calls back at dates and after events of clusters. Of each kind of event of a cluster, the first of the run counts.
class Moments {
 public:
  Moments(core::Scheduler& scheduler, std::size_t clusters) : scheduler_(scheduler), events_(clusters) {}

  /// Calls `f` at the moment, never if its event does not come. A callback after the end of the run is not made.
  void when(const Moment& moment, core::Priority priority, std::function<void()> f);

  /// The cluster failed or recovered just now.
  void happened(Moment::Event event, ClusterId cluster);

  /// The date of a moment; none if its event has not come.
  [[nodiscard]] std::optional<Time> date_of(const Moment& moment) const;

 private:
  struct Waiting {
    Duration after = 0;
    core::Priority priority = core::Priority::user;
    std::function<void()> f;
  };
  struct Event {
    std::optional<Time> at;
    std::vector<Waiting> waiting;
  };
  using EventsOfCluster = std::array<Event, 2>;
  [[nodiscard]] static std::size_t slot(Moment::Event event) { return event == Moment::Event::recovered ? 0 : 1; }

  core::Scheduler& scheduler_;
  std::vector<EventsOfCluster> events_;  ///< by cluster
};

}  // namespace roamsim::actors
