#include "sim/actors/reachability.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>
#include <variant>

#include "sim/actors/moved_users.hpp"

namespace roamsim::actors {

Reachability::Reachability(Context& context, CallService& calls, ConvergenceRecorder& recorder)
    : context_(context),
      calls_(calls),
      recorder_(recorder),
      watch_(context.scheduler.add_watch([this] { look(); }, true)),
      notes_steps_(context.collected.has(record::Table::reachability_steps)) {
  const Plan& plan = context.world.plan;
  follow_probes();
  follow_who_moves();
  index_pairs();
  forwards_ = !plan.user_numbers.empty();
  passes_on_ = std::any_of(plan.clusters.begin(), plan.clusters.end(), [](const ClusterPlan& cluster) {
    return cluster.calls.inbound == calls::Inbound::local_and_learned;
  });
  if (!pairs_.empty()) context.world.changes.add(*this);
}

void Reachability::follow_probes() {
  const Plan& plan = context_.world.plan;
  for (std::size_t entry = 0; entry < plan.probes.size(); ++entry) {
    const ProbePlan& probe = plan.probes[entry];
    for (const ClusterId cluster : probe.clusters) {
      for (const UserId user : probe.users) {
        const auto pair = static_cast<std::uint32_t>(pairs_.size());
        pairs_.push_back({.cluster = cluster, .user = user});
        windows_.push_back({.pair = pair,
                            .entry = static_cast<std::uint32_t>(entry),
                            .from = probe.from,
                            .until = std::min(probe.until, plan.duration)});
      }
    }
  }
}

void Reachability::follow_who_moves() {
  using record::Table;
  const Plan& plan = context_.world.plan;
  const record::TableSet kept = plan.record.tables;
  const bool judged =
      std::any_of(plan.expectations.begin(), plan.expectations.end(), [](const Expectation& expectation) {
        const auto* converged = std::get_if<ExpectConverged>(&expectation.kind);
        return converged != nullptr && converged->as == ExpectConverged::As::reachable;
      });
  const bool wanted =
      judged || kept.has(Table::convergence) || kept.has(Table::knowledge) || kept.has(Table::reachability_steps);
  if (!wanted) return;
  const std::vector<UserId> users = users_who_move(plan);
  looked_at_ = users_looked_at(users.size(), plan.clusters.size(), plan.record.reachability_pairs);
  for (std::size_t i = 0; looked_at_ > 0 && i < users.size(); i += looked_at_) {
    for (std::size_t cluster = 0; cluster < plan.clusters.size(); ++cluster)
      pairs_.push_back({.cluster = ClusterId(cluster), .user = users[i], .followed = true});
  }
}

/// Puts the pairs in order, each once, with its windows side by side.
void Reachability::index_pairs() {
  const auto place = [](const Pair& pair) { return std::pair(pair.user, pair.cluster); };
  std::vector<Pair> unique = pairs_;
  std::sort(unique.begin(), unique.end(), [&](const Pair& a, const Pair& b) {
    return std::tuple(place(a), !a.followed) < std::tuple(place(b), !b.followed);
  });
  const auto same = [&](const Pair& a, const Pair& b) { return place(a) == place(b); };
  unique.erase(std::unique(unique.begin(), unique.end(), same), unique.end());
  for (Window& window : windows_) {
    const auto found = std::lower_bound(unique.begin(), unique.end(), pairs_[window.pair],
                                        [&](const Pair& a, const Pair& b) { return place(a) < place(b); });
    window.pair = static_cast<std::uint32_t>(found - unique.begin());
  }
  std::stable_sort(windows_.begin(), windows_.end(), [](const Window& a, const Window& b) { return a.pair < b.pair; });
  pairs_ = std::move(unique);
  std::uint32_t next = 0;
  of_user_.assign(context_.world.plan.users.size() + 1, static_cast<std::uint32_t>(pairs_.size()));
  for (std::size_t i = pairs_.size(); i-- > 0;) of_user_[pairs_[i].user.index()] = static_cast<std::uint32_t>(i);
  for (std::size_t user = context_.world.plan.users.size(); user-- > 0;)
    of_user_[user] = std::min(of_user_[user], of_user_[user + 1]);
  for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
    pairs_[i].windows = next;
    while (next < windows_.size() && windows_[next].pair == i) ++next;
  }
}

void Reachability::start() {
  everything_changed();
}

void Reachability::mark(std::uint32_t pair) {
  if (std::exchange(pairs_[pair].stale, true)) return;
  if (stale_.empty()) context_.scheduler.watch_at(watch_, context_.scheduler.now());
  stale_.push_back(pair);
}

void Reachability::everything_changed() {
  for (std::uint32_t pair = 0; pair < pairs_.size(); ++pair) mark(pair);
}

void Reachability::user_changed(UserId user) {
  if (forwards_) return everything_changed();
  for (std::uint32_t pair = of_user_[user.index()]; pair < of_user_[user.index() + 1]; ++pair) mark(pair);
}

