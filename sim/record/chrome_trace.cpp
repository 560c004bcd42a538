#include "sim/record/chrome_trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "sim/record/event_kinds.hpp"
#include "sim/record/header_fields.hpp"
#include "sim/record/row_names.hpp"
#include "sim/record/trace_writer.hpp"

namespace roamsim::record {
namespace {

using Args = TraceWriter::Args;
using Track = TraceWriter::Track;

/// Tells what overlaps apart: each span gets the first lane that is free.
class Lanes {
 public:
  /// Spans come in the order of their beginnings.
  std::size_t take(Time begin, Time end) {
    while (!busy_.empty() && busy_.top().first <= begin) {
      free_.insert(busy_.top().second);
      busy_.pop();
    }
    if (free_.empty()) free_.insert(lanes_++);
    const std::size_t lane = *free_.begin();
    free_.erase(free_.begin());
    // What takes no time still takes its instant: nothing that begins then is within it.
    busy_.emplace(std::max(end, begin + 1), lane);
    return lane;
  }

 private:
  using Busy = std::pair<Time, std::size_t>;
  std::priority_queue<Busy, std::vector<Busy>, std::greater<>> busy_;
  std::set<std::size_t> free_;
  std::size_t lanes_ = 0;
};

/// The tracks of a process from top to bottom, faults of parts last; lanes are counted within each.
enum class Place : std::uint8_t {
  cluster,
  access,
  line,
  location_changes,
  requests,
  calls,
  ils,
  partition,
  parts,
  degraded_access,
  degraded_line
};

std::string_view name_of(Place place) {
  switch (place) {
    case Place::cluster:
      return "cluster";
    case Place::access:
      return "line to the cloud";
    case Place::line:
      return "direct line";
    case Place::location_changes:
      return "location changes";
    case Place::requests:
      return "logins and logouts";
    case Place::calls:
      return "calls";
    case Place::ils:
      return "ILS";
    case Place::partition:
      return "partition";
    case Place::parts:
      return "nodes and services";
    case Place::degraded_access:
      return "degraded line to the cloud";
    case Place::degraded_line:
      return "degraded direct line";
  }
  return "unknown";
}

class ChromeTrace {
 public:
  ChromeTrace(NewFile& file, const RunView& run, Time ended)
      : run_(run), journal_(run.journal), ended_(ended), out_(file) {}

  void write() {
    out_.name_process(whole_run, "run");
    for (std::size_t i = 0; i < run_.names.clusters.size(); ++i) {
      out_.name_process(process(ClusterId(i)), "cluster " + run_.names.clusters[i]);
    }
    faults();
    location_changes();
    requests();
    calls();
    exchanges();
    counters();
    Args about;
    for (const HeaderField& field : header_fields(run_.header)) about[std::string(field.key)] = text_of(field);
    about["ended_ns"] = ended_;
    out_.finish(about);
  }

 private:
  static constexpr std::uint32_t whole_run = 1;
  static constexpr std::uint32_t most_lanes = 10'000'000;  // of one place, in the order of tracks

  /// What is nowhere belongs to the run as a whole.
  static std::uint32_t process(ClusterId cluster) {
    return cluster.valid() ? whole_run + 1 + cluster.value : whole_run;
  }

  [[nodiscard]] Args name(ClusterId id) const {
    return id.valid() ? Args(run_.names.clusters.at(id.index())) : Args(nullptr);
  }
  [[nodiscard]] Args name(UserId id) const {
    return id.valid() ? Args(run_.names.users.at(id.index()).name) : Args(nullptr);
  }
  [[nodiscard]] const std::string& text(ClusterId id) const { return run_.names.clusters.at(id.index()); }
  [[nodiscard]] std::string_view text(UserId id) const { return run_.names.users.at(id.index()).name; }

  Track track(std::uint32_t process, Place place, std::size_t lane = 0, const std::string& about = {}) {
    const auto [found, added] = tracks_.try_emplace({process, place, lane});
    if (added) {
      std::string name(name_of(place));
      if (!about.empty()) {
        name += " " + about;
      } else if (lane > 0) {
        name += " " + std::to_string(lane + 1);
      }
      const std::uint32_t top = static_cast<std::uint32_t>(place) * most_lanes;
      found->second = out_.add_track(process, name, top + static_cast<std::uint32_t>(lane));
    }
    return found->second;
  }

  /// The end to draw, noted as open if there was none.
  Time end_of(Time end, Args& args) const {
    if (end != never) return end;
    args["open_at_the_end_of_the_run"] = true;
    return ended_;
  }

  // A second fault while the first lasts, and every row that neither begins nor ends an outage, is an instant within.
  void faults() {
    for (std::size_t row = 0; row < journal_.events.size(); ++row) fault(row);
    for (const auto& [place, begun] : open_) {
      if (begun.has_value()) outage(place, *begun, std::nullopt);
    }
  }

