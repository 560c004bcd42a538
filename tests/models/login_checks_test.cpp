#include "models/extension_mobility/checks.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace roamsim::em {
namespace {

using catalogue::Cause;

/// How each cause comes about, and no other.
const std::map<Cause, std::function<void(LoginFacts&)>>& faults() {
  static const std::map<Cause, std::function<void(LoginFacts&)>> all{
      {Cause::tomcat_stopped, [](LoginFacts& f) { f.tomcat = false; }},
      {Cause::phone_services_stopped, [](LoginFacts& f) { f.phone_services = false; }},
      {Cause::em_item_missing, [](LoginFacts& f) { f.em_item = false; }},
      {Cause::em_application_stopped, [](LoginFacts& f) { f.em_application = false; }},
      {Cause::device_name_empty, [](LoginFacts& f) { f.device_name = false; }},
      {Cause::login_type_invalid, [](LoginFacts& f) { f.login_type_valid = false; }},
      {Cause::em_service_unreachable, [](LoginFacts& f) { f.em_service = false; }},
      {Cause::blank_credentials, [](LoginFacts& f) { f.blank = true; }},
      {Cause::dn_has_multiple_users, [](LoginFacts& f) { f.several_users = true; }},
      {Cause::proxy_not_allowed, [](LoginFacts& f) { f.proxy_allowed = false; }},
      {Cause::untrusted_address, [](LoginFacts& f) { f.address_trusted = false; }},
      {Cause::unknown_user, [](LoginFacts& f) { f.user_known = false; }},
      {Cause::wrong_pin, [](LoginFacts& f) { f.pin_right = false; }},
      {Cause::version_without_roaming, [](LoginFacts& f) { f.roaming_supported = false; }},
      {Cause::not_a_super_user, [](LoginFacts& f) { f.super_user = false; }},
      {Cause::profile_absent, [](LoginFacts& f) { f.profile = false; }},
      {Cause::em_flag_unreadable, [](LoginFacts& f) { f.em_flag_readable = false; }},
      {Cause::em_disabled, [](LoginFacts& f) { f.em_enabled = false; }},
      {Cause::phone_in_use, [](LoginFacts& f) { f.phone_in_use = true; }},
      {Cause::multiple_login, [](LoginFacts& f) { f.devices_here = 1; }}};
  return all;
}

LoginFacts good() {
  LoginFacts facts;
  facts.at_home = false;
  return facts;
}

/// What the checks find, from the button on.
Cause first_of_all(const LoginFacts& facts) {
  for (const CheckPoint at : {CheckPoint::button, CheckPoint::item, CheckPoint::submit, CheckPoint::service}) {
    const Cause cause = check_login(at, facts);
    if (cause != Cause::none) return cause;
  }
  return Cause::none;
}

TEST(LoginChecks, ASuperUserMayRoamAndAnyUserMayLogInAtHome) {
  EXPECT_EQ(first_of_all(good()), Cause::none);
  LoginFacts at_home;
  at_home.super_user = false;
  at_home.roaming_supported = false;
  EXPECT_EQ(first_of_all(at_home), Cause::none);
}

TEST(LoginChecks, EachFaultIsFoundByItsOwnCheckOnly) {
  ASSERT_EQ(login_checks().size(), faults().size());
  for (const Check& check : login_checks()) {
    LoginFacts facts = good();
    faults().at(check.cause)(facts);
    EXPECT_EQ(first_of_all(facts), check.cause) << catalogue::error_of(check.cause).name;
    for (const Check& other : login_checks()) {
      EXPECT_EQ(other.fails(facts), other.cause == check.cause) << catalogue::error_of(other.cause).name;
    }
  }
}

TEST(LoginChecks, OfTwoFaultsTheEarlierCheckAnswers) {
  const auto checks = login_checks();
  for (std::size_t i = 0; i < checks.size(); ++i) {
    for (std::size_t j = i + 1; j < checks.size(); ++j) {
      LoginFacts facts = good();
      faults().at(checks[i].cause)(facts);
      faults().at(checks[j].cause)(facts);
      EXPECT_EQ(first_of_all(facts), checks[i].cause)
          << catalogue::error_of(checks[i].cause).name << " and " << catalogue::error_of(checks[j].cause).name;
    }
  }
}

TEST(LoginChecks, ThePlaceOfEachIsDocumentedOrAssumed) {
  CheckPoint at = CheckPoint::button;
  for (const Check& check : login_checks()) {
    EXPECT_NE(check.assumed_place, !check.source.empty()) << catalogue::error_of(check.cause).name;
    EXPECT_GE(check.at, at) << "the points stand in their order";
    at = check.at;
  }
}

TEST(LoginChecks, OtherMultipleLoginBehavioursLetTheUserIn) {
  LoginFacts second = good();
  second.devices_here = 1;
  second.multiple_login = MultipleLogin::allowed;
  EXPECT_EQ(first_of_all(second), Cause::none);
  second.multiple_login = MultipleLogin::auto_logout;
  EXPECT_EQ(first_of_all(second), Cause::none);
}

TEST(Admission, AtMostTheLimit) {
  ServiceParameters parameters;
  EXPECT_TRUE(admits(parameters, 4));
  EXPECT_FALSE(admits(parameters, 5));
}

TEST(ErrorCatalogue, IsIndexedByCause) {
  for (const catalogue::Error& error : catalogue::errors) EXPECT_EQ(catalogue::error_of(error.cause).name, error.name);
  EXPECT_EQ(catalogue::error_of(Cause::busy).code, 26);
  EXPECT_EQ(catalogue::error_of(Cause::multiple_login).code, 25);
  EXPECT_EQ(catalogue::error_of(Cause::em_service_unreachable).code, 207);
  EXPECT_EQ(catalogue::error_of(Cause::em_service_unreachable, catalogue::Numbering::reference).code, 208);
}

}  // namespace
}  // namespace roamsim::em
