#include "sim/actors/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/actors/bound.hpp"
#include "sim/core/format_time.hpp"
#include "sim/core/nearest.hpp"

namespace roamsim::actors {

namespace {

using record::LocationChangeRow;
using record::RequestRow;

/// The rows that a window lets through.
class Filter {
 public:
  Filter(const Window& window, RunIndex& run) : window_(window), run_(run) {
    from_ = run.moments.date_of(window.from);
    until_ = run.moments.date_of(window.until);
    if (!window.in) return;
    clusters_.resize(run.plan.clusters.size());
    for (const ClusterId cluster : window.in->ids) clusters_[cluster.index()] = true;
  }

  /// Whether the events that the window is measured from have happened.
  [[nodiscard]] bool exists() const { return from_.has_value() && until_.has_value(); }
  [[nodiscard]] Time until() const { return *until_; }
  [[nodiscard]] bool in(ClusterId cluster) const {
    return !window_.in || (cluster.valid() && clusters_[cluster.index()]);
  }

  template <class Visit>
  void requests(RequestRow::Kind kind, Visit visit) {
    each(
        run_.journal.requests, [this](UserId user) { return run_.requests_of(user); },
        [](const RequestRow& row) { return row.begin; },
        [&](std::size_t i) {
          const RequestRow& row = run_.journal.requests[i];
          if (row.kind == kind && in(row.cluster)) visit(i, row);
        });
  }
  template <class Visit>
  void calls(Visit visit) {
    each(
        run_.journal.calls, [this](UserId user) { return run_.calls_from(user); },
        [](const record::CallRow& row) { return row.at; },
        [&](std::size_t i) {
          const record::CallRow& row = run_.journal.calls[i];
          if (in(row.origin)) visit(row);
        });
  }
  /// Of no user; those of all clusters, as the next.
  template <class Visit>
  void events(Visit visit) {
    for (const record::EventRow& row : run_.journal.events) {
      if (row.at >= *from_ && row.at <= *until_) visit(row);
    }
  }
  /// Of all clusters, whether they are in the window or not.
  template <class Visit>
  void changes(Visit visit) {
    each(
        run_.journal.location_changes, [this](UserId user) { return run_.changes_of(user); },
        [](const LocationChangeRow& row) { return row.at; },
        [&](std::size_t i) { visit(static_cast<std::uint32_t>(i), run_.journal.location_changes[i]); });
  }

 private:
  template <class Rows, class RowsOf, class DateOf, class Visit>
  void each(const Rows& rows, RowsOf rows_of, DateOf date_of, Visit visit) {
    const auto in_span = [&](std::size_t i) { return date_of(rows[i]) >= *from_ && date_of(rows[i]) <= *until_; };
    if (!window_.users) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (in_span(i)) visit(i);
      }
      return;
    }
    for (const UserId user : window_.users->ids) {
      for (const std::uint32_t i : rows_of(user)) {
        if (in_span(i)) visit(i);
      }
    }
  }

  const Window& window_;
  RunIndex& run_;
  std::optional<Time> from_, until_;
  std::vector<bool> clusters_;
};

std::size_t count_requests(const ExpectCount& expected, RequestRow::Kind kind, Filter& rows) {
  std::size_t n = 0;
  rows.requests(kind, [&](std::size_t /*index*/, const RequestRow& row) {
    if (!expected.code || (row.end != never && row.code == *expected.code)) ++n;
  });
  return n;
}

