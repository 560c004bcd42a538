#include "sim/scenario/json_writer.hpp"

#include <fmt/format.h>

namespace roamsim::scenario {

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  Level& level = levels_.back();
  if (!level.empty) text_ += ',';
  if (level.layout == Layout::lines) {
    text_ += '\n';
    text_.append(2 * levels_.size(), ' ');
  } else if (!level.empty || text_.back() == '{') {
    text_ += ' ';
  }
  level.empty = false;
}

void JsonWriter::begin(char bracket, Layout layout) {
  const bool inside_line = !levels_.empty() && levels_.back().layout == Layout::one_line;
  separate();
  text_ += bracket;
  levels_.push_back({inside_line ? Layout::one_line : layout, true});
}

void JsonWriter::end(char bracket) {
  const Level level = levels_.back();
  levels_.pop_back();
  if (!level.empty && level.layout == Layout::lines) {
    text_ += '\n';
    text_.append(2 * levels_.size(), ' ');
  } else if (!level.empty && bracket == '}') {
    text_ += ' ';
  }
  text_ += bracket;
  if (levels_.empty()) text_ += '\n';
}

void JsonWriter::key(std::string_view name) {
  separate();
  append_string(name);
  text_ += ": ";
  after_key_ = true;
}

void JsonWriter::string(std::string_view value) {
  separate();
  append_string(value);
}

void JsonWriter::literal(std::string_view value) {
  separate();
  text_ += value;
}

void JsonWriter::append_string(std::string_view value) {
  text_ += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (c == '\n') {
      text_ += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      text_ += fmt::format("\\u{:04x}", static_cast<unsigned>(byte));
    } else {
      text_ += c;
    }
  }
  text_ += '"';
}

}  // namespace roamsim::scenario
