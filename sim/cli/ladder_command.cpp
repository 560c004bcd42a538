#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "sim/cli/command.hpp"
#include "sim/cli/ladder.hpp"
#include "sim/cli/ladder_svg.hpp"
#include "sim/cli/ladder_text.hpp"
#include "sim/cli/read_ladder.hpp"
#include "sim/cli/read_run.hpp"
#include "sim/cli/table.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/text_file.hpp"
#include "sim/core/text.hpp"
#include "sim/record/error.hpp"
#include "sim/record/new_file.hpp"

namespace roamsim::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t listed_of_each = 50;

struct Options {
  std::string run;
  std::optional<std::int64_t> call;
  std::optional<std::int64_t> login;
  std::string update;
  std::string svg;
  bool json = false;
};

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json json_of(const Ladder& ladder) {
  Json lanes = Json::array();
  for (const Lane& lane : ladder.lanes) lanes.push_back({{"kind", name_of(lane.kind)}, {"name", lane.name}});
  Json rungs = Json::array();
  for (const Rung& rung : ladder.rungs) {
    rungs.push_back({{"at_ns", rung.at},
                     {"from", rung.from},
                     {"to", rung.to},
                     {"text", rung.text},
                     {"until_ns", rung.until ? Json(*rung.until) : Json()},
                     {"lost", rung.lost}});
  }
  return {{"schema_version", 1},      {"kind", ladder.kind}, {"id", ladder.id}, {"title", ladder.title},
          {"begin_ns", ladder.begin}, {"lanes", lanes},      {"rungs", rungs},  {"notes", ladder.notes}};
}

/// One kind of things that can be drawn.
struct Drawable {
  Drawn drawn;
  const char* name;
  const char* option;
  const char* sql;
};

constexpr std::array<Drawable, 3> drawables{
    {{Drawn::call, "calls", "--call",
      "SELECT k.id, k.at_s, k.from_user, k.dialled, k.outcome, count(m.id) AS messages FROM v_calls k "
      "LEFT JOIN call_messages m ON m.call = k.id GROUP BY k.id ORDER BY k.id"},
     {Drawn::login, "logins", "--login",
      "SELECT id, begin_ns / 1e9 AS at_s, kind, user, cluster, code FROM v_requests ORDER BY id"},
     {Drawn::update, "updates", "--update",
      "SELECT x.id, x.at_s, x.kind, x.user, row_number() OVER (PARTITION BY c.user ORDER BY c.id) AS n, x.cluster "
      "FROM v_location_changes x JOIN location_changes c ON c.id = x.id ORDER BY x.id"}}};

void list_as_text(const record::Results& results) {
  const Painter paint(colours_on(stdout));
  for (const Drawable& drawable : drawables) {
    std::cout << paint(Colour::bold, fmt::format("{} (draw one with {} ID)", drawable.name, drawable.option)) << '\n';
    if (const auto missing = not_kept(results, drawable.drawn)) {
      std::cout << *missing << "\n\n";
      continue;
    }
    record::Rows found = results.query(drawable.sql, listed_of_each);
    std::cout << (found.rows.empty() ? std::string("none\n")
                                     : to_text(Table{std::move(found.columns), std::move(found.rows)}, Format::text));
    if (found.more) std::cout << fmt::format("and more: only the first {} are shown; --json has all\n", listed_of_each);
    std::cout << '\n';
  }
}

void list_as_json(const record::Results& results) {
  Json all = {{"schema_version", 1}};
  for (const Drawable& drawable : drawables) {
    if (not_kept(results, drawable.drawn)) {
      all[drawable.name] = nullptr;
      continue;
    }
    record::Rows found = results.query(drawable.sql);
    all[drawable.name] = Json::parse(to_text(Table{std::move(found.columns), std::move(found.rows)}, Format::json));
  }
  std::cout << text_of(all);
}

