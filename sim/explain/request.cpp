#include "sim/explain/request.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/catalogue/documented_codes.hpp"
#include "sim/record/row_values.hpp"

namespace roamsim::explain {
namespace {

using record::integer_in;
using record::Row;
using record::text_in;

[[noreturn]] void no_such(const Run& run, std::int64_t id) {
  const Row ends = run.results().query("SELECT min(id), max(id) FROM requests").rows.at(0);
  const auto first = integer_in(ends, 0);
  const auto last = integer_in(ends, 1);
  if (!first || !last) throw CannotExplain(fmt::format("there is no login or logout {}: the run has none", id));
  const std::int64_t nearest = std::clamp(id, *first, *last);
  throw CannotExplain(fmt::format("there is no login or logout {}; the run has {} to {}, the nearest is {}", id, *first,
                                  *last, nearest));
}

/// The error of the catalogue by its name, with the code that the phone showed: one cause has two numberings.
std::optional<catalogue::Error> error_named(const std::string& name, std::int32_t code) {
  for (const catalogue::Error& error : catalogue::errors) {
    if (error.name != name) continue;
    const catalogue::Error& other = catalogue::error_of(error.cause, catalogue::Numbering::reference);
    return error.code != code && other.code == code ? other : error;
  }
  return std::nullopt;
}

std::string documented_cause(const catalogue::Error& error) {
  for (const catalogue::DocumentedCode& code : catalogue::documented_codes()) {
    if (code.code == error.code && code.shown == error.shown) return std::string(code.cause);
  }
  return {};
}

}  // namespace

Request request_of(const Run& run, const Outages& outages, std::int64_t id) {
  const record::Rows found = run.results().query(
      fmt::format("SELECT kind, user, cluster, phone, begin_ns, end_ns, code, cause FROM requests WHERE id = {}", id));
  if (found.rows.empty()) no_such(run, id);
  const Row& row = found.rows[0];
  Request request{.id = id,
                  .kind = text_in(row, 0),
                  .user = UserId(integer_in(row, 1).value_or(0)),
                  .cluster = ClusterId(integer_in(row, 2).value_or(0)),
                  .phone = text_in(row, 3),
                  .begin = integer_in(row, 4).value_or(0),
                  .end = integer_in(row, 5).value_or(never),
                  .code = static_cast<std::int32_t>(integer_in(row, 6).value_or(0)),
                  .stage = {},
                  .error = {},
                  .cause_words = {},
                  .outages = {}};
  const record::Rows spans = run.results().query(
      fmt::format("SELECT stage, begin_ns FROM spans WHERE request = {} ORDER BY begin_ns DESC, id DESC LIMIT 1", id));
  if (!spans.rows.empty()) {
    request.stage = text_in(spans.rows[0], 0);
    request.stage_begin = integer_in(spans.rows[0], 1).value_or(0);
  }
  if (request.end == never || request.code == 0) return request;
  request.error = error_named(text_in(row, 7), request.code);
  if (request.error) request.cause_words = documented_cause(*request.error);
  std::vector<Outage> all = outages.of_calls(request.cluster);
  for (const Outage& outage : outages.of_ils(request.cluster)) all.push_back(outage);
  for (const Outage& outage : all) {
    if (outage.begin > request.end || outage.end < request.begin) continue;
    const Wait wait = wait_of({outage.begin, outage.end, &outage});
    const bool known = std::any_of(request.outages.begin(), request.outages.end(), [&](const Wait& other) {
      return other.cause == wait.cause && other.fault_since == wait.fault_since;
    });
    if (!known) request.outages.push_back(wait);
  }
  return request;
}

}  // namespace roamsim::explain
