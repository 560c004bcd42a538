#include "sim/actors/extension_mobility_service.hpp"

#include <algorithm>
#include <optional>

#include "models/directory/directory.hpp"
#include "models/extension_mobility/checks.hpp"
#include "models/extension_mobility/stages.hpp"
#include "sim/actors/emcc_facts.hpp"
#include "sim/actors/pause.hpp"
#include "sim/actors/round_trip.hpp"
#include "sim/record/row_names.hpp"

namespace roamsim::actors {

using catalogue::Cause;
using em::CheckPoint;
using record::LocationChangeRow;
using record::RequestRow;

namespace {
constexpr core::CancelCause cluster_went_down{1};
}

ExtensionMobilityService::ExtensionMobilityService(Context& context, EmSessions& sessions, Registrar& registrar,
                                                   RemoteClusters& remotes)
    : context_(context), sessions_(sessions), registrar_(registrar), remotes_(remotes), nodes_(context) {
  for (std::size_t i = 0; i < context.world.clusters.size(); ++i) replication_.emplace_back(context.scheduler);
}

RequestId ExtensionMobilityService::open_request(RequestRow::Kind kind, const Attempt& attempt, const Asked& asked) {
  const RequestId id(requests_.size());
  Request& request = requests_.grow();
  request.attempt = attempt;
  request.typing = asked.typing.value_or(as_configured);
  request.owner = asked.owner;
  request.ticket = asked.ticket;
  const PhoneId phone = attempt.phone;
  context_.journal.requests.push_back(
      {.kind = kind,
       .user = attempt.user,
       .cluster = attempt.cluster,
       .phone = phone.valid() ? context_.world.directory.device_name(phone) : std::string(),
       .begin = context_.scheduler.now()});
  context_.say(LogLevel::info, Component::extension_mobility, "{} of {} at {} begins, {}", record::name_of(kind),
               context_.name(attempt.user), context_.name(attempt.cluster),
               phone.valid() ? context_.journal.requests.back().phone.view() : "no phone");
  return id;
}

void ExtensionMobilityService::stage(RequestId id, std::string_view name) {
  if (!context_.collected.has(record::Table::spans)) return;
  auto& spans = context_.journal.spans;
  const Time now = context_.scheduler.now();
  Request& request = requests_[id.index()];
  if (request.span != no_span) spans[request.span].end = now;
  request.span = no_span;
  if (name.empty()) return;
  context_.say(LogLevel::debug, Component::extension_mobility, "{} of {} at {}: {}",
               record::name_of(context_.journal.requests[id.index()].kind), context_.name(request.attempt.user),
               context_.name(request.attempt.cluster), name);
  request.span = static_cast<std::uint32_t>(spans.size());
  spans.push_back({id, name, now, never});
}

void ExtensionMobilityService::finish(RequestId id, Cause cause) {
  stage(id, {});
  Request& request = requests_[id.index()];
  release_base_device(request);
  request.actor = {};
  if (request.attempt.phone.valid()) context_.world.leave(request.attempt.phone);
  RequestRow& row = context_.journal.requests[id.index()];
  const catalogue::Error& error = catalogue::error_of(cause, parameters(row.cluster).service_error);
  row.end = context_.scheduler.now();
  row.cause = cause;
  row.code = error.code;
  release(request, row.code);
  const bool done = row.code == 0;
  context_.say(done ? LogLevel::info : LogLevel::warning, Component::extension_mobility,
               "{} of {} at {} {} code {}{}{}", record::name_of(row.kind), context_.name(row.user),
               context_.name(row.cluster), done ? "ends with" : "is refused with", row.code,
               error.shown.empty() ? "" : ": ", error.shown);
  if (request.owner != nullptr) request.owner->request_ended(request.ticket, row.code);
}

Cause ExtensionMobilityService::check(RequestId id, CheckPoint at) const {
  const bool on_the_way_in = at == CheckPoint::button || at == CheckPoint::item;
  return em::check_login(
      at, on_the_way_in ? facts_of_way_in(context_.world, attempt(id)) : login_facts(context_.world, attempt(id)));
}

Cause ExtensionMobilityService::admit(RequestId id) {
  Request& request = requests_[id.index()];
  if (!context_.world.nodes[request.attempt.node.index()].tomcat) {
    request.attempt.node = nodes_.choose(request.attempt.cluster);
  }
  const NodeState& node = context_.world.nodes[request.attempt.node.index()];
  if (!node.tomcat) return Cause::no_service;
  if (!node.extension_mobility_application) return Cause::em_application_stopped;
  if (!node.extension_mobility) return Cause::em_service_unreachable;
  const bool login = context_.journal.requests[id.index()].kind == RequestRow::Kind::login;
  return admit(id, login ? EmNodes::Kind::login : EmNodes::Kind::logout) ? Cause::none : Cause::busy;
}

bool ExtensionMobilityService::admit(RequestId id, EmNodes::Kind kind) {
  Request& request = requests_[id.index()];
  const bool from_elsewhere = context_.world.plan.users[request.attempt.user.index()].home != request.attempt.cluster;
  request.handling = nodes_.admit(request.attempt.node, kind, from_elsewhere, id).value_or(EmNodes::Handling{});
  return request.handling.node.valid();
}

void ExtensionMobilityService::release(Request& request, std::int32_t code) {
  if (request.handling.node.valid()) nodes_.release(request.handling, code);
  request.handling = {};
}

bool ExtensionMobilityService::answers_state_queries(RequestId id) const {
  const NodeState& node = context_.world.nodes[attempt(id).node.index()];
  return node.tomcat && node.extension_mobility_application && node.extension_mobility;
}

Duration ExtensionMobilityService::state_query(RequestId id) const {
  const em::Parameters& own = parameters(attempt(id).cluster);
  return std::min(own.state_query, own.sign_in_page);
}

std::string ExtensionMobilityService::unbalanced(Time ended) const {
  std::vector<EmNodes::Handling> open;
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    if (requests_[i].handling.node.valid()) open.push_back(requests_[i].handling);
  }
  return nodes_.unbalanced(open, ended);
}

