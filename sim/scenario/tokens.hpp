#pragma once

#include <cstddef>
#include <string_view>

namespace roamsim::scenario {

/// Walks over the tokens of a JSON text beside the parser, to know where each of its events was written. It relies on
/// the parser for the grammar: after an event it stands behind that event's token.
class TokenWalk {
 public:
  explicit TokenWalk(std::string_view text);

  /// Skips what may stand between two values (white space, comments, commas, colons) and gives the next token's start.
  std::size_t next();

  /// Moves behind the token at the place and gives its text.
  std::string_view take();

  /// next(), then take(): the start of the token passed.
  std::size_t pass() {
    const std::size_t start = next();
    take();
    return start;
  }

  /// The start of the token that contains a byte further on, or of the word or number that the byte ends: where the
  /// parser found what it did not want.
  std::size_t start_of_token_at(std::size_t byte);

 private:
  void skip_space();
  void take_number();
  void take_word();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace roamsim::scenario
