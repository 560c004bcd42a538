#include "sim/actors/storm_pause.hpp"

#include <algorithm>

#include "models/catalogue/errors.hpp"

namespace roamsim::actors {
namespace {

using catalogue::Cause;
using catalogue::error_of;
constexpr std::int32_t database_error = 6;  // "Database Error(6)" of the feature guide

Duration with_jitter(const RetryPlan& retry, double wait, random::Stream& stream) {
  return static_cast<Duration>(wait * (1 - retry.jitter * stream.open_uniform01()) + 0.5);
}

double grown(const RetryPlan& retry, std::uint32_t refusals) {
  auto wait = static_cast<double>(retry.after);
  const auto most = static_cast<double>(retry.most);
  for (std::uint32_t i = 1; i < refusals && wait < most && retry.factor > 1; ++i) wait *= retry.factor;
  return std::min(wait, std::max(most, static_cast<double>(retry.after)));
}

}  // namespace

Advice advice_of(std::int32_t code) {
  const auto is = [code](Cause cause) { return code == error_of(cause).code; };
  if (is(Cause::busy) || code == database_error || is(Cause::phone_in_use)) return Advice::again;
  const bool nobody_answers = is(Cause::tomcat_stopped) || is(Cause::no_service) || is(Cause::phone_services_stopped) ||
                              is(Cause::em_application_stopped) || is(Cause::em_service_unreachable) ||
                              is(Cause::emcc_home_down) || is(Cause::emcc_no_response) || is(Cause::emcc_link_cut) ||
                              is(Cause::no_free_phone);
  return nobody_answers ? Advice::away : Advice::not_at_all;
}

std::optional<Duration> pause_after(const RetryPlan& retry, std::int32_t code, std::uint32_t refusals,
                                    random::Stream& stream) {
  Duration wait = 0;
  switch (retry.policy) {
    case RetryPlan::Policy::gives_up:
      return std::nullopt;
    case RetryPlan::Policy::immediately:
      break;
    case RetryPlan::Policy::fixed:
      wait = retry.after;
      break;
    case RetryPlan::Policy::exponential:
      wait = with_jitter(retry, grown(retry, refusals), stream);
      break;
    case RetryPlan::Policy::reads_message: {
      const Advice advice = advice_of(code);
      if (advice == Advice::not_at_all) return std::nullopt;
      wait = with_jitter(retry, static_cast<double>(advice == Advice::again ? retry.after : retry.away), stream);
      break;
    }
  }
  return std::max(wait, retry.reaction);
}

}  // namespace roamsim::actors
