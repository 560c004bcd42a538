#include "sim/scenario/registry/registry.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::size_t most_names = 10'000;
constexpr std::int64_t longest_distance = 20'000'000;
constexpr Duration slowest_per_km = 1 * millisecond;
constexpr const char* cluster_words = "ids of clusters, or patterns of them with * and ?";

ChoiceCodec<SpokeOrder> spoke_order() {
  return ChoiceCodec<SpokeOrder>({{SpokeOrder::blocks, "blocks", "the first hub gets the first spokes, and so on"},
                                  {SpokeOrder::in_turn, "in_turn", "one after another, hub after hub"}});
}

template <class T>
void add_names(Object<T>& keys, const char* name, std::vector<std::string> T::*member, std::size_t least,
               const std::string& text) {
  keys.add_list(name, member, TextCodec(cluster_pattern_rule()), {least, most_names},
                given(text + " " + cluster_words + "."));
}

Object<FullMeshOfHubsSpec> full_mesh_of_hubs() {
  using T = FullMeshOfHubsSpec;
  Object<T> keys;
  add_names(keys, "hubs", &T::hubs, 1, "The hubs, of which the first founds the network:");
  add_names(keys, "spokes", &T::spokes, 0, "The spokes; a pattern leaves out the hubs:");
  keys.add("order", &T::order, spoke_order(), given("Which spokes go to which hub."));
  return keys;
}

Object<HubAndSpokeSpec> hub_and_spoke() {
  using T = HubAndSpokeSpec;
  Object<T> keys;
  keys.require("hub", &T::hub, cluster_reference(), given("The hub."));
  add_names(keys, "spokes", &T::spokes, 1, "The spokes; a pattern leaves out the hub:");
  return keys;
}

Object<RingOfSitesSpec> ring_of_sites() {
  using T = RingOfSitesSpec;
  Object<T> keys;
  add_names(keys, "sites", &T::sites, 1, "The sites in their order along the ring:");
  keys.require("distance", &T::distance, distance(1, longest_distance), given("From each site to the next."));
  keys.add("bandwidth", &T::bandwidth, line_bandwidth(),
           assumed("What all flows between two sites share; flows of other sites along the same fibre do not count."));
  keys.add("latency_per_km", &T::latency_per_km, duration(1, slowest_per_km),
           assumed("One way, along the shorter way round.", "light in glass fibre takes about 4.9 us/km"));
  return keys;
}

}  // namespace

Tagged<TopologySpec> topology_keys() {
  using T = TopologySpec;
  Tagged<T> keys("kind", "The topology.", Object<T>{});
  keys.kind("full_mesh_of_hubs", &T::kind, full_mesh_of_hubs(),
            "An ILS network of hubs that all exchange with one another, with spokes dealt out to them.");
  keys.kind("hub_and_spoke", &T::kind, hub_and_spoke(), "An ILS network of one hub with its spokes.");
  keys.kind("ring_of_sites", &T::kind, ring_of_sites(),
            "Lines between all pairs of sites along a ring, as long as the shorter way round.");
  return keys;
}

}  // namespace roamsim::scenario
