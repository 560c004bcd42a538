// The written meaning of faults is complete, and the page that shows it is current.
#include "sim/actors/fault_table.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace roamsim::actors {
namespace {

TEST(FaultTable, ThePageIsCurrent) {
  std::ifstream file(ROAMSIM_SOURCE_DIR "/docs/faults.md");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_EQ(text, fault_table_page()) << "if the change is meant, write the second into docs/faults.md";
}

TEST(FaultTable, HasEveryVerbOnce) {
  std::set<std::string_view> verbs;
  for (const FaultRow& row : fault_table()) EXPECT_TRUE(verbs.insert(row.verb).second) << row.verb;
  for (const char* verb : {"cluster_outage", "shutdown", "restore", "node_outage", "publisher_outage", "access_outage",
                           "link_outage", "access_degraded", "link_degraded", "partition", "replication_broken",
                           "clock_skew", "authentication_failure"}) {
    EXPECT_TRUE(verbs.contains(verb)) << verb;
  }
}

}  // namespace
}  // namespace roamsim::actors
