#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/checker.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::size_t most_advised_hubs = 10;
constexpr std::size_t most_advised_spokes = 20;
constexpr Time from_the_start = -1;

/// Where a cluster's membership is stated and when it begins.
struct Member {
  std::string pointer;  ///< of the object with role and hub
  Time since = from_the_start;
  bool joins = false;  ///< at the start or by an action
  bool usable = true;  ///< no earlier mistake makes its checks meaningless
};

class IlsCheck {
 public:
  explicit IlsCheck(Checker& checker)
      : checker_(checker), clusters_(checker.spec.clusters), members_(clusters_.size()) {}

  void run() {
    for (std::size_t i = 0; i < members_.size(); ++i) {
      members_[i].pointer = fmt::format("/clusters/{}/ils", i);
      members_[i].joins = clusters_[i].ils.joins == Joins::start;
      members_[i].usable =
          checker_.clean(members_[i].pointer + "/role") && checker_.clean(members_[i].pointer + "/joins");
    }
    for (const std::size_t i : changes_in_order()) {
      if (auto* join = std::get_if<IlsJoinSpec>(&checker_.spec.timeline[i].action)) take_join(i, *join);
    }
    for (std::size_t i = 0; i < members_.size(); ++i) check_member(i);
    settle_hubs();
    write_back();
    for (std::size_t i = 0; i < members_.size(); ++i) check_hub(i);
    check_cycles();
    for (TimelineEntry& entry : checker_.plan.timeline) {
      auto* join = std::get_if<IlsJoin>(&entry.action);
      if (join == nullptr || !join->cluster.valid()) continue;
      const IlsMembership& membership = checker_.plan.clusters[join->cluster.index()].membership;
      if (join->role == ils::Role::standalone) join->role = membership.role;
      if (!join->hub.valid()) join->hub = membership.hub;
    }
    check_changes();
    warn();
  }

 private:
  ClusterIlsSpec& ils(std::size_t i) { return clusters_[i].ils; }
  bool is(std::size_t i, ils::Role role) { return ils(i).role == role; }

  /// The first action that configures a cluster that was not configured at the start; what it leaves out, the cluster
  /// states. Of those that are members at the start or by an earlier action, check_changes() judges.
  void take_join(std::size_t index, IlsJoinSpec& join) {
    const std::string pointer = fmt::format("/timeline/{}", index);
    const ClusterId id = checker_.find_cluster(join.cluster);
    if (!id.valid()) return;  // the timeline's check reports it
    const std::size_t i = id.index();
    ClusterIlsSpec& own = ils(i);
    Member& member = members_[i];
    if ((own.joins == Joins::start && !is(i, ils::Role::standalone)) || member.since != from_the_start) return;
    own.joins = Joins::timeline;
    member.joins = true;
    member.since = checker_.starts[index];
    if (!checker_.clean(pointer + "/role")) member.usable = false;
    if (join.role && !is(i, ils::Role::standalone) && *join.role != own.role) {
      checker_.error(pointer + "/role",
                     {"another role than the cluster's own", "the role in " + member.pointer + ", or none", {}});
    }
    if (join.hub && own.hub && *join.hub != *own.hub) {
      checker_.error(pointer + "/hub",
                     {quoted(*join.hub), quoted(*own.hub) + " as in " + member.pointer + ", or none", {}});
    }
    own.role = join.role.value_or(own.role);
    if (join.hub) own.hub = join.hub;
    if (join.role || join.hub) member.pointer = pointer;
    if (is(i, ils::Role::standalone) && member.usable) {
      checker_.error(pointer, {"no role to join with", "\"role\": hub or spoke, here or in the cluster's \"ils\"", {}});
      member.usable = false;
    }
  }

