#pragma once

#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/em_nodes.hpp"
#include "sim/actors/registrar.hpp"

namespace roamsim::actors {

/// Phones that have lost their node and come back: each asks in its turn, gets its files where it needs them, and is
/// served by the registration queue of its node, as at a login.
class Reregistration {
 public:
  Reregistration(Context& context, Registrar& registrar, EmNodes& nodes);

  /// The phones of the cluster that are not registered begin to come back. `restarted`: the cluster had lost all call
  /// processing.
  void wave(ClusterId cluster, bool restarted);

 private:
  /// A phone that is about to come back.
  struct Coming {
    bool under_way = false;
    bool files = false;       ///< it waits for its files, else for its registration
    std::uint32_t round = 0;  ///< what belongs to an earlier one is void
    EmNodes::Ticket place;    ///< in a queue, if it is in one
  };
  void ask(PhoneId phone);
  void fetch(PhoneId phone);
  void join_queue(PhoneId phone);
  void served(PhoneId phone);
  void give_up(PhoneId phone) { coming_[phone.index()].under_way = false; }
  /// What it waited for has been lost with its service.
  [[nodiscard]] bool lost(const Coming& coming) const;
  /// Goes on with the phone at that date, or now, unless a new round begins before.
  void go_on_at(Time at, PhoneId phone, void (Reregistration::*step)(PhoneId));
  [[nodiscard]] const ClusterPlan& plan_of(PhoneId phone) const {
    return context_.world.plan.clusters[context_.world.serving_cluster(phone).index()];
  }

  Context& context_;
  Registrar& registrar_;
  EmNodes& nodes_;
  std::vector<Coming> coming_;  ///< by phone; empty before the first wave
};

}  // namespace roamsim::actors
