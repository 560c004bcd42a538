#pragma once

#include <cstdint>
#include <deque>
#include <variant>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "models/ils/knowledge.hpp"
#include "models/ils/ledger.hpp"
#include "models/ils/parameters.hpp"

namespace roamsim::ils {

/// "I have this": makes the peer fetch what it lacks. A greeting wants the same said in return.
struct Notice {
  VersionVector offered;
  bool greeting = false;
};
/// "Send me what I lack": starts one exchange.
struct Request {
  std::uint32_t number = 0;
  VersionVector known;
};
/// The answer to a request is on its way; its batch may take long.
struct BatchBegun {
  std::uint32_t number = 0;
};
/// The updates asked for; empty if there were none.
struct Batch {
  std::uint32_t number = 0;
  std::vector<Range> ranges;
  [[nodiscard]] std::uint64_t records() const;
};
/// A cluster asks a hub to take it into the network, or makes itself known to a further hub.
struct Join {
  Role role = Role::hub;
};
/// The hub's answer: the other hubs it knows.
struct JoinAccepted {
  std::vector<ClusterId> hubs;
};
using Message = std::variant<Notice, Request, BatchBegun, Batch, Join, JoinAccepted>;

/// What an agent sets a timer for; the number tells a timer of the past from the present one.
struct AgentTimer {
  enum class Kind : std::uint8_t { request, notice, greeting, retry, join, interval, processed, applied };
  Kind kind = Kind::request;
  ClusterId peer;
  std::uint32_t number = 0;
};

/// To be sent to a peer's agent.
struct Send {
  ClusterId to;
  Message message;
};
/// To be handed back after `delay`.
struct StartTimer {
  AgentTimer timer;
  Duration delay = 0;
};
/// The publisher holds more of a log than before.
struct Received {
  Range range;
  ClusterId peer;
};
/// Every node of the cluster routes by more of a log than before.
struct Applied {
  Range range;
};
using Effect = std::variant<Send, StartTimer, Received, Applied>;

/// What follows from an event, in order. Reused between events, so that its memory is.
using Effects = std::vector<Effect>;

/// The ILS service of one cluster's publisher: whom it talks to, what it holds, what it asks for and when.
///
/// One mechanism carries everything: the receiver asks with its vector and gets what it lacks. A change makes the
/// sender give notice, which makes the receiver ask; an interval makes it ask anyway. Whatever several peers offer is
/// asked of one. What was received is durable; what was asked for, or told, is not.
class Agent {
 public:
  Agent(ClusterId self, const Parameters& parameters) : self_(self), parameters_(&parameters) {}

  /// Makes the peers known without messages: a network that stands when the run begins.
  struct Neighbour {
    ClusterId id;
    Role role = Role::hub;
  };
  void preset(Role role, ClusterId hub, const std::vector<Neighbour>& peers, const VersionVector& known);

  // Events. `now` is the date; effects are appended.

  /// The service starts: joins if it has to, catches up with every peer. `phase`: until its first periodic request.
  void start(Time now, Duration phase, Effects& effects);
  /// The service or its machine stops; what is not durable is gone.
  void stop();
  /// The administrator configures the role; a hub without `hub` is the first of a network.
  void configure(Time now, Role role, ClusterId hub, Effects& effects);
  /// The cluster itself issued updates.
  void issued(Time now, UpdateRef update, Effects& effects);
  void receive(Time now, ClusterId from, const Message& message, Effects& effects);
  void timer(Time now, const AgentTimer& timer, Effects& effects);
  /// A batch to or from the peer was cut off on its way.
  void exchange_lost(Time now, ClusterId peer, Effects& effects);

  [[nodiscard]] Role role() const { return role_; }
  [[nodiscard]] ClusterId hub() const { return hub_; }
  [[nodiscard]] bool running() const { return running_; }
  [[nodiscard]] const VersionVector& received() const { return received_; }
  [[nodiscard]] const AppliedLog& applied() const { return applied_; }
  [[nodiscard]] std::vector<ClusterId> peers() const;
  [[nodiscard]] const Parameters& parameters() const { return *parameters_; }

 private:
  struct Peer {
    ClusterId id;
    Role role = Role::hub;
    VersionVector known;         ///< what it has, as far as it said or was sent
    VersionVector offered;       ///< what it said it has
    std::uint32_t request = 0;   ///< number of the open request to it; 0: none
    std::uint32_t notice = 0;    ///< number of the notice it has not answered by asking; 0: none
    bool notice_own = false;     ///< that notice was of a change of this cluster, which is asked for here
    std::uint32_t greeting = 0;  ///< number of the greeting it has not answered; 0: none
    bool answering = false;      ///< the answer to the request is on its way
    std::uint32_t retry = 0;     ///< number of the timer after which it is greeted again; 0: none
  };
  struct Arrived {
    ClusterId from;
    Batch batch;
  };
  struct Write {
    std::uint32_t number = 0;
    std::vector<Range> ranges;
  };

  Peer* find(ClusterId id);
  Peer& add_peer(ClusterId id, Role role);
  void on(Time now, ClusterId from, const Notice& notice, Effects& effects);
  void on(Time now, ClusterId from, const Request& request, Effects& effects);
  void on(Time now, ClusterId from, const BatchBegun& begun, Effects& effects);
  void on(Time now, ClusterId from, const Batch& batch, Effects& effects);
  void on(Time now, ClusterId from, const Join& join, Effects& effects);
  void on(Time now, ClusterId from, const JoinAccepted& accepted, Effects& effects);
  void ask(Peer& peer, Effects& effects);
  void ask_where_more_is_offered(Effects& effects);
  void tell(Peer& peer, bool own, Effects& effects);
  void greet(Peer& peer, Effects& effects);
  void tell_those_who_lack(ClusterId except, Effects& effects);
  void retry_later(Peer& peer, Effects& effects);
  void process_next(Effects& effects);
  void processed(Time now, Effects& effects);
  void write(Time now, std::vector<Range> ranges, Effects& effects);
  void apply(Effects& effects);
  void send_join(Effects& effects);
  [[nodiscard]] bool tells() const { return parameters_->mode != SyncMode::periodic; }
  [[nodiscard]] bool polls() const { return parameters_->mode != SyncMode::event_triggered; }

  ClusterId self_;
  const Parameters* parameters_;
  Role role_ = Role::standalone;
  ClusterId hub_;            ///< the registration server
  bool registered_ = false;  ///< taken into the network
  bool running_ = false;
  std::vector<Peer> peers_;  ///< by id
  VersionVector received_;
  AppliedLog applied_;
  std::deque<Arrived> arrived_;
  bool processing_ = false;
  std::deque<Write> writes_;
  Time writer_free_ = 0;
  std::uint32_t number_ = 0;    ///< of the newest request, notice, write or timer
  std::uint32_t interval_ = 0;  ///< number of the running interval timer
  std::uint32_t processing_number_ = 0;
};

}  // namespace roamsim::ils
