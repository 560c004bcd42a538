#include "sim/actors/call_service.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "sim/actors/call_figures.hpp"
#include "sim/record/row_names.hpp"

namespace roamsim::actors {

using calls::Outcome;

CallService::CallService(Context& context, CallFigures& figures)
    : context_(context),
      figures_(figures),
      trunks_(context),
      router_(context, trunks_),
      established_(context, router_) {
  established_.set_ended([this](const EstablishedCalls::Call& call, record::CallEnd how) {
    record::CallRow& row = context_.journal.calls[call.row.index()];
    row.ended = context_.scheduler.now();
    row.how = how;
    if (how == record::CallEnd::hung_up) CallRecorder::hung_up(context_, call.row, call.path);
    context_.say(how == record::CallEnd::hung_up ? LogLevel::debug : LogLevel::info, Component::calls,
                 "call of {} to {}: {}", context_.name(row.from), row.dialled, record::name_of(how));
  });
  context.world.changes.add(*this);
}

void CallService::place(const PlaceCall& call) {
  ++under_way_;
  any_talk_ = any_talk_ || call.talk > 0;
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(followed_.size()));
    followed_.push_back(std::make_unique<Followed>(Followed{{}, CallRecorder(context_, router_)}));
  }
  const std::uint32_t place = free_.back();
  free_.pop_back();
  Followed& own = *followed_[place];
  own.setup = CallSetup{.from = call.from,
                        .to = context_.world.directory.user_with_dn(call.to),
                        .number = call.to,
                        .answers = call.answers,
                        .lasts = call.talk > 0};
  own.talk = call.talk;
  own.roaming = is_roaming(own.setup.to);
  own.under_way = true;
  own.recorder.begin(CallId(context_.journal.calls.size()));
  context_.journal.calls.push_back(
      {.at = context_.scheduler.now(), .from = call.from, .dialled = call.to, .to = own.setup.to});
  go_on(place);
  const record::CallRow& row = context_.journal.calls.back();
  context_.say(LogLevel::debug, Component::calls, "{} dials {} from {}", context_.name(call.from), call.to,
               row.origin.valid() ? std::string_view(context_.name(row.origin)) : "no phone");
}

void CallService::go_on(std::uint32_t place) {
  Followed& own = *followed_[place];
  const Duration wait = router_.step(own.setup, &own.recorder);
  record::CallRow& row = context_.journal.calls[own.recorder.call().index()];
  row.origin = own.setup.origin;
  row.target = own.setup.target;
  if (own.setup.over()) return settled(place, wait);
  if (wait == 0) return go_on(place);
  context_.scheduler.after(wait, core::Priority::delivery, [this, place] { go_on(place); });
}

void CallService::settled(std::uint32_t place, Duration after) {
  Followed& own = *followed_[place];
  record::CallRow& row = context_.journal.calls[own.recorder.call().index()];
  row.reason = own.setup.reason;
  row.outcome = calls::facts_of(own.setup.reason).outcome;
  row.final_number = own.setup.number;
  row.forwarded = own.setup.forwards > 0;
  if (own.setup.used_pstn && !row.to.valid()) row.to = own.setup.to;  // whose number of the public network it is
  row.path = CallRecorder::path_text(context_, own.setup.path);
  const directory::Directory& directory = context_.world.directory;
  if (own.setup.calling.valid()) row.caller_phone = directory.device_name(own.setup.calling);
  if (own.setup.called.valid() && own.setup.reason != calls::Reason::user_busy) {
    row.called_phone = directory.device_name(own.setup.called);
  }
  own.recorder.over(own.setup, after);
  context_.scheduler.after(after, core::Priority::delivery, [this, place] { known(place); });
}

