#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/fault_targets.hpp"
#include "sim/scenario/suggest.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {
namespace {

using Arrivals = StormPlan::Arrivals;

/// A storm as the file has it, and what it becomes.
class StormCheck {
 public:
  StormCheck(Checker& checker, const StormSpec& spec, std::string at)
      : checker_(checker), spec_(spec), at_(std::move(at)) {}

  void run() {
    take_plain_keys();
    take_date();
    take_users();
    take_trace();
    take_arrivals();
    take_targets();
    check_loop();
    if (!checker_.clean(at_)) return;
    warn_of_phones();
    warn_of_rate();
    checker_.plan.storms.push_back(std::move(storm_));
  }

 private:
  void error(const std::string& key, std::string found, std::string allowed) {
    if (checker_.clean(at_ + key)) checker_.error(at_ + key, {std::move(found), std::move(allowed), {}});
  }

  void take_plain_keys() {
    storm_.name = spec_.name;
    storm_.action = spec_.action;
    storm_.arrivals = spec_.arrivals;
    storm_.over = spec_.over.value_or(0);
    storm_.per_hour = 60 * spec_.per_minute.value_or(0);
    storm_.profile = {spec_.period, spec_.profile};
    storm_.walking = spec_.walking;
    storm_.typing = spec_.typing;
    storm_.retry = spec_.retry;
    storm_.attempts = spec_.attempts;
    storm_.patience = spec_.patience;
    storm_.waits_for_phone = spec_.waits_for_phone;
    storm_.stays = spec_.stays;
    storm_.loop = spec_.loop;
    storm_.think = spec_.think;
    storm_.until = spec_.until.value_or(never);
    storm_.interval = spec_.interval;
  }

  void take_date() {
    const std::optional<Moment> begin = checker_.dates.resolve(spec_.at, at_ + "/at");
    if (!begin) return;
    const bool absolute = begin->event == Moment::Event::absolute;
    if (!checker_.dates.in_run(*begin, at_ + "/at", absolute ? "" : "an event")) return;
    storm_.at = *begin;
    left_ = checker_.spec.duration - checker_.dates.earliest(*begin);
  }

  void take_users() {
    const bool by_trace = spec_.arrivals == Arrivals::trace;
    if (by_trace && spec_.users) return error("/users", "\"users\" beside a trace", "a trace, which says who comes");
    if (by_trace) {
      if (spec_.count) error("/count", "\"count\" beside a trace", "a trace, which says who comes");
      return;
    }
    if (!spec_.users) return error("", "no \"users\"", "\"users\": who may take part");
    storm_.users = checker_.selectors.users(*spec_.users, at_ + "/users");
    if (spec_.users->at) {
      const ClusterId cluster = checker_.cluster(*spec_.users->at, at_ + "/users/at");
      if (cluster.valid()) storm_.only_at = cluster;
    }
    storm_.count = spec_.count.value_or(static_cast<std::uint32_t>(storm_.users.size()));
    if (!checker_.clean(at_ + "/users") || storm_.count <= storm_.users.size()) return;
    error("/count", fmt::format("{} users", storm_.count),
          fmt::format("at most {}: \"users\" selects no more", storm_.users.size()));
  }

  void take_trace() {
    if (spec_.arrivals != Arrivals::trace) {
      if (!spec_.trace.empty()) error("/trace", "a trace", "\"arrivals\": \"trace\" with it");
      return;
    }
    if (spec_.trace.empty() && checker_.clean(at_ + "/trace")) {
      return error("", "a trace without rows", "\"trace\" or \"trace_from\" with at least one");
    }
    for (std::size_t i = 0; i < spec_.trace.size(); ++i) take_row(i);
    storm_.count = storm_.trace.size();
  }

  void take_row(std::size_t i) {
    const StormTraceRowSpec& row = spec_.trace[i];
    const std::string here = fmt::format("{}/trace/{}", at_, i);
    StormTraceRow taken;
    taken.at = row.at;
    taken.user = checker_.user(row.user, here + "/user");
    if (row.cluster) taken.cluster = checker_.cluster(*row.cluster, here + "/cluster");
    if (row.cluster && spec_.action == StormPlan::Action::logout) {
      checker_.error(here + "/cluster", {"\"cluster\" of a logout", "no cluster: users log out where they are", {}});
    }
    if (i > 0 && row.at < spec_.trace[i - 1].at && checker_.clean(here + "/at")) {
      checker_.error(here + "/at", {checker_.written(here + "/at"),
                                    fmt::format("a time not before that of the row above, which is {}",
                                                format_duration(spec_.trace[i - 1].at)),
                                    "sort the rows by time"});
    }
    if (left_ && checker_.clean(here + "/at")) check_left(row.at, here + "/at", "a row");
    storm_.trace.push_back(taken);
  }

  /// Reports what is later than the run.
  void check_left(Duration after, const std::string& pointer, std::string_view what) {
    if (after <= *left_) return;
    checker_.error(pointer, {fmt::format("{} {} after the begin of the storm", what, format_duration(after)),
                             fmt::format("at most {}, which the run has left then", format_duration(*left_)),
                             {}});
  }