Boxed<NodeWork> ExtensionMobilityService::work(core::Self self, RequestId id, Duration mean) {
  const NodeId node = attempt(id).node;
  return Boxed<NodeWork>(self, nodes_, node, nodes_.draw_work(node, mean));
}

Boxed<ConditionWait> ExtensionMobilityService::replication(core::Self self, RequestId id) {
  const ClusterId cluster = attempt(id).cluster;
  return Boxed<ConditionWait>(self, replication_[cluster.index()],
                              core::WaitLabel{"the replication of cluster", cluster.value});
}

Boxed<Computation> ExtensionMobilityService::rebuild(core::Self self, RequestId id) {
  const Duration amount = times_of(id).rebuild;
  const NodeId node = attempt(id).node;
  context_.say(LogLevel::debug, Component::engine, "node {} computes for {} ns", node.value, amount);
  return Boxed<Computation>(self, context_.engine, node, amount);
}

bool ExtensionMobilityService::has_choice_of_profiles(RequestId id) const {
  return context_.world.profiles_of(attempt(id).user, attempt(id).cluster).size() > 1;
}

PhoneId ExtensionMobilityService::free_phone(UserId user, ClusterId cluster) {
  World& world = context_.world;
  const PhoneId own = world.directory.own_phone(user);
  if (world.directory.cluster_of(own) == cluster && world.is_free(own)) return own;
  return world.spare[cluster.index()].first([&](PhoneId phone) { return world.is_free(phone); });
}

Duration ExtensionMobilityService::typing(RequestId id) const {
  const Request& request = requests_[id.index()];
  if (request.typing != as_configured) return request.typing;
  const em::Parameters& times = times_of(id);
  return remembered(request.attempt) ? times.typing_pin : times.typing;
}

