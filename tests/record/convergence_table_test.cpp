#include "sim/record/convergence_table.hpp"

#include <gtest/gtest.h>

#include <tuple>
#include <vector>

namespace roamsim::record {
namespace {

constexpr ClusterId c0{0}, c1{1}, c2{2};
constexpr std::uint32_t dropped = 0xFFFFFFFF;

using Cells = std::vector<std::tuple<std::uint32_t, std::uint32_t>>;

Cells cells(const ConvergenceTable& table) {
  Cells found;
  for (const ConvergenceRow& row : table) found.emplace_back(row.change, row.cluster.value);
  return found;
}

ConvergenceTable started(const ConvergenceColumns& columns, std::size_t clusters = 3, std::size_t changes = 4) {
  ConvergenceTable table;
  table.start(clusters, columns);
  table.reserve_changes(changes);
  return table;
}

TEST(ConvergenceTable, ACellIsARowFromItsFirstDateOn) {
  ConvergenceTable table = started({});
  EXPECT_TRUE(table.empty());
  EXPECT_EQ(table.row(1, c2).applied, never);
  table.note_received(1, c2, 5, 3);
  table.note_applied(1, c2, 7);
  table.note_right(0, c1, 8);
  table.note_reachable(3, c0, 9);
  EXPECT_EQ(table.size(), 3U);
  EXPECT_EQ(cells(table), (Cells{{1, 2}, {0, 1}, {3, 0}})) << "in the order in which they came about";
  const ConvergenceRow row = table.row(1, c2);
  EXPECT_EQ(std::tuple(row.received, row.applied, row.right, row.reachable, row.hops),
            std::tuple(5, 7, never, never, 3));
  EXPECT_EQ(table.row(0, c1).right, 8);
  EXPECT_EQ(table.row(3, c0).reachable, 9);
  EXPECT_EQ(table.hops(0, c1), ConvergenceRow::no_hops);
}

TEST(ConvergenceTable, TheFirstDateCounts) {
  ConvergenceTable table = started({});
  for (const Time at : {5, 6}) {
    table.note_received(0, c0, at, static_cast<std::uint16_t>(at));
    table.note_applied(0, c0, at);
    table.note_right(0, c0, at);
    table.note_reachable(0, c0, at);
  }
  const ConvergenceRow row = table.row(0, c0);
  EXPECT_EQ(std::tuple(row.received, row.applied, row.right, row.reachable, row.hops), std::tuple(5, 5, 5, 5, 5));
  EXPECT_EQ(table.size(), 1U);
}

TEST(ConvergenceTable, KeepsWhatItIsToldTo) {
  ConvergenceTable table = started({.received = false, .right = false, .reachable = false, .order = false});
  table.note_applied(3, c1, 4);
  table.note_received(0, c0, 1, 1);
  table.note_right(0, c0, 1);
  table.note_reachable(0, c0, 1);
  table.note_applied(1, c2, 4);
  table.note_applied(1, c0, 4);
  EXPECT_EQ(cells(table), (Cells{{1, 0}, {1, 2}, {3, 1}})) << "in the order of change and cluster";
  EXPECT_EQ(table.size(), 3U);
  const ConvergenceRow row = table.row(3, c1);
  EXPECT_EQ(std::tuple(row.received, row.applied, row.right, row.hops),
            std::tuple(never, 4, never, ConvergenceRow::no_hops));
  EXPECT_EQ(table.applied(1)[0], 4);
  EXPECT_EQ(table.applied(1)[1], never);
}

// More changes than a chunk has blocks, and clusters in a number that is no power of two.
TEST(ConvergenceTable, GrowsByChunks) {
  constexpr std::uint32_t changes = 10'000;
  for (const std::size_t clusters : {1, 7, 5'000}) {
    const ClusterId last(clusters - 1);
    const std::uint32_t some = clusters > 100 ? 10 : changes;
    ConvergenceTable table = started({}, clusters, 0);
    for (std::uint32_t change = 0; change < some; ++change) {
      table.reserve_changes(change + 1);
      table.note_applied(change, last, change);
      table.note_received(change, last, change, 2);
    }
    for (std::uint32_t change = 0; change < some; ++change) {
      ASSERT_EQ(table.row(change, last).applied, change);
      ASSERT_EQ(table.row(change, ClusterId{0}).applied, clusters == 1 ? change : never);
      ASSERT_EQ(table.applied(change).back(), change);
    }
    EXPECT_EQ(table.size(), some);
  }
}

TEST(ConvergenceTable, RowsOfDroppedChangesGo) {
  ConvergenceTable table = started({});
  table.note_applied(2, c1, 20);
  table.note_applied(0, c1, 21);
  table.note_applied(2, c0, 22);
  table.note_applied(1, c0, 23);
  table.renumber({0, 1, 2, 3}, dropped);
  EXPECT_EQ(cells(table), (Cells{{2, 1}, {0, 1}, {2, 0}, {1, 0}}));
  table.renumber({dropped, 0, 1, dropped}, dropped);
  EXPECT_EQ(cells(table), (Cells{{1, 1}, {1, 0}, {0, 0}}));
  EXPECT_EQ(table.row(1, c0).applied, 22);
  table.clear();
  EXPECT_TRUE(table.empty());
  EXPECT_EQ(cells(table), Cells{});
}

TEST(ConvergenceTable, OfRowsAsTheyStand) {
  const ConvergenceTable table({{1, c1, 1, 2}, {0, c2, never, never}, {1, c0, 3, 4, 5, 6, 7}});
  EXPECT_EQ(cells(table), (Cells{{1, 1}, {0, 2}, {1, 0}}));
  const ConvergenceRow row = table.row(1, c0);
  EXPECT_EQ(std::tuple(row.received, row.applied, row.right, row.reachable, row.hops), std::tuple(3, 4, 5, 6, 7));
  EXPECT_EQ(table.row(7, c0).applied, never) << "of which nothing is known";
  EXPECT_EQ(table.row(1, ClusterId{9}).applied, never);
  const auto first = table.of_first(2);
  ASSERT_EQ(first.size(), 2U);
  ASSERT_EQ(first[1].size(), 2U);
  EXPECT_EQ(first[1][0].cluster, c1);
  EXPECT_EQ(first[0][0].cluster, c2);
  EXPECT_TRUE(table.of_first(0).empty());
}

}  // namespace
}  // namespace roamsim::record