void Reachability::route_changed(ClusterId cluster, UserId user) {
  if (forwards_ || passes_on_) return user_changed(user);
  for (std::uint32_t pair = of_user_[user.index()]; pair < of_user_[user.index() + 1]; ++pair) {
    if (pairs_[pair].cluster == cluster) mark(pair);
  }
}

void Reachability::routes_changed(ClusterId cluster) {
  for (std::uint32_t pair = 0; pair < pairs_.size(); ++pair) {
    if (forwards_ || passes_on_ || pairs_[pair].cluster == cluster) mark(pair);
  }
}

void Reachability::look() {
  const Time now = context_.scheduler.now();
  if (ping_ <= now) everything_changed();
  for (const std::uint32_t pair : stale_) look_at(pairs_[pair], now);
  stale_.clear();
  starts_ = false;
  ping_ = calls_.trunks().next_change();
  if (ping_ != never) context_.scheduler.watch_at(watch_, ping_);
}

void Reachability::look_at(Pair& pair, Time now) {
  pair.stale = false;
  const Met met = calls_.probe(pair.cluster, pair.user);
  const bool reachable = met.outcome == calls::Outcome::connected;
  if (reachable && pair.followed && met.target == context_.world.truth(pair.user))
    recorder_.became_reachable(pair.cluster, pair.user, now);
  const bool same = !starts_ && reachable == pair.reachable && met.reason == pair.reason && met.target == pair.target;
  if (same) return;
  add_up(pair, now);
  if (reachable == pair.reachable && !starts_) {
    // Only how it fails, or where it ends, is another.
  } else if (reachable) {
    if (pair.broken != never) pair.longest = std::max(pair.longest, now - pair.broken);
    pair.broken = never;
  } else {
    pair.broken = now;
  }
  pair.reachable = reachable;
  pair.reason = met.reason;
  pair.target = met.target;
  if (pair.followed && notes_steps_) note(pair, now);
}

void Reachability::note(const Pair& pair, Time now) {
  context_.journal.reachability_steps.push_back(
      {now, pair.cluster, pair.user, pair.reachable, pair.reason, pair.target});
}

void Reachability::add_up(Pair& pair, Time now) {
  if (pair.reachable) {
    const auto index = static_cast<std::uint32_t>(&pair - pairs_.data());
    for (std::uint32_t i = pair.windows; i < windows_.size() && windows_[i].pair == index; ++i) {
      Window& window = windows_[i];
      const auto within = [&](Time from) {
        return std::max<Duration>(std::min(now, window.until) - std::max(pair.since, from), 0);
      };
      window.whole += within(window.from);
      window.after_warmup += within(std::max(window.from, context_.world.plan.warmup));
    }
  } else {
    pair.lost += now - pair.since;
  }
  pair.since = now;
}

void Reachability::report(record::Journal& journal, Time ended) {
  if (!stale_.empty()) look();
  for (Pair& pair : pairs_) {
    add_up(pair, ended);
    if (pair.broken != never) pair.longest = std::max(pair.longest, ended - pair.broken);
  }
  report_probes(journal, ended);
  report_who_moves(journal);
}

void Reachability::report_probes(record::Journal& journal, Time ended) const {
  std::map<std::pair<ClusterId, UserId>, record::ReachabilityRow*> rows;
  for (record::ReachabilityRow& row : journal.reachability) rows[{row.cluster, row.user}] = &row;
  struct Share {
    double reachable = 0, observed = 0;
  };
  std::vector<Share> shares(context_.world.plan.probes.size());
  for (const Window& window : windows_) {
    const Pair& pair = pairs_[window.pair];
    const auto asked = [&](Time from) { return std::max<Duration>(std::min(window.until, ended) - from, 0); };
    record::ReachabilityRow& row = *rows.at({pair.cluster, pair.user});
    row.reachable += window.whole;
    row.observed += asked(window.from);
    shares[window.entry].reachable += to_seconds(window.after_warmup);
    shares[window.entry].observed += to_seconds(asked(std::max(window.from, context_.world.plan.warmup)));
  }
  for (std::size_t entry = 0; entry < shares.size(); ++entry) {
    const Share& share = shares[entry];
    journal.scalars.push_back(
        {"probes." + context_.world.plan.probes[entry].name + ".share_reachable", "run",
         share.observed > 0 ? share.reachable / share.observed : std::numeric_limits<double>::quiet_NaN(), ""});
  }
}

void Reachability::report_who_moves(record::Journal& journal) const {
  for (record::KnowledgeRow& row : journal.knowledge) {
    for (std::uint32_t i = of_user_[row.user.index()]; i < of_user_[row.user.index() + 1]; ++i) {
      const Pair& pair = pairs_[i];
      if (!pair.followed) continue;
      row.looked_at = true;
      row.unreachable += pair.lost;
      if (pair.longest <= row.longest) continue;
      row.longest = pair.longest;
      row.longest_at = pair.cluster;
    }
  }
}

}  // namespace roamsim::actors
