#include "sim/cli/progress.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "sim/cli/terminal.hpp"

namespace roamsim::cli {

using namespace std::chrono_literals;

ProgressLine::ProgressLine(std::string what, bool quiet)
    : what_(std::move(what)),
      terminal_(is_terminal(stderr)),
      quiet_(quiet),
      next_(started_ + 1s),
      interval_(terminal_ ? Clock::duration(100ms) : Clock::duration(10s)) {}

ProgressLine::~ProgressLine() {
  if (shown_ && terminal_) std::fputs("\r\x1b[K", stderr);
}

void ProgressLine::update(double done, double total, const std::string& detail) {
  if (quiet_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  const double elapsed = std::chrono::duration<double>(now - started_).count();
  const double share = total > 0 ? done / total : 0;
  const std::string left = share > 0.001 ? fmt::format("{:.0f} s left", elapsed * (1 - share) / share) : std::string();
  if (terminal_) {
    constexpr int width = 30;
    const int filled = static_cast<int>(share * width);
    fmt::print(stderr, "\r\x1b[K{} [{:#<{}}{:.<{}}] {:3.0f} % {} {}", what_, "", filled, "", width - filled,
               share * 100, left, detail);
    std::fflush(stderr);
  } else {
    fmt::print(stderr, "{}: {:.0f} %, {:.0f} s, {} {}\n", what_, share * 100, elapsed, left, detail);
    interval_ *= 2;
  }
  shown_ = true;
  next_ = now + interval_;
}

}  // namespace roamsim::cli
