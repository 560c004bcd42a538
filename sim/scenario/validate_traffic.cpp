#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/suggest.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {
namespace {

/// By how much the shares of a row may miss 1, as sums of decimal fractions do.
constexpr double share_tolerance = 1e-9;
/// So many background calls or questions of probes may be expected of a scenario: hours of work for the machine.
constexpr double most_expected = 1e9;

/// What traffic and probes have in common: names, dates, and a bound on how much is to be expected.
class SourcesCheck {
 public:
  explicit SourcesCheck(Checker& checker) : checker_(checker) {}

 protected:
  void take_name(const std::string& name, const std::string& list, std::size_t i) {
    const auto [other, added] = names_.emplace(name, i);
    const std::string at = fmt::format("{}/{}/name", list, i);
    if (added || name.empty() || !checker_.clean(at)) return;
    checker_.error(at, {quoted(name), "a name of its own for each entry",
                        fmt::format("{}/{} has it already", list, other->second)});
  }

  void check_dates(Time from, const std::string& from_key, const std::optional<Duration>& until,
                   const std::string& at) {
    if (checker_.clean(at + from_key)) checker_.in_run(from, at + from_key);
    if (!until || !checker_.clean(at + "/until") || !checker_.in_run(*until, at + "/until")) return;
    if (*until > from) return;
    checker_.error(at + "/until",
                   {checker_.written(at + "/until"),
                    fmt::format("a date after \"{}\", which is {}", from_key.substr(1), format_duration(from)),
                    {}});
  }

  void expect_more(double number, std::string_view what, const std::string& at) {
    expected_ += number;
    if (expected_ <= most_expected) return;
    checker_.error(at, {fmt::format("{:.0f} {} to be expected in all", expected_, what),
                        fmt::format("at most {:.0f} in a scenario", most_expected),
                        {}});
  }

  [[nodiscard]] double span(Time from, Time until) const {
    return static_cast<double>(std::min<Duration>(until, checker_.spec.duration) - from);
  }
  [[nodiscard]] const std::string& name(ClusterId cluster) const {
    return checker_.plan.clusters[cluster.index()].name;
  }

  Checker& checker_;

 private:
  std::map<std::string, std::size_t> names_;
  double expected_ = 0;
};

class TrafficCheck : private SourcesCheck {
 public:
  explicit TrafficCheck(Checker& checker) : SourcesCheck(checker), users_at_home_(checker.plan.clusters.size()) {
    for (const UserPlan& user : checker.plan.users) ++users_at_home_[user.home.index()];
  }

  void run() {
    for (std::size_t i = 0; i < checker_.spec.traffic.size(); ++i) check(i);
  }

 private:
  void check(std::size_t i) {
    const TrafficSpec& spec = checker_.spec.traffic[i];
    const std::string at = fmt::format("/traffic/{}", i);
    take_name(spec.name, "/traffic", i);
    TrafficPlan traffic;
    traffic.name = spec.name;
    traffic.holding = spec.holding;
    traffic.profile = {spec.period, spec.profile};
    traffic.from = spec.from;
    traffic.until = spec.until.value_or(never);
    traffic.users = checker_.selectors.users(spec.users, at + "/users");
    check_rate(spec, traffic, at);
    check_dates(spec.from, "/from", spec.until, at);
    check_profile(spec, at);
    check_callees(spec, traffic, at);
    if (!checker_.clean(at)) return;
    double factor = spec.profile.empty() ? 1 : 0;
    for (const ProfileStep& step : spec.profile) factor = std::max(factor, step.factor);
    expect_more(traffic.calls_per_hour * factor * static_cast<double>(traffic.users.size()) *
                    span(traffic.from, traffic.until) / static_cast<double>(hour),
                "calls", at);
    checker_.plan.traffic.push_back(std::move(traffic));
  }

  void check_rate(const TrafficSpec& spec, TrafficPlan& traffic, const std::string& at) {
    if (spec.bhca.has_value() == spec.erlangs.has_value()) {
      if (checker_.clean(at + "/bhca") && checker_.clean(at + "/erlangs")) {
        checker_.error(
            at,
            {spec.bhca ? "both \"bhca\" and \"erlangs\"" : "neither \"bhca\" nor \"erlangs\"", "one of the two", {}});
      }
      return;
    }
    const double mean_in_hours = static_cast<double>(spec.holding.mean) / static_cast<double>(hour);
    traffic.calls_per_hour = spec.bhca ? *spec.bhca : *spec.erlangs / mean_in_hours;
  }

  void check_profile(const TrafficSpec& spec, const std::string& at) {
    if (spec.profile.empty() || !checker_.clean(at + "/profile")) return;
    for (std::size_t k = 0; k < spec.profile.size(); ++k) {
      const std::string here = fmt::format("{}/profile/{}/at", at, k);
      const Duration step = spec.profile[k].at;
      if (k == 0 && step != 0) {
        checker_.error(here, {checker_.written(here), "0 s: the rate is known from the start of the period on", {}});
      } else if (k > 0 && step <= spec.profile[k - 1].at) {
        checker_.error(here, {checker_.written(here),
                              fmt::format("a date after that of the entry before, which is {}",
                                          format_duration(spec.profile[k - 1].at)),
                              {}});
      } else if (step >= spec.period && checker_.clean(at + "/period")) {
        checker_.error(here,
                       {checker_.written(here), "less than \"period\", which is " + format_duration(spec.period), {}});
      }
    }
    if (std::none_of(spec.profile.begin(), spec.profile.end(), [](const ProfileStep& s) { return s.factor > 0; })) {
      checker_.error(at + "/profile", {"a profile of nothing but zeros", "a factor above 0", {}});
    }
  }

