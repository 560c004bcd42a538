#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/bars_svg.hpp"
#include "sim/cli/chaos_table.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/interruption.hpp"
#include "sim/cli/option_checks.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/scenario_problems.hpp"
#include "sim/cli/text_file.hpp"
#include "sim/core/text.hpp"
#include "sim/record/error.hpp"
#include "sim/scenario/load.hpp"
#include "sim/scenario/units.hpp"
#include "sim/study/chaos.hpp"
#include "sim/study/forked_runs.hpp"

namespace roamsim::cli {

namespace {

constexpr std::string_view at_events = "events";
/// More runs than this are refused unless they are asked for.
constexpr std::uint64_t most_runs = 10'000;
constexpr std::uint64_t most_runs_at_all = 1'000'000;
/// As many faults are drawn.
constexpr std::size_t bars_drawn = 20;

struct Options {
  std::string scenario;
  std::vector<std::string> sets;
  std::optional<std::uint64_t> seed;
  std::vector<std::string> classes;
  std::vector<std::string> dates;
  std::string lasts;
  bool pairs = false;
  bool many = false;
  std::size_t jobs = 0;
  std::size_t top = 20;
  std::size_t show = 0;
  bool json = false;
  bool quiet = false;
  std::string csv;
  std::string picture;
};

Duration duration_of(const std::string& text) {
  return scenario::parse_quantity(text, scenario::duration_units()).value;
}

// For the check of --at: a date of a scenario, or a rule.
std::string date_error(const std::string& text) {
  const scenario::Quantity quantity = scenario::parse_quantity(text, scenario::duration_units());
  if (text == at_events || (quantity.status == scenario::QuantityStatus::ok && quantity.value >= 0)) return {};
  return fmt::format("{} is neither \"{}\" nor a date, such as \"12 min\" (ns, us, ms, s, min, h, d)", text, at_events);
}

study::FaultRules rules_of(const Options& options) {
  study::FaultRules rules;
  for (std::size_t i = 0; i < study::fault_class_names.size(); ++i) {
    const bool chosen = std::any_of(options.classes.begin(), options.classes.end(),
                                    [&](const std::string& name) { return name == study::fault_class_names.at(i); });
    if (chosen) rules.classes.push_back(static_cast<study::FaultClass>(i));
  }
  for (const std::string& date : options.dates) {
    if (date == at_events) {
      rules.after_logins = true;
    } else {
      rules.dates.push_back(duration_of(date));
    }
  }
  if (!options.lasts.empty()) rules.lasts = duration_of(options.lasts);
  rules.pairs = options.pairs;
  return rules;
}

ExitCode refused(const std::string& why) {
  fmt::print(stderr, "roamsim: {}\nTry `roamsim chaos --help`.\n", core::printable(why));
  return ExitCode::usage;
}

std::string dates_of(const study::FaultList& list) {
  std::string text;
  for (const Time at : list.dates) text += (text.empty() ? "" : ", ") + scenario::format_duration(at);
  return text;
}

// What stands above and below the table.
std::string heading_of(const ChaosView& view) {
  std::string text = fmt::format(
      "{}\n{} runs, each with {} for {}, at {}\nuser-minutes: unreachable time of all users, seen from an average "
      "cluster, beyond the {:.1f} of the scenario itself\n",
      core::printable(view.plan.title), view.list.trials.size(),
      view.list.trials.back().second ? "one fault or two" : "one fault", scenario::format_duration(view.list.lasts),
      dates_of(view.list), study::user_minutes(view.plan, view.sample, view.chaos.baseline.figures.unreachable));
  if (view.sample.every > 1) {
    text += fmt::format(
        "estimated from one user in {} ({} of {}), so that no more than {} pairs of cluster and user are looked at\n",
        view.sample.every, view.sample.users.size(), view.plan.users.size(), most_probed_pairs);
  }
  return text + "\n";
}

std::string footing_of(const ChaosView& view, const Options& options) {
  std::string text;
  if (view.order.size() > options.top) {
    text += fmt::format("and {} more; --top, --csv and --json have them\n", view.order.size() - options.top);
  }
  if (view.list.overlapping > 0) {
    text +=
        fmt::format("left out: {} that would meet a fault of the scenario of the same thing\n", view.list.overlapping);
  }
  if (view.list.late_logins > 0) {
    text += fmt::format("left out: {} dates of logins after which a fault would end beyond the run\n",
                        view.list.late_logins);
  }
  if (options.show > 0 && options.show <= view.order.size()) {
    text += fmt::format("\nrank {}, {}; in the timeline of the scenario it is\n", options.show,
                        core::printable(words_for(view, options.show - 1)));
    for (const std::string& entry : timeline_of(view, options.show - 1)) text += "  " + core::printable(entry) + "\n";
  }
  return text;
}

std::string picture_of(const ChaosView& view) {
  std::vector<Bar> bars;
  const bool dates = view.list.dates.size() > 1;
  for (std::size_t rank = 0; rank < view.order.size() && bars.size() < bars_drawn; ++rank) {
    if (!view.run(rank).problem.empty()) break;
    std::string label = words_for(view, rank);
    if (dates) label += " at " + scenario::format_duration(view.trial(rank).at);
    bars.push_back({std::move(label), view.beyond(rank)});
  }
  return bars_svg(
      fmt::format("{}: the worst faults of {}", view.plan.title, scenario::format_duration(view.list.lasts)),
      "unreachable user-minutes, beyond the scenario's own", bars);
}

ExitCode tell_failures(const ChaosView& view) {
  ExitCode code = ExitCode::done;
  for (std::size_t rank = 0; rank < view.order.size(); ++rank) {
    const std::string& problem = view.run(rank).problem;
    if (problem.empty()) continue;
    code = ExitCode::runs_failed;
    fmt::print(stderr, "roamsim: {} at {}: {}\n", core::printable(words_for(view, rank)),
               scenario::format_duration(view.trial(rank).at), core::printable(problem));
  }
  return code;
}

ExitCode study_of(const Options& options, const Plan& plan, const study::FaultList& list) {
  const auto csv = options.csv.empty() ? nullptr : new_text_file(options.csv);
  const auto picture = options.picture.empty() ? nullptr : new_text_file(options.picture);
  const study::Sample sample = study::sample_of(plan);
  note_interruptions();
  study::Chaos chaos;
  {
    ProgressLine progress("runs", options.quiet);
    chaos = study::run_chaos(
        plan, sample, list, options.jobs == 0 ? study::usable_processors() : options.jobs,
        [&](std::size_t ended, std::size_t of) {
          progress.update(static_cast<double>(ended), static_cast<double>(of), fmt::format("{} of {}", ended, of));
        },
        [] { return interruption() != 0; });
  }
  if (interruption() != 0) return interruption() == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
  if (!chaos.baseline.problem.empty()) {
    fmt::print(stderr, "roamsim: the scenario itself, without a fault of the study: {}\n",
               core::printable(chaos.baseline.problem));
    return ExitCode::runs_failed;
  }
  const std::vector<std::size_t> order = study::ranking(chaos);
  const ChaosView view{plan, sample, list, chaos, order};
  if (csv) write_text_file(*csv, to_text(whole_table(view), Format::csv));
  if (picture) write_text_file(*picture, picture_of(view));
  if (options.json) {
    std::cout << chaos_json(view);
  } else {
    std::cout << heading_of(view) << to_text(short_table(view, options.top), Format::text) << footing_of(view, options);
  }
  return tell_failures(view);
}

ExitCode chaos(const Options& options) {
  std::vector<std::string> changes = options.sets;
  if (options.seed) changes.push_back("/seed=" + std::to_string(*options.seed));
  const scenario::LoadResult loaded = scenario::load(options.scenario, changes);
  print_problems(loaded, options.quiet);
  if (!loaded.plan) return ExitCode::bad_scenario;
  if (loaded.plan->users.empty()) return refused("the scenario has no users, so that nobody can be unreachable");
  const std::uint64_t most = options.many ? most_runs_at_all : most_runs;
  const study::FaultList list = study::faults_of(*loaded.plan, rules_of(options), most);
  if (!list.problem.empty()) return refused(list.problem);
  if (list.count > most) {
    return refused(fmt::format("{} runs, and at most {} are made{}; choose by --class and --at", list.count, most,
                               options.many ? "" : " without --many"));
  }
  if (options.show > list.count)
    return refused(fmt::format("--show {}: there are {} faults", options.show, list.count));
  try {
    return study_of(options, *loaded.plan, list);
  } catch (const record::RecordError& error) {
    fmt::print(stderr, "roamsim: {}\n", error.what());
    return ExitCode::cannot_write;
  }
}

std::string class_error(const std::string& text) {
  const auto& names = study::fault_class_names;
  if (std::find(names.begin(), names.end(), text) != names.end()) return {};
  return fmt::format("{} is none of {}", text, fmt::join(names, ", "));
}

void add_choice_of_faults(CLI::App& command, Options& options) {
  command
      .add_option("--class", options.classes,
                  fmt::format("Faults of this class, one of {} (default: all); can be repeated",
                              fmt::join(study::fault_class_names, ", ")))
      ->type_name("CLASS")
      ->check(class_error, "")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  command
      .add_option("--at", options.dates,
                  "When the faults begin: a date, or \"events\" for 1 s after each login of the timeline, at most 5 of "
                  "them spread over all, beside the other dates; can be repeated (default: one third into the run "
                  "after its warm-up)")
      ->type_name("TIME|events")
      ->check(date_error, "")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  command
      .add_option("--lasts", options.lasts,
                  "How long each lasts (default: 1 h, or half of the run behind the last date of --at if that is less)")
      ->type_name("DURATION")
      ->check(duration_error, "");
  command.add_flag("--pairs", options.pairs, "Any two of the faults at once, too");
  command.add_flag("--many", options.many, fmt::format("Make more than {} runs, if there are so many", most_runs));
}

}  // namespace

Command add_chaos_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "chaos", "Run a scenario once with each possible single fault, and rank the faults by unreachable user-minutes");
  const auto layout = std::make_shared<CLI::Formatter>();
  layout->column_width(38);  // what an option takes stands beside what it does
  command->formatter(layout);
  command->add_option("SCENARIO", options->scenario, "Scenario file (JSON)")->required();
  add_choice_of_faults(*command, *options);
  command->add_option("--seed", options->seed, "Seed of all random streams, in place of the scenario's")
      ->check(seed_error, "");
  command->add_option("--set", options->sets, "PATH=VALUE: override any value, e.g. ils.interval='2 min'")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
  command->add_option("--jobs", options->jobs, "Runs at a time (default: all processors)")
      ->check(CLI::Range(std::size_t{1}, std::size_t{4096}));
  command->add_option("--top", options->top, "Print so many of them (default: 20)")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{most_runs_at_all}));
  CLI::Option* show =
      command
          ->add_option("--show", options->show, "Print the entry of a timeline that makes the fault of this rank, too")
          ->type_name("RANK")
          ->check(CLI::Range(std::size_t{1}, std::size_t{most_runs_at_all}));
  command->add_flag("--json", options->json, "Print all of them as JSON, with the entries of timelines")
      ->excludes(show);
  command->add_option("--csv", options->csv, "Write all of them to this file as a table")
      ->type_name("FILE")
      ->check([](const std::string& file) { return ending_error(file, ".csv"); }, "");
  command->add_option("--picture", options->picture, "Draw the first 20 to this file")
      ->type_name("FILE")
      ->check([](const std::string& file) { return ending_error(file, ".svg"); }, "");
  command->add_flag("--quiet,-q", options->quiet, "No warnings, no progress");
  command->footer(
      "Unreachable user-minutes: for each cluster and each user, the exact time for which a call placed in that\n"
      "cluster would not have found a registered phone of the user; added up, and divided by the number of\n"
      "clusters. Those of the scenario without a further fault are taken off.\n\n"
      "Columns: refused (logins, beyond those refused without the fault), logins/min (the most begun at one cluster\n"
      "within a minute), visitors (the most phones registered at one cluster to users of others) and calls (offered)\n"
      "are of the time of the fault; failed are the calls that failed in the whole run, beyond those without the\n"
      "fault.\n\n"
      "Examples:\n"
      "  roamsim chaos scenarios/hub-failure.json\n"
      "  roamsim chaos scenarios/ten-sites.json --class cluster_outage --class link_outage --lasts '10 min'\n"
      "  roamsim chaos scenarios/hub-failure.json --at '12 min' --at events --show 1\n"
      "  roamsim chaos scenarios/hub-failure.json --class cluster_outage --pairs --csv pairs.csv --picture worst.svg");
  return [options]() { return chaos(*options); };
}

}  // namespace roamsim::cli
