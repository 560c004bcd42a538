// The table of faults, walked: for every verb and every thing that a fault may meet, such a thing is under way when the
// fault comes, and what becomes of it is what the table says.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/catalogue/errors.hpp"
#include "sim/actors/fault_table.hpp"
#include "sim/actors/timeline_words.hpp"
#include "tests/actors/invariants.hpp"
#include "tests/actors/look.hpp"
#include "tests/actors/run.hpp"
#include "tests/actors/small_plan.hpp"

namespace roamsim::actors {
namespace {

constexpr Time login_at = 2 * minute;
constexpr Time quiet_at = 10 * minute;  // what began before has ended
constexpr Duration lasts = 10 * minute;
constexpr std::uint32_t other_node = 2;  // serves Extension Mobility too, and is hit by no fault of a node
const em::Parameters em_times;

/// What is under way, or stored, at the instant of the fault, all of it in cluster 2.
enum class Scene : std::uint8_t {
  login_before_commit,
  login_after_commit,
  login_restarting,
  login_at_another_node,
  logout,
  login_typed,
  new_login,
  phone,
  phone_at_another_node,
  notice,
  batch,
  stored,
  session,
  call
};

struct SceneOfColumn {
  Scene scene;
  std::string_view column;
  std::string_view words;
};

constexpr std::array scenes{
    SceneOfColumn{Scene::login_before_commit, "logins and logouts in progress", "a login before its commit"},
    SceneOfColumn{Scene::login_after_commit, "logins and logouts in progress", "a login whose phone is rebuilt"},
    SceneOfColumn{Scene::login_restarting, "logins and logouts in progress", "a login whose phone restarts"},
    SceneOfColumn{Scene::login_at_another_node, "logins and logouts in progress", "a login at another node"},
    SceneOfColumn{Scene::logout, "logins and logouts in progress", "a logout"},
    SceneOfColumn{Scene::login_typed, "new ones", "a login that no service has taken yet"},
    SceneOfColumn{Scene::new_login, "new ones", "a login that begins during the fault"},
    SceneOfColumn{Scene::phone, "registrations", "a phone"},
    SceneOfColumn{Scene::phone_at_another_node, "registrations", "a phone at another node"},
    SceneOfColumn{Scene::notice, "undelivered updates",
                  "one whose notice is on its way, and that a third cluster may pass on"},
    SceneOfColumn{Scene::batch, "undelivered updates", "one in a batch on its way, that nobody passes on"},
    SceneOfColumn{Scene::stored, "durable state", "a stay known everywhere"},
    SceneOfColumn{Scene::session, "Extension Mobility sessions", "of a user from elsewhere"},
    SceneOfColumn{Scene::call, "established calls", "one with a user of another cluster"}};

/// A fault, and where the words of a cell except something from its outcome.
struct Walk {
  std::string_view verb;
  std::string_view variant;
  TimelineAction fault;
  std::uint32_t struck = 1;  ///< the node of cluster 2 that serves first and has the phone: the one hit, if one is
  Duration grace = 0;        ///< from the fault until it acts
  std::map<Scene, Fate> but = {};
};

using Exceptions = std::map<Scene, Fate>;

Exceptions with(Exceptions all, const Exceptions& more) {
  all.insert(more.begin(), more.end());
  return all;
}

std::vector<Walk> walks() {
  using enum Fate;
  using enum Scene;
  const Exceptions elsewhere{
      {login_restarting, goes_on}, {login_at_another_node, goes_on}, {phone_at_another_node, goes_on}};
  const Exceptions unserved{{login_after_commit, goes_on}, {login_restarting, goes_on}};
  const Degradation slow{.latency = 1 * second, .bandwidth = {}, .loss = 0};
  return {
      {"cluster_outage", "", ClusterOutage{cluster2, lasts}},
      {"shutdown", "long enough", Shutdown{cluster2, lasts}, 1, 1 * minute, {{login_typed, goes_on}}},
      {"shutdown",
       "too short",
       Shutdown{cluster2, lasts},
       1,
       1 * second,
       {{login_before_commit, ends},
        {login_after_commit, ends},
        {login_restarting, ends},
        {login_at_another_node, ends},
        {logout, goes_on},

        {batch, waits}}},
      {"restore", "of the beginning", Restore{cluster2, 0, lasts}},
      {"node_outage", "of a subscriber", NodeOutage{cluster2, 1, lasts}, 1, 0, elsewhere},
      {"node_outage", "of the publisher", NodeOutage{cluster2, 0, lasts}, 0, 0,
       with(elsewhere, {{notice, waits}, {batch, waits}})},
      {"publisher_outage", "", PublisherOutage{cluster2, lasts}, 0, 0, elsewhere},
      {"service_stop of ils", "", ServiceStop{cluster2, std::nullopt, Service::ils, lasts}, 1, 0, {{batch, goes_on}}},
      {"service_stop of extension_mobility", "everywhere",
       ServiceStop{cluster2, std::nullopt, Service::extension_mobility, lasts}, 1, 0, unserved},
      {"service_stop of extension_mobility", "on one node",
       ServiceStop{cluster2, 1, Service::extension_mobility, lasts}, 1, 0,
       with(unserved, {{login_at_another_node, goes_on}})},
      {"service_stop of tftp",
       "",
       ServiceStop{cluster2, std::nullopt, Service::tftp, lasts},
       1,
       0,
       {{logout, goes_on}}},
      {"service_stop of extension_mobility_application", "",
       ServiceStop{cluster2, std::nullopt, Service::extension_mobility_application, lasts}},
      {"service_stop of ip_phone_services",
       "",
       ServiceStop{cluster2, std::nullopt, Service::ip_phone_services, lasts},
       1,
       0,
       {{login_typed, goes_on}}},
      {"service_stop of tomcat", "everywhere", ServiceStop{cluster2, std::nullopt, Service::tomcat, lasts}, 1, 0,
       unserved},
      {"service_stop of tomcat", "on one node", ServiceStop{cluster2, 1, Service::tomcat, lasts}, 1, 0,
       with(unserved, {{login_at_another_node, goes_on}, {login_typed, moves}, {new_login, moves}})},
      {"switch_version", "", SwitchVersion{cluster2}},
      {"service_stop of call_processing", "everywhere",
       ServiceStop{cluster2, std::nullopt, Service::call_processing, lasts}},
      {"service_stop of call_processing",
       "on one node",
       ServiceStop{cluster2, 1, Service::call_processing, lasts},
       1,
       0,
       {{login_before_commit, goes_on},
        {login_after_commit, goes_on},
        {login_restarting, goes_on},
        {login_at_another_node, goes_on},
        {logout, goes_on},
        {login_typed, goes_on},
        {new_login, goes_on},
        {phone, moves},
        {phone_at_another_node, goes_on}}},
      {"access_outage", "", AccessOutage{cluster2, lasts}},
      {"link_outage", "", LinkOutage{LinkId(0), lasts}, 1, 0, {{notice, goes_on}}},
      {"access_degraded", "", AccessDegraded{cluster2, slow, lasts}},
      {"link_degraded", "", LinkDegraded{LinkId(0), slow, lasts}},
      {"partition", "", Partition{{0, 1, 0}, {"main", "island"}, lasts}},
      {"replication_broken",
       "of who learns",
       ReplicationBroken{cluster1, lasts},
       1,
       0,
       {{login_before_commit, goes_on},
        {login_after_commit, goes_on},
        {login_restarting, goes_on},
        {login_at_another_node, goes_on},
        {logout, goes_on},
        {login_typed, goes_on},
        {new_login, goes_on}}},
      {"replication_broken",
       "of who issues",
       ReplicationBroken{cluster2, lasts},
       1,
       0,
       {{notice, goes_on},
        {batch, goes_on},
        {login_after_commit, goes_on},
        {login_restarting, goes_on},
        {logout, goes_on}}},
      {"clock_skew", "", ClockSkew{cluster2, 1 * hour, lasts}},
      {"authentication_failure", "", AuthenticationFailure{cluster1, cluster2, lasts}, 1, 0, {{notice, goes_on}}},
      {"synchronization_failure", "", SynchronizationFailure{lasts}},
  };
}

/// The verb that an entry is written with; a new one does not compile before it is named here.
struct VerbOf {
  std::string_view operator()(const Login& /*a*/) const { return {}; }
  std::string_view operator()(const Logout& /*a*/) const { return {}; }
  std::string_view operator()(const PlaceCall& /*a*/) const { return {}; }
  std::string_view operator()(const IlsJoin& /*a*/) const { return {}; }
  std::string_view operator()(const IlsLeave& /*a*/) const { return {}; }
  std::string_view operator()(const IlsRole& /*a*/) const { return {}; }
  std::string_view operator()(const UpdateRemoteClusters& /*a*/) const { return {}; }
  std::string_view operator()(const Configure& /*a*/) const { return {}; }
  std::string_view operator()(const ActivateService& /*a*/) const { return {}; }
  std::string_view operator()(const LogOutEverybody& /*a*/) const { return {}; }
  std::string_view operator()(const SwitchVersion& /*a*/) const { return "switch_version"; }
  std::string_view operator()(const Restore& /*a*/) const { return "restore"; }
  std::string_view operator()(const ClusterOutage& /*a*/) const { return "cluster_outage"; }
  std::string_view operator()(const AccessOutage& /*a*/) const { return "access_outage"; }
  std::string_view operator()(const LinkOutage& /*a*/) const { return "link_outage"; }
  std::string_view operator()(const NodeOutage& /*a*/) const { return "node_outage"; }
  std::string_view operator()(const PublisherOutage& /*a*/) const { return "publisher_outage"; }
  std::string_view operator()(const AccessDegraded& /*a*/) const { return "access_degraded"; }
  std::string_view operator()(const LinkDegraded& /*a*/) const { return "link_degraded"; }
  std::string_view operator()(const Partition& /*a*/) const { return "partition"; }
  std::string_view operator()(const Shutdown& /*a*/) const { return "shutdown"; }
  std::string_view operator()(const ReplicationBroken& /*a*/) const { return "replication_broken"; }
  std::string_view operator()(const ClockSkew& /*a*/) const { return "clock_skew"; }
  std::string_view operator()(const AuthenticationFailure& /*a*/) const { return "authentication_failure"; }
  std::string_view operator()(const SynchronizationFailure& /*a*/) const { return "synchronization_failure"; }
  std::string_view operator()(const RunSynchronization& /*a*/) const { return {}; }
  std::string_view operator()(const ServiceStop& stop) const {
    switch (stop.service) {
      case Service::ils:
        return "service_stop of ils";
      case Service::extension_mobility:
        return "service_stop of extension_mobility";
      case Service::call_processing:
        return "service_stop of call_processing";
      case Service::tftp:
        return "service_stop of tftp";
      case Service::extension_mobility_application:
        return "service_stop of extension_mobility_application";
      case Service::ip_phone_services:
        return "service_stop of ip_phone_services";
      case Service::tomcat:
        return "service_stop of tomcat";
    }
    return {};
  }
};

template <std::size_t I = 0>
void expect_rows_of_faults() {
  if constexpr (I < std::variant_size_v<TimelineAction>) {
    const TimelineAction action(std::in_place_index<I>);
    if (is_fault(action)) {
      const std::string_view verb = std::visit(VerbOf{}, action);
      EXPECT_TRUE(std::any_of(fault_table().begin(), fault_table().end(),
                              [&](const FaultRow& row) { return row.verb == verb; }))
          << "no row of " << verb;
    }
    expect_rows_of_faults<I + 1>();
  }
}

bool is_of_a_line(const TimelineAction& fault) {
  return std::holds_alternative<LinkOutage>(fault) || std::holds_alternative<LinkDegraded>(fault);
}

/// One scene of one walk: the plan, and what is seen of the run.
class Scenery {
 public:
  Scenery(const Walk& walk, Scene scene) : walk_(walk), scene_(scene), plan_(quiet_plan()) {
    plan_.duration = 40 * minute;
    ClusterPlan& met = plan_.clusters[cluster2.index()];
    met.nodes.push_back({"cluster2-sub2"});
    for (std::uint32_t node = 0; node < other_node; ++node) {
      met.nodes[node].services.extension_mobility = node == walk.struck;
    }
    met.recovery.shutdown = walk.grace;
    if (std::holds_alternative<SwitchVersion>(walk.fault)) met.recovery.boot = lasts;
    constexpr std::int64_t narrow = 2'000;  // a batch takes seconds
    if (is_of_a_line(walk.fault)) {
      plan_.links = {{cluster1, cluster2, narrow}};
    } else {
      plan_.clusters[cluster1.index()].access.bandwidth = narrow;
    }
  }

