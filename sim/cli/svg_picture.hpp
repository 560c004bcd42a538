#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace roamsim::cli {

/// Rules of a picture's own elements: on a light page, and what is different on a dark one.
struct SvgStyle {
  std::string_view light;
  std::string_view dark;
};

/// A picture in the making, readable on a light page and a dark one, with a title in it and for who cannot see it.
class SvgPicture {
 public:
  SvgPicture(std::size_t width, std::size_t height, std::string_view title, const SvgStyle& style);

  /// Adds one element, which is a line.
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    out_ += '\n';
  }
  /// The file; the picture is over.
  [[nodiscard]] std::string finish();

 private:
  std::string out_;
};

}  // namespace roamsim::cli
