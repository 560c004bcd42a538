#pragma once

#include <string>
#include <string_view>

#include "sim/record/journal.hpp"

namespace roamsim::record {

/// Everything sacred about a run, put together for writing.
struct RunView {
  const Header& header;
  const Names& names;
  const Journal& journal;
  std::string_view scenario;  ///< merged, as JSON text
};

/// What a run is known by: equal runs have equal ones, on every machine.
struct Fingerprints {
  std::string order;    ///< of the order of events, 16 hexadecimal digits
  std::string results;  ///< SHA-256 of what the run found, see results_fingerprint
};

}  // namespace roamsim::record
