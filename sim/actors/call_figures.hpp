#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/sparse_column.hpp"
#include "models/base/time.hpp"
#include "models/call_routing/outcome.hpp"
#include "sim/actors/calls_in_outages.hpp"
#include "sim/actors/count_table.hpp"
#include "sim/actors/plan.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

struct Met;

/// What is kept of calls, of which there may be too many to keep each: how many there were of each kind, how long they
/// took to be answered, and how they fared after the callee's login elsewhere.
class CallFigures {
 public:
  /// `last_login`: by user, the date of the last login that was committed, `never` without one. `journal`: whose events
  /// tell of outages. All outlive this.
  CallFigures(const Plan& plan, const SparseColumn<Time>& last_login, const record::Journal& journal);

  /// A call placed at `at` that met its outcome; the callee may be nobody.
  void count(record::CallSource source, const Met& met, UserId callee, Time at);

  /// Adds the rows and the scalars of all calls counted so far, which are forgotten.
  void report(record::Journal& journal, const record::Names& names);

  /// The class of a post-dial delay: 16 for each power of two from 16 us on, below that one. And where it begins.
  [[nodiscard]] static std::uint32_t delay_class(Duration delay);
  [[nodiscard]] static Duration least_of(std::uint32_t delay_class);

  /// Where the classes of the time since the callee's login begin; the last has no end.
  static constexpr std::array<Duration, 18> since_login{0,
                                                        1 * second,
                                                        2 * second,
                                                        5 * second,
                                                        10 * second,
                                                        20 * second,
                                                        50 * second,
                                                        100 * second,
                                                        200 * second,
                                                        500 * second,
                                                        1000 * second,
                                                        2000 * second,
                                                        5000 * second,
                                                        10'000 * second,
                                                        20'000 * second,
                                                        50'000 * second,
                                                        86'400 * second,
                                                        never};

 private:
  struct AfterLogin {
    std::uint64_t calls = 0;
    std::uint64_t failed = 0;
  };
  void begin_span(std::uint64_t span);
  void add_rows(std::uint64_t span, const std::vector<CountTable::Entry>& counted);
  void count_after_login(calls::Outcome outcome, UserId callee, Time at);
  void add_counts(record::Journal& journal);
  void add_delays(record::Journal& journal);
  /// From the rows of the histogram, so only to within a class.
  static void add_delay_quantiles(record::Journal& journal);
  void add_after_login(record::Journal& journal);

  const Plan& plan_;
  const SparseColumn<Time>& last_login_;
  const Duration interval_;  ///< of the spans
  std::uint64_t span_ = 0;   ///< whose calls `counts_` has; earlier ones are in `rows_`
  CallsInOutages in_outages_;
  CountTable counts_;
  CountTable delays_;
  std::vector<record::CallCountRow> rows_;
  std::array<AfterLogin, since_login.size() - 1> after_login_{};
  std::array<std::uint64_t, calls::outcomes> traffic_{};  ///< of the background since the warm-up
};

}  // namespace roamsim::actors
