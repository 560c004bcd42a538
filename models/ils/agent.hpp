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

/// "I have this": makes the peer fetch what it lacks. A greeting wants the same said in return; any other notice wants
/// a request, or to be acknowledged where it needs none.
struct Notice {
  VersionVector offered;
  bool greeting = false;
  std::uint32_t number = 0;   ///< 0: wants no answer
  std::uint32_t answers = 0;  ///< number of the greeting that it answers; 0: none
};
/// "I heard your notice, and need not ask you": the peer has what was offered, or gets it from another.
struct Acknowledged {
  std::uint32_t number = 0;
};
/// A sign of life, which wants one in return if it `asks`.
struct Hello {
  bool asks = false;
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
/// The sender is no peer any more; or, `stranger`, was spoken to as a peer by somebody whom it does not know.
struct Leave {
  bool stranger = false;
};
using Message = std::variant<Notice, Request, BatchBegun, Batch, Join, JoinAccepted, Acknowledged, Hello, Leave>;

/// What an agent sets a timer for; the number tells a timer of the past from the present one.
struct AgentTimer {
  enum class Kind : std::uint8_t {
    request,
    notice,
    greeting,
    retry,
    join,
    interval,
    processed,
    applied,
    silence,
    hello
  };
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
/// A peer has answered nothing for `dead_peer_timeout`.
struct PeerLost {
  ClusterId peer;
};
/// A lost peer is heard again.
struct PeerFound {
  ClusterId peer;
};
/// A message to or from a peer that does not pass for who it is was kept back or turned away.
struct PeerRefused {
  ClusterId peer;
};
/// The cluster left the network: what it had learned of others is gone.
struct Forgot {};
using Effect = std::variant<Send, StartTimer, Received, Applied, PeerLost, PeerFound, PeerRefused, Forgot>;

/// What follows from an event, in order. Reused between events, so that its memory is.
using Effects = std::vector<Effect>;

/// The ILS service of one cluster's publisher: whom it talks to, what it holds, what it asks for and when.
///
/// One mechanism carries everything: the receiver asks with its vector and gets what it lacks. A change makes the
/// sender give notice, which makes the receiver ask; an interval makes it ask anyway. Whatever several peers offer is
/// asked of one.
///
/// Durable, and so the same after stop() and start(): the role, the hub, the peers, and the hubs that have yet to take
/// the cluster in; which of its logs are its own; what was received (written or not) and what was applied, with the
/// order in which that came. Everything else is gone, and is of no loss to the network: an open request, notice or
/// greeting, what a peer is known or said to have, a batch that arrived and was not yet processed, whether a peer
/// counts as lost. A power failure and a clean shutdown are the same: nothing is kept that would be written down only
/// on the way out. What was issued is durable at its commit. Whether replication works and which peers are refused is
/// no state of the service, and outlives it.
class Agent {
 public:
  /// `log` is the ledger's log of this cluster, `subscribers` the nodes that the publisher replicates to.
  Agent(ClusterId self, const Parameters& parameters, LogIndex log, std::uint32_t subscribers = 1)
      : self_(self), parameters_(&parameters), subscribers_(subscribers), own_logs_{log} {}
  /// The cluster's log has its own number.
  Agent(ClusterId self, const Parameters& parameters) : Agent(self, parameters, self.value) {}

  /// Makes the peers known without messages: a network that stands when the run begins.
  struct Neighbour {
    ClusterId id;
    Role role = Role::hub;
  };
  void preset(Role role, ClusterId hub, const std::vector<Neighbour>& peers, const VersionVector& known);

  /// What is durable, as of one date.
  struct Backup {
    Role role = Role::standalone;
    ClusterId hub;
    bool registered = false;
    std::vector<Neighbour> peers;
    std::vector<ClusterId> joining;  ///< hubs that it has asked to take it in and that have not answered
    VersionVector received;
    AppliedLog applied;
    std::deque<std::vector<Range>> unwritten;  ///< received and not yet applied, in the order in which it came
  };
  [[nodiscard]] Backup backup() const;
  /// Stops the service and puts the backup in the place of what is durable: here, and where a cluster leaves the
  /// network, knowledge goes back. `new_log` is the log of the cluster's new incarnation. Once the live state stands in
  /// it (see issued()), start() takes up the service, and greets every peer with what is left.
  void restore(const Backup& backup, LogIndex new_log);

