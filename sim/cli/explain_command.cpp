#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdint>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/cli/command.hpp"
#include "sim/cli/read_run.hpp"
#include "sim/core/text.hpp"
#include "sim/explain/json.hpp"
#include "sim/explain/words.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_changes = 10'000;
constexpr std::array<std::string_view, 7> tables_of_changes{
    "events", "location_changes", "convergence", "registrations", "advances", "routes", "exchanges"};
constexpr std::array<std::string_view, 1> table_of_waits{"ils_waits"};
constexpr std::array<std::string_view, 3> tables_of_requests{"events", "requests", "spans"};

struct Options {
  std::string run;
  std::string user;
  std::string cluster;
  std::string at;
  std::optional<std::int64_t> request;
  std::size_t top = 10;
  bool json = false;
};

void print(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) std::cout << core::printable(line) << '\n';
}

void print(const Json& json) {
  std::cout << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

Time date_of(const explain::Run& run, const Options& options) {
  if (options.at.empty()) return run.end();
  const Time at = scenario::parse_quantity(options.at, scenario::duration_units()).value;
  if (at > run.end()) {
    throw explain::CannotExplain(fmt::format("the run has no date {}; the nearest is its end, {}", options.at,
                                             scenario::format_duration(run.end())));
  }
  return at;
}

void explain_user(const explain::Run& run, const Options& options) {
  const UserId user = run.user_named(options.user);
  std::vector<ClusterId> clusters;
  if (!options.cluster.empty()) {
    clusters.push_back(run.cluster_named(options.cluster));
  } else {
    for (std::size_t i = 0; i < run.plan().clusters.size(); ++i) clusters.emplace_back(i);
  }
  const Time at = date_of(run, options);
  const explain::Outages outages(run);
  Json all = Json::array();
  for (const ClusterId cluster : clusters) {
    const explain::Belief belief = explain::belief_of(run, outages, cluster, user, at);
    const explain::CallFacts call = explain::call_of(run, outages, belief);
    if (options.json) {
      all.push_back(explain::json_of(run, belief, call));
    } else {
      print(explain::words_for(run, belief, call));
    }
  }
  if (options.json) print(Json{{"schema_version", 1}, {"kind", "beliefs"}, {"beliefs", all}});
}

void explain_request(const explain::Run& run, const Options& options) {
  const explain::Request request = explain::request_of(run, explain::Outages(run), *options.request);
  if (options.json)
    return print(Json{{"schema_version", 1}, {"kind", "request"}, {"request", explain::json_of(run, request)}});
  print(explain::words_for(run, request));
}

void explain_slowest(const explain::Run& run, const Options& options) {
  const std::vector<explain::SlowChange> slowest = explain::slowest_changes(run, explain::Outages(run), options.top);
  if (options.json)
    return print(Json{{"schema_version", 1}, {"kind", "slowest"}, {"changes", explain::json_of(run, slowest)}});
  print(explain::words_for(run, slowest));
}

ExitCode explain_run(const record::Results& results, const Options& options) {
  try {
    const explain::Run run(results, options.run);
    if (options.request) {
      run.require(tables_of_requests, "requests");
      explain_request(run, options);
      return ExitCode::done;
    }
    run.require(tables_of_changes, "everything");
    run.require(table_of_waits, "everything");
    options.user.empty() ? explain_slowest(run, options) : explain_user(run, options);
    return ExitCode::done;
  } catch (const explain::CannotExplain& problem) {
    fmt::print(stderr, "roamsim: {}\n", core::printable(problem.what()));
    return ExitCode::bad_scenario;
  } catch (const std::out_of_range&) {
    // Every id in the file is looked up with a check.
    fmt::print(stderr,
               "roamsim: {}: the results name what the scenario does not have: they are damaged; run it again\n",
               core::printable(options.run));
    return ExitCode::bad_scenario;
  }
}

std::string date_error(const std::string& text) {
  const scenario::Quantity date = scenario::parse_quantity(text, scenario::duration_units());
  const bool fits = date.status == scenario::QuantityStatus::ok && date.value >= 0;
  return fits ? std::string() : text + " is no date such as '12 min', counted from the start of the run";
}

// CLI11 takes 0x1f and 7.0 for whole numbers.
std::string request_error(const std::string& text) {
  constexpr std::size_t longest = 10;
  const bool digits = !text.empty() && text.size() <= longest &&
                      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? std::string() : text + " is no id of a login or logout, which is a whole number";
}

}  // namespace

Command add_explain_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "explain", "Say why a cluster sent calls for a user where it did, and what held updates up");
  const auto layout = std::make_shared<CLI::Formatter>();
  layout->column_width(44);  // what an option takes stands beside what it does
  command->formatter(layout);
  command->add_option("RUN", options->run, "Run directory, as `roamsim run` wrote it")->required();
  CLI::Option* user = command->add_option("--user", options->user, "Whom the cluster sent calls for");
  command->add_option("--cluster", options->cluster, "Which cluster believed that (default: all, one after the other)")
      ->needs(user);
  command->add_option("--at", options->at, "When, from the start of the run, e.g. '12 min' (default: at its end)")
      ->type_name("DATE")
      ->check(date_error, "")
      ->needs(user);
  CLI::Option* request =
      command->add_option("--request", options->request, "Explain this login or logout, by its id in `requests`")
          ->type_name("ID")
          ->check(request_error, "")
          ->excludes(user);
  command->add_option("--top", options->top, "Of the slowest changes so many (default: 10)")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, most_changes))
      ->excludes(user)
      ->excludes(request);
  command->add_flag("--json", options->json, "Print it as JSON");
  command->footer(
      "Without --user and --request: the location changes that took longest until every member of the ILS network\n"
      "routed by them, and what held them up.\n\n"
      "Examples:\n"
      "  roamsim explain runs/partition\n"
      "  roamsim explain runs/partition --user bob --cluster west --at '12 min'\n"
      "  roamsim explain runs/partition --request 0");
  return [options]() {
    return with_runs({options->run}, [&](const RunsRead& runs) { return explain_run(*runs.front(), *options); });
  };
}

}  // namespace roamsim::cli
