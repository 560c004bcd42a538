#include "sim/actors/storm_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <utility>

#include "sim/actors/quantiles.hpp"

namespace roamsim::actors {

void StormFigures::count(Time now, ClusterId cluster, What what, std::int32_t code) {
  const Time span = now - now % storm_.interval;
  if (span != span_) close_span();
  span_ = span;
  ++here_[{cluster, what, code}];
}

void StormFigures::close_span() {
  for (const auto& [key, number] : here_) {
    const auto& [cluster, what, code] = key;
    journal_.storm_counts.push_back({index_, span_, cluster, what, code, number});
  }
  here_.clear();
}

void StormFigures::came(Time now, ClusterId cluster) {
  count(now, cluster, What::came);
  ++by_cluster_[cluster.index()].came;
}

void StormFigures::attempted(Time now, ClusterId cluster) {
  count(now, cluster, What::attempted);
  ++attempts_;
  most_in_flight_ = std::max(most_in_flight_, ++in_flight_);
}

void StormFigures::refused(Time now, ClusterId cluster, std::int32_t code) {
  count(now, cluster, What::refused, code);
  ++refusals_;
  ++by_code_[code];
  --in_flight_;
}

void StormFigures::succeeded(Time now, ClusterId cluster, Time came, bool first) {
  count(now, cluster, What::succeeded);
  ++successes_;
  --in_flight_;
  ++by_cluster_[cluster.index()].done;
  latencies_.push_back(now - came);
  last_success_ = now;
  if (first) first_.push_back(now);
}

void StormFigures::add(const char* name, double value, const char* unit) {
  journal_.scalars.push_back({name, storm_.name, value, unit});
}

void StormFigures::report(const Fared& fared, Time ended) {
  close_span();
  const auto number = [](auto n) { return static_cast<double>(n); };
  const auto users_with = [&](Outcome outcome) { return number(fared.at(static_cast<std::size_t>(outcome))); };
  const std::size_t users = std::accumulate(fared.begin(), fared.end(), std::size_t{0});
  add("storm.users", number(users), "users");
  add("storm.done", users_with(Outcome::done), "users");
  add("storm.gave_up", users_with(Outcome::gave_up), "users");
  add("storm.never_tried", users_with(Outcome::never_tried), "users");
  add("storm.users_cut_off", users_with(Outcome::cut_off), "users");
  add("storm.attempts", number(attempts_), "requests");
  add("storm.successes", number(successes_), "requests");
  add("storm.refused", number(refusals_), "requests");
  add("storm.cut_off", number(in_flight_), "requests");
  for (const auto& [code, times] : by_code_) {
    add(fmt::format("storm.refused.code.{}", code).c_str(), number(times), "requests");
  }
  add("storm.in_flight.max", number(most_in_flight_), "requests");
  if (attempts_ > 0) add("storm.refused_share", number(refusals_) / number(attempts_), "1");
  if (successes_ > 0) {
    add("storm.retries_per_success", number(refusals_) / number(successes_), "1");
  }
  if (storm_.stays) {
    add("storm.left", number(left_), "users");
    add("storm.not_left", number(stayed_), "users");
  }
  if (began_ == never) return;
  // Of an open storm, until its last success: what comes after is no part of it.
  const Time until = storm_.loop == StormPlan::Loop::closed || last_success_ == never ? ended : last_success_;
  if (until > began_) add("storm.goodput", number(successes_) * 60 / to_seconds(until - began_), "1/min");
  add_dates(users);
  add_latency();
  add_fairness();
}

void StormFigures::add_dates(std::size_t users) {
  constexpr std::array<std::pair<unsigned, const char*>, 3> marks{
      {{50, "storm.until_50"}, {95, "storm.until_95"}, {99, "storm.until_99"}}};
  for (const auto& [percent, name] : marks) {
    const std::size_t needed = (users * percent + 99) / 100;
    if (needed > 0 && needed <= first_.size()) add(name, to_seconds(first_[needed - 1] - began_), "s");
  }
}

void StormFigures::add_latency() {
  if (latencies_.empty()) return;
  double sum = 0;
  for (const Duration latency : latencies_) sum += to_seconds(latency);
  add("storm.latency.mean", sum / static_cast<double>(latencies_.size()), "s");
  std::sort(latencies_.begin(), latencies_.end());
  add("storm.latency.p50", to_seconds(nearest_rank(latencies_, 50)), "s");
  add("storm.latency.p95", to_seconds(nearest_rank(latencies_, 95)), "s");
  add("storm.latency.p99", to_seconds(nearest_rank(latencies_, 99)), "s");
  add("storm.latency.max", to_seconds(latencies_.back()), "s");
}

void StormFigures::add_fairness() {
  double sum = 0, squares = 0;
  std::size_t clusters = 0;
  for (const OfCluster& cluster : by_cluster_) {
    if (cluster.came == 0) continue;
    ++clusters;
    const double share = static_cast<double>(cluster.done) / static_cast<double>(cluster.came);
    sum += share;
    squares += share * share;
  }
  if (squares > 0) add("storm.fairness", sum * sum / (static_cast<double>(clusters) * squares), "1");
}

}  // namespace roamsim::actors
