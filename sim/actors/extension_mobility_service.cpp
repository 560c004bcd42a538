#include "sim/actors/extension_mobility_service.hpp"

#include <algorithm>

#include "models/directory/directory.hpp"
#include "models/extension_mobility/checks.hpp"
#include "sim/actors/computation.hpp"
#include "sim/record/row_names.hpp"

namespace roamsim::actors {

using catalogue::Cause;
using record::LocationChangeRow;
using record::RequestRow;

namespace {
constexpr core::CancelCause cluster_went_down{1};
}

ExtensionMobilityService::ExtensionMobilityService(Context& context, ConvergenceRecorder& recorder, IlsService& ils,
                                                   Registrar& registrar)
    : context_(context),
      recorder_(recorder),
      ils_(ils),
      registrar_(registrar),
      in_progress_(context.world.first_node.back().index(), 0),
      next_node_(context.world.clusters.size(), 0) {
  ils_.set_listener(*this);
}

RequestId ExtensionMobilityService::open_request(RequestRow::Kind kind, UserId user, ClusterId cluster, PhoneId phone) {
  const RequestId id(requests_.size());
  requests_.push_back(
      {.actor = {}, .user = user, .cluster = cluster, .phone = phone, .node = {}, .span = no_span, .open = true});
  context_.journal.requests.push_back(
      {.kind = kind,
       .user = user,
       .cluster = cluster,
       .phone = phone.valid() ? directory::Directory::device_name(phone) : std::string(),
       .begin = context_.scheduler.now(),
       .end = never,
       .code = 0,
       .text = {}});
  context_.say(LogLevel::info, Component::extension_mobility, "{} of {} at {} begins, {}", record::name_of(kind),
               context_.name(user), context_.name(cluster),
               phone.valid() ? std::string_view(context_.journal.requests.back().phone) : "no phone");
  if (phone.valid()) {
    context_.world.busy[phone.index()] = kind == RequestRow::Kind::login ? Busy::logging_in : Busy::logging_out;
  }
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
               record::name_of(context_.journal.requests[id.index()].kind), context_.name(request.user),
               context_.name(request.cluster), name);
  request.span = static_cast<std::uint32_t>(spans.size());
  spans.push_back({id, name, now, never});
}

void ExtensionMobilityService::finish(RequestId id, Cause cause) {
  stage(id, {});
  Request& request = requests_[id.index()];
  release(request);
  request.open = false;
  if (request.phone.valid()) context_.world.busy[request.phone.index()] = Busy::no;
  RequestRow& row = context_.journal.requests[id.index()];
  const catalogue::Error& error = catalogue::error_of(cause);
  row.end = context_.scheduler.now();
  row.code = error.code;
  row.text = error.shown;
  const bool done = row.code == 0;
  context_.say(done ? LogLevel::info : LogLevel::warning, Component::extension_mobility,
               "{} of {} at {} {} code {}{}{}", record::name_of(row.kind), context_.name(row.user),
               context_.name(row.cluster), done ? "ends with" : "is refused with", row.code,
               row.text.empty() ? "" : ": ", row.text);
}

Cause ExtensionMobilityService::admit(Request& request) {
  const World& world = context_.world;
  const auto& nodes = world.plan.clusters[request.cluster.index()].nodes;
  std::uint32_t& next = next_node_[request.cluster.index()];
  Cause cause = Cause::busy;
  for (std::size_t tried = 0; tried < nodes.size(); ++tried) {
    const std::size_t at = next++ % nodes.size();
    if (!nodes[at].extension_mobility) continue;
    const NodeId node(world.first_node[request.cluster.index()].index() + at);
    if (!world.nodes[node.index()].extension_mobility) {
      cause = Cause::no_service;
      continue;
    }
    if (!em::admits(parameters(request.cluster), in_progress_[node.index()])) return Cause::busy;
    ++in_progress_[node.index()];
    request.node = node;
    return Cause::none;
  }
  return cause;
}

void ExtensionMobilityService::release(Request& request) {
  if (!request.node.valid()) return;
  --in_progress_[request.node.index()];
  request.node = NodeId{};
}

PhoneId ExtensionMobilityService::free_phone(UserId user, ClusterId cluster) const {
  const World& world = context_.world;
  const auto free = [&](PhoneId phone) {
    return !world.sessions.user_of(phone).valid() && world.busy[phone.index()] == Busy::no;
  };
  const PhoneId own = world.directory.own_phone(user);
  if (world.directory.cluster_of(own) == cluster && free(own)) return own;
  const auto [first, last] = world.directory.spare_phones(cluster);
  for (std::uint32_t phone = first.value; phone < last.value; ++phone) {
    if (free(PhoneId(phone))) return PhoneId(phone);
  }
  return {};
}

