#include "tests/actors/random_calls.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sim/core/random/stream.hpp"
#include "tests/actors/random_plan.hpp"

namespace roamsim::actors {
namespace {

class CallsOfPlan {
 public:
  CallsOfPlan(Plan& plan, std::uint64_t seed) : plan_(plan), draws_(random::derive(seed, "plan", "calls")) {}

  void add() {
    add_users();
    add_dial_plans();
    add_trunks();
    add_numbers();
    let_calls_last();
    add_traffic();
    add_probes();
  }

 private:
  bool one_in(std::uint64_t n) { return draws_.below(n) == 0; }
  template <class T>
  T one_of(std::vector<T> values) {
    return values[draws_.below(values.size())];
  }
  ClusterId cluster() { return ClusterId(draws_.below(plan_.clusters.size())); }

  void add_users() {
    for (std::uint64_t more = draws_.below(6); more > 0; --more) {
      const std::size_t n = plan_.users.size();
      plan_.users.push_back({"w" + std::to_string(n), std::to_string(2000 + n), cluster(), one_in(2), !one_in(4)});
    }
  }

  void add_dial_plans() {
    for (ClusterPlan& own : plan_.clusters) {
      calls::Parameters& calls = own.calls;
      if (one_in(2)) calls.inbound = calls::Inbound::local_and_learned;
      calls.options_ping.enabled = one_in(3);
      calls.busy_trigger = one_of<std::uint32_t>({1, 2});
      calls.max_forwards = one_of<std::uint32_t>({2, 5, 70});
      calls.max_forward_unregistered_hops = one_of<std::uint32_t>({0, 1, 3});
      calls.answer_after = one_of<Duration>({0, 5 * second});
      calls.media_loss_hang_up = one_of<Duration>({0, 10 * second});
      if (one_in(5)) calls.max_calls = 2;
      if (one_in(5)) calls.calls_per_second = 1;
      if (one_in(6)) calls.sip_route_patterns = {"c0", "c1"};
    }
  }

  void add_trunks() {
    using Topology = TrunksPlan::Topology;
    plan_.trunks.topology =
        one_of<Topology>({Topology::full_mesh, Topology::full_mesh, Topology::session_management, Topology::listed});
    if (one_in(3)) plan_.trunks.limits.channels = 1;
    if (one_in(5)) plan_.trunks.limits.calls_per_second = 1;
    if (plan_.trunks.topology == Topology::session_management) {
      plan_.trunks.session_management = {ClusterId(0)};
      if (one_in(2)) plan_.trunks.session_management.emplace_back(1);
    }
    plan_.trunks.list = {
        {ClusterId(0), ClusterId(1), {.channels = one_of<std::uint32_t>({1, 5}), .calls_per_second = {}}}};
  }

  void add_numbers() {
    for (std::size_t i = 0; i < plan_.users.size(); ++i) {
      if (!one_in(3)) continue;
      UserNumbers numbers{UserId(i), {}, {}};
      if (one_in(2)) numbers.pstn = "+8131" + std::to_string(i);
      if (one_in(2)) numbers.forward_unregistered = plan_.users[draws_.below(plan_.users.size())].dn;
      if (one_in(4)) numbers.forward_unregistered = "+8199";
      plan_.user_numbers.push_back(std::move(numbers));
    }
  }

  void let_calls_last() {
    for (TimelineEntry& entry : plan_.timeline) {
      auto* call = std::get_if<PlaceCall>(&entry.action);
      if (call == nullptr || one_in(2)) continue;
      call->talk = one_of<Duration>({1, 20 * second, 10 * minute});
      call->answers = !one_in(4);
    }
    for (std::uint64_t more = draws_.below(10); more > 0; --more) {
      const auto at = static_cast<Time>(draws_.below(static_cast<std::uint64_t>(30 * minute)));
      const UserPlan& to = plan_.users[draws_.below(plan_.users.size())];
      plan_.timeline.push_back({at, PlaceCall{UserId(draws_.below(plan_.users.size())), std::string(to.dn),
                                              one_of<Duration>({0, 1 * minute}), !one_in(5)}});
    }
    std::stable_sort(plan_.timeline.begin(), plan_.timeline.end(),
                     [](const TimelineEntry& a, const TimelineEntry& b) { return a.at < b.at; });
  }

  void add_traffic() {
    TrafficPlan traffic;
    traffic.name = "office";
    for (std::size_t i = 0; i < plan_.users.size(); ++i) traffic.users.emplace_back(i);
    if (plan_.users.size() < 2) return;
    traffic.calls_per_hour = one_of<double>({1, 60, 300});
    traffic.holding.mean = one_of<Duration>({1 * second, 30 * second});
    plan_.traffic = {std::move(traffic)};
    plan_.call_counts.by_pairs = one_in(2);
    plan_.call_counts.interval = one_of<Duration>({0, 7 * minute});
  }

  void add_probes() {
    ProbePlan probe;
    probe.name = "everywhere";
    for (std::size_t i = 0; i < plan_.clusters.size(); ++i) probe.clusters.emplace_back(i);
    for (std::size_t i = 0; i < plan_.users.size(); ++i) probe.users.emplace_back(i);
    probe.every = 1 * second;
    plan_.probes = {std::move(probe)};
  }

  Plan& plan_;
  random::Stream draws_;
};

}  // namespace

Plan random_call_plan(std::uint64_t seed) {
  Plan plan = random_plans()(rc::Random(seed), rc::kNominalSize).value();
  CallsOfPlan(plan, seed).add();
  return plan;
}

}  // namespace roamsim::actors