  /// Process, place, number of the line or lane, and what in particular it is that failed.
  using FaultPlace = std::tuple<std::uint32_t, Place, std::uint32_t, EventThing, std::string>;

  Track track_of(const FaultPlace& place) {
    const auto& [process, kind, number, thing, detail] = place;
    if (kind == Place::parts) {
      const auto next = static_cast<std::uint32_t>(part_lanes_[process].size());
      return track(process, kind, part_lanes_[process].try_emplace({thing, detail}, next).first->second, detail);
    }
    if (kind != Place::line && kind != Place::degraded_line) return track(process, kind);
    const Names::Link& ends = run_.names.links.at(number);
    return track(process, kind, number, text(ends.a) + " - " + text(ends.b));
  }

  [[nodiscard]] static FaultPlace place_of(const EventRow& event) {
    const EventThing thing = description_of(event.kind).thing;
    const std::uint32_t at = process(event.cluster);
    switch (thing) {
      case EventThing::cluster:
        return {at, Place::cluster, 0, thing, {}};
      case EventThing::access:
        return {at, Place::access, 0, thing, {}};
      case EventThing::line:
        return {whole_run, Place::line, event.link.value, thing, {}};
      case EventThing::ils:
        return {at, Place::ils, 0, thing, {}};
      case EventThing::degraded_access:
        return {at, Place::degraded_access, 0, thing, {}};
      case EventThing::degraded_line:
        return {whole_run, Place::degraded_line, event.link.value, thing, {}};
      case EventThing::partition:
        return {whole_run, Place::partition, 0, thing, {}};
      case EventThing::replication:
      case EventThing::clock:
      case EventThing::authentication:
      case EventThing::administration:
      case EventThing::synchronization:
      case EventThing::node:
      case EventThing::service:
        break;
    }
    return {at, Place::parts, 0, thing, event.detail};
  }

  void fault(std::size_t row) {
    const EventRow& event = journal_.events[row];
    switch (description_of(event.kind).phase) {
      case EventPhase::begins:
        return begin_outage(place_of(event), row);
      case EventPhase::ends:
        return end_outage(place_of(event), row);
      case EventPhase::within:
        return within_outage(place_of(event), row);
    }
  }

  void begin_outage(const FaultPlace& place, std::size_t row) {
    std::optional<std::size_t>& begun = open_[place];
    if (begun.has_value()) return within_outage(place, row);
    begun = row;
  }

  void end_outage(const FaultPlace& place, std::size_t row) {
    std::optional<std::size_t>& begun = open_[place];
    if (!begun.has_value()) return within_outage(place, row);
    outage(place, *begun, row);
    begun.reset();
  }

  void within_outage(const FaultPlace& place, std::size_t row) {
    const EventRow& event = journal_.events[row];
    out_.instant(track_of(place), "events", event.at, record::name_of(event.kind), {{"row", row}});
  }

  void outage(const FaultPlace& place, std::size_t begun, std::optional<std::size_t> ended) {
    const EventRow& first = journal_.events[begun];
    Args args{{"row", begun}};
    if (ended.has_value()) args["row_of_end"] = *ended;
    const Time end = end_of(ended.has_value() ? journal_.events[*ended].at : never, args);
    out_.span(track_of(place), "events", first.at, end, record::name_of(first.kind), args);
  }

  void location_changes() {
    for (std::size_t row = 0; row < journal_.location_changes.size(); ++row) {
      const LocationChangeRow& change = journal_.location_changes[row];
      Args args{{"row", row}, {"user", name(change.user)}, {"calls_should_reach", name(change.truth)}};
      if (change.request.valid()) args["request"] = change.request.value;
      out_.instant(track(process(change.cluster), Place::location_changes), "location_changes", change.at,
                   fmt::format("{} of {}", record::name_of(change.kind), text(change.user)), args);
    }
  }

  void requests() {
    std::vector<std::vector<std::size_t>> stages(journal_.requests.size());
    for (std::size_t row = 0; row < journal_.spans.size(); ++row) {
      stages.at(journal_.spans[row].request.index()).push_back(row);
    }
    std::vector<Lanes> lanes(run_.names.clusters.size());
    for (std::size_t row = 0; row < journal_.requests.size(); ++row) {
      const RequestRow& request = journal_.requests[row];
      Args args{{"row", row}, {"user", name(request.user)}, {"phone", request.phone.view()}};
      const Time end = end_of(request.end, args);
      if (request.end != never) args["code"] = request.code;
      if (!request.text().empty()) args["text"] = request.text();
      const std::size_t lane = lanes.at(request.cluster.index()).take(request.begin, end);
      const Track at = track(process(request.cluster), Place::requests, lane);
      out_.span(at, "requests", request.begin, end,
                fmt::format("{} {}", record::name_of(request.kind), text(request.user)), args);
      for (const std::size_t stage : stages[row]) {
        const SpanRow& span = journal_.spans[stage];
        Args about{{"row", stage}};
        const Time until = end_of(span.end, about);
        out_.span(at, "spans", span.begin, until, span.stage, about);
      }
    }
  }

