#pragma once

#include <string>

namespace roamsim::study {

/// The JSON Schema (draft 2020-12) of sweep files, made from the description that their reader has. It states
/// structure, types and names; what keys and values of the base scenario there are, and whatever compares two keys, is
/// the reader's.
[[nodiscard]] std::string sweep_file_schema();

}  // namespace roamsim::study
