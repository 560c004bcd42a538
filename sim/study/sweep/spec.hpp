#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/node.hpp"

namespace roamsim::study {

/// A text of a sweep file and where it stands.
struct PlacedText {
  std::string text;
  scenario::Place place = {};
};

/// A value of a sweep file for some key of the scenario, kept as JSON.
struct ValueSpec {
  std::string json;   ///< on one line
  std::string label;  ///< a string without its quotes, else the JSON
  bool is_number = false;
  bool is_string = false;
  scenario::Place place = {};
};

/// One key of the base scenario and what it is given.
struct SettingSpec {
  PlacedText key;
  ValueSpec value;
};

enum class Scale : std::uint8_t { linear, log };

/// A key with its values: a list, or a range by step or by number of points.
struct KeySpec {
  PlacedText key;
  std::vector<ValueSpec> values;
  std::optional<ValueSpec> from, to, step;
  std::optional<std::uint64_t> points;
  Scale scale = Scale::linear;
};

/// Settings that belong together under one name.
struct FragmentSpec {
  PlacedText name;
  std::vector<SettingSpec> settings;
};

/// What is varied: one key, perhaps others in lockstep with it, or fragments.
struct AxisSpec {
  PlacedText name;
  KeySpec main;
  std::vector<KeySpec> with;
  std::vector<FragmentSpec> fragments;
};

/// A number that is collected of every run: a scalar of it, or what a query of its tables gives.
struct MeasureSpec {
  PlacedText name;
  std::string scalar;
  std::string entity = "run";
  PlacedText query;
};

/// Until when the points get further repetitions.
struct StopSpec {
  PlacedText measure;
  double half_width = 0;
  bool relative = false;
  double confidence = 0.95;
  std::uint64_t at_most = 0;
};

/// Whether equal repetitions of different points share their random numbers.
enum class Seeds : std::uint8_t { common, independent };

/// What a sweep file says.
struct SweepSpec {
  std::uint64_t schema_version = 1;
  std::string title;
  PlacedText scenario;
  std::vector<SettingSpec> set;
  std::vector<AxisSpec> axes;
  std::vector<PlacedText> constraints;
  std::uint64_t repetitions = 1;
  Seeds seeds = Seeds::common;
  std::uint64_t first_seed = 1;
  std::vector<MeasureSpec> measures;
  std::optional<StopSpec> stop;
  std::int64_t time_limit = 0;  ///< of one run, on the clock on the wall, in ns; 0: none
};

}  // namespace roamsim::study
