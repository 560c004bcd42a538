#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/extension_mobility/emcc.hpp"

namespace roamsim::scenario {

/// What a cluster has configured for EMCC.
struct ClusterEmccSpec {
  std::optional<std::vector<std::string>> remote_clusters;  ///< absent: all other clusters
  bool accepts = em::EmccSettings{}.accepts;
  std::uint32_t base_devices = em::EmccSettings{}.base_devices;
  bool tftp_servers = em::EmccSettings{}.tftp_servers;
  std::vector<std::string> foreign_devices;
  em::EmccParameters parameters;
};

/// The same as an administrator changes it; what is absent stays.
struct EmccPatchSpec {
  std::optional<std::vector<std::string>> remote_clusters;
  std::optional<bool> accepts;
  std::optional<std::uint32_t> base_devices;
  std::optional<bool> tftp_servers;
  std::optional<std::vector<std::string>> foreign_devices;
  bool operator==(const EmccPatchSpec&) const = default;
};

}  // namespace roamsim::scenario
