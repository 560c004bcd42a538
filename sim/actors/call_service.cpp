#include "sim/actors/call_service.hpp"

#include <string_view>

#include "models/call_routing/decision.hpp"
#include "sim/actors/call_figures.hpp"

namespace roamsim::actors {

using calls::Outcome;

PhoneId CallService::phone_of(UserId user, ClusterId cluster) const {
  const World& world = context_.world;
  for (const PhoneId phone : world.sessions.devices(user)) {
    const ClusterId serving = world.serving_cluster(phone);
    const bool meant = !cluster.valid() || serving == cluster;
    if (!meant || world.registered[phone.index()] == 0) continue;
    // One that is registered over the network may be out of reach already.
    if (context_.engine.topology().path_on(world.directory.cluster_of(phone), serving)) return phone;
  }
  return {};
}

Duration CallService::way_to(PhoneId phone) const {
  if (!context_.world.away_from_home(phone)) return 0;
  return context_.engine.latency(context_.world.serving_cluster(phone), context_.world.directory.cluster_of(phone));
}

ClusterId CallService::target_of(ClusterId origin, UserId to) const {
  const World& world = context_.world;
  const UserPlan& callee = world.plan.users[to.index()];
  // A super user's profile, with the number on it, stands in every cluster that has one (A8).
  const bool local = callee.home == origin || world.has_profile(to, origin);
  return calls::route_call(parameters(origin).dn_precedence, origin,
                           {.local_pattern = local, .learned = world.route(origin, to)});
}

bool CallService::answers(ClusterId from, ClusterId to) const {
  return context_.world.clusters[to.index()].serving && context_.engine.topology().path_on(from, to);
}

void CallService::place(UserId from, const std::string& dialled) {
  const World& world = context_.world;
  ++under_way_;
  const CallId id(context_.journal.calls.size());
  const PhoneId phone = phone_of(from, ClusterId{});
  const ClusterId origin = phone.valid() ? world.serving_cluster(phone) : ClusterId{};
  const UserId to = world.directory.user_with_dn(dialled);
  context_.journal.calls.push_back({.at = context_.scheduler.now(),
                                    .from = from,
                                    .dialled = dialled,
                                    .to = to,
                                    .origin = origin,
                                    .target = {},
                                    .outcome = Outcome::connected,
                                    .end = 0,
                                    .known = false});
  context_.say(LogLevel::debug, Component::calls, "{} dials {} from {}", context_.name(from), dialled,
               origin.valid() ? std::string_view(context_.name(origin)) : "no phone");
  if (!origin.valid()) return end(id, Outcome::caller_unregistered, 0);
  const Duration analysis = way_to(phone) + parameters(origin).digit_analysis;
  const ClusterId target = to.valid() ? target_of(origin, to) : ClusterId{};
  if (!target.valid()) return end(id, Outcome::unallocated_number, analysis);
  row(id).target = target;
  const Duration way = target == origin ? 0 : context_.engine.latency(origin, target);
  context_.scheduler.after(analysis + way, core::Priority::delivery, [this, id] { arrive(id); });
}

void CallService::arrive(CallId id) {
  const World& world = context_.world;
  const record::CallRow call = row(id);
  const bool local = call.target == call.origin;
  const Duration back = local ? 0 : context_.engine.latency(call.target, call.origin);
  if (!local && !answers(call.origin, call.target)) {
    // Timer B runs from the INVITE, which left when the digits were analysed.
    const Duration waited = context_.engine.latency(call.origin, call.target);
    return end(id, Outcome::trunk_dead, parameters(call.origin).trunk_timeout - waited);
  }
  const Duration analysis = local ? 0 : parameters(call.target).digit_analysis;
  if (const PhoneId phone = phone_of(call.to, call.target); phone.valid()) {
    const PhoneId calling = phone_of(call.from, call.origin);
    const Duration legs = 2 * way_to(phone) + (calling.valid() ? way_to(calling) : 0);
    return end(id, Outcome::connected, analysis + back + legs);
  }
  const bool elsewhere = !local && world.route(call.target, call.to) != call.target;
  end(id, elsewhere ? Outcome::stale_route : Outcome::phone_unregistered, analysis + back);
}

Met CallService::offer(UserId from, UserId to, Duration /*talk*/) {
  const PhoneId phone = phone_of(from, ClusterId{});
  if (phone.valid()) return probe(context_.world.serving_cluster(phone), to);
  return {Outcome::caller_unregistered, calls::Reason::caller_unregistered, {}, {}, false, 0};
}

Met CallService::probe(ClusterId from, UserId to) const {
  const World& world = context_.world;
  Met met{
      .origin = from, .target = target_of(from, to), .roaming = world.truth(to) != world.plan.users[to.index()].home};
  met.post_dial_delay = parameters(from).digit_analysis;
  if (!met.target.valid()) {
    met.outcome = Outcome::unallocated_number;
    met.reason = calls::Reason::unallocated_number;
  } else if (met.target != from && !answers(from, met.target)) {
    met.outcome = Outcome::trunk_dead;
    met.reason = calls::Reason::invite_timed_out;
  } else if (!phone_of(to, met.target).valid()) {
    met.outcome = Outcome::phone_unregistered;
    met.reason = calls::Reason::phone_unregistered;
  }
  return met;
}

void CallService::end(CallId id, Outcome outcome, Duration after) {
  context_.scheduler.after(after > 0 ? after : 0, core::Priority::delivery, [this, id, outcome] {
    record::CallRow& call = row(id);
    call.outcome = outcome;
    call.end = context_.scheduler.now();
    call.known = true;
    --under_way_;
    const World& world = context_.world;
    const Met met{.outcome = outcome,
                  .reason = call.reason,
                  .origin = call.origin,
                  .target = call.target,
                  .roaming = call.to.valid() && world.truth(call.to) != world.plan.users[call.to.index()].home,
                  .post_dial_delay = call.end - call.at};
    figures_.count(record::CallSource::plan, met, call.to, call.at);
    context_.say(outcome == Outcome::connected ? LogLevel::debug : LogLevel::info, Component::calls,
                 "call of {} to {}: {}{}{}", context_.name(call.from), call.dialled, calls::name_of(outcome),
                 call.target.valid() ? " at " : "",
                 call.target.valid() ? std::string_view(context_.name(call.target)) : "");
  });
}

}  // namespace roamsim::actors
