#include <fmt/format.h>

#include "sim/core/format_time.hpp"
#include "sim/explain/words.hpp"

namespace roamsim::explain {
namespace {

using core::format_date;
using core::format_duration;

std::string until_words(const Run& run, Time until) {
  return until >= run.end() ? "until the end of the run" : "until " + format_date(until);
}

/// "from 1:30.000 until 3:20.000", of the fault where it is one.
std::string span(const Run& run, const Wait& wait) {
  const Time from = wait.fault_since != never ? wait.fault_since : wait.since;
  return fmt::format("from {} {}", format_date(from), until_words(run, wait.until));
}

std::string held(const Run& run, const Wait& wait) {
  const std::string noticed = wait.noticed == never ? std::string()
                                                    : fmt::format(", counted as unreachable by {} from {}",
                                                                  run.name(wait.noticed_by), format_date(wait.noticed));
  return fmt::format("{}{} ({} of waiting)", span(run, wait), noticed, format_duration(wait.lasted(run.end())));
}

std::string next(const Run& run, const Wait& wait) {
  return wait.until >= run.end() ? std::string("does not before the end of the run")
                                 : fmt::format("does at {}", format_date(wait.until));
}

std::string line_words(const Run& run, const Wait& wait, const std::string& place) {
  if (wait.other.valid() && wait.detail.empty() && wait.place != wait.other) {
    return fmt::format("by the dead line between {} and {}, {}", place, run.name(wait.other), held(run, wait));
  }
  return fmt::format("at {}, whose line was dead {}", place, held(run, wait));
}

}  // namespace

std::string words_for(const Run& run, const Wait& wait) {
  const std::string place = wait.place.valid() ? run.name(wait.place) : std::string("the network");
  const std::string other = wait.other.valid() ? run.name(wait.other) : std::string("nowhere");
  const std::string lasted = format_duration(wait.lasted(run.end()));
  switch (wait.cause) {
    case Cause::cluster_off:
      return fmt::format("at {}, which was off {}", place, held(run, wait));
    case Cause::publisher_off:
      return fmt::format("at {}, whose publisher was off {}", place, held(run, wait));
    case Cause::ils_stopped:
      return fmt::format("at {}, whose ILS service was stopped {}", place, held(run, wait));
    case Cause::call_processing_stopped:
      return fmt::format("at {}, whose call processing was stopped {}", place, held(run, wait));
    case Cause::line_dead:
      return line_words(run, wait, place);
    case Cause::partition:
      return fmt::format("by the partition {}, {}", wait.detail, held(run, wait));
    case Cause::authentication_failed:
      return fmt::format("between {} and {}, whose authentication failed {}", place, other, held(run, wait));
    case Cause::dead_peer_not_detected:
      return fmt::format("at {}, which had asked {} and waited for its answer {}: it had not noticed that it was gone",
                         place, other, held(run, wait));
    case Cause::no_answer:
      return fmt::format("at {}, which waited for an answer of {} {}", place, other, held(run, wait));
    case Cause::retry:
      return fmt::format("at {}, which had no answer of {} and tries again later: it {} ({} of waiting)", place, other,
                         next(run, wait), lasted);
    case Cause::question:
      return fmt::format("at {}, which asks {} when its interval is over: it {} ({} of waiting)", place, other,
                         next(run, wait), lasted);
    case Cause::under_way:
      return fmt::format("by messages between {} and {} that were under way {}", place, other, span(run, wait));
    case Cause::on_the_line:
      return fmt::format("by the batch that was on the line from {} to {} {} ({})", place, other, span(run, wait),
                         lasted);
    case Cause::batch_queue:
      return fmt::format("at {}, where the batch from {} waited {} behind {} {} ({})", place, other, span(run, wait),
                         wait.ahead, wait.ahead == 1 ? "other" : "others", lasted);
    case Cause::batch_processing:
      return fmt::format("at {}, whose publisher worked on the batch from {} {} ({})", place, other, span(run, wait),
                         lasted);
    case Cause::writer_queue:
      return fmt::format("at {}, which had received it and was writing what it had learned {} ({})", place,
                         span(run, wait), lasted);
    case Cause::replication:
      return fmt::format("at {}, which replicated it to its nodes {} ({})", place, span(run, wait), lasted);
    case Cause::replication_broken:
      return fmt::format("at {}, which had received it and whose database replication was broken {}", place,
                         held(run, wait));
    case Cause::outside_the_network:
      if (wait.fault_since == never) return fmt::format("since no way in the ILS network leads to {}", place);
      return fmt::format("at {}, which was no member of the ILS network {}", place, held(run, wait));
    case Cause::learned_limit:
      return fmt::format("by the limit of {} learned objects of {}: it was refused {}", wait.detail, place,
                         span(run, wait));
    case Cause::blocked_pattern:
      return fmt::format("by a rule of {}, which blocks {} where it is learned of {}", place, wait.detail, other);
    case Cause::first_learned:
      return fmt::format("by the conflict policy first_learned of {}: it holds to {}, which it learned first, {} ({})",
                         place, other, span(run, wait), lasted);
    case Cause::wall_clock:
      return fmt::format(
          "by the conflict policy newest_by_wall_clock of {}: the login at {} has the later date{}, {} ({})", place,
          other, wait.detail.empty() ? "" : " (clock of " + wait.detail + ")", span(run, wait), lasted);
    case Cause::pending_logout:
      return fmt::format("{} has not ended the user's login, although there is a newer one {} ({})", place,
                         span(run, wait), lasted);
    case Cause::phone_restarting:
      return fmt::format("the phone{} at {} restarts after the login {} ({})",
                         wait.detail.empty() ? "" : " " + wait.detail, place, span(run, wait), lasted);
    case Cause::unknown:
      return fmt::format("at {}, for a reason that the run does not tell, {}", place, span(run, wait));
  }
  return {};
}

}  // namespace roamsim::explain
