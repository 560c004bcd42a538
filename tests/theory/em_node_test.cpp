// The nodes' admission and their shared cores against the formulas of queueing theory, which hold for each point but
// for chance: 30 batches, t = 4.57, so that of all the points of this file one fails once in 200 times with another
// seed.
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "models/queueing_theory/loss_systems.hpp"
#include "models/queueing_theory/retrials.hpp"
#include "tests/theory/em_node_bed.hpp"

namespace roamsim::theory {
namespace {

using enum em::WorkDistribution;
constexpr double service = static_cast<double>(mean_service) / static_cast<double>(second);

/// Who comes to one node, and how it went.
struct Source {
  EmNodeBed* bed;
  NodeId node;
  random::Distribution wait;        ///< between first attempts of all, or of one source
  random::Distribution retry_wait;  ///< only where they come again
  random::Stream stream;
  Attempts attempts;
  std::uint32_t under_way = 0;

  // Poisson arrivals; who is refused is lost.
  void arrive() {
    bed->scheduler.after(random::draw(wait, stream), core::Priority::user, [this] {
      if (!attempts.more()) return;
      arrive();
      attempts.note(!bed->request(node, [] {}));
    });
  }
  // One of a finite population: waits, tries, and waits again, whether it is served or refused.
  void try_again_and_again() {
    bed->scheduler.after(random::draw(wait, stream), core::Priority::user, [this] {
      if (!attempts.more()) return;
      const bool taken = bed->request(node, [this] { try_again_and_again(); });
      attempts.note(!taken);
      if (!taken) try_again_and_again();
    });
  }
  // Poisson arrivals; who is refused comes again until served.
  void arrive_and_retry() {
    bed->scheduler.after(random::draw(wait, stream), core::Priority::user, [this] {
      if (!attempts.more()) return;
      arrive_and_retry();
      const bool taken = bed->request(node, [] {});
      attempts.note(!taken);
      if (!taken) retry();
    });
  }
  void retry() {
    bed->scheduler.after(random::draw(retry_wait, stream), core::Priority::user, [this] {
      if (!bed->request(node, [] {})) retry();
    });
  }
};

Duration seconds(double s) {
  return static_cast<Duration>(s * static_cast<double>(second));
}

/// What one node is offered, and what theory says of it.
struct Point {
  std::string name;
  NodeUnderLoad node;
  double mean_wait;  ///< s, between attempts of all, or of one source
  double expected;
  std::uint32_t sources = 0;  ///< 0: Poisson
  double retry_wait = 0;      ///< s; 0: who is refused is lost
};

/// All points side by side in one run.
void expect_as_theory_says(const std::vector<Point>& points, std::uint64_t requests) {
  std::vector<NodeUnderLoad> nodes;
  for (const Point& point : points) nodes.push_back(point.node);
  EmNodeBed bed(nodes);
  std::deque<Source> sources;
  for (std::size_t i = 0; i < points.size(); ++i) {
    sources.push_back({&bed, NodeId(i), random::Exponential{seconds(points[i].mean_wait)},
                       random::Exponential{seconds(points[i].retry_wait)},
                       random::Stream(random::derive(1, "point", i, "arrivals")), Attempts(requests)});
    Source& source = sources.back();
    if (points[i].retry_wait > 0) {
      source.arrive_and_retry();
    } else if (points[i].sources == 0) {
      source.arrive();
    } else {
      for (std::uint32_t n = 0; n < points[i].sources; ++n) source.try_again_and_again();
    }
  }
  bed.scheduler.run(never - 1);
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_EQ(differs(sources[i].attempts.found(), points[i].expected), "") << points[i].name;
  }
  EXPECT_EQ(bed.unbalanced(), "");
}

std::string name_of(em::WorkDistribution distribution) {
  return distribution == constant ? "constant" : distribution == exponential ? "exponential" : "lognormal";
}

TEST(EmNode, WithACoreForEachLosesAsErlangSays) {
  struct {
    std::uint32_t limit;
    std::vector<double> loads_a_slot;
  } const table[] = {{1, {0.2, 0.5, 1.5}}, {5, {0.5, 0.8, 1, 1.2}}, {20, {0.8, 1, 1.2}}, {100, {1, 1.2}}};
  std::vector<Point> points;
  for (const auto& [limit, loads] : table) {
    for (const double load_a_slot : loads) {
      const double load = limit * load_a_slot;
      for (const auto distribution : {exponential, constant, lognormal}) {
        points.push_back({std::to_string(limit) + " slots, " + std::to_string(load_a_slot) + " erlangs each, " +
                              name_of(distribution),
                          {limit, limit, distribution},
                          service / load,
                          queueing::erlang_b(limit, load)});
      }
    }
  }
  ASSERT_EQ(points.size(), 36U);
  expect_as_theory_says(points, requests_a_point(1'000'000));
}

TEST(EmNode, WhoseCoresAreSharedLosesAsTheInsensitiveFormulaSays) {
  struct {
    std::uint32_t cores, limit;
    double load;
  } const table[] = {{2, 5, 1.6}, {1, 5, 0.8}, {1, 5, 1.5}, {4, 20, 3.6}, {4, 20, 5}, {8, 100, 8}};
  std::vector<Point> points;
  for (const auto& [cores, limit, load] : table) {
    for (const auto distribution : {exponential, constant, lognormal}) {
      points.push_back({std::to_string(cores) + " cores, " + std::to_string(limit) + " slots, load " +
                            std::to_string(load) + ", " + name_of(distribution),
                        {limit, cores, distribution},
                        service / load,
                        queueing::processor_sharing_blocking(cores, limit, load)});
    }
  }
  expect_as_theory_says(points, requests_a_point(300'000));
}

TEST(EmNode, OfAFinitePopulationLosesAsEngsetSays) {
  struct {
    std::uint32_t limit, sources;
    double load_of_idle;
  } const table[] = {{1, 3, 0.5}, {5, 10, 1}, {5, 40, 0.1}, {20, 60, 0.5}};
  std::vector<Point> points;
  for (const auto& [limit, sources, load_of_idle] : table) {
    for (const auto distribution : {exponential, constant, lognormal}) {
      points.push_back(
          {std::to_string(limit) + " slots, " + std::to_string(sources) + " sources, " + name_of(distribution),
           {limit, limit, distribution},
           service / load_of_idle,
           queueing::engset(limit, sources, load_of_idle),
           sources});
    }
  }
  expect_as_theory_says(points, requests_a_point(300'000));
}

TEST(EmNode, WhoseUsersTryAgainIsAsBusyAsTheChainSays) {
  struct {
    std::uint32_t limit;
    double load, retry_wait;
  } const table[] = {{5, 3, 0.5}, {5, 3, 5}, {5, 3, 60}, {20, 16, 5}};
  std::vector<Point> points;
  for (const auto& [limit, load, retry_wait] : table) {
    // The mean retry in seconds is of users, for whom a login is of a second.
    const auto figures = queueing::retrial_chain({limit, load / service, service, retry_wait * service});
    ASSERT_TRUE(figures);
    points.push_back({std::to_string(limit) + " slots, load " + std::to_string(load) + ", retry after " +
                          std::to_string(retry_wait) + " services",
                      {limit, limit, exponential},
                      service / load,
                      figures->blocking,
                      0,
                      retry_wait * service});
  }
  expect_as_theory_says(points, requests_a_point(1'000'000));
}

}  // namespace
}  // namespace roamsim::theory