  std::string seen() {
    switch (scene_) {
      case Scene::login_before_commit:
        return request_met(entering(login_at) + em_times.service / 2);
      case Scene::login_after_commit:
        return request_met(committing(login_at) + em_times.rebuild / 2);
      case Scene::login_restarting:
        return request_met(committing(login_at) + em_times.rebuild + em_times.restart / 2);
      case Scene::login_at_another_node:
        add(login_at - 1 * millisecond, Login{kally, cluster2});
        return request_met(entering(login_at) + em_times.service / 2);
      case Scene::logout:
        return logout_met(login_at + em_times.services_list + em_times.sign_in_page + em_times.service / 2);
      case Scene::login_typed:
        return request_met(login_at + em_times.services_list + em_times.sign_in_page + em_times.typing / 2);
      case Scene::new_login:
        return request_met(login_at - 1 * millisecond);
      case Scene::phone:
        return phone_met(walk_.struck);
      case Scene::phone_at_another_node:
        return phone_met(other_node);
      case Scene::notice:
        return update_met(committing(login_at) + way / 2);
      case Scene::batch:
        plan_.clusters[cluster3.index()].membership.role = ils::Role::standalone;
        return update_met(committing(login_at) + 3 * second / 2);
      case Scene::stored:
        return at_rest([this](const record::Journal& journal) { return stored_after(journal); });
      case Scene::session:
        return at_rest([](const record::Journal& journal) { return session_after(journal); });
      case Scene::call:
        add(quiet_at - minute, PlaceCall{bob, "2000-001", 20 * minute});
        return run(quiet_at, [](const record::Journal& journal) { return call_after(journal.calls.at(0)); });
    }
    return {};
  }

