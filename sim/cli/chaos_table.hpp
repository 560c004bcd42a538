#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/cli/table.hpp"
#include "sim/study/chaos.hpp"

namespace roamsim::cli {

/// What a study of single faults found, put together for showing; everything in it outlives this.
struct ChaosView {
  const Plan& plan;
  const study::Sample& sample;
  const study::FaultList& list;
  const study::Chaos& chaos;
  const std::vector<std::size_t>& order;  ///< see study::ranking

  [[nodiscard]] const study::Trial& trial(std::size_t rank) const { return list.trials[order[rank]]; }
  [[nodiscard]] const study::ChaosRun& run(std::size_t rank) const { return chaos.runs[order[rank]]; }
  /// Minutes for which users were unreachable, more than in the run without a fault of the study.
  [[nodiscard]] double beyond(std::size_t rank) const;
};

/// "cluster_outage hub", of a pair both.
[[nodiscard]] std::string words_for(const ChaosView& view, std::size_t rank);

/// The entries of a timeline that make the fault or the pair.
[[nodiscard]] std::vector<std::string> timeline_of(const ChaosView& view, std::size_t rank);

/// The first `top` faults with what matters most, for people.
[[nodiscard]] Table short_table(const ChaosView& view, std::size_t top);

/// All faults with all figures.
[[nodiscard]] Table whole_table(const ChaosView& view);

/// The same as JSON, with the rules and the run without a fault of the study.
[[nodiscard]] std::string chaos_json(const ChaosView& view);

}  // namespace roamsim::cli
