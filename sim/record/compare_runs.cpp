#include "sim/record/compare_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "sim/record/cursor.hpp"
#include "sim/record/event_words.hpp"
#include "sim/record/header_fields.hpp"
#include "sim/record/table_words.hpp"

namespace roamsim::record {
namespace {

using Key = std::pair<std::string, std::string>;

std::string text_at(const Row& row, std::size_t column) {
  const auto* text = std::get_if<std::string>(&row.at(column));
  return text == nullptr ? std::string() : *text;
}

HeaderField::Kind kind_of(std::string_view key) {
  for (const HeaderField& field : header_fields(Header{})) {
    if (field.key == key) return field.kind;
  }
  return HeaderField::Kind::result;
}

void compare_headers(const Results& a, const Results& b, Comparison& result) {
  std::map<std::string, Key> values;
  Row row;
  for (Cursor cursor(a, "SELECT key, value FROM header"); cursor.next(row);)
    values[text_at(row, 0)].first = text_at(row, 1);
  for (Cursor cursor(b, "SELECT key, value FROM header"); cursor.next(row);)
    values[text_at(row, 0)].second = text_at(row, 1);
  for (const auto& [key, value] : values) {
    if (value.first == value.second) continue;
    switch (kind_of(key)) {
      case HeaderField::Kind::result:
      case HeaderField::Kind::setting:
        result.header.push_back({key, value.first, value.second});
        break;
      case HeaderField::Kind::label:
        result.labels.push_back({key, value.first, value.second});
        break;
      case HeaderField::Kind::version:
        break;
    }
  }
}

/// Counts the equal rows into `same`.
std::optional<TableDifference> compare_table(const Results& a, const Results& b, std::string_view table,
                                             std::int64_t& same) {
  const std::string sql = fmt::format("SELECT * FROM {} ORDER BY id", table);
  Cursor left(a, sql);
  Cursor right(b, sql);
  TableDifference found{table};
  bool different = left.columns() != right.columns();
  Row row_a;
  Row row_b;
  for (;;) {
    const bool has_a = left.next(row_a);
    const bool has_b = right.next(row_b);
    if (!has_a && !has_b) break;
    if (row_a == row_b && !different) ++found.first_row;
    if (row_a != row_b) different = true;
    found.rows_a += has_a ? 1 : 0;
    found.rows_b += has_b ? 1 : 0;
  }
  if (different) return found;
  same += found.rows_a;
  return std::nullopt;
}

std::optional<Happening> next_of(Cursor& cursor) {
  Row row;
  if (!cursor.next(row)) return std::nullopt;
  const auto* at = std::get_if<std::int64_t>(&row[0]);
  return Happening{at == nullptr ? Time{0} : Time{*at}, text_at(row, 1)};
}

std::optional<Parting> parting_of(const Results& a, const Results& b, const EventWords& events) {
  Cursor left(a, events.sql);
  Cursor right(b, events.sql);
  for (;;) {
    std::optional<Happening> in_a = next_of(left);
    std::optional<Happening> in_b = next_of(right);
    if (!in_a && !in_b) return std::nullopt;
    if (in_a && in_b && in_a->at == in_b->at && in_a->words == in_b->words) continue;
    const Time at = std::min(in_a ? in_a->at : never, in_b ? in_b->at : never);
    return Parting{at, events.table, std::move(in_a), std::move(in_b)};
  }
}

std::vector<ScalarDifference> compare_scalars(const Results& a, const Results& b) {
  std::map<Key, ScalarDifference> all;
  const auto read = [&](const Results& from, std::optional<double> ScalarDifference::*side) {
    Row row;
    for (Cursor cursor(from, "SELECT name, entity, unit, value FROM scalars ORDER BY id"); cursor.next(row);) {
      ScalarDifference& entry = all[{text_at(row, 0), text_at(row, 1)}];
      entry.unit = text_at(row, 2);
      if (const auto* value = std::get_if<double>(&row[3])) entry.*side = *value;
    }
  };
  read(a, &ScalarDifference::a);
  read(b, &ScalarDifference::b);
  std::vector<ScalarDifference> different;
  for (auto& [key, entry] : all) {
    if (entry.a == entry.b) continue;
    entry.name = key.first;
    entry.entity = key.second;
    entry.relative =
        entry.a && entry.b ? std::abs(*entry.a - *entry.b) / std::max(std::abs(*entry.a), std::abs(*entry.b)) : 1.0;
    different.push_back(std::move(entry));
  }
  std::stable_sort(different.begin(), different.end(),
                   [](const ScalarDifference& x, const ScalarDifference& y) { return x.relative > y.relative; });
  return different;
}

}  // namespace

Comparison compare(const Results& a, const Results& b) {
  Comparison result;
  compare_headers(a, b, result);
  for (const TableWords& table : table_words) {
    if (table.name == "header") continue;
    if (const auto different = compare_table(a, b, table.name, result.rows)) result.tables.push_back(*different);
  }
  if (result.tables.empty()) return result;
  for (const EventWords& events : event_words) {
    std::optional<Parting> found = parting_of(a, b, events);
    if (found && (!result.parting || found->at < result.parting->at)) result.parting = std::move(found);
  }
  result.scalars = compare_scalars(a, b);
  return result;
}

}  // namespace roamsim::record