void CallService::known(std::uint32_t place) {
  Followed& own = *followed_[place];
  const CallId id = own.recorder.call();
  record::CallRow& call = context_.journal.calls[id.index()];
  const Time now = context_.scheduler.now();
  call.end = now;
  call.known = true;
  --under_way_;
  const Met met{.outcome = call.outcome,
                .reason = call.reason,
                .origin = call.origin,
                .target = call.target,
                .roaming = own.roaming,
                .post_dial_delay = now - call.at};
  figures_.count(record::CallSource::plan, met, call.to, call.at);
  const bool connected = call.outcome == Outcome::connected;
  context_.say(connected ? LogLevel::debug : LogLevel::info, Component::calls, "call of {} to {}: {}{}{}",
               context_.name(call.from), call.dialled, calls::name_of(call.outcome), call.target.valid() ? " at " : "",
               call.target.valid() ? std::string_view(context_.name(call.target)) : "");
  if (connected && own.talk > 0) {
    call.answered = now + parameters(own.setup.origin).answer_after;
    established_.hold(own.setup, call.answered, own.talk, id, own.recorder.take_legs());
  } else if (connected) {
    count_ended(context_, own.setup.path, now);
    call.answered = call.ended = now;
    call.how = record::CallEnd::hung_up;
  }
  router_.release(own.setup.path);
  router_.set_free(own.setup.occupied);
  own.under_way = false;
  free_.push_back(place);
}

Met CallService::settle(CallSetup& setup, UserId callee, Duration talk) {
  Duration spent = 0;
  while (!setup.over()) spent += router_.step(setup, nullptr);
  Met met{.outcome = calls::facts_of(setup.reason).outcome,
          .reason = setup.reason,
          .origin = setup.origin,
          .target = setup.target,
          .roaming = is_roaming(callee),
          .post_dial_delay = spent};
  if (talk > 0 && met.outcome == Outcome::connected) {
    const Time answered = context_.scheduler.now() + spent + parameters(met.origin).answer_after;
    established_.hold(setup, answered, talk, CallId{}, {});
  } else {
    if (!setup.asks && met.outcome == Outcome::connected) {
      count_ended(context_, setup.path, context_.scheduler.now() + spent);
    }
    router_.release(setup.path);
    router_.set_free(setup.occupied);
  }
  return met;
}

Met CallService::offer(UserId from, UserId to, Duration talk) {
  any_talk_ = true;
  CallSetup setup{.from = from, .to = to, .followed = false, .lasts = talk > 0};
  return settle(setup, to, talk);
}

Met CallService::probe(ClusterId from, UserId to) {
  CallSetup setup{.to = to, .asks = true, .followed = false, .origin = from};
  if (context_.world.clusters[from.index()].serving) return settle(setup, to, 0);
  return {Outcome::caller_unregistered, calls::Reason::caller_unregistered, {}, {}, is_roaming(to), 0};
}

bool CallService::is_roaming(UserId user) const {
  return user.valid() && context_.world.truth(user) != context_.world.plan.users.home(user.index());
}

void CallService::node_lost(NodeId node) {
  for (const std::unique_ptr<Followed>& own : followed_) {
    if (!own->under_way) continue;
    own->recorder.node_lost(node);
    for (Passed& passed : own->setup.path) {
      if (passed.node == node) passed.node = NodeId{};
    }
  }
  established_.node_lost(node);
}

std::string CallService::unbalanced() const {
  if (!trunks_.counts()) return {};
  std::uint64_t expected = established_.channels();
  for (const std::unique_ptr<Followed>& own : followed_) {
    if (own->under_way) expected += own->setup.channels();
  }
  if (expected == trunks_.taken()) return {};
  return fmt::format("{} channels of trunks are taken, and calls are on {}", trunks_.taken(), expected);
}

void CallService::network_changed() {
  trunks_.network_changed();
  established_.network_changed();
}

void CallService::add_scalars() const {
  for (const TrunkPeak& peak : trunks_.peaks()) {
    context_.journal.scalars.push_back({"trunks.most_calls",
                                        fmt::format("{} and {}", context_.name(peak.a), context_.name(peak.b)),
                                        static_cast<double>(peak.calls), "calls"});
  }
  if (!any_talk_) return;
  const auto add = [&](const char* name, std::uint64_t value) {
    context_.journal.scalars.push_back({name, "run", static_cast<double>(value), "calls"});
  };
  add("established_calls.media_lost", established_.media_lost());
  add("established_calls.signalling_lost", established_.signalling_lost());
  add("established_calls.most_at_once", established_.most_in_progress());
}

}  // namespace roamsim::actors
