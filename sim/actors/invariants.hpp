#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/sparse_column.hpp"
#include "models/base/time.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/ils_observer.hpp"

namespace roamsim::actors {

/// What of the model is broken, with all that is needed to look for the reason.
struct Violation {
  Time at = 0;
  ClusterId cluster;                 ///< none if it concerns no one cluster
  UserId user;                       ///< none if it concerns no one user
  std::string what;                  ///< in words
  std::vector<std::string> journal;  ///< the last things that happened there, the oldest first
};

/// What the services themselves say is under way, to be held against what was offered and what has ended.
struct UnderWay {
  std::size_t requests = 0;  ///< logins and logouts
  std::size_t calls = 0;
  std::size_t exchanges = 0;
  std::string trunks = {};                ///< how channels taken and calls differ, in words; empty: they do not
  std::string requests_in_progress = {};  ///< how they differ from the requests that nodes had in hand; empty: not
  bool faults = false;                    ///< something is out of service, or worse than it should be
};

/// How many users each policy, role or limit keeps some cluster from routing right, although it knows all that is said.
struct Prevented {
  std::size_t first_learned = 0;
  std::size_t wall_clock = 0;
  std::size_t learned_limit = 0;        ///< the cluster had no room for the learned object
  std::size_t blocked_pattern = 0;      ///< a rule of the cluster blocks it
  std::size_t outside_the_network = 0;  ///< the user has been in a cluster that is in no network with the others
};

/// Holds in every run, whatever the scenario: knowledge only grows, nothing is known that nobody sent, every update is
/// applied once and in order, everything offered has one end; and once all is healed and the time has passed that news
/// take, a spoke is in one network with its hub, every cluster routes by the truth and at most one serves a
/// user. That is judged in mid-run too, of the users who moved since, whenever it has been quiet for so long. The first
/// violation stops the run.
class Invariants final : public IlsObserver {
 public:
  explicit Invariants(const Context& context);

  void sent(ClusterId from, ClusterId to, const ils::Message& message, std::uint64_t bytes) override;
  void batch_over(ClusterId from, ClusterId to, bool arrives) override;
  void issued(ClusterId cluster, ils::UpdateRef update) override;
  void received(ClusterId cluster, const ils::Range& range, ClusterId peer) override;
  void applied(ClusterId cluster, const ils::Range& range) override;
  void configured(ClusterId cluster) override;
  void restored(ClusterId cluster) override;

  /// Judges in mid-run from now on; `faults` says whether something is out of service, or worse than it should be.
  /// Nothing in the run is different for it, nor the order of its events.
  void watch(std::function<bool()> faults);
  /// How many users were judged in mid-run, each as often as it was.
  [[nodiscard]] std::size_t judged_in_mid_run() const { return judged_in_mid_run_; }

  /// The timeline asks for one of these.
  void login_offered() { ++logins_; }
  void logout_offered() { ++logouts_; }
  void call_offered() { ++calls_; }

  /// At the end of a run, which may be long after its last event.
  void at_end(const UnderWay& under_way, Time ended);

  [[nodiscard]] const std::optional<Violation>& broken() const { return broken_; }
  /// Of the judgement at the end; nothing if it was not made.
  [[nodiscard]] const std::optional<Prevented>& prevented() const { return prevented_; }

 private:
  using Known = std::vector<std::uint32_t>;  ///< by log
  void fail(ClusterId cluster, UserId user, std::string what);
  [[nodiscard]] std::string update_words(ils::LogIndex log, std::uint32_t sequence) const;
  [[nodiscard]] std::vector<std::string> last_rows(ClusterId cluster, UserId user) const;
  void offered_ended(const UnderWay& under_way);
  void base_devices_kept(const UnderWay& under_way);
  void vectors_kept();
  void healed();
  /// Of the faults, the network and the requests; `now` while a request is under way.
  [[nodiscard]] Time last_disturbance(Time now);
  [[nodiscard]] bool everything_runs() const;
  [[nodiscard]] bool knows_all(ClusterId at, UserId user, const ils::Stay& stay);
  [[nodiscard]] std::vector<std::uint32_t> networks() const;
  void judge_network(const std::vector<std::uint32_t>& networks);
  void judge_user(UserId user, const std::vector<std::uint32_t>& networks, Prevented& prevented);
  void judge_routes(UserId user, const std::vector<std::uint32_t>& networks, Prevented& prevented);
  /// How long news take at the most, after everything that was; nothing if there is no bound.
  [[nodiscard]] std::optional<Duration> bound_now() const;
  void moved(UserId user);
  void network_changed();
  void look_after(Time disturbed);
  void look();
  void judge_who_moved(Duration bound);

  const Context& context_;
  std::vector<Known> received_;  ///< by cluster
  std::vector<Known> applied_;
  std::vector<Known> had_;    ///< by cluster: the most it ever had
  SparseColumn<Time> moved_;  ///< by user: when the newest update about the user was issued
  Time network_changed_ = 0;
  std::size_t ended_requests_ = 0;  ///< the first so many of the journal have ended
  Time last_request_ended_ = 0;
  std::function<bool()> faults_;  ///< none: there is no judgement in mid-run
  core::Scheduler::Watch watch_{};
  bool looks_ = false;                      ///< the scheduler is asked for a look
  bool bound_holds_ = false;                ///< no cluster has been configured since `least_bound_` was computed
  std::optional<Duration> least_bound_;     ///< of the network as it is; more updates only make it longer
  std::vector<UserId> unjudged_;            ///< who moved since the last judgement, each once
  SparseColumn<std::uint8_t> is_unjudged_;  ///< by user
  std::size_t judged_in_mid_run_ = 0;
  Time ended_ = never;
  std::uint64_t logins_ = 0, logouts_ = 0, calls_ = 0;
  std::uint64_t exchanges_ = 0, exchanges_over_ = 0;
  std::optional<Prevented> prevented_;
  std::optional<Violation> broken_;
};

}  // namespace roamsim::actors