bool ExtensionMobilityService::takes_requests(ClusterId cluster) const {
  const ClusterState& state = context_.world.clusters[cluster.index()];
  return state.serving && !state.closing;
}

void ExtensionMobilityService::log_in(const Login& login, const Asked& asked) {
  World& world = context_.world;
  const bool serving = takes_requests(login.cluster);
  Attempt attempt{login.user, login.cluster, {}, {}, login.details};
  const bool meant = login.details != no_details && world.plan.login_details[login.details].phone;
  if (asked.phone) {
    attempt.phone = *asked.phone;
  } else if (meant) {
    attempt.phone = world.directory.named_phone(*world.plan.login_details[login.details].phone);
    if (world.busy[attempt.phone.index()] != Busy::no) {
      attempt.phone = PhoneId{};  // somebody else is at it
      return finish(open_request(RequestRow::Kind::login, attempt, asked),
                    serving ? Cause::phone_in_use : Cause::no_service);
    }
  } else if (serving) {
    attempt.phone = free_phone(login.user, login.cluster);
  }
  const RequestId id = open_request(RequestRow::Kind::login, attempt, asked);
  if (!serving) return finish(id, Cause::no_service);
  if (!attempt.phone.valid()) return finish(id, Cause::no_free_phone);
  world.busy[attempt.phone.index()] = Busy::logging_in;
  context_.say(LogLevel::debug, Component::extension_mobility, "{} presses the {} button", context_.name(login.user),
               name_of(world.configuration.cluster(login.cluster).phone_service.type));
  requests_[id.index()].attempt.node = nodes_.choose(login.cluster);
  requests_[id.index()].actor = context_.scheduler.spawn(&ExtensionMobilityService::login, *this, id);
}

void ExtensionMobilityService::log_out(UserId user, ClusterId cluster, const Asked& asked) {
  const bool serving = takes_requests(cluster);
  const std::vector<PhoneId> devices = context_.world.devices_standing_in(user, cluster);
  const bool found = serving && !devices.empty() && context_.world.busy[devices.front().index()] == Busy::no;
  const RequestId id = open_request(RequestRow::Kind::logout,
                                    {user, cluster, found ? devices.front() : PhoneId{}, {}, no_details}, asked);
  if (!serving) return finish(id, Cause::no_service);
  if (!found) return finish(id, Cause::no_user_on_phone);
  context_.world.busy[devices.front().index()] = Busy::logging_out;
  requests_[id.index()].attempt.node = nodes_.choose(cluster);
  requests_[id.index()].actor = context_.scheduler.spawn(&ExtensionMobilityService::logout, *this, id);
}

core::Actor ExtensionMobilityService::login(core::Self self, ExtensionMobilityService& service, RequestId id) {
  Pause pause(self);
  service.stage(id, em::stage::services_list);
  pause.lasting(service.times_of(id).services_list);
  bool cancelled = co_await pause;
  if (cancelled) co_return service.finish(id, Cause::no_service);
  Cause cause = service.check(id, CheckPoint::button);
  if (cause != Cause::none) co_return service.finish(id, cause);
  service.stage(id, em::stage::sign_in_page);
  pause.lasting(service.times_of(id).sign_in_page - service.state_query(id));
  cancelled = co_await pause;
  if (cancelled) co_return service.finish(id, Cause::no_service);
  pause.lasting(service.state_query(id));  // until the page comes, unless the answer does first
  bool asked = service.answers_state_queries(id);
  if (asked) {
    if (!service.admit(id, EmNodes::Kind::state_query)) co_return service.finish(id, Cause::busy);
    Boxed<NodeWork> work = service.work(self, id, service.state_query(id));
    const core::Wake wake = co_await work;
    if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
    asked = wake.signalled();
    service.release(service.requests_[id.index()]);
  }
  if (!asked) {  // the phone tells the user at the time at which the page would have come
    cancelled = co_await pause;
    if (cancelled) co_return service.finish(id, Cause::no_service);
  }
  cause = service.check(id, CheckPoint::item);
  if (cause != Cause::none) co_return service.finish(id, cause);
  service.stage(id, em::stage::typing);
  pause.lasting(service.typing(id));
  cancelled = co_await pause;
  if (cancelled) co_return service.finish(id, Cause::no_service);
  cause = service.check(id, CheckPoint::submit);
  if (cause != Cause::none) co_return service.finish(id, cause);
  const bool from_elsewhere = by_emcc(service.context_.world, service.attempt(id));
  if (!from_elsewhere && service.has_choice_of_profiles(id)) {
    service.stage(id, em::stage::profile_choice);
    pause.lasting(service.times_of(id).profile_choice);
    cancelled = co_await pause;
    if (cancelled) co_return service.finish(id, Cause::no_service);
  }
  cause = service.admit(id);
  if (cause != Cause::none) co_return service.finish(id, cause);
  if (from_elsewhere) co_return service.go_on_by_emcc(id);
  self.go_on_as(&ExtensionMobilityService::login_at_node, service, id);
}