 private:
  void add(Time at, TimelineAction action) { plan_.timeline.push_back({at, std::move(action)}); }

  /// What `look` sees after the fault came at `when`, and what does not hold in the run.
  template <class Look>
  std::string run(Time when, Look look) {
    acts_ = when + walk_.grace;
    add(when, walk_.fault);
    std::stable_sort(plan_.timeline.begin(), plan_.timeline.end(),
                     [](const TimelineEntry& a, const TimelineEntry& b) { return a.at < b.at; });
    Log log([this](const LogLine& line) {
      if (line.text.starts_with("node ") && line.at > registering(0)) computed_ = std::atoi(line.text.c_str() + 5);
    });
    log.open(Component::engine, LogLevel::debug);
    RunOptions options;
    options.log = &log;
    return told_by(
        plan_, [&](const RunResult& result) { return look(result.journal) + violations(plan_, result.journal); },
        options);
  }

  static std::string name(Fate fate) { return std::string(name_of(fate)); }

  /// Of the last request, which goes on until `due` if nothing meets it.
  std::string request_after(const record::Journal& journal, Time due) const {
    const record::RequestRow& row = journal.requests.back();
    if (row.code == 0 && row.end == due) {
      constexpr int first = 2;  // the nodes of cluster 1 come before
      const bool moved = scene_ != Scene::login_at_another_node && computed_ >= 0 &&
                         computed_ != first + static_cast<int>(walk_.struck);
      return name(moved ? Fate::moves : Fate::goes_on);
    }
    const bool at_once = scene_ == Scene::new_login && row.end == row.begin;
    const bool not_taken = acts_ < entering(login_at) && row.end == entering(login_at);
    const Time listed = login_at + em_times.services_list;
    const bool no_page = scene_ == Scene::new_login && (row.end == listed || row.end == listed + em_times.sign_in_page);
    using catalogue::Cause;
    const bool refused = row.cause == Cause::no_service || row.cause == Cause::em_service_unreachable ||
                         row.cause == Cause::em_application_stopped || row.cause == Cause::phone_services_stopped ||
                         row.cause == Cause::tomcat_stopped;
    if (refused && (row.end == acts_ || at_once || not_taken || no_page)) return name(Fate::ends);
    if (row.code == 0 && row.end >= acts_ + lasts) return name(Fate::waits);
    return "code " + std::to_string(row.code) + " at " + std::to_string(row.end);
  }

