#include "sim/actors/calls_in_outages.hpp"

#include <optional>
#include <string>

#include "sim/core/format_time.hpp"
#include "sim/record/event_kinds.hpp"

namespace roamsim::actors {
namespace {

using Kind = record::EventRow::Kind;

/// What ends an outage that begins so; nothing if none does.
std::optional<Kind> end_of(Kind kind) {
  switch (kind) {
    case Kind::failed:
      return Kind::recovered;
    case Kind::node_down:
      return Kind::node_up;
    case Kind::service_stopped:
      return Kind::service_started;
    case Kind::access_down:
      return Kind::access_up;
    case Kind::link_down:
      return Kind::link_up;
    case Kind::parted:
      return Kind::healed;
    default:
      return std::nullopt;
  }
}

std::string entity_of(const record::EventRow& begun, const record::Names& names) {
  std::string text(record::name_of(begun.kind));
  if (begun.cluster.valid()) text += " " + names.clusters[begun.cluster.index()];
  if (begun.link.valid()) {
    const record::Names::Link& link = names.links[begun.link.index()];
    text += " " + names.clusters[link.a.index()] + " - " + names.clusters[link.b.index()];
  }
  if (!begun.detail.empty()) text += " " + begun.detail;
  return text + " at " + core::format_duration(begun.at);
}

}  // namespace

void CallsInOutages::take_events() {
  for (; seen_ < journal_.events.size(); ++seen_) {
    const record::EventRow& event = journal_.events[seen_];
    if (end_of(event.kind)) {
      outages_.push_back({event, never, 0, 0});
      continue;
    }
    for (std::size_t i = first_; i < outages_.size(); ++i) {
      const record::EventRow& begun = outages_[i].begun;
      const bool of_it = begun.cluster == event.cluster && begun.link == event.link && begun.detail == event.detail;
      if (of_it && outages_[i].until == never && end_of(begun.kind) == event.kind) outages_[i].until = event.at;
    }
  }
}

void CallsInOutages::count(Time at, bool lost) {
  if (seen_ != journal_.events.size()) take_events();
  for (std::size_t i = first_; i < outages_.size(); ++i) {
    Outage& outage = outages_[i];
    if (i == first_ && outage.until < at - longest_set_up_) ++first_;
    if (at < outage.begun.at || at >= outage.until) continue;
    ++outage.offered;
    if (lost) ++outage.lost;
  }
}

void CallsInOutages::report(record::Journal& journal, const record::Names& names) {
  take_events();
  for (const Outage& outage : outages_) {
    if (outage.offered == 0) continue;
    const std::string entity = entity_of(outage.begun, names);
    journal.scalars.push_back({"outage.calls_offered", entity, static_cast<double>(outage.offered), "calls"});
    journal.scalars.push_back({"outage.calls_lost", entity, static_cast<double>(outage.lost), "calls"});
  }
}

}  // namespace roamsim::actors
