#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/actors/plan.hpp"
#include "sim/record/journal.hpp"
#include "tests/reference/route_tables.hpp"

namespace roamsim::actors {

/// What the log of a run says of machines, lines and phones, as tables; for scenarios whose calls have no limits, no
/// other numbers and no OPTIONS ping. Shares no code with the model.
class ReachTables {
 public:
  ReachTables(const Plan& plan, const record::Journal& journal);

  /// The dates at which something here may change.
  [[nodiscard]] std::set<Time> dates() const;
  /// Takes everything that the log says up to and at that date, which is not before the last one.
  void take(Time at);
  /// Whether a call placed in the cluster now would find a registered phone of the user.
  [[nodiscard]] bool reaches(std::size_t cluster, std::size_t user, Routing& routes) const;

 private:
  struct Node {
    int outages = 0;      ///< that hold power back
    Time boots = -never;  ///< when its services run, where it has power
    int stops = 0;        ///< of call processing on this node
  };
  void take(const record::EventRow& row);
  void power(std::size_t cluster, const std::string& node, int outages, Time at);
  [[nodiscard]] bool serves(std::size_t cluster) const;
  [[nodiscard]] bool path(std::size_t a, std::size_t b) const;
  [[nodiscard]] bool has_phone(std::size_t cluster, std::size_t user) const;
  [[nodiscard]] bool local(std::size_t cluster, std::size_t user) const;

  const Plan& plan_;
  const record::Journal& journal_;
  Time now_ = 0;
  std::size_t event_ = 0, registration_ = 0;
  std::vector<std::vector<Node>> nodes_;              ///< by cluster
  std::vector<int> stops_;                            ///< by cluster: of call processing on all nodes
  std::set<std::size_t> cut_off_;                     ///< clusters whose line to the cloud is dead
  std::set<std::size_t> dead_lines_;                  ///< of the plan
  std::optional<std::vector<std::uint32_t>> groups_;  ///< by cluster, while the network is parted
  std::map<std::pair<std::size_t, std::size_t>, std::set<std::string>> phones_;  ///< by cluster and user, registered
};

}  // namespace roamsim::actors
