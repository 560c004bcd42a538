#include "tests/actors/random_plan.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <type_traits>
#include <variant>

namespace roamsim::actors {

namespace {

// Even the first cases are drawn from whole ranges.
int below(int limit) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, limit));
}
bool one_in(int n) {
  return below(n) == 0;
}
template <class T>
T one_of(std::vector<T> values) {
  return values[static_cast<std::size_t>(below(static_cast<int>(values.size())))];
}

ClusterPlan random_cluster(int number) {
  ClusterPlan cluster;
  cluster.name = "c" + std::to_string(number);
  for (int i = 0; i <= below(2); ++i) cluster.nodes.push_back({"n" + std::to_string(i), 1, i == 0 || one_in(2)});
  cluster.spare_phones = static_cast<std::uint32_t>(below(4));
  cluster.access.bandwidth = one_of<std::int64_t>({2'000, 64'000, 100'000'000});
  cluster.access.latency = below(100) * millisecond;
  cluster.ils.mode =
      one_of<ils::SyncMode>({ils::SyncMode::event_triggered, ils::SyncMode::periodic, ils::SyncMode::both});
  cluster.ils.interval = (1 + below(5)) * minute;
  cluster.ils.conflict =
      one_of<ils::ConflictPolicy>({ils::ConflictPolicy::newest_by_epoch, ils::ConflictPolicy::newest_by_epoch,
                                   ils::ConflictPolicy::newest_by_wall_clock, ils::ConflictPolicy::first_learned});
  // What is told of no change, and asks for none, passes nothing on.
  if (cluster.ils.mode != ils::SyncMode::event_triggered && one_in(2)) cluster.ils.relay = ils::Relay::at_interval;
  cluster.ils.request_timeout = (1 + below(10)) * second;
  cluster.ils.retry_interval = (5 + below(25)) * second;
  cluster.ils.records_written_per_second = one_of<std::uint32_t>({1, 10, 500});
  cluster.ils.replication = below(5) * second;
  cluster.extension_mobility.service_parameters.max_concurrent_requests = one_of<std::uint32_t>({1, 2, 5});
  cluster.extension_mobility.service_parameters.multiple_login = one_of<em::MultipleLogin>(
      {em::MultipleLogin::allowed, em::MultipleLogin::not_allowed, em::MultipleLogin::auto_logout});
  if (one_in(3)) cluster.extension_mobility.rebuild = 3 * second;
  cluster.extension_mobility.state_query_takes_slot = one_in(3);
  if (one_in(3)) cluster.extension_mobility.service_distribution = em::WorkDistribution::exponential;
  cluster.calls.dn_precedence = one_in(3) ? calls::DnPrecedence::local : calls::DnPrecedence::learned_location;
  cluster.recovery.boot = one_of<Duration>({0, 20 * second, 3 * minute});
  cluster.recovery.phone_reregistration = one_of<Duration>({0, 30 * second});
  return cluster;
}

struct Outage {
  std::size_t kind;  ///< which of the timeline's actions
  std::uint32_t what;
  Time until;
};

/// Keeps outages of one thing apart from each other, as scenarios must.
class Apart {
 public:
  bool keeps(const TimelineEntry& entry) {
    const std::size_t kind = entry.action.index();
    if (const auto* o = std::get_if<ClusterOutage>(&entry.action))
      return note({kind, o->cluster.value, entry.at + o->lasts}, entry.at);
    if (const auto* o = std::get_if<AccessOutage>(&entry.action))
      return note({kind, o->cluster.value, entry.at + o->lasts}, entry.at);
    if (const auto* o = std::get_if<LinkOutage>(&entry.action))
      return note({kind, o->link.value, entry.at + o->lasts}, entry.at);
    return true;
  }

 private:
  bool note(Outage next, Time at) {
    for (const Outage& other : outages_) {
      if (other.kind == next.kind && other.what == next.what && other.until >= at) return false;
    }
    outages_.push_back(next);
    return true;
  }
  std::vector<Outage> outages_;
};

TimelineAction random_action(const Plan& plan) {
  const ClusterId cluster(below(static_cast<int>(plan.clusters.size())));
  const UserId user(below(static_cast<int>(plan.users.size())));
  const Duration lasts = 1 + one_of<Duration>({below(60) * second, below(300) * second});
  switch (below(12)) {
    case 0:
    case 1:
      return ClusterOutage{cluster, lasts};
    case 2:
      return AccessOutage{cluster, lasts};
    case 3:
      if (plan.links.empty()) return AccessOutage{cluster, lasts};
      return LinkOutage{LinkId(0), lasts};
    case 4:
    case 5:
    case 6:
    case 7:
      return Login{user, cluster};
    case 8:
    case 9:
      return Logout{user, cluster};
    default:
      return PlaceCall{
          user, one_in(8)
                    ? "nobody"
                    : std::string(plan.users.dn(static_cast<std::size_t>(below(static_cast<int>(plan.users.size())))))};
  }
}

