#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/study/sweep/folder.hpp"
#include "sim/study/sweep/plan.hpp"

namespace roamsim::study {

/// One run of a plan.
struct RunId {
  std::size_t point = 0;
  std::uint64_t repetition = 0;
  [[nodiscard]] bool operator==(const RunId&) const = default;
};

/// Which runs a sweep wants: those of its plan, and what its stopping rule asks for beyond. Which these are depends on
/// what runs found, never on the order in which they end, nor on who does them.
class Schedule {
 public:
  /// Looks at what the folder has. A run that failed has ended, too.
  Schedule(const SweepPlan& plan, const SweepFolder& folder);

  /// The next run that is missing; nothing while there is none.
  [[nodiscard]] std::optional<RunId> next();
  /// Its record or its failure is in the folder now. May make further runs wanted.
  void ended(RunId run, bool failed);
  /// It is to be tried again.
  void again(RunId run) { missing_.push_front(run); }

  /// So many runs that are done, spread over the plan, come once more, to see that they find the same.
  void repeat(std::size_t count);

  [[nodiscard]] std::size_t wanted() const { return wanted_; }  ///< so far
  [[nodiscard]] std::size_t done() const { return done_; }      ///< have a record
  [[nodiscard]] std::size_t failed() const { return failed_; }  ///< for good
  [[nodiscard]] std::size_t missing() const { return wanted_ - done_ - failed_; }
  /// How many repetitions each point has by now.
  [[nodiscard]] const std::vector<std::uint64_t>& repetitions() const { return repetitions_; }

 private:
  void look_at(std::size_t point);
  [[nodiscard]] bool wide(std::size_t point) const;

  const SweepPlan& plan_;
  const SweepFolder& folder_;
  std::vector<std::uint64_t> repetitions_;
  std::vector<std::uint64_t> open_;  ///< by point: wanted and neither done nor failed
  std::set<std::string> records_;
  std::set<std::string> failures_;
  std::deque<RunId> missing_;
  std::set<std::pair<std::size_t, std::uint64_t>> repeated_;  ///< under way or yet to come
  std::size_t wanted_ = 0;
  std::size_t done_ = 0;
  std::size_t failed_ = 0;
};

}  // namespace roamsim::study