  std::string request_met(Time when) {
    add(login_at, Login{bob, cluster2});
    return run(when, [this](const record::Journal& journal) {
      const bool done = std::any_of(
          journal.location_changes.begin(), journal.location_changes.end(),
          [](const record::LocationChangeRow& row) { return row.user == bob && row.at == committing(login_at); });
      const std::string fate = request_after(journal, registering(login_at));
      const bool committed_first = journal.requests.back().end > committing(login_at);
      return fate + (done == committed_first ? "" : done ? ", but committed" : ", but the commit is undone");
    });
  }

  std::string logout_met(Time when) {
    add(login_at, Logout{alice, cluster2});
    return run(when, [this](const record::Journal& journal) {
      return request_after(
          journal, login_at + em_times.services_list + em_times.sign_in_page + em_times.service + em_times.commit);
    });
  }

  /// While call processing stops on the other nodes, the phones go to the one meant, and stay.
  std::string phone_met(std::uint32_t at) {
    for (std::uint32_t node = 0; node <= other_node; ++node) {
      if (node != at) add(1 * minute, ServiceStop{cluster2, node, Service::call_processing, 1 * minute});
    }
    return run(quiet_at, [this](const record::Journal& journal) {
      std::vector<record::RegistrationRow> rows;
      for (const record::RegistrationRow& row : journal.registrations) {
        if (row.user == alice && row.at >= quiet_at) rows.push_back(row);
      }
      if (rows.empty()) return name(Fate::goes_on);
      if (rows.size() == 1 && rows[0].at == acts_) return name(Fate::ends);  // for good
      if (rows.size() != 2 || rows[0].at != acts_) return "lost at " + std::to_string(rows[0].at);
      const ClusterPlan& cluster = plan_.clusters[cluster2.index()];
      const Duration failover = cluster.recovery.phone_failover + cluster.extension_mobility.registration;
      if (rows[1].at == acts_ + failover) return name(Fate::moves);
      return rows[1].at >= acts_ + lasts ? name(Fate::ends) : "back at " + std::to_string(rows[1].at);
    });
  }