core::Actor ExtensionMobilityService::login_at_node(core::Self self, ExtensionMobilityService& service, RequestId id) {
  const ClusterId cluster = service.attempt(id).cluster;
  const em::Parameters& times = service.parameters(cluster);
  service.stage(id, em::stage::service);
  const bool validates = service.context_.world.service_parameters[cluster.index()].validate_ip_address;
  const NodeId node = service.attempt(id).node;
  const Duration work = times.service + (validates ? times.address_validation : 0);
  Boxed<NodeWork> answer = service.work(self, id, work);
  const core::Wake wake = co_await answer;
  if (!wake.signalled()) co_return service.finish(id, Cause::no_service);
  const Cause cause = service.check(id, CheckPoint::service);
  if (cause != Cause::none) co_return service.finish(id, cause);
  service.stage(id, em::stage::commit);
  const DatabaseQueue::Transaction transaction = service.nodes_.commit(node, self.now());
  Pause pause(self);
  pause.until(transaction.done);
  const bool cancelled = co_await pause;
  if (cancelled) co_return service.finish(id, Cause::no_service);
  if (transaction.failed) co_return service.finish(id, Cause::database_error);
  const std::optional<std::uint8_t> profile = chosen_profile(service.context_.world, service.attempt(id), cluster);
  // An administrator may have taken it away while the database was busy.
  if (!profile) co_return service.finish(id, Cause::profile_absent);
  service.commit_login(id, *profile);
  service.nodes_.replicate(node);
  service.release(service.requests_[id.index()]);
  self.go_on_as(&ExtensionMobilityService::login_replicates, service, id, *profile);
}

core::Actor ExtensionMobilityService::login_replicates(core::Self self, ExtensionMobilityService& service, RequestId id,
                                                       std::uint8_t profile) {
  const em::Parameters& times = service.times_of(id);
  Pause pause(self);
  bool cancelled = false;
  const NodeId phones_node = service.context_.world.node_for(service.attempt(id).phone);
  if (phones_node != service.attempt(id).node) {
    const ClusterState& state = service.context_.world.clusters[service.attempt(id).cluster.index()];
    const bool takes_time = times.replication > 0 || times.replicated_commit > 0;
    if (takes_time || !state.replicates) service.stage(id, em::stage::replication);
    if (takes_time) {
      pause.lasting(times.replication);
      cancelled = co_await pause;
      if (cancelled) co_return service.finish(id, Cause::no_service);
      if (phones_node.valid()) {
        pause.until(service.nodes_.replicated(phones_node, self.now()));
        cancelled = co_await pause;
        if (cancelled) co_return service.finish(id, Cause::no_service);
      }
    }
    while (!state.replicates) {
      Boxed<ConditionWait> replication = service.replication(self, id);
      const core::Wake wake = co_await replication;
      if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
    }
  }
  if (times.change_notification > 0) {
    service.stage(id, em::stage::change_notification);
    pause.until(service.nodes_.notify(service.attempt(id).node, self.now()));
    cancelled = co_await pause;
    if (cancelled) co_return service.finish(id, Cause::no_service);
  }
  self.go_on_as(&ExtensionMobilityService::login_on_phone, service, id, profile);
}

