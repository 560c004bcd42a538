#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <simgrid/s4u.hpp>
#include <string>
#include <vector>

#include "sim/actors/plan.hpp"
#include "tests/engine/figure3_s4u/facts.hpp"

namespace roamsim::figure3 {

/// A login or the logout that ends it.
struct Change {
  bool login = false;
  std::size_t user = 0;
  std::size_t cluster = 0;
  int epoch = 0;     ///< counts the user's logins
  std::string name;  ///< of the fact; empty for what holds from the start
};

/// By origin: how many of its changes somebody has.
using Counts = std::vector<std::size_t>;

struct Message {
  enum class Kind { notice, request, batch };
  Kind kind = Kind::notice;
  std::size_t from = 0;
  bool greeting = false;
  Counts has;                                ///< the sender of a notice or request
  std::vector<std::vector<Change>> changes;  ///< of a batch, by origin: all from the first that was lacking
  Counts first;                              ///< of a batch, by origin
};

class PlainCluster;

/// What all actors share.
struct PlainWorld {
  const Plan& plan;
  Facts facts;
  std::vector<std::unique_ptr<PlainCluster>> clusters;
  std::vector<int> epochs;  ///< by user, of the newest login
  int calls = 0;            ///< placed so far

  /// The present date goes with the fact.
  void note(const std::string& what);
};

void sleep(Duration duration);
/// On the actor's own host, which does a nanosecond of work in a nanosecond.
void compute(Duration work);

/// One cluster: its call processing, its EM service and its ILS service on one host, and its phones.
class PlainCluster {
 public:
  PlainCluster(PlainWorld& world, std::size_t self, simgrid::s4u::Host* host);

  /// Services start: for the `life`-th time.
  void start(int life);
  void power_off();
  void register_phones();
  /// A phone of the cluster: the whole login, by the user's hand.
  void log_in(std::size_t user);
  /// The call from one of the cluster's phones.
  void call(std::size_t number, std::size_t callee);

  [[nodiscard]] bool has_phone_of(std::size_t user) const { return registered_.count(user) != 0; }
  [[nodiscard]] simgrid::s4u::Host* host() const { return host_; }
  [[nodiscard]] const ClusterPlan& plan() const { return world_.plan.clusters[self_]; }

 private:
  struct Invite {
    std::size_t callee;
    std::size_t origin;
    simgrid::s4u::Mailbox* answer_to;
  };

  void agent();
  void poll(int life);
  void answer_calls();
  void serve_login(std::size_t user);
  void restart_phone(std::size_t user);
  void take(const Message& message);
  void store(const Message& batch);
  void issue(const Change& change);
  void learn(const Change& change);
  void tell_all_but(std::size_t except);
  void ask(std::size_t peer);
  void ask_where_more_is_offered();
  void send(std::size_t to, Message message, std::uint64_t bytes);
  [[nodiscard]] Counts counts() const;
  [[nodiscard]] std::size_t route(std::size_t user) const;
  [[nodiscard]] simgrid::s4u::Mailbox* mailbox(const std::string& purpose, std::size_t of) const;

  PlainWorld& world_;
  std::size_t self_;
  simgrid::s4u::Host* host_;
  bool serving_ = false;
  std::set<std::size_t> logged_in_, registered_;  // users
  std::vector<std::vector<Change>> held_;         // by origin
  Counts applied_;
  std::vector<Counts> offered_;    // by peer
  std::vector<int> open_request_;  // by peer; 0: none
  int requests_ = 0;
  simgrid::s4u::MutexPtr database_, writer_;
};

}  // namespace roamsim::figure3
