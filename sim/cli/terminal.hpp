#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace roamsim::cli {

enum class Colour { none, red, green, yellow, bold, dim };

/// Whether the stream is a terminal that understands escape sequences (TERM is not `dumb`).
[[nodiscard]] bool is_terminal(std::FILE* stream);

/// Whether colours suit the stream: such a terminal, and NO_COLOR is not set.
[[nodiscard]] bool colours_on(std::FILE* stream);

/// Paints texts, or does not.
class Painter {
 public:
  explicit Painter(bool on) : on_(on) {}
  [[nodiscard]] std::string operator()(Colour colour, std::string_view text) const;

 private:
  bool on_;
};

}  // namespace roamsim::cli
