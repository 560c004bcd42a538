#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/record/run.hpp"

namespace roamsim::record {

/// A whole run to write, made up: no simulation stands behind it.
struct SampleRun {
  Header header;
  Names names;
  Journal journal;
  std::string scenario = "{ \"schema_version\": 1 }\n";

  [[nodiscard]] RunView view() const { return {header, names, journal, scenario}; }
};

/// Does something with the convergence rows of a run, as a list.
template <class Change>
void change_convergence(SampleRun& run, Change change) {
  std::vector<ConvergenceRow> rows(run.journal.convergence.begin(), run.journal.convergence.end());
  change(rows);
  run.journal.convergence = ConvergenceTable(rows);
}

/// Three clusters; cluster1 is down from minute 5 to 15 and has booted at 18; its user bob logs in at cluster2 at
/// minute 6 (commit 12 s later), cluster3 learns it within 3 s, cluster1 when it is back.
SampleRun story_run();

/// The story with names that mean something to a shell, a spreadsheet, a browser, a terminal, SQL and matplotlib.
SampleRun hostile_run();

/// A folder of its own for one test, removed at the end.
class ScratchFolder {
 public:
  ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

[[nodiscard]] std::string content_of(const std::filesystem::path& file);
void put_content(const std::filesystem::path& file, const std::string& content);

/// What a program of the system writes to its standard output; fails the test if it does not end with 0.
[[nodiscard]] std::string output_of(const std::string& command);

/// `sqlite3 FILE .dump`.
[[nodiscard]] std::string dump_of(const std::filesystem::path& database);

/// The names in a folder, sorted.
[[nodiscard]] std::vector<std::string> names_in(const std::filesystem::path& folder);

}  // namespace roamsim::record