std::optional<Ladder> asked_for(const record::Results& results, const Options& options) {
  if (options.call) return ladder_of_call(results, *options.call);
  if (options.login) return ladder_of_login(results, *options.login);
  if (!options.update.empty()) return ladder_of_update(results, options.update);
  return std::nullopt;
}

ExitCode draw(const record::Results& results, const Options& options) {
  try {
    const std::optional<Ladder> ladder = asked_for(results, options);
    if (ladder && !options.svg.empty()) {
      const auto picture = new_text_file(options.svg);
      write_text_file(*picture, ladder_svg(*ladder));
    } else if (ladder && options.json) {
      std::cout << text_of(json_of(*ladder));
    } else if (ladder) {
      std::cout << ladder_text(*ladder, strokes_of_locale(), Painter(colours_on(stdout)));
    } else if (options.json) {
      list_as_json(results);
    } else {
      list_as_text(results);
    }
    return ExitCode::done;
  } catch (const NoLadder& problem) {
    fmt::print(stderr, "roamsim: {}\n", core::printable(problem.what()));
    return ExitCode::bad_scenario;
  } catch (const record::RecordError& error) {
    fmt::print(stderr, "roamsim: {}\n", error.what());
    return ExitCode::cannot_write;
  }
}

// CLI11 takes 0x1f and 7.0 for whole numbers.
std::string id_error(const std::string& text) {
  constexpr std::size_t longest = 10;
  const bool digits = !text.empty() && text.size() <= longest &&
                      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? std::string() : text + " is no id, which is a whole number";
}

void add_selection(CLI::App& command, Options& options) {
  CLI::Option* positional =
      command.add_option("CALL", options.call, "The same as --call CALL")->type_name("ID")->check(id_error, "");
  CLI::Option* call = command.add_option("--call", options.call, "Draw this call")
                          ->type_name("ID")
                          ->check(id_error, "")
                          ->excludes(positional);
  CLI::Option* login = command.add_option("--login", options.login, "Draw this login or logout and who learned of it")
                           ->type_name("ID")
                           ->check(id_error, "")
                           ->excludes(positional)
                           ->excludes(call);
  command.add_option("--update", options.update, "Draw how this location change spread: its id, or the N-th of a user")
      ->type_name("ID|USER@N")
      ->excludes(positional)
      ->excludes(call)
      ->excludes(login);
}

}  // namespace

Command add_ladder_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("ladder", "Draw the messages of a call, a login or a location change between clusters");
  const auto layout = std::make_shared<CLI::Formatter>();
  layout->column_width(54);  // what an option takes and excludes stands beside what it does
  command->formatter(layout);
  command->add_option("RUN", options->run, "Run directory, as `roamsim run` wrote it")->required();
  add_selection(*command, *options);
  CLI::Option* svg = command->add_option("--svg", options->svg, "Write it as a picture to this file, in place of text")
                         ->type_name("FILE")
                         ->check([](const std::string& file) { return ending_error(file, ".svg"); }, "");
  command->add_flag("--json", options->json, "Print it as JSON")->excludes(svg);
  command->footer(
      "Without a selection, what can be drawn is listed. Times are in seconds since the start of what is drawn.\n\n"
      "Examples:\n"
      "  roamsim ladder runs/figure-3-roaming\n"
      "  roamsim ladder runs/figure-3-roaming 0\n"
      "  roamsim ladder runs/figure-3-roaming --login 0\n"
      "  roamsim ladder runs/figure-3-roaming --update bob@1 --svg bob.svg");
  return [options]() {
    const bool selected = options->call || options->login || !options->update.empty();
    if (!options->svg.empty() && !selected) {
      fmt::print(stderr, "roamsim: --svg needs a call, --login or --update\nTry `roamsim ladder --help`.\n");
      return ExitCode::usage;
    }
    return with_runs({options->run}, [&](const RunsRead& runs) { return draw(*runs.front(), *options); });
  };
}

}  // namespace roamsim::cli
