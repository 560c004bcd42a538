#include "sim/actors/call_recorder.hpp"

#include <algorithm>
#include <utility>

namespace roamsim::actors {

using Kind = record::CallParty::Kind;

namespace {
constexpr record::CallParty caller{Kind::caller, {}};
constexpr record::CallParty called{Kind::called, {}};
}  // namespace

void CallRecorder::begin(CallId call) {
  call_ = call;
  legs_.clear();
}

void CallRecorder::message(Time at, record::CallParty from, record::CallParty to, std::string_view text, Time arrives) {
  if (!context_->collected.has(record::Table::call_messages)) return;
  context_->journal.call_messages.push_back({call_, at, from, to, text, arrives});
}

void CallRecorder::entered(const CallSetup& setup) {
  const Time now = context_->scheduler.now();
  const Passed& here = setup.path.back();
  const std::size_t place = setup.path.size() - 1;
  if (place == 0) message(now, caller, party(here), "INVITE", now + router_->way_to(setup.calling));
  if (place > 0 && (!here.by_trunk)) message(now, party(setup.path[place - 1]), party(here), "INVITE", now);
  if (!context_->collected.has(record::Table::call_legs)) return;
  legs_.resize(place, no_leg);
  std::vector<record::CallLegRow>& rows = context_->journal.call_legs;
  if (place > 0 && legs_.back() != no_leg) {
    rows[legs_.back()].to = here.cluster;
    rows[legs_.back()].to_pstn = rows[legs_.back()].to_pstn || !here.cluster.valid();
  }
  if (!here.cluster.valid()) return legs_.push_back(no_leg);
  legs_.push_back(static_cast<std::uint32_t>(rows.size()));
  record::CallLegRow row;
  row.call = call_;
  row.cluster = here.cluster;
  row.node = context_->world.number_of(here.node, here.cluster);
  row.begin = now;
  if (here.by_trunk) row.from = setup.path[place - 1].cluster;
  row.from_pstn = place > 0 && !here.by_trunk;
  rows.push_back(row);
}

void CallRecorder::invited(const CallSetup& setup, Duration way, bool lost) {
  const Time now = context_->scheduler.now();
  message(now, {Kind::cluster, setup.at()}, {Kind::cluster, setup.next}, "INVITE", lost ? never : now + way);
}

void CallRecorder::turned_back(const CallSetup& setup) {
  for (std::size_t place = setup.decided + 1; place < legs_.size(); ++place) {
    if (legs_[place] == no_leg) continue;
    record::CallLegRow& leg = context_->journal.call_legs[legs_[place]];
    leg.left = context_->scheduler.now();
    leg.why = setup.reason;
  }
}

bool lose_signalling(Context& context, const std::vector<std::uint32_t>& legs, NodeId node) {
  const ClusterId cluster = context.engine.topology().cluster_of(node);
  const std::uint32_t number = context.world.number_of(node, cluster);
  bool any = false;
  for (const std::uint32_t leg : legs) {
    if (leg == no_leg) continue;
    record::CallLegRow& row = context.journal.call_legs[leg];
    if (row.cluster != cluster || row.node != number || row.signalling_lost) continue;
    row.signalling_lost = any = true;
  }
  return any;
}

void CallRecorder::failed(const CallSetup& setup) {
  const Time now = context_->scheduler.now();
  const record::CallParty here{Kind::cluster, setup.at()};
  // Nobody answers an INVITE that timed out, and none leaves on a trunk that is out of service: the cluster finds out.
  const bool answered = setup.reason == calls::Reason::connection_refused;
  const Duration way = answered ? context_->engine.latency(setup.next, setup.at()) : 0;
  message(now - way, answered ? record::CallParty{Kind::cluster, setup.next} : here, here,
          calls::facts_of(setup.reason).status, now);
}

Time CallRecorder::back_to_caller(const CallSetup& setup, Time at, std::string_view text) {
  for (std::size_t i = setup.path.size() - 1; i > 0; --i) {
    const Passed& from = setup.path[i];
    const Passed& to = setup.path[i - 1];
    const Time arrives = from.by_trunk ? at + context_->engine.latency(to.cluster, from.cluster) : at;
    message(at, party(from), party(to), text, arrives);
    at = arrives;
  }
  const Time arrives = at + router_->way_to(setup.calling);
  message(at, party(setup.path.front()), caller, text, arrives);
  return arrives;
}

void CallRecorder::over(const CallSetup& setup, Duration after) {
  if (setup.path.empty()) return;
  const Time now = context_->scheduler.now();
  const calls::ReasonFacts& facts = calls::facts_of(setup.reason);
  const Passed& last = setup.path.back();
  const bool rings = setup.called.valid() && setup.reason != calls::Reason::user_busy;
  if (rings) {
    const Duration way = router_->way_to(setup.called);
    message(now, party(last), called, "INVITE", now + way);
    message(now + way, called, party(last), "180 Ringing", now + 2 * way);
    back_to_caller(setup, now + 2 * way, "180 Ringing");
    if (last.node.valid() && !legs_.empty() && legs_.back() != no_leg) {
      context_->journal.call_legs[legs_.back()].node = context_->world.number_of(last.node, last.cluster);
    }
    if (facts.outcome == calls::Outcome::connected) return;
  }
  back_to_caller(setup, now + after - router_->way_back(setup), facts.status);
}

std::vector<std::uint32_t> CallRecorder::take_legs() {
  std::erase(legs_, no_leg);
  return std::exchange(legs_, {});
}

void CallRecorder::hung_up(Context& context, CallId call, const CallPath& path) {
  if (!context.collected.has(record::Table::call_messages)) return;
  Time at = context.scheduler.now();
  record::CallParty from = caller;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const Time arrives = path[i].by_trunk ? at + context.engine.latency(path[i - 1].cluster, path[i].cluster) : at;
    context.journal.call_messages.push_back({call, at, from, party(path[i]), "BYE", arrives});
    from = party(path[i]);
    at = arrives;
  }
  context.journal.call_messages.push_back({call, at, from, called, "BYE", at});
}

std::string CallRecorder::path_text(const Context& context, const CallPath& path) {
  std::string text;
  for (const Passed& passed : path) {
    text += text.empty() ? "" : " > ";
    text += passed.cluster.valid() ? context.name(passed.cluster) : "PSTN";
  }
  return text;
}

}  // namespace roamsim::actors
