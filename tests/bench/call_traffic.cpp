// Calls of the background a second of the clock, and the memory that they take, at the size that they are built for:
// 200 clusters of 5,000 phones, 10 million calls. Each run has a process of its own; what a run without calls takes is
// taken off. `call_traffic [CALLS [CLUSTERS [PHONES_OF_EACH]]]`. Exit code 1 below the targets, where the size is the
// full one.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "sim/actors/simulation.hpp"
#include "sim/core/peak_memory.hpp"

namespace {

using namespace roamsim;

constexpr double calls_per_hour = 4;  // of each phone
constexpr double target_by_clusters = 300'000;
constexpr double target_by_pairs = 100'000;

struct Size {
  double calls = 10e6;
  std::size_t clusters = 200;
  std::size_t phones = 5'000;  ///< of each
  [[nodiscard]] double all_phones() const { return static_cast<double>(clusters) * static_cast<double>(phones); }
};

enum class Counted { not_at_all, by_clusters, by_pairs };

Plan plan_of(const Size& size, Counted counted) {
  Plan plan;
  plan.title = "calls of the background";
  plan.duration = static_cast<Duration>(size.calls / (size.all_phones() * calls_per_hour) * static_cast<double>(hour));
  plan.record.tables = record::tables_at(record::Level::counters);
  plan.clusters.reserve(size.clusters);
  plan.users.reserve(size.clusters * size.phones);
  for (std::size_t c = 0; c < size.clusters; ++c) {
    ClusterPlan cluster;
    cluster.name = "c" + std::to_string(c);
    cluster.nodes = {NodePlan{cluster.name + "p"}};
    cluster.spare_phones = 0;
    // More than a scenario may ask for: every number is to be known everywhere.
    cluster.ils.max_learned_objects = static_cast<std::uint32_t>(2 * size.clusters * size.phones);
    cluster.membership = {c == 0 ? ils::Role::hub : ils::Role::spoke, c == 0 ? ClusterId{} : ClusterId{0}};
    plan.clusters.push_back(std::move(cluster));
    for (std::size_t u = 0; u < size.phones; ++u) {
      const std::string number = std::to_string(1'000'000 + c * size.phones + u);
      plan.users.push_back({.name = "u" + number, .dn = number, .home = ClusterId(c)});
    }
  }
  if (counted == Counted::not_at_all) return plan;
  TrafficPlan traffic;
  traffic.name = "all";
  traffic.users.reserve(plan.users.size());
  for (std::size_t u = 0; u < plan.users.size(); ++u) traffic.users.emplace_back(u);
  traffic.calls_per_hour = calls_per_hour;
  plan.call_counts.by_pairs = counted == Counted::by_pairs;
  plan.traffic.push_back(std::move(traffic));
  return plan;
}

struct Measured {
  double seconds = 0;
  double calls = 0;
  double connected = 0;
  long peak_kib = 0;
};

Measured measure(const Size& size, Counted counted) {
  const Plan plan = plan_of(size, counted);
  actors::Simulation simulation(plan);
  const auto start = std::chrono::steady_clock::now();
  const actors::RunResult result = simulation.run();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  Measured measured;
  measured.seconds = took.count();
  for (const record::ScalarRow& row : result.journal.scalars) {
    if (row.name == "traffic.offered") measured.calls = row.value;
    if (row.name == "traffic.connected") measured.connected = row.value;
  }
  measured.peak_kib = static_cast<long>(core::peak_memory_bytes() / 1024);
  return measured;
}

Measured measure_in_child(const Size& size, Counted counted) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    const Measured measured = measure(size, counted);
    const bool written = write(ends[1], &measured, sizeof measured) == sizeof measured;
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  Measured measured;
  if (read(ends[0], &measured, sizeof measured) != sizeof measured) measured = {};
  close(ends[0]);
  if (child > 0) waitpid(child, nullptr, 0);
  return measured;
}

}  // namespace

int main(int count, char** arguments) {
  Size size;
  if (count > 1) size.calls = std::atof(arguments[1]);
  if (count > 2) size.clusters = static_cast<std::size_t>(std::atol(arguments[2]));
  if (count > 3) size.phones = static_cast<std::size_t>(std::atol(arguments[3]));
  const Measured without = measure_in_child(size, Counted::not_at_all);
  if (without.peak_kib == 0) return EXIT_FAILURE;
  std::printf("without calls: %.2f s, peak %ld KiB, %.0f bytes a phone with all that is not of phones\n",
              without.seconds, without.peak_kib, static_cast<double>(without.peak_kib) * 1024 / size.all_phones());
  bool met = true;
  for (const Counted counted : {Counted::by_clusters, Counted::by_pairs}) {
    const Measured measured = measure_in_child(size, counted);
    if (measured.calls == 0) return EXIT_FAILURE;
    const double rate = measured.calls / (measured.seconds - without.seconds);
    const double bytes = static_cast<double>(measured.peak_kib - without.peak_kib) * 1024;
    const double erlangs = size.all_phones() * calls_per_hour * to_seconds(HoldingPlan{}.mean) / 3600;
    const double target = counted == Counted::by_clusters ? target_by_clusters : target_by_pairs;
    std::printf("%s: %.0f calls, %.0f connected, in %.2f s: %.0f a second (target %.0f); %.1f bytes more a phone",
                counted == Counted::by_clusters ? "by clusters" : "by pairs", measured.calls, measured.connected,
                measured.seconds, rate, target, bytes / size.all_phones());
    std::printf(", %.0f for each of %.0f calls in progress\n", bytes / erlangs, erlangs);
    met = met && rate >= target;
  }
  return met ? EXIT_SUCCESS : EXIT_FAILURE;
}
