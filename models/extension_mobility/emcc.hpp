#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "models/catalogue/errors.hpp"
#include "models/extension_mobility/parameters.hpp"

/// Extension Mobility Cross Cluster: the visited cluster finds the user's home among its remote clusters, the home
/// cluster takes the login, and the phone registers there.
namespace roamsim::em {

/// What administrators have configured for EMCC in a cluster and may change while it runs.
struct EmccSettings {
  /// In the order in which they are asked; absent: all other clusters.
  std::optional<std::vector<ClusterId>> remote_clusters;
  bool accepts = true;                       ///< its own users may log in elsewhere by EMCC
  std::uint32_t base_devices = 100;          ///< one is held by each such login
  bool tftp_servers = true;                  ///< the EMCC TFTP servers are configured
  std::vector<std::string> foreign_devices;  ///< device records that bear the names of phones of other clusters
  bool operator==(const EmccSettings&) const = default;
};

/// What an administrator changes of that; what is absent stays.
struct EmccPatch {
  std::optional<std::vector<ClusterId>> remote_clusters;
  std::optional<bool> accepts;
  std::optional<std::uint32_t> base_devices;
  std::optional<bool> tftp_servers;
  std::optional<std::vector<std::string>> foreign_devices;
  bool operator==(const EmccPatch&) const = default;
};
void apply(const EmccPatch& patch, EmccSettings& settings);

/// EMCC in one cluster. Ranges, provenance and sources stand in the scenario registry.
struct EmccParameters {
  Duration remote_cluster_update_interval = 30 * minute;  ///< until the status of the remote clusters is found out anew
  bool needs_user_record = true;            ///< the visited cluster takes only users of whom it has a record itself
  Duration service = 126 * millisecond;     ///< the visited cluster's own work on a login
  Duration check_user = 61 * millisecond;   ///< a cluster looks whether it is a user's home
  Duration home_login = 74 * millisecond;   ///< the home cluster checks and records a login or a logout
  Duration response_timeout = 10 * second;  ///< until the visited cluster gives up a question
  Duration maximum_login_time = 10 * hour;  ///< "Inter-cluster Maximum Login Time", of the home cluster; 0: without end
  Duration registration_refresh = 2 * minute;  ///< until a phone that is registered over the network asks again
  std::int64_t message_bytes = 1'000;          ///< of a question or an answer
  std::int64_t trust_list_bytes = 7'900;
  std::int64_t configuration_bytes = 12'300;
  std::int64_t softkey_bytes = 4'100;
  bool operator==(const EmccParameters&) const = default;

  /// The files that a phone asks its home for, one after another.
  [[nodiscard]] std::array<std::int64_t, 3> files() const {
    return {trust_list_bytes, configuration_bytes, softkey_bytes};
  }
};

/// Where in an EMCC login a check is made.
enum class EmccPoint : std::uint8_t {
  visited,  ///< the visited cluster's own, before it asks anybody
  search,   ///< what came of the question "check user"
  home      ///< the home cluster's
};

/// What the visited cluster and the home cluster see of one EMCC login.
struct EmccFacts {
  // The visited cluster.
  bool proxy_allowed = true;
  bool address_trusted = true;
  bool em_flag_readable = true;
  bool em_enabled = true;
  bool phone_in_use = false;
  bool remote_clusters = true;  ///< at least one is configured
  bool user_recorded = true;    ///< it has a record of the user, or needs none

  // The search.
  bool found = true;             ///< a remote cluster answered that it is the user's home
  bool silent = false;           ///< one that counts as up did not answer
  bool home_known_down = false;  ///< the user's home counts as down, and so was not asked

  // The home cluster.
  bool visiting_known = true;  ///< the visited cluster is among its remote clusters
  bool accepts = true;
  bool activated = true;  ///< for the user
  bool pin_right = true;
  bool profile = true;      ///< a device profile is associated with the user
  std::size_t devices = 0;  ///< phones that are logged in at home, by EMCC or there
  MultipleLogin multiple_login = MultipleLogin::not_allowed;
  bool device_supported = true;   ///< the phone's model
  bool duplicate_device = false;  ///< the home cluster has a device of the phone's name
  bool tftp_servers = true;
  bool base_device_free = true;
};

/// One check: what it finds, where it stands, and whether its place in the order is documented or assumed.
struct EmccCheck {
  EmccPoint at;
  catalogue::Cause cause;
  bool (*fails)(const EmccFacts& facts);
  bool assumed_place;
  std::string_view source;  ///< of its place
};

/// The checks of an EMCC login in their order; those of the way to the sign-in page and "Busy" stand before. A question
/// to the home cluster that stays without an answer after the search is emcc_link_cut.
std::span<const EmccCheck> emcc_checks();

/// The first check at the point that fails, or none.
catalogue::Cause check_emcc(EmccPoint at, const EmccFacts& facts);

}  // namespace roamsim::em
