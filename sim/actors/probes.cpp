#include "sim/actors/probes.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>

namespace roamsim::actors {

Probes::Probes(Context& context, CallService& calls, CallFigures& figures)
    : context_(context), calls_(calls), figures_(figures) {
  const Plan& plan = context_.world.plan;
  for (const ProbePlan& probe : plan.probes) {
    const double per_hour = static_cast<double>(hour) / static_cast<double>(probe.every);
    // What the streams are for is part of what a seed means, so never to be renamed.
    probes_.push_back(
        {.plan = &probe,
         .arrivals = Arrivals(per_hour, {}, probe.from, random::derive(plan.seed, probe.name, "probes.arrivals")),
         .pairs = random::Stream(random::derive(plan.seed, probe.name, "probes.pairs")),
         .counts = std::vector<Count>(probe.clusters.size() * probe.users.size())});
  }
}

void Probes::start() {
  for (std::size_t probe = 0; probe < probes_.size(); ++probe) arm(probe);
}

Time Probes::next(Probe& probe) const {
  const Time last = std::min(probe.plan->until, context_.world.plan.duration);
  if (probe.plan->process == ProbePlan::Process::poisson) return probe.arrivals.next(last);
  const Time at = probe.number == 0 ? probe.plan->from : context_.scheduler.now() + probe.plan->every;
  return at <= last ? at : never;
}

void Probes::arm(std::size_t probe) {
  const Time at = next(probes_[probe]);
  ++probes_[probe].number;
  if (at == never) return;
  // After all else of the instant, as the truth of that date is.
  context_.scheduler.at(
      at, core::Priority::probe, [this, probe] { fire(probe); }, core::Recurrence::periodic);
}

void Probes::fire(std::size_t probe) {
  Probe& fired = probes_[probe];
  if (fired.plan->of == ProbePlan::Of::one) {
    ask(fired, fired.pairs.below(fired.counts.size()));
  } else {
    for (std::size_t pair = 0; pair < fired.counts.size(); ++pair) ask(fired, pair);
  }
  arm(probe);
}

void Probes::ask(Probe& probe, std::size_t pair) {
  const Time now = context_.scheduler.now();
  const ClusterId cluster = probe.plan->clusters[pair / probe.plan->users.size()];
  const UserId user = probe.plan->users[pair % probe.plan->users.size()];
  const Met met = calls_.probe(cluster, user);
  const bool reached = met.outcome == calls::Outcome::connected;
  const auto add = [&](Count& count) {
    ++count.placed;
    if (reached) ++count.reached;
  };
  add(probe.counts[pair]);
  if (now >= context_.world.plan.warmup) add(probe.since_warmup);
  figures_.count(record::CallSource::probe, met, user, now);
}

void Probes::report(record::Journal& journal) const {
  std::map<std::pair<ClusterId, UserId>, Count> pairs;
  for (const Probe& probe : probes_) {
    for (std::size_t pair = 0; pair < probe.counts.size(); ++pair) {
      const std::size_t users = probe.plan->users.size();
      Count& sum = pairs[{probe.plan->clusters[pair / users], probe.plan->users[pair % users]}];
      sum.placed += probe.counts[pair].placed;
      sum.reached += probe.counts[pair].reached;
    }
    const auto placed = static_cast<double>(probe.since_warmup.placed);
    const auto reached = static_cast<double>(probe.since_warmup.reached);
    const auto add = [&](const char* what, double value, const char* unit) {
      journal.scalars.push_back({"probes." + probe.plan->name + what, "run", value, unit});
    };
    add(".placed", placed, "probes");
    add(".reached", reached, "probes");
    add(".share_reached", placed > 0 ? reached / placed : std::numeric_limits<double>::quiet_NaN(), "");
  }
  for (const auto& [pair, count] : pairs) {
    journal.reachability.push_back(
        {.cluster = pair.first, .user = pair.second, .probes = count.placed, .reached = count.reached});
  }
}

}  // namespace roamsim::actors
