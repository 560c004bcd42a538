#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace roamsim::cli {

/// How a program ended.
struct ProcessEnd {
  int code = 0;        ///< its exit code, if `signal` is 0
  int signal = 0;      ///< what killed it
  std::string output;  ///< what it wrote to standard output and error, if captured
};

enum class Output { inherit, capture };

/// Starts a program without a shell, waits for its end. `program` is a path, not searched for; `environment` is set on
/// top of ours. Nothing if it could not be started. Captured output is cut at 64 KiB.
[[nodiscard]] std::optional<ProcessEnd> run_process(const std::string& program,
                                                    const std::vector<std::string>& arguments,
                                                    const std::vector<std::pair<std::string, std::string>>& environment,
                                                    Output output);

}  // namespace roamsim::cli
