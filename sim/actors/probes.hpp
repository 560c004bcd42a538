#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/actors/arrivals.hpp"
#include "sim/actors/call_figures.hpp"
#include "sim/actors/call_service.hpp"
#include "sim/actors/context.hpp"

namespace roamsim::actors {

/// Asks at the dates of the plan's probes whether users are within reach. By PASTA (Wolff 1982), the share of Poisson
/// probes that find a user is, in the mean, the share of time in which the user can be found.
class Probes {
 public:
  Probes(Context& context, CallService& calls, CallFigures& figures);

  void start();
  /// Adds a row for each pair of cluster and user, and the scalars of each entry.
  void report(record::Journal& journal) const;

 private:
  struct Count {
    std::uint64_t placed = 0;
    std::uint64_t reached = 0;
  };
  struct Probe {
    const ProbePlan* plan;
    Arrivals arrivals;          ///< of a Poisson process
    random::Stream pairs;       ///< which one is asked about
    std::uint64_t number = 0;   ///< of the next date
    std::vector<Count> counts;  ///< by cluster, then by user
    Count since_warmup{};
  };
  void arm(std::size_t probe);
  void fire(std::size_t probe);
  void ask(Probe& probe, std::size_t pair);
  [[nodiscard]] Time next(Probe& probe) const;

  Context& context_;
  CallService& calls_;
  CallFigures& figures_;
  std::vector<Probe> probes_;
};

}  // namespace roamsim::actors
