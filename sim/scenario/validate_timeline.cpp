#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/suggest.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {
namespace {

/// How an entry is expanded: `times` rounds, in each of which `chosen` act.
struct Rounds {
  std::int64_t times = 1;
  std::int64_t chosen = 1;
  Duration every = 0;
  Duration over = 0;
  Duration lasts = 0;  ///< of an outage

  /// From the start of a round to the action of the k-th chosen one.
  [[nodiscard]] Duration offset(std::int64_t k) const { return over / chosen * k + over % chosen * k / chosen; }
  /// From the start of the entry to its last action; `never` beyond all dates.
  [[nodiscard]] Duration last() const {
    Duration start = 0;
    if (__builtin_mul_overflow(every, times - 1, &start) || start > never / 4) return never;
    return start + offset(chosen - 1);
  }
};

/// Checks each entry and expands it into the plan's single actions.
class TimelineCheck {
 public:
  explicit TimelineCheck(Checker& checker) : checker_(checker), spec_(checker.spec.timeline), entries_(spec_.size()) {
    for (const UserPlan& user : checker.plan.users) numbers_.insert(user.dn);
    for (const ExpectSpec& expected : checker.spec.expect) {
      const auto* call = std::get_if<ExpectCallSpec>(&expected.kind);
      if (call != nullptr && call->outcome) meant_.insert(call->call.to);
    }
  }

  void run() {
    take_names();
    for (std::size_t i = 0; i < spec_.size(); ++i) select(i);
    checker_.dates.trust_outages(checker_.clean("/timeline"));
    note_outages();
    for (std::size_t i = 0; i < spec_.size(); ++i) settle(i);
    settle_outages();
    checker_.starts.resize(spec_.size());
    for (std::size_t i = 0; i < spec_.size(); ++i) check_dates(i);
    for (std::size_t i = 0; i < spec_.size(); ++i) expand(i);
    check_overlaps();
    std::stable_sort(checker_.plan.timeline.begin(), checker_.plan.timeline.end(),
                     [](const TimelineEntry& a, const TimelineEntry& b) {
                       const auto key = [](const TimelineEntry& e) {
                         return std::pair(e.event != Moment::Event::absolute, e.at);
                       };
                       return key(a) < key(b);
                     });
  }

 private:
  /// What is known of an entry of the file.
  struct Entry {
    std::vector<UserId> users;
    std::vector<ClusterId> clusters;
    LinkId link;
    ClusterId only_at;
    bool found = true;            ///< whether all that is named is there
    std::optional<Moment> start;  ///< none: a mistake leaves it open
    Rounds rounds;
    enum class State : std::uint8_t { fresh, in_hand, settled } state = State::fresh;
  };

  /// A thing that can be out of service, by what its dates are measured from: only outages with the same can be held
  /// against each other before the run.
  using Thing = std::tuple<std::string, std::uint32_t, Moment::Event, ClusterId>;

  struct Outage {
    Moment from;
    Time until = 0;
    std::size_t index = 0;
  };

  static std::string pointer(std::size_t i) { return fmt::format("/timeline/{}", i); }

  void take_names() {
    std::map<std::string_view, std::size_t> taken;
    for (std::size_t i = 0; i < spec_.size(); ++i) {
      if (!spec_[i].name || spec_[i].name->empty()) continue;
      if (checker_.dates.name(*spec_[i].name, i)) continue;
      checker_.error(pointer(i) + "/name",
                     {quoted(*spec_[i].name), "a name of its own for each entry",
                      fmt::format("/timeline/{} has it already", *checker_.dates.index_of(*spec_[i].name))});
    }
  }

  // Who and what is meant, by kind of action.

  void select(std::size_t i) {
    Entry& entry = entries_[i];
    std::visit([&](const auto& action) { choose(action, entry, pointer(i)); }, spec_[i].action);
  }