void add_joins(Plan& plan) {
  for (std::size_t i = 1; i < plan.clusters.size(); ++i) {
    IlsMembership& membership = plan.clusters[i].membership;
    membership.role = one_of<ils::Role>({ils::Role::hub, ils::Role::hub, ils::Role::spoke, ils::Role::standalone});
    if (membership.role == ils::Role::standalone) continue;
    if (membership.role == ils::Role::spoke) membership.hub = ClusterId(0);
    membership.at_start = !one_in(4);
    if (membership.at_start) continue;
    membership.hub = ClusterId(0);
    plan.timeline.push_back({below(1200) * second, IlsJoin{ClusterId(i), membership.role, membership.hub}});
  }
}

/// What makes a login interesting: another one at the same instant, and calls to the user as the news spreads.
void add_what_meets(Plan& plan, const TimelineEntry& login) {
  const UserId user = std::get<Login>(login.action).user;
  const UserId other(below(static_cast<int>(plan.users.size())));
  if (one_in(3)) plan.timeline.push_back({login.at, Login{other, std::get<Login>(login.action).cluster}});
  while (one_in(2))
    plan.timeline.push_back(
        {login.at + (13 + below(60)) * second, PlaceCall{other, std::string(plan.users[user.index()].dn)}});
}

}  // namespace

rc::Gen<Plan> random_plans() {
  return rc::gen::exec([] {
    Plan plan;
    plan.duration = 60 * minute;
    plan.seed = static_cast<std::uint64_t>(below(1000));
    const int clusters = 2 + below(3);
    for (int i = 0; i < clusters; ++i) plan.clusters.push_back(random_cluster(i));
    plan.clusters[0].membership.role = ils::Role::hub;
    add_joins(plan);
    if (one_in(2)) plan.links.push_back({ClusterId(0), ClusterId(1), 64'000, 7 * millisecond});
    const int users = 1 + below(4);
    for (int i = 0; i < users; ++i) {
      plan.users.push_back(
          {"u" + std::to_string(i), std::to_string(1000 + i), ClusterId(below(clusters)), !one_in(5), !one_in(3)});
    }
    const int window = one_of<int>({20, 60, 300, 1200});
    for (int actions = below(13); actions > 0; --actions) {
      const Time at = minute / 2 + below(window) * second + one_of<Duration>({0, 0, 1, 250 * millisecond});
      plan.timeline.push_back({at, random_action(plan)});
      if (std::holds_alternative<Login>(plan.timeline.back().action))
        add_what_meets(plan, TimelineEntry(plan.timeline.back()));
    }
    std::stable_sort(plan.timeline.begin(), plan.timeline.end(),
                     [](const TimelineEntry& a, const TimelineEntry& b) { return a.at < b.at; });
    Apart apart;
    std::erase_if(plan.timeline, [&](const TimelineEntry& entry) { return !apart.keeps(entry); });
    return plan;
  });
}

void show(const Plan& plan, std::ostream& out) {
  for (const ClusterPlan& c : plan.clusters) {
    out << c.name << ": role " << static_cast<int>(c.membership.role) << (c.membership.at_start ? "" : " later") << ", "
        << c.nodes.size() << " nodes, " << c.spare_phones << " spare phones, " << c.access.bandwidth << " bit/s, "
        << c.access.latency << " ns, mode " << static_cast<int>(c.ils.mode) << ", relay "
        << static_cast<int>(c.ils.relay) << ", conflict " << static_cast<int>(c.ils.conflict) << ", interval "
        << c.ils.interval / second << " s, timeout " << c.ils.request_timeout / second << " s, retry "
        << c.ils.retry_interval / second << " s, devices "
        << static_cast<int>(c.extension_mobility.service_parameters.multiple_login) << ", requests "
        << c.extension_mobility.service_parameters.max_concurrent_requests << ", boot " << c.recovery.boot / second
        << " s\n";
  }
  for (const UserPlan& u : plan.users) {
    out << u.name << ' ' << u.dn << " of c" << u.home.value << (u.super_user ? ", super" : "")
        << (u.logged_in ? "" : ", out") << '\n';
  }
  for (const TimelineEntry& entry : plan.timeline) {
    out << entry.at << ": ";
    std::visit(
        [&](const auto& a) {
          using A = std::decay_t<decltype(a)>;
          if constexpr (std::is_same_v<A, ClusterOutage>) out << "outage of c" << a.cluster.value << " for " << a.lasts;
          if constexpr (std::is_same_v<A, AccessOutage>) out << "access of c" << a.cluster.value << " for " << a.lasts;
          if constexpr (std::is_same_v<A, LinkOutage>) out << "line for " << a.lasts;
          if constexpr (std::is_same_v<A, Login>) out << "login of u" << a.user.value << " at c" << a.cluster.value;
          if constexpr (std::is_same_v<A, Logout>) out << "logout of u" << a.user.value << " at c" << a.cluster.value;
          if constexpr (std::is_same_v<A, PlaceCall>) out << "call from u" << a.from.value << " to " << a.to;
          if constexpr (std::is_same_v<A, IlsJoin>) out << "join of c" << a.cluster.value;
        },
        entry.action);
    out << '\n';
  }
  out << "direct lines: " << plan.links.size() << ", seed " << plan.seed << '\n';
}

}  // namespace roamsim::actors
