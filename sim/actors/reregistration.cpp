#include "sim/actors/reregistration.hpp"

#include "models/directory/parameters.hpp"

namespace roamsim::actors {

Reregistration::Reregistration(Context& context, Registrar& registrar, EmNodes& nodes)
    : context_(context), registrar_(registrar), nodes_(nodes) {}

bool Reregistration::lost(const Coming& coming) const {
  if (!coming.place.node.valid()) return false;
  return coming.files ? nodes_.lost_configuration(coming.place) : nodes_.lost_registration(coming.place);
}

void Reregistration::wave(ClusterId cluster, bool restarted) {
  coming_.resize(context_.world.directory.phones());
  const directory::RecoveryParameters& recovery = context_.world.plan.clusters[cluster.index()].recovery;
  std::uint64_t n = 0;
  for (const PhoneId phone : registrar_.waiting(cluster)) {
    Coming& own = coming_[phone.index()];
    if (own.under_way && !lost(own)) continue;
    own = {.under_way = true, .files = restarted && recovery.fetch_configuration, .round = own.round + 1, .place = {}};
    go_on_at(context_.scheduler.now() + directory::wave_offset(recovery, n++), phone, &Reregistration::ask);
  }
}

void Reregistration::go_on_at(Time at, PhoneId phone, void (Reregistration::*step)(PhoneId)) {
  if (at == context_.scheduler.now()) return (this->*step)(phone);
  context_.scheduler.at(at, core::Priority::completion, [this, phone, step, round = coming_[phone.index()].round] {
    if (coming_[phone.index()].round == round) (this->*step)(phone);
  });
}

// Where call processing is lost meanwhile, the phone finds no node, and the next wave takes it along.
void Reregistration::ask(PhoneId phone) {
  if (!registrar_.wants_to_register(phone)) return give_up(phone);
  if (coming_[phone.index()].files) return fetch(phone);
  join_queue(phone);
}

void Reregistration::fetch(PhoneId phone) {
  Coming& own = coming_[phone.index()];
  const Time now = context_.scheduler.now();
  own.place = nodes_.configure(context_.world.serving_cluster(phone), now);
  if (own.place.done == never) {
    return go_on_at(now + plan_of(phone).extension_mobility.configuration_retry, phone, &Reregistration::ask);
  }
  go_on_at(own.place.done, phone, &Reregistration::served);
}

void Reregistration::join_queue(PhoneId phone) {
  Coming& own = coming_[phone.index()];
  own.files = false;
  own.place = {};
  if (!plan_of(phone).recovery.registration_queue) return served(phone);
  own.place = nodes_.register_phone(phone, context_.scheduler.now());
  if (own.place.done == never) return give_up(phone);
  go_on_at(own.place.done, phone, &Reregistration::served);
}

void Reregistration::served(PhoneId phone) {
  const Coming& own = coming_[phone.index()];
  if (!registrar_.wants_to_register(phone)) return give_up(phone);
  // A server of files that is lost is asked again; a node that is lost is followed by a wave.
  if (lost(own)) return own.files ? ask(phone) : give_up(phone);
  if (own.files) return join_queue(phone);
  give_up(phone);
  registrar_.set_registered(phone, true);
}

}  // namespace roamsim::actors
