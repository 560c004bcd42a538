#include "models/extension_mobility/emcc.hpp"

namespace roamsim::em {
namespace {

using catalogue::Cause;
using F = EmccFacts;

constexpr std::string_view trace = "annotated trace of a login (TAC document 214535)";
constexpr std::string_view guide = "Cisco Feature Configuration Guide 12.5(1), Extension Mobility Cross Cluster";
constexpr std::string_view nothing = "";

constexpr std::array checks{
    EmccCheck{EmccPoint::visited, Cause::proxy_not_allowed, [](const F& f) { return !f.proxy_allowed; }, true, nothing},
    EmccCheck{EmccPoint::visited, Cause::untrusted_address, [](const F& f) { return !f.address_trusted; }, true,
              nothing},
    EmccCheck{EmccPoint::visited, Cause::em_flag_unreadable, [](const F& f) { return !f.em_flag_readable; }, true,
              nothing},
    EmccCheck{EmccPoint::visited, Cause::em_disabled, [](const F& f) { return !f.em_enabled; }, true, nothing},
    EmccCheck{EmccPoint::visited, Cause::phone_in_use, [](const F& f) { return f.phone_in_use; }, true, nothing},
    EmccCheck{EmccPoint::visited, Cause::emcc_no_remote_cluster, [](const F& f) { return !f.remote_clusters; }, true,
              nothing},
    EmccCheck{EmccPoint::visited, Cause::emcc_user_not_found, [](const F& f) { return !f.user_recorded; }, true,
              nothing},
    EmccCheck{EmccPoint::search, Cause::emcc_no_response, [](const F& f) { return !f.found && f.silent; }, false,
              guide},
    EmccCheck{EmccPoint::search, Cause::emcc_home_down, [](const F& f) { return !f.found && f.home_known_down; }, false,
              guide},
    EmccCheck{EmccPoint::search, Cause::emcc_user_not_found, [](const F& f) { return !f.found; }, false, trace},
    EmccCheck{EmccPoint::home, Cause::emcc_visiting_unknown, [](const F& f) { return !f.visiting_known; }, true,
              nothing},
    EmccCheck{EmccPoint::home, Cause::emcc_refused_by_home, [](const F& f) { return !f.accepts; }, true, nothing},
    EmccCheck{EmccPoint::home, Cause::emcc_not_activated, [](const F& f) { return !f.activated; }, true, nothing},
    EmccCheck{EmccPoint::home, Cause::emcc_wrong_pin, [](const F& f) { return !f.pin_right; }, true, nothing},
    EmccCheck{EmccPoint::home, Cause::profile_absent, [](const F& f) { return !f.profile; }, true, nothing},
    EmccCheck{EmccPoint::home, Cause::multiple_login,
              [](const F& f) { return f.devices > 0 && f.multiple_login == MultipleLogin::not_allowed; }, true,
              nothing},
    EmccCheck{EmccPoint::home, Cause::emcc_device_unsupported, [](const F& f) { return !f.device_supported; }, true,
              nothing},
    EmccCheck{EmccPoint::home, Cause::emcc_duplicate_device, [](const F& f) { return f.duplicate_device; }, true,
              nothing},
    EmccCheck{EmccPoint::home, Cause::emcc_no_tftp_server, [](const F& f) { return !f.tftp_servers; }, true, nothing},
    EmccCheck{EmccPoint::home, Cause::emcc_no_base_device, [](const F& f) { return !f.base_device_free; }, true,
              nothing},
};

}  // namespace

void apply(const EmccPatch& patch, EmccSettings& settings) {
  const auto set = [](auto& value, const auto& change) {
    if (change) value = *change;
  };
  if (patch.remote_clusters) settings.remote_clusters = patch.remote_clusters;
  set(settings.accepts, patch.accepts);
  set(settings.base_devices, patch.base_devices);
  set(settings.tftp_servers, patch.tftp_servers);
  set(settings.foreign_devices, patch.foreign_devices);
}

std::span<const EmccCheck> emcc_checks() {
  return checks;
}

Cause check_emcc(EmccPoint at, const EmccFacts& facts) {
  for (const EmccCheck& check : checks) {
    if (check.at == at && check.fails(facts)) return check.cause;
  }
  return Cause::none;
}

}  // namespace roamsim::em
