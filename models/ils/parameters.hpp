#pragma once

#include <cstdint>

#include "models/base/time.hpp"

namespace roamsim::ils {

/// A cluster's place in the ILS network. A spoke talks to its one hub only; hubs mesh automatically.
enum class Role : std::uint8_t { standalone, hub, spoke };

/// What makes a cluster exchange changes with its peers.
enum class SyncMode : std::uint8_t { event_triggered, periodic, both };

/// When a cluster passes on what it has learned from a peer.
enum class Relay : std::uint8_t { on_receipt, at_interval };

/// Which location wins where several are known for one user.
enum class ConflictPolicy : std::uint8_t { newest_by_epoch, newest_by_wall_clock, first_learned };

/// How one cluster's ILS service behaves. Ranges, provenance and sources stand in the scenario registry.
struct Parameters {
  SyncMode mode = SyncMode::both;
  Duration interval = 10 * minute;  ///< "Synchronize Clusters Every"
  Relay relay = Relay::on_receipt;
  ConflictPolicy conflict = ConflictPolicy::newest_by_epoch;
  Duration batch_processing = 1 * second;  ///< work of the publisher's cores for one batch received
  std::uint32_t records_written_per_second = 500;
  Duration replication = 1 * second;  ///< from the publisher's write until the last node has loaded it
  std::uint32_t bytes_per_record = 200;
  std::uint32_t bytes_per_message = 500;   ///< fixed part of a notice, a request and a batch
  Duration request_timeout = 10 * second;  ///< until a peer that does not answer counts as unreachable
  Duration retry_interval = 30 * second;   ///< between attempts to reach such a peer
  bool operator==(const Parameters&) const = default;
};

}  // namespace roamsim::ils
