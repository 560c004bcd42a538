#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/sparse_column.hpp"
#include "models/directory/configuration.hpp"
#include "models/directory/directory.hpp"
#include "models/extension_mobility/sessions.hpp"
#include "models/ils/agent.hpp"
#include "models/ils/learned_objects.hpp"
#include "models/ils/ledger.hpp"
#include "sim/actors/changes.hpp"
#include "sim/actors/free_phones.hpp"
#include "sim/actors/plan.hpp"

namespace roamsim::actors {

/// Whether a cluster works.
struct ClusterState {
  bool serving = true;        ///< a node of it processes calls
  bool replicates = true;     ///< its nodes' databases follow each other
  bool closing = false;       ///< it is shutting down: what is in hand goes on, nothing new begins
  std::uint32_t outages = 0;  ///< how often its ILS was stopped
  Duration clock_offset = 0;  ///< by how much its clock is ahead; stamps what it commits (newest_by_wall_clock)
};

/// What runs on a node: it has power, has booted, and the service is not stopped.
struct NodeState {
  bool call_processing = true;
  bool extension_mobility = true;
  bool extension_mobility_application = true;
  bool ip_phone_services = true;
  bool tomcat = true;
  bool tftp = true;
};

/// What is under way on a phone.
enum class Busy : std::uint8_t {
  no,
  logging_in,
  logging_out,
  held  ///< somebody sits there and is about to try again
};

/// The state of what is simulated; everything that acts on it goes through the models it is made of.
struct World {
  explicit World(const Plan& plan);

  [[nodiscard]] ClusterId route(ClusterId at, UserId user) const;
  /// Whether the cluster knows the user's number: of its own users, of those whose announcement it has in its database,
  /// and of those who are in the dial plans of all.
  [[nodiscard]] bool knows(ClusterId at, UserId user) const;
  /// What the cluster's clock shows at the date.
  [[nodiscard]] Time wall_clock(ClusterId cluster, Time now) const {
    return now + clusters[cluster.index()].clock_offset;
  }
  /// Where calls for the user should go: the cluster of the last committed login, else home.
  [[nodiscard]] ClusterId truth(UserId user) const;
  /// The user's stay in the cluster that has not ended; none if there is none.
  [[nodiscard]] StayId open_stay(UserId user, ClusterId cluster) const;
  /// The user's phones that stand in one cluster and register there, the one used last first.
  [[nodiscard]] std::vector<PhoneId> devices_in(UserId user, ClusterId cluster) const;
  /// The user's phones that stand in one cluster, wherever they register; in that order.
  [[nodiscard]] std::vector<PhoneId> devices_standing_in(UserId user, ClusterId cluster) const;
  /// The user's phones that register with one cluster, wherever they stand; in that order.
  [[nodiscard]] std::vector<PhoneId> devices_served_by(UserId user, ClusterId cluster) const;
  /// Has the processor fetch what calls ask of the user, and of the user's own phone: most are on that one.
  void prefetch(UserId user) const;
  /// The cluster that the phone registers with: where it stands, or the home of who is logged in on it by EMCC.
  [[nodiscard]] ClusterId serving_cluster(PhoneId phone) const {
    const bool away = !emcc_home.empty() && emcc_home[phone.index()].valid();
    return away ? emcc_home[phone.index()] : directory.cluster_of(phone);
  }
  /// Whether the phone is that of an EMCC login.
  [[nodiscard]] bool away_from_home(PhoneId phone) const {
    return !emcc_home.empty() && emcc_home[phone.index()].valid();
  }
  /// Whether nobody is logged in on the phone or at it.
  [[nodiscard]] bool is_free(PhoneId phone) const {
    return !sessions.user_of(phone).valid() && busy[phone.index()] == Busy::no;
  }
  /// Nobody is at the phone any more; tells whoever waits for one if nobody is logged in on it either.
  void leave(PhoneId phone);
  /// Ends the login on a phone in use, which must not be registered any more.
  void end_login(PhoneId phone);
  /// The remote clusters that the cluster has configured for EMCC, in the order in which they are asked.
  [[nodiscard]] std::vector<ClusterId> remote_clusters(ClusterId cluster) const;
  /// A phone that registers with the cluster and has a user's number; none if there is none.
  [[nodiscard]] PhoneId registered_phone(UserId user, ClusterId cluster) const;

