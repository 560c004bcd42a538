#include <gtest/gtest.h>

#include "models/extension_mobility/checks.hpp"

namespace roamsim::em {
namespace {

using catalogue::Cause;

LoginFacts good() { return {.user_known = true, .at_home = false, .super_user = true}; }

TEST(LoginChecks, ASuperUserMayRoamAndAnyUserMayLogInAtHome) {
  EXPECT_EQ(check_login(good()), Cause::none);
  EXPECT_EQ(check_login({.user_known = true, .at_home = true, .super_user = false}), Cause::none);
}

TEST(LoginChecks, EachCheckRefusesOnItsOwn) {
  LoginFacts unknown = good();
  unknown.user_known = false;
  EXPECT_EQ(check_login(unknown), Cause::unknown_user);
  LoginFacts ordinary = good();
  ordinary.super_user = false;
  EXPECT_EQ(check_login(ordinary), Cause::not_a_super_user);
  LoginFacts second = good();
  second.devices_here = 1;
  EXPECT_EQ(check_login(second), Cause::multiple_login);
}

TEST(LoginChecks, OfTwoFaultsTheEarlierCheckAnswers) {
  EXPECT_EQ(check_login({.user_known = false, .super_user = false}), Cause::unknown_user);
  EXPECT_EQ(check_login({.user_known = true, .super_user = false, .devices_here = 1}), Cause::not_a_super_user);
}

TEST(LoginChecks, OtherMultipleLoginBehavioursLetTheUserIn) {
  LoginFacts second = good();
  second.devices_here = 1;
  second.multiple_login = MultipleLogin::allowed;
  EXPECT_EQ(check_login(second), Cause::none);
  second.multiple_login = MultipleLogin::auto_logout;
  EXPECT_EQ(check_login(second), Cause::none);
}

TEST(Admission, AtMostTheLimit) {
  Parameters parameters;
  EXPECT_TRUE(admits(parameters, 4));
  EXPECT_FALSE(admits(parameters, 5));
}

TEST(ErrorCatalogue, IsIndexedByCause) {
  for (const catalogue::Error& error : catalogue::errors) EXPECT_EQ(catalogue::error_of(error.cause).name, error.name);
  EXPECT_EQ(catalogue::error_of(Cause::busy).code, 26);
  EXPECT_EQ(catalogue::error_of(Cause::multiple_login).code, 25);
}

}  // namespace
}  // namespace roamsim::em
