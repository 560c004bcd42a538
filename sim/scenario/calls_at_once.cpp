#include "sim/scenario/calls_at_once.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <variant>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/errors.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {

void CallsAtOnce::note(std::size_t entry, const TimelineEntry& action) {
  const auto* call = std::get_if<PlaceCall>(&action.action);
  if (call == nullptr) return;
  any_talk_ = any_talk_ || call->talk > 0;
  calls_[{call->from, action.event, action.of, action.only_at.value_or(ClusterId{})}].push_back(
      {action.at, action.at + call->talk, entry});
}

void CallsAtOnce::report() {
  if (!any_talk_) return;
  std::set<std::size_t> reported;
  for (auto& [who, own] : calls_) {
    std::stable_sort(own.begin(), own.end(), [](const Call& a, const Call& b) { return a.from < b.from; });
    const Call* longest = nullptr;
    for (const Call& call : own) {
      if (longest != nullptr && longest->until > call.from && reported.insert(call.entry).second) {
        checker_.error(
            fmt::format("/timeline/{}/at", call.entry),
            {fmt::format("a call from {} {} after the beginning of one that lasts {}",
                         quoted(checker_.plan.users[std::get<UserId>(who).index()].name),
                         format_duration(call.from - longest->from), format_duration(longest->until - longest->from)),
             "a call when the phone is not in use",
             "the one before is " + checker_.in_file(fmt::format("/timeline/{}", longest->entry))});
      }
      if (longest == nullptr || call.until > longest->until) longest = &call;
    }
  }
}

}  // namespace roamsim::scenario
