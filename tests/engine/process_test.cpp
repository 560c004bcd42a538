// The engine and its process: one for life, forked before it is built, and no traces in what belongs to others.
#include <gtest/gtest.h>

#include <csignal>
#include <optional>

#include "tests/engine/child.hpp"
#include "tests/engine/support.hpp"

namespace roamsim::engine::test {
namespace {

TEST(EngineProcess, ASecondEngineIsRefused) {
  core::Scheduler scheduler;
  std::optional<Engine> engine(std::in_place, scheduler, star(2));
  core::Scheduler other;
  EXPECT_THROW(Engine(other, star(2)), std::logic_error);
  engine.reset();
  EXPECT_THROW(Engine(other, star(2)), std::logic_error);
}

TEST(EngineProcess, ABadSpecificationLeavesRoomForAnother) {
  core::Scheduler scheduler;
  EXPECT_THROW(Engine(scheduler, PlatformSpec{}), std::invalid_argument);
  Bed bed(star(2));
  bed.flow(0, bed.node(0), bed.node(1), 125 * megabyte);
  bed.run();
  EXPECT_EQ(bed.endings, (std::vector<Ending>{completed(0, second)}));
}

std::string story() {
  PlatformSpec spec = star(12, 1'544'000);
  spec.direct_links.push_back({ClusterId(3), ClusterId(4), 2'048'000, 0});
  Bed bed(spec);
  std::uint64_t draw = 12345;
  for (int i = 0; i < 200; ++i) {
    draw = draw * 6364136223846793005ULL + 1442695040888963407ULL;
    const auto random = static_cast<int>(draw >> 40);
    bed.at(random % 1000 * millisecond, [&bed, i, random] {
      bed.flow(i, bed.node(random % 12), bed.node(random / 12 % 12), static_cast<std::uint64_t>(random % 70'000));
      bed.compute(1000 + i, bed.node(i % 12), random % 50 * millisecond);
    });
  }
  bed.at(500 * millisecond, [&bed] { bed.engine.set_link_on(bed.access(5), false); });
  bed.at(600 * millisecond, [&bed] { bed.engine.set_node_on(bed.node(7), false); });
  bed.run();
  std::string told;
  for (const Ending& ending : bed.endings) {
    told += std::to_string(ending.flow) + "@" + std::to_string(ending.at) +
            (ending.how == FlowEnd::failed ? "failed " : " ");
  }
  return told + std::to_string(bed.scheduler.order_fingerprint());
}

TEST(EngineProcess, ChildrenThatBuildTheirEngineAgree) {
  const std::string first = in_child(story);
  ASSERT_GT(first.size(), 5000U) << first;
  EXPECT_NE(first.find("failed"), std::string::npos);
  for (int i = 1; i < 20; ++i) ASSERT_EQ(in_child(story), first) << i;
}

TEST(EngineProcess, SignalHandlersStayAsTheyWere) {
  const auto before = std::signal(SIGINT, SIG_IGN);
  Bed bed(star(2));
  EXPECT_EQ(std::signal(SIGINT, before), SIG_IGN);
  struct sigaction fault {};
  sigaction(SIGSEGV, nullptr, &fault);
  const auto handler = fault.sa_handler;
  EXPECT_EQ(in_child([handler] {
              struct sigaction now {};
              sigaction(SIGSEGV, nullptr, &now);
              return std::string(now.sa_handler == handler ? "same" : "changed");
            }),
            "same");
}

TEST(EngineProcess, IsQuiet) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Bed bed(star(2));
  bed.flow(0, bed.node(0), bed.node(1), megabyte);
  bed.engine.set_link_on(bed.access(0), false);
  bed.run();
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

// Two hundred clusters and their links, and none of the twenty thousand pairs: every route is found by structure.
TEST(EngineProcess, ALargePlatformHasAllItsPaths) {
  PlatformSpec spec = star(200, gigabit);
  for (int i = 0; i < 235; ++i) {
    spec.direct_links.push_back({ClusterId(i % 200), ClusterId((i + 1 + i / 200 * 7) % 200), gigabit, millisecond});
  }
  Bed bed(spec);
  EXPECT_EQ(bed.engine.topology().link_count(), 435U);
  for (int from = 0; from < 200; from += 3) {
    const int to = (from * 7 + 1) % 200;
    const Time start = bed.scheduler.now();
    bed.flow(from, bed.node(from, 1), bed.node(to), 125'000);
    bed.run(start + minute);
    const Duration expected = from == to ? 0 : millisecond;
    ASSERT_EQ(bed.endings.back(), completed(from, start + expected));
  }
}

}  // namespace
}  // namespace roamsim::engine::test
