#include "tests/record/calls_run.hpp"

#include <utility>

namespace roamsim::record {
namespace {

constexpr ClusterId c1{0}, c2{1}, c3{2};
constexpr UserId bob{0}, alice{1}, kally{2};
constexpr CallParty caller{CallParty::Kind::caller}, called{CallParty::Kind::called}, pstn{CallParty::Kind::pstn};

CallParty at(ClusterId cluster) {
  return {CallParty::Kind::cluster, cluster};
}

CallRow ringing(const SampleRun& run, Time begin, UserId from, UserId to, ClusterId origin, ClusterId target) {
  CallRow call;
  call.at = begin;
  call.from = from;
  call.dialled = run.names.users.at(to.index()).dn;
  call.to = to;
  call.origin = origin;
  call.target = target;
  call.end = begin + 300 * millisecond;
  call.known = true;
  call.caller_phone = "SEP0000000000" + std::to_string(30 + from.index());
  call.final_number = call.dialled;
  return call;
}

void answer(CallRow& call, Duration after, Duration talk) {
  call.called_phone = "SEP000000000021";
  call.answered = call.at + after;
  call.ended = talk == never ? never : call.answered + talk;
  call.how = talk == never ? CallEnd::not_answered : CallEnd::hung_up;
}

void fail(CallRow& call, calls::Reason reason, Duration after) {
  call.reason = reason;
  call.outcome = calls::facts_of(reason).outcome;
  call.end = call.at + after;
}

/// INVITE from one to the next, and the answer back.
void add_messages(Journal& journal, CallId call, Time begin, const std::vector<CallParty>& path, Time answered,
                  Time ended) {
  const Duration hop = 20 * millisecond;
  const auto pass = [&](Time& now, std::string_view message, bool forth) {
    for (std::size_t i = 0; i + 1 < path.size(); ++i, now += hop) {
      const std::size_t near = forth ? i : path.size() - 1 - i;
      journal.call_messages.push_back({call, now, path[near], path[forth ? near + 1 : near - 1], message, now + hop});
    }
  };
  pass(begin, "INVITE", true);
  pass(begin, "180 Ringing", false);
  if (answered == never) return;
  pass(answered, "200 OK", false);
  if (ended != never) pass(ended, "BYE", true);
}

}  // namespace

SampleRun calls_run() {
  SampleRun run = story_run();
  Journal& j = run.journal;
  j.calls.clear();
  j.call_legs.clear();
  j.call_messages.clear();
  const auto add = [&](CallRow call) {
    j.calls.push_back(std::move(call));
    return CallId{j.calls.size() - 1};
  };

  CallRow plain = ringing(run, 2 * minute + 250 * millisecond, kally, bob, c3, c1);
  answer(plain, 4 * second, 85 * second + 900 * millisecond);
  const CallId first = add(plain);
  j.call_legs.push_back({first, c3, 1, plain.at, {}, c1});
  j.call_legs.push_back({first, c1, 2, plain.at + 20 * millisecond, c3, {}});
  add_messages(j, first, plain.at, {caller, at(c3), at(c1), called}, plain.answered, plain.ended);

  CallRow dead = ringing(run, 5 * minute + 30 * second, kally, bob, c3, c1);
  fail(dead, calls::Reason::invite_timed_out, 32 * second);
  const CallId second_call = add(dead);
  j.call_legs.push_back({second_call, c3, 1, dead.at, {}, c1});
  j.call_messages.push_back({second_call, dead.at, caller, at(c3), "INVITE", dead.at + millisecond});
  for (const Duration later : {2 * millisecond, 502 * millisecond, 1502 * millisecond}) {
    j.call_messages.push_back({second_call, dead.at + later, at(c3), at(c1), "INVITE", never});
  }
  j.call_messages.push_back({second_call, dead.end, at(c3), caller, "408 Request Timeout", dead.end + millisecond});

  CallRow blink = ringing(run, 9 * minute + 59 * second + 400 * millisecond, alice, alice, c1, c1);
  answer(blink, 500 * millisecond, 300 * millisecond);
  const CallId third = add(blink);
  j.call_legs.push_back({third, c1, 1, blink.at, {}, {}});
  add_messages(j, third, blink.at, {caller, at(c1), called}, blink.answered, blink.ended);

  CallRow busy = ringing(run, 10 * minute, alice, kally, c1, c3);
  fail(busy, calls::Reason::user_busy, second);
  const CallId fourth = add(busy);
  j.call_legs.push_back({fourth, c1, 1, busy.at, {}, c3});
  j.call_legs.push_back({fourth, c3, 1, busy.at + 20 * millisecond, c1, {}});

  CallRow around = ringing(run, 11 * minute, kally, bob, c3, c2);
  around.forwarded = true;
  around.final_number = "+8161000001";
  around.reason = calls::Reason::answered_over_pstn;
  answer(around, 9 * second, 2 * minute);
  const CallId fifth = add(around);
  j.call_legs.push_back({fifth, c3, 1, around.at, {}, {}, false, true});
  j.call_legs.push_back({fifth, c2, 11, around.at + 2 * second, {}, {}, true, false});
  add_messages(j, fifth, around.at, {caller, at(c3), pstn, at(c2), called}, around.answered, around.ended);

  CallRow long_way = ringing(run, 12 * minute, alice, bob, c1, c3);
  answer(long_way, 3 * second, minute);
  long_way.how = CallEnd::media_lost;
  const CallId sixth = add(long_way);
  j.call_legs.push_back({sixth, c1, 1, long_way.at, {}, c2});
  j.call_legs.push_back({sixth, c2, 1, long_way.at + 20 * millisecond, c1, c3, false, false, true});
  j.call_legs.push_back({sixth, c3, 1, long_way.at + 40 * millisecond, c2, {}});
  add_messages(j, sixth, long_way.at, {caller, at(c1), at(c2), at(c3), called}, long_way.answered, never);

  CallRow outlasting = ringing(run, 29 * minute, kally, bob, c3, c2);
  answer(outlasting, 4 * second, never);
  const CallId seventh = add(outlasting);
  j.call_legs.push_back({seventh, c3, 1, outlasting.at, {}, c2});
  j.call_legs.push_back({seventh, c2, 1, outlasting.at + 20 * millisecond, c3, {}});

  CallRow unknown = ringing(run, 29 * minute + 59 * second, alice, bob, c1, c2);
  unknown.known = false;
  const CallId eighth = add(unknown);
  j.call_legs.push_back({eighth, c1, 1, unknown.at, {}, c2});
  return run;
}

SampleRun hostile_calls_run() {
  const SampleRun hostile = hostile_run();
  SampleRun run = calls_run();
  run.names = hostile.names;
  run.header = hostile.header;
  for (CallRow& call : run.journal.calls) {
    if (call.to == bob) call.dialled = call.final_number = run.names.users[0].dn;
  }
  run.journal.calls[0].caller_phone = "=HYPERLINK(\"x\")\r\n\x1b[31m";
  run.journal.calls[0].called_phone = "<script>alert(1)</script>";
  return run;
}

}  // namespace roamsim::record