std::pair<std::size_t, const char*> counted(const ExpectCount& expected, Filter& rows) {
  std::size_t n = 0;
  switch (expected.what) {
    case ExpectCount::What::logins:
      return {count_requests(expected, RequestRow::Kind::login, rows), "logins"};
    case ExpectCount::What::logouts:
      return {count_requests(expected, RequestRow::Kind::logout, rows), "logouts"};
    case ExpectCount::What::calls:
      rows.calls([&](const record::CallRow& row) {
        if (!expected.outcome || (row.known && row.outcome == *expected.outcome)) ++n;
      });
      return {n, "calls"};
    case ExpectCount::What::automatic_logouts:
      rows.changes([&](std::uint32_t, const LocationChangeRow& row) {
        if (row.kind == LocationChangeRow::Kind::automatic_logout && rows.in(row.cluster)) ++n;
      });
      return {n, "logouts"};
    case ExpectCount::What::call_logs_cleared:
      rows.events([&](const record::EventRow& row) {
        if (row.kind == record::EventRow::Kind::call_logs_cleared && rows.in(row.cluster)) ++n;
      });
      return {n, "call logs"};
    case ExpectCount::What::location_changes:
      rows.changes([&](std::uint32_t, const LocationChangeRow& row) {
        if (rows.in(row.cluster)) ++n;
      });
      return {n, "changes"};
  }
  return {0, ""};
}

/// A span of time, `never` if it has no end in the run, and when it began.
struct Span {
  Duration took = never;
  Time began = 0;
  auto operator<=>(const Span&) const = default;
};

std::vector<Span> request_spans(RequestRow::Kind kind, Filter& rows) {
  std::vector<Span> spans;
  rows.requests(kind, [&](std::size_t /*index*/, const RequestRow& row) {
    if (row.end == never) {
      spans.push_back({never, row.begin});
    } else if (row.code == 0) {
      spans.push_back({row.end - row.begin, row.begin});
    }
  });
  return spans;
}

std::vector<Span> call_spans(Filter& rows) {
  std::vector<Span> spans;
  rows.calls([&](const record::CallRow& row) {
    if (!row.known) {
      spans.push_back({never, row.at});
    } else if (row.outcome == calls::Outcome::connected) {
      spans.push_back({row.end - row.at, row.at});
    }
  });
  return spans;
}

/// The stage in each login that succeeds.
std::vector<Span> stage_spans(const std::string& stage, Filter& rows, const RunIndex& run) {
  std::vector<bool> wanted(run.journal.requests.size());
  rows.requests(RequestRow::Kind::login,
                [&](std::size_t index, const RequestRow& row) { wanted[index] = row.end == never || row.code == 0; });
  std::vector<Span> spans;
  for (const record::SpanRow& row : run.journal.spans) {
    if (!wanted[row.request.index()] || row.stage != stage) continue;
    spans.push_back({row.end == never ? never : row.end - row.begin, row.begin});
  }
  return spans;
}

/// Of each cluster that learns (propagation), or of the last of them (convergence).
std::vector<Span> learning_spans(ExpectQuantile::What what, Filter& rows, RunIndex& run) {
  std::vector<Span> spans;
  std::vector<Time> applied(run.plan.clusters.size());
  rows.changes([&](std::uint32_t index, const LocationChangeRow& change) {
    if (change.kind == LocationChangeRow::Kind::automatic_logout) return;
    std::fill(applied.begin(), applied.end(), never);
    const std::span<const Time> known = run.journal.convergence.applied(index);
    std::copy(known.begin(), known.end(), applied.begin());
    std::optional<Duration> slowest;
    for (std::size_t i = 0; i < applied.size(); ++i) {
      const ClusterId cluster(i);
      // Who is not in the network yet, or leaves it before it knows, learns all at once when it joins.
      if (cluster == change.cluster || !rows.in(cluster) || run.joined(cluster, change.at) == never ||
          run.absent(cluster, change.at, applied[i]))
        continue;
      const Duration took = applied[i] == never ? never : applied[i] - change.at;
      slowest = std::max(slowest.value_or(took), took);
      if (what == ExpectQuantile::What::propagation) spans.push_back({took, change.at});
    }
    if (what == ExpectQuantile::What::convergence && slowest) spans.push_back({*slowest, change.at});
  });
  return spans;
}

std::vector<Span> spans_of(const ExpectQuantile& expected, Filter& rows, RunIndex& run) {
  switch (expected.what) {
    case ExpectQuantile::What::login_time:
      return request_spans(RequestRow::Kind::login, rows);
    case ExpectQuantile::What::logout_time:
      return request_spans(RequestRow::Kind::logout, rows);
    case ExpectQuantile::What::propagation:
    case ExpectQuantile::What::convergence:
      return learning_spans(expected.what, rows, run);
    case ExpectQuantile::What::post_dial_delay:
      return call_spans(rows);
    case ExpectQuantile::What::stage:
      return stage_spans(expected.stage, rows, run);
  }
  return {};
}

}  // namespace

