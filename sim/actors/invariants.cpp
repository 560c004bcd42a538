#include "sim/actors/invariants.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>
#include <variant>

#include "sim/actors/truth.hpp"
#include "sim/core/format_time.hpp"
#include "sim/record/row_names.hpp"

namespace roamsim::actors {

namespace {

constexpr std::size_t rows_told = 8;
constexpr std::uint32_t no_network = 0xFFFFFFFF;

std::uint32_t& entry(std::vector<std::uint32_t>& known, ils::LogIndex log) {
  if (known.size() <= log) known.resize(log + 1, 0);
  return known[log];
}

std::vector<std::uint32_t> copy_of(const ils::VersionVector& vector) {
  std::vector<std::uint32_t> known(vector.logs());
  for (ils::LogIndex log = 0; log < vector.logs(); ++log) known[log] = vector[log];
  return known;
}

}  // namespace

Invariants::Invariants(const Context& context)
    : context_(context), moved_(context.world.plan.users.size(), never), is_unjudged_(context.world.plan.users.size()) {
  for (const ils::Agent& agent : context.world.agents) {
    received_.push_back(copy_of(agent.received()));
    applied_.push_back(copy_of(agent.applied().vector()));
    had_.push_back(received_.back());
  }
}

void Invariants::fail(ClusterId cluster, UserId user, std::string what) {
  if (broken_) return;
  broken_ = {ended_ == never ? context_.scheduler.now() : ended_, cluster, user, std::move(what),
             last_rows(cluster, user)};
  context_.say(LogLevel::error, Component::scenario, "an invariant is broken: {}", broken_->what);
  context_.scheduler.stop();
}

std::string Invariants::update_words(ils::LogIndex log, std::uint32_t sequence) const {
  const ils::Ledger& ledger = context_.world.ledger;
  return fmt::format("update {}.{} of {}", ledger.incarnation(log), sequence, context_.name(ledger.origin(log)));
}

void Invariants::sent(ClusterId from, ClusterId /*to*/, const ils::Message& message, std::uint64_t /*bytes*/) {
  if (std::holds_alternative<ils::Join>(message) || std::holds_alternative<ils::JoinAccepted>(message)) {
    network_changed();
  }
  const auto* batch = std::get_if<ils::Batch>(&message);
  if (batch == nullptr || batch->ranges.empty()) return;
  ++exchanges_;
  for (const ils::Range& range : batch->ranges) {
    if (entry(received_[from.index()], range.log) >= range.to) continue;
    fail(from, {},
         fmt::format("{} sends {}, which it does not have", context_.name(from), update_words(range.log, range.to)));
  }
}

void Invariants::batch_over(ClusterId from, ClusterId /*to*/, bool /*arrives*/) {
  if (++exchanges_over_ > exchanges_) fail(from, {}, "a batch of updates ends that never began");
}

void Invariants::issued(ClusterId cluster, ils::UpdateRef update) {
  const ils::Ledger& ledger = context_.world.ledger;
  if (ledger.origin(update.log) != cluster || update.sequence > ledger.size(update.log)) {
    return fail(
        cluster, {},
        fmt::format("{} announces {} as its own", context_.name(cluster), update_words(update.log, update.sequence)));
  }
  std::uint32_t& received = entry(received_[cluster.index()], update.log);
  for (std::uint32_t sequence = received + 1; sequence <= update.sequence; ++sequence) {
    const UserId user = ledger.at(update.log, sequence).user;
    if (user.valid()) moved(user);
  }
  received = std::max(received, update.sequence);
  entry(applied_[cluster.index()], update.log) = received;
  std::uint32_t& had = entry(had_[cluster.index()], update.log);
  had = std::max(had, received);
}

void Invariants::received(ClusterId cluster, const ils::Range& range, ClusterId peer) {
  std::uint32_t& known = entry(received_[cluster.index()], range.log);
  if (range.from != known || range.to <= range.from) {
    return fail(cluster, {},
                fmt::format("{} had received {} and goes on from {} to {}", context_.name(cluster),
                            update_words(range.log, known), range.from, range.to));
  }
  if (range.to > context_.world.ledger.size(range.log)) {
    return fail(cluster, {},
                fmt::format("{} receives {}, which was never issued", context_.name(cluster),
                            update_words(range.log, range.to)));
  }
  if (!peer.valid() || entry(had_[peer.index()], range.log) < range.to) {
    return fail(cluster, {},
                fmt::format("{} receives {} from {}, which never had it", context_.name(cluster),
                            update_words(range.log, range.to),
                            peer.valid() ? std::string_view(context_.name(peer)) : "nobody"));
  }
  const std::uint32_t holds = context_.world.agents[cluster.index()].received()[range.log];
  if (holds < range.to) {
    return fail(cluster, {},
                fmt::format("{} received {} and holds {} only", context_.name(cluster),
                            update_words(range.log, range.to), holds));
  }
  known = range.to;
  std::uint32_t& had = entry(had_[cluster.index()], range.log);
  had = std::max(had, known);
}

void Invariants::applied(ClusterId cluster, const ils::Range& range) {
  std::uint32_t& known = entry(applied_[cluster.index()], range.log);
  if (range.from < known) {
    return fail(
        cluster, {},
        fmt::format("{} applies {} a second time", context_.name(cluster), update_words(range.log, range.from + 1)));
  }
  if (range.from > known) {
    return fail(cluster, {},
                fmt::format("{} applies {} before {}", context_.name(cluster), update_words(range.log, range.from + 1),
                            known + 1));
  }
  if (range.to > entry(received_[cluster.index()], range.log)) {
    return fail(cluster, {},
                fmt::format("{} applies {}, which it has not received", context_.name(cluster),
                            update_words(range.log, range.to)));
  }
  known = range.to;
}

void Invariants::configured(ClusterId cluster) {
  // Who leaves the network drops what it has learned.
  if (context_.world.agents[cluster.index()].role() == ils::Role::standalone) return restored(cluster);
  bound_holds_ = false;
  network_changed();
}

void Invariants::restored(ClusterId cluster) {
  const ils::Agent& agent = context_.world.agents[cluster.index()];
  received_[cluster.index()] = copy_of(agent.received());
  applied_[cluster.index()] = copy_of(agent.applied().vector());
  // What a restored cluster says first of its new incarnation goes out when its service starts, not before.
  const ils::Ledger& ledger = context_.world.ledger;
  for (ils::LogIndex log = 0; log < received_[cluster.index()].size(); ++log) {
    std::uint32_t& had = entry(had_[cluster.index()], log);
    for (; had < received_[cluster.index()][log]; ++had) {
      const UserId user = ledger.at(log, had + 1).user;
      if (user.valid()) moved(user);
    }
  }
  bound_holds_ = false;
  network_changed();
}

void Invariants::at_end(const UnderWay& under_way, Time ended) {
  if (broken_) return;
  ended_ = ended;
  offered_ended(under_way);
  base_devices_kept(under_way);
  vectors_kept();
  if (!broken_ && !under_way.faults) healed();
}

void Invariants::offered_ended(const UnderWay& under_way) {
  const record::Journal& journal = context_.journal;
  std::uint64_t logins = 0, logouts = 0, open = 0, open_calls = 0;
  for (const record::RequestRow& row : journal.requests) {
    ++(row.kind == record::RequestRow::Kind::login ? logins : logouts);
    if (row.end == never) ++open;
  }
  for (const record::CallRow& row : journal.calls) {
    if (!row.known) ++open_calls;
  }
  const auto equal = [&](std::string_view what, std::uint64_t offered, std::uint64_t found, std::string_view how) {
    if (offered == found) return;
    fail({}, {}, fmt::format("{} {}, but {} {}", offered, what, found, how));
  };
  equal("logins were offered", logins_, logins, "were begun");
  equal("logouts were offered", logouts_, logouts, "were begun");
  equal("calls were offered", calls_, journal.calls.size(), "were begun");
  equal("logins and logouts have no end", open, under_way.requests, "are under way");
  equal("calls have no end", open_calls, under_way.calls, "are under way");
  equal("batches have not arrived and are not lost", exchanges_ - exchanges_over_, under_way.exchanges,
        "are under way");
  if (!under_way.trunks.empty()) fail({}, {}, under_way.trunks);
  if (!under_way.requests_in_progress.empty()) fail({}, {}, under_way.requests_in_progress);
}

/// Each EMCC login holds one, and so may a login under way.
void Invariants::base_devices_kept(const UnderWay& under_way) {
  const World& world = context_.world;
  std::vector<std::uint64_t> logins(world.clusters.size(), 0);
  for (const ClusterId home : world.emcc_home) {
    if (home.valid()) ++logins[home.index()];
  }
  for (std::size_t i = 0; i < logins.size(); ++i) {
    const std::uint64_t held = world.base_devices_held[i];
    if (held >= logins[i] && held <= logins[i] + under_way.requests) continue;
    fail(ClusterId(i), {},
         fmt::format("{} holds {} EMCC base devices for {} logins", context_.name(ClusterId(i)), held, logins[i]));
  }
}

void Invariants::vectors_kept() {
  for (std::size_t i = 0; i < received_.size(); ++i) {
    const ils::Agent& agent = context_.world.agents[i];
    for (ils::LogIndex log = 0; log < received_[i].size(); ++log) {
      if (agent.received()[log] >= received_[i][log] && agent.applied().vector()[log] >= entry(applied_[i], log)) {
        continue;
      }
      fail(ClusterId(i), {},
           fmt::format("{} knew {} and does not any more, with no restore", context_.name(ClusterId(i)),
                       update_words(log, received_[i][log])));
    }
  }
}

Time Invariants::last_disturbance(Time now) {
  const record::Journal& journal = context_.journal;
  Time last = network_changed_;
  if (!journal.events.empty()) last = std::max(last, journal.events.back().at);
  // A phone's new configuration is built by the machine that processes batches.
  const auto& rows = journal.requests;
  for (; ended_requests_ < rows.size() && rows[ended_requests_].end != never; ++ended_requests_) {
    last_request_ended_ = std::max(last_request_ended_, rows[ended_requests_].end);
  }
  last = std::max(last, last_request_ended_);
  for (std::size_t row = ended_requests_; row < rows.size(); ++row) {
    last = std::max(last, rows[row].end == never ? now : rows[row].end);
  }
  return last;
}

bool Invariants::everything_runs() const {
  const engine::Topology& topology = context_.engine.topology();
  for (std::size_t link = 0; link < topology.link_count(); ++link) {
    if (!topology.link_on(LinkId(link))) return false;
  }
  const auto runs = [](const ils::Agent& agent) {
    return agent.role() == ils::Role::standalone || (agent.running() && agent.replicates() && agent.refused().empty());
  };
  return std::all_of(context_.world.clusters.begin(), context_.world.clusters.end(),
                     [](const ClusterState& state) { return state.serving; }) &&
         std::all_of(context_.world.agents.begin(), context_.world.agents.end(), runs);
}

/// By cluster, the network it is in: two that talk to each other are in one.
std::vector<std::uint32_t> Invariants::networks() const {
  const std::vector<ils::Agent>& agents = context_.world.agents;
  std::vector<std::vector<ClusterId>> peers;
  for (const ils::Agent& agent : agents) {
    peers.push_back(agent.role() == ils::Role::standalone ? std::vector<ClusterId>{} : agent.peers());
  }
  const auto talks = [&](ClusterId from, ClusterId to) {
    return std::binary_search(peers[from.index()].begin(), peers[from.index()].end(), to);
  };
  std::vector<std::uint32_t> network(agents.size(), no_network);
  for (std::size_t first = 0; first < agents.size(); ++first) {
    if (agents[first].role() == ils::Role::standalone || network[first] != no_network) continue;
    std::vector<ClusterId> reached{ClusterId(first)};
    network[first] = static_cast<std::uint32_t>(first);
    while (!reached.empty()) {
      const ClusterId at = reached.back();
      reached.pop_back();
      for (const ClusterId next : peers[at.index()]) {
        if (network[next.index()] != no_network || !talks(next, at)) continue;
        network[next.index()] = static_cast<std::uint32_t>(first);
        reached.push_back(next);
      }
    }
  }
  return network;
}

void Invariants::healed() {
  if (!everything_runs()) return;
  const std::optional<Duration> bound = bound_now();
  const Time now = ended_;
  if (!bound || last_disturbance(now) + *bound > now) return;
  prevented_.emplace();
  const std::vector<std::uint32_t> network = networks();
  judge_network(network);
  moved_.for_written([&](std::size_t user, Time moved) {
    // Who has not moved since the start is where the preset knowledge says, or is told of with the cluster's other
    // news.
    if (broken_ || moved == never || moved + *bound > now) return;
    judge_user(UserId(user), network, *prevented_);
  });
}

/// A spoke is in one network with its hub; a hub has registered once, and needs the other no more. A hub that has gone
/// back behind the registration may not know of it until it is spoken to.
void Invariants::judge_network(const std::vector<std::uint32_t>& networks) {
  const World& world = context_.world;
  for (std::size_t i = 0; i < world.agents.size(); ++i) {
    const ils::Agent& agent = world.agents[i];
    const ClusterId hub = agent.hub();
    if (agent.role() == ils::Role::standalone || !hub.valid()) continue;
    const ils::Agent& other = world.agents[hub.index()];
    const bool takes_in = other.role() == ils::Role::hub && other.registered();
    const bool restored = world.ledger.incarnation(world.ledger.current_log(hub)) > 0;
    const bool spoke = agent.role() == ils::Role::spoke;
    const bool joined = agent.registered() && (!spoke || restored || networks[i] == networks[hub.index()]);
    if (!takes_in || joined) continue;
    return fail(ClusterId(i), {},
                fmt::format("everything is healed, and {} is not in one network with its hub {}",
                            context_.name(ClusterId(i)), context_.name(hub)));
  }
}

void Invariants::judge_user(UserId user, const std::vector<std::uint32_t>& networks, Prevented& prevented) {
  const World& world = context_.world;
  const ClusterId home = world.plan.users[user.index()].home;
  const std::uint32_t network = networks[home.index()];
  bool inside = network != no_network;
  for (StayId id = world.stays.newest(user); id.valid(); id = world.stays[id].previous) {
    inside = inside && networks[world.stays[id].cluster.index()] == network;
  }
  if (!inside) {
    ++prevented.outside_the_network;
    return;
  }
  std::vector<ClusterId> serving;
  for (const PhoneId phone : world.sessions.devices(user)) {
    const ClusterId cluster = world.serving_cluster(phone);
    if (std::find(serving.begin(), serving.end(), cluster) == serving.end()) serving.push_back(cluster);
  }
  if (serving.size() > 1) {
    return fail(serving.back(), user,
                fmt::format("everything is healed, and {} is logged in at {} and still at {}", context_.name(user),
                            context_.name(serving.front()), context_.name(serving.back())));
  }
  judge_routes(user, networks, prevented);
}

/// Who knows that a stay is void need not know how it began and ended: that part of the origin's log is gone.
bool Invariants::knows_all(ClusterId at, UserId user, const ils::Stay& stay) {
  const ils::VersionVector& known = context_.world.agents[at.index()].applied().vector();
  const std::array<ils::UpdateRef, 2> whole{stay.opened, stay.ended};
  const std::array<ils::UpdateRef, 1> voided{stay.superseded};
  const auto lacks = [&](const ils::UpdateRef& update) { return update.valid() && !known.knows(update); };
  const std::span<const ils::UpdateRef> needed =
      stay.superseded.valid() ? std::span<const ils::UpdateRef>(voided) : std::span<const ils::UpdateRef>(whole);
  const auto missing = std::find_if(needed.begin(), needed.end(), lacks);
  if (missing == needed.end()) return true;
  fail(at, user,
       fmt::format("everything is healed, and {} does not know {}, of {}", context_.name(at),
                   update_words(missing->log, missing->sequence), context_.name(user)));
  return false;
}

void Invariants::judge_routes(UserId user, const std::vector<std::uint32_t>& networks, Prevented& prevented) {
  const World& world = context_.world;
  const ClusterId home = world.plan.users[user.index()].home;
  const ClusterId truth = world.truth(user);
  bool by_first = false, by_clock = false, by_limit = false, by_rule = false;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    if (networks[i] != networks[home.index()]) continue;
    const ClusterId at(i);
    const ils::AppliedLog& known = world.agents[i].applied();
    for (StayId id = world.stays.newest(user); id.valid(); id = world.stays[id].previous) {
      if (!knows_all(at, user, world.stays[id])) return;
    }
    if (is_right(world, at, user)) continue;
    const ClusterId route = world.route(at, user);
    const ClusterId newest =
        ils::route(world.stays, known, ils::ConflictPolicy::newest_by_epoch, user, home, world.announced[user.index()]);
    const ils::ConflictPolicy policy = world.plan.clusters[i].ils.conflict;
    const ClusterId unfiltered = ils::route(world.stays, known, policy, user, home, world.announced[user.index()]);
    if (newest != truth || (unfiltered == route && policy == ils::ConflictPolicy::newest_by_epoch)) {
      return fail(
          at, user,
          fmt::format("everything is healed, and {} routes calls for {} to {} in place of {}", context_.name(at),
                      context_.name(user), route.valid() ? std::string_view(context_.name(route)) : "nowhere",
                      context_.name(truth)));
    }
    if (unfiltered != route) {
      (world.learned[i].refusals() > 0 ? by_limit : by_rule) = true;
    } else {
      (policy == ils::ConflictPolicy::first_learned ? by_first : by_clock) = true;
    }
  }
  if (by_first) ++prevented.first_learned;
  if (by_clock) ++prevented.wall_clock;
  if (by_limit) ++prevented.learned_limit;
  if (by_rule) ++prevented.blocked_pattern;
}