  void take_arrivals() {
    const bool by_time = spec_.arrivals == Arrivals::even || spec_.arrivals == Arrivals::ramp;
    const bool random = spec_.arrivals == Arrivals::poisson || spec_.arrivals == Arrivals::profile;
    if (by_time && !spec_.over) error("", "no \"over\"", "\"over\": how long it takes until all have set out");
    if (spec_.over && !by_time && spec_.arrivals != Arrivals::poisson) {
      error("/over", "\"over\" with these arrivals", "\"arrivals\" even, ramp or poisson with it");
    }
    if (spec_.per_minute && !random) {
      error("/per_minute", "\"per_minute\" with these arrivals", "\"arrivals\" poisson or profile with it");
    }
    if (spec_.arrivals == Arrivals::poisson && spec_.over.has_value() == spec_.per_minute.has_value()) {
      error("", spec_.over ? "both \"over\" and \"per_minute\"" : "neither \"over\" nor \"per_minute\"",
            "one of the two");
    }
    if (spec_.arrivals == Arrivals::profile && !spec_.per_minute) {
      error("", "no \"per_minute\"", "\"per_minute\": the plain rate that the profile multiplies");
    }
    if (by_time && spec_.over && left_ && checker_.clean(at_ + "/over")) {
      check_left(*spec_.over, at_ + "/over", "a last user");
    }
    if (spec_.arrivals == Arrivals::poisson && spec_.over && storm_.count > 0) {
      storm_.per_hour =
          static_cast<double>(storm_.count) * static_cast<double>(hour) / static_cast<double>(*spec_.over);
    }
    take_profile();
  }

  void take_profile() {
    if (spec_.arrivals != Arrivals::profile) {
      if (!spec_.profile.empty()) error("/profile", "a profile", "\"arrivals\": \"profile\" with it");
      return;
    }
    if (spec_.profile.empty()) {
      if (checker_.clean(at_ + "/profile")) error("", "no \"profile\"", "\"profile\": how the rate changes");
      return;
    }
    for (std::size_t k = 0; k < spec_.profile.size(); ++k) {
      const std::string here = fmt::format("{}/profile/{}/at", at_, k);
      if (!checker_.clean(here)) continue;
      const Duration step = spec_.profile[k].at;
      if (k == 0 && step != 0) {
        checker_.error(here, {checker_.written(here), "0 s: else there is a gap at the begin of the storm", {}});
      } else if (k > 0 && step <= spec_.profile[k - 1].at) {
        checker_.error(here, {checker_.written(here),
                              fmt::format("a time after that of the entry before, which is {}",
                                          format_duration(spec_.profile[k - 1].at)),
                              {}});
      } else if (step >= spec_.period && checker_.clean(at_ + "/period")) {
        checker_.error(here,
                       {checker_.written(here), "less than \"period\", which is " + format_duration(spec_.period), {}});
      }
    }
    if (std::none_of(spec_.profile.begin(), spec_.profile.end(), [](const ProfileStep& s) { return s.factor > 0; })) {
      error("/profile", "a profile of nothing but zeros", "a factor above 0");
    }
  }

  void take_targets() {
    if (spec_.action == StormPlan::Action::logout) {
      if (!spec_.to.empty()) error("/to", "\"to\" of logouts", "no \"to\": users log out where they are");
      return;
    }
    if (spec_.to.empty()) {
      storm_.targets = {StormTarget{1, true, {}, {}}};
      return;
    }
    double sum = 0;
    for (std::size_t k = 0; k < spec_.to.size(); ++k) {
      take_target(spec_.to[k], fmt::format("{}/to/{}", at_, k));
      sum += spec_.to[k].weight;
    }
    if (sum <= 0) error("/to", "weights that are all 0", "a weight above 0");
  }

  void take_target(const StormTargetSpec& spec, const std::string& here) {
    StormTarget target{spec.weight, spec.home, {}, {}};
    if (spec.home == spec.clusters.has_value()) {
      if (checker_.clean(here)) {
        checker_.error(
            here,
            {spec.home ? "both \"cluster\" and \"home\"" : "neither \"cluster\" nor \"home\"", "one of the two", {}});
      }
      return;
    }
    if (spec.clusters) target.clusters = checker_.selectors.clusters(*spec.clusters, here + "/cluster");
    if (spec.phones) take_phones(*spec.phones, target, here);
    storm_.targets.push_back(std::move(target));
  }

