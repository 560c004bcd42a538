#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/actors/rows_by.hpp"
#include "sim/scenario/checker.hpp"
#include "sim/scenario/fault_targets.hpp"
#include "sim/scenario/registry/registry.hpp"
#include "sim/scenario/suggest.hpp"

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
      if (c == ',' && words.ends_with(' ')) words.pop_back();  // after what was in braces
      if (c != ' ' || (!words.empty() && words.back() != ' ')) words += c;
    }
  }
  while (words.ends_with(' ')) words.pop_back();
  return words;
}

/// What the timeline has each user do, found when it is first asked for.
class Doings {
 public:
  explicit Doings(const Plan& plan) : plan_(plan) {}

  [[nodiscard]] std::span<const std::uint32_t> of(UserId user) {
    if (!rows_) {
      const std::size_t users = plan_.users.size();
      rows_.emplace(plan_.timeline, users + 1, [users](const TimelineEntry& entry) {
        const UserId who = std::visit([](const auto& action) { return user_of(action); }, entry.action);
        return who.valid() ? who.index() : users;
      });
    }
    return rows_->of(user.index());
  }

 private:
  static UserId user_of(const Login& login) { return login.user; }
  static UserId user_of(const Logout& logout) { return logout.user; }
  static UserId user_of(const PlaceCall& call) { return call.from; }
  template <class Fault>
  static UserId user_of(const Fault& /*of nobody*/) {
    return {};
  }

  const Plan& plan_;
  std::optional<actors::RowsBy> rows_;
};

/// Checks each expectation against what the timeline can make happen and turns it into the plan's.
class ExpectationCheck {
 public:
  explicit ExpectationCheck(Checker& checker)
      : checker_(checker), doings_(checker.plan), timeline_is_clean_(checker.clean("/timeline")) {}

