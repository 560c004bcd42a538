#pragma once

#include "sim/scenario/registry/object.hpp"
#include "sim/study/sweep/spec.hpp"

namespace roamsim::study {

/// The description of every key of a sweep file.
[[nodiscard]] scenario::Object<SweepSpec> sweep_keys();

/// A node on one line, as JSON.
[[nodiscard]] std::string json_of(const scenario::Node& node);

}  // namespace roamsim::study
