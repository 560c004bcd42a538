#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sim/core/glob.hpp"
#include "sim/scenario/checker.hpp"
#include "sim/scenario/registry/codecs.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::size_t fewest_sites = 3;
constexpr std::size_t most_sites = 400;
constexpr std::int64_t metres_per_km = 1000;

/// Turns topologies into roles, hubs and lines.
class Topologies {
 public:
  explicit Topologies(Checker& checker) : checker_(checker), placed_by_(checker.spec.clusters.size()) {
    for (const LinkSpec& link : checker.spec.network.links) {
      lines_.insert(std::minmax(checker.find_cluster(link.between[0]), checker.find_cluster(link.between[1])));
    }
  }

  void run() {
    for (std::size_t i = 0; i < checker_.spec.topology.size(); ++i) {
      pointer_ = fmt::format("/topology/{}", i);
      if (!checker_.clean(pointer_)) continue;
      std::visit([this](const auto& topology) { apply(topology); }, checker_.spec.topology[i].kind);
    }
  }

 private:
  using Clusters = std::vector<ClusterId>;

  void apply(const FullMeshOfHubsSpec& topology) {
    const Clusters hubs = named(topology.hubs, pointer_ + "/hubs", {});
    const Clusters spokes = named(topology.spokes, pointer_ + "/spokes", hubs);
    if (hubs.empty()) return;
    place_hubs(hubs);
    for (std::size_t i = 0; i < spokes.size(); ++i) {
      const std::size_t hub = topology.order == SpokeOrder::in_turn ? i % hubs.size() : i * hubs.size() / spokes.size();
      place(spokes[i], ils::Role::spoke, hubs[hub]);
    }
  }

  void apply(const HubAndSpokeSpec& topology) {
    const ClusterId hub = checker_.cluster(topology.hub, pointer_ + "/hub");
    if (!hub.valid()) return;
    place_hubs({hub});
    for (const ClusterId spoke : named(topology.spokes, pointer_ + "/spokes", {hub})) {
      place(spoke, ils::Role::spoke, hub);
    }
  }

  void apply(const RingOfSitesSpec& topology) {
    const Clusters sites = named(topology.sites, pointer_ + "/sites", {});
    if (!checker_.clean(pointer_ + "/sites")) return;
    if (sites.size() < fewest_sites || sites.size() > most_sites) {
      checker_.error(
          pointer_ + "/sites",
          {fmt::format("{} sites", sites.size()), fmt::format("{} to {} sites", fewest_sites, most_sites), {}});
      return;
    }
    const auto latency = [&](std::size_t hops) {
      return static_cast<Duration>(hops) * topology.distance * topology.latency_per_km / metres_per_km;
    };
    if (latency(sites.size() / 2) > longest_latency) {
      checker_.error(pointer_ + "/distance",
                     {fmt::format("{} half way round", format_duration(latency(sites.size() / 2))),
                      "at most " + format_duration(longest_latency) + " for a line",
                      {}});
      return;
    }
    for (std::size_t i = 0; i < sites.size(); ++i) {
      for (std::size_t j = i + 1; j < sites.size(); ++j) {
        const std::size_t hops = std::min(j - i, sites.size() - (j - i));
        if (!lines_.insert(std::minmax(sites[i], sites[j])).second) continue;
        LinkSpec link;
        link.between = {name(sites[i]), name(sites[j])};
        link.bandwidth = topology.bandwidth;
        link.latency = latency(hops);
        checker_.spec.network.links.push_back(std::move(link));
      }
    }
  }

  [[nodiscard]] const std::string& name(ClusterId id) const { return checker_.spec.clusters[id.index()].id; }

  void place_hubs(const Clusters& hubs) {
    for (const ClusterId hub : hubs) place(hub, ils::Role::hub, hub == hubs.front() ? ClusterId{} : hubs.front());
  }

  /// What the cluster states itself stays.
  void place(ClusterId cluster, ils::Role role, ClusterId hub) {
    std::optional<std::string>& placed = placed_by_[cluster.index()];
    if (placed) {
      checker_.error(pointer_, {fmt::format("another place for the cluster {}", quoted(name(cluster))),
                                "one topology for each cluster", *placed + " places it already"});
      return;
    }
    placed = pointer_;
    ClusterIlsSpec& ils = checker_.spec.clusters[cluster.index()].ils;
    const std::string own = fmt::format("/clusters/{}/ils", cluster.index());
    if (!checker_.written(own + "/role").empty()) return;
    ils.role = role;
    if (hub.valid() && checker_.written(own + "/hub").empty()) ils.hub = name(hub);
  }

  /// The clusters that ids and patterns name, each once, in the order of the list, then of the file. Those that are
  /// taken may be in a pattern, but not be named.
  Clusters named(const std::vector<std::string>& names, const std::string& pointer, const Clusters& taken) {
    const auto is_taken = [&](ClusterId id) { return std::find(taken.begin(), taken.end(), id) != taken.end(); };
    Clusters found;
    std::vector<bool> has(checker_.spec.clusters.size(), false);
    const auto add = [&](ClusterId id) {
      if (!has[id.index()]) found.push_back(id);
      has[id.index()] = true;
    };
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string place = fmt::format("{}/{}", pointer, i);
      if (names[i].find_first_of("*?") == std::string::npos) {
        const ClusterId id = checker_.cluster(names[i], place);
        if (id.valid() && is_taken(id)) {
          checker_.error(place, {quoted(names[i]) + ", a hub of this topology", "another cluster", {}});
        } else if (id.valid()) {
          add(id);
        }
        continue;
      }
      bool any = false;
      for (std::size_t c = 0; c < has.size(); ++c) {
        if (!core::glob_matches(names[i], checker_.spec.clusters[c].id)) continue;
        any = true;
        if (!is_taken(ClusterId(c))) add(ClusterId(c));
      }
      if (!any)
        checker_.error(place, {quoted(names[i]) + ", which matches no cluster", "a pattern of cluster ids", {}});
    }
    return found;
  }

  Checker& checker_;
  std::vector<std::optional<std::string>> placed_by_;
  std::set<std::pair<ClusterId, ClusterId>> lines_;
  std::string pointer_;
};

}  // namespace

void apply_topologies(Checker& checker) {
  Topologies(checker).run();
}

}  // namespace roamsim::scenario
