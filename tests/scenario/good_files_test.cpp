#include <set>

#include "tests/scenario/support.hpp"

namespace roamsim::scenario::testing {
namespace {

TEST(GoodFiles, TheShippedScenariosLoadWithoutWarning) {
  const std::vector<std::filesystem::path> files = json_files(tree() / "scenarios");
  std::set<std::string> names;
  for (const auto& path : files) {
    names.insert(path.filename().string());
    const LoadResult result = load(path);
    EXPECT_TRUE(result.plan) << report(result);
    EXPECT_EQ(messages(result.warnings), std::vector<std::string>{});
    if (result.plan) {
      EXPECT_FALSE(result.plan->expectations.empty()) << path;
      EXPECT_FALSE(result.plan->covers.empty()) << path;
    }
  }
  for (const char* name : {"figure-2-at-home.json", "figure-3-roaming.json", "figure-3-single-hub.json",
                           "hub-failure.json", "join.json"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST(GoodFiles, TheMergedFileIsTheSameScenario) {
  for (const auto& path : good_files()) {
    const LoadResult first = load(path);
    ASSERT_TRUE(first.plan) << report(first);
    const LoadResult second = load_text("merged.json", first.merged);
    ASSERT_TRUE(second.plan) << report(second);
    EXPECT_TRUE(*first.plan == *second.plan) << path;
    EXPECT_EQ(first.merged, second.merged) << path;
    EXPECT_EQ(first.hash, second.hash) << path;
    EXPECT_EQ(first.hash.size(), 64U);
  }
}

TEST(GoodFiles, EveryScenarioHasAHashOfItsOwn) {
  std::set<std::string> hashes;
  for (const auto& path : good_files()) hashes.insert(load(path).hash);
  EXPECT_EQ(hashes.size(), good_files().size());
}

TEST(GoodFiles, BlanksCommentsOrderAndTheFilesNameDoNotChangeTheHash) {
  const LoadResult plain = load_text("a.json", story());
  std::string dense = story();
  std::erase(dense, '\n');
  EXPECT_EQ(plain.hash, load_text("b.json", "// about it\n" + dense + " /* end */").hash);
  const std::string moved = with(with(story(), R"("duration": "30 min",)", ""), R"("schema_version": 1,)",
                                 R"("duration": "1800 s", "schema_version": 1,)");
  EXPECT_EQ(plain.hash, load_text("c.json", moved).hash);
  EXPECT_NE(plain.hash, load_text("d.json", with(story(), "30 min", "31 min")).hash);
}

TEST(GoodFiles, MinimalHasTheModelsDefaults) {
  const LoadResult result = load(tree() / "tests/scenario/good/minimal.json");
  ASSERT_TRUE(result.plan) << report(result);
  const Plan& plan = *result.plan;
  EXPECT_EQ(plan.seed, Plan{}.seed);
  EXPECT_EQ(plan.record, Plan{}.record);
  EXPECT_EQ(plan.record.tables, record::TableSet::all());
  EXPECT_EQ(plan.labels, record::Labels{});
  EXPECT_EQ(plan.warmup, 0);
  EXPECT_EQ(plan.lan_latency, Plan{}.lan_latency);
  ASSERT_EQ(plan.clusters.size(), 1U);
  ClusterPlan expected;
  expected.name = "only";
  expected.nodes.resize(2);
  expected.nodes[0].name = "only-pub";
  expected.nodes[1].name = "only-sub1";
  expected.nodes[1].services.ils = false;
  expected.settings.url = directory::parse_phone_service_url(directory::PhoneService{}.url).value();
  EXPECT_TRUE(plan.clusters[0] == expected);
  EXPECT_TRUE(plan.users.empty() && plan.links.empty() && plan.timeline.empty() && plan.expectations.empty());
}

TEST(GoodFiles, WhatAdministratorsConfigureArrives) {
  using namespace directory;
  const LoadResult result = load(tree() / "tests/scenario/good/extension-mobility.json");
  ASSERT_TRUE(result.plan) << report(result);
  const Plan& plan = *result.plan;
  const ClusterPlan& one = plan.clusters.at(0);
  EXPECT_EQ(one.settings.url, (PhoneServiceUrl{"2001:db8::1", true, LoginType::self_service_id}));
  EXPECT_EQ(one.settings.backup_url, (PhoneServiceUrl{"192.0.2.1", true, LoginType::primary_extension}));
  EXPECT_EQ(one.settings.phone_service.type, ServiceType::directories);
  EXPECT_FALSE(one.settings.synchronize_auto_profile);
  EXPECT_EQ(one.settings.set_up, (TaskFlow{false, false, false, false, false, false, false}));
  EXPECT_EQ(one.nodes.at(1).services, (ActivatedServices{false, false, true, false}));
  EXPECT_EQ(one.phone.model, "Cisco 8841");
  EXPECT_EQ(one.phone.protocol, Protocol::sccp);
  EXPECT_EQ(one.phone.user_locale, "ja_JP");
  ASSERT_EQ(plan.phones.size(), 4U);
  EXPECT_EQ(plan.phones[2].name, "SEP000000000009");
  EXPECT_EQ(plan.phones[2].settings, one.phone) << "what it does not say itself";
  const PhoneSettings& lobby = plan.phones[3].settings;
  EXPECT_EQ(lobby.model, "Cisco 8865");
  EXPECT_EQ(lobby.protocol, Protocol::sccp) << "as the others";
  EXPECT_EQ(lobby.user_locale, "fr_FR");
  EXPECT_EQ(lobby.extension_mobility, EmSetting::unreadable);
  EXPECT_TRUE(!lobby.subscribed && lobby.em_in_configuration && lobby.proxy);
  EXPECT_EQ(lobby.source_address, "192.0.2.9");
  const UserPlan& bob = plan.users.at(0);
  EXPECT_EQ(bob.mobility, em::Mobility::emcc);
  const UserRecord& record = plan.user_records.at(bob.record);
  EXPECT_EQ(record.pin + record.primary_extension + record.self_service_id + record.user_locale, "0071000bde_DE");
  EXPECT_FALSE(record.emcc);
  const DeviceProfile desk{.name = "desk",
                           .model = "Cisco 8865",
                           .protocol = Protocol::sccp,
                           .user_locale = "en_GB",
                           .subscribed = false,
                           .associated = false,
                           .lines = {{"1001", "Bob", "staff", "all"}}};
  EXPECT_EQ(record.profiles, std::vector<DeviceProfile>{desk});
  EXPECT_EQ(plan.users.at(4).record, 0U) << "like most users";
  ASSERT_EQ(plan.user_exceptions.size(), 1U);
  const UserPatch elsewhere{true, "008", "it_IT", false, true, true, "desk", true, true, true, "es_ES"};
  EXPECT_TRUE((plan.user_exceptions[0] == UserException{ClusterId{1}, UserId{0}, elsewhere}));
  EXPECT_EQ(plan.login_details, (std::vector<LoginDetails>{{3, "x", "", "desk"}}));
  EXPECT_EQ(plan.changes.size(), 10U + 4U + 1U) << "five users in two clusters, four phones, a cluster";
  EXPECT_EQ(std::get<ConfigurePhone>(plan.changes[13]).phone, 3U);
  EXPECT_EQ(std::get<ConfigureCluster>(plan.changes[14]).service_parameters.max_concurrent_requests, 9U);
  EXPECT_TRUE((std::get<ActivateService>(plan.timeline.at(16).action) ==
               ActivateService{ClusterId{0}, 1, Service::tftp, false}));
}

TEST(GoodFiles, EveryKeyArrivesWhereItBelongs) {
  const LoadResult result = load(tree() / "tests/scenario/good/every-key.json");
  ASSERT_TRUE(result.plan) << report(result);
  const Plan& plan = *result.plan;
  EXPECT_TRUE(plan.title.starts_with("All keys: \x1b[31m"));
  EXPECT_EQ(plan.covers, (std::vector<std::string>{"A9", "B12", "R-CONF"}));
  EXPECT_EQ(plan.seed, 18'446'744'073'709'551'615U);
  EXPECT_EQ(plan.duration, 2 * hour);
  EXPECT_EQ(plan.warmup, 90 * second);
  EXPECT_EQ(plan.labels, (record::Labels{"every \"key\"", "電話 = 1", "12"}));
  record::TableSet kept;
  for (const auto table : {record::Table::location_changes, record::Table::convergence, record::Table::advances,
                           record::Table::requests, record::Table::calls, record::Table::exchanges,
                           record::Table::call_counts, record::Table::call_delays, record::Table::calls_after_login,
                           record::Table::reachability, record::Table::knowledge, record::Table::storm_counts}) {
    kept.set(table);
  }
  EXPECT_EQ(plan.record.tables, kept);
  EXPECT_EQ(plan.record.clusters, (std::vector{ClusterId{0}, ClusterId{1}}));
  EXPECT_EQ(plan.record.users, (std::vector{UserId{1}, UserId{2}}));
  EXPECT_EQ(plan.lan_latency, 250 * microsecond);
  ASSERT_EQ(plan.links.size(), 1U);
  EXPECT_TRUE((plan.links[0] == DirectLinkPlan{ClusterId{0}, ClusterId{1}, 10'000'000, 3'500 * microsecond}));

  ASSERT_EQ(plan.clusters.size(), 5U);
  const ClusterPlan& own = plan.clusters[0];
  EXPECT_EQ(own.version, "14SU2");
  EXPECT_TRUE(
      (own.nodes == std::vector<NodePlan>{
                        {"a.1-p", 8, {.ils = true, .extension_mobility = false, .call_processing = true, .tftp = true}},
                        {"a.1-s", 2, {.ils = false}}}));
  EXPECT_EQ(own.spare_phones, 9U);
  EXPECT_TRUE((own.access == AccessLinkPlan{2'000'000, 15 * millisecond}))
      << "the cluster's bandwidth, everyone's latency";
  EXPECT_EQ(own.ils.interval, 90 * second);
  EXPECT_TRUE((own.blocked_learned_patterns == std::vector<ils::BlockedPattern>{{"2", false, ClusterId{}},
                                                                                {"+81-3", true, ClusterId{1}},
                                                                                {"", true, ClusterId{4}}}));
  EXPECT_EQ(own.extension_mobility.service_parameters.max_concurrent_requests, 100U);
  EXPECT_EQ(own.extension_mobility.service_parameters.multiple_login, em::MultipleLogin::allowed);
  EXPECT_EQ(own.calls.digit_analysis, 0);
  EXPECT_EQ(own.recovery.boot, 30 * minute);
  EXPECT_TRUE((own.membership == IlsMembership{ils::Role::hub, ClusterId{}, true}));

  const ClusterPlan& common = plan.clusters[1];
  EXPECT_TRUE((common.access == AccessLinkPlan{1'000'000'000, 15 * millisecond}));
  EXPECT_TRUE((common.ils == ils::Parameters{ils::SyncMode::periodic, 2 * minute, 80 * second, ils::Relay::at_interval,
                                             ils::ConflictPolicy::first_learned, 2 * second, 250, 3 * second,
                                             ils::ReplicationOrder::one_after_another, 4 * second, 1'000'000, 1'000, 64,
                                             5 * second, 6 * second, 7 * second, 1 * minute, 1.5, 8 * minute}));
  EXPECT_TRUE(common.blocked_learned_patterns.empty());
  EXPECT_TRUE((common.extension_mobility == em::Parameters{.service_parameters = {7,
                                                                                  3,
                                                                                  em::MultipleLogin::auto_logout,
                                                                                  true,
                                                                                  90 * minute,
                                                                                  false,
                                                                                  true,
                                                                                  true,
                                                                                  true,
                                                                                  {"192.0.2.1", "proxy.example"},
                                                                                  true},
                                                           .load_balancing = em::LoadBalancing::failover,
                                                           .service_error = catalogue::Numbering::reference,
                                                           .services_list = 500 * millisecond,
                                                           .sign_in_page = 1 * second,
                                                           .state_query = 50 * millisecond,
                                                           .state_query_takes_slot = true,
                                                           .typing = 2 * second,
                                                           .typing_pin = 1'500 * millisecond,
                                                           .profile_choice = 2'500 * millisecond,
                                                           .service = 3 * second,
                                                           .service_distribution = em::WorkDistribution::lognormal,
                                                           .service_sigma = 0.5,
                                                           .address_validation = 3'500 * millisecond,
                                                           .commit = 4 * second,
                                                           .database_speed = 2.5,
                                                           .database_connections = 3,
                                                           .database_timeout = 12 * second,
                                                           .database_queue = 40,
                                                           .replicated_commit = 20 * millisecond,
                                                           .change_notification = 15 * millisecond,
                                                           .rebuild = 5 * second,
                                                           .restart = 6 * second,
                                                           .reset = 30 * second,
                                                           .configuration = 6'500 * millisecond,
                                                           .configuration_retry = 9 * second,
                                                           .configurations_at_once = 3,
                                                           .registration = 7 * second,
                                                           .registrations_at_once = 2}));
  EXPECT_TRUE(
      (common.calls == calls::Parameters{.dn_precedence = calls::DnPrecedence::local,
                                         .digit_analysis = 20 * millisecond,
                                         .inter_digit_timer = 5 * second,
                                         .urgent_learned_patterns = false,
                                         .trying_timer = 250 * millisecond,
                                         .trunk_timeout = 4 * second,
                                         .inbound = calls::Inbound::local_and_learned,
                                         .sip_route_patterns = {"a.*", "b?"},
                                         .calling_search_spaces = {{"inside", {"Desks", "Labs"}}},
                                         .route_patterns = {{"9.[2-5]X!", "City", true}, {"\\+!", "", false}},
                                         .pstn_set_up = 3 * second,
                                         .max_forward_unregistered_hops = 2,
                                         .max_forwards = 9,
                                         .busy_trigger = 4,
                                         .no_answer_timeout = 20 * second,
                                         .answer_after = 4 * second,
                                         .media_loss_hang_up = 30 * second,
                                         .max_calls = 1500,
                                         .calls_per_second = 15,
                                         .options_ping = {true, 30 * second, 90 * second, 400 * millisecond, 4}}));
  EXPECT_EQ(plan.user_numbers.size(), 1U);
  EXPECT_TRUE((plan.user_numbers.front() == UserNumbers{UserId{2}, "+8131", "*1000#"}));
  EXPECT_TRUE((plan.trunks == TrunksPlan{TrunksPlan::Topology::session_management,
                                         {ClusterId{0}},
                                         {30, 7},
                                         {{ClusterId{0}, ClusterId{1}, {3, std::nullopt}}}}));
  EXPECT_TRUE(
      (common.recovery == directory::RecoveryParameters{.boot = 4 * minute, .phone_reregistration = 1 * minute}));
  EXPECT_TRUE((common.membership == IlsMembership{ils::Role::hub, ClusterId{0}, true}));
  EXPECT_TRUE((plan.clusters[2].membership == IlsMembership{ils::Role::spoke, ClusterId{1}, false}));
  EXPECT_TRUE((plan.clusters[3].membership == IlsMembership{ils::Role::spoke, ClusterId{0}, false}));
  EXPECT_TRUE((plan.clusters[4].membership == IlsMembership{ils::Role::standalone, ClusterId{}, true}));

  EXPECT_TRUE((plan.users == directory::Users{{"山田 太郎", "+81-3-1000", ClusterId{0}, true, false},
                                              {"o'brien->\"x\"", "*1000#", ClusterId{0}, true, true},
                                              {"2nd", "2", ClusterId{1}, false, true}}));
  const std::vector<TimelineEntry> timeline{{0, IlsJoin{ClusterId{2}, ils::Role::spoke, ClusterId{1}}},
                                            {1 * minute, IlsJoin{ClusterId{3}, ils::Role::spoke, ClusterId{0}}},
                                            {10 * minute, ClusterOutage{ClusterId{0}, 1 * hour}},
                                            {10 * minute, AccessOutage{ClusterId{0}, 1 * second}},
                                            {10 * minute, LinkOutage{LinkId{0}, 1 * millisecond}},
                                            {11 * minute, Login{UserId{0}, ClusterId{1}}},
                                            {12 * minute, PlaceCall{UserId{1}, "+81-3-1000", 2 * minute, false}},
                                            {50 * minute, Logout{UserId{0}, ClusterId{1}}}};
  EXPECT_TRUE(plan.timeline == timeline) << "by date, then in the order of the file";
  const std::vector<ExpectationKind> kinds{
      ExpectCall{UserId{1}, "+81-3-1000", 12 * minute, std::nullopt, calls::Outcome::caller_unregistered},
      ExpectConverged{UserId{0}, 90 * minute, Among::up},
      ExpectLoggedOut{UserId{0}, ClusterId{0}, {Moment::Event::failed, 0, ClusterId{0}}, 1 * minute},
      ExpectLoggedOut{UserId{0}, ClusterId{0}, {Moment::Event::absolute, 1 * hour, ClusterId{}}, 1 * minute},
      ExpectRegistered{UserId{2}, ClusterId{1}, 1 * hour, false},
      ExpectRoute{UserId{2}, ClusterId{0}, 1 * hour, ClusterId{1}},
      ExpectLogin{UserId{0}, 11 * minute, 25},
      ExpectJoined{ClusterId{3}, 2 * hour}};
  ASSERT_EQ(plan.expectations.size(), kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    EXPECT_TRUE(plan.expectations[i].kind == kinds[i]) << i;
    EXPECT_EQ(plan.expectations[i].pointer, "/expect/" + std::to_string(i));
  }
  EXPECT_EQ(plan.expectations[0].text, "call o'brien->\"x\"->+81-3-1000, at 12 min, outcome caller_unregistered");
  EXPECT_EQ(plan.expectations[1].text, "converged 山田 太郎, within 90 min, among up");
}

}  // namespace
}  // namespace roamsim::scenario::testing
