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
  bool judged = true;                              ///< false: the run was stopped before it could be told
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

/// Makes one verdict of those on several users or clusters: all must be met, and the worst speaks for
/// all.
class Tally {
 public:
  /// `who` is asked for its name only if the verdict is the worst so far.
  template <class Who>
  void add(Verdict verdict, Who who) {
    ++asked_;
    if (!verdict.met && verdict.judged) ++failed_;
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
  /// A failure is worse than what is not judged, and that worse than what is met.
  static int rank(const Verdict& verdict) {
    if (verdict.met) return 0;
    return verdict.judged ? 2 : 1;
  }
  [[nodiscard]] bool worse(const Verdict& verdict) const {
    if (rank(verdict) != rank(worst_)) return rank(verdict) > rank(worst_);
    return badness(verdict) > badness(worst_);
  }

  std::size_t asked_ = 0;
  std::size_t failed_ = 0;
  Verdict worst_;
  std::string who_;
};

}  // namespace roamsim::actors
