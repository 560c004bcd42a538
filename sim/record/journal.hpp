#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "models/call_routing/outcome.hpp"
#include "models/call_routing/reason.hpp"
#include "models/catalogue/errors.hpp"
#include "models/directory/users.hpp"
#include "sim/core/short_text.hpp"
#include "sim/record/convergence_table.hpp"
#include "sim/record/counter_series.hpp"
#include "sim/record/tables.hpp"

namespace roamsim::record {

/// A fault or repair as it happened.
struct EventRow {
  enum class Kind : std::uint8_t {
    failed,
    repaired,
    recovered,
    access_down,
    access_up,
    link_down,
    link_up,
    joined,
    shut_down,
    node_down,
    node_repaired,
    node_up,
    service_stopped,
    service_started,
    access_degraded,
    access_restored,
    link_degraded,
    link_restored,
    parted,
    healed,
    replication_broken,
    replication_repaired,
    clock_wrong,
    clock_right,
    restored,
    authentication_failed,
    authentication_works,
    left_network,
    role_changed,
    configured,
    call_logs_cleared,
    everybody_logged_out,
    administration_refused,
    version_switched,
    synchronized,
    synchronization_failed,
    synchronization_broken,
    synchronization_repaired
  };
  Time at = 0;
  Kind kind = Kind::failed;
  ClusterId cluster;        ///< the cluster meant, if one is
  LinkId link;              ///< the direct line meant, if one is
  std::string detail = {};  ///< what of the cluster or line is meant, and how; the same for a fault and its end
};

/// A change of where a user is: the truth as of its commit.
struct LocationChangeRow {
  enum class Kind : std::uint8_t { login, logout, automatic_logout, maximum_login_time, forced_logout };
  Time at = 0;  ///< of the commit
  Kind kind = Kind::login;
  UserId user;
  ClusterId cluster;  ///< where the login or logout was committed
  ClusterId truth;    ///< where calls for the user should go from now on
  std::uint32_t incarnation = 0;
  std::uint32_t sequence = 0;  ///< of the ILS update, with `cluster` as its origin
  RequestId request;           ///< none for an automatic logout
};

/// The prefix of one origin's updates that a cluster holds moved forward.
struct AdvanceRow {
  enum class Kind : std::uint8_t { received, applied };
  Time at = 0;
  Kind kind = Kind::received;
  ClusterId cluster;
  ClusterId origin;
  std::uint32_t incarnation = 0;
  std::uint32_t from = 0;  ///< sequence known before
  std::uint32_t to = 0;    ///< sequence known now
  ClusterId peer;          ///< who sent it; none if it is the cluster's own
};

/// Where a cluster sends calls for a user changed.
struct RouteRow {
  Time at = 0;
  ClusterId cluster;
  UserId user;
  ClusterId to;  ///< none: nowhere
};

/// A phone registered with a user's number, or stopped being so.
struct RegistrationRow {
  Time at = 0;
  UserId user;
  ClusterId cluster;
  std::string phone;
  bool registered = false;
};

/// A login or logout from the first key press to its end.
struct RequestRow {
  enum class Kind : std::uint8_t { login, logout };
  Kind kind = Kind::login;
  catalogue::Cause cause = catalogue::Cause::none;
  UserId user = {};
  ClusterId cluster = {};
  std::int32_t code = 0;  ///< error code of the feature; 0: success
  core::ShortText phone = {};
  Time begin = 0;
  Time end = never;  ///< `never`: cut off by the end of the run