  void check_callees(const TrafficSpec& spec, TrafficPlan& traffic, const std::string& at) {
    if (spec.to.empty()) {
      if (checker_.plan.users.size() == 1 && checker_.clean(at + "/users")) {
        checker_.error(at + "/users", {"the only user of the scenario", "at least one other user to be called", {}});
      }
      return;
    }
    std::vector<bool> calls(checker_.plan.clusters.size());
    for (const UserId user : traffic.users) calls[checker_.plan.users[user.index()].home.index()] = true;
    std::map<ClusterId, std::size_t> row_of;
    for (std::size_t r = 0; r < spec.to.size(); ++r) {
      const std::string here = fmt::format("{}/to/{}", at, r);
      CommunityRow row = check_row(spec.to[r], calls, here);
      for (const ClusterId cluster : row.from) {
        const auto [other, added] = row_of.emplace(cluster, r);
        if (added || !checker_.clean(here + "/from")) continue;
        checker_.error(here + "/from", {quoted(name(cluster)) + " a second time", "one row for each home cluster",
                                        fmt::format("{}/to/{} has it already", at, other->second)});
      }
      traffic.community.push_back(std::move(row));
    }
    if (!checker_.clean(at + "/to") || !checker_.clean(at + "/users")) return;
    for (std::size_t c = 0; c < calls.size(); ++c) {
      if (!calls[c] || row_of.contains(ClusterId(c))) continue;
      checker_.error(at + "/to", {"no row for the users of " + quoted(name(ClusterId(c))),
                                  "a row for each home cluster of those who call",
                                  {}});
      return;
    }
  }

  CommunityRow check_row(const CommunityRowSpec& spec, const std::vector<bool>& calls, const std::string& at) {
    CommunityRow row;
    row.from = checker_.selectors.clusters(spec.from, at + "/from");
    double sum = 0;
    for (std::size_t k = 0; k < spec.to.size(); ++k) {
      const std::string here = fmt::format("{}/to/{}", at, k);
      CalleeShare share;
      share.clusters = checker_.selectors.clusters(spec.to[k].clusters, here + "/cluster");
      share.share = spec.to[k].share;
      sum += share.share;
      check_share(share, row.from, calls, here);
      row.to.push_back(std::move(share));
    }
    if (std::abs(sum - 1) > share_tolerance && checker_.clean(at + "/to")) {
      checker_.error(at + "/to", {fmt::format("shares that add up to {:.12g}", sum), "shares that add up to 1", {}});
    }
    return row;
  }

  /// Each caller must find somebody else among those who share the calls.
  void check_share(const CalleeShare& share, const std::vector<ClusterId>& from, const std::vector<bool>& calls,
                   const std::string& at) {
    if (share.share == 0 || share.clusters.empty() || !checker_.clean(at + "/cluster")) return;
    std::size_t users = 0;
    ClusterId of_one;
    for (const ClusterId cluster : share.clusters) {
      users += users_at_home_[cluster.index()];
      if (users_at_home_[cluster.index()] > 0) of_one = cluster;
    }
    const bool alone = users == 1 && calls[of_one.index()] && std::find(from.begin(), from.end(), of_one) != from.end();
    if (users > 0 && !alone) return;
    checker_.error(at + "/cluster", {alone ? "a share for the caller alone" : "a share for nobody",
                                     alone ? "clusters with another user as well" : "clusters with users",
                                     {}});
  }

  std::vector<std::size_t> users_at_home_;  ///< by cluster
};

class ProbesCheck : private SourcesCheck {
 public:
  explicit ProbesCheck(Checker& checker) : SourcesCheck(checker) {}

  void run() {
    for (std::size_t i = 0; i < checker_.spec.probes.size(); ++i) check(i);
  }

 private:
  void check(std::size_t i) {
    const ProbesSpec& spec = checker_.spec.probes[i];
    const std::string at = fmt::format("/probes/{}", i);
    take_name(spec.name, "/probes", i);
    ProbePlan probe;
    probe.name = spec.name;
    probe.clusters = checker_.selectors.clusters(spec.from, at + "/from");
    probe.users = checker_.selectors.users(spec.users, at + "/users");
    probe.every = spec.every;
    probe.process = spec.process;
    probe.of = spec.of;
    probe.from = spec.from_time;
    probe.until = spec.until.value_or(never);
    check_dates(spec.from_time, "/from_time", spec.until, at);
    if (!checker_.clean(at)) return;
    if (probe.process == ProbePlan::Process::periodic) {
      checker_.warning(at + "/process", {"\"periodic\"",
                                         {},
                                         "periodic probes can lock to the polling intervals of ILS; what they find is "
                                         "then not what holds over time, as it is with \"poisson\""});
    }
    const std::size_t pairs = probe.clusters.size() * probe.users.size();
    pairs_ += pairs;
    if (pairs_ > most_probed_pairs) {
      checker_.error(at, {fmt::format("{} pairs of cluster and user, with those of the probes before", pairs_),
                          fmt::format("at most {} in a scenario", most_probed_pairs),
                          {}});
      return;
    }
    const double asked = probe.of == ProbePlan::Of::one ? 1 : static_cast<double>(pairs);
    expect_more(asked * span(probe.from, probe.until) / static_cast<double>(probe.every), "questions", at);
    checker_.plan.probes.push_back(std::move(probe));
  }

  std::uint64_t pairs_ = 0;
};

}  // namespace

void check_traffic(Checker& checker) {
  TrafficCheck(checker).run();
  ProbesCheck(checker).run();
}

}  // namespace roamsim::scenario
