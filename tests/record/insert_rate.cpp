// How many rows a second go into results.sqlite and through the fingerprint: insert_rate [ROWS].
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "sim/record/fingerprint.hpp"
#include "sim/record/results.hpp"
#include "sim/record/summary.hpp"
#include "tests/record/sample_run.hpp"

int main(int argc, char** argv) {
  using namespace roamsim;
  using namespace roamsim::record;
  const long rows = argc > 1 ? std::atol(argv[1]) : 3'000'000;
  SampleRun run = story_run();
  Journal& j = run.journal;
  for (long i = 0; i < rows / 3; ++i) {
    const Time at = i * 1'000'003;
    j.advances.push_back({at, AdvanceRow::Kind::applied, ClusterId{i % 3}, ClusterId{(i + 1) % 3}, 1,
                          static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + 1), ClusterId{(i + 1) % 3}});
    j.spans.push_back({RequestId{0}, "registration", at, at + second});
    j.calls.push_back({at, UserId{2}, "1000-001", UserId{0}, ClusterId{2}, ClusterId{1}, calls::Outcome::connected,
                       at + second, true});
  }
  const auto timed = [&](const char* what, auto&& act) {
    const auto begin = std::chrono::steady_clock::now();
    act();
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::printf("%-12s %8.3f s %12.0f rows/s\n", what, took, static_cast<double>(rows) / took);
  };
  const ScratchFolder folder;
  timed("database", [&] { write_results(folder.path(), run.view()); });
  std::printf("%-12s %8.1f MB\n", "size", static_cast<double>(file_size(folder.path() / "results.sqlite")) / 1e6);
  timed("fingerprint", [&] { std::printf("%s\n", results_fingerprint(run.view()).c_str()); });
  timed("summary", [&] { std::printf("%zu bytes\n", summary_json(run.view()).size()); });
}
