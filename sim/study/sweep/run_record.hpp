#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/record/run.hpp"
#include "sim/study/sweep/plan.hpp"

namespace roamsim::study {

/// What is kept of one run of a sweep. Nothing in it depends on machine, place or time of day.
struct RunRecord {
  struct Scalar {
    std::string name;
    std::string entity;
    std::optional<double> value;  ///< none: no number
    std::string unit;
  };
  struct Expectation {
    std::string pointer;
    std::optional<bool> met;  ///< none: not judged
  };
  struct Query {
    std::string name;
    std::optional<double> value;
  };
  std::string key;
  std::uint64_t seed = 0;
  std::string scenario_hash;
  std::string end;
  std::uint64_t events = 0;
  std::string order_fingerprint;
  std::vector<Scalar> scalars;
  std::vector<Expectation> expectations;
  std::vector<Query> queries;

  /// The value of a measure; nothing if the run has no such scalar, or it is no number.
  [[nodiscard]] std::optional<double> value_of(const PlanMeasure& measure) const;
  /// The unit of the scalar; empty for a query or without one.
  [[nodiscard]] std::string unit_of(const PlanMeasure& measure) const;
};

/// From a finished run; queries have the names and values given.
[[nodiscard]] RunRecord record_of(const record::RunView& run, std::string key, std::vector<RunRecord::Query> queries);

/// One line of JSON and one with its SHA-256. Equal runs have equal texts.
[[nodiscard]] std::string record_text(const RunRecord& record);

/// Whether a text is a record as it was written, by its checksum.
[[nodiscard]] bool is_whole_record(std::string_view text);

/// Nothing for a text that is cut short or was changed.
[[nodiscard]] std::optional<RunRecord> parse_record(std::string_view text);

}  // namespace roamsim::study