  void calls() {
    std::map<ClusterId, Lanes> lanes;
    for (std::size_t row = 0; row < journal_.calls.size(); ++row) {
      const CallRow& call = journal_.calls[row];
      Args args{{"row", row}, {"from", name(call.from)}, {"to", name(call.to)}, {"sent_to", name(call.target)}};
      const Time end = end_of(call.known ? call.end : never, args);
      if (call.known) args["outcome"] = calls::name_of(call.outcome);
      const std::size_t lane = lanes[call.origin].take(call.at, end);
      out_.span(track(process(call.origin), Place::calls, lane), "calls", call.at, end,
                fmt::format("{} calls {}", text(call.from), call.dialled), args);
    }
  }

  // What does not arrive was lost at a date that is not known, or is on its way at the end: an instant.
  void exchanges() {
    for (std::size_t row = 0; row < journal_.exchanges.size(); ++row) {
      const ExchangeRow& exchange = journal_.exchanges[row];
      const Args args{
          {"row", row}, {"to", name(exchange.to)}, {"updates", exchange.records}, {"bytes", exchange.bytes}};
      const Track sender = track(process(exchange.from), Place::ils);
      if (exchange.arrived == never) {
        out_.instant(sender, "exchanges", exchange.at,
                     fmt::format("batch to {} that does not arrive", text(exchange.to)), args);
        continue;
      }
      out_.overlapping_span(sender, "exchanges", row, exchange.at, exchange.arrived,
                            fmt::format("batch to {}", text(exchange.to)), args);
      out_.instant(track(process(exchange.to), Place::ils), "arrivals", exchange.arrived,
                   fmt::format("batch from {}", text(exchange.from)), {{"row", row}});
    }
  }

  /// Steps of the values of a counter, each with its date, which of the values, and by how much.
  struct Step {
    Time at = 0;
    std::size_t value = 0;
    std::int64_t by = 0;
  };

  void counter(ClusterId cluster, std::string_view name, const std::vector<std::string>& values,
               std::vector<Step> steps) {
    if (steps.empty()) return;
    std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
    Args now;
    for (const std::string& value : values) now[value] = std::int64_t{0};
    if (steps.front().at > 0) out_.counter(process(cluster), 0, name, now);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      Args& value = now[values[steps[i].value]];
      value = value.get<std::int64_t>() + steps[i].by;
      if (i + 1 == steps.size() || steps[i + 1].at != steps[i].at) {
        out_.counter(process(cluster), steps[i].at, name, now);
      }
    }
  }

  void counters() {
    const std::size_t clusters = run_.names.clusters.size();
    std::vector<std::vector<Step>> roaming(clusters);
    std::vector<std::vector<Step>> updates(clusters);
    std::vector<std::vector<Step>> under_way(clusters);
    for (const RegistrationRow& row : journal_.registrations) {
      if (run_.names.users.at(row.user.index()).home == row.cluster) continue;
      roaming.at(row.cluster.index()).push_back({row.at, 0, row.registered ? 1 : -1});
    }
    for (const AdvanceRow& row : journal_.advances) {
      if (row.origin == row.cluster) continue;
      const std::size_t value = row.kind == AdvanceRow::Kind::received ? 0 : 1;
      updates.at(row.cluster.index()).push_back({row.at, value, std::int64_t{row.to} - row.from});
    }
    for (const RequestRow& row : journal_.requests) {
      under_way.at(row.cluster.index()).push_back({row.begin, 0, 1});
      if (row.end != never) under_way.at(row.cluster.index()).push_back({row.end, 0, -1});
    }
    for (std::size_t i = 0; i < clusters; ++i) {
      counter(ClusterId(i), "roaming phones registered", {"phones"}, std::move(roaming[i]));
      counter(ClusterId(i), "updates of other clusters", {"received", "applied"}, std::move(updates[i]));
      counter(ClusterId(i), "logins and logouts under way", {"requests"}, std::move(under_way[i]));
    }
  }

  const RunView& run_;
  const Journal& journal_;
  const Time ended_;
  TraceWriter out_;
  std::map<std::tuple<std::uint32_t, Place, std::size_t>, Track> tracks_;
  std::map<std::uint32_t, std::map<std::pair<EventThing, std::string>, std::uint32_t>> part_lanes_;  ///< by process
  std::map<FaultPlace, std::optional<std::size_t>> open_;  ///< the row that began the outage that lasts, if one does
};

}  // namespace

void write_chrome_trace(NewFile& file, const RunView& run, Time ended) {
  ChromeTrace(file, run, ended).write();
}

}  // namespace roamsim::record