  void take_phones(const NamesSpec& names, StormTarget& target, const std::string& here) {
    target.phones = phones_named(checker_, names, here + "/phones");
    if (!checker_.clean(here)) return;
    if (target.clusters.size() != 1) {
      checker_.error(here + "/phones", {target.home ? "phones of the home clusters" : "phones of several clusters",
                                        "phones of the one cluster of \"cluster\"",
                                        {}});
      return;
    }
    for (const std::uint32_t phone : target.phones) {
      const PhonePlan& plan = checker_.plan.phones[phone];
      if (plan.cluster == target.clusters.front()) continue;
      checker_.error(here + "/phones", {fmt::format("{}, a phone of {}", quoted(plan.name),
                                                    checker_.plan.clusters[plan.cluster.index()].name),
                                        "phones of the one cluster of \"cluster\"",
                                        {}});
      return;
    }
  }

  void check_loop() {
    const bool closed = spec_.loop == StormPlan::Loop::closed;
    if (spec_.action == StormPlan::Action::logout) {
      if (closed) error("/loop", "a closed loop of logouts", "\"do\": \"login\" with it");
      if (spec_.stays) error("/stays", "\"stays\" with logouts", "\"do\": \"login\" with it");
    } else if (closed && !spec_.stays) {
      error("", "a closed loop without \"stays\"", "\"stays\": how long users are logged in before they log out");
    }
  }

  // Caps that bind without anybody having set them for that.

  void warn_of_phones() {
    if (spec_.waits_for_phone || spec_.stays || spec_.action == StormPlan::Action::logout) return;
    double weights = 0;
    for (const StormTarget& target : storm_.targets) weights += target.weight;
    std::vector<double> coming(checker_.plan.clusters.size());
    for (const StormTarget& target : storm_.targets) {
      const double users = static_cast<double>(storm_.count) * target.weight / weights;
      if (!target.phones.empty()) {
        warn_if_scarce(users, target.phones.size(), target.clusters.front());
        continue;
      }
      for (const ClusterId cluster : target.clusters) {
        coming[cluster.index()] += users / static_cast<double>(target.clusters.size());
      }
    }
    std::vector<std::size_t> at_home(coming.size());
    for (const UserId user : storm_.users) ++at_home[checker_.plan.users[user.index()].home.index()];
    for (std::size_t i = 0; i < coming.size(); ++i) {
      // Who is at home has a phone of his own.
      const double visitors =
          storm_.users.empty()
              ? coming[i]
              : coming[i] * (1 - static_cast<double>(at_home[i]) / static_cast<double>(storm_.users.size()));
      warn_if_scarce(visitors, checker_.plan.clusters[i].spare_phones, ClusterId(i));
    }
  }

  void warn_if_scarce(double users, std::size_t phones, ClusterId cluster) {
    if (users <= static_cast<double>(phones) + 0.5) return;
    checker_.warning(at_ + "/to", {fmt::format("{:.0f} users come to {} phones of {}", users, phones,
                                               quoted(checker_.plan.clusters[cluster.index()].name)),
                                   {},
                                   "fewer phones than users: who finds none is refused; \"waits_for_phone\" lets "
                                   "them stand in line, \"stays\" lets them leave again"});
  }

  void warn_of_rate() {
    if (storm_.per_hour <= 0 || storm_.count == 0) return;
    double mean = storm_.profile.steps.empty() || spec_.arrivals != Arrivals::profile ? 1 : 0;
    if (mean == 0) {
      for (std::size_t k = 0; k < spec_.profile.size(); ++k) {
        const Duration end = k + 1 < spec_.profile.size() ? spec_.profile[k + 1].at : spec_.period;
        mean += spec_.profile[k].factor * static_cast<double>(end - spec_.profile[k].at) /
                static_cast<double>(spec_.period);
      }
    }
    const double left = static_cast<double>(std::min(left_.value_or(0), storm_.until));
    const double needed = static_cast<double>(storm_.count) / (storm_.per_hour * mean) * static_cast<double>(hour);
    if (needed <= left) return;
    checker_.warning(at_ + (spec_.per_minute ? "/per_minute" : "/over"),
                     {fmt::format("{:.6g} users a minute in the mean", storm_.per_hour * mean / 60),
                      {},
                      fmt::format("slower than asked: of {} users about {:.0f} come in the {} that are left, the "
                                  "others never do",
                                  storm_.count, static_cast<double>(storm_.count) * left / needed,
                                  format_duration(static_cast<Duration>(left)))});
  }

  Checker& checker_;
  const StormSpec& spec_;
  std::string at_;
  StormPlan storm_;
  std::optional<Duration> left_;  ///< of the run, from the earliest begin of the storm on
};

}  // namespace

void check_storms(Checker& checker) {
  std::map<std::string, std::size_t> names;
  for (std::size_t i = 0; i < checker.spec.storms.size(); ++i) {
    const StormSpec& spec = checker.spec.storms[i];
    const std::string at = fmt::format("/storms/{}", i);
    const auto [other, added] = names.emplace(spec.name, i);
    if (!added && !spec.name.empty() && checker.clean(at + "/name")) {
      checker.error(at + "/name", {quoted(spec.name), "a name of its own for each entry",
                                   fmt::format("/storms/{} has it already", other->second)});
    }
    StormCheck(checker, spec, at).run();
  }
}

}  // namespace roamsim::scenario
