#include "sim/actors/world.hpp"

#include <algorithm>

namespace roamsim::actors {

namespace {

directory::Directory make_directory(const Plan& plan) {
  std::vector<std::uint32_t> spare;
  for (const ClusterPlan& cluster : plan.clusters) spare.push_back(cluster.spare_phones);
  std::vector<directory::NamedPhone> named;
  for (const PhonePlan& phone : plan.phones) named.push_back({phone.name, phone.cluster});
  return {plan.users, spare, std::move(named)};
}

/// The records of users who are no super users, and the same of those who are.
std::vector<directory::UserRecord> make_records(const Plan& plan) {
  std::vector<directory::UserRecord> records = plan.user_records;
  if (records.empty()) records.emplace_back();
  const std::size_t ordinary = records.size();
  for (std::size_t i = 0; i < ordinary; ++i) {
    records.push_back(records[i]);
    records.back().super_user = true;
  }
  return records;
}

directory::Configuration make_configuration(const Plan& plan) {
  std::vector<directory::ClusterSettings> clusters;
  std::vector<directory::PhoneSettings> common, named;
  for (const ClusterPlan& cluster : plan.clusters) {
    clusters.push_back(cluster.settings);
    common.push_back(cluster.phone);
  }
  for (const PhonePlan& phone : plan.phones) named.push_back(phone.settings);
  directory::Configuration configuration(std::move(clusters), make_records(plan), plan.users, std::move(common),
                                         std::move(named));
  for (const UserException& exception : plan.user_exceptions) {
    apply(exception.patch, configuration.change(exception.cluster, exception.user));
  }
  return configuration;
}

bool member_at_start(const ClusterPlan& cluster) {
  return cluster.membership.at_start && cluster.membership.role != ils::Role::standalone;
}

// The peers a cluster has once the network of the start has formed: hubs mesh, a spoke has its hub only.
std::vector<ils::Agent::Neighbour> peers_at_start(const Plan& plan, ClusterId self) {
  std::vector<ils::Agent::Neighbour> peers;
  const IlsMembership& own = plan.clusters[self.index()].membership;
  for (std::size_t i = 0; i < plan.clusters.size(); ++i) {
    const ClusterId other(i);
    const IlsMembership& membership = plan.clusters[i].membership;
    if (other == self || !member_at_start(plan.clusters[i])) continue;
    const bool both_hubs = own.role == ils::Role::hub && membership.role == ils::Role::hub;
    const bool own_spoke = own.role == ils::Role::hub && membership.role == ils::Role::spoke && membership.hub == self;
    const bool own_hub = own.role == ils::Role::spoke && own.hub == other;
    if (both_hubs || own_spoke || own_hub) peers.push_back({other, membership.role});
  }
  return peers;
}

}  // namespace

World::World(const Plan& p)
    : plan(p),
      directory(make_directory(p)),
      configuration(make_configuration(p)),
      stays(p.users.size()),
      announced(p.users.size()),
      sessions(p.users.size(), directory.phones()),
      registered(directory.phones(), 0),
      busy(directory.phones(), Busy::no),
      last_login(p.users.size(), never),
      registered_at(directory.phones()),
      clusters(p.clusters.size()) {
  std::size_t nodes_of_all = 0;
  for (std::size_t i = 0; i < p.clusters.size(); ++i) {
    spare.emplace_back(directory.spare_phones(ClusterId(i)));
    first_node.emplace_back(nodes_of_all);
    nodes_of_all += p.clusters[i].nodes.size();
    ledger.open_log(ClusterId(i));
    ledger.append(ClusterId(i), {ils::Update::Kind::cluster_announced, {}, {}});
  }
  first_node.emplace_back(nodes_of_all);
  start_services();
  start_emcc();
  make_room();
  for (std::size_t i = 0; i < p.users.size(); ++i) {
    const UserId user(i);
    const ClusterId home = p.users.home(i);
    const bool advertised = p.users.advertised(i);
    if (advertised) announced.at(i) = ledger.append(home, {ils::Update::Kind::user_announced, user, {}});
    if (!p.users.logged_in(i)) continue;
    if (advertised) {
      const StayId stay = stays.open(user, home, 0);
      stays[stay].opened = ledger.append(home, {ils::Update::Kind::stay_opened, user, stay});
    }
    const PhoneId phone = directory.own_phone(user);
    sessions.log_in(user, phone);
    registered_at[phone.index()] = node_for(phone);
    registered[phone.index()] = registered_at[phone.index()].valid() ? 1 : 0;
  }
  ils::VersionVector network;
  for (ils::LogIndex log = 0; log < ledger.logs(); ++log) {
    if (member_at_start(p.clusters[ledger.origin(log).index()])) network.raise(log, ledger.size(log));
  }
  for (std::size_t i = 0; i < p.clusters.size(); ++i) {
    const ClusterId id(i);
    const ClusterPlan& cluster = p.clusters[i];
    ils::Agent& agent =
        agents.emplace_back(id, cluster.ils, ledger.current_log(id),
                            static_cast<std::uint32_t>(std::max<std::size_t>(cluster.nodes.size(), 1) - 1));
    learned.emplace_back(id, cluster.ils.max_learned_objects);
    if (member_at_start(cluster)) {
      agent.preset(cluster.membership.role, cluster.membership.hub, peers_at_start(p, id), network);
      learn_all(id, network);
    } else {
      ils::VersionVector own;
      own.raise(ledger.current_log(id), ledger.size(ledger.current_log(id)));
      agent.preset(ils::Role::standalone, ClusterId{}, {}, own);
    }
  }
}

/// Tables that are full from the start are not made larger step by step.
void World::make_room() {
  std::vector<std::size_t> updates(clusters.size(), 1);
  std::size_t stays_at_start = 0;
  for (std::size_t i = 0; i < plan.users.size(); ++i) {
    if (!plan.users.advertised(i)) continue;
    const std::size_t stay = plan.users.logged_in(i) ? 1 : 0;
    updates[plan.users.home(i).index()] += 1 + stay;
    stays_at_start += stay;
  }
  for (std::size_t i = 0; i < updates.size(); ++i) ledger.reserve(ClusterId(i), updates[i]);
  stays.reserve(stays_at_start);
}

void World::start_emcc() {
  for (const ClusterPlan& cluster : plan.clusters) emcc.push_back(cluster.emcc);
  base_devices_held.resize(plan.clusters.size(), 0);
  if (uses_emcc(plan)) emcc_home.resize(directory.phones());
}

void World::start_services() {
  bool remembers = false;
  for (const ClusterPlan& cluster : plan.clusters) {
    service_parameters.push_back(cluster.extension_mobility.service_parameters);
    remembers = remembers || cluster.extension_mobility.service_parameters.remember_last_user;
    ClusterState& state = clusters[service_parameters.size() - 1];
    state.serving = false;
    for (const NodePlan& node : cluster.nodes) {
      activated_services.push_back(node.services);
      nodes.push_back({.call_processing = node.services.call_processing,
                       .extension_mobility = node.services.extension_mobility && cluster.settings.set_up.services,
                       .tftp = node.services.tftp});
      state.serving = state.serving || node.services.call_processing;
    }
  }
  for (const ConfigurationChange& change : plan.changes) {
    const auto* cluster = std::get_if<ConfigureCluster>(&change);
    remembers = remembers || (cluster != nullptr && cluster->service_parameters.remember_last_user == true);
  }
  if (remembers) last_user.resize(directory.phones());
}

bool World::activated(NodeId node, Service service) const {
  if (!activated_services[node.index()].has(service)) return false;
  if (service != Service::extension_mobility) return true;
  const auto after = std::upper_bound(first_node.begin(), first_node.end(), node);
  return configuration.cluster(ClusterId(after - first_node.begin() - 1)).set_up.services;
}

const directory::PhoneSettings& World::phone(PhoneId id) const {
  const std::size_t first_named = directory.named_phone(0).index();
  if (id.index() >= first_named) return configuration.named_phone(id.index() - first_named);
  return configuration.common_phone(directory.cluster_of(id));
}

bool World::has_em_item(PhoneId phone) const {
  const ClusterId at = directory.cluster_of(phone);
  const directory::ClusterSettings& cluster = configuration.cluster(at);
  const directory::PhoneSettings& settings = this->phone(phone);
  if (!cluster.set_up.phone_service) return false;
  if (settings.em_in_configuration) return true;
  const bool own = settings.subscribed && cluster.set_up.phone_subscription;
  const UserId user = sessions.user_of(phone);
  if (!user.valid()) return own && (!sessions.was_used(phone) || cluster.synchronize_auto_profile);
  const std::vector<directory::DeviceProfile>& profiles = configuration.user(serving_cluster(phone), user).profiles;
  const std::size_t index = sessions.profile_of(phone);
  // A profile for another model gives the phone's default profile, and so does one deleted since.
  if (index >= profiles.size() || !profiles[index].present) return own;
  const directory::DeviceProfile& profile = profiles[index];
  if (!profile.model.empty() && profile.model != settings.model) return own;
  return profile.subscribed && configuration.cluster(serving_cluster(phone)).set_up.profile_subscription;
}

bool World::accepts_pin(ClusterId at, UserId user, std::string_view pin) const {
  if (pin == configuration.user(at, user).pin) return true;
  const auto former = former_pins.find({at, user});
  return former != former_pins.end() &&
         std::find(former->second.begin(), former->second.end(), pin) != former->second.end();
}

bool World::has_profile(UserId user, ClusterId cluster) const {
  const directory::UserRecord& record = configuration.user(cluster, user);
  return record.present && record.super_user && configuration.cluster(cluster).set_up.device_profiles &&
         std::any_of(record.profiles.begin(), record.profiles.end(),
                     [](const directory::DeviceProfile& profile) { return profile.present; });
}

std::vector<std::uint8_t> World::profiles_of(UserId user, ClusterId cluster) const {
  const directory::TaskFlow& done = configuration.cluster(cluster).set_up;
  std::vector<std::uint8_t> found;
  if (!done.device_profiles || !done.profile_association) return found;
  const std::vector<directory::DeviceProfile>& profiles = configuration.user(cluster, user).profiles;
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    if (profiles[i].present && profiles[i].associated) found.push_back(static_cast<std::uint8_t>(i));
  }
  return found;
}

