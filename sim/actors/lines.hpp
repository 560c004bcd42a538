#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "models/base/ids.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/timeline.hpp"
#include "sim/actors/transmission.hpp"

namespace roamsim::actors {

/// The lines between clusters when they are dead or worse than they should be, and partitions. Links are those of the
/// topology.
class Lines {
 public:
  Lines(Context& context, Transmission& transmission) : context_(context), transmission_(transmission) {}

  void take_down(LinkId link) { set_on(link, false); }
  void bring_up(LinkId link) { set_on(link, true); }
  void degrade(LinkId link, const Degradation& how);
  /// As the line was before `degrade`.
  void restore(LinkId link);
  void part(const std::vector<std::uint32_t>& group_of);
  void heal();

 private:
  void set_on(LinkId link, bool on);
  struct Own {
    std::int64_t bandwidth = 0;
    Duration latency = 0;
  };
  Context& context_;
  Transmission& transmission_;
  std::map<LinkId, Own> degraded_;  ///< what each is restored to
};

}  // namespace roamsim::actors