std::vector<std::string> Invariants::last_rows(ClusterId cluster, UserId user) const {
  const record::Journal& journal = context_.journal;
  std::vector<std::pair<Time, std::string>> rows;
  const auto concerns = [&](ClusterId c, UserId u) {
    return user.valid() ? u == user : !cluster.valid() || c == cluster;
  };
  const auto from_end = [&](const auto& table, auto add) {
    std::size_t added = 0;
    for (auto row = table.rbegin(); row != table.rend() && added < rows_told; ++row) added += add(*row) ? 1 : 0;
  };
  from_end(journal.events, [&](const record::EventRow& row) {
    if (cluster.valid() && row.cluster.valid() && row.cluster != cluster) return false;
    rows.emplace_back(
        row.at, fmt::format("{} {}", row.cluster.valid() ? std::string_view(context_.name(row.cluster)) : "a line",
                            record::name_of(row.kind)));
    return true;
  });
  from_end(journal.location_changes, [&](const record::LocationChangeRow& row) {
    if (user.valid() && row.user != user) return false;
    rows.emplace_back(row.at,
                      fmt::format("{} of {} at {} (update {}.{})", record::name_of(row.kind), context_.name(row.user),
                                  context_.name(row.cluster), row.incarnation, row.sequence));
    return true;
  });
  from_end(journal.advances, [&](const record::AdvanceRow& row) {
    if (cluster.valid() && row.cluster != cluster) return false;
    rows.emplace_back(row.at, fmt::format("{} has {} updates {} to {} of {}{}{}", context_.name(row.cluster),
                                          record::name_of(row.kind), row.from + 1, row.to, context_.name(row.origin),
                                          row.peer.valid() ? " from " : "",
                                          row.peer.valid() ? std::string_view(context_.name(row.peer)) : ""));
    return true;
  });
  from_end(journal.requests, [&](const record::RequestRow& row) {
    if (!concerns(row.cluster, row.user)) return false;
    rows.emplace_back(row.begin, fmt::format("{} of {} at {} begins", record::name_of(row.kind),
                                             context_.name(row.user), context_.name(row.cluster)));
    return true;
  });
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  if (rows.size() > rows_told) rows.erase(rows.begin(), rows.end() - rows_told);
  std::vector<std::string> words;
  words.reserve(rows.size());
  for (const auto& [at, what] : rows) words.push_back(core::format_date(at) + "  " + what);
  return words;
}

}  // namespace roamsim::actors
