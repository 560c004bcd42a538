#include "sim/actors/reachability.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace roamsim::actors {

Reachability::Reachability(Context& context, CallService& calls) : context_(context), calls_(calls) {
  const Plan& plan = context.world.plan;
  if (plan.probes.empty()) return;
  of_user_.resize(plan.users.size());
  of_cluster_.resize(plan.clusters.size());
  for (std::size_t entry = 0; entry < plan.probes.size(); ++entry) {
    const ProbePlan& probe = plan.probes[entry];
    for (const ClusterId cluster : probe.clusters) {
      for (const UserId user : probe.users) {
        const auto index = static_cast<std::uint32_t>(pairs_.size());
        of_cluster_[cluster.index()].push_back(index);
        of_user_[user.index()].push_back(index);
        pairs_.push_back({.entry = entry,
                          .cluster = cluster,
                          .user = user,
                          .from = probe.from,
                          .until = std::min(probe.until, plan.duration)});
      }
    }
  }
  passes_on_ = !plan.user_numbers.empty() ||
               std::any_of(plan.clusters.begin(), plan.clusters.end(), [](const ClusterPlan& cluster) {
                 return cluster.calls.inbound == calls::Inbound::local_and_learned;
               });
  context.world.changes.add(*this);
}

void Reachability::start() {
  if (!pairs_.empty()) changed_everything();
}

void Reachability::user_changed(UserId user) {
  const std::vector<std::uint32_t>& own = of_user_[user.index()];
  if (own.empty()) return;
  // A call that is forwarded, or comes by the PSTN, ends at another user than it was for.
  if (!context_.world.plan.user_numbers.empty()) return changed_everything();
  stale_.insert(stale_.end(), own.begin(), own.end());
  look_soon();
}

void Reachability::changed(ClusterId cluster) {
  if (pairs_.empty()) return;
  if (passes_on_) return changed_everything();
  const std::vector<std::uint32_t>& own = of_cluster_[cluster.index()];
  if (own.empty()) return;
  stale_.insert(stale_.end(), own.begin(), own.end());
  look_soon();
}

void Reachability::changed_everything() {
  if (pairs_.empty()) return;
  all_stale_ = true;
  look_soon();
}

void Reachability::look_soon() {
  if (std::exchange(looks_, true)) return;
  // Behind all else of the instant: what stood in between has lasted for no time.
  context_.scheduler.after(0, core::Priority::sampler, [this] { look(); });
}

void Reachability::look() {
  looks_ = false;
  const Time now = context_.scheduler.now();
  if (std::exchange(all_stale_, false)) {
    for (Pair& pair : pairs_) look_at(pair, now);
  } else {
    for (const std::uint32_t index : stale_) look_at(pairs_[index], now);
  }
  stale_.clear();
  const Time next = calls_.trunks().next_change();
  if (next == never || (ping_look_ <= next && ping_look_ > now)) return;
  ping_look_ = next;
  context_.scheduler.at(
      next, core::Priority::delivery, [this] { changed_everything(); }, core::Recurrence::periodic);
}

void Reachability::look_at(Pair& pair, Time now) {
  add_up(pair, now);
  pair.reachable = calls_.probe(pair.cluster, pair.user).outcome == calls::Outcome::connected;
}

void Reachability::add_up(Pair& pair, Time now) const {
  const auto within = [&](Time from) {
    return std::max<Duration>(std::min(now, pair.until) - std::max(pair.since, from), 0);
  };
  if (pair.reachable) {
    pair.whole += within(pair.from);
    pair.after_warmup += within(std::max(pair.from, context_.world.plan.warmup));
  }
  pair.since = now;
}

void Reachability::report(record::Journal& journal, Time ended) {
  std::map<std::pair<ClusterId, UserId>, record::ReachabilityRow*> rows;
  for (record::ReachabilityRow& row : journal.reachability) rows[{row.cluster, row.user}] = &row;
  struct Share {
    double reachable = 0, observed = 0;
  };
  std::vector<Share> shares(context_.world.plan.probes.size());
  for (Pair& pair : pairs_) {
    add_up(pair, ended);
    const auto asked = [&](Time from) { return std::max<Duration>(std::min(pair.until, ended) - from, 0); };
    record::ReachabilityRow& row = *rows.at({pair.cluster, pair.user});
    row.reachable += pair.whole;
    row.observed += asked(pair.from);
    shares[pair.entry].reachable += to_seconds(pair.after_warmup);
    shares[pair.entry].observed += to_seconds(asked(std::max(pair.from, context_.world.plan.warmup)));
  }
  for (std::size_t entry = 0; entry < shares.size(); ++entry) {
    const Share& share = shares[entry];
    journal.scalars.push_back(
        {"probes." + context_.world.plan.probes[entry].name + ".share_reachable", "run",
         share.observed > 0 ? share.reachable / share.observed : std::numeric_limits<double>::quiet_NaN(), ""});
  }
}

}  // namespace roamsim::actors
