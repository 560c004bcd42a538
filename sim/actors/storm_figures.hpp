#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/storm_plan.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

/// What the users of one storm did, counted as it happens: in spans of time, and as the scalars of the storm.
class StormFigures {
 public:
  StormFigures(const StormPlan& storm, std::uint32_t index, std::size_t clusters, record::Journal& journal)
      : storm_(storm), index_(index), journal_(journal), by_cluster_(clusters) {}

  void began(Time now) { began_ = now; }
  void came(Time now, ClusterId cluster);
  void attempted(Time now, ClusterId cluster);
  void refused(Time now, ClusterId cluster, std::int32_t code);
  /// `came`: when the user pressed the first key, of a later visit too; `first`: the user succeeds for the first time.
  void succeeded(Time now, ClusterId cluster, Time came, bool first);
  void gave_up(Time now, ClusterId cluster) { count(now, cluster, What::gave_up); }
  /// A session that the storm began has ended by a logout, or could not be ended.
  void left(bool logged_out) { ++(logged_out ? left_ : stayed_); }

  using Outcome = record::StormUserRow::Outcome;
  /// How many users had which outcome, by its number.
  using Fared = std::array<std::size_t, 4>;
  /// The rows and scalars of the storm, once it is known how its users fared; `ended`: the end of the run.
  void report(const Fared& fared, Time ended);

 private:
  using What = record::StormCountRow::What;
  using Key = std::tuple<ClusterId, What, std::int32_t>;
  struct OfCluster {
    std::uint64_t came = 0, done = 0;
  };
  void count(Time now, ClusterId cluster, What what, std::int32_t code = 0);
  void close_span();
  void add(const char* name, double value, const char* unit);
  void add_dates(std::size_t users);
  void add_latency();
  void add_fairness();

  const StormPlan& storm_;
  std::uint32_t index_;
  record::Journal& journal_;
  Time began_ = never;
  Time span_ = 0;                      ///< begin of the present one
  std::map<Key, std::uint64_t> here_;  ///< counted in it
  std::uint64_t attempts_ = 0, successes_ = 0, refusals_ = 0, in_flight_ = 0, most_in_flight_ = 0;
  std::uint64_t left_ = 0, stayed_ = 0;
  std::map<std::int32_t, std::uint64_t> by_code_;
  std::vector<OfCluster> by_cluster_;
  std::vector<Time> first_;          ///< successes of users, in the order of time
  std::vector<Duration> latencies_;  ///< from the first key press of a visit to its success
  Time last_success_ = never;
};

}  // namespace roamsim::actors