core::Actor ExtensionMobilityService::login_on_phone(core::Self self, ExtensionMobilityService& service, RequestId id,
                                                     std::uint8_t profile) {
  service.stage(id, em::stage::rebuild);
  service.nodes_.device_changed(service.attempt(id).cluster);
  bool cancelled = false;
  {
    Boxed<Computation> computation = service.rebuild(self, id);
    const core::Wake wake = co_await computation;
    cancelled = wake.cancelled();
  }
  if (cancelled) co_return service.finish(id, Cause::no_service);
  service.stage(id, em::stage::restart);
  Pause pause(self);
  pause.lasting(service.times_of(id).restart);
  cancelled = co_await pause;
  if (cancelled) co_return service.finish(id, Cause::no_service);
  if (changes_locale(service.context_.world, service.attempt(id), service.attempt(id).cluster, profile)) {
    service.stage(id, em::stage::reset);
    pause.lasting(service.times_of(id).reset);
    cancelled = co_await pause;
    if (cancelled) co_return service.finish(id, Cause::no_service);
  }
  service.stage(id, em::stage::configuration);
  EmNodes::Ticket turn;
  do {
    turn = service.nodes_.configure(service.attempt(id).cluster, self.now());
    // Where no node runs TFTP the phone asks again and again.
    pause.until(turn.done == never ? self.now() + service.times_of(id).configuration_retry : turn.done);
    cancelled = co_await pause;
    if (cancelled) co_return service.finish(id, Cause::no_service);
  } while (turn.done == never || service.nodes_.lost_configuration(turn));
  service.stage(id, em::stage::registration);
  do {
    turn = service.nodes_.register_phone(service.attempt(id).phone, self.now());
    pause.until(turn.done == never ? self.now() + service.times_of(id).registration : turn.done);
    cancelled = co_await pause;
    if (cancelled) co_return service.finish(id, Cause::no_service);
  } while (turn.done != never && service.nodes_.lost_registration(turn));
  service.register_phone(id);
  service.finish(id, Cause::none);
}

core::Actor ExtensionMobilityService::logout(core::Self self, ExtensionMobilityService& service, RequestId id) {
  const em::Parameters& times = service.parameters(service.attempt(id).cluster);
  service.stage(id, em::stage::services_list);
  core::Wake wake = co_await self.sleep_for(times.services_list);
  if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  Cause cause = service.check(id, CheckPoint::button);
  if (cause != Cause::none) co_return service.finish(id, cause);
  service.stage(id, em::stage::sign_in_page);
  const Duration query = service.state_query(id);
  wake = co_await self.sleep_for(times.sign_in_page - query);
  if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  const Time page = self.now() + query;
  bool asked = service.answers_state_queries(id);
  if (asked) {
    if (!service.admit(id, EmNodes::Kind::state_query)) co_return service.finish(id, Cause::busy);
    const NodeId by = service.attempt(id).node;
    wake = co_await NodeWork(self, service.nodes_, by, service.nodes_.draw_work(by, query));
    if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
    asked = wake.signalled();
    service.release(service.requests_[id.index()]);
  }
  if (!asked) {  // the phone tells the user at the time at which the page would have come
    wake = co_await self.sleep_until(page);
    if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  }
  cause = service.check(id, CheckPoint::item);
  if (cause != Cause::none) co_return service.finish(id, cause);
  cause = service.admit(id);
  if (cause != Cause::none) co_return service.finish(id, cause);
  service.stage(id, em::stage::service);
  const NodeId node = service.attempt(id).node;
  wake = co_await NodeWork(self, service.nodes_, node, service.nodes_.draw_work(node, times.service));
  if (!wake.signalled()) co_return service.finish(id, Cause::no_service);
  const PhoneId phone = service.attempt(id).phone;
  if (!service.context_.world.sessions.user_of(phone).valid()) co_return service.finish(id, Cause::no_user_on_phone);
  if (service.context_.world.away_from_home(phone)) {
    service.stage(id, em::stage::home_logout);
    const ClusterId cluster = service.attempt(id).cluster;
    const ClusterId home = service.context_.world.serving_cluster(phone);
    // Whether or not the home cluster answers: the phone is given back here.
    wake = co_await RoundTrip(self, service.remotes_, cluster, home, service.emcc(home).home_login,
                              service.emcc(cluster).response_timeout, [] {});
    if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  }
  service.stage(id, em::stage::commit);
  const DatabaseQueue::Transaction transaction = service.nodes_.commit(node, self.now());
  wake = co_await self.sleep_until(transaction.done);
  if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  if (transaction.failed) co_return service.finish(id, Cause::database_error);
  service.nodes_.replicate(node);
  // A newer login elsewhere may have ended the session meanwhile.
  if (service.context_.world.sessions.user_of(phone).valid()) service.commit_logout(id);
  service.finish(id, Cause::none);
}

