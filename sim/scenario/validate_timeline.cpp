#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "sim/scenario/calls_at_once.hpp"
#include "sim/scenario/call_check.hpp"
#include "sim/scenario/checker.hpp"
#include "sim/scenario/emcc_settings.hpp"
#include "sim/scenario/fault_targets.hpp"
#include "sim/scenario/overlaps.hpp"
#include "sim/scenario/suggest.hpp"
#include "sim/scenario/timeline_parts.hpp"
#include "sim/scenario/units.hpp"
#include "sim/scenario/validate_administration.hpp"

namespace roamsim::scenario {
namespace {

/// Checks each entry and expands it into the plan's single actions.
class TimelineCheck {
 public:
  explicit TimelineCheck(Checker& checker)
      : checker_(checker),
        spec_(checker.spec.timeline),
        entries_(spec_.size()),
        calls_(checker),
        overlaps_(checker),
        calls_at_once_(checker) {}

  void run() {
    take_names();
    for (std::size_t i = 0; i < spec_.size(); ++i) select(i);
    calls_.check_rows();
    checker_.dates.trust_outages(checker_.clean("/timeline"));
    note_outages();
    for (std::size_t i = 0; i < spec_.size(); ++i) settle(i);
    settle_outages();
    checker_.starts.resize(spec_.size());
    for (std::size_t i = 0; i < spec_.size(); ++i) check_dates(i);
    for (std::size_t i = 0; i < spec_.size(); ++i) expand(i);
    overlaps_.check();
    calls_at_once_.report();
    std::stable_sort(checker_.plan.timeline.begin(), checker_.plan.timeline.end(),
                     [](const TimelineEntry& a, const TimelineEntry& b) {
                       const auto key = [](const TimelineEntry& e) {
                         return std::pair(e.event != Moment::Event::absolute, e.at);
                       };
                       return key(a) < key(b);
                     });
  }