  // Events. `now` is the date; effects are appended.

  /// The service starts: joins if it has to, catches up with every peer. `phase`: until its first periodic request.
  void start(Time now, Duration phase, Effects& effects);
  /// The service or its machine stops; what is not durable is gone.
  void stop();
  /// The administrator configures the role; a hub without `hub` is the first of a network. A member may change its role
  /// or a spoke its hub: it takes leave of its peers, keeps what it knows, and joins anew. Standalone: it leaves the
  /// network and drops what it has learned; the others keep for ever what they know of it (assumed). The spokes of a
  /// hub that is none any more try to register with it until they are given another.
  void configure(Time now, Role role, ClusterId hub, Effects& effects);
  /// The cluster itself issued updates.
  void issued(Time now, UpdateRef update, Effects& effects);
  void receive(Time now, ClusterId from, const Message& message, Effects& effects);
  void timer(Time now, const AgentTimer& timer, Effects& effects);
  /// A batch to or from the peer was cut off on its way.
  void exchange_lost(Time now, ClusterId peer, Effects& effects);
  /// Whether authentication between this cluster and the other fails, seen from here: nothing passes in either
  /// direction, as with a peer that does not answer, and every attempt counts as refused. Once it is mended the next
  /// attempt succeeds.
  void set_refused(Time now, ClusterId peer, bool refused, Effects& effects);
  /// Whether database replication in the cluster works. While it does not, what is received is neither written nor
  /// applied, and what was being replicated is not applied either; afterwards all of it is written in the order in
  /// which it was received. The cluster's own updates do not wait for it.
  void set_replication(Time now, bool works, Effects& effects);

  [[nodiscard]] Role role() const { return role_; }
  [[nodiscard]] ClusterId hub() const { return hub_; }
  [[nodiscard]] bool running() const { return running_; }
  [[nodiscard]] const VersionVector& received() const { return received_; }
  [[nodiscard]] const AppliedLog& applied() const { return applied_; }
  [[nodiscard]] std::vector<ClusterId> peers() const;
  [[nodiscard]] const Parameters& parameters() const { return *parameters_; }
  [[nodiscard]] bool registered() const { return registered_; }
  [[nodiscard]] bool replicates() const { return replicates_; }
  /// Which peers count as lost.
  [[nodiscard]] std::vector<ClusterId> unreachable() const;
  /// Which clusters are refused, by id; and how many messages were kept back or turned away for that.
  [[nodiscard]] const std::vector<ClusterId>& refused() const { return refused_; }
  [[nodiscard]] std::uint64_t refusals() const { return refusals_; }
  /// Batches received and not yet applied, whether they are being written or wait for replication.
  [[nodiscard]] std::size_t unapplied() const { return writes_.size() + held_.size(); }
  /// From the publisher's write of a batch until the last node routes by it.
  [[nodiscard]] Duration settling() const;

