#include "models/extension_mobility/stages.hpp"
#include "sim/actors/computation.hpp"
#include "sim/actors/emcc_facts.hpp"
#include "sim/actors/extension_mobility_service.hpp"
#include "sim/actors/node_work.hpp"
#include "sim/actors/round_trip.hpp"
#include "sim/actors/transfer.hpp"

namespace roamsim::actors {

using catalogue::Cause;
using em::EmccPoint;
using record::LocationChangeRow;

void ExtensionMobilityService::go_on_by_emcc(RequestId id) {
  requests_[id.index()].actor = context_.scheduler.spawn(&ExtensionMobilityService::login_at_home, *this, id);
}

Cause ExtensionMobilityService::check_at_home(RequestId id, ClusterId home) {
  const Cause cause = em::check_emcc(EmccPoint::home, home_facts(context_.world, attempt(id), home));
  if (cause != Cause::none) return cause;
  ++context_.world.base_devices_held[home.index()];
  requests_[id.index()].base_device_at = home;
  return cause;
}

void ExtensionMobilityService::release_base_device(Request& request) {
  if (request.base_device_at.valid()) --context_.world.base_devices_held[request.base_device_at.index()];
  request.base_device_at = ClusterId{};
}

void ExtensionMobilityService::commit_at_home(RequestId id, ClusterId home, std::uint8_t profile) {
  release_base_device(requests_[id.index()]);  // from now on the login itself holds it
  sessions_.log_in_from_elsewhere(attempt(id).user, home, attempt(id).phone, profile);
  requests_[id.index()].login_at_home = context_.world.sessions.login_of(attempt(id).phone);
  if (!context_.world.last_user.empty()) context_.world.last_user[attempt(id).phone.index()] = attempt(id).user;
}

bool ExtensionMobilityService::holds_at_home(RequestId id, ClusterId home) const {
  const World& world = context_.world;
  const PhoneId phone = attempt(id).phone;
  return requests_[id.index()].login_at_home == world.sessions.login_of(phone) && world.away_from_home(phone) &&
         world.serving_cluster(phone) == home;
}

void ExtensionMobilityService::give_up_at_home(RequestId id, Cause cause) {
  const PhoneId phone = attempt(id).phone;
  // The phone may be in use by somebody else, who was there before.
  const bool own = requests_[id.index()].login_at_home == context_.world.sessions.login_of(phone);
  if (own && context_.world.away_from_home(phone)) sessions_.log_out(phone, LocationChangeRow::Kind::forced_logout, id);
  finish(id, cause);
}

NodeId ExtensionMobilityService::node_on(ClusterId cluster) const {
  const std::vector<NodeId>& first = context_.world.first_node;
  for (auto node = first[cluster.index()].value; node < first[cluster.index() + 1].value; ++node) {
    if (context_.engine.topology().node_on(NodeId(node))) return NodeId(node);
  }
  return first[cluster.index()];
}

void ExtensionMobilityService::keep_registered(PhoneId phone) {
  const World& world = context_.world;
  const ClusterId home = world.serving_cluster(phone);
  context_.scheduler.after(
      emcc(home).registration_refresh, core::Priority::timer,
      [this, phone, home, login = world.sessions.login_of(phone)] {
        const World& now = context_.world;
        if (!now.away_from_home(phone) || now.sessions.login_of(phone) != login) return;
        const ClusterId here = now.directory.cluster_of(phone);
        remotes_.count(2, static_cast<std::uint64_t>(2 * emcc(home).message_bytes));
        if (remotes_.serves(here, home)) {
          registrar_.set_registered(phone, true);  // where it was lost meanwhile
          return keep_registered(phone);
        }
        context_.say(LogLevel::warning, Component::extension_mobility,
                     "{} does not reach {} any more and returns to {}: the login of {} is over",
                     now.directory.device_name(phone), context_.name(home), context_.name(here),
                     context_.name(now.sessions.user_of(phone)));
        sessions_.log_out(phone, LocationChangeRow::Kind::forced_logout, RequestId{});
      },
      core::Recurrence::periodic);
}

core::Actor ExtensionMobilityService::login_at_home(core::Self self, ExtensionMobilityService& service, RequestId id) {
  World& world = service.context_.world;
  const ClusterId visited = service.attempt(id).cluster;
  const em::EmccParameters& here = service.emcc(visited);
  const em::Parameters& times = service.parameters(visited);
  service.stage(id, em::stage::service);
  const bool validates = world.service_parameters[visited.index()].validate_ip_address;
  const NodeId node = service.attempt(id).node;
  const Duration work = here.service + (validates ? times.address_validation : 0);
  core::Wake wake = co_await NodeWork(self, service.nodes_, node, service.nodes_.draw_work(node, work));
  if (!wake.signalled()) co_return service.give_up_at_home(id, Cause::no_service);
  Cause cause = em::check_emcc(EmccPoint::visited, visited_facts(world, service.attempt(id)));
  if (cause != Cause::none) co_return service.give_up_at_home(id, cause);

  service.stage(id, em::stage::find_home);
  HomeSearch search;
  const std::vector<ClusterId> configured = world.remote_clusters(visited);
  for (const ClusterId remote : configured) {
    if (search.home.valid()) break;
    if (!service.remotes_.counts_as_up(visited, remote)) continue;
    bool is_it = false;
    wake = co_await RoundTrip(self, service.remotes_, visited, remote, service.emcc(remote).check_user,
                              here.response_timeout, [&] { is_it = is_home(world, service.attempt(id), remote); });
    if (wake.cancelled()) co_return service.give_up_at_home(id, Cause::no_service);
    if (wake.elapsed()) search.silent = true;
    if (wake.signalled() && is_it) search.home = remote;
  }
  cause = em::check_emcc(EmccPoint::search, search_facts(world, service.remotes_, service.attempt(id), search));
  if (cause != Cause::none) co_return service.give_up_at_home(id, cause);

  const ClusterId home = search.home;
  if (world.profiles_of(service.attempt(id).user, home).size() > 1) {
    service.release(service.requests_[id.index()]);  // nobody keeps a slot while the user reads
    service.stage(id, em::stage::profile_choice);
    wake = co_await self.sleep_for(times.profile_choice);
    if (wake.cancelled()) co_return service.give_up_at_home(id, Cause::no_service);
    cause = service.admit(id);
    if (cause != Cause::none) co_return service.give_up_at_home(id, cause);
  }
  service.stage(id, em::stage::home_login);
  wake = co_await RoundTrip(self, service.remotes_, visited, home, service.emcc(home).home_login, here.response_timeout,
                            [&] { cause = service.check_at_home(id, home); });
  if (wake.cancelled()) co_return service.give_up_at_home(id, Cause::no_service);
  if (wake.elapsed()) co_return service.give_up_at_home(id, Cause::emcc_link_cut);
  if (cause != Cause::none) co_return service.give_up_at_home(id, cause);

  service.stage(id, em::stage::commit);
  const DatabaseQueue::Transaction transaction = service.nodes_.commit(service.attempt(id).node, self.now());
  wake = co_await self.sleep_until(transaction.done);
  if (wake.cancelled()) co_return service.give_up_at_home(id, Cause::no_service);
  if (transaction.failed) co_return service.give_up_at_home(id, Cause::database_error);
  if (!service.remotes_.serves(visited, home)) co_return service.give_up_at_home(id, Cause::emcc_link_cut);
  const std::optional<std::uint8_t> profile = chosen_profile(world, service.attempt(id), home);
  if (!profile) co_return service.give_up_at_home(id, Cause::profile_absent);
  service.commit_at_home(id, home, *profile);
  service.release(service.requests_[id.index()]);
  const PhoneId phone = service.attempt(id).phone;

  service.stage(id, em::stage::rebuild);
  service.nodes_.device_changed(home);
  const NodeId builder = world.node_for(phone);
  wake = co_await Computation(self, service.context_.engine, builder, service.parameters(home).rebuild);
  if (wake.cancelled()) {
    const bool home_lost = world.clusters[visited.index()].serving;
    co_return service.give_up_at_home(id, home_lost ? Cause::emcc_link_cut : Cause::no_service);
  }
  service.stage(id, em::stage::restart);
  wake = co_await self.sleep_for(times.restart);
  if (wake.cancelled()) co_return service.give_up_at_home(id, Cause::no_service);
  if (changes_locale(world, service.attempt(id), home, *profile)) {
    service.stage(id, em::stage::reset);
    wake = co_await self.sleep_for(times.reset);
    if (wake.cancelled()) co_return service.give_up_at_home(id, Cause::no_service);
  }

  service.stage(id, em::stage::configuration);
  const auto files = service.emcc(home).files();
  for (std::size_t file = 0; file < files.size() && service.holds_at_home(id, home);) {
    if (!service.remotes_.serves(visited, home)) co_return service.give_up_at_home(id, Cause::emcc_link_cut);
    const NodeId server = service.nodes_.tftp_node(home);
    // The server's own time is that of all the files of a phone.
    const Time now = self.now();
    const Time ready = file > 0 ? now : service.nodes_.configure(home, now).done;
    wake = co_await self.sleep_until(server.valid() ? ready : now + times.configuration_retry);
    if (wake.cancelled()) co_return service.give_up_at_home(id, Cause::no_service);
    if (!server.valid()) continue;
    const std::uint64_t bytes = static_cast<std::uint64_t>(files[file]);
    service.remotes_.count(1, bytes);
    wake = co_await Transfer(self, service.context_.engine, server, service.node_on(visited), bytes);
    if (wake.cancelled()) co_return service.give_up_at_home(id, Cause::no_service);
    if (wake.signalled()) ++file;
    const Duration ways =
        service.context_.engine.latency(visited, home) + service.context_.engine.latency(home, visited);
    wake = co_await self.sleep_for(wake.signalled() ? ways : times.configuration_retry);
    if (wake.cancelled()) co_return service.give_up_at_home(id, Cause::no_service);
  }

  service.stage(id, em::stage::registration);
  wake = co_await self.sleep_for(service.context_.engine.latency(visited, home));
  if (wake.cancelled()) co_return service.give_up_at_home(id, Cause::no_service);
  if (!service.holds_at_home(id, home)) co_return service.finish(id, Cause::none);
  if (!service.remotes_.serves(visited, home)) co_return service.give_up_at_home(id, Cause::emcc_link_cut);
  const EmNodes::Ticket turn = service.nodes_.register_phone(phone, self.now());
  const Time registered = turn.done == never ? self.now() + times.registration : turn.done;
  wake = co_await self.sleep_until(registered + service.context_.engine.latency(home, visited));
  if (wake.cancelled()) co_return service.give_up_at_home(id, Cause::no_service);
  service.remotes_.count(2, static_cast<std::uint64_t>(2 * service.emcc(home).message_bytes));
  if (!service.remotes_.serves(visited, home)) co_return service.give_up_at_home(id, Cause::emcc_link_cut);
  if (service.holds_at_home(id, home)) {
    service.registrar_.set_registered(phone, true);
    service.keep_registered(phone);
  }
  service.finish(id, Cause::none);
}

}  // namespace roamsim::actors