  void choose(const ClusterOutageSpec& spec, Entry& entry, const std::string& at) {
    entry.clusters = checker_.selectors.clusters(spec.clusters, at + "/cluster");
    entry.rounds.lasts = spec.lasts;
    set_chosen(entry, entry.clusters.size());
  }
  void choose(const AccessOutageSpec& spec, Entry& entry, const std::string& at) {
    entry.clusters = checker_.selectors.clusters(spec.clusters, at + "/cluster");
    entry.rounds.lasts = spec.lasts;
    set_chosen(entry, entry.clusters.size());
  }
  void choose(const LinkOutageSpec& spec, Entry& entry, const std::string& at) {
    const ClusterId a = checker_.cluster(spec.between[0], at + "/between/0");
    const ClusterId b = checker_.cluster(spec.between[1], at + "/between/1");
    if (a.valid() && b.valid()) entry.link = line_between(a, b, spec, at);
    entry.found = entry.link.valid();
    entry.rounds.lasts = spec.lasts;
  }
  void choose(const LoginSpec& spec, Entry& entry, const std::string& at) {
    choose_users(spec.users, entry, at + "/user");
    choose_dealt(spec.clusters, entry, at);
    for (const ClusterId cluster : entry.clusters) {
      const std::vector<NodePlan>& nodes = checker_.spec.clusters[cluster.index()].nodes;
      if (std::any_of(nodes.begin(), nodes.end(), [](const NodePlan& node) { return node.extension_mobility; }))
        continue;
      checker_.warning(at + "/cluster", {quoted(checker_.plan.clusters[cluster.index()].name),
                                         {},
                                         "no node of this cluster serves Extension Mobility"});
    }
  }
  void choose(const LogoutSpec& spec, Entry& entry, const std::string& at) {
    choose_users(spec.users, entry, at + "/user");
    choose_dealt(spec.clusters, entry, at);
  }
  void choose(const PlaceCallSpec& spec, Entry& entry, const std::string& at) {
    choose_users(spec.from, entry, at + "/from");
    if (spec.to.empty() || numbers_.contains(spec.to) || meant_.contains(spec.to) || !checker_.clean(at + "/to"))
      return;
    std::vector<std::string_view> known;
    for (const UserPlan& user : checker_.plan.users) known.push_back(user.dn);
    checker_.warning(at + "/to",
                     {quoted(spec.to) + ", the number of no user", {}, checker_.suggestion(spec.to, known)});
  }
  void choose(const IlsJoinSpec& spec, Entry& entry, const std::string& at) {
    const ClusterId cluster = checker_.cluster(spec.cluster, at + "/cluster");
    entry.found = cluster.valid();
    if (entry.found) entry.clusters = {cluster};
  }

  void choose_dealt(const ClusterSelector& selector, Entry& entry, const std::string& at) {
    entry.clusters = checker_.selectors.clusters(selector, at + "/cluster");
    entry.found = entry.found && !entry.clusters.empty();
  }
  void choose_users(const UserSelector& selector, Entry& entry, const std::string& at) {
    entry.users = checker_.selectors.users(selector, at);
    if (selector.at) entry.only_at = checker_.cluster(*selector.at, at + "/at");
    set_chosen(entry, entry.users.size());
  }
  static void set_chosen(Entry& entry, std::size_t n) {
    entry.found = n > 0;
    entry.rounds.chosen = static_cast<std::int64_t>(std::max<std::size_t>(n, 1));
  }

  LinkId line_between(ClusterId a, ClusterId b, const LinkOutageSpec& spec, const std::string& at) {
    const std::vector<DirectLinkPlan>& links = checker_.plan.links;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < links.size(); ++i) {
      if (std::minmax(links[i].a, links[i].b) == std::minmax(a, b)) return LinkId{i};
      const auto& ends = checker_.spec.network.links[i].between;
      names.push_back(ends[0] + " and " + ends[1]);
    }
    const std::vector<std::string_view> known(names.begin(), names.end());
    checker_.error(
        at + "/between",
        {fmt::format("{} and {}, which no line joins", quoted(spec.between[0]), quoted(spec.between[1])),
         known.empty() ? "the ends of a line, and network.links has none" : "the ends of a line: " + listed(known),
         {}});
    return {};
  }

  // Dates.

