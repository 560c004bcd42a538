#pragma once

#include <cstdint>
#include <optional>

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

/// How what the publisher has written comes to the nodes that process calls.
enum class ReplicationOrder : std::uint8_t { in_parallel, one_after_another };

/// How one cluster's ILS service behaves. Ranges, provenance and sources stand in the scenario registry.
struct Parameters {
  SyncMode mode = SyncMode::both;
  Duration interval = 10 * minute;  ///< "Synchronize Clusters Every"
  std::optional<Duration> phase;    ///< from the start of the service to its first periodic exchange; none: drawn
  Relay relay = Relay::on_receipt;
  ConflictPolicy conflict = ConflictPolicy::newest_by_epoch;
  Duration batch_processing = 1 * second;  ///< work of the publisher's cores for one batch received
  std::uint32_t records_written_per_second = 500;
  Duration replication = 1 * second;  ///< from the publisher's write until it is in the database of another node
  ReplicationOrder replication_order = ReplicationOrder::in_parallel;
  Duration node_load = 0;                       ///< from a node's database until its call processing routes by it
  std::uint32_t max_learned_objects = 100'000;  ///< "ILS Max Number of Learned Objects in Database"
  std::uint32_t bytes_per_record = 200;
  std::uint32_t bytes_per_message = 500;     ///< fixed part of a notice, a request and a batch
  Duration request_timeout = 10 * second;    ///< until what a peer does not answer has failed
  Duration dead_peer_timeout = 10 * second;  ///< until a peer that answers nothing counts as unreachable
  Duration hello_interval = 0;               ///< silence after which a peer is asked for a sign of life; 0: never
  Duration retry_interval = 30 * second;     ///< until the first further attempt to reach a peer that does not answer
  double retry_backoff = 1;                  ///< by how much each further wait is longer
  Duration retry_cap = 10 * minute;          ///< the longest such wait, unless the first is longer
  bool operator==(const Parameters&) const = default;
};

}  // namespace roamsim::ils