  std::string update_met(Time when) {
    add(login_at, Login{bob, cluster2});
    return run(when, [this](const record::Journal& journal) {
      const Time applied = known(journal, 0, cluster1).applied;
      if (applied == never) return name(Fate::ends);  // nobody ever hears of it
      if (applied <= acts_ - walk_.grace) return std::string("delivered before");
      return name(applied < acts_ + lasts ? Fate::goes_on : Fate::waits);
    });
  }

  template <class Look>
  std::string at_rest(Look look) {
    add(login_at, Login{bob, cluster2});
    add(35 * minute, PlaceCall{kally, "1000-001"});
    add(38 * minute, Logout{bob, cluster2});
    return run(quiet_at, look);
  }

  std::string stored_after(const record::Journal& journal) const {
    const auto later = [](const auto& row) { return row.at >= quiet_at && row.at < 38 * minute; };
    if (journal.routes.empty() || journal.advances.empty()) return "nothing was learned";
    if (std::any_of(journal.routes.begin(), journal.routes.end(), later)) return name(Fate::ends);  // it is forgotten
    if (std::any_of(journal.advances.begin(), journal.advances.end(), later)) return "learned again";
    const record::CallRow& call = journal.calls.at(0);
    const bool reached = call.outcome == calls::Outcome::connected && call.target == cluster2;
    return reached ? name(Fate::kept) : "the call goes astray";
  }

