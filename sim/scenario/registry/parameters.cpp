#include "sim/scenario/registry/registry.hpp"

namespace roamsim::scenario {
namespace {

constexpr const char* ils_chapter = "Cisco System Configuration Guide 12.5(1), Configure Intercluster Lookup Service";
constexpr const char* guide = "Cisco Feature Configuration Guide 12.5(1), Extension Mobility Roaming Across Clusters";

ChoiceCodec<ils::SyncMode> sync_mode() {
  return ChoiceCodec<ils::SyncMode>(
      {{ils::SyncMode::event_triggered, "event_triggered", "a login or logout starts an exchange at once"},
       {ils::SyncMode::periodic, "periodic", "an exchange at each interval only"},
       {ils::SyncMode::both, "both", "at once, and at each interval"}});
}

ChoiceCodec<ils::Relay> relay() {
  return ChoiceCodec<ils::Relay>({{ils::Relay::on_receipt, "on_receipt", "as soon as it is written"},
                                  {ils::Relay::at_interval, "at_interval", "at the next interval"}});
}

ChoiceCodec<ils::ConflictPolicy> conflict() {
  return ChoiceCodec<ils::ConflictPolicy>(
      {{ils::ConflictPolicy::newest_by_epoch, "newest_by_epoch", "the login that was counted last wins"},
       {ils::ConflictPolicy::newest_by_wall_clock, "newest_by_wall_clock",
        "the latest time of the origin's clock wins"},
       {ils::ConflictPolicy::first_learned, "first_learned", "what a cluster learned first stays"}});
}

ChoiceCodec<ils::ReplicationOrder> replication_order() {
  return ChoiceCodec<ils::ReplicationOrder>(
      {{ils::ReplicationOrder::in_parallel, "in_parallel", "to all nodes at once"},
       {ils::ReplicationOrder::one_after_another, "one_after_another", "to one node after the other"}});
}

}  // namespace

ChoiceCodec<ils::Role> ils_role() {
  return ChoiceCodec<ils::Role>({{ils::Role::hub, "hub", "exchanges with every other hub and with its spokes"},
                                 {ils::Role::spoke, "spoke", "exchanges with its one hub only"},
                                 {ils::Role::standalone, "standalone", "takes no part"}});
}

Object<ils::Parameters> ils_keys() {
  using P = ils::Parameters;
  Object<P> keys;
  keys.add("mode", &P::mode, sync_mode(),
           assumed("What makes a cluster exchange changes with its peers.",
                   std::string(guide) + ": each login and logout starts a synchronisation; Preferred Architecture 14: "
                                        "a synchronisation at each interval"));
  keys.add("interval", &P::interval, duration(1 * minute, 1440 * minute),
           assumed("\"Synchronize Clusters Every\": the time between two periodic exchanges.",
                   "no text states the default or the range; Preferred Architecture 14 recommends 2 min everywhere"));
  keys.add("phase", &P::phase, duration(0, 1440 * minute),
           given("From the start of the ILS service to its first periodic exchange, shorter than the interval; if left "
                 "out, drawn evenly from the interval at each start, by a random stream of the cluster (assumed)."));
  keys.add("relay", &P::relay, relay(), assumed("When a cluster passes on what it has learned from a peer."));
  keys.add("conflict", &P::conflict, conflict(),
           assumed("Which location wins where several are known for one user.",
                   std::string(ils_chapter) +
                       ": for URIs the first one learned wins; for a roaming user nothing is stated"));
  keys.add("batch_processing", &P::batch_processing, duration(0, 1 * hour),
           assumed("Work of the publisher for one batch that it receives, before the records are written."));
  keys.add("records_written_per_second", &P::records_written_per_second, count(1, 1'000'000, "records/s"),
           assumed("How fast the publisher writes learned records to its database."));
  keys.add("replication", &P::replication, duration(0, 1 * hour),
           assumed("From the publisher's write until what was learned is in the database of another node.",
                   std::string(ils_chapter) + ": written only where database replication is complete"));
  keys.add(
      "replication_order", &P::replication_order, replication_order(),
      assumed("How the publisher replicates to the other nodes; the cluster routes by what it learned when its last "
              "node does. A publisher that is alone takes as long as with one other node."));
  keys.add("node_load", &P::node_load, duration(0, 1 * hour),
           assumed("From a node's database until its call processing routes by what was learned."));
  keys.add(
      "max_learned_objects", &P::max_learned_objects, count(1, 1'000'000, "objects"),
      documented("\"ILS Max Number of Learned Objects in Database\": more are not routed by until others go; they are "
                 "passed on to other clusters all the same (assumed).",
                 "Cisco System Configuration Guide 12.5(1), Configure Global Dial Plan Replication"));
  keys.add("bytes_per_record", &P::bytes_per_record, size(0, 1'000'000),
           assumed("What one changed record adds to a batch."));
  keys.add("bytes_per_message", &P::bytes_per_message, size(0, 1'000'000),
           assumed("The fixed part of a notice, a request and a batch."));
  keys.add("request_timeout", &P::request_timeout, duration(100 * millisecond, 1 * hour),
           assumed("How long a cluster waits for a peer's answer until the attempt has failed."));
  keys.add(
      "dead_peer_timeout", &P::dead_peer_timeout, duration(100 * millisecond, 1 * day),
      assumed("How long a peer answers nothing until it counts as unreachable; noticed when an attempt fails, so not "
              "before request_timeout, or after a hello."));
  keys.add(
      "hello_interval", &P::hello_interval, duration(0, 1 * day),
      assumed("How often a cluster looks for peers of which nothing was heard for as long, and asks them for a sign "
              "of life; 0: never.",
              "no keep-alive of ILS is described"));
  keys.add("retry_interval", &P::retry_interval, duration(1 * second, 1 * day),
           assumed("From a failed attempt to reach a peer to the next one."));
  keys.add(
      "retry_backoff", &P::retry_backoff, NumberCodec(1, 100, "times"),
      assumed("How many times longer each further wait for an attempt to reach the same peer is; 1: all the same."));
  keys.add("retry_cap", &P::retry_cap, duration(1 * second, 1 * day),
           assumed("The longest that a wait for an attempt may become; not less than retry_interval."));
  return keys;
}

Object<directory::RecoveryParameters> recovery_keys() {
  using P = directory::RecoveryParameters;
  Object<P> keys;
  keys.add("boot", &P::boot, duration(0, 1 * day),
           assumed("From power to running services after an outage of a cluster."));
  keys.add("operating_system", &P::operating_system, duration(0, 1 * day),
           assumed("The first stage of \"boot\"; one that does not fit into it is cut short, so that \"boot\" holds."));
  keys.add("database", &P::database, duration(0, 1 * day),
           assumed("The second stage of \"boot\", which the services follow."));
  keys.add("tomcat", &P::tomcat, duration(0, 1 * day),
           assumed("From running services until the node answers Extension Mobility requests: Tomcat comes up last."));
  keys.add(
      "phone_failover", &P::phone_failover, duration(0, 1 * day),
      assumed("From the loss of a node, or of its call processing, until its phones ask another one to register them.",
              "phones find a lost server within their keepalive of 120 s (phone administration guide)"));
  keys.add("registrations_per_second", &P::registrations_per_second, count(1, 1'000'000, "registrations/s"),
           assumed("How fast the phones of a cluster begin to come back: so many at once each second."));
  keys.add(
      "registration_queue", &P::registration_queue, BooleanCodec{},
      assumed("Whether phones that come back join the queue of their node as at a login "
              "(extension_mobility.registration, registrations_at_once); false: they are registered as soon as they "
              "ask.",
              "25 to 50 phones a second are often assumed"));
  keys.add(
      "fetch_configuration", &P::fetch_configuration, BooleanCodec{},
      assumed("Whether phones whose cluster had lost all call processing get their files again before they register "
              "(extension_mobility.configuration, configurations_at_once)."));
  keys.add("shutdown", &P::shutdown, duration(0, 1 * day),
           assumed("How long what is in hand may take to end when the cluster is shut down in order."));
  keys.add("phone_reregistration", &P::phone_reregistration, duration(0, 1 * day),
           assumed("From running services until the cluster's phones ask to be registered again.",
                   "phones find a lost server again within their keepalive of 120 s (phone administration guide)"));
  return keys;
}

Object<net::TransportParameters> transport_keys() {
  using P = net::TransportParameters;
  Object<P> keys(JsonWriter::Layout::one_line);
  keys.add(
      "segment_size", &P::segment_size, size(1, 65'535),
      assumed("Of the square root formula for the bandwidth that loss leaves: segment / round trip * sqrt(3 / (2 "
              "loss)), with the round trip of the lossy line alone.",
              "Mathis, Semke, Mahdavi, Ott: The macroscopic behavior of the TCP congestion avoidance algorithm, 1997"));
  keys.add("message_timeout", &P::message_timeout, duration(1 * millisecond, 1 * minute),
           assumed("How long a lost message of ILS goes unnoticed until it is sent again; doubles each time.",
                   "RFC 6298: 1 s initially"));
  keys.add("message_attempts", &P::message_attempts, count(1, 16, "transmissions"),
           assumed("How often a message is sent until it is given up."));
  return keys;
}

}  // namespace roamsim::scenario
