#include <gtest/gtest.h>

#include "models/extension_mobility/sessions.hpp"

namespace roamsim::em {
namespace {

TEST(Sessions, DevicesComeNewestFirstAndLeaveInAnyOrder) {
  Sessions sessions(2, 5);
  const UserId user(1);
  for (const std::uint32_t phone : {4U, 0U, 2U}) sessions.log_in(user, PhoneId(phone));
  EXPECT_EQ(sessions.devices(user), (std::vector<PhoneId>{PhoneId(2), PhoneId(0), PhoneId(4)}));
  EXPECT_EQ(sessions.user_of(PhoneId(0)), user);
  sessions.log_out(PhoneId(0));
  EXPECT_EQ(sessions.devices(user), (std::vector<PhoneId>{PhoneId(2), PhoneId(4)}));
  EXPECT_FALSE(sessions.user_of(PhoneId(0)).valid());
  sessions.log_out(PhoneId(2));
  sessions.log_out(PhoneId(4));
  EXPECT_TRUE(sessions.devices(user).empty());
  EXPECT_TRUE(sessions.devices(UserId(0)).empty());
}

}  // namespace
}  // namespace roamsim::em
