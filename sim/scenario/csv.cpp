#include "sim/scenario/csv.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "sim/scenario/errors.hpp"

namespace roamsim::scenario {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

}  // namespace

CsvRows::CsvRows(Sources& sources, std::uint16_t source) : sources_(sources), text_(sources.text(source)) {
  if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
}

bool CsvRows::next(Row& row) {
  row.fields.clear();
  row.problems.clear();
  if (at_ >= text_.size()) return false;
  row.offset = static_cast<std::uint32_t>(at_);
  for (;;) {
    const std::size_t begin = at_;
    const bool in_quotes = at_ < text_.size() && text_[at_] == '"';
    const std::size_t problems = row.problems.size();
    const Field field = in_quotes ? quoted_field(row) : plain_field(row);
    if (row.problems.size() == problems) check_characters(row, begin, at_);
    row.fields.push_back(field);
    if (at_ >= text_.size()) return true;
    if (text_[at_] == ',') {
      ++at_;
      continue;
    }
    at_ += text_[at_] == '\r' ? 2 : 1;
    return true;
  }
}

CsvRows::Field CsvRows::quoted_field(Row& row) {
  const std::size_t begin = at_++;
  const auto problem = [&](std::size_t offset, std::string found, std::string allowed) {
    row.problems.push_back(
        {static_cast<std::uint32_t>(offset), row.fields.size(), {std::move(found), std::move(allowed), {}}});
  };
  bool doubled = false;
  for (;; ++at_) {
    at_ = text_.find('"', at_);
    if (at_ == std::string_view::npos) {
      at_ = text_.size();
      problem(begin, "a quote that is not closed", "a quote at the end of the field; one inside it is written twice");
      return {{}, static_cast<std::uint32_t>(begin)};
    }
    if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
    doubled = true;
    ++at_;
  }
  const std::string_view inside = text_.substr(begin + 1, at_ - begin - 1);
  ++at_;
  if (!at_end_of_field()) {
    problem(at_, "more after the closing quote", "a comma or the end of the line; a quote inside is written twice");
    pass_to_end_of_field();
  }
  if (!doubled) return {inside, static_cast<std::uint32_t>(begin)};
  std::string decoded;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    decoded += inside[i];
    if (inside[i] == '"') ++i;
  }
  return {sources_.keep(std::move(decoded)), static_cast<std::uint32_t>(begin)};
}

CsvRows::Field CsvRows::plain_field(Row& row) {
  const std::size_t begin = at_;
  pass_to_end_of_field();
  const std::string_view field = text_.substr(begin, at_ - begin);
  if (const std::size_t quote = field.find('"'); quote != std::string_view::npos) {
    row.problems.push_back({static_cast<std::uint32_t>(begin + quote),
                            row.fields.size(),
                            {"a quote inside a field without quotes", "the field in quotes, and the quote twice", {}}});
  }
  return {field, static_cast<std::uint32_t>(begin)};
}

void CsvRows::pass_to_end_of_field() {
  while (!at_end_of_field()) ++at_;
}

bool CsvRows::at_line_end() const {
  return text_[at_] == '\n' || (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
}

bool CsvRows::at_end_of_field() const {
  return at_ >= text_.size() || text_[at_] == ',' || at_line_end();
}

void CsvRows::check_characters(Row& row, std::size_t begin, std::size_t end) const {
  for (std::size_t i = begin; i < end;) {
    const auto byte = static_cast<unsigned char>(text_[i]);
    const std::size_t length = byte == 0 ? 0 : utf8_length(text_.substr(i, end - i));
    if (length == 0) {
      row.problems.push_back({static_cast<std::uint32_t>(i),
                              row.fields.size(),
                              {fmt::format("the byte 0x{:02x}", byte), "a text in UTF-8, without the byte 0", {}}});
      return;
    }
    i += length;
  }
}

}  // namespace roamsim::scenario
