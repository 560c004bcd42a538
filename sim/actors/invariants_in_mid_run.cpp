// When it has been quiet for as long as news take at the most, and who is judged then.
#include <algorithm>
#include <utility>

#include "sim/actors/convergence_bound.hpp"
#include "sim/actors/invariants.hpp"

namespace roamsim::actors {

void Invariants::watch(std::function<bool()> faults) {
  faults_ = std::move(faults);
  watch_ = context_.scheduler.add_watch([this] { look(); });
}

std::optional<Duration> Invariants::bound_now() const {
  std::uint64_t updates = 0;
  for (ils::LogIndex log = 0; log < context_.world.ledger.logs(); ++log) updates += context_.world.ledger.size(log);
  std::vector<IlsMembership> memberships;
  for (const ils::Agent& agent : context_.world.agents) memberships.push_back({agent.role(), agent.hub(), true});
  const auto bound = convergence_bound(context_.world.plan, memberships, after_outages(updates));
  return bound ? std::optional(bound->longest) : std::nullopt;
}

void Invariants::moved(UserId user) {
  moved_.at(user.index()) = context_.scheduler.now();
  if (!faults_) return;
  if (std::exchange(is_unjudged_.at(user.index()), 1) == 0) unjudged_.push_back(user);
  look_after(context_.scheduler.now());
}

void Invariants::network_changed() {
  network_changed_ = context_.scheduler.now();
  if (!faults_) return;
  // Who comes in must know of everyone.
  moved_.for_written([this](std::size_t user, Time moved) {
    if (moved != never && std::exchange(is_unjudged_.at(user), 1) == 0) unjudged_.push_back(UserId(user));
  });
  look_after(context_.scheduler.now());
}

/// A disturbance while a look is asked for changes nothing: the look finds it, and asks for the next.
void Invariants::look_after(Time disturbed) {
  if (looks_) return;
  if (!std::exchange(bound_holds_, true)) least_bound_ = bound_now();
  if (!least_bound_ || *least_bound_ == 0) return;  // nobody is ever told, or there is nobody to tell
  looks_ = true;
  context_.scheduler.watch_at(watch_,
                              std::max(context_.scheduler.now(), disturbed + std::min(*least_bound_, never / 2)));
}

void Invariants::look() {
  looks_ = false;
  if (broken_ || unjudged_.empty()) return;
  const Time now = context_.scheduler.now();
  const Time disturbed = faults_() || !everything_runs() ? now : last_disturbance(now);
  if (!bound_holds_ || !least_bound_ || disturbed + *least_bound_ > now) return look_after(disturbed);
  const Duration bound = bound_now().value_or(never / 2);
  least_bound_ = bound;
  if (disturbed + bound > now) return look_after(disturbed);
  judge_who_moved(bound);
}

void Invariants::judge_who_moved(Duration bound) {
  const Time now = context_.scheduler.now();
  const std::vector<std::uint32_t> network = networks();
  Prevented prevented;
  std::vector<UserId> later;
  Time first = never;
  for (const UserId user : unjudged_) {
    if (broken_) return;
    const Time moved = moved_[user.index()];
    if (moved + bound > now) {
      later.push_back(user);
      first = std::min(first, moved);
      continue;
    }
    is_unjudged_.at(user.index()) = 0;
    ++judged_in_mid_run_;
    judge_user(user, network, prevented);
  }
  unjudged_ = std::move(later);
  if (!unjudged_.empty()) look_after(first);
}

}  // namespace roamsim::actors
