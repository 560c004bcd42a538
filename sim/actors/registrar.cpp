#include "sim/actors/registrar.hpp"

namespace roamsim::actors {

void Registrar::set_registered(PhoneId phone, bool registered) {
  World& world = context_.world;
  if ((world.registered[phone.index()] != 0) == registered) return;
  world.registered[phone.index()] = registered ? 1 : 0;
  const UserId user = world.sessions.user_of(phone);
  if (!user.valid() || !context_.collected.has(record::Table::registrations)) return;
  context_.journal.registrations.push_back({context_.scheduler.now(), user, world.directory.cluster_of(phone),
                                            directory::Directory::device_name(phone), registered});
}

template <class Visit>
void Registrar::for_phones_in_use(ClusterId cluster, Visit visit) {
  const World& world = context_.world;
  for (std::size_t phone = 0; phone < world.directory.phones(); ++phone) {
    const PhoneId id(phone);
    if (world.directory.cluster_of(id) == cluster && world.sessions.user_of(id).valid()) visit(id);
  }
}

void Registrar::lose_all(ClusterId cluster) {
  for_phones_in_use(cluster, [this](PhoneId phone) { set_registered(phone, false); });
}

void Registrar::register_all(ClusterId cluster) {
  for_phones_in_use(cluster, [this](PhoneId phone) {
    if (context_.world.busy[phone.index()] != Busy::logging_in) set_registered(phone, true);
  });
}

}  // namespace roamsim::actors
