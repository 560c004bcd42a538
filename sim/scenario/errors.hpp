#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace roamsim::scenario {

/// One mistake (or warning) in a scenario and its place. Its parts are plain text; to_string makes them printable.
struct ScenarioError {
  std::string file;        ///< as named by the user, or "--set PATH=VALUE"
  std::size_t line = 0;    ///< from 1; 0 where the text has no lines, as in a `--set` or an unreadable file
  std::size_t column = 0;  ///< from 1, in characters
  std::string pointer;     ///< JSON Pointer (RFC 6901); empty for the whole document
  std::string found;       ///< what stands there
  std::string allowed;     ///< what may stand there
  std::string hint;        ///< what helps further, e.g. the nearest known key
};

/// `file:line:column: /pointer: found X, allowed: Y (hint)`, with every control byte shown escaped.
std::string to_string(const ScenarioError& error);

/// At most about 60 bytes of the text, cut between characters.
std::string shortened(std::string_view text);

/// The shortened text in quotes.
std::string quoted(std::string_view text);

/// Whether core::printable() would escape something.
bool has_control(std::string_view text);

/// The length of the UTF-8 sequence at the start of the text, 0 if there is no valid one.
std::size_t utf8_length(std::string_view text);

}  // namespace roamsim::scenario