  void check_member(std::size_t i) {
    const Member& member = members_[i];
    if (!member.usable) return;
    if (is(i, ils::Role::spoke) && !ils(i).hub) {
      checker_.error(member.pointer, {"a spoke with no hub", "\"hub\": the id of the hub that it belongs to", {}});
    }
    if (is(i, ils::Role::standalone) && ils(i).hub) {
      checker_.error(member.pointer + "/hub",
                     {quoted(*ils(i).hub) + " in a standalone cluster", "a hub in a hub or spoke only", {}});
    }
    if (!member.joins && !is(i, ils::Role::standalone)) {
      checker_.warning(member.pointer + "/joins",
                       {"\"timeline\"", {}, "no ils_join of the timeline names this cluster: it never joins"});
    }
  }

  /// The first hub that names none founds the network; the others that name none register with it.
  void settle_hubs() {
    std::size_t founder = members_.size();
    const auto earlier = [this](std::size_t a, std::size_t b) { return members_[a].since < members_[b].since; };
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (!is(i, ils::Role::hub) || ils(i).hub || !members_[i].joins || !checker_.clean(members_[i].pointer + "/hub"))
        continue;
      if (founder == members_.size() || earlier(i, founder)) founder = i;
    }
    if (founder == members_.size()) return;
    for (std::size_t i = 0; i < members_.size(); ++i) {
      const bool nameless = is(i, ils::Role::hub) && !ils(i).hub && i != founder;
      if (nameless && checker_.clean(members_[i].pointer + "/hub")) ils(i).hub = clusters_[founder].id;
    }
  }

  /// Both places state the same from here on.
  void write_back() {
    for (ActionSpec& action : checker_.spec.timeline) {
      auto* join = std::get_if<IlsJoinSpec>(&action.action);
      if (join == nullptr) continue;
      const ClusterId id = checker_.find_cluster(join->cluster);
      if (!id.valid()) continue;
      join->role = join->role.value_or(ils(id.index()).role);
      if (!join->hub) join->hub = ils(id.index()).hub;
    }
  }

  void check_hub(std::size_t i) {
    const Member& member = members_[i];
    IlsMembership& plan = checker_.plan.clusters[i].membership;
    plan.role = ils(i).role;
    plan.at_start = ils(i).joins == Joins::start;
    if (!ils(i).hub || !member.usable || is(i, ils::Role::standalone)) return;
    const std::string pointer = hub_pointer(i);
    const ClusterId hub = checker_.cluster(*ils(i).hub, pointer);
    plan.hub = hub;
    if (!hub.valid()) return;
    const Member& peer = members_[hub.index()];
    if (hub.index() == i) {
      checker_.error(pointer, {quoted(*ils(i).hub) + ", the cluster itself", "another cluster", {}});
    } else if (!is(hub.index(), ils::Role::hub) && peer.usable) {
      const char* role = is(hub.index(), ils::Role::spoke) ? "a spoke" : "standalone";
      checker_.error(pointer,
                     {fmt::format("{}, which is {}", quoted(*ils(i).hub), role), "a cluster with the role hub", {}});
    } else if (member.joins && (!peer.joins || peer.since > member.since)) {
      checker_.warning(
          pointer, {quoted(*ils(i).hub), {}, "this hub is not in the network yet when the cluster registers with it"});
    }
  }

  /// The hub may stand in the cluster though the action gives the role.
  std::string hub_pointer(std::size_t i) { return members_[i].pointer + "/hub"; }

  /// Hubs that register with each other in a ring never reach a founder.
  void check_cycles() {
    enum class Seen : std::uint8_t { no, now, done };
    std::vector<Seen> seen(members_.size(), Seen::no);
    for (std::size_t i = 0; i < members_.size(); ++i) {
      std::vector<std::size_t> way;
      std::size_t at = i;
      while (at < members_.size() && is(at, ils::Role::hub) && seen[at] == Seen::no) {
        seen[at] = Seen::now;
        way.push_back(at);
        const ClusterId next = checker_.plan.clusters[at].membership.hub;
        at = next.valid() ? next.index() : members_.size();
      }
      if (at < members_.size() && seen[at] == Seen::now && way.size() > 1) report_cycle(way, at);
      for (const std::size_t passed : way) seen[passed] = Seen::done;
    }
  }

  void report_cycle(const std::vector<std::size_t>& way, std::size_t at) {
    const auto start = std::find(way.begin(), way.end(), at);
    if (way.end() - start < 2) return;  // a hub that names itself is reported as such
    std::string ring;
    for (auto step = start; step != way.end(); ++step) ring += clusters_[*step].id + " -> ";
    checker_.error(
        hub_pointer(at),
        {"a ring of hubs: " + shortened(ring + clusters_[at].id), "hubs that lead to one that names none", {}});
  }

  /// The entries of the timeline that change the network, in the order of the earliest dates.
  std::vector<std::size_t> changes_in_order() {
    const std::vector<ActionSpec>& timeline = checker_.spec.timeline;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < timeline.size(); ++i) {
      const auto& action = timeline[i].action;
      if (std::holds_alternative<IlsJoinSpec>(action) || std::holds_alternative<IlsLeaveSpec>(action) ||
          std::holds_alternative<IlsRoleSpec>(action)) {
        order.push_back(i);
      }
    }
    std::stable_sort(order.begin(), order.end(),
                     [this](std::size_t a, std::size_t b) { return checker_.starts[a] < checker_.starts[b]; });
    return order;
  }

  /// Clusters that join again, leave or change their place.
  void check_changes() {
    const std::vector<ActionSpec>& timeline = checker_.spec.timeline;
    std::vector<ils::Role> roles;
    for (std::size_t i = 0; i < members_.size(); ++i) {
      const bool member = ils(i).joins == Joins::start && members_[i].usable;
      roles.push_back(member ? ils(i).role : ils::Role::standalone);
    }
    std::vector<bool> was_member;
    for (const ils::Role role : roles) was_member.push_back(role != ils::Role::standalone);
    for (const std::size_t i : changes_in_order()) {
      const std::string pointer = fmt::format("/timeline/{}", i);
      if (const auto* join = std::get_if<IlsJoinSpec>(&timeline[i].action)) {
        const ClusterId id = checker_.find_cluster(join->cluster);
        if (!id.valid() || !members_[id.index()].usable) continue;
        if (roles[id.index()] != ils::Role::standalone) {
          checker_.error(pointer + "/cluster", {quoted(join->cluster) + ", which is in the ILS network then",
                                                "a cluster that is in none: it has not joined yet, or has left",
                                                {}});
          continue;
        }
        if (was_member[id.index()]) check_return(*join, id, roles, pointer);
        was_member[id.index()] = true;
        roles[id.index()] = join->role.value_or(ils(id.index()).role);
      } else if (const auto* leave = std::get_if<IlsLeaveSpec>(&timeline[i].action)) {
        const ClusterId id = member_now(leave->cluster, roles, pointer);
        if (id.valid()) roles[id.index()] = ils::Role::standalone;
      } else if (const auto* change = std::get_if<IlsRoleSpec>(&timeline[i].action)) {
        const ClusterId id = member_now(change->cluster, roles, pointer);
        if (!id.valid() || !checker_.clean(pointer + "/role")) continue;
        check_change(*change, id, roles, pointer);
        roles[id.index()] = change->role;
      }
    }
  }

  ClusterId member_now(const std::string& name, const std::vector<ils::Role>& roles, const std::string& pointer) {
    const ClusterId id = checker_.find_cluster(name);
    if (!id.valid() || !members_[id.index()].usable) return {};  // reported elsewhere
    if (roles[id.index()] != ils::Role::standalone) return id;
    checker_.error(pointer + "/cluster",
                   {quoted(name) + ", which is in no ILS network then", "a cluster that is in the network", {}});
    return {};
  }

  void check_change(const IlsRoleSpec& change, ClusterId cluster, const std::vector<ils::Role>& roles,
                    const std::string& pointer) {
    if (change.role == ils::Role::standalone) {
      checker_.error(pointer + "/role", {"\"standalone\"", "hub or spoke; an ils_leave makes it standalone", {}});
      return;
    }
    if (!change.hub) {
      if (change.role == ils::Role::spoke && checker_.clean(pointer + "/hub")) {
        checker_.error(pointer, {"a spoke with no hub", "\"hub\": the id of the hub that it belongs to", {}});
      }
      return;
    }
    check_hub_then(*change.hub, cluster, roles, pointer);
  }

  /// Who comes back may do so at another hub and in another role.
  void check_return(const IlsJoinSpec& join, ClusterId cluster, const std::vector<ils::Role>& roles,
                    const std::string& pointer) {
    if (!checker_.clean(pointer + "/role") || !checker_.clean(pointer + "/hub")) return;
    // What the entry left out, the cluster has given it by now.
    if (join.role == ils::Role::standalone) {
      checker_.error(pointer + "/role", {"\"standalone\"", "hub or spoke", {}});
    } else if (join.hub) {
      if (checker_.cluster(*join.hub, pointer + "/hub").valid()) check_hub_then(*join.hub, cluster, roles, pointer);
    } else if (join.role == ils::Role::spoke) {
      checker_.error(pointer, {"a spoke with no hub", "\"hub\": the id of the hub that it belongs to", {}});
    } else if (std::find(roles.begin(), roles.end(), ils::Role::hub) != roles.end()) {
      checker_.warning(
          pointer, {quoted(join.cluster), {}, "a hub that names no hub when it comes back is in a network of its own"});
    }
  }

  /// What is named must be a hub at the date of the entry.
  void check_hub_then(const std::string& name, ClusterId cluster, const std::vector<ils::Role>& roles,
                      const std::string& pointer) {
    const ClusterId hub = checker_.find_cluster(name);
    if (!hub.valid() || !members_[hub.index()].usable) return;  // reported elsewhere
    if (hub == cluster) {
      checker_.error(pointer + "/hub", {quoted(name) + ", the cluster itself", "another cluster", {}});
    } else if (roles[hub.index()] != ils::Role::hub) {
      const char* role = roles[hub.index()] == ils::Role::spoke ? "a spoke" : "in no ILS network";
      checker_.error(pointer + "/hub",
                     {fmt::format("{}, which is {} then", quoted(name), role), "a cluster with the role hub", {}});
    }
  }

  void warn() {
    std::size_t hubs = 0;
    std::vector<std::size_t> spokes(members_.size());
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (is(i, ils::Role::hub)) ++hubs;
      const ClusterId hub = checker_.plan.clusters[i].membership.hub;
      if (is(i, ils::Role::spoke) && hub.valid()) ++spokes[hub.index()];
      if (is(i, ils::Role::standalone)) warn_of_super_users(i);
    }
    if (hubs > most_advised_hubs) {
      checker_.warning(
          "/clusters",
          {fmt::format("{} hubs", hubs), {}, fmt::format("the vendor advises at most {}", most_advised_hubs)});
    }
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (spokes[i] <= most_advised_spokes) continue;
      checker_.warning(fmt::format("/clusters/{}", i),
                       {fmt::format("a hub of {} spokes", spokes[i]),
                        {},
                        fmt::format("the vendor advises at most {}", most_advised_spokes)});
    }
  }

  void warn_of_super_users(std::size_t i) {
    for (std::size_t j = 0; j < clusters_[i].users.size(); ++j) {
      if (!clusters_[i].users[j].super_user) continue;
      checker_.warning(fmt::format("/clusters/{}/users/{}/super_user", i, j),
                       {"a super user in a standalone cluster", {}, "no other cluster learns where this user is"});
    }
  }

  Checker& checker_;
  std::vector<ClusterSpec>& clusters_;
  std::vector<Member> members_;
};

}  // namespace

void check_ils(Checker& checker) {
  IlsCheck(checker).run();
}

}  // namespace roamsim::scenario