  /// The node that the phone registers with: one of the subscribers in turn, or the publisher where there is none; else
  /// the next node that processes calls. None if no node does.
  [[nodiscard]] NodeId node_for(PhoneId phone) const;
  /// Which of the cluster's nodes it is, counted from 1.
  [[nodiscard]] std::uint32_t number_of(NodeId node, ClusterId cluster) const {
    return node.value - first_node[cluster.index()].value + 1;
  }
  /// Whether an administrator has activated the service on the node; network services always are.
  [[nodiscard]] bool activated(NodeId node, Service service) const;
  /// The phone as it is configured.
  [[nodiscard]] const directory::PhoneSettings& phone(PhoneId id) const;
  /// Whether the phone's list of services has Extension Mobility now.
  [[nodiscard]] bool has_em_item(PhoneId phone) const;
  /// Whether the PIN is the user's in the cluster, or was until a moment ago.
  [[nodiscard]] bool accepts_pin(ClusterId at, UserId user, std::string_view pin) const;
  /// Whether the cluster has a device profile of a super user, and by that a local pattern of the number.
  [[nodiscard]] bool has_profile(UserId user, ClusterId cluster) const;
  /// The device profiles of a user that the cluster lets the user choose from.
  [[nodiscard]] std::vector<std::uint8_t> profiles_of(UserId user, ClusterId cluster) const;

  /// As if the cluster had learned all of `known` before the start, log after log.
  void learn_all(ClusterId cluster, const ils::VersionVector& known);

  const Plan& plan;
  directory::Directory directory;
  directory::Configuration configuration;
  std::vector<em::ServiceParameters> service_parameters;  ///< by cluster
  std::vector<em::EmccSettings> emcc;                     ///< by cluster
  std::vector<ClusterId> emcc_home;  ///< by phone, while an EMCC login is on it; empty where nobody uses EMCC
  std::vector<std::uint32_t> base_devices_held;  ///< by cluster
  ils::Ledger ledger;
  ils::Stays stays;
  SparseColumn<ils::UpdateRef> announced;    ///< by user: the update that made the DN known
  std::vector<ils::Agent> agents;            ///< by cluster
  std::vector<ils::LearnedObjects> learned;  ///< by cluster: what of all that is applied its database has room for
  em::Sessions sessions;
  std::vector<std::uint8_t> registered;  ///< by phone: registered with its present configuration
  std::vector<Busy> busy;                ///< by phone
  std::vector<FreePhones> spare;         ///< by cluster
  SparseColumn<Time> last_login;         ///< by user, the commit of the last login of the run; `never`: none
  std::vector<NodeId> registered_at;     ///< by phone, while it is registered
  std::vector<ClusterState> clusters;
  std::vector<NodeState> nodes;
  std::vector<directory::ActivatedServices> activated_services;  ///< by node
  std::map<PhoneId, Time> login_ends;  ///< by the maximum login time, of the logins that have one
  std::vector<UserId> last_user;       ///< by phone, who logged in last; empty where no cluster remembers
  std::vector<NodeId> first_node;      ///< by cluster, its publisher; and one past the last
  /// PINs that a cluster still accepts after a change; the oldest first.
  std::map<std::pair<ClusterId, UserId>, std::vector<std::string>> former_pins;
  Changes changes;                     ///< told of what calls depend on
  bool synchronization_fails = false;  ///< runs of the Super User Synchronization Tool that begin now fail

 private:
  void tell_if_free(PhoneId phone);
  void make_room();
  void start_emcc();
  void start_services();
};

}  // namespace roamsim::actors
