#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace roamsim::cli {

/// Tells on stderr how far long work has come: a bar with the time left on a terminal, else plain lines at growing
/// intervals. Says nothing about work that ends within a second.
class ProgressLine {
 public:
  ProgressLine(std::string what, bool quiet);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// `done` of `total` in any unit; `detail` is appended.
  void update(double done, double total, const std::string& detail);

 private:
  using Clock = std::chrono::steady_clock;
  std::string what_;
  bool terminal_;
  bool quiet_;
  bool shown_ = false;
  Clock::time_point started_ = Clock::now();
  Clock::time_point next_;
  Clock::duration interval_;
};

}  // namespace roamsim::cli
