#include "sim/explain/json.hpp"

#include <nlohmann/json.hpp>

#include "sim/explain/words.hpp"
#include "sim/record/row_names.hpp"

namespace roamsim::explain {
namespace {

using Json = nlohmann::ordered_json;

Json name(const Run& run, ClusterId cluster) {
  return cluster.valid() ? Json(run.name(cluster)) : Json();
}

Json date(Time at) {
  return at == never ? Json() : Json(at);
}

Json json_of_change(const Run& run, const LocationChange& change) {
  return {{"id", change.id},
          {"kind", record::name_of(change.kind)},
          {"user", run.name(change.user)},
          {"cluster", run.name(change.cluster)},
          {"incarnation", change.incarnation},
          {"sequence", change.sequence},
          {"committed_ns", change.at},
          {"truth", name(run, change.truth)}};
}

Json json_of_path(const Run& run, const std::vector<Hop>& hops) {
  Json path = Json::array();
  for (const Hop& hop : hops) {
    path.push_back(
        {{"from", run.name(hop.from)}, {"to", run.name(hop.to)}, {"held_ns", hop.has}, {"received_ns", date(hop.got)}});
  }
  return path;
}

Json json_of_waits(const Run& run, const std::vector<Wait>& waits) {
  Json all = Json::array();
  for (const Wait& wait : waits) all.push_back(json_of(run, wait));
  return all;
}

Json json_of_journey(const Run& run, const Journey& journey) {
  return {{"change", json_of_change(run, journey.change)},
          {"path", json_of_path(run, journey.hops)},
          {"applied_ns", date(journey.applied)},
          {"waits", json_of_waits(run, journey.waits)}};
}

}  // namespace

Json json_of(const Run& run, const Wait& wait) {
  const bool over = wait.until < run.end();
  return {{"cause", name_of(wait.cause)},
          {"place", name(run, wait.place)},
          {"other", name(run, wait.other)},
          {"since_ns", wait.since},
          {"until_ns", over ? Json(wait.until) : Json()},
          {"waited_ns", wait.lasted(run.end())},
          {"fault_since_ns", date(wait.fault_since)},
          {"unreachable_since_ns", date(wait.noticed)},
          {"unreachable_to", name(run, wait.noticed_by)},
          {"detail", wait.detail},
          {"ahead", wait.ahead},
          {"words", words_for(run, wait)}};
}

Json json_of(const Run& run, const Belief& belief, const CallFacts& call) {
  Json not_heard = Json::array();
  for (const Journey& journey : belief.not_heard) {
    Json one = json_of_journey(run, journey);
    const Wait* held = wait_at(journey.waits, belief.at);
    one["held_up"] = held == nullptr ? Json() : json_of(run, *held);
    not_heard.push_back(std::move(one));
  }
  Json met;
  if (call.met) {
    met = {{"reachable", call.met->reachable},
           {"reason", call.met->reason},
           {"target", name(run, call.met->target)},
           {"since_ns", call.met->since}};
  }
  return {{"cluster", run.name(belief.cluster)},
          {"user", run.name(belief.user)},
          {"at_ns", belief.at},
          {"believed",
           {{"location", name(run, belief.location)},
            {"since_ns", belief.since},
            {"update", belief.update ? json_of_change(run, *belief.update) : Json()},
            {"path", json_of_path(run, belief.path)}}},
          {"truth", name(run, belief.truth)},
          {"right", belief.right()},
          {"not_heard", not_heard},
          {"prevented", belief.prevented ? json_of(run, *belief.prevented) : Json()},
          {"call", met},
          {"hindrances", json_of_waits(run, call.hindrances)},
          {"words", words_for(run, belief, call)}};
}

Json json_of(const Run& run, const Request& request) {
  Json error;
  if (request.error) {
    error = {{"cause", request.error->name},
             {"words", request.cause_words},
             {"shown", request.error->shown},
             {"assumed", request.error->assumed},
             {"remedy", request.error->remedy}};
  }
  return {{"id", request.id},
          {"kind", request.kind},
          {"user", run.name(request.user)},
          {"cluster", run.name(request.cluster)},
          {"phone", request.phone},
          {"begin_ns", request.begin},
          {"end_ns", date(request.end)},
          {"code", request.end == never ? Json() : Json(request.code)},
          {"stage", request.stage},
          {"error", error},
          {"outages", json_of_waits(run, request.outages)},
          {"words", words_for(run, request)}};
}

Json json_of(const Run& run, const std::vector<SlowChange>& slowest) {
  Json all = Json::array();
  for (const SlowChange& slow : slowest) {
    Json one = json_of_journey(run, slow.journey);
    one["last"] = run.name(slow.journey.to);
    one["took_ns"] = slow.took;
    one["missing"] = slow.missing;
    one["held_up"] = slow.longest.empty() ? Json() : json_of(run, slow.longest.front());
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace roamsim::explain
