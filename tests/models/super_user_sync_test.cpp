// What the Super User Synchronization Tool carries, and the page that says so.
#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "models/super_user_sync/carry.hpp"
#include "models/super_user_sync/field_table.hpp"

namespace roamsim::sync {
namespace {

using directory::UserRecord;

constexpr Carried nothing{.record = false, .pin = false, .group = false, .user_locale = false, .profiles = false};

Carried only(bool Carried::*field) {
  Carried what = nothing;
  what.*field = true;
  return what;
}

/// A record that differs from the default one in every field.
UserRecord changed_record() {
  UserRecord record;
  record.pin = "67890";
  record.self_service_id = "7001";
  record.primary_extension = "7002";
  record.user_locale = "fr_FR";
  record.super_user = true;
  record.home_cluster = true;
  record.emcc = false;
  record.profiles = {{.name = "another", .model = {}, .user_locale = {}, .lines = {}}};
  return record;
}

TEST(WhatIsCarried, CarriesWhatIsNamedAndNothingElse) {
  const UserRecord home = changed_record();
  const auto carried = [&](const Carried& what) {
    UserRecord there;
    carry(what, home, there);
    return there;
  };
  EXPECT_EQ(carried(nothing), UserRecord{});
  UserRecord pin;
  pin.pin = home.pin;
  EXPECT_EQ(carried(only(&Carried::pin)), pin);
  UserRecord group;
  group.super_user = true;
  EXPECT_EQ(carried(only(&Carried::group)), group);
  UserRecord locale;
  locale.user_locale = home.user_locale;
  EXPECT_EQ(carried(only(&Carried::user_locale)), locale);
  UserRecord profiles;
  profiles.profiles[0].present = false;  // by its name the home cluster has none; it keeps its place
  profiles.profiles.push_back(home.profiles[0]);
  EXPECT_EQ(carried(only(&Carried::profiles)), profiles);
  UserRecord record;
  record.self_service_id = home.self_service_id;
  record.primary_extension = home.primary_extension;
  EXPECT_EQ(carried(only(&Carried::record)), record);
}

TEST(WhatIsCarried, WhatIsSetInEachClusterIsNeverCarried) {
  UserRecord there;
  carry({.profiles = true}, changed_record(), there);
  EXPECT_EQ(there.home_cluster, std::nullopt);
  EXPECT_TRUE(there.emcc);
}

TEST(WhatIsCarried, NothingIsGivenToAUserWithoutRecord) {
  const UserRecord home = changed_record();
  UserRecord absent;
  absent.present = false;
  UserRecord there = absent;
  carry({.record = false, .profiles = true}, home, there);
  EXPECT_EQ(there, absent);
  EXPECT_FALSE(differs({.record = false, .profiles = true}, home, absent));
  carry({}, home, there);
  EXPECT_TRUE(there.present);
  EXPECT_EQ(there.pin, home.pin);
}

TEST(WhatIsCarried, ADeletedRecordIsDeletedElsewhere) {
  UserRecord home = changed_record();
  home.present = false;
  UserRecord there;
  carry({}, home, there);
  UserRecord deleted;
  deleted.present = false;
  EXPECT_EQ(there, deleted) << "and the rest stays as it was";
}

TEST(WhatIsCarried, DiffersInFieldsThatAreCarriedOnly) {
  UserRecord home;
  home.super_user = true;
  UserRecord there = home;
  EXPECT_FALSE(differs({}, home, there));
  there.emcc = false;
  there.home_cluster = false;
  there.profiles.clear();
  EXPECT_FALSE(differs({}, home, there));
  EXPECT_TRUE(differs({.profiles = true}, home, there));
  there.pin = "99999";
  EXPECT_TRUE(differs({}, home, there));
  EXPECT_FALSE(differs({.pin = false}, home, there));
}

TEST(WhatIsCarried, ConcernsSuperUsersAndThoseWhoWere) {
  UserRecord member;
  member.super_user = true;
  EXPECT_TRUE(concerns(member, {}));
  EXPECT_TRUE(concerns({}, member));
  EXPECT_FALSE(concerns({}, {}));
}

TEST(WhatIsCarried, TheFirstRunIsNotAtTheVeryStart) {
  Parameters parameters;
  EXPECT_EQ(first_run(parameters), 24 * hour);
  parameters.interval = 6 * hour;
  EXPECT_EQ(first_run(parameters), 6 * hour);
  parameters.at = 2 * hour;
  EXPECT_EQ(first_run(parameters), 2 * hour);
}

TEST(WhatTravels, ThePageIsCurrent) {
  std::ifstream file(ROAMSIM_SOURCE_DIR "/docs/what-travels-by-what.md");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_EQ(text, field_table_page()) << "if the change is meant, write the second into docs/what-travels-by-what.md";
}

TEST(WhatTravels, EveryFieldOfTheToolHasARowAndAKey) {
  std::set<std::string_view> fields;
  std::size_t mentioned = 0;
  for (bool Carried::*field :
       {&Carried::record, &Carried::pin, &Carried::group, &Carried::user_locale, &Carried::profiles}) {
    std::size_t rows = 0;
    for (const FieldRow& row : field_table()) rows += row.carries == field ? 1 : 0;
    EXPECT_GT(rows, 0U);
    mentioned += rows;
  }
  std::size_t of_tool = 0;
  for (const FieldRow& row : field_table()) {
    EXPECT_TRUE(fields.insert(row.field).second) << row.field;
    EXPECT_EQ(row.carrier == Carrier::tool, row.carries != nullptr) << row.field;
    EXPECT_EQ(row.carrier == Carrier::tool, !row.key.empty()) << row.field;
    of_tool += row.carrier == Carrier::tool ? 1 : 0;
  }
  EXPECT_EQ(of_tool, mentioned);
}

}  // namespace
}  // namespace roamsim::sync
