#include "sim/study/chaos.hpp"

#include <algorithm>
#include <deque>
#include <istream>
#include <iterator>
#include <numeric>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

#include "sim/actors/simulation.hpp"
#include "sim/study/exit_codes.hpp"
#include "sim/study/forked_runs.hpp"

namespace roamsim::study {
namespace {

struct Span {
  Time from = 0;
  Time until = 0;
  [[nodiscard]] bool has(Time at) const { return from <= at && at < until; }
};

Most most_of(const std::vector<std::uint64_t>& by_cluster) {
  const auto found = std::max_element(by_cluster.begin(), by_cluster.end());
  if (found == by_cluster.end() || *found == 0) return {};
  return {*found, ClusterId(std::distance(by_cluster.begin(), found))};
}

void count_logins(const record::Journal& journal, const Span& span, std::size_t clusters, Figures& figures) {
  std::vector<std::vector<Time>> begun(clusters);
  for (const record::RequestRow& row : journal.requests) {
    if (row.kind != record::RequestRow::Kind::login || !span.has(row.begin)) continue;
    begun[row.cluster.index()].push_back(row.begin);
    if (row.end == never) continue;
    ++(row.code == 0 ? figures.logins_made : figures.logins_refused);
  }
  std::vector<std::uint64_t> most(clusters, 0);
  for (std::size_t c = 0; c < clusters; ++c) {
    std::sort(begun[c].begin(), begun[c].end());
    std::deque<Time> window;
    for (const Time at : begun[c]) {
      window.push_back(at);
      while (window.front() <= at - minute) window.pop_front();
      most[c] = std::max<std::uint64_t>(most[c], window.size());
    }
  }
  figures.logins_in_a_minute = most_of(most);
}

void count_visitors(const Plan& plan, const record::Journal& journal, const Span& span, Figures& figures) {
  std::vector<std::set<std::pair<UserId, std::string_view>>> there(plan.clusters.size());
  std::vector<std::uint64_t> most(plan.clusters.size(), 0);
  const auto look = [&](std::size_t cluster) {
    most[cluster] = std::max<std::uint64_t>(most[cluster], there[cluster].size());
  };
  bool within = false;
  for (const record::RegistrationRow& row : journal.registrations) {
    if (row.at >= span.until) break;
    if (!within && row.at >= span.from) {
      within = true;
      for (std::size_t c = 0; c < there.size(); ++c) look(c);
    }
    if (plan.users[row.user.index()].home == row.cluster) continue;
    auto& phones = there[row.cluster.index()];
    if (row.registered) {
      phones.emplace(row.user, row.phone);
    } else {
      phones.erase({row.user, row.phone});
    }
    if (within) look(row.cluster.index());
  }
  if (!within) {
    for (std::size_t c = 0; c < there.size(); ++c) look(c);
  }
  figures.visitors = most_of(most);
  for (std::size_t c = 0; c < most.size(); ++c) {
    const Most here{most[c], ClusterId(c)};
    if (here.number == 0) continue;
    const auto share = [&](const Most& m) {
      return static_cast<double>(m.number) / std::max<double>(plan.clusters[m.cluster.index()].spare_phones, 1);
    };
    if (!figures.spare_taken.cluster.valid() || share(here) > share(figures.spare_taken)) figures.spare_taken = here;
  }
}

/// Spans of counting by which a fault can be told apart from the rest; 0: there would be too many of them.
Duration counting_interval(const Plan& plan, Time at, Duration lasts) {
  const Duration interval = std::gcd(at, lasts);
  return static_cast<std::uint64_t>(plan.duration / interval) < most_counting_spans ? interval : 0;
}

void count_calls(const record::Journal& journal, const Span& span, Duration interval, Figures& figures) {
  if (interval > 0) figures.calls = 0;
  for (const record::CallCountRow& row : journal.call_counts) {
    if (row.source == record::CallSource::probe) continue;
    if (calls::is_lost(row.outcome)) figures.calls_failed += row.calls;
    if (interval > 0 && span.has(row.begin)) *figures.calls += row.calls;
  }
}

std::uint64_t scalar(const record::Journal& journal, std::string_view name) {
  for (const record::ScalarRow& row : journal.scalars) {
    if (row.name == name) return static_cast<std::uint64_t>(row.value);
  }
  return 0;
}

/// A full one before one without limit, however many calls that has.
bool fuller(const TrunkPeak& a, const TrunkPeak& b) {
  const auto share = [](const TrunkPeak& peak) {
    return peak.channels ? static_cast<double>(peak.calls) / *peak.channels : -1.0;
  };
  return share(a) != share(b) ? share(a) > share(b) : a.calls > b.calls;
}

Figures figures_of(const Plan& plan, const actors::RunResult& run, const Span& span) {
  const record::Journal& journal = run.journal;
  Figures figures;
  for (const TrunkPeak& peak : run.trunks) {
    if (!figures.trunk.a.valid() || fuller(peak, figures.trunk)) figures.trunk = peak;
  }
  for (const record::ReachabilityRow& row : journal.reachability) figures.unreachable.add(row.observed - row.reachable);
  count_logins(journal, span, plan.clusters.size(), figures);
  count_visitors(plan, journal, span, figures);
  count_calls(journal, span, plan.call_counts.interval, figures);
  figures.calls_cut = scalar(journal, "established_calls.media_lost");
  figures.outages_left_out = scalar(journal, "timeline.outages_left_out");
  return figures;
}

/// What a child reports, and the parent reads: numbers in one order.
std::string told(const Figures& f) {
  std::ostringstream out;
  for (const std::int64_t number : {f.unreachable.seconds, f.unreachable.nanoseconds}) out << number << ' ';
  for (const std::uint64_t number : {f.calls_failed, f.calls_cut, f.logins_made, f.logins_refused})
    out << number << ' ';
  for (const Most& most : {f.logins_in_a_minute, f.visitors, f.spare_taken})
    out << most.number << ' ' << most.cluster.value << ' ';
  out << f.trunk.a.value << ' ' << f.trunk.b.value << ' ' << f.trunk.calls << ' ' << f.trunk.channels.value_or(0)
      << ' ';
  out << (f.calls ? 1 : 0) << ' ' << f.calls.value_or(0) << ' ' << f.outages_left_out;
  return out.str();
}

bool read(std::istream& in, Figures& f) {
  bool counted = false;
  std::uint64_t calls = 0;
  std::uint32_t channels = 0;
  in >> f.unreachable.seconds >> f.unreachable.nanoseconds >> f.calls_failed >> f.calls_cut >> f.logins_made >>
      f.logins_refused >> f.logins_in_a_minute.number >> f.logins_in_a_minute.cluster.value >> f.visitors.number >>
      f.visitors.cluster.value >> f.spare_taken.number >> f.spare_taken.cluster.value >> f.trunk.a.value >>
      f.trunk.b.value >> f.trunk.calls >> channels >> counted >> calls >> f.outages_left_out;
  if (counted) f.calls = calls;
  if (channels > 0) f.trunk.channels = channels;
  return static_cast<bool>(in);
}

/// Tells what the run has in each of the spans.
int run_one(const Plan& plan, const std::vector<Span>& spans, const std::function<bool()>& interrupted,
            std::string& message) {
  actors::Simulation simulation(plan);
  simulation.set_pulse([&](const actors::Progress&) { return interrupted(); });
  const actors::RunResult result = simulation.run();
  if (result.broken) {
    message = "invariant broken: " + result.broken->what;
    return static_cast<int>(ExitCode::invariant_broken);
  }
  if (result.end == core::RunEnd::stuck) {
    message = "stuck: actors wait for what can no longer happen";
    return static_cast<int>(ExitCode::stuck);
  }
  if (result.end == core::RunEnd::stopped) return static_cast<int>(ExitCode::interrupted);
  for (const Span& span : spans) message += told(figures_of(plan, result, span)) + '\n';
  return static_cast<int>(ExitCode::done);
}

/// Why the run told nothing; empty: it did.
std::string problem_of(const ForkedRun& run) {
  if (run.signal != 0) return "killed by signal " + std::to_string(run.signal);
  if (run.exit_code == 0) return {};
  return run.message.empty() ? "exit code " + std::to_string(run.exit_code) : run.message;
}

/// Reads what a run has in each of so many spans.
std::string read(const ForkedRun& run, std::vector<Figures>& figures) {
  if (std::string problem = problem_of(run); !problem.empty()) return problem;
  std::istringstream in(run.message);
  for (Figures& of_span : figures) {
    if (!read(in, of_span)) return "the run did not tell what it found";
  }
  return {};
}

}  // namespace

void PairTime::add(Duration span) {
  nanoseconds += span;
  seconds += nanoseconds / second;
  nanoseconds %= second;
}

PairTime PairTime::minus(const PairTime& other) const {
  PairTime result{seconds - other.seconds, nanoseconds - other.nanoseconds};
  if (result.nanoseconds < 0) {
    result.nanoseconds += second;
    --result.seconds;
  }
  return result;
}

double PairTime::in_seconds() const {
  return static_cast<double>(seconds) + static_cast<double>(nanoseconds) / static_cast<double>(second);
}

Sample sample_of(const Plan& plan) {
  Sample sample;
  const auto pairs = [&] { return (plan.users.size() + sample.every - 1) / sample.every * plan.clusters.size(); };
  if (pairs() > most_probed_pairs) {
    // No fewer would do; rounding may ask for a few more.
    sample.every = pairs() / most_probed_pairs;
    while (pairs() > most_probed_pairs && sample.every < plan.users.size()) ++sample.every;
  }
  for (std::size_t u = 0; u < plan.users.size(); u += sample.every) sample.users.emplace_back(u);
  return sample;
}

Plan plan_of(const Plan& plan, const Sample& sample, const FaultList& list, const Trial* trial) {
  Plan changed = plan;
  changed.expectations.clear();
  changed.record = {};
  changed.record.tables = record::tables_at(record::Level::counters);
  changed.record.tables.set(record::Table::registrations);
  // The exact integrals need a probe that asks for all pairs; it asks once.
  ProbePlan probe;
  probe.name = "chaos";
  for (std::size_t c = 0; c < plan.clusters.size(); ++c) probe.clusters.emplace_back(c);
  probe.users = sample.users;
  probe.every = plan.duration + 1;
  probe.process = ProbePlan::Process::periodic;
  changed.probes = {std::move(probe)};
  changed.call_counts = {};
  changed.trunks.count_all = true;
  if (trial == nullptr) return changed;
  changed.call_counts.interval = counting_interval(plan, trial->at, list.lasts);
  // As if it stood at the end of the file: behind what has the same date, before what waits for an event.
  const auto place = std::find_if(changed.timeline.begin(), changed.timeline.end(), [&](const TimelineEntry& entry) {
    return entry.event != Moment::Event::absolute || entry.at > trial->at;
  });
  std::vector<TimelineEntry> more{{.at = trial->at, .action = action_of(list.faults[trial->first])}};
  if (trial->second) more.push_back({.at = trial->at, .action = action_of(list.faults[*trial->second])});
  changed.timeline.insert(place, more.begin(), more.end());
  return changed;
}

Chaos run_chaos(const Plan& plan, const Sample& sample, const FaultList& list, std::size_t jobs,
                const std::function<void(std::size_t ended, std::size_t of)>& on_end,
                const std::function<bool()>& interrupted) {
  Chaos chaos;
  const std::size_t all = list.trials.size() + 1;
  std::size_t ended = 0;
  const auto span = [&](Time at) { return Span{at, at + list.lasts}; };
  chaos.baseline.problem = "the run was not started";
  run_forked(
      1, 1,
      [&](std::size_t, std::string& message) {
        std::vector<Span> spans;
        std::transform(list.dates.begin(), list.dates.end(), std::back_inserter(spans), span);
        return run_one(plan_of(plan, sample, list, nullptr), spans, interrupted, message);
      },
      [&](const ForkedRun& end) {
        chaos.baseline_at.resize(list.dates.size());
        chaos.baseline.problem = read(end, chaos.baseline_at);
        chaos.baseline.figures = chaos.baseline_at.front();
        on_end(++ended, all);
      },
      interrupted);
  if (!chaos.baseline.problem.empty() || interrupted()) return chaos;
  chaos.runs.resize(list.trials.size(), ChaosRun{{}, "the run was not started"});
  run_forked(
      list.trials.size(), jobs,
      [&](std::size_t index, std::string& message) {
        const Trial& trial = list.trials[index];
        return run_one(plan_of(plan, sample, list, &trial), {span(trial.at)}, interrupted, message);
      },
      [&](const ForkedRun& end) {
        std::vector<Figures> figures(1);
        ChaosRun& one = chaos.runs[end.index];
        one.problem = read(end, figures);
        one.figures = figures.front();
        on_end(++ended, all);
      },
      interrupted);
  return chaos;
}

const Figures& baseline_of(const Chaos& chaos, const FaultList& list, const Trial& trial) {
  const auto date = std::lower_bound(list.dates.begin(), list.dates.end(), trial.at);
  return chaos.baseline_at.at(static_cast<std::size_t>(std::distance(list.dates.begin(), date)));
}

std::vector<std::size_t> ranking(const Chaos& chaos) {
  std::vector<std::size_t> order(chaos.runs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const ChaosRun& one = chaos.runs[a];
    const ChaosRun& other = chaos.runs[b];
    if (one.problem.empty() != other.problem.empty()) return one.problem.empty();
    return one.problem.empty() && one.figures.unreachable > other.figures.unreachable;
  });
  return order;
}

std::optional<double> share_of_spare_phones(const Plan& plan, const Figures& figures) {
  const Most& most = figures.spare_taken;
  if (!most.cluster.valid()) return std::nullopt;
  const std::uint32_t spare = plan.clusters[most.cluster.index()].spare_phones;
  return spare == 0 ? std::optional<double>() : static_cast<double>(most.number) / spare;
}

double user_minutes(const Plan& plan, const Sample& sample, const PairTime& time) {
  if (sample.users.empty() || plan.clusters.empty()) return 0;
  const double of_a_cluster = time.in_seconds() / 60 / static_cast<double>(plan.clusters.size());
  if (sample.every == 1) return of_a_cluster;
  return of_a_cluster * static_cast<double>(plan.users.size()) / static_cast<double>(sample.users.size());
}

}  // namespace roamsim::study