  void run() {
    static const Tagged<ExpectSpec> keys = expectation_keys();
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
  Users users(const UserSelector& selector, const char* key) {
    return checker_.selectors.users(selector, pointer_ + key);
  }
  Clusters clusters(const ClusterSelector& selector, const char* key) {
    return checker_.selectors.clusters(selector, pointer_ + key);
  }

  /// A date that must be in the run.
  Moment date(const MomentSpec& spec, const char* key) {
    const std::optional<Moment> moment = date_anywhere(spec, key);
    if (!moment || (moment->event != Moment::Event::absolute && !timeline_is_clean_)) return moment.value_or(Moment());
    const bool absolute = spec.event == MomentSpec::Event::absolute;
    checker_.dates.in_run(*moment, pointer_ + key, absolute ? "" : "an event");
    return *moment;
  }
  std::optional<Moment> date_anywhere(const MomentSpec& spec, const char* key) {
    return checker_.dates.resolve(spec, pointer_ + key);
  }

  ExpectationKind resolve(const ExpectCallSpec& spec) {
    ExpectCall call;
    UserSelector from;
    from.id.names = {spec.call.from};
    call.from = users(from, "/call");
    call.to = spec.call.to;
    const std::optional<Moment> at = date_anywhere(spec.at, "/at");
    call.at = at.value_or(Moment());
    if (spec.reaches) call.reaches = cluster(*spec.reaches, "/reaches");
    call.outcome = spec.outcome;
    call.reason = spec.reason;
    const int ways = static_cast<int>(spec.reaches.has_value()) + static_cast<int>(spec.outcome.has_value()) +
                     static_cast<int>(spec.reason.has_value());
    if (ways != 1) {
      checker_.error(pointer_, {ways == 0 ? "neither \"reaches\" nor \"outcome\" nor \"reason\""
                                          : "several of \"reaches\", \"outcome\" and \"reason\"",
                                "one of the three",
                                {}});
    }
    if (!timeline_is_clean_ || !at) return call;
    for (const UserId user : call.from.ids) {
      if (!find_call(user, call.to, *at)) break;
    }
    return call;
  }

  [[nodiscard]] std::string_view name(UserId user) const { return checker_.plan.users.name(user.index()); }

  /// An expectation on a call that nobody places would never be judged.
  bool find_call(UserId from, const std::string& to, const Moment& at) {
    std::vector<Moment> placed;
    for (const std::uint32_t row : doings_.of(from)) {
      const TimelineEntry& entry = checker_.plan.timeline[row];
      const auto* call = std::get_if<PlaceCall>(&entry.action);
      if (call == nullptr || call->to != to) continue;
      if (entry.moment() == at) return true;
      placed.push_back(entry.moment());
    }
    if (!placed.empty()) return refuse_date(placed, "call");
    const std::string call = fmt::format("{}->{}", name(from), to);
    const std::vector<std::string> known = some_calls();
    const std::vector<std::string_view> names(known.begin(), known.end());
    checker_.error(pointer_ + "/call", {quoted(call) + ", which the timeline does not place",
                                        names.empty() ? "a call of the timeline, and it has none"
                                                      : "a call of the timeline: " + listed(names),
                                        checker_.suggestion(call, names)});
    return false;
  }

  /// The names of calls that the timeline places, enough for a hint.
  [[nodiscard]] std::vector<std::string> some_calls() const {
    constexpr std::size_t enough = 1'000;
    std::set<std::string> names;
    for (const TimelineEntry& entry : checker_.plan.timeline) {
      const auto* call = std::get_if<PlaceCall>(&entry.action);
      if (call != nullptr) names.insert(fmt::format("{}->{}", name(call->from), call->to));
      if (names.size() >= enough) break;
    }
    return {names.begin(), names.end()};
  }

  bool refuse_date(const std::vector<Moment>& dates, std::string_view what) {
    std::vector<std::string> texts;
    texts.reserve(dates.size());
    for (const Moment& date : dates) texts.push_back(checker_.dates.text(date));
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    checker_.error(pointer_ + "/at", {checker_.written(pointer_ + "/at"),
                                      fmt::format("when the timeline has that {}: {}", what, listed(views)),
                                      {}});
    return false;
  }

  ExpectationKind resolve(const ExpectConvergedSpec& spec) {
    const ExpectConverged result{users(spec.users, "/converged"), spec.within, spec.among, spec.as};
    if (!timeline_is_clean_) return result;
    const auto moves = [this](UserId user) {
      const auto rows = doings_.of(user);
      return std::any_of(rows.begin(), rows.end(), [this](std::uint32_t row) {
        return !std::holds_alternative<PlaceCall>(checker_.plan.timeline[row].action);
      });
    };
    const auto still = std::find_if_not(result.users.ids.begin(), result.users.ids.end(), moves);
    if (still != result.users.ids.end()) {
      checker_.warning(
          pointer_ + "/converged",
          {quoted(name(*still)), {}, "the timeline has no login or logout of this user, so that this says little"});
    }
    return result;
  }

  ExpectationKind resolve(const ExpectLoggedOutSpec& spec) {
    ExpectLoggedOut result;
    result.users = users(spec.users, "/logged_out");
    result.from = clusters(spec.from, "/from");
    result.within = spec.within;
    const std::optional<Moment> after = date_anywhere(spec.after, "/after");
    result.after = after.value_or(Moment());
    if (!after || (after->event != Moment::Event::absolute && !timeline_is_clean_)) return result;
    const bool absolute = spec.after.event == MomentSpec::Event::absolute;
    if (checker_.dates.in_run(*after, pointer_ + "/after", absolute ? "" : "an event")) {
      Moment limit = *after;
      limit.at += spec.within;
      checker_.dates.in_run(limit, pointer_ + "/within", "a limit that ends");
    }
    return result;
  }

  ExpectationKind resolve(const ExpectRegisteredSpec& spec) {
    return ExpectRegistered{users(spec.users, "/registered"), clusters(spec.in, "/in"), date(spec.at, "/at"), spec.is};
  }

  ExpectationKind resolve(const ExpectRouteSpec& spec) {
    return ExpectRoute{users(spec.users, "/route"), clusters(spec.in, "/in"), date(spec.at, "/at"),
                       cluster(spec.is, "/is")};
  }

  ExpectationKind resolve(const ExpectLocationSpec& spec) {
    return ExpectLocation{users(spec.users, "/location"), date(spec.at, "/at"), cluster(spec.is, "/is")};
  }

  ExpectationKind resolve(const ExpectRegistrationsSpec& spec) {
    return ExpectRegistrations{users(spec.users, "/registrations"), clusters(spec.in, "/in"), date(spec.at, "/at"),
                               bound(spec.bound)};
  }

  ExpectationKind resolve(const ExpectLoginSpec& spec) {
    const std::optional<Moment> at = date_anywhere(spec.at, "/at");
    const std::optional<int> code = spec.code ? std::optional(static_cast<int>(*spec.code)) : std::nullopt;
    const ExpectLogin result{users(spec.users, "/login"), at.value_or(Moment()), code, spec.cause};
    if (!timeline_is_clean_ || !at) return result;
    for (const UserId user : result.users.ids) {
      if (!find_login(user, *at)) break;
    }
    return result;
  }

  bool find_login(UserId user, const Moment& at) {
    std::vector<Moment> dates;
    for (const std::uint32_t row : doings_.of(user)) {
      const TimelineEntry& entry = checker_.plan.timeline[row];
      if (!std::holds_alternative<Login>(entry.action)) continue;
      if (entry.moment() == at) return true;
      dates.push_back(entry.moment());
    }
    if (!dates.empty()) return refuse_date(dates, "login");
    checker_.error(pointer_ + "/login",
                   {quoted(name(user)) + ", of whom the timeline has no login", "the user of a login", {}});
    return false;
  }

  ExpectationKind resolve(const ExpectJoinedSpec& spec) {
    const ExpectJoined result{clusters(spec.clusters, "/joined"), date(spec.by, "/by")};
    for (const ClusterId cluster : result.clusters.ids) {
      const ClusterSpec& asked = checker_.spec.clusters[cluster.index()];
      if (asked.ils.role != ils::Role::standalone ||
          !checker_.clean(fmt::format("/clusters/{}/ils/role", cluster.index())))
        continue;
      checker_.error(pointer_ + "/joined", {quoted(asked.id) + ", which is standalone", "a hub or spoke", {}});
      break;
    }
    return result;
  }

  ExpectationKind resolve(const ExpectCountSpec& spec) {
    using What = ExpectCount::What;
    ExpectCount result{spec.what, std::nullopt, spec.outcome, window(spec.window), bound(spec.bound)};
    if (spec.code) result.code = static_cast<int>(*spec.code);
    if (spec.code && spec.what != What::logins && spec.what != What::logouts)
      checker_.error(pointer_ + "/code", {"a code of what has none", "\"code\" with logins and logouts only", {}});
    if (spec.outcome && spec.what != What::calls)
      checker_.error(pointer_ + "/outcome", {"an outcome of what is no call", "\"outcome\" with calls only", {}});
    return result;
  }

  ExpectationKind resolve(const ExpectQuantileSpec& spec) {
    check_bound(false, spec.at_least, spec.at_most);
    const bool of_stage = spec.what == ExpectQuantile::What::stage;
    if (of_stage != spec.stage.has_value()) {
      checker_.error(of_stage ? pointer_ : pointer_ + "/stage",
                     {of_stage ? "the quantile of a stage without \"stage\"" : "a stage of what has none",
                      "\"stage\" with the quantile of \"stage\", and with that only",
                      {}});
    }
    return ExpectQuantile{spec.what,     spec.q,       window(spec.window),
                          spec.at_least, spec.at_most, spec.stage.value_or(std::string())};
  }

  ExpectationKind resolve(const ExpectPhoneServicesSpec& spec) {
    return ExpectPhoneServices{phones_named(checker_, spec.phones, pointer_ + "/phone_services"), date(spec.at, "/at"),
                               spec.is};
  }

  ExpectationKind resolve(const ExpectCounterSpec& spec) {
    if (!checker_.spec.record.rtmt) {
      checker_.error(pointer_ + "/counter", {checker_.written(pointer_ + "/counter") + " without logs of counters",
                                             "a \"record\" that has \"rtmt\"", "counters are sampled for the logs"});
    }
    ExpectCounter result{spec.counter, {}, date(spec.at, "/at"), bound(spec.bound)};
    for (const NodePlace& place : nodes_named(checker_, spec.nodes, pointer_ + "/node")) {
      result.nodes.push_back({place.cluster, place.node + 1});
    }
    return result;
  }

  ExpectationKind resolve(const ExpectScalarSpec& spec) {
    return ExpectScalar{spec.name, spec.entity, bound(spec.bound)};
  }

  Window window(const WindowSpec& spec) {
    Window result;
    if (spec.users) result.users = users(*spec.users, "/users");
    if (spec.in) result.in = clusters(*spec.in, "/in");
    if (spec.from) result.from = date(*spec.from, "/from");
    if (spec.until) result.until = date(*spec.until, "/until");
    if (spec.from && spec.until && result.from.event == result.until.event &&
        result.from.cluster == result.until.cluster && result.until.at < result.from.at) {
      checker_.error(pointer_ + "/until",
                     {checker_.written(pointer_ + "/until"), "a date that is not before \"from\"", {}});
    }
    return result;
  }

  Bound bound(const BoundSpec& spec) {
    check_bound(spec.is.has_value(), spec.at_least, spec.at_most);
    if (spec.is) return {spec.is, spec.is};
    return {spec.at_least, spec.at_most};
  }

  template <class Value>
  void check_bound(bool is, const std::optional<Value>& at_least, const std::optional<Value>& at_most) {
    if (is && (at_least || at_most)) {
      checker_.error(pointer_, {"\"is\" beside another bound", "\"is\" alone, or the others", {}});
    } else if (!is && !at_least && !at_most) {
      checker_.error(pointer_, {"no bound", "\"is\", \"at_least\" or \"at_most\", as far as the kind has it", {}});
    } else if (at_least && at_most && *at_least > *at_most) {
      checker_.error(pointer_ + "/at_least",
                     {checker_.written(pointer_ + "/at_least"),
                      "not more than \"at_most\", which is " + checker_.written(pointer_ + "/at_most"),
                      {}});
    }
  }

  Checker& checker_;
  Doings doings_;
  bool timeline_is_clean_;  ///< else what it lacks may be what was meant by a mistake in it
  std::string pointer_;
};

}  // namespace

void check_expectations(Checker& checker) {
  ExpectationCheck(checker).run();
}

}  // namespace roamsim::scenario
