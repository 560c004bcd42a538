#include "sim/scenario/validate_administration.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/emcc_settings.hpp"
#include "sim/scenario/fault_targets.hpp"

namespace roamsim::scenario {
namespace {

/// A change that says nothing of what changes.
void refuse_nothing(Checker& checker, bool nothing, TimelineParts& entry, const std::string& at) {
  if (!nothing) return;
  if (checker.clean(at)) checker.error(at, {"a change of nothing", "at least one thing that is changed", {}});
  entry.found = false;
}

void begin_changes(Checker& checker, TimelineParts& entry, std::size_t n) {
  entry.first_change = static_cast<std::uint32_t>(checker.plan.changes.size());
  entry.found = entry.found && n > 0;
  entry.rounds.chosen = static_cast<std::int64_t>(std::max<std::size_t>(n, 1));
}

}  // namespace

void choose_login_details(Checker& checker, const LoginSpec& spec, TimelineParts& entry, const std::string& at) {
  if (!spec.phone && spec.details == LoginDetails{}) return;
  LoginDetails details = spec.details;
  if (spec.phone && checker.clean(at + "/phone")) {
    const std::vector<std::uint32_t> phones = phones_named(checker, {{*spec.phone}, false}, at + "/phone");
    if (phones.empty()) {
      entry.found = false;
      return;
    }
    details.phone = phones.front();
    const ClusterId where = checker.plan.phones[phones.front()].cluster;
    if (entry.found && entry.clusters != std::vector<ClusterId>{where}) {
      checker.error(at + "/phone",
                    {quoted(*spec.phone) + ", a phone of " + quoted(checker.plan.clusters[where.index()].name),
                     "a phone of the cluster of the login",
                     {}});
      entry.found = false;
    }
  }
  entry.details = static_cast<std::uint32_t>(checker.plan.login_details.size());
  checker.plan.login_details.push_back(std::move(details));
}

void choose_change(Checker& checker, const ConfigureUserSpec& spec, TimelineParts& entry, const std::string& at) {
  entry.clusters = checker.selectors.clusters(spec.clusters, at + "/cluster");
  refuse_nothing(checker, spec.patch == directory::UserPatch{}, entry, at);
  begin_changes(checker, entry, entry.users.size() * entry.clusters.size());
  for (const UserId user : entry.users) {
    for (const ClusterId cluster : entry.clusters) {
      checker.plan.changes.emplace_back(ConfigureUser{cluster, user, spec.patch});
    }
  }
}

void choose_change(Checker& checker, const ConfigurePhoneSpec& spec, TimelineParts& entry, const std::string& at) {
  const std::vector<std::uint32_t> phones = phones_named(checker, spec.phones, at + "/phone");
  refuse_nothing(checker, spec.patch == directory::PhonePatch{}, entry, at);
  begin_changes(checker, entry, phones.size());
  for (const std::uint32_t phone : phones) checker.plan.changes.emplace_back(ConfigurePhone{phone, spec.patch});
}

void choose_change(Checker& checker, const ConfigureClusterSpec& spec, TimelineParts& entry, const std::string& at) {
  entry.clusters = checker.selectors.clusters(spec.clusters, at + "/cluster");
  refuse_nothing(checker,
                 spec.patch == directory::ClusterPatch{} && spec.service_parameters == em::ServiceParameterPatch{} &&
                     spec.emcc == EmccPatchSpec{},
                 entry, at);
  const em::EmccPatch emcc = emcc_patch(checker, spec.emcc, at + "/emcc");
  if (spec.patch.url) phone_service_url(checker, *spec.patch.url, at + "/phone_service_url");
  begin_changes(checker, entry, entry.clusters.size());
  for (const ClusterId cluster : entry.clusters) {
    checker.plan.changes.emplace_back(ConfigureCluster{cluster, spec.patch, spec.service_parameters, emcc});
  }
}

}  // namespace roamsim::scenario
