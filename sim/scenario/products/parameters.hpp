#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/registry/key.hpp"

namespace roamsim::scenario {

/// One key of a scenario file that holds a value, as tables and completion show it.
struct Parameter {
  std::string path;           ///< as in "clusters[].ils.interval"
  std::string type;
  std::string unit;
  std::string default_value;  ///< as JSON; empty if there is none
  std::string range;          ///< or the names allowed
  std::string provenance;
  std::string source;
  std::string text;
  bool required = false;
};

/// Every parameter of the registry, in the order of the file.
std::vector<Parameter> parameters();

/// Those in whose path, text or source the word stands, whatever its case; all for an empty word.
std::vector<Parameter> parameters_with(std::string_view word);

/// The reference page of the documentation, in Markdown.
std::string parameter_reference();

/// The paths of values that `--set` can name without an index, one a line, for shell completion.
std::string settable_paths();

}  // namespace roamsim::scenario
