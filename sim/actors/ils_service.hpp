#pragma once

#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "models/ils/agent.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/convergence_recorder.hpp"
#include "sim/actors/ils_observer.hpp"
#include "sim/actors/totals.hpp"
#include "sim/actors/transmission.hpp"

namespace roamsim::actors {

/// Told of every update that a cluster has applied.
class UpdateListener {
 public:
  virtual ~UpdateListener() = default;
  virtual void learned(ClusterId cluster, const ils::Update& update) = 0;
};

/// Carries messages, timers and batches between the ILS agents of all clusters.
class IlsService {
 public:
  IlsService(Context& context, ConvergenceRecorder& recorder, Transmission& transmission);
  void set_listener(UpdateListener& listener) { listener_ = &listener; }
  /// The observer is told of everything from now on.
  void add_observer(IlsObserver& observer) { observers_.push_back(&observer); }

  /// Starts the agents of all clusters that are up.
  void start();
  void start(ClusterId cluster);
  void stop(ClusterId cluster);
  /// The administrator gives the cluster a role: it joins, leaves or changes its place (see ils::Agent::configure).
  void configure(ClusterId cluster, ils::Role role, ClusterId hub);
  /// The cluster's database was put back to an older state, while its service was stopped.
  void went_back(ClusterId cluster);
  /// Authentication between the two fails, seen from `cluster`, or works again.
  void set_refused(ClusterId cluster, ClusterId peer, bool refused);
  /// Database replication in the cluster breaks or works again.
  void set_replication(ClusterId cluster, bool works);
  /// "ILS Max Number of Learned Objects in Database" of the cluster from now on.
  void set_object_limit(ClusterId cluster, std::uint32_t limit);
  /// Issues an update of the cluster.
  ils::UpdateRef issue(ClusterId cluster, const ils::Update& update);
  /// Tells the peers of the last issued update, once everything that belongs to it is in the ledger.
  void announce(ClusterId cluster, ils::UpdateRef update);

  /// What all agents have sent since the end of the warm-up.
  [[nodiscard]] const IlsTraffic& traffic() const { return traffic_; }
  /// Batches with content on their way.
  [[nodiscard]] std::size_t batches_under_way() const { return batches_under_way_; }

 private:
  static constexpr std::uint32_t no_exchange = 0xFFFFFFFF;
  void count(const IlsTraffic& sent);
  /// The index of the row in the journal, if rows of exchanges are collected.
  std::uint32_t open_exchange(const record::ExchangeRow& row);
  template <class Tell>
  void observe(Tell tell) {
    for (IlsObserver* observer : observers_) tell(*observer);
  }
  /// `in_vain`: for how long an answer was awaited that did not come, if that is the event.
  void handle(ClusterId cluster, ils::Effects& effects, Duration in_vain = 0);
  void tell_of_waiting(ClusterId cluster, const ils::StartTimer& start, Duration in_vain);
  void on(ClusterId cluster, ils::Send& send);
  void on(ClusterId cluster, const ils::StartTimer& start);
  void on(ClusterId cluster, const ils::Received& received);
  void on(ClusterId cluster, const ils::Applied& applied);
  void on(ClusterId cluster, const ils::PeerLost& lost);
  void on(ClusterId cluster, const ils::PeerFound& found);
  void on(ClusterId cluster, const ils::PeerRefused& refused);
  void on(ClusterId cluster, const ils::Forgot& forgot);
  void check_admitted(ClusterId cluster, const std::vector<ils::UpdateRef>& admitted);
  void timer_fired(ClusterId cluster, const ils::AgentTimer& timer);
  void send_batch(ClusterId from, ClusterId to, ils::Batch batch);
  /// What is on its way. It reaches the service to which it was sent, and not one that was started since.
  struct UnderWay {
    ClusterId from, to;
    std::uint32_t slot = 0;   ///< of the message
    std::uint32_t stops = 0;  ///< how often the receiver's service had stopped by then
    std::uint32_t exchange = no_exchange;
  };
  [[nodiscard]] UnderWay under_way(ClusterId from, ClusterId to, ils::Message message);
  [[nodiscard]] bool expected(const UnderWay& message);
  void arrive(const UnderWay& batch, engine::FlowEnd end);
  void deliver(const UnderWay& message);
  void lost(ClusterId from, ClusterId to);
  std::uint32_t keep(ils::Message message);
  ils::Message take(std::uint32_t slot);
  [[nodiscard]] NodeId publisher(ClusterId cluster) const { return context_.world.first_node[cluster.index()]; }
  [[nodiscard]] ils::Agent& agent(ClusterId cluster) { return context_.world.agents[cluster.index()]; }

  Context& context_;
  ConvergenceRecorder& recorder_;
  Transmission& transmission_;
  UpdateListener* listener_ = nullptr;
  std::vector<IlsObserver*> observers_;
  std::vector<ils::Message> in_flight_;  ///< messages on their way, by slot
  std::vector<std::uint32_t> free_slots_;
  IlsTraffic traffic_;
  std::size_t batches_under_way_ = 0;
};

}  // namespace roamsim::actors
