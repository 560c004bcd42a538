#include "tests/reference/truth_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "tests/reference/reach_tables.hpp"
#include "tests/reference/route_tables.hpp"

namespace roamsim::actors {
namespace {

/// What holds of a cluster and a user from the last date on.
struct Pair {
  bool right = true;
  bool reachable = true;
  bool recorded = true;  ///< as `reachable`, as the run has it
};

/// What is added up for a user.
struct Sum {
  Duration stale = 0, unreachable = 0;
  std::uint32_t spells = 0;
};

class Follower {
 public:
  Follower(const Plan& plan, const record::Journal& journal, Time ended)
      : plan_(plan), journal_(journal), ended_(ended), tables_(plan, journal) {
    for (const record::KnowledgeRow& row : journal.knowledge) sums_[row.user.index()];
  }

  TruthComparison run() {
    const Comparison routes = compare_routes(plan_, journal_, tables_.dates(), [this](Time at, Routing& now) {
      if (at <= ended_) settle(at, now);
    });
    if (found_.wrong.empty()) found_.wrong = routes.wrong;
    add_up(ended_);
    compare();
    return found_;
  }

 private:
  /// Everything is as it was from the last date on.
  void add_up(Time at) {
    const auto whole =
        static_cast<std::size_t>((at + millisecond - 1) / millisecond - (last_ + millisecond - 1) / millisecond);
    for (const auto& [key, pair] : pairs_) {
      Sum& sum = sums_[key.second];
      if (!pair.right) sum.stale += at - last_;
      if (!pair.reachable) sum.unreachable += at - last_;
      found_.milliseconds += whole;
      if (!pair.right) found_.stale += whole;
      if (!pair.reachable) found_.unreachable += whole;
    }
    last_ = at;
  }

  void settle(Time at, Routing& routes) {
    add_up(at);
    tables_.take(at);
    for (; step_ < journal_.reachability_steps.size() && journal_.reachability_steps[step_].at <= at; ++step_) {
      const record::ReachabilityStepRow& row = journal_.reachability_steps[step_];
      if (row.at < at) tell(at, fmt::format("a step of {} ns comes from nothing in the log", row.at));
      pairs_[{row.cluster.index(), row.user.index()}].recorded = row.reachable;
    }
    for (auto& [user, sum] : sums_) {
      for (std::size_t cluster = 0; cluster < plan_.clusters.size(); ++cluster) {
        Pair& pair = pairs_[{cluster, user}];
        const bool right = routes.route(cluster, user) == std::optional(routes.truth(user));
        if (pair.right && !right) ++sum.spells;
        pair.right = right;
        const bool reachable = tables_.reaches(cluster, user, routes);
        if (pair.reachable != reachable) ++found_.changes;
        pair.reachable = reachable;
        if (pair.recorded == reachable) continue;
        tell(at, fmt::format("a call from {} to {} {} a phone, by the tables {}", plan_.clusters[cluster].name,
                             plan_.users[user].name, pair.recorded ? "finds" : "does not find",
                             reachable ? "it does" : "not"));
      }
    }
  }

  void compare() {
    for (const record::KnowledgeRow& row : journal_.knowledge) {
      const Sum& sum = sums_.at(row.user.index());
      ++found_.users;
      const auto differs = [&](const char* what, auto run, auto tables) {
        if (run != tables)
          tell(ended_,
               fmt::format("{} of {} is {}, by the tables {}", what, plan_.users[row.user.index()].name, run, tables));
      };
      differs("stale time", row.stale, sum.stale);
      differs("number of stale spells", row.stale_spells, sum.spells);
      differs("unreachable time", row.unreachable, sum.unreachable);
    }
  }

  void tell(Time at, const std::string& what) {
    if (found_.wrong.empty()) found_.wrong = fmt::format("at {} ns {}", at, what);
  }

  const Plan& plan_;
  const record::Journal& journal_;
  const Time ended_;
  ReachTables tables_;
  Time last_ = 0;
  std::size_t step_ = 0;
  std::map<std::pair<std::size_t, std::size_t>, Pair> pairs_;  ///< by cluster and user
  std::map<std::size_t, Sum> sums_;                            ///< by user who moves
  TruthComparison found_;
};

}  // namespace

TruthComparison compare_truth(const Plan& plan, const record::Journal& journal, Time ended) {
  return Follower(plan, journal, ended).run();
}

}  // namespace roamsim::actors