  /// Which clusters go down at all must be known before any date is measured from that.
  void note_outages() {
    for (std::size_t i = 0; i < spec_.size(); ++i) {
      if (!std::holds_alternative<ClusterOutageSpec>(spec_[i].action)) continue;
      for (const ClusterId cluster : entries_[i].clusters) checker_.dates.note_outage(cluster);
    }
  }

  /// Settles the entry after those that its dates are measured from, with a stack of its own: a file may chain many.
  void settle(std::size_t first) {
    std::vector<std::size_t> stack{first};
    while (!stack.empty()) {
      const std::size_t i = stack.back();
      Entry& entry = entries_[i];
      if (entry.state == Entry::State::settled) {
        stack.pop_back();
        continue;
      }
      entry.state = Entry::State::in_hand;
      const std::optional<std::size_t> other = unsettled(i);
      if (other) {
        stack.push_back(*other);
        continue;
      }
      take_dates(i);
      entry.state = Entry::State::settled;
      stack.pop_back();
    }
  }

  /// An entry that must be settled before this one. A ring of such is reported, and broken.
  std::optional<std::size_t> unsettled(std::size_t i) {
    const auto needed = [&](const MomentSpec& spec, const char* key) -> std::optional<std::size_t> {
      if (spec.event != MomentSpec::Event::started && spec.event != MomentSpec::Event::ended) return std::nullopt;
      const std::optional<std::size_t> other = checker_.dates.index_of(spec.of);
      if (!other || entries_[*other].state == Entry::State::settled) return std::nullopt;
      if (entries_[*other].state == Entry::State::fresh) return other;
      if (checker_.clean(pointer(i) + key)) {
        checker_.error(pointer(i) + key, {quoted(spec.of) + ", an entry whose own date is measured from this one",
                                          "entries that lead back to a date",
                                          {}});
      }
      return std::nullopt;
    };
    if (const auto other = needed(spec_[i].at, "/at")) return other;
    return spec_[i].until ? needed(*spec_[i].until, "/until") : std::nullopt;
  }

  void take_dates(std::size_t i) {
    const ActionSpec& spec = spec_[i];
    Entry& entry = entries_[i];
    entry.start = checker_.dates.resolve(spec.at, pointer(i) + "/at");
    entry.rounds.every = spec.every.value_or(0);
    entry.rounds.over = spec.over.value_or(0);
    const bool repeats = take_times(i);
    if (spec.over && !spreads(spec)) {
      checker_.error(pointer(i) + "/over",
                     {"\"over\" with an action of one thing", "users or clusters to spread, or no \"over\"", {}});
    }
    Dates::Named dates;
    if (entry.start && repeats) {
      dates.started = dates.ended = *entry.start;
      const Duration last = entry.rounds.last();
      dates.ended->at = last > never / 4 ? never / 4 : dates.ended->at + last + entry.rounds.lasts;
    }
    if (spec.name && checker_.dates.index_of(*spec.name) == i) checker_.dates.settle(*spec.name, dates);
  }

  static bool spreads(const ActionSpec& spec) {
    return !std::holds_alternative<LinkOutageSpec>(spec.action) && !std::holds_alternative<IlsJoinSpec>(spec.action);
  }

