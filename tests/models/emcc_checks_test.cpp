// The order of the refusals of an EMCC login, and what each of them finds.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>

#include "models/extension_mobility/emcc.hpp"

namespace roamsim::em {
namespace {

using catalogue::Cause;

/// What is wrong where a check fails, in the order of the table.
struct Fault {
  Cause cause;
  EmccPoint at;
  void (*make)(EmccFacts& facts);
};

const std::array<Fault, 20> faults{{
    {Cause::proxy_not_allowed, EmccPoint::visited, [](EmccFacts& f) { f.proxy_allowed = false; }},
    {Cause::untrusted_address, EmccPoint::visited, [](EmccFacts& f) { f.address_trusted = false; }},
    {Cause::em_flag_unreadable, EmccPoint::visited, [](EmccFacts& f) { f.em_flag_readable = false; }},
    {Cause::em_disabled, EmccPoint::visited, [](EmccFacts& f) { f.em_enabled = false; }},
    {Cause::phone_in_use, EmccPoint::visited, [](EmccFacts& f) { f.phone_in_use = true; }},
    {Cause::emcc_no_remote_cluster, EmccPoint::visited, [](EmccFacts& f) { f.remote_clusters = false; }},
    {Cause::emcc_user_not_found, EmccPoint::visited, [](EmccFacts& f) { f.user_recorded = false; }},
    {Cause::emcc_no_response, EmccPoint::search,
     [](EmccFacts& f) {
       f.found = false;
       f.silent = true;
     }},
    {Cause::emcc_home_down, EmccPoint::search,
     [](EmccFacts& f) {
       f.found = false;
       f.home_known_down = true;
     }},
    {Cause::emcc_user_not_found, EmccPoint::search, [](EmccFacts& f) { f.found = false; }},
    {Cause::emcc_visiting_unknown, EmccPoint::home, [](EmccFacts& f) { f.visiting_known = false; }},
    {Cause::emcc_refused_by_home, EmccPoint::home, [](EmccFacts& f) { f.accepts = false; }},
    {Cause::emcc_not_activated, EmccPoint::home, [](EmccFacts& f) { f.activated = false; }},
    {Cause::emcc_wrong_pin, EmccPoint::home, [](EmccFacts& f) { f.pin_right = false; }},
    {Cause::profile_absent, EmccPoint::home, [](EmccFacts& f) { f.profile = false; }},
    {Cause::multiple_login, EmccPoint::home, [](EmccFacts& f) { f.devices = 1; }},
    {Cause::emcc_device_unsupported, EmccPoint::home, [](EmccFacts& f) { f.device_supported = false; }},
    {Cause::emcc_duplicate_device, EmccPoint::home, [](EmccFacts& f) { f.duplicate_device = true; }},
    {Cause::emcc_no_tftp_server, EmccPoint::home, [](EmccFacts& f) { f.tftp_servers = false; }},
    {Cause::emcc_no_base_device, EmccPoint::home, [](EmccFacts& f) { f.base_device_free = false; }},
}};

constexpr std::array points{EmccPoint::visited, EmccPoint::search, EmccPoint::home};

TEST(EmccChecks, AGoodLoginPasses) {
  for (const EmccPoint at : points) EXPECT_EQ(check_emcc(at, {}), Cause::none);
}

TEST(EmccChecks, EachFaultIsFoundAtItsPointAndNowhereElse) {
  for (const Fault& fault : faults) {
    EmccFacts facts;
    fault.make(facts);
    for (const EmccPoint at : points) {
      EXPECT_EQ(check_emcc(at, facts), at == fault.at ? fault.cause : Cause::none)
          << catalogue::error_of(fault.cause).name;
    }
  }
}

TEST(EmccChecks, OfTwoFaultsAtOnePointTheEarlierAnswers) {
  for (std::size_t first = 0; first < faults.size(); ++first) {
    for (std::size_t second = first + 1; second < faults.size(); ++second) {
      if (faults[first].at != faults[second].at) continue;
      EmccFacts facts;
      faults[first].make(facts);
      faults[second].make(facts);
      EXPECT_EQ(check_emcc(faults[first].at, facts), faults[first].cause)
          << catalogue::error_of(faults[second].cause).name;
    }
  }
}

TEST(EmccChecks, TheTableHasTheseAndNoOthersAndEveryDocumentedPlaceHasASource) {
  ASSERT_EQ(emcc_checks().size(), faults.size());
  for (std::size_t i = 0; i < faults.size(); ++i) {
    EXPECT_EQ(emcc_checks()[i].cause, faults[i].cause);
    EXPECT_EQ(emcc_checks()[i].assumed_place, emcc_checks()[i].source.empty());
  }
}

TEST(EmccChecks, EveryCauseOfEmccButTheCutLineIsInTheTable) {
  for (const catalogue::Error& error : catalogue::errors) {
    if (!error.name.starts_with("emcc_") || error.cause == Cause::emcc_link_cut) continue;
    EXPECT_TRUE(std::any_of(emcc_checks().begin(), emcc_checks().end(), [&](const EmccCheck& check) {
      return check.cause == error.cause;
    })) << error.name;
  }
}

// Whoever finds the home does not care for other clusters that are silent or down.
TEST(EmccChecks, AHomeThatIsFoundIsEnough) {
  EmccFacts facts;
  facts.silent = facts.home_known_down = true;
  EXPECT_EQ(check_emcc(EmccPoint::search, facts), Cause::none);
}

TEST(EmccChecks, OtherMultipleLoginBehavioursLetTheUserIn) {
  for (const MultipleLogin behaviour : {MultipleLogin::allowed, MultipleLogin::auto_logout}) {
    EmccFacts facts;
    facts.devices = 1;
    facts.multiple_login = behaviour;
    EXPECT_EQ(check_emcc(EmccPoint::home, facts), Cause::none);
  }
}

TEST(EmccPatch, WhatIsAbsentStays) {
  const EmccSettings before{std::vector<ClusterId>{ClusterId(2)}, false, 7, false, {"SEP-1"}};
  EmccSettings settings = before;
  apply(EmccPatch{}, settings);
  EXPECT_EQ(settings, before);
  apply({std::vector<ClusterId>{}, true, 8, true, std::vector<std::string>{}}, settings);
  EXPECT_EQ(settings, (EmccSettings{std::vector<ClusterId>{}, true, 8, true, {}}));
}

// What the phone shows for the causes that show something else than their own number.
TEST(EmccTexts, AsDocumented) {
  EXPECT_EQ(catalogue::error_of(Cause::emcc_no_response).shown, "Login is unavailable(23)");
  EXPECT_EQ(catalogue::error_of(Cause::emcc_no_tftp_server).shown, "Please try to login again (201)");
  EXPECT_EQ(catalogue::error_of(Cause::emcc_home_down).shown, "Login is unavailable");
}

}  // namespace
}  // namespace roamsim::em
