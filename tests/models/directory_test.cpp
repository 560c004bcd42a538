#include <gtest/gtest.h>

#include "models/directory/directory.hpp"

namespace roamsim::directory {
namespace {

Directory three_users() {
  return Directory({{"bob", "1000-001", ClusterId(0), true}, {"alice", "2000-001", ClusterId(1), true}, {"twin", "1000-001", ClusterId(1), false}},
                   {2, 3});
}

TEST(Directory, FindsUsersByNumberTheFirstConfiguredFirst) {
  const Directory directory = three_users();
  EXPECT_EQ(directory.user_with_dn("2000-001"), UserId(1));
  EXPECT_EQ(directory.user_with_dn("1000-001"), UserId(0));
  EXPECT_FALSE(directory.user_with_dn("1000-00").valid());
  EXPECT_FALSE(directory.user_with_dn("9").valid());
}

TEST(Directory, OwnPhonesComeFirstThenSparePhonesByCluster) {
  const Directory directory = three_users();
  EXPECT_EQ(directory.phones(), 8U);
  EXPECT_EQ(directory.cluster_of(directory.own_phone(UserId(2))), ClusterId(1));
  EXPECT_EQ(directory.spare_phones(ClusterId(0)), std::pair(PhoneId(3), PhoneId(5)));
  EXPECT_EQ(directory.spare_phones(ClusterId(1)), std::pair(PhoneId(5), PhoneId(8)));
  EXPECT_EQ(directory.cluster_of(PhoneId(7)), ClusterId(1));
}

TEST(Directory, DeviceNamesAreTwelveHexadecimalDigits) {
  EXPECT_EQ(Directory::default_device_name(PhoneId(0)), "SEP000000000001");
  EXPECT_EQ(Directory::default_device_name(PhoneId(0xABCDE)), "SEP0000000ABCDF");
}

}  // namespace
}  // namespace roamsim::directory