  /// How often the entry happens; false if a mistake leaves that open.
  bool take_times(std::size_t i) {
    const ActionSpec& spec = spec_[i];
    Entry& entry = entries_[i];
    if (!spec.every) {
      for (const auto& [there, key] :
           {std::pair(spec.times.has_value(), "times"), std::pair(spec.until.has_value(), "until")}) {
        if (there && checker_.clean(pointer(i) + "/every")) {
          checker_.error(
              pointer(i) + '/' + key,
              {fmt::format("\"{}\" without \"every\"", key), "\"every\": the distance of the repetitions", {}});
        }
      }
      return !spec.times && !spec.until;
    }
    if (std::holds_alternative<IlsJoinSpec>(spec.action)) {
      checker_.error(pointer(i) + "/every", {"an ils_join that is repeated", "one for each cluster", {}});
      return false;
    }
    if (!checker_.clean(pointer(i) + "/times") || !checker_.clean(pointer(i) + "/until")) return false;
    if (spec.times.has_value() == spec.until.has_value()) {
      checker_.error(pointer(i),
                     {spec.times ? "both \"times\" and \"until\"" : "\"every\" with neither \"times\" nor \"until\"",
                      "one of the two",
                      {}});
      return false;
    }
    if (spec.times) {
      entry.rounds.times = std::max<std::int64_t>(*spec.times, 1);
      return checker_.clean(pointer(i) + "/every");
    }
    const std::optional<Moment> until = checker_.dates.resolve(*spec.until, pointer(i) + "/until");
    if (!entry.start || !until || entry.rounds.every == 0) return false;
    if (until->event != entry.start->event || until->cluster != entry.start->cluster) {
      checker_.error(
          pointer(i) + "/until",
          {checker_.written(pointer(i) + "/until"), "a date measured from what \"at\" is measured from", {}});
      return false;
    }
    if (until->at < entry.start->at) {
      checker_.error(pointer(i) + "/until",
                     {checker_.written(pointer(i) + "/until"), "a date that is not before \"at\"", {}});
      return false;
    }
    if (until->event == Moment::Event::absolute && !checker_.in_run(until->at, pointer(i) + "/until")) return false;
    entry.rounds.times = (until->at - entry.start->at) / entry.rounds.every + 1;
    return true;
  }

  void settle_outages() {
    for (std::size_t i = 0; i < spec_.size(); ++i) {
      const Entry& entry = entries_[i];
      if (!std::holds_alternative<ClusterOutageSpec>(spec_[i].action) || !entry.start) continue;
      for (std::size_t k = 0; k < entry.clusters.size(); ++k) {
        Moment at = *entry.start;
        at.at += entry.rounds.offset(static_cast<std::int64_t>(k));
        checker_.dates.settle_outage(entry.clusters[k], at, entry.rounds.lasts);
      }
    }
    checker_.dates.settle_events();
  }

  void check_dates(std::size_t i) {
    Entry& entry = entries_[i];
    if (!entry.start) return;
    const bool absolute = entry.start->event == Moment::Event::absolute;
    if (!checker_.dates.in_run(*entry.start, pointer(i) + "/at", absolute ? "" : "an event")) {
      entry.start.reset();
      return;
    }
    checker_.starts[i] = checker_.dates.earliest(*entry.start);
    const Duration last = entry.rounds.last();
    const Time end = last > never / 4 ? never / 4 : checker_.starts[i] + last;
    const bool repeated = entry.rounds.times > 1;
    if (!checker_.in_run(end, pointer(i) + (repeated ? (spec_[i].times ? "/times" : "/until") : "/over"),
                         "a last action"))
      entry.start.reset();
  }

  // Expansion.

  void expand(std::size_t i) {
    const Entry& entry = entries_[i];
    const Rounds& rounds = entry.rounds;
    // Of very many mistakes the diagnostics do not know every place any more.
    if (!entry.found || !entry.start || !checker_.clean(pointer(i))) return;
    const auto room = static_cast<std::int64_t>(most_actions - checker_.plan.timeline.size());
    if (rounds.times > most_actions || rounds.times * rounds.chosen > room) {
      checker_.error(pointer(i), {fmt::format("{} times the actions of {}", rounds.times, rounds.chosen),
                                  fmt::format("at most {} actions in the whole timeline", most_actions),
                                  {}});
      return;
    }
    for (std::int64_t round = 0; round < rounds.times; ++round) {
      for (std::int64_t k = 0; k < rounds.chosen; ++k) {
        TimelineEntry action;
        action.at = entry.start->at + rounds.every * round + rounds.offset(k);
        action.event = entry.start->event;
        action.of = entry.start->cluster;
        if (entry.only_at.valid()) action.only_at = entry.only_at;
        const auto nth = static_cast<std::size_t>(k);
        action.action = std::visit([&](const auto& spec) { return single(spec, entry, nth); }, spec_[i].action);
        note_span(i, action);
        checker_.plan.timeline.push_back(std::move(action));
      }
    }
  }

