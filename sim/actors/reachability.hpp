#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/call_service.hpp"
#include "sim/actors/changes.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/convergence_recorder.hpp"
#include "sim/actors/ils_observer.hpp"
#include "sim/core/scheduler.hpp"

namespace roamsim::actors {

/// For how long users were within reach of clusters, exactly: whether a call would find a registered phone is asked
/// again behind all else of each instant in which something that can matter has changed, and never in between. For the
/// pairs of cluster and user of the probes, and for users who move with all clusters. Tells the recorder who can reach
/// users where they are.
class Reachability final : public ChangeListener, public IlsObserver {
 public:
  Reachability(Context& context, CallService& calls, ConvergenceRecorder& recorder);

  void start();
  /// Fills in the rows that the probes and the truth have made, and adds the exact share of each probe entry. Call
  /// once, at the end.
  void report(record::Journal& journal, Time ended);
  /// Every how manieth user who moves is looked at; 0: none.
  [[nodiscard]] std::uint32_t looked_at() const { return looked_at_; }

  void network_changed() override { everything_changed(); }
  void everything_changed() override;
  void user_changed(UserId user) override;
  void user_moved(UserId user) override { user_changed(user); }
  void route_changed(ClusterId cluster, UserId user) override;
  void routes_changed(ClusterId cluster) override;
  void configured(ClusterId /*cluster*/) override { everything_changed(); }
  void restored(ClusterId /*cluster*/) override { everything_changed(); }

 private:
  struct Pair {
    ClusterId cluster;
    UserId user;
    bool followed = false;  ///< for the user's own row, beside any probes
    bool reachable = false;
    bool stale = false;  ///< is to be looked at
    calls::Reason reason = calls::Reason::answered;
    ClusterId target = {};
    Time since = 0;             ///< for which `reachable` is not counted yet
    Time broken = never;        ///< since which it is not
    Duration lost = 0;          ///< in all
    Duration longest = 0;       ///< without a break
    std::uint32_t windows = 0;  ///< index of the first of its windows
  };
  /// When the probes of an entry ask about a pair.
  struct Window {
    std::uint32_t pair = 0;
    std::uint32_t entry = 0;  ///< of the plan's probes
    Time from = 0, until = never;
    Duration whole = 0;         ///< reachable within these dates
    Duration after_warmup = 0;  ///< and after the warm-up
  };
  void follow_probes();
  void follow_who_moves();
  void index_pairs();
  void mark(std::uint32_t pair);
  void look();
  void look_at(Pair& pair, Time now);
  void add_up(Pair& pair, Time now);
  void note(const Pair& pair, Time now);
  void report_probes(record::Journal& journal, Time ended) const;
  void report_who_moves(record::Journal& journal) const;

  Context& context_;
  CallService& calls_;
  ConvergenceRecorder& recorder_;
  core::Scheduler::Watch watch_;
  std::vector<Pair> pairs_;             ///< by user, then by cluster
  std::vector<Window> windows_;         ///< by pair, then by entry
  std::vector<std::uint32_t> of_user_;  ///< by user: the first pair; and one past the last
  std::vector<std::uint32_t> stale_;    ///< pairs to be looked at, each once
  Time ping_ = never;                   ///< when OPTIONS ping changes something next, as of the last look
  std::uint32_t looked_at_ = 0;
  bool notes_steps_ = false;
  bool starts_ = true;      ///< nothing has been looked at yet
  bool passes_on_ = false;  ///< what a cluster knows of a user matters for calls from others
  bool forwards_ = false;   ///< what becomes of a user matters for calls to others
};

}  // namespace roamsim::actors
