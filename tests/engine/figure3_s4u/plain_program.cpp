#include <stdexcept>
#include <type_traits>
#include <variant>

#include "tests/engine/figure3_s4u/plain_cluster.hpp"

namespace roamsim::figure3 {

namespace s4u = simgrid::s4u;

namespace {

/// Who makes things happen from outside: no part of any cluster.
constexpr const char* elsewhere = "elsewhere";

s4u::Engine& make_engine() {
  auto* engine = new s4u::Engine("figure3");
  xbt_log_control_set("root.thres:error");
  // Threads as contexts, since sanitizers understand them.
  for (const char* setting : {"network/model:CM02", "network/TCP-gamma:0", "network/crosstraffic:0",
                              "surf/precision:1e-9", "contexts/factory:thread"}) {
    s4u::Engine::set_config(std::string(setting));
  }
  return *engine;
}

void build_platform(const Plan& plan, PlainWorld& world) {
  s4u::NetZone* zone = s4u::create_full_zone("cloud");
  std::vector<s4u::Link*> lines;
  for (const ClusterPlan& cluster : plan.clusters) {
    s4u::Host* host = zone->create_host(cluster.name, 1e9);
    host->set_core_count(static_cast<int>(cluster.nodes.front().cores));
    s4u::Link* line = zone->create_link("line of " + cluster.name, static_cast<double>(cluster.access.bandwidth) / 8);
    line->set_latency(to_seconds(cluster.access.latency));
    for (std::size_t other = 0; other < lines.size(); ++other) {
      zone->add_route(host->get_netpoint(), world.clusters[other]->host()->get_netpoint(), nullptr, nullptr,
                      {s4u::LinkInRoute(line), s4u::LinkInRoute(lines[other])}, true);
    }
    lines.push_back(line);
    world.clusters.push_back(std::make_unique<PlainCluster>(world, lines.size() - 1, host));
  }
  zone->create_host(elsewhere, 1e9);
  zone->seal();
}

void outage(PlainWorld& world, const ClusterOutage& outage) {
  PlainCluster& cluster = *world.clusters[outage.cluster.index()];
  cluster.power_off();
  sleep(outage.lasts);
  cluster.host()->turn_on();
  sleep(cluster.plan().recovery.boot);
  cluster.start(1);
  sleep(cluster.plan().recovery.phone_reregistration);
  sleep(cluster.plan().extension_mobility.registration);  // fewer phones than are served at once
  cluster.register_phones();
}

void place(PlainWorld& world, const PlaceCall& call) {
  const auto number = static_cast<std::size_t>(world.calls++);
  std::size_t callee = 0;
  while (world.plan.users[callee].dn != call.to) ++callee;
  for (const auto& cluster : world.clusters) {
    if (!cluster->has_phone_of(call.from.index())) continue;
    s4u::Actor::create("phone", cluster->host(), [&cluster, number, callee] { cluster->call(number, callee); });
    return;
  }
  throw std::logic_error("a caller without a phone is no part of the story");
}

void act(PlainWorld& world, const TimelineEntry& entry) {
  std::visit(
      [&](const auto& action) {
        using Action = std::decay_t<decltype(action)>;
        if constexpr (std::is_same_v<Action, ClusterOutage>) {
          outage(world, action);
        } else if constexpr (std::is_same_v<Action, PlaceCall>) {
          place(world, action);
        } else if constexpr (std::is_same_v<Action, Login>) {
          PlainCluster& cluster = *world.clusters[action.cluster.index()];
          const std::size_t user = action.user.index();
          s4u::Actor::create("user", cluster.host(), [&cluster, user] { cluster.log_in(user); });
        } else {
          throw std::logic_error("no part of the story");
        }
      },
      entry.action);
}

}  // namespace

Facts by_plain_program(const Plan& plan) {
  s4u::Engine& engine = make_engine();
  PlainWorld world{plan, {}, {}, std::vector<int>(plan.users.size(), 0), 0};
  build_platform(plan, world);
  for (const auto& cluster : world.clusters) cluster->start(0);
  for (const TimelineEntry& entry : plan.timeline) {
    s4u::Actor::create("timeline", s4u::Host::by_name(elsewhere), [&world, &entry] {
      s4u::this_actor::sleep_until(to_seconds(entry.at));
      act(world, entry);
    });
  }
  engine.run_until(to_seconds(plan.duration));
  return world.facts;
}

}  // namespace roamsim::figure3
