#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "sim/cli/terminal.hpp"

namespace roamsim::cli {

/// A text for the terminal, written line by line, with headings.
class Page {
 public:
  explicit Page(const Painter& paint) : paint_(paint) {}

  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    text_ += '\n';
  }
  /// A heading after an empty line.
  void title(std::string_view name) {
    text_ += '\n';
    line("{}", paint_(Colour::bold, name));
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  const Painter& paint_;
  std::string text_;
};

}  // namespace roamsim::cli
