#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/suggest.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {
namespace {

/// Checks each action and turns it into the plan's.
class TimelineCheck {
 public:
  explicit TimelineCheck(Checker& checker) : checker_(checker) {
    for (const UserPlan& user : checker.plan.users) numbers_.insert(user.dn);
    for (const ExpectSpec& expected : checker.spec.expect) {
      const auto* call = std::get_if<ExpectCallSpec>(&expected.kind);
      if (call != nullptr && call->outcome) meant_.insert(call->call.to);
    }
  }

  void run() {
    const std::vector<ActionSpec>& timeline = checker_.spec.timeline;
    for (index_ = 0; index_ < timeline.size(); ++index_) {
      at_ = timeline[index_].at;
      pointer_ = fmt::format("/timeline/{}", index_);
      checker_.in_run(at_, pointer_ + "/at");
      TimelineAction action = std::visit([this](const auto& spec) { return resolve(spec); }, timeline[index_].action);
      checker_.plan.timeline.push_back({at_, std::move(action)});
    }
    check_overlaps();
    std::stable_sort(checker_.plan.timeline.begin(), checker_.plan.timeline.end(),
                     [](const TimelineEntry& a, const TimelineEntry& b) { return a.at < b.at; });
  }

 private:
  /// A thing that can be out of service: a kind of outage and the index of a cluster or line.
  using Thing = std::pair<std::string, std::uint32_t>;

  struct Outage {
    Time from = 0;
    Time until = 0;
    std::size_t index = 0;
  };

  TimelineAction resolve(const ClusterOutageSpec& spec) {
    const ClusterId cluster = checker_.cluster(spec.cluster, pointer_ + "/cluster");
    note_outage("the cluster " + spec.cluster, cluster.value, spec.lasts);
    return ClusterOutage{cluster, spec.lasts};
  }

  TimelineAction resolve(const AccessOutageSpec& spec) {
    const ClusterId cluster = checker_.cluster(spec.cluster, pointer_ + "/cluster");
    note_outage("the access line of " + spec.cluster, cluster.value, spec.lasts);
    return AccessOutage{cluster, spec.lasts};
  }

  TimelineAction resolve(const LinkOutageSpec& spec) {
    const ClusterId a = checker_.cluster(spec.between[0], pointer_ + "/between/0");
    const ClusterId b = checker_.cluster(spec.between[1], pointer_ + "/between/1");
    LinkId link;
    if (a.valid() && b.valid()) link = line_between(a, b, spec);
    note_outage(fmt::format("the line between {} and {}", spec.between[0], spec.between[1]), link.value, spec.lasts);
    return LinkOutage{link, spec.lasts};
  }

  TimelineAction resolve(const LoginSpec& spec) {
    const UserId user = checker_.user(spec.user, pointer_ + "/user");
    const ClusterId cluster = checker_.cluster(spec.cluster, pointer_ + "/cluster");
    if (cluster.valid()) {
      const std::vector<NodePlan>& nodes = checker_.spec.clusters[cluster.index()].nodes;
      if (std::none_of(nodes.begin(), nodes.end(), [](const NodePlan& node) { return node.extension_mobility; })) {
        checker_.warning(pointer_ + "/cluster",
                         {quoted(spec.cluster), {}, "no node of this cluster serves Extension Mobility"});
      }
    }
    return Login{user, cluster};
  }

  TimelineAction resolve(const LogoutSpec& spec) {
    const UserId user = checker_.user(spec.user, pointer_ + "/user");
    return Logout{user, checker_.cluster(spec.cluster, pointer_ + "/cluster")};
  }

  TimelineAction resolve(const PlaceCallSpec& spec) {
    if (!spec.to.empty() && !numbers_.contains(spec.to) && !meant_.contains(spec.to) &&
        checker_.clean(pointer_ + "/to")) {
      std::vector<std::string_view> known;
      for (const UserPlan& user : checker_.plan.users) known.push_back(user.dn);
      checker_.warning(pointer_ + "/to",
                       {quoted(spec.to) + ", the number of no user", {}, checker_.suggestion(spec.to, known)});
    }
    return PlaceCall{checker_.user(spec.from, pointer_ + "/from"), spec.to};
  }

  TimelineAction resolve(const IlsJoinSpec& spec) {
    IlsJoin join;
    join.cluster = checker_.cluster(spec.cluster, pointer_ + "/cluster");
    join.role = spec.role.value_or(join.role);
    if (spec.hub) join.hub = checker_.find_cluster(*spec.hub);  // checked as the cluster's membership
    return join;
  }

  LinkId line_between(ClusterId a, ClusterId b, const LinkOutageSpec& spec) {
    const std::vector<DirectLinkPlan>& links = checker_.plan.links;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < links.size(); ++i) {
      if (std::minmax(links[i].a, links[i].b) == std::minmax(a, b)) return LinkId{i};
      const auto& ends = checker_.spec.network.links[i].between;
      names.push_back(ends[0] + " and " + ends[1]);
    }
    const std::vector<std::string_view> known(names.begin(), names.end());
    checker_.error(
        pointer_ + "/between",
        {fmt::format("{} and {}, which no line joins", quoted(spec.between[0]), quoted(spec.between[1])),
         known.empty() ? "the ends of a line, and network.links has none" : "the ends of a line: " + listed(known),
         {}});
    return {};
  }

  void note_outage(std::string what, std::uint32_t id, Duration lasts) {
    if (id == ClusterId::none_value || !checker_.clean(pointer_)) return;
    if (what.starts_with("the line")) what = "the line";  // its ends may be named in either order
    outages_[{std::move(what), id}].push_back({at_, at_ + lasts, index_});
  }

  /// Two outages of one thing at a time have no meaning: which of them ends it?
  void check_overlaps() {
    for (auto& [thing, outages] : outages_) {
      std::stable_sort(outages.begin(), outages.end(),
                       [](const Outage& a, const Outage& b) { return a.from < b.from; });
      for (std::size_t i = 1; i < outages.size(); ++i) {
        const Outage& before = outages[i - 1];
        if (outages[i].from > before.until) continue;
        checker_.error(fmt::format("/timeline/{}", outages[i].index),
                       {fmt::format("an outage of {} from {} to {}", thing.first, format_duration(outages[i].from),
                                    format_duration(outages[i].until)),
                        "outages of one thing that do not meet",
                        fmt::format("/timeline/{} lasts from {} to {}", before.index, format_duration(before.from),
                                    format_duration(before.until))});
      }
    }
  }

  Checker& checker_;
  std::unordered_set<std::string_view> numbers_;  ///< of users
  std::unordered_set<std::string_view> meant_;    ///< whose calls are expected to end in a certain way
  std::map<Thing, std::vector<Outage>> outages_;
  std::size_t index_ = 0;
  Time at_ = 0;
  std::string pointer_;
};

}  // namespace

void check_timeline(Checker& checker) {
  TimelineCheck(checker).run();
}

}  // namespace roamsim::scenario