  /// To several clusters the users are dealt in turn.
  static ClusterId dealt(const Entry& entry, std::size_t k) { return entry.clusters[k % entry.clusters.size()]; }

  static TimelineAction single(const ClusterOutageSpec& spec, const Entry& entry, std::size_t k) {
    return ClusterOutage{entry.clusters[k], spec.lasts};
  }
  static TimelineAction single(const AccessOutageSpec& spec, const Entry& entry, std::size_t k) {
    return AccessOutage{entry.clusters[k], spec.lasts};
  }
  static TimelineAction single(const LinkOutageSpec& spec, const Entry& entry, std::size_t /*k*/) {
    return LinkOutage{entry.link, spec.lasts};
  }
  static TimelineAction single(const LoginSpec& /*spec*/, const Entry& entry, std::size_t k) {
    return Login{entry.users[k], dealt(entry, k)};
  }
  static TimelineAction single(const LogoutSpec& /*spec*/, const Entry& entry, std::size_t k) {
    return Logout{entry.users[k], dealt(entry, k)};
  }
  static TimelineAction single(const PlaceCallSpec& spec, const Entry& entry, std::size_t k) {
    return PlaceCall{entry.users[k], spec.to};
  }
  static TimelineAction single(const IlsJoinSpec& /*spec*/, const Entry& entry, std::size_t /*k*/) {
    return IlsJoin{entry.clusters.front(), {}, {}};  // check_ils fills in the rest
  }

  void note_span(std::size_t i, const TimelineEntry& entry) {
    const auto note = [&](const char* what, std::uint32_t id, Duration lasts) {
      outages_[{what, id, entry.event, entry.of}].push_back({entry.moment(), entry.at + lasts, i});
    };
    if (const auto* cluster = std::get_if<ClusterOutage>(&entry.action)) {
      note("the cluster", cluster->cluster.value, cluster->lasts);
    } else if (const auto* access = std::get_if<AccessOutage>(&entry.action)) {
      note("the access line of", access->cluster.value, access->lasts);
    } else if (const auto* link = std::get_if<LinkOutage>(&entry.action)) {
      note("the line", link->link.value, link->lasts);
    }
  }

  /// Two outages of one thing at a time have no meaning: which of them ends it?
  void check_overlaps() {
    for (auto& [thing, outages] : outages_) {
      std::stable_sort(outages.begin(), outages.end(),
                       [](const Outage& a, const Outage& b) { return a.from.at < b.from.at; });
      const auto& [what, id, event_of_thing, cluster_of_event] = thing;
      const Moment::Event event = event_of_thing;  // a lambda cannot capture a structured binding everywhere
      const auto of = cluster_of_event;
      std::string name = what;
      if (what != "the line") name += ' ' + checker_.plan.clusters[id].name;
      for (std::size_t i = 1; i < outages.size(); ++i) {
        const Outage& before = outages[i - 1];
        const Outage& later = outages[i];
        // One message for each entry is enough, however often it is repeated.
        if (later.from.at > before.until || (!checker_.clean(pointer(later.index)))) continue;
        const auto span = [&](const Outage& outage) {
          return fmt::format("from {} to {}", checker_.dates.text(outage.from),
                             checker_.dates.text({event, outage.until, of}));
        };
        checker_.error(pointer(later.index),
                       {fmt::format("an outage of {} {}", name, span(later)), "outages of one thing that do not meet",
                        fmt::format("/timeline/{} lasts {}", before.index, span(before))});
      }
    }
  }

  Checker& checker_;
  const std::vector<ActionSpec>& spec_;
  std::vector<Entry> entries_;                    ///< by entry of the file
  std::unordered_set<std::string_view> numbers_;  ///< of users
  std::unordered_set<std::string_view> meant_;    ///< whose calls are expected to end in a certain way
  std::map<Thing, std::vector<Outage>> outages_;
};

}  // namespace

void check_timeline(Checker& checker) {
  TimelineCheck(checker).run();
}

}  // namespace roamsim::scenario
