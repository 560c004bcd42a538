#include "sim/explain/outages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <variant>

#include "sim/actors/timeline.hpp"
#include "sim/record/row_values.hpp"

namespace roamsim::explain {
namespace {

using record::EventKind;
using record::EventPhase;
using record::EventThing;
using record::integer_in;
using record::text_in;

const EventKind* kind_named(std::string_view name) {
  const auto* found = std::find_if(record::event_kinds.begin(), record::event_kinds.end(),
                                   [&](const EventKind& kind) { return kind.name == name; });
  return found == record::event_kinds.end() ? nullptr : found;
}

/// Whether the words of a stopped service mean this one at all, or on that node: "ils", "ils on pub".
bool means(const std::string& detail, std::string_view service, const std::string& node) {
  return detail == service || detail == std::string(service) + " on " + node;
}

/// The groups of the partition that has these names: "main | island".
std::vector<std::uint32_t> groups_named(const Plan& plan, const std::string& names) {
  for (const TimelineEntry& entry : plan.timeline) {
    const auto* partition = std::get_if<Partition>(&entry.action);
    if (partition == nullptr) continue;
    std::string found;
    for (const std::string& name : partition->names) found += (found.empty() ? "" : " | ") + name;
    if (found == names) return partition->group_of;
  }
  return {};
}

}  // namespace

Outages::Outages(const Run& run) : plan_(run.plan()) {
  add_memberships(run);
  for (const record::Row& row :
       run.results().query("SELECT at_ns, kind, cluster, link, detail FROM events ORDER BY at_ns, id").rows) {
    const EventKind* kind = kind_named(text_in(row, 1));
    if (kind == nullptr || kind->phase == EventPhase::within) continue;
    const auto cluster = integer_in(row, 2);
    const auto link = integer_in(row, 3);
    Outage outage{.thing = kind->thing,
                  .cluster = cluster ? ClusterId(*cluster) : ClusterId{},
                  .other = {},
                  .link = link ? LinkId(*link) : LinkId{},
                  .detail = text_in(row, 4),
                  .begin = integer_in(row, 0).value_or(0),
                  .group_of = {}};
    if (kind->phase == EventPhase::ends) {
      close(*kind, outage, outage.begin);
    } else {
      add(run, *kind, std::move(outage));
    }
  }
}

void Outages::add_memberships(const Run& run) {
  const auto leave = [&](ClusterId cluster, Time at) {
    all_.push_back({.cause = Cause::outside_the_network, .thing = EventThing::ils, .cluster = cluster, .begin = at});
  };
  for (std::size_t i = 0; i < plan_.clusters.size(); ++i) {
    const IlsMembership& membership = plan_.clusters[i].membership;
    if (!membership.at_start || membership.role == ils::Role::standalone) leave(ClusterId(i), 0);
  }
  for (const TimelineEntry& entry : plan_.timeline) {
    const auto* left = std::get_if<IlsLeave>(&entry.action);
    const auto* join = std::get_if<IlsJoin>(&entry.action);
    if (left == nullptr && join == nullptr) continue;
    const std::optional<Time> at = run.date_of(entry);
    if (!at) continue;
    if (left != nullptr) {
      leave(left->cluster, *at);
      continue;
    }
    for (Outage& outage : all_) {
      const bool same = outage.cause == Cause::outside_the_network && outage.cluster == join->cluster;
      if (same && outage.end == never && outage.begin <= *at) outage.end = *at;
    }
  }
}

void Outages::add(const Run& run, const EventKind& kind, Outage outage) {
  const auto publisher = [&] {
    const auto& nodes = plan_.clusters.at(outage.cluster.index()).nodes;
    return nodes.empty() ? std::string() : nodes.front().name;
  };
  switch (kind.thing) {
    case EventThing::cluster:
      outage.cause = Cause::cluster_off;
      break;
    case EventThing::node:
      if (outage.detail != publisher()) return;
      outage.cause = Cause::publisher_off;
      break;
    case EventThing::service:
      if (means(outage.detail, "ils", publisher())) {
        outage.cause = Cause::ils_stopped;
      } else if (outage.detail == "call_processing" ||
                 (alone(outage.cluster) && means(outage.detail, "call_processing", publisher()))) {
        outage.cause = Cause::call_processing_stopped;
      } else {
        return;
      }
      break;
    case EventThing::access:
      outage.cause = Cause::line_dead;
      break;
    case EventThing::line:
      outage.cause = Cause::line_dead;
      outage.cluster = plan_.links.at(outage.link.index()).a;
      outage.other = plan_.links[outage.link.index()].b;
      break;
    case EventThing::partition:
      outage.cause = Cause::partition;
      outage.group_of = groups_named(plan_, outage.detail);
      if (outage.group_of.size() != plan_.clusters.size()) return;
      break;
    case EventThing::authentication:
      outage.cause = Cause::authentication_failed;
      for (std::size_t i = 0; i < plan_.clusters.size(); ++i) {
        if (outage.detail == "with " + run.name(ClusterId(i))) outage.other = ClusterId(i);
      }
      break;
    case EventThing::replication:
      outage.cause = Cause::replication_broken;
      break;
    case EventThing::clock:
      outage.cause = Cause::wall_clock;
      break;
    case EventThing::ils:
    case EventThing::degraded_access:
    case EventThing::degraded_line:
    case EventThing::administration:
    case EventThing::synchronization:
      return;
  }
  all_.push_back(std::move(outage));
}

void Outages::close(const EventKind& kind, const Outage& ended, Time at) {
  const bool one_at_a_time = kind.thing == EventThing::partition;
  const bool of_line = kind.thing == EventThing::line;
  for (Outage& outage : all_) {
    if (outage.thing != kind.thing || outage.end != never) continue;
    const bool same =
        of_line ? outage.link == ended.link : outage.cluster == ended.cluster && outage.detail == ended.detail;
    if (one_at_a_time || same) outage.end = at;
  }
}

template <class Wanted>
std::vector<Outage> Outages::those(Wanted wanted) const {
  std::vector<Outage> found;
  std::copy_if(all_.begin(), all_.end(), std::back_inserter(found), wanted);
  return found;
}

std::vector<Outage> Outages::of_ils(ClusterId cluster) const {
  return those([&](const Outage& o) {
    return o.cluster == cluster &&
           (o.cause == Cause::cluster_off || o.cause == Cause::publisher_off || o.cause == Cause::ils_stopped);
  });
}

std::vector<Outage> Outages::of_calls(ClusterId cluster) const {
  return those([&](const Outage& o) {
    return o.cluster == cluster && (o.cause == Cause::cluster_off || o.cause == Cause::call_processing_stopped ||
                                    (alone(cluster) && o.cause == Cause::publisher_off));
  });
}

bool Outages::have_line(ClusterId a, ClusterId b) const {
  return std::any_of(plan_.links.begin(), plan_.links.end(), [&](const DirectLinkPlan& line) {
    return (line.a == a && line.b == b) || (line.a == b && line.b == a);
  });
}

std::vector<Outage> Outages::between(ClusterId a, ClusterId b) const {
  const bool direct = have_line(a, b);
  return those([&](const Outage& o) {
    if (o.cause == Cause::partition) return o.group_of[a.index()] != o.group_of[b.index()];
    if (o.cause != Cause::line_dead) return false;
    if (o.thing == EventThing::access) return !direct && (o.cluster == a || o.cluster == b);
    return (o.cluster == a && o.other == b) || (o.cluster == b && o.other == a);
  });
}

std::vector<Outage> Outages::of_authentication(ClusterId a, ClusterId b) const {
  return those([&](const Outage& o) {
    return o.cause == Cause::authentication_failed &&
           ((o.cluster == a && o.other == b) || (o.cluster == b && o.other == a));
  });
}

std::vector<Outage> Outages::of_membership(ClusterId cluster) const {
  return those([&](const Outage& o) { return o.cause == Cause::outside_the_network && o.cluster == cluster; });
}

std::vector<Outage> Outages::of_replication(ClusterId cluster) const {
  return those([&](const Outage& o) { return o.cause == Cause::replication_broken && o.cluster == cluster; });
}

std::vector<Outage> Outages::of_clock(ClusterId cluster) const {
  return those([&](const Outage& o) { return o.cause == Cause::wall_clock && o.cluster == cluster; });
}

std::vector<Part> parts_of(Time from, Time until, const std::vector<Outage>& outages) {
  std::set<Time> bounds{from, until};
  for (const Outage& outage : outages) {
    for (const Time at : {outage.begin, outage.end}) {
      if (from < at && at < until) bounds.insert(at);
    }
  }
  std::vector<Part> parts;
  for (auto at = bounds.begin(); std::next(at) != bounds.end(); ++at) {
    Part part{*at, *std::next(at), nullptr};
    for (const Outage& outage : outages) {
      const bool holds = outage.begin <= part.from && outage.end > part.from;
      if (holds && (part.by == nullptr || outage.end > part.by->end)) part.by = &outage;
    }
    if (!parts.empty() && parts.back().by == part.by) {
      parts.back().until = part.until;
    } else {
      parts.push_back(part);
    }
  }
  return parts;
}

Wait wait_of(const Part& part) {
  const Outage& outage = *part.by;
  return {.cause = outage.cause,
          .place = outage.cluster,
          .other = outage.other,
          .since = part.from,
          .until = part.until,
          .fault_since = outage.begin,
          .detail = outage.detail};
}

}  // namespace roamsim::explain