NodeId World::node_for(PhoneId phone) const {
  const std::size_t cluster = serving_cluster(phone).index();
  const std::size_t first = first_node[cluster].index();
  const std::size_t count = first_node[cluster + 1].index() - first;
  const std::size_t subscribers = count - 1;
  const std::size_t own = subscribers == 0 ? 0 : 1 + phone.index() % subscribers;
  for (std::size_t tried = 0; tried < count; ++tried) {
    const std::size_t node = first + (own + tried) % count;
    if (nodes[node].call_processing) return NodeId(node);
  }
  return {};
}

void World::learn_all(ClusterId cluster, const ils::VersionVector& known) {
  for (ils::LogIndex log = 0; log < known.logs(); ++log) {
    // The first update of a log is the cluster's own announcement, which is no object.
    if (ledger.origin(log) != cluster && known[log] > 0) learned[cluster.index()].preset(log, 2, known[log]);
  }
}

ClusterId World::route(ClusterId at, UserId user) const {
  const ClusterPlan& cluster = plan.clusters[at.index()];
  const ClusterId home = plan.users.home(user.index());
  if (!plan.users.advertised(user.index())) return home;
  const ils::LearnedObjects& table = learned[at.index()];
  const bool all_usable = table.refusals() == 0 && cluster.blocked_learned_patterns.empty();
  return ils::route(stays, agents[at.index()].applied(), cluster.ils.conflict, user, home, announced[user.index()],
                    [&](ils::UpdateRef update, ClusterId to) {
                      if (all_usable) return true;
                      if (to == at) return true;
                      return !table.refused(update) &&
                             std::none_of(cluster.blocked_learned_patterns.begin(),
                                          cluster.blocked_learned_patterns.end(), [&](const ils::BlockedPattern& rule) {
                                            return rule.blocks(plan.users.dn(user.index()), to);
                                          });
                    });
}