  static std::string call_after(const record::CallRow& call) {
    if (call.how == record::CallEnd::media_lost) return name(Fate::ends);
    return call.ended == call.answered + 20 * minute ? name(Fate::goes_on) : "the call has no end";
  }

  static std::string session_after(const record::Journal& journal) {
    const auto later = [](const auto& row) { return row.at >= quiet_at && row.at < 38 * minute; };
    const auto& changes = journal.location_changes;
    const auto forced = [&](const record::LocationChangeRow& row) {
      return later(row) && row.kind == record::LocationChangeRow::Kind::forced_logout;
    };
    if (std::any_of(changes.begin(), changes.end(), forced)) return name(Fate::ends);
    if (std::any_of(changes.begin(), changes.end(), later)) return "a location changes";
    const record::RequestRow& logout = journal.requests.back();
    const bool nobody = logout.code == catalogue::error_of(catalogue::Cause::no_user_on_phone).code;
    if (nobody) return name(Fate::ends);
    return logout.code == 0 ? name(Fate::kept) : "no logout: code " + std::to_string(logout.code);
  }

  const Walk& walk_;
  Scene scene_;
  Plan plan_;
  Time acts_ = 0;
  int computed_ = -1;  ///< the node that rebuilt a phone last
};

TEST(FaultTableWalk, EveryFaultOfTheTimelineHasARow) {
  expect_rows_of_faults();
}

TEST(FaultTableWalk, EveryColumnHasAScene) {
  for (const std::string_view column : fault_meets) {
    EXPECT_TRUE(std::any_of(scenes.begin(), scenes.end(), [&](const SceneOfColumn& scene) {
      return scene.column == column;
    })) << column;
  }
}

class FaultTableRow : public testing::TestWithParam<std::size_t> {};

TEST_P(FaultTableRow, IsWhatHappens) {
  const FaultRow& row = fault_table().at(GetParam());
  bool walked = false;
  for (const Walk& walk : walks()) {
    if (walk.verb != row.verb) continue;
    walked = true;
    EXPECT_EQ(std::visit(VerbOf{}, walk.fault), row.verb);
    for (const SceneOfColumn& scene : scenes) {
      const auto column = std::find(fault_meets.begin(), fault_meets.end(), scene.column) - fault_meets.begin();
      const auto exception = walk.but.find(scene.scene);
      const Fate fate =
          exception == walk.but.end() ? row.cells.at(static_cast<std::size_t>(column)).fate : exception->second;
      EXPECT_EQ(Scenery(walk, scene.scene).seen(), name_of(fate))
          << row.verb << ' ' << walk.variant << " meets " << scene.column << ": " << scene.words;
    }
  }
  EXPECT_TRUE(walked) << "nothing walks " << row.verb;
}

INSTANTIATE_TEST_SUITE_P(Rows, FaultTableRow, testing::Range<std::size_t>(0, fault_table().size()));

}  // namespace
}  // namespace roamsim::actors
