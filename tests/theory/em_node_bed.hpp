#pragma once

#include <cstdint>
#include <cstdlib>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "sim/actors/em_nodes.hpp"
#include "sim/actors/platform.hpp"
#include "sim/core/random/distribution.hpp"
#include "tests/theory/batch_means.hpp"

namespace roamsim::theory {

/// A node of its own for each of several experiments.
struct NodeUnderLoad {
  std::uint32_t limit = 5;
  std::uint32_t cores = 100;
  em::WorkDistribution distribution = em::WorkDistribution::exponential;
};

/// The mean service that the experiments have.
inline constexpr Duration mean_service = 100 * millisecond;

inline Plan plan_of(const std::vector<NodeUnderLoad>& nodes) {
  Plan plan;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    ClusterPlan cluster;
    cluster.name = "cluster" + std::to_string(i);
    cluster.nodes = {NodePlan{"node", nodes[i].cores}};
    cluster.extension_mobility.service_parameters.max_concurrent_requests = nodes[i].limit;
    cluster.extension_mobility.service_distribution = nodes[i].distribution;
    plan.clusters.push_back(cluster);
  }
  return plan;
}

/// The nodes of the simulation, without users and phones: whoever comes is admitted, served on the cores and released.
class EmNodeBed {
 public:
  explicit EmNodeBed(const std::vector<NodeUnderLoad>& nodes)
      : plan_(plan_of(nodes)),
        engine_(scheduler, actors::platform_of(plan_)),
        world_(plan_),
        context_{scheduler, engine_, world_, journal_, log_, {}},
        nodes_(context_) {}

  /// One login request. False if it is refused; else `over()` is told when it has been served.
  template <class Over>
  bool request(NodeId node, Over over) {
    const auto handling = nodes_.admit(node, actors::EmNodes::Kind::login, false, RequestId{});
    if (!handling) return false;
    if (free_.empty()) {
      free_.push_back(served_.size());
      served_.emplace_back();
    }
    const std::size_t place = free_.back();
    free_.pop_back();
    served_[place] = {*handling, over};
    nodes_.work(node, nodes_.draw_work(node, mean_service), [this, place](bool) {
      const Served over_now = served_[place];
      free_.push_back(place);
      nodes_.release(over_now.handling, 0);
      over_now.over();
    });
    return true;
  }
  [[nodiscard]] std::string unbalanced() const { return nodes_.unbalanced({}, scheduler.now()); }

  core::Scheduler scheduler;

 private:
  struct Served {
    actors::EmNodes::Handling handling;
    std::function<void()> over;
  };

  Plan plan_;
  std::vector<Served> served_;
  std::vector<std::size_t> free_;
  engine::Engine engine_;
  actors::World world_;
  record::Journal journal_;
  actors::Log log_;
  actors::Context context_;
  actors::EmNodes nodes_;
};

/// How many requests there are a point: the environment says it, for the full tables.
inline std::uint64_t requests_a_point(std::uint64_t otherwise) {
  const char* said = std::getenv("ROAMSIM_REQUESTS_A_POINT");
  return said == nullptr ? otherwise : std::strtoull(said, nullptr, 10);
}

/// Counts first attempts in batches; the first batch is for filling.
class Attempts {
 public:
  explicit Attempts(std::uint64_t counted) : batch_(counted / batches) {}
  /// False once all are counted.
  [[nodiscard]] bool more() const { return number_ < batch_ * (batches + 1); }
  void note(bool lost) {
    Batch& batch = found_.at(number_++ / batch_);
    batch.of += 1;
    if (lost) batch.part += 1;
  }
  [[nodiscard]] const std::vector<Batch>& found() const { return found_; }

 private:
  std::uint64_t batch_;
  std::uint64_t number_ = 0;
  std::vector<Batch> found_ = std::vector<Batch>(batches + 2);
};

}  // namespace roamsim::theory
