#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>

#include "models/base/time.hpp"

namespace roamsim::actors {

/// What is said of one expectation, or of one user or cluster that it asks about.
struct Verdict {
  bool met = false;
  std::string found;                               ///< what was found in its place
  std::optional<double> missed_by = std::nullopt;  ///< of a failed one: how far what was found is from what would do
  std::string unit = {};                           ///< of `missed_by`
  std::optional<Time> when = std::nullopt;         ///< what was found is of that date
  double slowness = 0;                             ///< of a met one: the greater, the nearer to failing
};

/// A verdict on a span or date that was missed, or not.
inline Verdict late(bool met, std::string found, Duration by, Time when) {
  Verdict verdict{met, std::move(found), std::nullopt, {}, when};
  if (!met) {
    verdict.missed_by = to_seconds(by);
    verdict.unit = "s";
  }
  return verdict;
}

/// Makes one verdict of those on several users or clusters: all must be met, and the worst speaks for all.
class Tally {
 public:
  /// `who` is asked for its name only if the verdict is the worst so far.
  template <class Who>
  void add(Verdict verdict, Who who) {
    ++asked_;
    if (!verdict.met) ++failed_;
    if (asked_ > 1 && !worse(verdict)) return;
    worst_ = std::move(verdict);
    who_ = who();
  }

  [[nodiscard]] Verdict verdict() const;

 private:
  /// What nobody can tell the distance of is worse than any distance. The first of equals stays.
  static double badness(const Verdict& verdict) {
    return verdict.met ? verdict.slowness : verdict.missed_by.value_or(std::numeric_limits<double>::infinity());
  }
  [[nodiscard]] bool worse(const Verdict& verdict) const {
    if (verdict.met != worst_.met) return worst_.met;
    return badness(verdict) > badness(worst_);
  }

  std::size_t asked_ = 0;
  std::size_t failed_ = 0;
  Verdict worst_;
  std::string who_;
};

}  // namespace roamsim::actors
