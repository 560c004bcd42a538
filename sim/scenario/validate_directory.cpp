#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sim/scenario/bulk_names.hpp"
#include "sim/scenario/checker.hpp"
#include "sim/scenario/phone_model_warnings.hpp"
#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/registry/codecs.hpp"
#include "sim/scenario/version.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::uint64_t most_phones = 10'000'000;
constexpr const char* url_form = "http://HOST:8080/emapp/EMAppServlet?device=#DEVICENAME#";

directory::ClusterSettings settings_of(Checker& checker, std::size_t i) {
  const ClusterSpec& spec = checker.spec.clusters[i];
  const std::string pointer = fmt::format("/clusters/{}/phone_service", i);
  directory::ClusterSettings settings;
  settings.phone_service = spec.phone_service;
  settings.url = phone_service_url(checker, spec.phone_service.url, pointer + "/url");
  if (!spec.phone_service.backup_url.empty()) {
    settings.backup_url = phone_service_url(checker, spec.phone_service.backup_url, pointer + "/backup_url");
  }
  settings.set_up = spec.set_up;
  settings.synchronize_auto_profile = spec.synchronize_auto_profile;
  const std::optional<Version> version = parse_version(spec.version);
  settings.roaming_supported = !version || *version >= first_roaming_version;
  return settings;
}

/// Writes out the phones with names of their own.
class PhoneCheck {
 public:
  explicit PhoneCheck(Checker& checker) : checker_(checker) {}

  void run() {
    std::uint64_t phones = 0;
    const std::vector<ClusterSpec>& clusters = checker_.spec.clusters;
    for (const ClusterSpec& cluster : clusters) {
      for (const PhoneSpec& phone : cluster.phones) phones += phone.count.value_or(1);
    }
    if (phones > most_phones) {
      checker_.error("/clusters",
                     {fmt::format("{} phones", phones), fmt::format("at most {} phones", most_phones), {}});
      return;
    }
    for (std::size_t i = 0; i < clusters.size(); ++i) {
      for (std::size_t j = 0; j < clusters[i].phones.size(); ++j) {
        add(clusters[i].phones[j], ClusterId{i}, fmt::format("/clusters/{}/phones/{}", i, j));
      }
    }
  }

 private:
  void add(const PhoneSpec& phone, ClusterId cluster, const std::string& pointer) {
    if (!checker_.clean(pointer)) return;
    // What holds for all phones of the cluster was said of the cluster.
    const directory::PhoneSettings& all = checker_.spec.clusters[cluster.index()].phone;
    const directory::PhoneSettings& own = phone.settings;
    if (own.model != all.model || own.extension_mobility != all.extension_mobility) {
      warn_of_model(checker_, own, pointer);
    }
    const std::string id = pointer + "/id";
    if (!phone.count) return add(phone.id, phone, cluster, id);
    if (!tells_apart(checker_, phone.id, *phone.count, id)) return;
    for (std::uint64_t n = 0; n < *phone.count; ++n) {
      PlaceholderValues values;
      values.n = phone.first + n;
      std::optional<std::string> name = filled_in(checker_, phone.id, {device_name_rule(), "SEP{n:12}"}, values, id);
      if (!name || !checker_.clean(id)) return;
      add(std::move(*name), phone, cluster, id);
    }
  }

  void add(std::string name, const PhoneSpec& phone, ClusterId cluster, const std::string& pointer) {
    if (!device_name_rule().matches(name)) {  // one that is no pattern may not look like one's beginning
      checker_.error(pointer, {quoted(name), std::string(device_name_rule().allowed), {}});
      return;
    }
    if (!checker_.phone_names.emplace(name, checker_.plan.phones.size()).second) {
      checker_.error(pointer, {quoted(name), "a name of its own for each phone", {}});
      return;
    }
    checker_.plan.phones.push_back({std::move(name), cluster, phone.settings});
  }

  Checker& checker_;
};

}  // namespace

directory::PhoneServiceUrl phone_service_url(Checker& checker, const std::string& text, const std::string& pointer) {
  if (!checker.clean(pointer)) return {};
  const std::optional<directory::PhoneServiceUrl> url = directory::parse_phone_service_url(text);
  if (!url) {
    checker.error(pointer, {quoted(text), std::string("a URL such as \"") + url_form + '"', {}});
    return {};
  }
  if (!url->device_name) {
    checker.warning(pointer, {quoted(text), {}, "without device=#DEVICENAME# each login ends with code 207"});
  }
  if (url->login_type == directory::LoginType::invalid) {
    checker.warning(pointer, {quoted(text), {}, "loginType is none of DN, SP and UID: each login ends with code 215"});
  }
  return *url;
}

void check_directory(Checker& checker) {
  for (std::size_t i = 0; i < checker.spec.clusters.size(); ++i) {
    checker.plan.clusters[i].settings = settings_of(checker, i);
    checker.plan.clusters[i].phone = checker.spec.clusters[i].phone;
    warn_of_model(checker, checker.spec.clusters[i].phone, fmt::format("/clusters/{}/phone", i));
  }
  PhoneCheck(checker).run();
}

void check_user_exceptions(Checker& checker) {
  const std::vector<ClusterSpec>& clusters = checker.spec.clusters;
  if (!checker.clean("/clusters")) return;
  std::size_t user = 0;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    for (std::size_t j = 0; j < clusters[i].users.size(); ++j) {
      const UserSpec& spec = clusters[i].users[j];
      const std::size_t count = spec.count.value_or(1);
      for (std::size_t k = 0; k < spec.exceptions.size(); ++k) {
        const UserExceptionSpec& exception = spec.exceptions[k];
        const std::string pointer = fmt::format("/clusters/{}/users/{}/elsewhere/{}", i, j, k);
        for (const ClusterId cluster : checker.selectors.clusters(exception.clusters, pointer + "/cluster")) {
          if (exception.patch.home_cluster == true && cluster != ClusterId(i)) {
            checker.warning(pointer + "/home_cluster", {"the flag \"Home Cluster\" in a second cluster",
                                                        {},
                                                        "EMCC needs it in exactly one; roaming works all the same"});
          }
          for (std::size_t n = 0; n < count; ++n) {
            checker.plan.user_exceptions.push_back({cluster, UserId(user + n), exception.patch});
          }
        }
      }
      user += count;
    }
  }
}

}  // namespace roamsim::scenario
