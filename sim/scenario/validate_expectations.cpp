#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/registry/registry.hpp"
#include "sim/scenario/suggest.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {
namespace {

/// One line of JSON without braces, quotes and colons, for people.
std::string as_words(std::string_view json) {
  std::string words;
  bool inside = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (inside && c == '\\' && i + 1 < json.size()) {
      words += json[++i];
    } else if (c == '"') {
      inside = !inside;
    } else if (inside || std::string_view("{}:\n").find(c) == std::string_view::npos) {
      if (!words.empty() || c != ' ') words += c;
    }
  }
  while (words.ends_with(' ')) words.pop_back();
  return words;
}

/// Checks each expectation against what the timeline can make happen and turns it into the plan's.
class ExpectationCheck {
 public:
  explicit ExpectationCheck(Checker& checker) : checker_(checker), timeline_is_clean_(checker.clean("/timeline")) {
    for (const ActionSpec& action : checker.spec.timeline) {
      if (const auto* call = std::get_if<PlaceCallSpec>(&action.action))
        calls_[call->from + "->" + call->to].push_back(action.at);
      if (const auto* login = std::get_if<LoginSpec>(&action.action)) logins_[login->user].push_back(action.at);
      if (const auto* logout = std::get_if<LogoutSpec>(&action.action)) logouts_.push_back(logout->user);
      if (const auto* outage = std::get_if<ClusterOutageSpec>(&action.action)) {
        const std::pair<Time, Time> span{action.at, action.at + outage->lasts};
        const auto [first, added] = outages_.emplace(outage->cluster, span);
        if (!added) first->second = std::min(first->second, span);
      }
    }
    std::sort(logouts_.begin(), logouts_.end());
  }

