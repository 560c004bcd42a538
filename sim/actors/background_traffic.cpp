#include "sim/actors/background_traffic.hpp"

#include <algorithm>
#include <stdexcept>

namespace roamsim::actors {
namespace {

random::Distribution distribution_of(const HoldingPlan& holding) {
  switch (holding.distribution) {
    case HoldingPlan::Distribution::exponential:
      return random::Exponential{holding.mean};
    case HoldingPlan::Distribution::fixed:
      return random::Constant{holding.mean};
    case HoldingPlan::Distribution::lognormal: {
      const random::Checked<random::Lognormal> found = random::lognormal_from_mean(holding.mean, holding.sigma);
      if (const auto* lognormal = std::get_if<random::Lognormal>(&found)) return *lognormal;
      break;
    }
  }
  return random::Constant{holding.mean};
}

/// The row of a home cluster.
const CommunityRow& row_of(const TrafficPlan& traffic, ClusterId home) {
  for (const CommunityRow& row : traffic.community) {
    if (std::find(row.from.begin(), row.from.end(), home) != row.from.end()) return row;
  }
  throw std::invalid_argument("traffic " + traffic.name + " does not say whom the users of a cluster call");
}

}  // namespace

BackgroundTraffic::BackgroundTraffic(Context& context, CallService& calls, CallFigures& figures)
    : context_(context), calls_(calls), figures_(figures), everybody_(context.world.plan) {
  callers_.reserve(context_.world.plan.traffic.size());  // sources have spans of them
  for (const TrafficPlan& traffic : context_.world.plan.traffic) {
    callers_.emplace_back(context_.world.plan, traffic.users);
    if (traffic.calls_per_hour > 0) add_sources(traffic);
  }
}

void BackgroundTraffic::add_sources(const TrafficPlan& traffic) {
  const Plan& plan = context_.world.plan;
  for (std::size_t c = 0; c < plan.clusters.size(); ++c) {
    const ClusterId home(c);
    const std::span<const UserId> callers = callers_.back().of(home);
    if (callers.empty()) continue;
    // What the streams are for is part of what a seed means, so never to be renamed.
    const std::string& cluster = plan.clusters[c].name;
    const double rate = traffic.calls_per_hour * static_cast<double>(callers.size());
    sources_.push_back(
        {.callers = callers,
         .callees = traffic.community.empty() ? Callees(everybody_) : Callees(everybody_, row_of(traffic, home)),
         .holding = distribution_of(traffic.holding),
         .arrivals = Arrivals(rate, traffic.profile, traffic.from,
                              random::derive(plan.seed, cluster, "traffic.arrivals." + traffic.name)),
         .calls = random::derive(plan.seed, cluster, "traffic.calls." + traffic.name),
         .last = std::min(traffic.until, plan.duration)});
  }
}

void BackgroundTraffic::start() {
  for (std::size_t source = 0; source < sources_.size(); ++source) arm(source);
}

void BackgroundTraffic::arm(std::size_t source) {
  const Time next = sources_[source].arrivals.next(sources_[source].last);
  if (next == never) return;
  context_.scheduler.at(
      next, core::Priority::user, [this, source] { place(source); }, core::Recurrence::periodic);
}

void BackgroundTraffic::place(std::size_t source) {
  Source& from = sources_[source];
  random::Stream stream(from.calls.child(from.number++));
  const Duration talk = random::draw(from.holding, stream);
  Met met;
  UserId callee;
  for (int tried = 0; tried < most_callers; ++tried) {
    const UserId caller = from.callers[stream.below(from.callers.size())];
    callee = from.callees.draw(caller, stream);
    if (!callee.valid()) break;
    met = calls_.offer(caller, callee, talk);
    if (met.outcome != calls::Outcome::caller_busy) break;
  }
  if (callee.valid()) figures_.count(record::CallSource::background, met, callee, context_.scheduler.now());
  arm(source);
}

}  // namespace roamsim::actors
