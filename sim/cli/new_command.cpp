#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "sim/cli/command.hpp"
#include "sim/core/text.hpp"

namespace roamsim::cli {

namespace {

// A scenario to start from: small, complete, and true when it is run as it is.
constexpr std::string_view starting_point = R"({
  "schema_version": 1,
  "title": "My first outage",
  "seed": 1,
  "duration": "30 min",

  // Whatever stands here holds for all clusters; `roamsim params` lists every key with default, range and source.
  "ils": { "interval": "10 min" },
  "recovery": { "boot": "3 min" },

  // Two hubs and a spoke. A spoke names its hub; hubs mesh by themselves.
  "clusters": [
    { "id": "north", "ils": { "role": "hub" },
      "users": [ { "id": "bob", "dn": "1000-001", "super_user": true } ] },
    { "id": "south", "ils": { "role": "hub" },
      "users": [ { "id": "alice", "dn": "2000-001", "super_user": true } ] },
    { "id": "branch", "ils": { "role": "spoke", "hub": "south" },
      "users": [ { "id": "kally", "dn": "3000-001" } ] }
  ],

  // What happens: faults, logins and logouts, calls.
  "timeline": [
    { "at": "5 min", "do": "cluster_outage", "cluster": "north", "for": "10 min" },
    { "at": "6 min", "do": "login", "user": "bob", "cluster": "south" },
    { "at": "8 min", "do": "call", "from": "kally", "to": "1000-001" }
  ],

  // What must be true: `roamsim run` ends with 1 if anything here is not.
  "expect": [
    { "converged": "bob", "within": "30 s", "among": "up" },
    { "call": "kally->1000-001", "at": "8 min", "reaches": "south" },
    { "logged_out": "bob", "from": "north", "after": "north recovered", "within": "5 min" }
  ]
}
)";

}  // namespace

Command add_new_command(CLI::App& program) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand("new", "Write a commented scenario file to start from");
  command->add_option("NAME", *name, "The new file; .json is added if missing. An existing file is never replaced")
      ->required();
  command->footer("Example:\n  roamsim new first-outage && roamsim run first-outage.json");
  return [name]() {
    const std::string path = name->ends_with(".json") ? *name : *name + ".json";
    std::FILE* file = std::fopen(path.c_str(), "wx");
    const bool written =
        file != nullptr && std::fwrite(starting_point.data(), 1, starting_point.size(), file) == starting_point.size();
    const int problem = errno;
    if (file == nullptr || std::fclose(file) != 0 || !written) {
      fmt::print(stderr, "roamsim: {}: {}\n", core::printable(path), std::strerror(file == nullptr ? problem : errno));
      return ExitCode::cannot_write;
    }
    fmt::print("wrote {}\nnext: roamsim run {}\n", core::printable(path), core::printable(path));
    return ExitCode::done;
  };
}

}  // namespace roamsim::cli
