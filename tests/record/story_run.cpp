#include <cstdio>
#include <exception>

#include "sim/record/write_run.hpp"
#include "tests/record/sample_run.hpp"

int main(int argc, char** argv) {
  using namespace roamsim::record;
  if (argc < 2 || argc > 3) {
    std::fputs("usage: story_run FOLDER [hostile]\n", stderr);
    return 64;
  }
  try {
    const SampleRun run = argc == 3 ? hostile_run() : story_run();
    const Fingerprints found = write_run(prepare_run_directory(argv[1]), run.view(), Meta{});
    std::printf("%s\n", found.results.c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 70;
  }
}
