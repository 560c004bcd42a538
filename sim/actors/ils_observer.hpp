#pragma once

#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "models/ils/agent.hpp"

namespace roamsim::actors {

/// Sees what the ILS agents of all clusters do, as it happens, and changes nothing. Every function may be left as it
/// is.
class IlsObserver {
 public:
  virtual ~IlsObserver() = default;
  /// A message with `bytes` on the wire was handed to the line, whether or not it arrives.
  virtual void sent(ClusterId /*from*/, ClusterId /*to*/, const ils::Message& /*message*/, std::uint64_t /*bytes*/) {}
  /// A batch with content has left the line: it arrives, or was cut off.
  virtual void batch_over(ClusterId /*from*/, ClusterId /*to*/, bool /*arrives*/) {}
  /// The publisher has worked through an answer of the peer.
  virtual void answered(ClusterId /*cluster*/, ClusterId /*peer*/) {}
  /// The cluster issued its own updates up to this one.
  virtual void issued(ClusterId /*cluster*/, ils::UpdateRef /*update*/) {}
  virtual void received(ClusterId /*cluster*/, const ils::Range& /*range*/, ClusterId /*peer*/) {}
  virtual void applied(ClusterId /*cluster*/, const ils::Range& /*range*/) {}
  /// The publisher's writer has work until that date.
  virtual void writes(ClusterId /*cluster*/, Time /*until*/) {}
  /// The peer counts as unreachable from now on.
  virtual void peer_lost(ClusterId /*cluster*/, ClusterId /*peer*/) {}
  /// A peer that counted as unreachable is heard again.
  virtual void peer_found(ClusterId /*cluster*/, ClusterId /*peer*/) {}
  /// What the cluster asked of the peer at `asked` stays without answer; it tries again at `again`, unless it hears of
  /// it before.
  virtual void gave_up(ClusterId /*cluster*/, ClusterId /*peer*/, Time /*asked*/, Time /*again*/) {}
  /// The cluster asks all its peers at that date, when its interval is over.
  virtual void asks_at(ClusterId /*cluster*/, Time /*next*/) {}
  /// What was applied went to the learned objects, where that found room.
  virtual void learned(ClusterId /*cluster*/, const ils::Range& /*range*/) {}
  /// Learned objects that had been refused have found room.
  virtual void admitted(ClusterId /*cluster*/, const std::vector<ils::UpdateRef>& /*updates*/) {}
  /// The cluster dropped all that it had learned.
  virtual void forgot(ClusterId /*cluster*/) {}
  /// A message to or from the peer was kept back, because authentication fails.
  virtual void refused(ClusterId /*cluster*/, ClusterId /*peer*/) {}
  /// The service stops and forgets what is not durable.
  virtual void stopped(ClusterId /*cluster*/) {}
  /// The administrator changed the cluster's role.
  virtual void configured(ClusterId /*cluster*/) {}
  /// The cluster was put back to an older state: what it knows may be less than before.
  virtual void restored(ClusterId /*cluster*/) {}
};

}  // namespace roamsim::actors
