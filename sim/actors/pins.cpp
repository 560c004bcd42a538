#include "sim/actors/pins.hpp"

#include <vector>

namespace roamsim::actors {

void pin_changed(Context& context, ClusterId cluster, UserId user, const std::string& before) {
  World& world = context.world;
  if (world.configuration.user(cluster, user).pin == before) return;
  const Duration cached = world.plan.clusters[cluster.index()].extension_mobility.credential_cache;
  if (cached == 0) return;
  world.former_pins[{cluster, user}].push_back(before);
  // All of a cluster are kept for as long, so that the oldest goes first.
  context.scheduler.after(cached, core::Priority::timer, [&world, cluster, user] {
    const auto former = world.former_pins.find({cluster, user});
    former->second.erase(former->second.begin());
    if (former->second.empty()) world.former_pins.erase(former);
  });
}

}  // namespace roamsim::actors