Cause ExtensionMobilityService::check(const Request& request) const {
  const World& world = context_.world;
  const UserPlan& user = world.plan.users[request.user.index()];
  const bool at_home = user.home == request.cluster;
  return em::check_login({.user_known = world.knows(request.cluster, request.user),
                          .at_home = at_home,
                          .super_user = user.super_user,
                          .devices_here = world.devices_in(request.user, request.cluster).size(),
                          .multiple_login = parameters(request.cluster).multiple_login});
}

bool ExtensionMobilityService::takes_requests(ClusterId cluster) const {
  const ClusterState& state = context_.world.clusters[cluster.index()];
  return state.serving && !state.closing;
}

void ExtensionMobilityService::log_in(UserId user, ClusterId cluster) {
  const bool serving = takes_requests(cluster);
  const PhoneId phone = serving ? free_phone(user, cluster) : PhoneId{};
  const RequestId id = open_request(RequestRow::Kind::login, user, cluster, phone);
  if (!serving) return finish(id, Cause::no_service);
  if (!phone.valid()) return finish(id, Cause::no_free_phone);
  requests_[id.index()].actor = context_.scheduler.spawn(&ExtensionMobilityService::login, *this, id);
}

void ExtensionMobilityService::log_out(UserId user, ClusterId cluster) {
  const bool serving = takes_requests(cluster);
  const std::vector<PhoneId> devices = context_.world.devices_in(user, cluster);
  const bool found = serving && !devices.empty() && context_.world.busy[devices.front().index()] == Busy::no;
  const RequestId id = open_request(RequestRow::Kind::logout, user, cluster, found ? devices.front() : PhoneId{});
  if (!serving) return finish(id, Cause::no_service);
  if (!found) return finish(id, Cause::no_user_on_phone);
  requests_[id.index()].actor = context_.scheduler.spawn(&ExtensionMobilityService::logout, *this, id);
}

core::Actor ExtensionMobilityService::login(core::Self self, ExtensionMobilityService& service, RequestId id) {
  const em::Parameters& times = service.parameters(service.requests_[id.index()].cluster);
  service.stage(id, "sign_in_page");
  core::Wake wake = co_await self.sleep_for(times.sign_in_page);
  if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  service.stage(id, "typing");
  wake = co_await self.sleep_for(times.typing);
  if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  const Cause admitted = service.admit(service.requests_[id.index()]);
  if (admitted != Cause::none) co_return service.finish(id, admitted);
  service.stage(id, "service");
  wake = co_await self.sleep_for(times.service);
  if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  const Cause cause = service.check(service.requests_[id.index()]);
  if (cause != Cause::none) co_return service.finish(id, cause);
  service.stage(id, "commit");
  wake = co_await self.sleep_for(times.commit);
  if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  service.commit_login(id);
  const NodeId node = service.requests_[id.index()].node;
  service.release(service.requests_[id.index()]);
  service.stage(id, "rebuild");
  service.context_.say(LogLevel::debug, Component::engine, "node {} computes for {} ns", node.value, times.rebuild);
  wake = co_await Computation(self, service.context_.engine, node, times.rebuild);
  if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  service.stage(id, "restart");
  wake = co_await self.sleep_for(times.restart);
  if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  service.stage(id, "registration");
  wake = co_await self.sleep_for(times.registration);
  if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  const PhoneId phone = service.requests_[id.index()].phone;
  // A newer login elsewhere may have ended the session while the phone restarted.
  if (service.context_.world.sessions.user_of(phone).valid()) service.registrar_.set_registered(phone, true);
  service.finish(id, Cause::none);
}

core::Actor ExtensionMobilityService::logout(core::Self self, ExtensionMobilityService& service, RequestId id) {
  const em::Parameters& times = service.parameters(service.requests_[id.index()].cluster);
  service.stage(id, "sign_in_page");
  core::Wake wake = co_await self.sleep_for(times.sign_in_page);
  if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  const Cause admitted = service.admit(service.requests_[id.index()]);
  if (admitted != Cause::none) co_return service.finish(id, admitted);
  service.stage(id, "service");
  wake = co_await self.sleep_for(times.service);
  if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  const PhoneId phone = service.requests_[id.index()].phone;
  if (!service.context_.world.sessions.user_of(phone).valid()) co_return service.finish(id, Cause::no_user_on_phone);
  service.stage(id, "commit");
  wake = co_await self.sleep_for(times.commit);
  if (wake.cancelled()) co_return service.finish(id, Cause::no_service);
  // A newer login elsewhere may have ended the session meanwhile.
  if (service.context_.world.sessions.user_of(phone).valid()) service.commit_logout(id);
  service.finish(id, Cause::none);
}

