#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace roamsim::scenario {

/// Writes JSON for people: two blanks a level, small objects and arrays on one line; always the same bytes for the same
/// calls. Strings stay UTF-8; control characters are escaped.
class JsonWriter {
 public:
  enum class Layout : std::uint8_t { lines, one_line };

  void begin_object(Layout layout) { begin('{', layout); }
  void end_object() { end('}'); }
  void begin_array(Layout layout) { begin('[', layout); }
  void end_array() { end(']'); }
  void key(std::string_view name);
  void string(std::string_view value);
  /// A number, true, false or null as it stands.
  void literal(std::string_view value);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  struct Level {
    Layout layout = Layout::lines;
    bool empty = true;
  };
  void begin(char bracket, Layout layout);
  void end(char bracket);
  void separate();
  void append_string(std::string_view value);

  std::string text_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace roamsim::scenario
