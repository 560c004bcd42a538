#include "sim/record/named_users.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace roamsim::record {
namespace {

directory::User user(const char* name, bool advertised) {
  return {.name = name, .dn = name, .home = ClusterId{0}, .advertised = advertised};
}

TEST(NamedUsers, AreThoseWhoAreAdvertisedAndWhomARowNames) {
  Names names;
  names.users = {user("bob", true), user("1", false), user("2", false), user("3", false), user("4", false)};
  Journal journal;
  EXPECT_EQ(named_users(names, journal), (std::vector<bool>{true, false, false, false, false}));
  CallRow call;
  call.from = UserId{2};
  journal.calls.push_back(call);  // to a number of nobody
  RequestRow request;
  request.user = UserId{3};
  journal.requests.push_back(request);
  ReachabilityRow reachability;
  reachability.user = UserId{4};
  journal.reachability.push_back(reachability);
  EXPECT_EQ(named_users(names, journal), (std::vector<bool>{true, false, true, true, true}));
}

}  // namespace
}  // namespace roamsim::record
