#include "sim/actors/background_traffic.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/actors/spread.hpp"

namespace roamsim::actors {

BackgroundTraffic::BackgroundTraffic(Context& context, CallService& calls, CallFigures& figures)
    : context_(context),
      calls_(calls),
      figures_(figures),
      everybody_(context.world.plan.traffic.empty() ? UsersByHome(context.world.plan, {})
                                                    : UsersByHome(context.world.plan)) {
  callers_.reserve(context_.world.plan.traffic.size());  // sources have spans of them
  for (const TrafficPlan& traffic : context_.world.plan.traffic) {
    callers_.emplace_back(context_.world.plan, traffic.users);
    if (traffic.calls_per_hour > 0) add_sources(traffic);
  }
}

std::vector<const Callees*> BackgroundTraffic::add_callees(const TrafficPlan& traffic) {
  std::vector<const Callees*> by_home(context_.world.plan.clusters.size(), nullptr);
  if (traffic.community.empty()) by_home.assign(by_home.size(), &callees_.emplace_back(everybody_));
  for (const CommunityRow& row : traffic.community) {
    const Callees& callees = callees_.emplace_back(everybody_, row);
    for (const ClusterId home : row.from) by_home[home.index()] = &callees;
  }
  return by_home;
}

void BackgroundTraffic::add_sources(const TrafficPlan& traffic) {
  const Plan& plan = context_.world.plan;
  const std::vector<const Callees*> callees = add_callees(traffic);
  for (std::size_t c = 0; c < plan.clusters.size(); ++c) {
    const UserBlock callers = callers_.back().of(ClusterId(c));
    if (callers.empty()) continue;
    // What the streams are for is part of what a seed means, so never to be renamed.
    const std::string& home = plan.clusters[c].name;
    if (callees[c] == nullptr) {
      throw std::invalid_argument("traffic " + traffic.name + " does not say whom the users of " + home + " call");
    }
    sources_.push_back(
        {.callers = callers,
         .callees = callees[c],
         .holding = distribution_of(traffic.holding.distribution, traffic.holding.mean, traffic.holding.sigma),
         .arrivals = Arrivals(traffic.calls_per_hour * static_cast<double>(callers.size()), traffic.profile,
                              traffic.from, random::derive(plan.seed, home, "traffic.arrivals." + traffic.name)),
         .calls = random::derive(plan.seed, home, "traffic.calls." + traffic.name),
         .last = std::min(traffic.until, plan.duration)});
  }
}

void BackgroundTraffic::start() {
  for (std::size_t source = 0; source < sources_.size(); ++source) arm(source);
}

void BackgroundTraffic::arm(std::size_t source) {
  Source& from = sources_[source];
  const Time next = from.arrivals.next(from.last);
  if (next == never) return;
  // Drawn now, so that what is known of the two is on its way from memory when they talk.
  from.next = draw(from);
  calls_.prefetch(from.next->caller);
  if (from.next->callee.valid()) calls_.prefetch(from.next->callee);
  context_.scheduler.at(
      next, core::Priority::user, [this, source] { place(source); }, core::Recurrence::periodic);
}

BackgroundTraffic::Drawn BackgroundTraffic::draw(Source& source) {
  Drawn drawn{random::Stream(source.calls.child(source.number++))};
  drawn.talk = random::draw(source.holding, drawn.stream);
  drawn.caller = source.callers[drawn.stream.below(source.callers.size())];
  drawn.callee = source.callees->draw(drawn.caller, drawn.stream);
  return drawn;
}

void BackgroundTraffic::place(std::size_t source) {
  Source& from = sources_[source];
  Drawn& call = *from.next;
  Met met;
  for (int tried = 1; call.callee.valid(); ++tried) {
    met = calls_.offer(call.caller, call.callee, call.talk);
    if (met.outcome != calls::Outcome::caller_busy || tried == most_callers) break;
    call.caller = from.callers[call.stream.below(from.callers.size())];
    call.callee = from.callees->draw(call.caller, call.stream);
  }
  if (call.callee.valid()) figures_.count(record::CallSource::background, met, call.callee, context_.scheduler.now());
  arm(source);
}

}  // namespace roamsim::actors
