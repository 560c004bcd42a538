#include "sim/scenario/call_check.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "sim/scenario/suggest.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {

CallCheck::CallCheck(Checker& checker) : checker_(checker) {
  for (const ExpectSpec& expected : checker.spec.expect) {
    const auto* call = std::get_if<ExpectCallSpec>(&expected.kind);
    if (call != nullptr && call->outcome) meant_.insert(call->call.to);
  }
}

void CallCheck::check_rows() {
  const std::vector<ActionSpec>& timeline = checker_.spec.timeline;
  std::optional<Time> before;
  for (std::size_t i = 0; i < timeline.size(); ++i) {
    if (!is_row(i)) continue;
    const std::string at = fmt::format("/timeline/{}/at", i);
    if (!checker_.clean(at)) continue;
    const MomentSpec& moment = timeline[i].at;
    if (moment.event != MomentSpec::Event::absolute) {
      checker_.error(at, {checker_.written(at), "a plain date such as \"90 s\" in a table of calls", {}});
      continue;
    }
    if (before && moment.at < *before) {
      checker_.error(at, {checker_.written(at) + ", which is before the date of a row above",
                          "rows in the order of their dates", "the row above has " + format_duration(*before)});
    }
    before = moment.at;
  }
}

UserId CallCheck::caller(const PlaceCallSpec& spec, const std::string& pointer) {
  const std::vector<std::string>& names = spec.from.id.names;
  return names.empty() ? UserId{} : checker_.user(names[0], pointer);
}

void CallCheck::check_number(const PlaceCallSpec& spec, std::size_t entry, const std::string& pointer) {
  if (spec.to.empty() || checker_.find_number(spec.to).valid() || !checker_.clean(pointer)) return;
  const bool row = is_row(entry);
  if (!row && meant_.contains(spec.to)) return;
  std::vector<std::string_view> known;
  for (const UserPlan& user : checker_.plan.users) known.push_back(user.dn);
  Message message{quoted(spec.to) + ", the number of no user", {}, checker_.suggestion(spec.to, known)};
  if (!row) return checker_.warning(pointer, std::move(message));
  message.allowed = "the number of a user in a table of calls";
  checker_.error(pointer, std::move(message));
}

}  // namespace roamsim::scenario