 private:
  using Entry = TimelineParts;

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
    choose_clusters(spec.clusters, spec.lasts, entry, at);
  }
  void choose(const AccessOutageSpec& spec, Entry& entry, const std::string& at) {
    choose_clusters(spec.clusters, spec.lasts, entry, at);
  }
  void choose(const LinkOutageSpec& spec, Entry& entry, const std::string& at) {
    choose_line(spec.between, entry, at);
    entry.rounds.lasts = spec.lasts;
  }
  void choose(const NodeOutageSpec& spec, Entry& entry, const std::string& at) {
    entry.nodes = nodes_named(checker_, spec.nodes, at + "/node");
    entry.rounds.lasts = spec.lasts;
    set_chosen(entry, entry.nodes.size());
  }
  void choose(const PublisherOutageSpec& spec, Entry& entry, const std::string& at) {
    choose_clusters(spec.clusters, spec.lasts, entry, at);
  }
  void choose(const ServiceStopSpec& spec, Entry& entry, const std::string& at) {
    entry.rounds.lasts = spec.lasts;
    if (spec.clusters.has_value() == spec.nodes.has_value()) {
      if (checker_.clean(at + "/cluster") && checker_.clean(at + "/node")) {
        checker_.error(
            at,
            {spec.nodes ? "both \"cluster\" and \"node\"" : "neither \"cluster\" nor \"node\"", "one of the two", {}});
      }
      entry.found = false;
    } else if (spec.clusters) {
      entry.clusters = checker_.selectors.clusters(*spec.clusters, at + "/cluster");
      set_chosen(entry, entry.clusters.size());
    } else {
      entry.nodes = nodes_named(checker_, *spec.nodes, at + "/node");
      set_chosen(entry, entry.nodes.size());
      check_ils_nodes(checker_, spec.service, entry.nodes, at);
    }
  }
  void choose(const AccessDegradedSpec& spec, Entry& entry, const std::string& at) {
    choose_clusters(spec.clusters, spec.lasts, entry, at);
    choose_degradation(spec.how, entry, at);
  }
  void choose(const LinkDegradedSpec& spec, Entry& entry, const std::string& at) {
    choose_line(spec.between, entry, at);
    entry.rounds.lasts = spec.lasts;
    choose_degradation(spec.how, entry, at);
  }
  void choose(const PartitionSpec& spec, Entry& entry, const std::string& at) {
    entry.partition = partition_of(checker_, spec, at);
    entry.rounds.lasts = spec.lasts;
    entry.found = entry.partition.has_value();
  }
  void choose(const ShutdownSpec& spec, Entry& entry, const std::string& at) {
    choose_clusters(spec.clusters, 0, entry, at);
    for (const ClusterId cluster : entry.clusters) {
      entry.rounds.lasts = std::max(entry.rounds.lasts, grace(cluster) + spec.lasts);
    }
  }
  void choose(const RestoreSpec& spec, Entry& entry, const std::string& at) {
    choose_clusters(spec.clusters, spec.lasts, entry, at);
  }
  void choose(const ReplicationBrokenSpec& spec, Entry& entry, const std::string& at) {
    choose_clusters(spec.clusters, spec.lasts, entry, at);
  }
  void choose(const ClockSkewSpec& spec, Entry& entry, const std::string& at) {
    choose_clusters(spec.clusters, spec.lasts, entry, at);
    if (spec.ahead.has_value() != spec.behind.has_value()) return;
    if (checker_.clean(at + "/ahead") && checker_.clean(at + "/behind")) {
      checker_.error(
          at,
          {spec.ahead ? "both \"ahead\" and \"behind\"" : "neither \"ahead\" nor \"behind\"", "one of the two", {}});
    }
    entry.found = false;
  }
  void choose(const AuthenticationFailureSpec& spec, Entry& entry, const std::string& at) {
    for (std::size_t i = 0; i < spec.between.size(); ++i) {
      entry.clusters.push_back(checker_.cluster(spec.between.at(i), fmt::format("{}/between/{}", at, i)));
      entry.found = entry.found && entry.clusters.back().valid();
    }
    entry.rounds.lasts = spec.lasts;
    if (!entry.found || entry.clusters[0] != entry.clusters[1]) return;
    checker_.error(at + "/between", {quoted(spec.between[0]) + " twice", "two different clusters", {}});
    entry.found = false;
  }
  void choose(const LoginSpec& spec, Entry& entry, const std::string& at) {
    choose_users(spec.users, entry, at + "/user");
    choose_dealt(spec.clusters, entry, at);
    for (const ClusterId cluster : entry.clusters) {
      const ClusterPlan& plan = checker_.plan.clusters[cluster.index()];
      if (plan.settings.set_up.services && std::any_of(plan.nodes.begin(), plan.nodes.end(), [](const NodePlan& node) {
            return node.services.extension_mobility;
          }))
        continue;
      checker_.warning(at + "/cluster", {quoted(checker_.plan.clusters[cluster.index()].name),
                                         {},
                                         "no node of this cluster serves Extension Mobility"});
    }
    choose_login_details(checker_, spec, entry, at);
  }
  void choose(const ConfigureUserSpec& spec, Entry& entry, const std::string& at) {
    choose_users(spec.users, entry, at + "/user");
    choose_change(checker_, spec, entry, at);
  }
  void choose(const ConfigurePhoneSpec& spec, Entry& entry, const std::string& at) {
    choose_change(checker_, spec, entry, at);
  }
  void choose(const ConfigureClusterSpec& spec, Entry& entry, const std::string& at) {
    choose_change(checker_, spec, entry, at);
  }
  void choose(const ActivateServiceSpec& spec, Entry& entry, const std::string& at) {
    entry.nodes = nodes_named(checker_, spec.nodes, at + "/node");
    set_chosen(entry, entry.nodes.size());
    check_ils_nodes(checker_, spec.service, entry.nodes, at);
    if (directory::is_feature(spec.service) || !checker_.clean(at + "/service")) return;
    checker_.error(at + "/service", {quoted(name_of(spec.service)) + ", a network service",
                                     "a feature service: call_processing, tftp, extension_mobility or ils",
                                     "network services are always active; they are only stopped and started"});
  }
  void choose(const LogOutEverybodySpec& spec, Entry& entry, const std::string& at) {
    choose_clusters(spec.clusters, 0, entry, at);
  }
  void choose(const UpdateRemoteClustersSpec& spec, Entry& entry, const std::string& at) {
    choose_clusters(spec.clusters, 0, entry, at);
  }
  void choose(const SwitchVersionSpec& spec, Entry& entry, const std::string& at) {
    choose_clusters(spec.clusters, 0, entry, at);
  }
  void choose(const SynchronizationFailureSpec& spec, Entry& entry, const std::string& /*at*/) {
    entry.rounds.lasts = spec.lasts;
  }
  void choose(const RunSynchronizationSpec& /*spec*/, Entry& /*entry*/, const std::string& /*at*/) {}
  void choose(const LogoutSpec& spec, Entry& entry, const std::string& at) {
    choose_users(spec.users, entry, at + "/user");
    choose_dealt(spec.clusters, entry, at);
  }
  void choose(const PlaceCallSpec& spec, Entry& entry, const std::string& at) {
    const auto index = static_cast<std::size_t>(&entry - entries_.data());
    if (calls_.is_row(index)) {
      if (const UserId caller = calls_.caller(spec, at + "/from"); caller.valid()) entry.users = {caller};
      set_chosen(entry, entry.users.size());
    } else {
      choose_users(spec.from, entry, at + "/from");
    }
    calls_.check_number(spec, index, at + "/to");
  }
  void choose(const IlsJoinSpec& spec, Entry& entry, const std::string& at) {
    choose_cluster(spec.cluster, entry, at);
    if (spec.hub) entry.hub = checker_.find_cluster(*spec.hub);  // check_ils reports it
  }
  void choose(const IlsLeaveSpec& spec, Entry& entry, const std::string& at) {
    choose_cluster(spec.cluster, entry, at);
  }
  void choose(const IlsRoleSpec& spec, Entry& entry, const std::string& at) {
    choose_cluster(spec.cluster, entry, at);
    if (!spec.hub) return;
    entry.hub = checker_.cluster(*spec.hub, at + "/hub");
    entry.found = entry.found && entry.hub.valid();
  }

