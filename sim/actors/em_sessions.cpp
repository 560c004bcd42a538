#include "sim/actors/em_sessions.hpp"

#include <algorithm>

#include "models/directory/directory.hpp"

namespace roamsim::actors {

using record::LocationChangeRow;

EmSessions::EmSessions(Context& context, ConvergenceRecorder& recorder, IlsService& ils, Registrar& registrar)
    : context_(context), recorder_(recorder), ils_(ils), registrar_(registrar) {
  ils_.set_listener(*this);
}

void EmSessions::log_in(UserId user, ClusterId cluster, PhoneId phone, std::uint8_t profile, RequestId request) {
  World& world = context_.world;
  world.last_login.at(user.index()) = context_.scheduler.now();
  if (world.service_parameters[cluster.index()].multiple_login == em::MultipleLogin::auto_logout) {
    for (const PhoneId other : world.devices_served_by(user, cluster)) free(other);
  }
  const StayId present = world.open_stay(user, cluster);
  world.sessions.log_in(user, phone, profile);
  start_timer(phone);
  if (!world.plan.users.advertised(user.index())) return;  // who is always at home, as all others see it
  if (present.valid() && present == world.stays.newest(user)) {
    ils_.announce(cluster, ils_.issue(cluster, {ils::Update::Kind::stay_extended, user, present}));
    return;
  }
  // The user has been elsewhere since the present stay here began, which is not known here yet: to be the newest
  // everywhere, this login opens a stay of its own, which takes the place of the other.
  if (present.valid()) {
    world.stays[present].ended = ils_.issue(cluster, {ils::Update::Kind::stay_ended, user, present});
  }
  const StayId stay = world.stays.open(user, cluster, world.wall_clock(cluster, context_.scheduler.now()));
  const ils::UpdateRef update = ils_.issue(cluster, {ils::Update::Kind::stay_opened, user, stay});
  world.stays[stay].opened = update;
  tell(update, LocationChangeRow::Kind::login, user, cluster, request);
}

void EmSessions::tell(ils::UpdateRef update, LocationChangeRow::Kind kind, UserId user, ClusterId cluster,
                      RequestId request) {
  const World& world = context_.world;
  ils_.announce(cluster, update);
  recorder_.committed({.at = context_.scheduler.now(),
                       .kind = kind,
                       .user = user,
                       .cluster = cluster,
                       .truth = world.truth(user),
                       .incarnation = world.ledger.incarnation(update.log),
                       .sequence = update.sequence,
                       .request = request},
                      update);
}

void EmSessions::log_in_from_elsewhere(UserId user, ClusterId home, PhoneId phone, std::uint8_t profile) {
  World& world = context_.world;
  if (world.service_parameters[home.index()].multiple_login == em::MultipleLogin::auto_logout) {
    for (const PhoneId other : world.devices_served_by(user, home)) {
      log_out(other, LocationChangeRow::Kind::automatic_logout, RequestId{});
    }
  }
  world.sessions.log_in(user, phone, profile);
  world.emcc_home[phone.index()] = home;
  ++world.base_devices_held[home.index()];
  const Duration limit = world.plan.clusters[home.index()].emcc_parameters.maximum_login_time;
  if (limit > 0) end_at(context_.scheduler.now() + limit, phone);
}

void EmSessions::free(PhoneId phone) {
  registrar_.set_registered(phone, false);
  context_.world.end_login(phone);
}

void EmSessions::log_out(PhoneId phone, LocationChangeRow::Kind kind, RequestId request) {
  World& world = context_.world;
  const UserId user = world.sessions.user_of(phone);
  const ClusterId cluster = world.directory.cluster_of(phone);
  const bool by_emcc = world.away_from_home(phone);
  free(phone);
  if (by_emcc || !world.plan.users.advertised(user.index())) return;
  const StayId stay = world.open_stay(user, cluster);
  if (!world.devices_in(user, cluster).empty()) {
    ils_.announce(cluster, ils_.issue(cluster, {ils::Update::Kind::stay_reduced, user, stay}));
    return;
  }
  const ils::UpdateRef update = ils_.issue(cluster, {ils::Update::Kind::stay_ended, user, stay});
  world.stays[stay].ended = update;
  tell(update, kind, user, cluster, request);
}

void EmSessions::log_out_everybody(ClusterId cluster) {
  const World& world = context_.world;
  for (std::size_t i = 0; i < world.directory.phones(); ++i) {
    const PhoneId phone(i);
    const bool concerned = world.directory.cluster_of(phone) == cluster || world.serving_cluster(phone) == cluster;
    if (!concerned || !world.sessions.user_of(phone).valid()) continue;
    log_out(phone, LocationChangeRow::Kind::forced_logout, RequestId{});
  }
}

void EmSessions::start_timer(PhoneId phone) {
  World& world = context_.world;
  const ClusterId cluster = world.directory.cluster_of(phone);
  const em::ServiceParameters& parameters = world.service_parameters[cluster.index()];
  // Since 12.5 a time of zero does not end logins.
  if (!parameters.enforce_maximum_login_time || parameters.maximum_login_time == 0) return;
  end_at(context_.scheduler.now() + parameters.maximum_login_time, phone);
}

void EmSessions::end_at(Time date, PhoneId phone) {
  const std::uint32_t login = context_.world.sessions.login_of(phone);
  context_.world.login_ends[phone] = date;
  context_.scheduler.at(std::max(date, context_.scheduler.now()), core::Priority::timer, [this, phone, login] {
    const em::Sessions& sessions = context_.world.sessions;
    if (!sessions.user_of(phone).valid() || sessions.login_of(phone) != login) return;
    log_out(phone, LocationChangeRow::Kind::maximum_login_time, RequestId{});
  });
}

void EmSessions::learned(ClusterId cluster, const ils::Update& update) {
  if (update.kind != ils::Update::Kind::stay_opened) return;
  const World& world = context_.world;
  const ils::Stay& newer = world.stays[update.stay];
  if (newer.cluster == cluster) return;
  // Every login is learned by every cluster, and nearly none of them has a phone of the user.
  PhoneId phone = world.sessions.first_device(update.user);
  while (phone.valid() && world.directory.cluster_of(phone) != cluster) phone = world.sessions.next_device(phone);
  if (!phone.valid()) return;
  const StayId here = world.open_stay(update.user, cluster);
  if (!here.valid() || world.stays[here].epoch > newer.epoch) return;
  for (const PhoneId device : world.devices_in(update.user, cluster)) {
    log_out(device, LocationChangeRow::Kind::automatic_logout, RequestId{});
  }
}

}  // namespace roamsim::actors
