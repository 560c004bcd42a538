#include "sim/actors/registrar.hpp"

namespace roamsim::actors {

void Registrar::set_registered(PhoneId phone, bool registered) {
  World& world = context_.world;
  if ((world.registered[phone.index()] != 0) == registered) return;
  const NodeId node = registered ? world.node_for(phone) : NodeId{};
  if (registered && !node.valid()) return;
  context_.journal.counters.add(registered ? node : world.registered_at[phone.index()],
                                record::Counter::registered_phones, context_.scheduler.now(), registered ? 1 : -1);
  world.registered[phone.index()] = registered ? 1 : 0;
  world.registered_at[phone.index()] = node;
  const UserId user = world.sessions.user_of(phone);
  if (user.valid()) world.changes.user(user);
  if (!user.valid() || !context_.collected.has(record::Table::registrations)) return;
  context_.journal.registrations.push_back(
      {context_.scheduler.now(), user, world.serving_cluster(phone), world.directory.device_name(phone), registered});
}

template <class Visit>
void Registrar::for_phones_in_use(ClusterId cluster, Visit visit) const {
  const World& world = context_.world;
  for (std::size_t phone = 0; phone < world.directory.phones(); ++phone) {
    const PhoneId id(phone);
    if (world.serving_cluster(id) == cluster && world.sessions.user_of(id).valid()) visit(id);
  }
}

void Registrar::lose_all(ClusterId cluster) {
  for_phones_in_use(cluster, [this](PhoneId phone) { set_registered(phone, false); });
}

void Registrar::lose(NodeId node, ClusterId cluster) {
  for_phones_in_use(cluster, [this, node](PhoneId phone) {
    if (context_.world.registered_at[phone.index()] == node) set_registered(phone, false);
  });
}

bool Registrar::wants_to_register(PhoneId phone) const {
  const World& world = context_.world;
  return world.registered[phone.index()] == 0 && world.sessions.user_of(phone).valid() &&
         world.busy[phone.index()] != Busy::logging_in &&
         context_.engine.topology().path_on(world.directory.cluster_of(phone), world.serving_cluster(phone));
}

std::vector<PhoneId> Registrar::waiting(ClusterId cluster) const {
  std::vector<PhoneId> phones;
  for_phones_in_use(cluster, [&](PhoneId phone) {
    if (wants_to_register(phone)) phones.push_back(phone);
  });
  return phones;
}

}  // namespace roamsim::actors
