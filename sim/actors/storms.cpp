#include "sim/actors/storms.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "sim/actors/spread.hpp"
#include "sim/actors/storm_pause.hpp"

namespace roamsim::actors {
namespace {

using record::RequestRow;
using record::StormUserRow;

constexpr std::uint64_t ticket_of(std::size_t storm, std::uint32_t visitor) {
  return std::uint64_t{storm} << 32 | visitor;
}

random::Distribution distribution_of(const SpreadPlan& spread) {
  return actors::distribution_of(spread.distribution, spread.mean, spread.sigma);
}

}  // namespace

Storms::Storms(Context& context, ExtensionMobilityService& service, Invariants& invariants, Moments& moments)
    : context_(context), service_(service), invariants_(invariants), moments_(moments) {
  const Plan& plan = context.world.plan;
  if (plan.storms.empty()) return;
  for (std::size_t i = 0; i < plan.clusters.size(); ++i) {
    lines_.push_back({ClusterId(i), std::nullopt, {}, 0, false});
  }
  of_phones_.resize(plan.phones.size());
  for (const StormPlan& storm : plan.storms) add(storm);
  context.world.changes.add(*this);
}

void Storms::add(const StormPlan& plan) {
  // What the streams are for is part of what a seed means, so never to be renamed.
  const std::uint64_t seed = context_.world.plan.seed;
  const auto index = static_cast<std::uint32_t>(storms_.size());
  storms_.push_back({.plan = plan,
                     .key = random::derive(seed, plan.name, "storm.users"),
                     .walking = distribution_of(plan.walking),
                     .stays = distribution_of(plan.stays.value_or(SpreadPlan{})),
                     .think = distribution_of(plan.think),
                     .typing = plan.typing ? std::optional(distribution_of(*plan.typing)) : std::nullopt,
                     .arrivals = StormArrivals(plan, std::min(plan.until, context_.world.plan.duration),
                                               random::derive(seed, plan.name, "storm.arrivals")),
                     .figures = StormFigures(plan, index, context_.world.plan.clusters.size(), context_.journal),
                     .weights = {},
                     .lines = {},
                     .visitors = {},
                     .visits = {},
                     .in_line = {},
                     .began = never,
                     .next = 0});
  Storm& storm = storms_.back();
  for (const StormTarget& target : plan.targets) {
    storm.weights.push_back((storm.weights.empty() ? 0 : storm.weights.back()) + target.weight);
  }
  add_lines(storm);
  draw_visitors(storm);
  if (plan.loop != StormPlan::Loop::open) storm.visits.resize(storm.visitors.size());
  if (plan.waits_for_phone) storm.in_line.resize(storm.visitors.size());
}

void Storms::add_lines(Storm& storm) {
  for (const StormTarget& target : storm.plan.targets) {
    storm.lines.push_back(target.phones.empty() ? no_line : static_cast<std::uint32_t>(lines_.size()));
    if (target.phones.empty()) continue;
    std::vector<PhoneId> phones;
    for (const std::uint32_t phone : target.phones) {
      phones.push_back(context_.world.directory.named_phone(phone));
      of_phones_[phone].push_back(storm.lines.back());
    }
    lines_.push_back({target.clusters.front(), FreePhones(std::move(phones)), {}, 0, false});
  }
}

/// Who takes part and in which order: an even draw, but for a trace, which says it.
void Storms::draw_visitors(Storm& storm) {
  if (storm.plan.arrivals == StormPlan::Arrivals::trace) {
    for (const StormTraceRow& row : storm.plan.trace) {
      storm.visitors.emplace_back();
      storm.visitors.back().user = row.user;
      storm.visitors.back().cluster = row.cluster;
    }
    return;
  }
  std::vector<UserId> users = storm.plan.users;
  random::Stream stream(random::derive(context_.world.plan.seed, storm.plan.name, "storm.order"));
  storm.visitors.resize(storm.plan.count);
  for (std::size_t i = 0; i < storm.plan.count; ++i) {
    std::swap(users[i], users[i + stream.below(users.size() - i)]);
    storm.visitors[i].user = users[i];
  }
}

random::Stream Storms::drawn(const Storm& storm, std::uint32_t visitor, Draw what, std::uint32_t number) const {
  // Four words for each draw, of which none takes more than two.
  const std::uint64_t place = (std::uint64_t{static_cast<std::uint8_t>(what)} + number) * 4;
  const std::uint64_t visit = storm.visits.empty() ? 0 : storm.visits[visitor].present;
  return random::Stream(storm.key.child(visitor), (visit << 32) + place);
}

void Storms::start() {
  for (std::size_t i = 0; i < storms_.size(); ++i) {
    const StormPlan& plan = storms_[i].plan;
    if (plan.at.event == Moment::Event::absolute) {
      context_.scheduler.at(plan.at.at, core::Priority::user, [this, i] { begin(i); });
    } else {
      moments_.when(plan.at, core::Priority::user, [this, i] { begin(i); });
    }
  }
}

void Storms::begin(std::size_t storm) {
  storms_[storm].began = now();
  storms_[storm].figures.began(now());
  arm(storm);
}

void Storms::arm(std::size_t storm) {
  Storm& own = storms_[storm];
  const std::optional<Duration> offset = own.arrivals.next();
  if (!offset || *offset > context_.world.plan.duration - own.began) return;
  context_.scheduler.at(own.began + *offset, core::Priority::user, [this, storm] { come(storm); });
}

void Storms::come(std::size_t storm) {
  const auto visitor = static_cast<std::uint32_t>(storms_[storm].next++);
  arm(storm);
  set_out(storm, visitor);
}

void Storms::set_out(std::size_t storm, std::uint32_t visitor) {
  Storm& own = storms_[storm];
  Visitor& user = own.visitors[visitor];
  const ClusterId location = context_.world.truth(user.user);
  if (own.plan.only_at && location != *own.plan.only_at) {
    user.state = Visitor::State::gone;
    return;
  }
  if (own.plan.action == StormPlan::Action::logout) {
    user.cluster = location;
  } else if (own.plan.arrivals != StormPlan::Arrivals::trace || !user.cluster.valid()) {
    choose(own, visitor);
  } else {
    user.target = static_cast<std::uint32_t>(own.plan.targets.size());
  }
  user.state = Visitor::State::on_the_way;
  random::Stream stream = drawn(own, visitor, Draw::walking);
  later(random::draw(own.walking, stream), [this, storm, visitor] { arrive(storm, visitor); });
}

void Storms::choose(Storm& storm, std::uint32_t visitor) {
  Visitor& user = storm.visitors[visitor];
  const double point = drawn(storm, visitor, Draw::target).uniform01() * storm.weights.back();
  // The first whose part of the sum holds the point, which is above 0: none of weight 0.
  const auto found = std::lower_bound(storm.weights.begin(), storm.weights.end(), point);
  const auto last = static_cast<std::ptrdiff_t>(storm.weights.size()) - 1;
  user.target = static_cast<std::uint32_t>(std::min(found - storm.weights.begin(), last));
  const StormTarget& target = storm.plan.targets[user.target];
  user.cluster = target.home ? context_.world.plan.users[user.user.index()].home
                             : target.clusters[drawn(storm, visitor, Draw::cluster).below(target.clusters.size())];
}

void Storms::arrive(std::size_t storm, std::uint32_t visitor) {
  Storm& own = storms_[storm];
  Visitor& user = own.visitors[visitor];
  user.came = now();
  if (!own.visits.empty() && own.visits[visitor].came == never) own.visits[visitor].came = now();
  user.tries = 0;
  own.figures.came(now(), user.cluster);
  attempt(storm, visitor);
}

Storms::Line& Storms::line_of(Storm& storm, const Visitor& visitor) {
  const bool own_phones = visitor.target < storm.lines.size() && storm.lines[visitor.target] != no_line;
  return lines_[own_phones ? storm.lines[visitor.target] : visitor.cluster.index()];
}

PhoneId Storms::find_phone(Line& line, UserId user) {
  if (!line.pool) return service_.free_phone(user, line.cluster);
  return line.pool->first([this](PhoneId phone) { return context_.world.is_free(phone); });
}

void Storms::attempt(std::size_t storm, std::uint32_t visitor) {
  Storm& own = storms_[storm];
  Visitor& user = own.visitors[visitor];
  if (own.plan.action == StormPlan::Action::logout) {
    user.state = Visitor::State::in_flight;
    ++user.attempts;
    own.figures.attempted(now(), user.cluster);
    invariants_.logout_offered();
    service_.log_out(user.user, user.cluster, {this, ticket_of(storm, visitor)});
    return;
  }
  if (user.phone.valid()) return attempt_at(storm, visitor, user.phone);
  Line& line = line_of(own, user);
  const PhoneId phone = find_phone(line, user.user);
  const bool at_own = phone == context_.world.directory.own_phone(user.user);
  if (own.plan.waits_for_phone && !at_own && (!phone.valid() || line.waiting > 0)) {
    return line_up(storm, visitor, line);
  }
  attempt_at(storm, visitor, phone);
}

void Storms::attempt_at(std::size_t storm, std::uint32_t visitor, PhoneId phone) {
  Storm& own = storms_[storm];
  Visitor& user = own.visitors[visitor];
  user.state = Visitor::State::in_flight;
  user.phone = phone;
  ++user.attempts;
  own.figures.attempted(now(), user.cluster);
  invariants_.login_offered();
  Asked asked{this, ticket_of(storm, visitor), phone, std::nullopt};
  if (own.typing) {
    random::Stream stream = drawn(own, visitor, Draw::per_try, 2 * user.tries);
    asked.typing = random::draw(*own.typing, stream);
  }
  service_.log_in(Login{user.user, user.cluster}, asked);
}

void Storms::line_up(std::size_t storm, std::uint32_t visitor, Line& line) {
  Visitor& user = storms_[storm].visitors[visitor];
  InLine& place = storms_[storm].in_line[visitor];
  user.state = Visitor::State::in_line;
  place.since = now();
  const std::uint32_t number = ++place.number;
  line.places.push_back({static_cast<std::uint32_t>(storm), visitor, number});
  ++line.waiting;
  const Time last = user.came + storms_[storm].plan.patience;
  context_.scheduler.at(std::max(last, now()), core::Priority::user, [this, storm, visitor, number] {
    Storm& own = storms_[storm];
    InLine& waiting = own.in_line[visitor];
    if (own.visitors[visitor].state != Visitor::State::in_line || waiting.number != number) return;
    waiting.waited += now() - waiting.since;
    --line_of(own, own.visitors[visitor]).waiting;
    give_up(storm, visitor);
  });
}

void Storms::phone_freed(PhoneId phone) {
  const std::size_t first_named = context_.world.directory.named_phone(0).index();
  if (phone.index() < first_named) return wake(context_.world.directory.cluster_of(phone).index());
  for (const std::uint32_t line : of_phones_[phone.index() - first_named]) {
    lines_[line].pool->freed(phone);
    wake(line);
  }
}

void Storms::wake(std::size_t line) {
  if (lines_[line].waiting == 0 || lines_[line].awake) return;
  lines_[line].awake = true;
  later(0, [this, line] { serve(line); });
}

void Storms::serve(std::size_t index) {
  Line& line = lines_[index];
  line.awake = false;
  while (!line.places.empty()) {
    const Place place = line.places.front();
    Visitor& user = storms_[place.storm].visitors[place.visitor];
    InLine& waiting = storms_[place.storm].in_line[place.visitor];
    const bool gone = user.state != Visitor::State::in_line || waiting.number != place.in_line;
    const PhoneId phone = gone ? PhoneId{} : find_phone(line, user.user);
    if (!gone && !phone.valid()) return;
    line.places.pop_front();
    if (gone) continue;
    --line.waiting;
    waiting.waited += now() - waiting.since;
    attempt_at(place.storm, place.visitor, phone);
  }
}

void Storms::request_ended(std::uint64_t ticket, std::int32_t code) {
  const auto storm = static_cast<std::size_t>(ticket >> 32);
  const auto visitor = static_cast<std::uint32_t>(ticket);
  if (storms_[storm].visitors[visitor].state == Visitor::State::leaving) return leaving_ended(storm, visitor, code);
  if (code == 0) {
    succeeded(storm, visitor);
  } else {
    refused(storm, visitor, code);
  }
}

void Storms::succeeded(std::size_t storm, std::uint32_t visitor) {
  Storm& own = storms_[storm];
  Visitor& user = own.visitors[visitor];
  own.figures.succeeded(now(), user.cluster, user.came, user.successes == 0);
  if (user.successes++ == 0) user.done = now();
  user.phone = {};
  user.tries = 0;
  user.state = Visitor::State::there;
  if (!own.plan.stays) return;
  random::Stream stream = drawn(own, visitor, Draw::stays);
  later(random::draw(own.stays, stream), [this, storm, visitor] { leave(storm, visitor); });
}

void Storms::refused(std::size_t storm, std::uint32_t visitor, std::int32_t code) {
  Storm& own = storms_[storm];
  Visitor& user = own.visitors[visitor];
  ++user.refusals;
  ++user.tries;
  user.code = code;
  own.figures.refused(now(), user.cluster, code);
  random::Stream stream = drawn(own, visitor, Draw::per_try, 2 * user.tries - 1);
  const std::optional<Duration> pause = pause_after(own.plan.retry, code, user.tries, stream);
  const PhoneId phone = std::exchange(user.phone, PhoneId{});
  if (!pause || user.tries >= own.plan.attempts || now() + *pause - user.came > own.plan.patience) {
    return give_up(storm, visitor);
  }
  user.state = Visitor::State::pausing;
  // Who has stood in line does not leave the phone to the next because of a message that says to try again.
  if (own.plan.waits_for_phone && phone.valid() && context_.world.is_free(phone) && advice_of(code) == Advice::again) {
    user.phone = phone;
    context_.world.busy[phone.index()] = Busy::held;
  }
  later(*pause, [this, storm, visitor] { attempt(storm, visitor); });
}

void Storms::give_up(std::size_t storm, std::uint32_t visitor) {
  Storm& own = storms_[storm];
  Visitor& user = own.visitors[visitor];
  user.gave_up = true;
  own.figures.gave_up(now(), user.cluster);
  leave_loop(storm, visitor);
}

void Storms::leave(std::size_t storm, std::uint32_t visitor) {
  Visitor& user = storms_[storm].visitors[visitor];
  user.state = Visitor::State::leaving;
  invariants_.logout_offered();
  service_.log_out(user.user, user.cluster, {this, ticket_of(storm, visitor)});
}

void Storms::leaving_ended(std::size_t storm, std::uint32_t visitor, std::int32_t code) {
  Storm& own = storms_[storm];
  Visitor& user = own.visitors[visitor];
  // Who is logged out already, by a login elsewhere say, has nothing more to do.
  const bool out = code == 0 || code == catalogue::error_of(catalogue::Cause::no_user_on_phone).code;
  if (!out && ++user.tries < own.plan.attempts) {
    random::Stream stream = drawn(own, visitor, Draw::per_try, 2 * user.tries - 1);
    const std::optional<Duration> pause = pause_after(own.plan.retry, code, user.tries, stream);
    if (pause) return later(*pause, [this, storm, visitor] { leave(storm, visitor); });
  }
  own.figures.left(out);
  leave_loop(storm, visitor);
}

/// The visit is over; in a closed loop there may be another.
void Storms::leave_loop(std::size_t storm, std::uint32_t visitor) {
  Storm& own = storms_[storm];
  Visitor& user = own.visitors[visitor];
  user.state = Visitor::State::gone;
  if (own.plan.loop == StormPlan::Loop::open) return;
  random::Stream stream = drawn(own, visitor, Draw::think);
  const Duration pause = std::max(random::draw(own.think, stream), own.plan.retry.reaction);
  if (own.plan.until != never && now() + pause > own.began + own.plan.until) return;
  ++own.visits[visitor].present;
  user.state = Visitor::State::thinking;
  later(pause, [this, storm, visitor] { set_out(storm, visitor); });
}

StormUserRow Storms::row_of(std::size_t index, std::uint32_t number) const {
  using Outcome = StormUserRow::Outcome;
  const Storm& storm = storms_[index];
  const Visitor& visitor = storm.visitors[number];
  const Outcome outcome = visitor.successes > 0   ? Outcome::done
                          : visitor.gave_up       ? Outcome::gave_up
                          : visitor.attempts == 0 ? Outcome::never_tried
                                                  : Outcome::cut_off;
  Duration waited = 0;
  if (!storm.in_line.empty()) {
    const InLine& line = storm.in_line[number];
    waited = line.waited + (visitor.state == Visitor::State::in_line ? now() - line.since : 0);
  }
  return {.storm = static_cast<std::uint32_t>(index),
          .user = visitor.user,
          .cluster = visitor.cluster,
          .outcome = outcome,
          .came = storm.visits.empty() ? visitor.came : storm.visits[number].came,
          .done = visitor.done,
          .attempts = visitor.attempts,
          .successes = visitor.successes,
          .refusals = visitor.refusals,
          .code = visitor.code,
          .waited = waited};
}

void Storms::report(Time ended) {
  for (std::size_t i = 0; i < storms_.size(); ++i) {
    Storm& storm = storms_[i];
    const bool logs_in = storm.plan.action == StormPlan::Action::login;
    context_.journal.storms.push_back({storm.plan.name, logs_in ? RequestRow::Kind::login : RequestRow::Kind::logout,
                                       storm.began, storm.visitors.size()});
    const bool kept = context_.collected.has(record::Table::storm_users);
    auto& rows = context_.journal.storm_users;
    if (kept) rows.reserve(rows.size() + storm.visitors.size());
    StormFigures::Fared fared{};
    for (std::uint32_t visitor = 0; visitor < storm.visitors.size(); ++visitor) {
      const StormUserRow row = row_of(i, visitor);
      ++fared.at(static_cast<std::size_t>(row.outcome));
      if (kept) rows.push_back(row);
    }
    storm.figures.report(fared, ended);
  }
}

}  // namespace roamsim::actors
