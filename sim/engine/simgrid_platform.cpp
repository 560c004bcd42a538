#include "sim/engine/simgrid_platform.hpp"

#include <cstddef>
#include <string>

namespace roamsim::engine {

namespace s4u = simgrid::s4u;

namespace {

using NetPoint = simgrid::kernel::routing::NetPoint;
using Route = std::vector<s4u::LinkInRoute>;

struct ClusterZone {
  NetPoint* zone;
  NetPoint* gateway;
};

s4u::Link* make_link(s4u::NetZone& zone, const std::string& name, Bandwidth bandwidth) {
  s4u::Link* link = zone.create_link(name, simgrid_bandwidth(bandwidth));
  link->set_sharing_policy(s4u::Link::SharingPolicy::SHARED);
  link->set_latency(0.0);
  return link;
}

// SimGrid aborts on names used twice, so the names of the specification stay outside.
ClusterZone build_cluster(s4u::NetZone& cloud, const ClusterSpec& cluster, const std::string& name, Bandwidth lan,
                          SimGridPlatform& platform) {
  s4u::NetZone* zone = s4u::create_star_zone(name);
  zone->set_parent(&cloud);
  NetPoint* gateway = zone->create_router(name + "-gateway");
  Route to_lan;
  if (lan > 0) to_lan.emplace_back(make_link(*zone, name + "-lan", lan));
  for (std::size_t i = 0; i < cluster.nodes.size(); ++i) {
    const NodeSpec& node = cluster.nodes[i];
    s4u::Host* host = zone->create_host(name + "-node" + std::to_string(i), node.speed * unit_speed);
    host->set_core_count(node.cores);
    zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, to_lan, true);
    platform.nodes.push_back(host);
  }
  zone->seal();  // SimGrid's trace takes what is made from here on as part of the zone that is not sealed
  s4u::Link* access = make_link(cloud, name + "-access", cluster.access_bandwidth);
  platform.links.push_back(access);
  cloud.add_route(zone->get_netpoint(), nullptr, gateway, nullptr, {s4u::LinkInRoute(access)}, true);
  return {zone->get_netpoint(), gateway};
}

}  // namespace

SimGridPlatform build(s4u::Engine& engine, const PlatformSpec& spec) {
  SimGridPlatform platform;
  s4u::NetZone* cloud = s4u::create_star_zone("cloud");
  std::vector<ClusterZone> zones;
  for (const ClusterSpec& cluster : spec.clusters) {
    const std::string name = "cluster" + std::to_string(zones.size());
    zones.push_back(build_cluster(*cloud, cluster, name, spec.lan_bandwidth, platform));
  }
  for (const DirectLinkSpec& direct : spec.direct_links) {
    s4u::Link* link = make_link(*cloud, "direct" + std::to_string(platform.links.size()), direct.bandwidth);
    platform.links.push_back(link);
    const ClusterZone& a = zones[direct.a.index()];
    const ClusterZone& b = zones[direct.b.index()];
    cloud->add_bypass_route(a.zone, b.zone, a.gateway, b.gateway, {s4u::LinkInRoute(link)});
    cloud->add_bypass_route(b.zone, a.zone, b.gateway, a.gateway, {s4u::LinkInRoute(link)});
  }
  engine.seal_platform();
  return platform;
}

}  // namespace roamsim::engine
