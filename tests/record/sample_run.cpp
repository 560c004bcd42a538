#include "tests/record/sample_run.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace roamsim::record {
namespace {

constexpr ClusterId c1{0}, c2{1}, c3{2};
constexpr UserId bob{0}, alice{1}, kally{2};

void add_login(SampleRun& run) {
  Journal& j = run.journal;
  const Time pressed = 6 * minute;
  const std::array<std::pair<const char*, Duration>, 8> stages{{{"services_button", 400 * millisecond},
                                                                {"sign_in_page", 1500 * millisecond},
                                                                {"typing", 8 * second},
                                                                {"checks", 600 * millisecond},
                                                                {"commit", 1500 * millisecond},
                                                                {"configuration", 2200 * millisecond},
                                                                {"restart", 14 * second},
                                                                {"registration", 1800 * millisecond}}};
  Time at = pressed;
  for (const auto& [stage, took] : stages) {
    j.spans.push_back({RequestId{0}, stage, at, at + took});
    at += took;
  }
  j.requests.push_back({.user = bob, .cluster = c2, .phone = "SEP000000000021", .begin = pressed, .end = at});
  j.http_requests.push_back({RequestId{0}, c2, 1, HttpRequestRow::Kind::state_query, false, pressed + 500 * millisecond,
                             pressed + 1900 * millisecond, 0});
  j.http_requests.push_back(
      {RequestId{0}, c2, 1, HttpRequestRow::Kind::login, true, pressed + 9900 * millisecond, pressed + 12 * second, 0});
  const Time commit = pressed + 12 * second;
  j.location_changes.push_back({commit, LocationChangeRow::Kind::login, bob, c2, c2, 1, 7, RequestId{0}});
  j.convergence.push_back({0, c1, 18 * minute + 4 * second, 18 * minute + 7 * second + 350 * millisecond});
  j.convergence.push_back({0, c2, commit, commit + 180 * millisecond, commit + 180 * millisecond, at, 0});
  j.convergence.push_back({0, c3, commit + 1900 * millisecond, commit + 2450 * millisecond});
  j.advances.push_back({commit, AdvanceRow::Kind::received, c2, c2, 1, 6, 7, ClusterId{}});
  j.advances.push_back({commit + 1900 * millisecond, AdvanceRow::Kind::received, c3, c2, 1, 6, 7, c2});
  j.advances.push_back({commit + 2450 * millisecond, AdvanceRow::Kind::applied, c3, c2, 1, 6, 7, c2});
  j.advances.push_back({18 * minute + 4 * second, AdvanceRow::Kind::received, c1, c2, 1, 6, 7, c2});
  j.registrations.push_back({at, bob, c2, "SEP000000000021", true});
  j.exchanges.push_back({commit + 1850 * millisecond, c2, c3, 1, 512, commit + 1900 * millisecond});
  j.exchanges.push_back({commit + 1850 * millisecond, c2, c1, 1, 512, never});
  j.ils_waits.push_back(
      {IlsWaitRow::Kind::retry, c2, c1, 0, 0, commit + 11850 * millisecond, commit + 41850 * millisecond});
  j.ils_waits.push_back({IlsWaitRow::Kind::no_room, c3, c2, 1, 7, commit + 2450 * millisecond, never});
}

void add_calls(SampleRun& run) {
  const auto call = [&](Time at, UserId from, ClusterId origin, ClusterId target, calls::Outcome outcome) {
    run.journal.calls.push_back(
        {at, from, std::string(run.names.users[0].dn), bob, origin, target, outcome, at + 240 * millisecond, true});
    if (outcome == calls::Outcome::connected) return;
    CallRow& failed = run.journal.calls.back();
    failed.reason = calls::Reason::invite_timed_out;
    failed.caller_phone = "SEP000000000003";
    failed.final_number = failed.dialled;
    failed.path = "c3";
  };
  using enum calls::Outcome;
  call(2 * minute, kally, c3, c1, connected);
  call(5 * minute + 30 * second, kally, c3, c1, trunk_dead);
  call(7 * minute, kally, c3, c2, connected);
  call(20 * minute, kally, c3, c2, connected);
  call(22 * minute, alice, c1, c2, connected);
  run.journal.calls.push_back({30 * minute, kally, "9999-999", UserId{}, c3, ClusterId{}, connected, 0, false});
  Journal& j = run.journal;
  j.call_legs.push_back({CallId{0}, c3, 1, 2 * minute, {}, c1, false, false, false});
  j.call_legs.push_back(
      {CallId{4}, c1, 2, 22 * minute, c2, {}, true, false, true, 22 * minute + 1, calls::Reason::trunk_full});
  using enum CallParty::Kind;
  j.call_messages.push_back({CallId{0}, 2 * minute, {caller, {}}, {cluster, c3}, "INVITE", 2 * minute + 1});
  j.call_messages.push_back({CallId{4}, 22 * minute, {cluster, c1}, {cluster, c2}, "INVITE", never});
  j.call_counts.push_back({0, CallSource::plan, c3, c1, false, connected, 3});
  j.call_counts.push_back({15 * minute, CallSource::background, c1, {}, true, trunk_dead, 17});
  j.call_delays.push_back({c3, connected, 100 * millisecond, 3});
  j.call_delays.push_back({c1, trunk_dead, 32 * second, 17});
  j.calls_after_login.push_back({0, 4, 3});
  j.calls_after_login.push_back({second, 5, 1});
  j.reachability.push_back({c3, bob, 10, 7, 20 * minute, 30 * minute});
  j.knowledge.push_back({bob, 3, 14 * minute, 2, true, 20 * minute, 15 * minute, c1});
  j.knowledge.push_back({.user = alice, .clusters = 3, .stale = minute, .stale_spells = 1});
  j.reachability_steps.push_back({0, c3, bob, true, calls::Reason::answered, c1});
  j.reachability_steps.push_back({5 * minute, c1, bob, false, calls::Reason::caller_unregistered, {}});
  j.reachability.push_back({c1, alice, 11, 11, 30 * minute, 30 * minute});
}

}  // namespace

