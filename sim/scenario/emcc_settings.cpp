#include "sim/scenario/emcc_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "sim/scenario/units.hpp"

namespace roamsim::scenario {
namespace {

std::vector<ClusterId> clusters_named(Checker& checker, const std::vector<std::string>& names,
                                      const std::string& pointer, ClusterId self) {
  std::vector<ClusterId> found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string at = fmt::format("{}/{}", pointer, i);
    const ClusterId cluster = checker.cluster(names[i], at);
    if (!cluster.valid()) continue;
    if (cluster == self) {
      checker.error(at, {quoted(names[i]) + ", the cluster itself", "another cluster", {}});
    } else if (std::find(found.begin(), found.end(), cluster) != found.end()) {
      checker.error(at, {quoted(names[i]) + " twice", "each cluster once", {}});
    } else {
      found.push_back(cluster);
    }
  }
  return found;
}

}  // namespace

em::EmccSettings emcc_settings(Checker& checker, std::size_t cluster) {
  const ClusterEmccSpec& spec = checker.spec.clusters[cluster].emcc;
  em::EmccSettings settings;
  settings.accepts = spec.accepts;
  settings.base_devices = spec.base_devices;
  settings.tftp_servers = spec.tftp_servers;
  settings.foreign_devices = spec.foreign_devices;
  if (spec.remote_clusters) {
    settings.remote_clusters = clusters_named(
        checker, *spec.remote_clusters, fmt::format("/clusters/{}/emcc/remote_clusters", cluster), ClusterId(cluster));
  }
  return settings;
}

em::EmccPatch emcc_patch(Checker& checker, const EmccPatchSpec& spec, const std::string& pointer) {
  em::EmccPatch patch{{}, spec.accepts, spec.base_devices, spec.tftp_servers, spec.foreign_devices};
  if (spec.remote_clusters) {
    patch.remote_clusters = clusters_named(checker, *spec.remote_clusters, pointer + "/remote_clusters", ClusterId{});
  }
  return patch;
}

}  // namespace roamsim::scenario