  /// What the phone showed, if anything.
  [[nodiscard]] std::string_view text() const { return catalogue::error_of(cause, code).shown; }
};

/// One HTTP request to an Extension Mobility node: two for each login or logout that gets so far.
struct HttpRequestRow {
  enum class Kind : std::uint8_t { state_query, login, logout };
  RequestId request;  ///< the login or logout that it is part of; none if that is not kept
  ClusterId cluster;
  std::uint32_t node = 1;  ///< of the cluster, counted from 1
  Kind kind = Kind::state_query;
  bool slot = false;  ///< it counts for Maximum Concurrent Requests
  Time begin = 0;
  Time end = never;       ///< `never`: cut off by the end of the run
  std::int32_t code = 0;  ///< error code of the answer; one that is refused at once ends when it begins
};

/// One stage of a request; the spans of a request are contiguous.
struct SpanRow {
  RequestId request;
  std::string_view stage;  ///< a name with static storage
  Time begin = 0;
  Time end = never;
};

/// What placed a call.
enum class CallSource : std::uint8_t { plan, background, probe };

/// How a call that was set up ended.
enum class CallEnd : std::uint8_t {
  not_answered,  ///< it was not set up, or had not ended when the run did
  hung_up,
  media_lost  ///< the lines between the two phones went down, and both hung up
};

struct CallRow {
  Time at = 0;
  UserId from = {};
  std::string dialled;
  UserId to = {};         ///< none if nobody has the number
  ClusterId origin = {};  ///< where the caller's phone is registered
  ClusterId target = {};  ///< where the call was sent last; none if nowhere
  calls::Outcome outcome = calls::Outcome::connected;
  Time end = 0;        ///< when the caller learned the outcome
  bool known = false;  ///< false: the run ended before the outcome
  CallSource source = CallSource::plan;
  calls::Reason reason = calls::Reason::answered;
  std::string caller_phone = {};  ///< empty: none
  std::string called_phone = {};  ///< the phone that rang; empty: none
  bool forwarded = false;         ///< by Call Forward Unregistered
  std::string final_number = {};  ///< the number tried last, which forwarding may have changed
  std::string path = {};          ///< clusters and PSTN in the order passed, joined by " > "
  Time answered = never;          ///< when the media began
  Time ended = never;             ///< when the last of the two had hung up
  CallEnd how = CallEnd::not_answered;
};

/// A call's passage through one cluster, which makes a call record there.
struct CallLegRow {
  CallId call;
  ClusterId cluster;
  std::uint32_t node = 1;  ///< of the cluster that processed it, counted from 1
  Time begin = 0;          ///< when the call came there
  ClusterId from;          ///< the cluster it came from; none: a phone or the PSTN
  ClusterId to;            ///< the cluster it was sent to; none: a phone, the PSTN or nowhere
  bool from_pstn = false, to_pstn = false;
  bool signalling_lost = false;  ///< the node went down during the call, so that no record was written
  Time left = never;  ///< when the call turned back from here, to be tried by another way; `never`: it did not
  calls::Reason why = calls::Reason::answered;  ///< it turned back
};

/// Who sends or gets a message of a call.
struct CallParty {
  enum class Kind : std::uint8_t { caller, called, cluster, pstn };
  Kind kind = Kind::cluster;
  ClusterId cluster = {};  ///< of a cluster
};

/// One message of the signalling of a call.
struct CallMessageRow {
  CallId call;
  Time at = 0;
  CallParty from, to;
  std::string_view message;  ///< e.g. INVITE; a text with static storage
  Time arrives = never;      ///< `never`: it is lost
};

/// How many calls of a kind were offered in a span of time and ended so.
struct CallCountRow {
  Time begin = 0;
  CallSource source = CallSource::plan;
  ClusterId origin;      ///< none: the caller had no phone
  ClusterId target;      ///< none: nowhere, or not counted by pair
  bool roaming = false;  ///< the callee was logged in at another cluster than home
  calls::Outcome outcome = calls::Outcome::connected;
  std::uint64_t calls = 0;
};

/// How many calls from a cluster had a post-dial delay from `at_least` on and below that of the next row.
struct CallDelayRow {
  ClusterId origin;
  calls::Outcome outcome = calls::Outcome::connected;
  Duration at_least = 0;
  std::uint64_t calls = 0;
};

/// How calls to users who had logged in at another cluster fared, by the time since that login.
struct CallsAfterLoginRow {
  Duration since = 0;  ///< from this on, and below that of the next row
  std::uint64_t calls = 0;
  std::uint64_t failed = 0;
};

/// How far a user was within reach of a cluster: asked by probes, and as an integral over the events.
struct ReachabilityRow {
  ClusterId cluster;
  UserId user;
  std::uint64_t probes = 0;
  std::uint64_t reached = 0;
  Duration reachable = 0;  ///< the exact time for which a call would have found a registered phone
  Duration observed = 0;   ///< of so long
};

/// For how long clusters together had a user wrong or out of reach, exactly, over the whole run.
struct KnowledgeRow {
  UserId user;
  std::uint32_t clusters = 0;      ///< that are counted
  Duration stale = 0;              ///< added up: a cluster sends calls for the user elsewhere than to the truth
  std::uint32_t stale_spells = 0;  ///< how often one began to
  bool looked_at = false;          ///< the rest is known
  Duration unreachable = 0;        ///< added up: a call placed in a cluster would not find a registered phone
  Duration longest = 0;            ///< the longest without a break, of one cluster
  ClusterId longest_at = {};       ///< the first of those with the longest; none if there was none
};

/// What a call placed in a cluster would meet changed.
struct ReachabilityStepRow {
  Time at = 0;
  ClusterId cluster;
  UserId user;
  bool reachable = false;
  calls::Reason reason = calls::Reason::answered;
  ClusterId target;  ///< where the call would be sent last; none: nowhere
};

/// A storm of logins or logouts.
struct StormRow {
  std::string name;
  RequestRow::Kind kind = RequestRow::Kind::login;
  Time begin = never;       ///< `never`: what it waits for did not come
  std::uint64_t users = 0;  ///< who take part
};

/// What users of a storm did at a cluster in a span of time.
struct StormCountRow {
  enum class What : std::uint8_t { came, attempted, succeeded, refused, gave_up };
  std::uint32_t storm = 0;  ///< index of the StormRow
  Time begin = 0;           ///< of the span
  ClusterId cluster;
  What what = What::came;
  std::int32_t code = 0;  ///< of a refusal
  std::uint64_t number = 0;
};

/// How one user of a storm fared.
struct StormUserRow {
  enum class Outcome : std::uint8_t { done, gave_up, never_tried, cut_off };
  std::uint32_t storm = 0;  ///< index of the StormRow
  UserId user;
  ClusterId cluster;  ///< where the user went last; none: nowhere
  Outcome outcome = Outcome::never_tried;
  Time came = never;  ///< the first key press, or the end of the line for a phone
  Time done = never;  ///< the first success
  std::uint32_t attempts = 0;
  std::uint32_t successes = 0;
  std::uint32_t refusals = 0;
  std::int32_t code = 0;  ///< of the last refusal; 0: none
  Duration waited = 0;    ///< for a phone
};

/// What one ILS exchange carried.
struct ExchangeRow {
  Time at = 0;  ///< the batch was handed to the line
  ClusterId from, to;
  std::uint32_t records = 0;
  std::uint64_t bytes = 0;
  Time arrived = never;
};

/// A span of time in which the ILS service of a cluster waits, or a cluster has no room for what it learned.
struct IlsWaitRow {
  enum class Kind : std::uint8_t {
    question,     ///< until its interval is over and it asks all peers
    answer,       ///< for what the peer did not answer; from the asking until it gave up
    retry,        ///< until it tries again to reach the peer that did not answer
    unreachable,  ///< the peer counts as unreachable
    no_room       ///< the update of the peer is refused by the limit of learned objects
  };
  Kind kind = Kind::question;
  ClusterId cluster;
  ClusterId peer = {};            ///< none for a question, which goes to all
  std::uint32_t incarnation = 0;  ///< of the update of `no_room`
  std::uint32_t sequence = 0;     ///< of the update of `no_room`; 0: none
  Time begin = 0;
  Time end = never;  ///< `never`: not before the end of the run; of question and retry as planned
};

struct ScalarRow {
  std::string name;
  std::string entity;  ///< what it is about: `run`, a cluster, two clusters, a node, a user
  double value = 0;
  std::string unit;
};

struct ExpectationRow {
  std::string pointer;
  std::string text;
  bool met = false;
  std::string found;
  bool judged = true;  ///< false: the run was stopped before it could be told; then `met` is false
  std::optional<double> missed_by =
      std::nullopt;       ///< of a failed one: how far it is from being met, if that has a measure
  std::string unit = {};  ///< of `missed_by`
  Time at = never;        ///< when what was found happened; `never`: at no one date
};

/// Everything a run leaves, in the order it happened.
struct Journal {
  std::vector<EventRow> events;
  std::vector<LocationChangeRow> location_changes;
  ConvergenceTable convergence;
  std::vector<AdvanceRow> advances;
  std::vector<RouteRow> routes;
  std::vector<RegistrationRow> registrations;
  std::deque<RequestRow> requests;  ///< a list that grows without being copied: many are in progress at once
  std::vector<SpanRow> spans;
  std::vector<HttpRequestRow> http_requests;
  std::vector<CallRow> calls;
  std::vector<CallLegRow> call_legs;
  std::vector<CallMessageRow> call_messages;
  std::vector<CallCountRow> call_counts;
  std::vector<CallDelayRow> call_delays;
  std::vector<CallsAfterLoginRow> calls_after_login;
  std::vector<ReachabilityRow> reachability;
  std::vector<KnowledgeRow> knowledge;
  std::vector<ReachabilityStepRow> reachability_steps;
  std::vector<ExchangeRow> exchanges;
  std::vector<IlsWaitRow> ils_waits;
  std::vector<StormRow> storms;
  std::vector<StormCountRow> storm_counts;
  std::vector<StormUserRow> storm_users;
  std::vector<ScalarRow> scalars;
  std::vector<ExpectationRow> expectations;
  CounterSeries counters;  ///< empty unless the run was asked for them
};

/// Names behind the ids of a journal.
struct Names {
  using User = directory::User;
  struct Link {
    ClusterId a, b;
  };
  std::vector<std::string> clusters;
  std::vector<std::string> roles;  ///< of each cluster at the end: standalone, hub, spoke
  directory::Users users;
  std::vector<Link> links;
};

/// Texts by which runs are put in groups: which study, which of its settings, which repetition of that. They change
/// nothing.
struct Labels {
  std::string experiment;
  std::string measurement;
  std::string repetition;
  bool operator==(const Labels&) const = default;
};

/// What a run is and what made it; nothing in it depends on machine, place or time of day.
struct Header {
  int schema_version = 3;
  std::string title;
  std::string scenario_hash;  ///< of the merged scenario without labels
  std::uint64_t seed = 1;
  Duration duration = 0;
  Time ended = 0;       ///< when it was over: before `duration` if it got stuck or was stopped
  Duration warmup = 0;  ///< scalars count what begins at or after its end
  TableSet recorded = TableSet::all();
  bool rows_selected = false;  ///< only rows that concern the scenario's chosen clusters or users are kept
  std::uint32_t users_looked_at =
      1;  ///< every how manieth of the users who move has its reachability followed; 0: none
  Labels labels;
  std::string program_version;
  std::string simgrid_version;
  std::string network_model;
  std::uint64_t events = 0;  ///< fired
  std::uint64_t simgrid_activities = 0;
  std::uint64_t order_fingerprint = 0;
  std::string end;  ///< reached, stuck, stopped, stopped_at, invariant_broken
};

}  // namespace roamsim::record
