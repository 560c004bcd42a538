#include "sim/cli/read_ladder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>
#include <vector>

#include "models/extension_mobility/stages.hpp"
#include "sim/core/format_time.hpp"
#include "sim/core/nearest.hpp"
#include "sim/record/kept_tables.hpp"
#include "sim/record/row_names.hpp"
#include "sim/record/row_values.hpp"
#include "sim/record/spread.hpp"

namespace roamsim::cli {
namespace {

using record::integer_in;
using record::Results;
using record::Row;
using record::Rows;
using record::text_in;

/// What a run must keep for something to be drawn, and the level that does.
struct Need {
  std::string_view what;
  std::vector<std::string_view> tables;
  std::string_view level;
};

Need need_of(Drawn drawn) {
  switch (drawn) {
    case Drawn::call:
      return {"calls", {"calls", "call_legs", "call_messages"}, "everything"};
    case Drawn::login:
      return {"logins", {"requests", "spans"}, "requests"};
    case Drawn::update:
      return {"location changes", {"location_changes", "advances"}, "everything"};
  }
  return {};
}

void require(const Results& results, Drawn drawn) {
  if (const auto missing = not_kept(results, drawn)) throw NoLadder(*missing);
}

/// The one row of a query by key; `what` and `table` are for the message if there is none.
Row row_of(const Results& results, const std::string& sql, std::string_view what, std::string_view table,
           std::int64_t id) {
  Rows found = results.query(sql);
  if (!found.rows.empty()) return std::move(found.rows[0]);
  const Rows ends = results.query(fmt::format("SELECT min(id), max(id) FROM {}", table));
  const auto first = integer_in(ends.rows.at(0), 0);
  if (!first) throw NoLadder(fmt::format("there is no {} {}: the run has none", what, id));
  const auto last = integer_in(ends.rows[0], 1);
  throw NoLadder(first == last ? fmt::format("there is no {} {}; the run has only {}", what, id, *first)
                               : fmt::format("there is no {} {}; the run has {} to {}", what, id, *first, *last));
}

/// The place of a lane, which is added if it is not there.
std::size_t lane_of(Ladder& ladder, Lane::Kind kind, const std::string& name) {
  const auto found = std::find_if(ladder.lanes.begin(), ladder.lanes.end(),
                                  [&](const Lane& lane) { return lane.kind == kind && lane.name == name; });
  if (found != ladder.lanes.end()) return static_cast<std::size_t>(found - ladder.lanes.begin());
  ladder.lanes.push_back({kind, name});
  return ladder.lanes.size() - 1;
}

void sort_by_time(Ladder& ladder) {
  std::stable_sort(ladder.rungs.begin(), ladder.rungs.end(), [](const Rung& a, const Rung& b) { return a.at < b.at; });
}

/// The lane of one end of a message.
std::size_t lane_of_party(Ladder& ladder, const std::string& party, const std::string& cluster,
                          const std::string& caller, const std::string& called) {
  if (party == "caller") return lane_of(ladder, Lane::Kind::caller, caller);
  if (party == "called") return lane_of(ladder, Lane::Kind::called, called);
  if (party == "pstn") return lane_of(ladder, Lane::Kind::pstn, "PSTN");
  return lane_of(ladder, Lane::Kind::cluster, cluster);
}

/// The public network and the called phone stand behind the clusters.
void put_in_order(Ladder& ladder) {
  std::vector<std::size_t> order(ladder.lanes.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto place = [&](std::size_t lane) {
    const Lane::Kind kind = ladder.lanes[lane].kind;
    return kind == Lane::Kind::pstn ? 1 : kind == Lane::Kind::called ? 2 : 0;
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
  std::vector<Lane> lanes;
  std::vector<std::size_t> now(order.size());
  for (const std::size_t lane : order) {
    now[lane] = lanes.size();
    lanes.push_back(std::move(ladder.lanes[lane]));
  }
  ladder.lanes = std::move(lanes);
  for (Rung& rung : ladder.rungs) {
    rung.from = now[rung.from];
    rung.to = now[rung.to];
  }
}

/// Since the beginning.
std::string after(const Ladder& ladder, Time at) {
  return core::format_duration(at - ladder.begin);
}

void note_end_of_call(Ladder& ladder, const Row& call) {
  if (const std::string path = text_in(call, 5); !path.empty()) ladder.notes.push_back("path: " + path);
  if (const auto answered = integer_in(call, 9)) {
    ladder.notes.push_back("answered after " + after(ladder, *answered));
  }
  if (const auto ended = integer_in(call, 10)) {
    ladder.notes.push_back(fmt::format("over after {} ({})", after(ladder, *ended), text_in(call, 11)));
  }
}

std::string ending(std::string_view outcome, std::string_view reason) {
  if (outcome.empty()) return "cut off by the end of the run";
  return reason.empty() || reason == outcome ? std::string(outcome) : fmt::format("{} ({})", outcome, reason);
}

/// A location change and where it was committed.
struct Change {
  std::int64_t id = 0;
  Time at = 0;
  std::string kind, user, cluster;
  std::int64_t incarnation = 0;
  std::int64_t sequence = 0;
};

Change change_of(const Results& results, std::int64_t id) {
  const Row row = row_of(results,
                         fmt::format("SELECT at_ns, kind, user, cluster, incarnation, sequence FROM v_location_changes "
                                     "WHERE id = {}",
                                     id),
                         "location change", "location_changes", id);
  return {id,
          integer_in(row, 0).value_or(0),
          text_in(row, 1),
          text_in(row, 2),
          text_in(row, 3),
          integer_in(row, 4).value_or(0),
          integer_in(row, 5).value_or(0)};
}

/// Adds how the change came from cluster to cluster; its own has the lane `origin`.
void add_spread(const Results& results, Ladder& ladder, const Change& change, std::size_t origin) {
  const auto lane = [&](const std::string& cluster) {
    return cluster == change.cluster ? origin : lane_of(ladder, Lane::Kind::cluster, cluster);
  };
  ladder.rungs.push_back({change.at, origin, origin,
                          fmt::format("{} committed, update {}", change.kind, change.sequence), std::nullopt, false});
  std::vector<std::string> names;
  for (const Row& row : results.query("SELECT name FROM clusters ORDER BY id").rows) names.push_back(text_in(row, 0));
  for (const record::SpreadStep& step : record::spread_of(results, change.id)) {
    const std::string kind(record::name_of(step.kind));
    const std::string& cluster = names.at(step.cluster.index());
    const std::string peer = step.peer.valid() ? names.at(step.peer.index()) : std::string();
    const Time at = step.at;
    const bool received = step.kind == record::AdvanceRow::Kind::received;
    const bool message = received && !peer.empty() && peer != cluster;
    if (received && !message) continue;  // its own, which is the commit
    const std::size_t from = lane(message ? peer : cluster);
    const std::size_t to = lane(cluster);
    ladder.rungs.push_back({at, from, to, kind, message ? std::optional(at) : std::nullopt, false});
  }
}

/// Who of the phone and the service is busy in a stage, and whether the phone's message begins it.
struct StagePlace {
  std::string_view stage;
  bool at_service;
  bool asked;
};
constexpr std::array<StagePlace, 10> stage_places{{{em::stage::services_list, true, true},
                                                   {em::stage::sign_in_page, true, true},
                                                   {em::stage::service, true, true},
                                                   {em::stage::find_home, true, false},
                                                   {em::stage::home_login, true, false},
                                                   {em::stage::home_logout, true, false},
                                                   {em::stage::commit, true, false},
                                                   {em::stage::replication, true, false},
                                                   {em::stage::rebuild, true, false},
                                                   {em::stage::registration, true, true}}};

Rung rung_of_stage(const Row& span, std::size_t phone, std::size_t service) {
  const std::string stage = text_in(span, 0);
  const auto* place = std::find_if(stage_places.begin(), stage_places.end(),
                                   [&](const StagePlace& known) { return known.stage == stage; });
  const bool at_service = place != stage_places.end() && place->at_service;
  const bool asked = place != stage_places.end() && place->asked;
  const std::size_t to = at_service ? service : phone;
  return {integer_in(span, 1).value_or(0), asked ? phone : to, to, stage, integer_in(span, 2), false};
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

std::int64_t user_named(const Results& results, std::string_view name) {
  const Rows users = results.query("SELECT id, name FROM users ORDER BY id");
  std::vector<std::string> names;
  for (const Row& row : users.rows) {
    if (text_in(row, 1) == name) return integer_in(row, 0).value_or(0);
    names.push_back(text_in(row, 1));
  }
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const auto near = core::nearest(name, candidates);
  throw NoLadder(near ? fmt::format("there is no user \"{}\"; did you mean \"{}\"?", name, *near)
                      : fmt::format("there is no user \"{}\"; `roamsim results RUN users` lists them", name));
}

/// The id of the location change meant by a number or USER@N.
std::int64_t change_meant(const Results& results, std::string_view which) {
  const std::size_t at = which.rfind('@');
  if (at == std::string_view::npos) {
    if (const auto id = number_in(which)) return *id;
    throw NoLadder(fmt::format("\"{}\" is neither the id of a location change nor USER@N, the N-th of a user", which));
  }
  const std::string_view name = which.substr(0, at);
  const std::int64_t user = user_named(results, name);
  const Rows changes = results.query(fmt::format("SELECT id FROM location_changes WHERE user = {} ORDER BY id", user));
  const std::size_t count = changes.rows.size();
  const auto ordinal = number_in(which.substr(at + 1));
  if (ordinal && *ordinal >= 1 && static_cast<std::size_t>(*ordinal) <= count) {
    return *integer_in(changes.rows[static_cast<std::size_t>(*ordinal) - 1], 0);
  }
  if (count == 0) throw NoLadder(fmt::format("the run has no location change of {}", name));
  if (count == 1) throw NoLadder(fmt::format("there is no location change {}; {} has only {}@1", which, name, name));
  throw NoLadder(fmt::format("there is no location change {}; {} has {}@1 to {}@{}", which, name, name, name, count));
}

}  // namespace

std::optional<std::string> not_kept(const Results& results, Drawn drawn) {
  const Need need = need_of(drawn);
  if (const auto table = record::first_not_kept(results, need.tables)) {
    return fmt::format("the run does not keep {}, from which {} are drawn; {}", *table, need.what,
                       record::how_to_keep(need.level));
  }
  return std::nullopt;
}

Ladder ladder_of_call(const Results& results, std::int64_t id) {
  require(results, Drawn::call);
  const Row call = row_of(
      results,
      fmt::format("SELECT at_ns, from_user, dialled, outcome, reason, path, to_user, caller_phone, called_phone, "
                  "answered_ns, ended_ns, how, source FROM v_calls WHERE id = {}",
                  id),
      "call", "calls", id);
  Ladder ladder;
  ladder.kind = "call";
  ladder.id = id;
  ladder.begin = integer_in(call, 0).value_or(0);
  ladder.title = fmt::format("call {} at {}: {} dials {}, {}", id, core::format_date(ladder.begin), text_in(call, 1),
                             text_in(call, 2), ending(text_in(call, 3), text_in(call, 4)));
  const std::string caller = text_in(call, 1);
  const std::string called = text_in(call, 6).empty() ? text_in(call, 2) : text_in(call, 6);
  lane_of(ladder, Lane::Kind::caller, caller);
  for (const Row& leg :
       results.query(fmt::format("SELECT cluster FROM v_call_legs WHERE call = {} ORDER BY id", id)).rows) {
    lane_of(ladder, Lane::Kind::cluster, text_in(leg, 0));
  }
  const Rows messages = results.query(
      fmt::format("SELECT m.at_ns, m.sender, f.name, m.receiver, t.name, m.message, m.arrives_ns FROM call_messages m "
                  "LEFT JOIN clusters f ON f.id = m.from_cluster LEFT JOIN clusters t ON t.id = m.to_cluster "
                  "WHERE m.call = {} ORDER BY m.at_ns, m.id",
                  id));
  for (const Row& row : messages.rows) {
    const std::size_t from = lane_of_party(ladder, text_in(row, 1), text_in(row, 2), caller, called);
    const std::size_t to = lane_of_party(ladder, text_in(row, 3), text_in(row, 4), caller, called);
    const std::optional<Time> arrives = integer_in(row, 6);
    ladder.rungs.push_back({integer_in(row, 0).value_or(0), from, to, text_in(row, 5), arrives, !arrives});
  }
  if (ladder.rungs.empty()) {
    ladder.notes.push_back(fmt::format("no message of it was recorded (source: {})", text_in(call, 12)));
  }
  put_in_order(ladder);
  note_end_of_call(ladder, call);
  return ladder;
}

Ladder ladder_of_login(const Results& results, std::int64_t id) {
  require(results, Drawn::login);
  const Row request = row_of(
      results,
      fmt::format(
          "SELECT begin_ns, kind, user, cluster, phone, end_ns, code, text, cause FROM v_requests WHERE id = {}", id),
      "login or logout", "requests", id);
  Ladder ladder;
  ladder.kind = "login";
  ladder.id = id;
  ladder.begin = integer_in(request, 0).value_or(0);
  ladder.title = fmt::format("{} {} at {}: {} at {}", text_in(request, 1), id, core::format_date(ladder.begin),
                             text_in(request, 2), text_in(request, 3));
  const std::size_t phone = lane_of(ladder, Lane::Kind::phone, text_in(request, 4));
  const std::size_t service = lane_of(ladder, Lane::Kind::service, "EM " + text_in(request, 3));
  const Rows spans =
      results.query(fmt::format("SELECT stage, begin_ns, end_ns FROM spans WHERE request = {} ORDER BY id", id));
  for (const Row& span : spans.rows) ladder.rungs.push_back(rung_of_stage(span, phone, service));
  if (const auto ended = integer_in(request, 5)) {
    const std::string text = fmt::format("code {}: {}", integer_in(request, 6).value_or(0), text_in(request, 8));
    ladder.rungs.push_back({*ended, service, phone, text, *ended, false});
    if (const std::string shown = text_in(request, 7); !shown.empty())
      ladder.notes.push_back("the phone shows: " + shown);
  } else {
    ladder.notes.emplace_back("cut off by the end of the run");
  }
  constexpr std::array<std::string_view, 2> of_spread{"location_changes", "advances"};
  if (!record::first_not_kept(results, of_spread)) {
    const Rows changes =
        results.query(fmt::format("SELECT id FROM location_changes WHERE request = {} ORDER BY id", id));
    for (const Row& row : changes.rows) add_spread(results, ladder, change_of(results, *integer_in(row, 0)), service);
  } else {
    ladder.notes.emplace_back("who learned of it is not kept; --set record=everything keeps it");
  }
  sort_by_time(ladder);
  return ladder;
}

Ladder ladder_of_update(const Results& results, const std::string& which) {
  require(results, Drawn::update);
  const Change change = change_of(results, change_meant(results, which));
  Ladder ladder;
  ladder.kind = "update";
  ladder.id = change.id;
  ladder.begin = change.at;
  ladder.title = fmt::format("location change {} at {}: {} of {} at {}", change.id, core::format_date(change.at),
                             change.kind, change.user, change.cluster);
  const std::size_t origin = lane_of(ladder, Lane::Kind::cluster, change.cluster);
  add_spread(results, ladder, change, origin);
  const Rows all = results.query("SELECT count(*) FROM clusters");
  const std::int64_t others =
      integer_in(all.rows.at(0), 0).value_or(0) - static_cast<std::int64_t>(ladder.lanes.size());
  if (others > 0) ladder.notes.push_back(fmt::format("{} other clusters did not get it", others));
  sort_by_time(ladder);
  return ladder;
}

}  // namespace roamsim::cli