 private:
  struct Peer {
    ClusterId id;
    Role role = Role::hub;
    VersionVector known;            ///< what it has, as far as it said or was sent
    VersionVector offered;          ///< what it said it has
    VersionVector asked;            ///< what of that the open request to it will bring
    VersionVector told;             ///< what the unanswered notice offered
    std::uint32_t request = 0;      ///< number of the open request to it; 0: none
    std::uint32_t notice = 0;       ///< number of the notice it has not answered; 0: none
    std::uint32_t greeting = 0;     ///< number of the greeting it has not answered; 0: none
    std::uint32_t retry = 0;        ///< number of the timer after which it is greeted again; 0: none
    std::uint32_t silence = 0;      ///< number of the timer after which it counts as lost; 0: none
    std::uint32_t attempts = 0;     ///< to reach it in vain, since it was heard
    Time heard = 0;                 ///< when it was heard last, or the service started
    Time unanswered_since = never;  ///< when the first was sent that is followed by silence
    bool notice_own = false;        ///< the notice was of a change of this cluster, which is asked for here
    bool untold = false;            ///< something new came while a notice was unanswered
    bool more = false;              ///< it may have offered more than is received here
    bool answering = false;         ///< the answer to the request is on its way
    bool lost = false;
  };
  /// A hub that is asked to take the cluster in, until it does or says that it is no hub.
  struct Joining {
    ClusterId hub;
    std::uint32_t timer = 0;     ///< number of the timer after which it is asked again; 0: none
    std::uint32_t attempts = 0;  ///< in vain, since the service started
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
  void on(Time now, ClusterId from, const Acknowledged& heard, Effects& effects);
  void on(Time now, ClusterId from, const Hello& hello, Effects& effects);
  void on(Time now, ClusterId from, const Leave& leave, Effects& effects);
  void send(ClusterId to, Message message, Effects& effects);
  [[nodiscard]] bool refuses(ClusterId peer) const;
  /// The peer was heard. Whether a retry was waiting for its time, which it need not any more.
  bool hear(Peer& peer, Time now, Effects& effects);
  /// The peer owes an answer from now on.
  static void expect(Peer& peer, Time now);
  /// An answer did not come in time.
  void unanswered(Peer& peer, Time now, Effects& effects);
  void await_silence(Peer& peer, Duration wait, Effects& effects);
  void lose(Peer& peer, Effects& effects);
  void say_hello(Time now, Effects& effects);
  void take_leave(Effects& effects);
  void forget(Effects& effects);
  [[nodiscard]] Duration wait_before(std::uint32_t attempt) const;
  void ask(Time now, Peer& peer, Effects& effects);
  void ask_where_more_is_offered(Time now, Effects& effects);
  void tell(Time now, Peer& peer, bool own, Effects& effects);
  void greet(Time now, Peer& peer, Effects& effects);
  /// The peer has heard the notice, and will not ask for it: what came meanwhile is told.
  void notice_answered(Time now, Peer& peer, Effects& effects);
  void tell_those_who_lack(Time now, ClusterId except, Effects& effects);
  void retry_later(Peer& peer, Effects& effects);
  void process_next(Effects& effects);
  void processed(Time now, Effects& effects);
  void write(Time now, std::vector<Range> ranges, Effects& effects);
  void apply(Effects& effects);
  /// What was being written is to be written again.
  void hold_writes();
  void write_held(Time now, Effects& effects);
  /// Asks the hub to take this cluster in, and again until it answers.
  void join(ClusterId hub, Effects& effects);
  Joining& add_joining(ClusterId hub);
  void end_joining(ClusterId hub);
  [[nodiscard]] bool tells() const { return parameters_->mode != SyncMode::periodic; }
  [[nodiscard]] bool polls() const { return parameters_->mode != SyncMode::event_triggered; }

  ClusterId self_;
  const Parameters* parameters_;
  std::uint32_t subscribers_;
  std::vector<LogIndex> own_logs_;  ///< of all its incarnations, which no restore makes it forget
  Role role_ = Role::standalone;
  ClusterId hub_;            ///< the registration server
  bool registered_ = false;  ///< taken into the network
  bool running_ = false;
  std::vector<Peer> peers_;  ///< by id
  std::vector<Joining> joining_;
  VersionVector received_;
  AppliedLog applied_;
  std::deque<Arrived> arrived_;
  bool processing_ = false;
  std::deque<Write> writes_;             ///< being written and replicated
  std::deque<std::vector<Range>> held_;  ///< to be written after those, when replication and the service work
  bool replicates_ = true;
  std::vector<ClusterId> refused_;  ///< by id
  std::uint64_t refusals_ = 0;
  Time writer_free_ = 0;
  std::uint32_t number_ = 0;    ///< of the newest request, notice, write or timer
  std::uint32_t interval_ = 0;  ///< number of the running interval timer
  std::uint32_t hello_ = 0;     ///< number of the running hello timer
  std::uint32_t processing_number_ = 0;
};

}  // namespace roamsim::ils
