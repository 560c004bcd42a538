#pragma once

#include <array>
#include <string_view>

namespace roamsim {

/// How a command ends; every distinct failure has its own code.
enum class ExitCode : int {
  done = 0,
  expectation_failed = 1,
  bad_scenario = 2,
  runs_failed = 3,
  executor_unusable = 4,
  stuck = 5,
  invariant_broken = 6,
  usage = 64,
  prerequisite_missing = 69,
  internal = 70,
  cannot_write = 73,
  interrupted = 130,
  terminated = 143
};

struct ExitCodeText {
  ExitCode code;
  std::string_view meaning;
};

/// In the words of `--help`.
inline constexpr std::array<ExitCodeText, 13> exit_code_texts{{
    {ExitCode::done, "done, every expectation met"},
    {ExitCode::expectation_failed, "an expectation of the scenario failed, or two compared runs differ"},
    {ExitCode::bad_scenario, "bad scenario or data"},
    {ExitCode::runs_failed, "runs of a sweep or repetition failed"},
    {ExitCode::executor_unusable, "the executor cannot be used"},
    {ExitCode::stuck, "the run is stuck: actors wait for what can no longer happen"},
    {ExitCode::invariant_broken, "an invariant of the model is broken"},
    {ExitCode::usage, "wrong usage of the command line"},
    {ExitCode::prerequisite_missing, "something needed is not installed"},
    {ExitCode::internal, "internal error"},
    {ExitCode::cannot_write, "results cannot be written"},
    {ExitCode::interrupted, "interrupted (SIGINT)"},
    {ExitCode::terminated, "terminated (SIGTERM)"},
}};

}  // namespace roamsim
