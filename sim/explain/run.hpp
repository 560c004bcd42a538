#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/plan.hpp"
#include "sim/record/journal.hpp"
#include "sim/record/read_results.hpp"

namespace roamsim::explain {

/// Why something cannot be explained: the run has no such thing, or does not keep what the answer needs.
class CannotExplain : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The login or logout that moved a user, as recorded.
struct LocationChange {
  std::int64_t id = 0;
  Time at = 0;
  record::LocationChangeRow::Kind kind = record::LocationChangeRow::Kind::login;
  UserId user = {};
  ClusterId cluster = {};  ///< where it was committed
  ClusterId truth = {};    ///< where calls should go from then on; none: nowhere
  std::uint32_t incarnation = 0;
  std::uint32_t sequence = 0;
};

/// When a cluster held an update first, and when it routed by it; `never` if it did not.
struct Arrival {
  Time received = never;
  Time applied = never;
};

/// A run that can be explained: its results, and the scenario beside them with all defaults.
class Run {
 public:
  /// `folder` is that of the results. Throws CannotExplain if the scenario cannot be read.
  Run(const record::Results& results, const std::filesystem::path& folder);

  /// Throws CannotExplain that says how to run it again unless `tables`, which `level` keeps, are kept whole.
  void require(std::span<const std::string_view> tables, std::string_view level) const;

  [[nodiscard]] const record::Results& results() const { return results_; }
  [[nodiscard]] const Plan& plan() const { return plan_; }
  /// When the run was over.
  [[nodiscard]] Time end() const { return end_; }

  [[nodiscard]] const std::string& name(ClusterId cluster) const { return plan_.clusters.at(cluster.index()).name; }
  [[nodiscard]] std::string_view name(UserId user) const { return plan_.users.at(user.index()).name; }
  /// Throws CannotExplain that names the nearest.
  [[nodiscard]] UserId user_named(std::string_view name) const;
  [[nodiscard]] ClusterId cluster_named(std::string_view name) const;

  /// By date; of one user, or of all.
  [[nodiscard]] std::vector<LocationChange> changes_of(UserId user) const;
  [[nodiscard]] LocationChange change(std::int64_t id) const;
  /// When the entry of the timeline came: its date, or so long after the first failure or recovery that it waits for;
  /// none: it did not.
  [[nodiscard]] std::optional<Time> date_of(const TimelineEntry& entry) const;
  /// By cluster.
  [[nodiscard]] std::vector<Arrival> arrivals_of(const LocationChange& change) const;

 private:
  const record::Results& results_;
  Plan plan_;
  Time end_ = 0;
};

}  // namespace roamsim::explain