bool World::knows(ClusterId at, UserId user) const {
  if (plan.users.home(user.index()) == at || !plan.users.advertised(user.index())) return true;
  const ils::UpdateRef update = announced[user.index()];
  return agents[at.index()].applied().vector().knows(update) && !learned[at.index()].refused(update);
}

ClusterId World::truth(UserId user) const {
  for (StayId id = stays.newest(user); id.valid(); id = stays[id].previous) {
    if (stays[id].open()) return stays[id].cluster;
  }
  return plan.users.home(user.index());
}

void World::prefetch(UserId user) const {
  const PhoneId phone = directory.own_phone(user);
  plan.users.prefetch(user.index());
  sessions.prefetch(user, phone);
  stays.prefetch(user);
  announced.prefetch(user.index());
  directory.prefetch(phone);
  __builtin_prefetch(&registered[phone.index()]);
  __builtin_prefetch(&registered_at[phone.index()]);
}

StayId World::open_stay(UserId user, ClusterId cluster) const {
  for (StayId id = stays.newest(user); id.valid(); id = stays[id].previous) {
    if (stays[id].cluster == cluster && stays[id].open()) return id;
  }
  return {};
}

std::vector<PhoneId> World::devices_in(UserId user, ClusterId cluster) const {
  std::vector<PhoneId> found = sessions.devices(user);
  std::erase_if(found, [&](PhoneId phone) { return directory.cluster_of(phone) != cluster || away_from_home(phone); });
  return found;
}