Verdict judge_count(const ExpectCount& expected, RunIndex& run) {
  Filter rows(expected.window, run);
  if (!rows.exists()) return {false, "the event it is measured from did not happen"};
  const auto [n, unit] = counted(expected, rows);
  Verdict verdict = judged(static_cast<double>(n), unit, expected.bound);
  verdict.when = std::min(rows.until(), run.plan.duration);
  return verdict;
}

Verdict judge_quantile(const ExpectQuantile& expected, RunIndex& run) {
  Filter rows(expected.window, run);
  if (!rows.exists()) return {false, "the event it is measured from did not happen"};
  std::vector<Span> spans = spans_of(expected, rows, run);
  if (spans.empty()) return {false, "none to judge"};
  const auto unfinished = std::count_if(spans.begin(), spans.end(), [](const Span& s) { return s.took == never; });
  const auto last = static_cast<double>(spans.size());
  const auto rank = static_cast<std::size_t>(std::clamp(std::ceil(expected.q * last), 1.0, last));
  const auto at_rank = spans.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(spans.begin(), at_rank, spans.end());
  std::string found = at_rank->took == never ? std::string("unfinished") : core::format_duration(at_rank->took);
  found += fmt::format(" (number {} of {}", rank, spans.size());
  found += unfinished == 0 ? ")" : fmt::format(", {} unfinished)", unfinished);
  Verdict verdict{true, std::move(found), std::nullopt, {}, at_rank->began};
  Duration missed = 0;
  if (expected.at_least && at_rank->took < *expected.at_least) missed = *expected.at_least - at_rank->took;
  if (expected.at_most && at_rank->took > *expected.at_most)
    missed = at_rank->took == never ? never : at_rank->took - *expected.at_most;
  verdict.met = missed == 0;
  if (missed == 0 || missed == never) return verdict;
  verdict.missed_by = to_seconds(missed);
  verdict.unit = "s";
  return verdict;
}

Verdict judge_counter(const ExpectCounter& expected, Time at, const Plan& plan, const record::CounterSeries& counters) {
  const record::CounterWords& words = record::words_for(expected.counter);
  const auto sample = static_cast<std::size_t>(at / counters.interval());
  Tally tally;
  for (const record::CounterSeries::Node& node : counters.nodes()) {
    const ExpectCounter::Node place{node.cluster, node.number};
    if (std::find(expected.nodes.begin(), expected.nodes.end(), place) == expected.nodes.end()) continue;
    Verdict verdict{false, "the node does not have the counter"};
    if (record::CounterSeries::has(node, words)) {
      const auto value = static_cast<double>(record::CounterSeries::value(node, expected.counter, sample));
      verdict = judged(value, std::string(words.path.substr(words.path.find('\\') + 1)), expected.bound);
      verdict.when = static_cast<Time>(sample) * counters.interval();
    }
    tally.add(std::move(verdict), [&] { return plan.clusters[node.cluster.index()].nodes[node.number - 1].name; });
  }
  return tally.verdict();
}

Verdict judge_scalar(const ExpectScalar& expected, const record::Journal& journal) {
  std::vector<std::string_view> names, entities;
  for (const record::ScalarRow& row : journal.scalars) {
    if (row.name == expected.name && row.entity == expected.entity) return judged(row.value, row.unit, expected.bound);
    names.push_back(row.name);
    if (row.name == expected.name) entities.push_back(row.entity);
  }
  const bool known = !entities.empty();
  const auto near = known ? core::nearest(expected.entity, entities) : core::nearest(expected.name, names);
  std::string found = known ? fmt::format("the results have no scalar {} of {}", expected.name, expected.entity)
                            : fmt::format("the results have no scalar {}", expected.name);
  if (near) found += fmt::format("; the nearest is {}", *near);
  return {false, std::move(found)};
}

}  // namespace roamsim::actors
