#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace roamsim::explain {

/// Why an update does not move on, why a cluster does not route by what it knows, or why a call does not arrive.
enum class Cause : std::uint8_t {
  cluster_off,
  publisher_off,
  ils_stopped,
  call_processing_stopped,
  line_dead,
  partition,
  authentication_failed,
  dead_peer_not_detected,
  no_answer,
  retry,
  question,
  under_way,
  on_the_line,
  batch_queue,
  batch_processing,
  writer_queue,
  replication,
  replication_broken,
  outside_the_network,
  learned_limit,
  blocked_pattern,
  first_learned,
  wall_clock,
  pending_logout,
  phone_restarting,
  unknown
};

/// The name of a cause in JSON, in the order of the enumeration.
inline constexpr std::array<std::string_view, 26> cause_names{"cluster_off",
                                                              "publisher_off",
                                                              "ils_stopped",
                                                              "call_processing_stopped",
                                                              "line_dead",
                                                              "partition",
                                                              "authentication_failed",
                                                              "dead_peer_not_detected",
                                                              "no_answer",
                                                              "retry",
                                                              "question",
                                                              "under_way",
                                                              "on_the_line",
                                                              "batch_queue",
                                                              "batch_processing",
                                                              "writer_queue",
                                                              "replication",
                                                              "replication_broken",
                                                              "outside_the_network",
                                                              "learned_limit",
                                                              "blocked_pattern",
                                                              "first_learned",
                                                              "wall_clock",
                                                              "pending_logout",
                                                              "phone_restarting",
                                                              "unknown"};

constexpr std::string_view name_of(Cause cause) {
  return cause_names[static_cast<std::size_t>(cause)];
}

}  // namespace roamsim::explain
