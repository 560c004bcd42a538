#include "sim/actors/call_figures.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "sim/actors/call_service.hpp"

namespace roamsim::actors {
namespace {

using calls::Outcome;
using record::CallCountRow;
using record::CallSource;

// The parts of the key of a call, from the highest bits to the lowest, so that keys ascend as rows do. No plan has as
// many clusters as 24 bits tell apart, and what is none comes last.
constexpr unsigned cluster_bits = 24;
constexpr unsigned outcome_bits = 4;
constexpr unsigned delay_bits = 10;
static_assert(calls::outcomes <= 1U << outcome_bits);

constexpr std::uint64_t mask(unsigned bits) {
  return (std::uint64_t{1} << bits) - 1;
}
constexpr std::uint64_t bits_of(ClusterId cluster) {
  return cluster.value & mask(cluster_bits);
}
ClusterId cluster_of(std::uint64_t bits) {
  const std::uint64_t value = bits & mask(cluster_bits);
  return value == mask(cluster_bits) ? ClusterId{} : ClusterId{value};
}

std::uint64_t key_of(CallSource source, ClusterId origin, ClusterId target, bool roaming, Outcome outcome) {
  std::uint64_t key = static_cast<std::uint64_t>(source);
  key = key << cluster_bits | bits_of(origin);
  key = key << cluster_bits | bits_of(target);
  key = key << 1U | static_cast<std::uint64_t>(roaming);
  return key << outcome_bits | static_cast<std::uint64_t>(outcome);
}

CallCountRow row_of(Time begin, const CountTable::Entry& entry) {
  CallCountRow row;
  std::uint64_t key = entry.key;
  row.begin = begin;
  row.outcome = static_cast<Outcome>(key & mask(outcome_bits));
  key >>= outcome_bits;
  row.roaming = (key & 1U) != 0;
  key >>= 1U;
  row.target = cluster_of(key);
  key >>= cluster_bits;
  row.origin = cluster_of(key);
  row.source = static_cast<CallSource>(key >> cluster_bits);
  row.calls = entry.count;
  return row;
}

auto kind_of(const CallCountRow& row) {
  return std::tuple(row.begin, row.source, row.origin, row.target, row.roaming, row.outcome);
}

/// Every way to a cluster tried in vain, at each of as many hops as a call may take.
Duration longest_set_up(const Plan& plan) {
  Duration longest_hop = minute;  // latencies, analysis
  std::uint32_t hops = 1;
  for (const ClusterPlan& cluster : plan.clusters) {
    const calls::Parameters& calls = cluster.calls;
    const auto ways = static_cast<Duration>(plan.trunks.session_management.size() + 1);
    longest_hop = std::max(longest_hop, ways * (calls.trunk_timeout + minute) + calls.pstn_set_up +
                                            calls.inter_digit_timer + calls.no_answer_timeout);
    hops = std::max(hops, calls.max_forwards);
  }
  return longest_hop * (hops + 1);
}

constexpr unsigned classes_log2 = 4;  // of each power of two
constexpr std::uint64_t classes_per_power = 1U << classes_log2;

}  // namespace

CallFigures::CallFigures(const Plan& plan, const SparseColumn<Time>& last_login, const record::Journal& journal)
    : plan_(plan),
      last_login_(last_login),
      interval_(plan.call_counts.interval > 0 ? plan.call_counts.interval : never),
      in_outages_(journal, longest_set_up(plan)) {}

std::uint32_t CallFigures::delay_class(Duration delay) {
  const auto microseconds = static_cast<std::uint64_t>(std::max<Duration>(delay, 0) / microsecond);
  if (microseconds < classes_per_power) return 0;
  const auto power = static_cast<unsigned>(std::bit_width(microseconds)) - 1 - classes_log2;
  const std::uint64_t within = (microseconds >> power) - classes_per_power;
  return static_cast<std::uint32_t>(1 + power * classes_per_power + within);
}

Duration CallFigures::least_of(std::uint32_t delay_class) {
  if (delay_class == 0) return 0;
  const std::uint64_t power = (delay_class - 1) / classes_per_power;
  const std::uint64_t within = (delay_class - 1) % classes_per_power;
  return static_cast<Duration>((classes_per_power + within) << power) * microsecond;
}

void CallFigures::count(CallSource source, const Met& met, UserId callee, Time at) {
  const auto span = static_cast<std::uint64_t>(at / interval_);
  if (span > span_) begin_span(span);
  const ClusterId target = plan_.call_counts.by_pairs ? met.target : ClusterId{};
  const std::uint64_t key = key_of(source, met.origin, target, met.roaming, met.outcome);
  if (span == span_) {
    counts_.add(key);
  } else {  // it was placed in an earlier span, and its outcome came in this one
    rows_.push_back(row_of(static_cast<Time>(span) * interval_, {key, 1}));
  }
  if (source == CallSource::background && at >= plan_.warmup) ++traffic_[static_cast<std::size_t>(met.outcome)];
  if (source == CallSource::probe) return;
  in_outages_.count(at, is_lost(met.outcome) && met.outcome != Outcome::caller_busy);
  delays_.add((bits_of(met.origin) << outcome_bits | static_cast<std::uint64_t>(met.outcome)) << delay_bits |
              delay_class(met.post_dial_delay));
  if (met.roaming && callee.valid()) count_after_login(met.outcome, callee, at);
}

void CallFigures::begin_span(std::uint64_t span) {
  add_rows(span_, counts_.take());
  span_ = span;
}

void CallFigures::add_rows(std::uint64_t span, const std::vector<CountTable::Entry>& counted) {
  for (const CountTable::Entry& entry : counted) rows_.push_back(row_of(static_cast<Time>(span) * interval_, entry));
}

void CallFigures::count_after_login(Outcome outcome, UserId callee, Time at) {
  // What keeps the caller from calling says nothing about the callee.
  if (outcome == Outcome::caller_busy || outcome == Outcome::caller_unregistered) return;
  const Time login = last_login_[callee.index()];
  if (login == never || login > at) return;
  const auto* const next = std::upper_bound(since_login.begin(), since_login.end(), at - login);
  AfterLogin& counted = after_login_[static_cast<std::size_t>(next - since_login.begin()) - 1];
  ++counted.calls;
  if (is_lost(outcome)) ++counted.failed;
}

void CallFigures::report(record::Journal& journal, const record::Names& names) {
  add_counts(journal);
  add_delays(journal);
  add_after_login(journal);
  in_outages_.report(journal, names);
  if (plan_.traffic.empty()) return;
  std::uint64_t offered = 0;
  for (const std::uint64_t count : traffic_) offered += count;
  const auto add = [&](std::string name, std::uint64_t value) {
    journal.scalars.push_back({std::move(name), "run", static_cast<double>(value), "calls"});
  };
  add("traffic.offered", offered);
  for (const calls::OutcomeName& outcome : calls::outcome_names) {
    add("traffic." + std::string(outcome.name), traffic_[static_cast<std::size_t>(outcome.outcome)]);
  }
  add_delay_quantiles(journal);
}

void CallFigures::add_counts(record::Journal& journal) {
  add_rows(span_, counts_.take());
  std::stable_sort(rows_.begin(), rows_.end(),
                   [](const CallCountRow& a, const CallCountRow& b) { return kind_of(a) < kind_of(b); });
  for (const CallCountRow& row : rows_) {
    std::vector<CallCountRow>& rows = journal.call_counts;
    if (!rows.empty() && kind_of(rows.back()) == kind_of(row)) {
      rows.back().calls += row.calls;
    } else {
      rows.push_back(row);
    }
  }
  rows_.clear();
}

void CallFigures::add_delays(record::Journal& journal) {
  for (const CountTable::Entry& entry : delays_.take()) {
    const std::uint64_t key = entry.key >> delay_bits;
    journal.call_delays.push_back({.origin = cluster_of(key >> outcome_bits),
                                   .outcome = static_cast<Outcome>(key & mask(outcome_bits)),
                                   .at_least = least_of(static_cast<std::uint32_t>(entry.key & mask(delay_bits))),
                                   .calls = entry.count});
  }
}

void CallFigures::add_delay_quantiles(record::Journal& journal) {
  std::map<Duration, std::uint64_t> classes;
  std::uint64_t all = 0;
  for (const record::CallDelayRow& row : journal.call_delays) {
    if (row.outcome != Outcome::connected) continue;
    classes[row.at_least] += row.calls;
    all += row.calls;
  }
  struct Quantile {
    const char* name;
    std::uint64_t percent;
  };
  for (const Quantile quantile : {Quantile{"p50", 50}, Quantile{"p95", 95}, Quantile{"p99", 99}}) {
    std::uint64_t below = 0;
    for (const auto& [at_least, calls] : classes) {
      below += calls;
      // The nearest rank: the first class with so many percent of the calls in it and below.
      if (below * 100 < all * quantile.percent) continue;
      journal.scalars.push_back(
          {std::string("call_delays.connected.") + quantile.name, "run", to_seconds(at_least), "s"});
      break;
    }
  }
}

void CallFigures::add_after_login(record::Journal& journal) {
  if (std::all_of(after_login_.begin(), after_login_.end(), [](const AfterLogin& a) { return a.calls == 0; })) return;
  for (std::size_t i = 0; i < after_login_.size(); ++i) {
    journal.calls_after_login.push_back({since_login[i], after_login_[i].calls, after_login_[i].failed});
    after_login_[i] = {};
  }
}

}  // namespace roamsim::actors
