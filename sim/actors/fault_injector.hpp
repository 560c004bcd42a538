#pragma once

#include "models/base/ids.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/extension_mobility_service.hpp"
#include "sim/actors/ils_service.hpp"
#include "sim/actors/registrar.hpp"

namespace roamsim::actors {

/// Faults and their repair: settles at the instant of the fault what it means for everything that was under way.
class FaultInjector {
 public:
  FaultInjector(Context& context, ExtensionMobilityService& extension_mobility, IlsService& ils, Registrar& registrar)
      : context_(context), extension_mobility_(extension_mobility), ils_(ils), registrar_(registrar) {}

  /// Power off for `lasts`, then boot.
  void cluster_outage(ClusterId cluster, Duration lasts);
  /// The cluster's line to the cloud is dead for `lasts`.
  void access_outage(ClusterId cluster, Duration lasts);
  /// The direct line of that index in the plan is dead for `lasts`.
  void link_outage(LinkId line, Duration lasts);

 private:
  void repair(ClusterId cluster);
  void recover(ClusterId cluster);
  void note(record::EventRow::Kind kind, ClusterId cluster, LinkId line = {});
  void set_nodes_on(ClusterId cluster, bool on);

  Context& context_;
  ExtensionMobilityService& extension_mobility_;
  IlsService& ils_;
  Registrar& registrar_;
};

}  // namespace roamsim::actors