  void choose_clusters(const ClusterSelector& selector, Duration lasts, Entry& entry, const std::string& at) {
    entry.clusters = checker_.selectors.clusters(selector, at + "/cluster");
    entry.rounds.lasts = lasts;
    set_chosen(entry, entry.clusters.size());
  }
  void choose_cluster(const std::string& id, Entry& entry, const std::string& at) {
    const ClusterId cluster = checker_.cluster(id, at + "/cluster");
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
  void choose_line(const std::array<std::string, 2>& between, Entry& entry, const std::string& at) {
    entry.link = line_between(checker_, between, at + "/between");
    entry.found = entry.link.valid();
  }
  void choose_degradation(const DegradationSpec& spec, Entry& entry, const std::string& at) {
    const std::optional<Degradation> how = degradation_of(checker_, spec, at);
    entry.found = entry.found && how.has_value();
    entry.how = how.value_or(Degradation{});
  }
  [[nodiscard]] Duration grace(ClusterId cluster) const {
    return checker_.plan.clusters[cluster.index()].recovery.shutdown;
  }
  static void set_chosen(Entry& entry, std::size_t n) {
    entry.found = n > 0;
    entry.rounds.chosen = static_cast<std::int64_t>(std::max<std::size_t>(n, 1));
  }

  // Dates.

  /// Which clusters go down at all must be known before any date is measured from that.
  void note_outages() {
    for (std::size_t i = 0; i < spec_.size(); ++i) {
      if (!takes_cluster_down(spec_[i])) continue;
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
    if (configures_ils(spec)) {
      checker_.error(pointer(i) + "/every",
                     {std::holds_alternative<IlsJoinSpec>(spec.action) ? "an ils_join that is repeated"
                                                                       : "a change of ILS that is repeated",
                      "an entry for each change",
                      {}});
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
      if (!takes_cluster_down(spec_[i]) || !entry.start) continue;
      for (std::size_t k = 0; k < entry.clusters.size(); ++k) {
        Moment at = *entry.start;
        at.at += entry.rounds.offset(static_cast<std::int64_t>(k));
        Duration lasts = entry.rounds.lasts;
        if (const auto* shutdown = std::get_if<ShutdownSpec>(&spec_[i].action)) {
          at.at += grace(entry.clusters[k]);
          lasts = shutdown->lasts;
        }
        checker_.dates.settle_outage(entry.clusters[k], at, lasts);
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
    check_backup(i);
    const Duration last = entry.rounds.last();
    const Time end = last > never / 4 ? never / 4 : checker_.starts[i] + last;
    const bool repeated = entry.rounds.times > 1;
    if (!checker_.in_run(end, pointer(i) + (repeated ? (spec_[i].times ? "/times" : "/until") : "/over"),
                         "a last action"))
      entry.start.reset();
  }

  /// The backup must be there whatever the event of the restore.
  void check_backup(std::size_t i) {
    const auto* restore = std::get_if<RestoreSpec>(&spec_[i].action);
    const std::string at = pointer(i) + "/to";
    if (restore == nullptr || !checker_.clean(at) || restore->to < checker_.starts[i]) return;
    checker_.error(at, {checker_.written(at),
                        "a date before the restore, which can be as early as " +
                            checker_.dates.text({Moment::Event::absolute, checker_.starts[i], {}}),
                        {}});
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
        action.action = single_action(spec_[i], entry, nth);
        overlaps_.note(i, action);
        calls_at_once_.note(i, action);
        checker_.plan.timeline.push_back(std::move(action));
      }
    }
  }

  Checker& checker_;
  const std::vector<ActionSpec>& spec_;
  std::vector<Entry> entries_;  ///< by entry of the file
  CallCheck calls_;
  Overlaps overlaps_;
  CallsAtOnce calls_at_once_;
};

}  // namespace

void check_timeline(Checker& checker) {
  TimelineCheck(checker).run();
}

}  // namespace roamsim::scenario