  void run() {
    const Tagged<ExpectSpec> keys = expectation_keys();
    const std::vector<ExpectSpec>& expected = checker_.spec.expect;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      pointer_ = fmt::format("/expect/{}", i);
      if (!checker_.clean(pointer_)) continue;
      JsonWriter writer;
      keys.write(writer, expected[i]);
      ExpectationKind kind = std::visit([this](const auto& spec) { return resolve(spec); }, expected[i].kind);
      checker_.plan.expectations.push_back({as_words(writer.text()), pointer_, std::move(kind)});
    }
  }

 private:
  ClusterId cluster(const std::string& name, const char* key) { return checker_.cluster(name, pointer_ + key); }
  UserId user(const std::string& name, const char* key) { return checker_.user(name, pointer_ + key); }

  ExpectationKind resolve(const ExpectCallSpec& spec) {
    ExpectCall call;
    call.from = user(spec.call.from, "/call");
    call.to = spec.call.to;
    call.at = spec.at;
    if (spec.reaches) call.reaches = cluster(*spec.reaches, "/reaches");
    call.outcome = spec.outcome;
    if (spec.reaches.has_value() == spec.outcome.has_value()) {
      checker_.error(pointer_,
                     {spec.outcome ? "both \"reaches\" and \"outcome\"" : "neither \"reaches\" nor \"outcome\"",
                      "one of the two",
                      {}});
    }
    if (call.from.ids.front().valid() && timeline_is_clean_) find_call(spec);
    return call;
  }

  /// An expectation on a call that nobody places would never be judged.
  void find_call(const ExpectCallSpec& spec) {
    const std::string name = spec.call.from + "->" + spec.call.to;
    const auto placed = calls_.find(name);
    if (placed == calls_.end()) {
      std::vector<std::string_view> names;
      names.reserve(calls_.size());
      for (const auto& [known, dates] : calls_) names.push_back(known);
      checker_.error(pointer_ + "/call", {quoted(name) + ", which the timeline does not place",
                                          names.empty() ? "a call of the timeline, and it has none"
                                                        : "a call of the timeline: " + listed(names),
                                          checker_.suggestion(name, names)});
    } else {
      find_date(spec.at, placed->second, "call");
    }
  }

  void find_date(Time at, const std::vector<Time>& dates, std::string_view what) {
    if (std::find(dates.begin(), dates.end(), at) != dates.end()) return;
    std::vector<std::string> texts;
    texts.reserve(dates.size());
    for (const Time date : dates) texts.push_back(format_duration(date));
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    checker_.error(pointer_ + "/at", {checker_.written(pointer_ + "/at"),
                                      fmt::format("when the timeline has that {}: {}", what, listed(views)),
                                      {}});
  }

  ExpectationKind resolve(const ExpectConvergedSpec& spec) {
    const ExpectConverged result{user(spec.user, "/converged"), spec.within, spec.among};
    const bool moves = logins_.contains(spec.user) || std::binary_search(logouts_.begin(), logouts_.end(), spec.user);
    if (result.users.ids.front().valid() && !moves && timeline_is_clean_) {
      checker_.warning(
          pointer_ + "/converged",
          {quoted(spec.user), {}, "the timeline has no login or logout of this user, so that this says little"});
    }
    return result;
  }

  ExpectationKind resolve(const ExpectLoggedOutSpec& spec) {
    ExpectLoggedOut result;
    result.users = user(spec.user, "/logged_out");
    result.from = cluster(spec.from, "/from");
    result.after.event = spec.after.event;
    result.within = spec.within;
    Time start = spec.after.at;
    if (spec.after.event == Moment::Event::absolute) {
      result.after.at = start;
    } else {
      result.after.cluster = cluster(spec.after.cluster, "/after");
      if (!result.after.cluster.valid() || !timeline_is_clean_) return result;
      const auto outage = outages_.find(spec.after.cluster);
      if (outage == outages_.end()) {
        checker_.error(
            pointer_ + "/after",
            {quoted(spec.after.cluster) + ", of which the timeline has no cluster_outage", "an event of the run", {}});
        return result;
      }
      start = spec.after.event == Moment::Event::failed ? outage->second.first : outage->second.second;
    }
    const char* event = spec.after.event == Moment::Event::absolute ? "" : "an event";
    if (checker_.in_run(start, pointer_ + "/after", event))
      checker_.in_run(start + spec.within, pointer_ + "/within", "a limit that ends");
    return result;
  }

  ExpectationKind resolve(const ExpectRegisteredSpec& spec) {
    checker_.in_run(spec.at, pointer_ + "/at");
    return ExpectRegistered{user(spec.user, "/registered"), cluster(spec.in, "/in"), spec.at, spec.is};
  }

  ExpectationKind resolve(const ExpectRouteSpec& spec) {
    checker_.in_run(spec.at, pointer_ + "/at");
    return ExpectRoute{user(spec.user, "/route"), cluster(spec.in, "/in"), spec.at, cluster(spec.is, "/is")};
  }

  ExpectationKind resolve(const ExpectLoginSpec& spec) {
    const ExpectLogin result{user(spec.user, "/login"), spec.at, static_cast<int>(spec.code)};
    if (!result.users.ids.front().valid() || !timeline_is_clean_) return result;
    const auto dates = logins_.find(spec.user);
    if (dates == logins_.end()) {
      checker_.error(pointer_ + "/login",
                     {quoted(spec.user) + ", of whom the timeline has no login", "the user of a login", {}});
    } else {
      find_date(spec.at, dates->second, "login");
    }
    return result;
  }

  ExpectationKind resolve(const ExpectJoinedSpec& spec) {
    checker_.in_run(spec.by, pointer_ + "/by");
    const ExpectJoined result{cluster(spec.cluster, "/joined"), spec.by};
    if (result.clusters.ids.front().valid() &&
        checker_.spec.clusters[result.clusters.ids.front().index()].ils.role == ils::Role::standalone &&
        checker_.clean(fmt::format("/clusters/{}/ils/role", result.clusters.ids.front().index()))) {
      checker_.error(pointer_ + "/joined", {quoted(spec.cluster) + ", which is standalone", "a hub or spoke", {}});
    }
    return result;
  }

  Checker& checker_;
  bool timeline_is_clean_;                           ///< else what it lacks may be what was meant by a mistake in it
  std::map<std::string, std::vector<Time>> calls_;   ///< dates of each call, by "from->to"
  std::map<std::string, std::vector<Time>> logins_;  ///< dates by user
  std::vector<std::string> logouts_;                 ///< users, sorted
  std::map<std::string, std::pair<Time, Time>> outages_;  ///< the first of each cluster
  std::string pointer_;
};

}  // namespace

void check_expectations(Checker& checker) {
  ExpectationCheck(checker).run();
}

}  // namespace roamsim::scenario
