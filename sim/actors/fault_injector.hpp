#pragma once

#include <cstddef>
#include <set>

#include "models/base/ids.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/extension_mobility_service.hpp"
#include "sim/actors/ils_service.hpp"
#include "sim/actors/moments.hpp"
#include "sim/actors/registrar.hpp"

namespace roamsim::actors {

/// Faults and their repair: settles at the instant of the fault what it means for everything that was under way.
class FaultInjector {
 public:
  FaultInjector(Context& context, ExtensionMobilityService& extension_mobility, IlsService& ils, Registrar& registrar,
                Moments& moments)
      : context_(context),
        extension_mobility_(extension_mobility),
        ils_(ils),
        registrar_(registrar),
        moments_(moments) {}

  /// Power off for `lasts`, then boot. Of what is out of service already, this and the others do nothing.
  void cluster_outage(ClusterId cluster, Duration lasts);
  /// The cluster's line to the cloud is dead for `lasts`.
  void access_outage(ClusterId cluster, Duration lasts);
  /// The direct line of that index in the plan is dead for `lasts`.
  void link_outage(LinkId line, Duration lasts);

  /// How many outages were left out, because the thing was out of service when they came: only what waits for an event
  /// can meet another like that.
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

 private:
  void repair(ClusterId cluster);
  /// False, counted, if the line is dead already.
  bool take_down(LinkId link);
  void recover(ClusterId cluster);
  void note(record::EventRow::Kind kind, ClusterId cluster, LinkId line = {});
  void set_nodes_on(ClusterId cluster, bool on);

  Context& context_;
  ExtensionMobilityService& extension_mobility_;
  IlsService& ils_;
  Registrar& registrar_;
  Moments& moments_;
  std::set<LinkId> dead_lines_;  ///< by the topology's numbers
  std::size_t left_out_ = 0;
};

}  // namespace roamsim::actors
