#include "sim/cli/run_stats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "sim/actors/memory_estimate.hpp"

namespace roamsim::cli {
namespace {

using actors::MemoryItem;

/// The sum of a scalar over all that have it.
std::uint64_t sum_of(const record::Journal& journal, std::string_view name) {
  double sum = 0;
  for (const record::ScalarRow& row : journal.scalars) sum += row.name == name ? row.value : 0;
  return static_cast<std::uint64_t>(sum);
}

/// How many there were of what only a run has, at the most.
std::uint64_t count_of(MemoryItem item, const Plan& plan, const record::Journal& journal) {
  switch (item) {
    case MemoryItem::login:
      // Who is at a phone, of a storm; else who has a node at work.
      return std::max(sum_of(journal, "em.requests_in_progress.max"), sum_of(journal, "storm.in_flight.max"));
    case MemoryItem::call:
      return sum_of(journal, "established_calls.most_at_once");
    case MemoryItem::change:
      return sum_of(journal, "location_changes") * plan.clusters.size();
    case MemoryItem::program:
    case MemoryItem::cluster:
    case MemoryItem::pair_of_clusters:
    case MemoryItem::pair_of_hubs:
    case MemoryItem::phone:
    case MemoryItem::user:
    case MemoryItem::advertised_user:
      break;
  }
  return 0;
}

double megabytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 1e6;
}

}  // namespace

std::string run_stats(const Plan& plan, const record::Journal& journal, std::uint64_t events,
                      const record::Meta& meta) {
  const double seconds = static_cast<double>(meta.wall_ns) / 1e9;
  const actors::MemoryEstimate estimate = actors::estimate_memory(plan);
  std::uint64_t of_the_run = 0;
  std::string lines;
  for (const actors::MemoryBudget& line : actors::memory_budget) {
    const std::uint64_t before = estimate.count(line.item);
    const std::uint64_t count = before > 0 ? before : count_of(line.item, plan, journal);
    if (before == 0) of_the_run += count * line.bytes;
    lines += fmt::format("  {:<24} {:>10} B {:>12} {:>10.1f} MB\n", line.words, line.bytes, count,
                         megabytes(count * line.bytes));
  }
  return fmt::format(
             "\nWhat the run took\n"
             "  events                   {:>12}\n"
             "  events a second          {:>12.0f}  in {:.3f} s until the results are written\n"
             "  peak memory              {:>9.1f} MB  estimated {:.1f} MB before the first event, {:.1f} MB at the "
             "peak\n"
             "\nMemory budget               of one        number       in all\n",
             events, seconds > 0 ? static_cast<double>(events) / seconds : 0, seconds,
             megabytes(static_cast<std::uint64_t>(meta.peak_memory_bytes)), megabytes(estimate.total()),
             megabytes(estimate.total() + of_the_run)) +
         lines;
}

}  // namespace roamsim::cli