void ExtensionMobilityService::commit_login(RequestId id, std::uint8_t profile) {
  const Attempt& login = attempt(id);
  sessions_.log_in(login.user, login.cluster, login.phone, profile, id);
  if (!context_.world.last_user.empty()) context_.world.last_user[login.phone.index()] = login.user;
  clear_call_logs(login);
}

void ExtensionMobilityService::register_phone(RequestId id) {
  const PhoneId phone = attempt(id).phone;
  // A newer login elsewhere may have ended the session while the phone restarted.
  if (context_.world.sessions.user_of(phone).valid()) registrar_.set_registered(phone, true);
}

void ExtensionMobilityService::commit_logout(RequestId id) {
  sessions_.log_out(attempt(id).phone, LocationChangeRow::Kind::logout, id);
  clear_call_logs(attempt(id));
}

bool ExtensionMobilityService::remembered(const Attempt& attempt) const {
  const World& world = context_.world;
  const directory::LoginType type = world.configuration.cluster(attempt.cluster).url.login_type;
  return world.service_parameters[attempt.cluster.index()].remember_last_user &&
         type == directory::LoginType::user_id && world.last_user[attempt.phone.index()] == attempt.user;
}

void ExtensionMobilityService::clear_call_logs(const Attempt& attempt) {
  if (by_emcc(context_.world, attempt)) return;  // the parameter is about logins within a cluster
  if (!context_.world.service_parameters[attempt.cluster.index()].clear_call_logs) return;
  context_.journal.events.push_back({context_.scheduler.now(),
                                     record::EventRow::Kind::call_logs_cleared,
                                     attempt.cluster,
                                     {},
                                     context_.world.directory.device_name(attempt.phone)});
}

std::size_t ExtensionMobilityService::under_way() const {
  std::size_t number = 0;
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    if (requests_[i].open() && context_.scheduler.alive(requests_[i].actor)) ++number;
  }
  return number;
}

void ExtensionMobilityService::cluster_lost(ClusterId cluster) {
  cancel_where([cluster](const Request& request) { return request.attempt.cluster == cluster; });
}

void ExtensionMobilityService::node_lost(NodeId node) {
  cancel_where([node](const Request& request) {
    // Who asks who is on the phone is told so by the check that follows.
    return request.handling.node == node && request.handling.kind != EmNodes::Kind::state_query;
  });
}

template <class Lost>
void ExtensionMobilityService::cancel_where(Lost lost) {
  std::vector<core::ActorRef> actors;
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    if (requests_[i].open() && lost(requests_[i])) actors.push_back(requests_[i].actor);
  }
  context_.scheduler.cancel_all(std::move(actors), cluster_went_down);
}

}  // namespace roamsim::actors
