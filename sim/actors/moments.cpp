#include "sim/actors/moments.hpp"

#include <algorithm>
#include <utility>

namespace roamsim::actors {

void Moments::when(const Moment& moment, core::Priority priority, std::function<void()> f) {
  if (const std::optional<Time> date = date_of(moment)) {
    scheduler_.at(std::max(*date, scheduler_.now()), priority, std::move(f));
    return;
  }
  events_[moment.cluster.index()][slot(moment.event)].waiting.push_back({moment.at, priority, std::move(f)});
}

void Moments::happened(Moment::Event what, ClusterId cluster) {
  Event& event = events_[cluster.index()][slot(what)];
  if (event.at.has_value()) return;
  event.at = scheduler_.now();
  for (Waiting& waiting : event.waiting) scheduler_.after(waiting.after, waiting.priority, std::move(waiting.f));
  event.waiting.clear();
}

std::optional<Time> Moments::date_of(const Moment& moment) const {
  if (moment.event == Moment::Event::absolute) return moment.at;
  const std::optional<Time>& event = events_[moment.cluster.index()][slot(moment.event)].at;
  if (!event.has_value()) return std::nullopt;
  return *event + moment.at;
}

}  // namespace roamsim::actors
