#pragma once

#include <string>

#include "sim/scenario/registry/key.hpp"

namespace roamsim::scenario {

/// The JSON Schema (draft 2020-12) of scenario files, made from the registry: what an editor or another program can
/// check without this one. It states structure, types, names and the form of values; ranges of values with a unit,
/// references and everything that compares two keys are the loader's.
std::string json_schema();

/// The same of another kind of file, whose keys are described as those of scenarios are, without selectors.
std::string json_schema_of(const Key& root, const std::string& title);

}  // namespace roamsim::scenario