void ExtensionMobilityService::commit_login(RequestId id) {
  const Request request = requests_[id.index()];
  World& world = context_.world;
  if (parameters(request.cluster).multiple_login == em::MultipleLogin::auto_logout) {
    for (const PhoneId other : world.devices_in(request.user, request.cluster)) {
      registrar_.set_registered(other, false);
      world.sessions.log_out(other);
    }
  }
  const StayId present = world.open_stay(request.user, request.cluster);
  world.sessions.log_in(request.user, request.phone);
  if (present.valid() && present == world.stays.newest(request.user)) {
    ils_.announce(request.cluster,
                  ils_.issue(request.cluster, {ils::Update::Kind::stay_extended, request.user, present}));
    return;
  }
  // The user has been elsewhere since the present stay here began, which is not known here yet: to be the newest
  // everywhere, this login opens a stay of its own, which takes the place of the other.
  if (present.valid()) {
    world.stays[present].ended = ils_.issue(request.cluster, {ils::Update::Kind::stay_ended, request.user, present});
  }
  const Time now = context_.scheduler.now();
  const StayId stay = world.stays.open(request.user, request.cluster, world.wall_clock(request.cluster, now));
  const ils::UpdateRef update = ils_.issue(request.cluster, {ils::Update::Kind::stay_opened, request.user, stay});
  world.stays[stay].opened = update;
  ils_.announce(request.cluster, update);
  recorder_.committed({.at = now,
                       .kind = LocationChangeRow::Kind::login,
                       .user = request.user,
                       .cluster = request.cluster,
                       .truth = world.truth(request.user),
                       .incarnation = world.ledger.incarnation(update.log),
                       .sequence = update.sequence,
                       .request = id},
                      update);
}

void ExtensionMobilityService::commit_logout(RequestId id) {
  end_session(requests_[id.index()].phone, LocationChangeRow::Kind::logout, id);
}

void ExtensionMobilityService::end_session(PhoneId phone, LocationChangeRow::Kind kind, RequestId request) {
  World& world = context_.world;
  const UserId user = world.sessions.user_of(phone);
  const ClusterId cluster = world.directory.cluster_of(phone);
  registrar_.set_registered(phone, false);
  world.sessions.log_out(phone);
  const StayId stay = world.open_stay(user, cluster);
  if (!world.devices_in(user, cluster).empty()) {
    ils_.announce(cluster, ils_.issue(cluster, {ils::Update::Kind::stay_reduced, user, stay}));
    return;
  }
  const ils::UpdateRef update = ils_.issue(cluster, {ils::Update::Kind::stay_ended, user, stay});
  world.stays[stay].ended = update;
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

void ExtensionMobilityService::learned(ClusterId cluster, const ils::Update& update) {
  if (update.kind != ils::Update::Kind::stay_opened) return;
  const World& world = context_.world;
  const ils::Stay& newer = world.stays[update.stay];
  if (newer.cluster == cluster) return;
  const StayId here = world.open_stay(update.user, cluster);
  if (!here.valid() || world.stays[here].epoch > newer.epoch) return;
  for (const PhoneId phone : world.devices_in(update.user, cluster)) {
    end_session(phone, LocationChangeRow::Kind::automatic_logout, RequestId{});
  }
}

std::size_t ExtensionMobilityService::under_way() const {
  return static_cast<std::size_t>(std::count_if(requests_.begin(), requests_.end(), [&](const Request& request) {
    return request.open && context_.scheduler.alive(request.actor);
  }));
}

void ExtensionMobilityService::cluster_lost(ClusterId cluster) {
  cancel_where([cluster](const Request& request) { return request.cluster == cluster; });
}

void ExtensionMobilityService::node_lost(NodeId node) {
  cancel_where([node](const Request& request) { return request.node == node; });
}

template <class Lost>
void ExtensionMobilityService::cancel_where(Lost lost) {
  std::vector<core::ActorRef> actors;
  for (const Request& request : requests_) {
    if (request.open && lost(request)) actors.push_back(request.actor);
  }
  context_.scheduler.cancel_all(std::move(actors), cluster_went_down);
}

}  // namespace roamsim::actors