std::vector<PhoneId> World::devices_standing_in(UserId user, ClusterId cluster) const {
  std::vector<PhoneId> found = sessions.devices(user);
  std::erase_if(found, [&](PhoneId phone) { return directory.cluster_of(phone) != cluster; });
  return found;
}

std::vector<PhoneId> World::devices_served_by(UserId user, ClusterId cluster) const {
  std::vector<PhoneId> found = sessions.devices(user);
  std::erase_if(found, [&](PhoneId phone) { return serving_cluster(phone) != cluster; });
  return found;
}

void World::end_login(PhoneId phone) {
  sessions.log_out(phone);
  login_ends.erase(phone);
  if (away_from_home(phone)) {
    --base_devices_held[emcc_home[phone.index()].index()];
    emcc_home[phone.index()] = ClusterId{};
  }
  tell_if_free(phone);
}

void World::leave(PhoneId phone) {
  busy[phone.index()] = Busy::no;
  tell_if_free(phone);
}

void World::tell_if_free(PhoneId phone) {
  if (!is_free(phone)) return;
  const ClusterId cluster = directory.cluster_of(phone);
  const auto [first, last] = directory.spare_phones(cluster);
  if (phone >= first && phone < last) spare[cluster.index()].freed(phone);
  changes.phone_freed(phone);
}

std::vector<ClusterId> World::remote_clusters(ClusterId cluster) const {
  std::vector<ClusterId> remote;
  if (emcc[cluster.index()].remote_clusters) {
    remote = *emcc[cluster.index()].remote_clusters;
    std::erase(remote, cluster);
    return remote;
  }
  for (std::size_t other = 0; other < clusters.size(); ++other) {
    if (other != cluster.index()) remote.emplace_back(other);
  }
  return remote;
}

PhoneId World::registered_phone(UserId user, ClusterId cluster) const {
  for (const PhoneId phone : sessions.devices(user)) {
    if (serving_cluster(phone) == cluster && registered[phone.index()] != 0) return phone;
  }
  return {};
}

}  // namespace roamsim::actors
