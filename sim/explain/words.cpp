#include "sim/explain/words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/call_routing/reason.hpp"
#include "sim/core/format_time.hpp"

namespace roamsim::explain {
namespace {

using core::format_date;
using core::format_duration;

std::string place(const Run& run, ClusterId cluster) {
  return cluster.valid() ? run.name(cluster) : std::string("nowhere");
}

/// "update 2.4 of hub-1"
std::string update_words(const Run& run, const LocationChange& change) {
  return fmt::format("update {}.{} of {}", change.incarnation, change.sequence, run.name(change.cluster));
}

constexpr std::string_view words_for(record::LocationChangeRow::Kind kind) {
  using enum record::LocationChangeRow::Kind;
  switch (kind) {
    case login:
      return "login";
    case logout:
      return "logout";
    case automatic_logout:
      return "automatic logout";
    case maximum_login_time:
      return "logout by the maximum login time";
    case forced_logout:
      break;
  }
  return "forced logout";
}

std::string change_words(const Run& run, const LocationChange& change) {
  return fmt::format("the {} of {} at {} of {} ({})", words_for(change.kind), run.name(change.user),
                     run.name(change.cluster), format_date(change.at), update_words(run, change));
}

std::string path_words(const Run& run, const std::vector<Hop>& path) {
  std::string text;
  for (const Hop& hop : path) {
    text += fmt::format("{}received from {} at {}{}", text.empty() ? "" : ", ", run.name(hop.from),
                        format_date(hop.got), &hop == &path.back() ? "" : " by " + run.name(hop.to));
  }
  return text;
}

std::string belief_words(const Run& run, const Belief& belief) {
  std::string text =
      fmt::format("At {} {} believed {} {}{}, ", format_date(belief.at), run.name(belief.cluster),
                  run.name(belief.user), belief.location.valid() ? "at " : "", place(run, belief.location));
  if (!belief.update) {
    text += belief.since == 0 ? "as when the run began" : fmt::format("since {}", format_date(belief.since));
  } else if (belief.path.empty()) {
    text +=
        fmt::format("from its own {}, committed at {}", update_words(run, *belief.update), format_date(belief.since));
  } else {
    text += fmt::format("from {}, {}, applied at {}", update_words(run, *belief.update), path_words(run, belief.path),
                        format_date(belief.since));
  }
  return text + (belief.right() ? "; that was right."
                                : fmt::format("; calls should have gone to {}.", place(run, belief.truth)));
}

std::string not_heard_words(const Run& run, const Journey& journey, Time at) {
  std::string text = fmt::format("It had not heard of {}", change_words(run, journey.change));
  if (const Wait* wait = wait_at(journey.waits, at)) text += ": held up " + words_for(run, *wait);
  return text + (journey.applied == never ? "; it did not route by it before the end of the run."
                                          : fmt::format("; it routed by it at {}.", format_date(journey.applied)));
}

std::string met_words(const Run& run, const Belief& belief, const Met& met) {
  std::string what = met.reason;
  for (const calls::ReasonFacts& facts : calls::reason_table()) {
    if (facts.name == met.reason) what = fmt::format("{} ({})", met.reason, facts.words);
  }
  return fmt::format("A call from {} to {} would have {}: {}, sent to {}; so since {}.", run.name(belief.cluster),
                     run.name(belief.user), met.reachable ? "arrived" : "failed", what, place(run, met.target),
                     format_date(met.since));
}

}  // namespace

std::vector<std::string> words_for(const Run& run, const Belief& belief, const CallFacts& call) {
  std::vector<std::string> lines{belief_words(run, belief)};
  for (const Journey& journey : belief.not_heard) lines.push_back("  " + not_heard_words(run, journey, belief.at));
  if (belief.prevented) {
    lines.push_back(fmt::format("  It had heard of all that counts and was kept from following {}.",
                                words_for(run, *belief.prevented)));
  }
  for (const Wait& wait : call.hindrances) {
    const bool of_way = wait.cause != Cause::pending_logout && wait.cause != Cause::phone_restarting;
    lines.push_back(
        fmt::format("  {}{}.", of_way ? "Calls there were held up " : "Beside that, ", words_for(run, wait)));
  }
  lines.push_back("  " + (call.met ? met_words(run, belief, *call.met)
                                   : std::string("What a call would have met is not recorded in this run.")));
  return lines;
}

std::vector<std::string> words_for(const Run& run, const Request& request) {
  const std::string what = fmt::format("The {} {} of {} at {} on {}, begun at {}", request.kind, request.id,
                                       run.name(request.user), run.name(request.cluster),
                                       request.phone.empty() ? "no phone" : request.phone, format_date(request.begin));
  const std::string stage = request.stage.empty() ? std::string()
                                                  : fmt::format(" in the stage {}, begun at {}", request.stage,
                                                                format_date(request.stage_begin));
  if (request.end == never) return {fmt::format("{}, was cut off by the end of the run{}.", what, stage)};
  if (request.code == 0) {
    return {fmt::format("{}, succeeded at {} ({}).", what, format_date(request.end),
                        format_duration(request.end - request.begin))};
  }
  std::vector<std::string> lines{fmt::format("{}, was refused at {}{}.", what, format_date(request.end), stage)};
  if (request.error) {
    const catalogue::Error& error = *request.error;
    lines.push_back(fmt::format("  Shown: {}{}", error.shown.empty() ? "nothing" : error.shown,
                                error.code > 0 ? fmt::format(" [code {}]", error.code) : ""));
    lines.push_back(fmt::format("  Cause: {}{}{}", error.name,
                                request.cause_words.empty() ? "" : ": " + request.cause_words,
                                error.assumed ? " (that it shows so is assumed)" : ""));
    lines.push_back(fmt::format("  Remedy: {}", error.remedy));
  }
  for (const Wait& wait : request.outages)
    lines.push_back("  At that time it was held up " + words_for(run, wait) + ".");
  return lines;
}

std::vector<std::string> words_for(const Run& run, const std::vector<SlowChange>& slowest) {
  if (slowest.empty()) return {"The run has no location change in the ILS network."};
  constexpr std::size_t told = 3;
  std::vector<std::string> lines{"The changes that took longest until every member of the ILS network routed by them:"};
  std::size_t rank = 0;
  for (const SlowChange& slow : slowest) {
    const std::string last = run.name(slow.journey.to);
    lines.push_back(slow.missing == 0
                        ? fmt::format("{}. {}: {}, last at {}", ++rank, change_words(run, slow.journey.change),
                                      format_duration(slow.took), last)
                        : fmt::format("{}. {}: not by the end of the run ({}), not at {}{}", ++rank,
                                      change_words(run, slow.journey.change), format_duration(slow.took), last,
                                      slow.missing > 1 ? fmt::format(" and {} more", slow.missing - 1) : ""));
    for (std::size_t i = 0; i < std::min(told, slow.longest.size()); ++i) {
      lines.push_back(fmt::format("   {}: {}", format_duration(slow.longest[i].lasted(run.end())),
                                  words_for(run, slow.longest[i])));
    }
  }
  return lines;
}

}  // namespace roamsim::explain