SampleRun story_run() {
  SampleRun run;
  run.header.title = "Home cluster down, Bob roams";
  run.header.scenario_hash = "5c0a";
  run.header.seed = 0xffff'ffff'ffff'ffff;  // needs all 64 bits
  run.header.duration = 30 * minute;
  run.header.program_version = "0.1.0";
  run.header.simgrid_version = "3.32";
  run.header.network_model = "CM02";
  run.header.events = 12345;
  run.header.simgrid_activities = 42;
  run.header.order_fingerprint = 0x0123'4567'89ab'cdef;
  run.header.end = "reached";
  run.names.clusters = {"cluster1", "cluster2", "cluster3"};
  run.names.roles = {"hub", "hub", "hub"};
  run.names.users = {{"bob", "1000-001", c1, true}, {"alice", "1000-002", c1, false}, {"kally", "3000-001", c3, false}};
  run.names.links = {{c1, c2}};

  Journal& j = run.journal;
  j.events = {{5 * minute, EventRow::Kind::failed, c1, LinkId{}},
              {15 * minute, EventRow::Kind::repaired, c1, LinkId{}},
              {18 * minute, EventRow::Kind::recovered, c1, LinkId{}},
              {20 * minute, EventRow::Kind::link_down, ClusterId{}, LinkId{0}}};
  for (const ClusterId cluster : {c1, c2, c3}) j.routes.push_back({0, cluster, bob, c1});
  j.routes.push_back({6 * minute + 12180 * millisecond, c2, bob, c2});
  j.routes.push_back({6 * minute + 14450 * millisecond, c3, bob, c2});
  j.routes.push_back({18 * minute + 7350 * millisecond, c1, bob, c2});
  j.registrations.push_back({0, bob, c1, "SEP000000000011", true});
  j.registrations.push_back({5 * minute, bob, c1, "SEP000000000011", false});
  add_login(run);
  add_calls(run);
  j.scalars = {{"logins", "cluster2", 1, "1"}, {"bytes", "run", 1024.5, "byte"}, {"mean wait", "cluster3", 0.1, "s"}};
  j.expectations = {{"/expect/0", "the call at 7 min reaches cluster2", true, "cluster2"},
                    {"/expect/1", "bob converged within 2 s", false, "2.45 s at cluster3"}};
  return run;
}

SampleRun hostile_run() {
  SampleRun run = story_run();
  run.header.title = "=cmd|' /C calc'!A0 <script>alert(1)</script> \x1b[31m $\\alpha_{$";
  run.names.clusters = {"東京クラスタ", "'); DROP TABLE clusters; --", "$\\frac{1}{$ <b>&amp;"};
  run.names.users.change(0, [](directory::User& one) { one.name = "大阪 太郎\n\t\"quoted\", comma"; });
  run.names.users.change(0, [](directory::User& one) { one.dn = "+81-6-1000-001"; });
  run.names.users.change(2, [](directory::User& one) { one.name = "\u202eevil\u0007"; });
  run.journal.requests[0].phone = "認証エラー\x80 broken";
  run.journal.scalars[0].entity = "@SUM(A1)";
  return run;
}

ScratchFolder::ScratchFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "roamsim-record-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a scratch folder");
  path_ = std::filesystem::canonical(name);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

void put_content(const std::filesystem::path& file, const std::string& content) {
  std::ofstream out(file, std::ios::binary);
  out << content;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

std::string output_of(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot start: " + command);
  std::string text;
  std::array<char, 4096> piece{};
  while (const std::size_t size = std::fread(piece.data(), 1, piece.size(), pipe)) text.append(piece.data(), size);
  if (const int status = ::pclose(pipe); status != 0) throw std::runtime_error("failed: " + command);
  return text;
}

std::string dump_of(const std::filesystem::path& database) {
  return output_of("sqlite3 -bail '" + database.string() + "' .dump");
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace roamsim::record
