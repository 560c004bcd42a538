#include "sim/cli/scenario_overview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "sim/actors/convergence_bound.hpp"
#include "sim/actors/memory_estimate.hpp"
#include "sim/cli/page.hpp"
#include "sim/core/format_time.hpp"
#include "sim/core/text.hpp"

namespace roamsim::cli {

namespace {

using core::format_duration;
using core::printable;

constexpr std::size_t names_shown = 12;

class Overview {
 public:
  Overview(const Plan& plan, const Painter& paint)
      : plan_(plan), paint_(paint), page_(paint), users_(plan.clusters.size(), 0) {
    for (const UserPlan& user : plan.users) ++users_[user.home.index()];
  }

  std::string text() {
    page_.line("{}", paint_(Colour::bold, printable(plan_.title)));
    counts();
    topology();
    lines();
    return page_.take();
  }

 private:
  [[nodiscard]] std::string name(ClusterId id) const { return printable(plan_.clusters[id.index()].name); }
  [[nodiscard]] std::size_t with_role(ils::Role role) const {
    return static_cast<std::size_t>(std::count_if(plan_.clusters.begin(), plan_.clusters.end(),
                                                  [&](const ClusterPlan& c) { return c.membership.role == role; }));
  }

  void counts() {
    std::size_t nodes = 0;
    std::size_t spare = 0;
    for (const ClusterPlan& cluster : plan_.clusters) {
      nodes += cluster.nodes.size();
      spare += cluster.spare_phones;
    }
    const auto super_users =
        std::count_if(plan_.users.begin(), plan_.users.end(), [](const UserPlan& u) { return u.super_user; });
    page_.line("  clusters  {:>10}  {} hubs, {} spokes, {} standalone; {} nodes", plan_.clusters.size(),
               with_role(ils::Role::hub), with_role(ils::Role::spoke), with_role(ils::Role::standalone), nodes);
    page_.line("  users     {:>10}  {} of them super users", plan_.users.size(), super_users);
    page_.line("  phones    {:>10}  one a user, {} spare", plan_.users.size() + spare, spare);
    page_.line("  links     {:>10}  {} access lines, {} direct lines", plan_.clusters.size() + plan_.links.size(),
               plan_.clusters.size(), plan_.links.size());
    page_.line("  timeline  {:>10}  entries over {}", plan_.timeline.size(), format_duration(plan_.duration));
    page_.line("  expect    {:>10}  expectations", plan_.expectations.size());
    calls();
    storms();
    news();
    memory();
  }

  /// Of what calls in the background and asks; nothing where nobody does.
  void calls() {
    for (const TrafficPlan& traffic : plan_.traffic) {
      const double an_hour = traffic.calls_per_hour * static_cast<double>(traffic.users.size());
      page_.line("  traffic   {:>10.0f}  calls an hour of {} users, {:.1f} erlangs at the plain rate: {}", an_hour,
                 traffic.users.size(), an_hour * to_seconds(traffic.holding.mean) / to_seconds(hour),
                 printable(traffic.name));
    }
    for (const ProbePlan& probe : plan_.probes) {
      page_.line("  probes    {:>10}  pairs of cluster and user, asked every {}: {}",
                 probe.clusters.size() * probe.users.size(), format_duration(probe.every), printable(probe.name));
    }
  }

  void storms() {
    for (const StormPlan& storm : plan_.storms) {
      page_.line("  storm     {:>10}  users {}: {}", storm.count,
                 storm.action == StormPlan::Action::login ? "log in" : "log out", printable(storm.name));
    }
  }

  void news() {
    const std::vector<IlsMembership> network = actors::planned_memberships(plan_);
    const auto bound = actors::convergence_bound(plan_, network);
    if (!bound) {
      page_.line("  news      {:>10}  some cluster is never told what another issues: no notice, no poll", "no bound");
    } else if (bound->from.valid()) {
      const auto later = actors::convergence_bound(plan_, network, actors::after_an_outage);
      page_.line(
          "  news      {:>10}  at most, from {} to {}, until the last node routes by it; {} from the end of an outage",
          format_duration(bound->longest), name(bound->from), name(bound->to), format_duration(later->longest));
    }
  }

  void memory() {
    constexpr double megabyte = 1e6;
    const actors::MemoryEstimate estimate = actors::estimate_memory(plan_);
    page_.line(
        "  memory    {:>7.0f} MB  estimated before the first event: clusters {:.0f}, users {:.0f}, phones {:.0f}, "
        "timeline {:.0f}",
        static_cast<double>(estimate.total()) / megabyte, static_cast<double>(estimate.clusters()) / megabyte,
        static_cast<double>(estimate.users()) / megabyte, static_cast<double>(estimate.phones()) / megabyte,
        static_cast<double>(estimate.timeline) / megabyte);
  }

  void topology() {
    page_.title("ILS network");
    std::vector<std::vector<ClusterId>> spokes(plan_.clusters.size());
    std::vector<ClusterId> hubs;
    std::vector<ClusterId> standalone;
    for (std::size_t i = 0; i < plan_.clusters.size(); ++i) {
      const IlsMembership& membership = plan_.clusters[i].membership;
      if (membership.role == ils::Role::hub) hubs.emplace_back(i);
      if (membership.role == ils::Role::standalone) standalone.emplace_back(i);
      if (membership.role == ils::Role::spoke && membership.hub.valid()) {
        spokes[membership.hub.index()].emplace_back(i);
      }
    }
    for (const ClusterId hub : hubs) {
      page_.line("  {}{}", with_users(hub), hubs.size() > 1 ? "  (meshed with the other hubs)" : "");
      const std::vector<ClusterId>& own = spokes[hub.index()];
      for (std::size_t i = 0; i < std::min(own.size(), names_shown); ++i) {
        page_.line("  {} {}", i + 1 == own.size() ? "`--" : "|--", with_users(own[i]));
      }
      if (own.size() > names_shown) page_.line("  `-- and {} more spokes", own.size() - names_shown);
    }
    for (const ClusterId cluster : standalone) page_.line("  {}  standalone", with_users(cluster));
  }

  [[nodiscard]] std::string with_users(ClusterId cluster) const {
    const ClusterPlan& plan = plan_.clusters[cluster.index()];
    return fmt::format("{} ({} users, {} phones{})", name(cluster), users_[cluster.index()],
                       users_[cluster.index()] + plan.spare_phones,
                       plan.membership.at_start ? "" : ", joins by the timeline");
  }

  void lines() {
    if (plan_.links.empty()) return;
    page_.title("Direct lines");
    for (std::size_t i = 0; i < std::min(plan_.links.size(), names_shown); ++i) {
      const DirectLinkPlan& link = plan_.links[i];
      page_.line("  {} -- {}  {} Mb/s, {}", name(link.a), name(link.b), static_cast<double>(link.bandwidth) * 1e-6,
                 format_duration(link.latency));
    }
    if (plan_.links.size() > names_shown) page_.line("  and {} more", plan_.links.size() - names_shown);
  }

  const Plan& plan_;
  const Painter& paint_;
  Page page_;
  std::vector<std::size_t> users_;  ///< by home cluster
};

}  // namespace

std::string scenario_overview(const Plan& plan, const Painter& paint) {
  return Overview(plan, paint).text();
}

}  // namespace roamsim::cli
