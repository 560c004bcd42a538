#include <cstdio>
#include <exception>
#include <optional>
#include <string_view>

#include "sim/record/write_run.hpp"
#include "tests/record/calls_run.hpp"

namespace {

std::optional<roamsim::record::SampleRun> run_of(std::string_view kind) {
  if (kind.empty()) return roamsim::record::story_run();
  if (kind == "hostile") return roamsim::record::hostile_run();
  if (kind == "calls") return roamsim::record::calls_run();
  if (kind == "hostile-calls") return roamsim::record::hostile_calls_run();
  return std::nullopt;
}

}  // namespace

/// The call records of a run made here are of all calls, or with a further word only of those that the product has.
int main(int argc, char** argv) {
  using namespace roamsim::record;
  const auto run = argc >= 2 && argc <= 4 ? run_of(argc > 2 ? argv[2] : "") : std::nullopt;
  if (!run) {
    std::fputs("usage: story_run FOLDER [hostile|calls|hostile-calls [without-nothing]]\n", stderr);
    return 64;
  }
  try {
    CallRecordSettings settings;
    settings.zero_duration = argc < 4;
    const std::optional<CallRecordSettings> records =
        run->journal.call_legs.empty() ? std::nullopt : std::optional(settings);
    const Fingerprints found = write_run(prepare_run_directory(argv[1]), run->view(), Meta{}, records);
    std::printf("%s\n", found.results.c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 70;
  }
}
