#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/registry/reader.hpp"
#include "sim/study/sweep/amount.hpp"
#include "sim/study/sweep/spec.hpp"

namespace roamsim::study {

/// One key of the scenario with its value, as `--set` takes it, and where the sweep file says so.
struct Setting {
  std::string argument;  ///< /key=JSON
  scenario::Place key_place = {};
  scenario::Place value_place = {};
  std::string pointer;  ///< of the value in the sweep file
};

/// One value of an axis: what is set, and what it is called.
struct AxisValue {
  std::string label;
  std::optional<Amount> amount;
  std::vector<Setting> settings;
};

/// An axis with its values written out.
struct Axis {
  std::string name;
  std::string key;  ///< JSON Pointer of its (first) key; empty if it has fragments
  std::vector<AxisValue> values;
};

/// The settings of `set`.
[[nodiscard]] std::vector<Setting> settings_of(const SweepSpec& spec);

/// Writes the axes out; mistakes go to the reader, and what has them is left out.
[[nodiscard]] std::vector<Axis> axes_of(const SweepSpec& spec, scenario::Reader& reader);

}  // namespace roamsim::study
