#include "sim/scenario/dates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <queue>
#include <tuple>
#include <utility>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/registry/codecs.hpp"
#include "sim/scenario/suggest.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {

std::optional<std::size_t> Dates::index_of(std::string_view name) const {
  const auto found = index_.find(name);
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

void Dates::settle_outage(ClusterId cluster, const Moment& at, Duration lasts) {
  outages_[cluster].push_back({at, lasts});
}

/// Events in the order of their earliest dates, each of which may let outages come that wait for it.
void Dates::settle_events() {
  using Event = Moment::Event;
  using Entry = std::tuple<Time, Event, ClusterId>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> next;
  std::map<std::pair<Event, ClusterId>, std::vector<std::pair<ClusterId, Outage>>> waiting;
  const auto date = [this](Event event, ClusterId cluster) -> Time& {
    Events& events = events_[cluster];
    return event == Event::failed ? events.failed : events.recovered;
  };
  const auto reach = [&](ClusterId cluster, Time at, Duration lasts) {
    for (const auto& [event, when] : {std::pair(Event::failed, at), std::pair(Event::recovered, at + lasts)}) {
      if (when >= date(event, cluster)) continue;
      date(event, cluster) = when;
      next.emplace(when, event, cluster);
    }
  };
  for (const auto& [cluster, outages] : outages_) {
    for (const Outage& outage : outages) {
      if (outage.at.event == Event::absolute) {
        reach(cluster, outage.at.at, outage.lasts);
      } else {
        waiting[{outage.at.event, outage.at.cluster}].emplace_back(cluster, outage);
      }
    }
  }
  while (!next.empty()) {
    const auto [when, event, cluster] = next.top();
    next.pop();
    if (when > date(event, cluster) || when > longest_run) continue;
    const auto found = waiting.find({event, cluster});
    if (found == waiting.end()) continue;
    for (const auto& [other, outage] : found->second) reach(other, when + outage.at.at, outage.lasts);
  }
}

std::optional<Moment> Dates::resolve(const MomentSpec& spec, const std::string& pointer) {
  using Event = MomentSpec::Event;
  if (!checker_.clean(pointer)) return std::nullopt;
  switch (spec.event) {
    case Event::absolute:
      return Moment(spec.at);
    case Event::recovered:
    case Event::failed: {
      const ClusterId cluster = checker_.cluster(spec.of, pointer);
      if (!cluster.valid()) return std::nullopt;
      if (has_outage(cluster))
        return Moment(spec.event == Event::failed ? Moment::Event::failed : Moment::Event::recovered, spec.at, cluster);
      if (all_known_) {
        checker_.error(pointer,
                       {quoted(spec.of) + ", of which the timeline has no cluster_outage", "an event of the run", {}});
      }
      return std::nullopt;
    }
    case Event::started:
    case Event::ended:
      break;
  }
  const auto found = named_.find(spec.of);
  if (found == named_.end()) {
    if (index_.contains(spec.of)) return std::nullopt;  // reported there
    std::vector<std::string_view> names;
    for (const auto& [name, index] : index_) names.push_back(name);
    checker_.error(pointer, {quoted(spec.of) + ", which names no entry of the timeline",
                             names.empty() ? "the \"name\" of an entry, and none has one" : "a name: " + listed(names),
                             checker_.suggestion(spec.of, names)});
    return std::nullopt;
  }
  std::optional<Moment> moment = spec.event == Event::started ? found->second.started : found->second.ended;
  if (moment) moment->at = std::min(moment->at + spec.at, 2 * longest_run);  // beyond every run, and no overflow
  return moment;
}

Time Dates::earliest(const Moment& moment) const {
  if (moment.event == Moment::Event::absolute) return moment.at;
  const auto found = events_.find(moment.cluster);
  if (found == events_.end()) return never;
  const Time event = moment.event == Moment::Event::failed ? found->second.failed : found->second.recovered;
  return event > longest_run ? event : event + moment.at;
}

bool Dates::in_run(const Moment& moment, const std::string& pointer, std::string_view what) {
  const Time at = earliest(moment);
  if (at != never) return checker_.in_run(at, pointer, what);
  checker_.error(
      pointer,
      {checker_.written(pointer) + ", which waits for itself", "an event that comes of a date, perhaps by others", {}});
  return false;
}

std::string Dates::text(const Moment& moment) const {
  if (moment.event == Moment::Event::absolute) return format_duration(moment.at);
  std::string text = checker_.plan.clusters[moment.cluster.index()].name;
  text += moment.event == Moment::Event::failed ? " failed" : " recovered";
  if (moment.at > 0) text += " + " + format_duration(moment.at);
  return text;
}

}  // namespace roamsim::scenario
