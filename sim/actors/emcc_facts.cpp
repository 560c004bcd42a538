#include "sim/actors/emcc_facts.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace roamsim::actors {
namespace {

template <class T>
bool has(const std::vector<T>& list, const T& what) {
  return std::find(list.begin(), list.end(), what) != list.end();
}

}  // namespace

bool by_emcc(const World& world, const Attempt& attempt) {
  const UserPlan& user = world.plan.users[attempt.user.index()];
  return user.mobility == em::Mobility::emcc && user.home != attempt.cluster;
}

bool is_home(const World& world, const Attempt& attempt, ClusterId cluster) {
  const directory::UserRecord& record = world.configuration.user(cluster, attempt.user);
  const bool flag = record.home_cluster.value_or(world.plan.users[attempt.user.index()].home == cluster);
  return record.present && flag && typed_by(world, attempt, cluster).right;
}

em::EmccFacts visited_facts(const World& world, const Attempt& attempt) {
  const em::LoginFacts login = login_facts(world, attempt);
  em::EmccFacts facts;
  facts.proxy_allowed = login.proxy_allowed;
  facts.address_trusted = login.address_trusted;
  facts.em_flag_readable = login.em_flag_readable;
  facts.em_enabled = login.em_enabled;
  facts.phone_in_use = login.phone_in_use;
  facts.user_recorded = !world.plan.clusters[attempt.cluster.index()].emcc_parameters.needs_user_record ||
                        world.configuration.user(attempt.cluster, attempt.user).present;
  facts.remote_clusters = !world.remote_clusters(attempt.cluster).empty();
  return facts;
}

em::EmccFacts search_facts(const World& world, const RemoteClusters& remotes, const Attempt& attempt,
                           const HomeSearch& search) {
  const std::vector<ClusterId> configured = world.remote_clusters(attempt.cluster);
  em::EmccFacts facts;
  facts.found = search.home.valid();
  facts.silent = search.silent;
  facts.home_known_down = std::any_of(configured.begin(), configured.end(), [&](ClusterId remote) {
    return !remotes.counts_as_up(attempt.cluster, remote) && is_home(world, attempt, remote);
  });
  return facts;
}

em::EmccFacts home_facts(const World& world, const Attempt& attempt, ClusterId home) {
  const em::EmccSettings& settings = world.emcc[home.index()];
  const directory::UserRecord& record = world.configuration.user(home, attempt.user);
  em::EmccFacts facts;
  facts.visiting_known = has(world.remote_clusters(home), attempt.cluster);
  facts.accepts = settings.accepts;
  facts.activated = record.emcc;
  facts.pin_right = world.accepts_pin(home, attempt.user, typed_by(world, attempt, home).pin);
  facts.profile = !world.profiles_of(attempt.user, home).empty();
  facts.devices = world.devices_served_by(attempt.user, home).size();
  facts.multiple_login = world.service_parameters[home.index()].multiple_login;
  facts.device_supported = world.phone(attempt.phone).emcc;
  facts.duplicate_device = has(settings.foreign_devices, world.directory.device_name(attempt.phone));
  facts.tftp_servers = settings.tftp_servers;
  facts.base_device_free = world.base_devices_held[home.index()] < settings.base_devices;
  return facts;
}

}  // namespace roamsim::actors
