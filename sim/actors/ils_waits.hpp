#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/ils_observer.hpp"

namespace roamsim::actors {

/// Writes down what the ILS services wait for where no other row of the journal tells it, and what finds no room.
class IlsWaits final : public IlsObserver {
 public:
  explicit IlsWaits(Context& context) : context_(context), refused_(context.world.plan.clusters.size()) {}

  void gave_up(ClusterId cluster, ClusterId peer, Time asked, Time again) override;
  void asks_at(ClusterId cluster, Time next) override;
  void peer_lost(ClusterId cluster, ClusterId peer) override;
  void peer_found(ClusterId cluster, ClusterId peer) override;
  void learned(ClusterId cluster, const ils::Range& range) override;
  void admitted(ClusterId cluster, const std::vector<ils::UpdateRef>& updates) override;
  void forgot(ClusterId cluster) override;
  void stopped(ClusterId cluster) override;
  void restored(ClusterId cluster) override;

 private:
  using Update = std::pair<ils::LogIndex, std::uint32_t>;
  /// The index of the new row.
  std::size_t add(const record::IlsWaitRow& row);
  void end(std::size_t row) { context_.journal.ils_waits[row].end = context_.scheduler.now(); }
  void end_refusal(ClusterId cluster, ils::UpdateRef update);

  Context& context_;
  std::map<std::pair<ClusterId, ClusterId>, std::size_t> unreachable_;  ///< row by cluster and peer
  std::vector<std::map<Update, std::size_t>> refused_;                  ///< by cluster: row by update
};

}  // namespace roamsim::actors
