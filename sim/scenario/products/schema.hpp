#pragma once

#include <string>

namespace roamsim::scenario {

/// The JSON Schema (draft 2020-12) of scenario files, made from the registry: what an editor or another program can check
/// without this one. It states structure, types, names and the form of values; ranges of values with a unit, references
/// and everything that compares two keys are the loader's.
std::string json_schema();

}  // namespace roamsim::scenario
