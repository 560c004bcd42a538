#pragma once

#include <string>

#include "sim/record/run.hpp"

namespace roamsim::record {

/// SHA-256 in hexadecimal of header, names and journal, in the order of their declaration. Before each table stand its
/// name and its number of rows; integers and ids are 8 bytes, least significant first (no id: all ones); a real number
/// is the 8 bytes of its binary64; a text is its length, then its bytes; an enumerator is the text of its name.
/// The versions of program and SimGrid are left out, so that one can see that a newer version finds the same; so are
/// labels, and what the scenario's hash stands for.
[[nodiscard]] std::string results_fingerprint(const RunView& run);

[[nodiscard]] Fingerprints fingerprints(const RunView& run);

/// `fingerprints.json`: both, with the names of the functions.
[[nodiscard]] std::string fingerprints_json(const Fingerprints& fingerprints);

}  // namespace roamsim::record
