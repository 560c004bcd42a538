#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/study/sweep/spec.hpp"

namespace roamsim::study {

/// The value of one axis in one point.
struct PointValue {
  std::string label;
  std::optional<double> number;  ///< of a number or quantity, in the unit of results (s, b/s, B, m)
  std::string unit;
};

/// One combination of values: what is set in the base scenario.
struct Point {
  std::vector<PointValue> values;     ///< by axis
  std::vector<std::string> settings;  ///< as `--set` takes them, in order
};

struct PlanAxis {
  std::string name;
  std::string key;  ///< JSON Pointer; empty: fragments
};

struct PlanMeasure {
  std::string name;
  std::string scalar;  ///< if there is no query
  std::string entity;
  std::string query;
};

struct PlanStop {
  std::size_t measure = 0;  ///< index
  double half_width = 0;
  bool relative = false;
  double confidence = 0.95;
  std::uint64_t at_most = 0;
};

/// What a sweep does, written out: everything that an executor, a worker and the collecting of results need.
struct SweepPlan {
  std::string title;
  std::filesystem::path base;    ///< of the scenario, absolute
  std::string base_fingerprint;  ///< of its text and of what it says with `set`
  std::string build;             ///< SHA-256 of the program
  std::string program_version;
  std::vector<PlanAxis> axes;
  std::vector<Point> points;
  std::vector<PlanMeasure> measures;
  std::uint64_t repetitions = 1;
  Seeds seeds = Seeds::common;
  std::uint64_t first_seed = 1;
  std::optional<PlanStop> stop;
  std::int64_t time_limit_ns = 0;

  /// The most repetitions that a point can get.
  [[nodiscard]] std::uint64_t most_repetitions() const { return stop ? stop->at_most : repetitions; }
  [[nodiscard]] std::uint64_t seed_of(const Point& point, std::uint64_t repetition) const;
  /// By which the record of a run is known, 64 hexadecimal digits: equal for equal work only, whatever its place in the
  /// plan. Scalars can be chosen anew without another run; queries cannot.
  [[nodiscard]] std::string key_of(const Point& point, std::uint64_t repetition) const;
  /// What runs this one alone and leaves a whole run directory.
  [[nodiscard]] std::string command_of(const Point& point, std::uint64_t repetition) const;
  /// "interval=2 min hubs=3", for people.
  [[nodiscard]] std::string words_of(const Point& point) const;
};

/// The plan as text: a JSON object a line, first what is common, then each point.
[[nodiscard]] std::string plan_text(const SweepPlan& plan);
/// Reads it again. Throws record::RecordError that names the file.
[[nodiscard]] SweepPlan read_plan(const std::filesystem::path& file);

/// A word for a POSIX shell.
[[nodiscard]] std::string shell_word(std::string_view text);

}  // namespace roamsim::study
