#include "sim/cli/sweep_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/suggest.hpp"
#include "sim/study/sweep/student_t.hpp"

namespace roamsim::cli {
namespace {

constexpr double confidence = 0.95;

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

struct Named {
  std::int64_t id = 0;
  std::string unit;
};

/// The row of a table of names that has this one.
Named find(const record::Results& results, const std::string& sql, std::string_view what, const std::string& name) {
  std::vector<std::string> names;
  for (const record::Row& row : results.query(sql).rows) {
    if (std::get<std::string>(row.at(1)) == name)
      return {std::get<std::int64_t>(row.at(0)), std::get<std::string>(row.at(2))};
    names.push_back(std::get<std::string>(row.at(1)));
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string hint = scenario::did_you_mean(name, known);
  throw record::QueryError(fmt::format("there is no {} \"{}\"; there are: {}{}", what, name, scenario::listed(known),
                                       hint.empty() ? "" : "; " + hint));
}

/// The runs of one row of the answer.
struct Group {
  std::vector<std::string> labels;
  std::set<std::int64_t> points;
  std::map<std::int64_t, std::vector<double>> by_repetition;
  double least = INFINITY;
  double most = -INFINITY;

  void add(std::int64_t point, std::int64_t repetition, const record::Value& value) {
    points.insert(point);
    const auto* real = std::get_if<double>(&value);
    const auto* whole = std::get_if<std::int64_t>(&value);
    if (real == nullptr && whole == nullptr) return;
    const double number = real != nullptr ? *real : static_cast<double>(*whole);
    by_repetition[repetition].push_back(number);
    least = std::min(least, number);
    most = std::max(most, number);
  }

  [[nodiscard]] std::vector<Table::Cell> row() const {
    study::MeanOf mean;
    for (const auto& [repetition, values] : by_repetition) {
      if (values.size() != points.size()) continue;  // a point without it would shift the mean
      double sum = 0;
      for (const double value : values) sum += value;
      mean.add(sum / static_cast<double>(values.size()));
    }
    std::vector<Table::Cell> cells(labels.begin(), labels.end());
    const study::MeanInterval found = mean.interval(confidence);
    cells.emplace_back(static_cast<std::int64_t>(found.count));
    if (found.count == 0) {
      cells.resize(cells.size() + 5);
      return cells;
    }
    cells.emplace_back(found.mean);
    if (found.count > 1) {
      cells.emplace_back(found.mean - found.half_width);
      cells.emplace_back(found.mean + found.half_width);
    } else {
      cells.resize(cells.size() + 2);
    }
    cells.emplace_back(least);
    cells.emplace_back(most);
    return cells;
  }
};

Table table_of(const record::Results& results, const std::string& measure, const std::vector<std::string>& axes) {
  const Named of = find(results, "SELECT id, name, unit FROM measures ORDER BY id", "measure", measure);
  std::string columns;
  std::string joins;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const Named axis = find(results, "SELECT id, name, '' FROM axes ORDER BY id", "axis", axes[i]);
    columns += fmt::format("v{}.label, ", i);
    joins += fmt::format(" JOIN point_values v{0} ON v{0}.point = r.point AND v{0}.axis = {1}", i, axis.id);
  }
  const record::Rows rows = results.query(
      fmt::format("SELECT {}r.point, r.repetition, m.value FROM runs r JOIN measured m ON m.run = r.id AND m.measure = "
                  "{}{} ORDER BY r.id",
                  columns, of.id, joins));
  std::vector<Group> groups;
  std::map<std::vector<std::string>, std::size_t> index;
  for (const record::Row& row : rows.rows) {
    std::vector<std::string> labels;
    labels.reserve(axes.size());
    for (std::size_t i = 0; i < axes.size(); ++i) labels.push_back(std::get<std::string>(row.at(i)));
    const auto [place, is_new] = index.try_emplace(labels, groups.size());
    if (is_new) groups.emplace_back().labels = labels;
    groups[place->second].add(std::get<std::int64_t>(row.at(axes.size())),
                              std::get<std::int64_t>(row.at(axes.size() + 1)), row.at(axes.size() + 2));
  }
  Table table;
  table.columns = axes;
  const std::string unit = of.unit.empty() ? std::string() : " (" + of.unit + ")";
  for (const std::string& column : {std::string("repetitions"), "mean" + unit, std::string("from"), std::string("to"),
                                    std::string("least"), std::string("most")})
    table.columns.push_back(column);
  for (const Group& group : groups) table.rows.push_back(group.row());
  return table;
}

}  // namespace

std::optional<Table> measure_by_axis(const record::Results& results, const std::string& text) {
  constexpr std::string_view by = " by ";
  const std::size_t at = text.find(by);
  const std::string measure = trimmed(std::string_view(text).substr(0, at));
  if (at == std::string::npos || measure.find(' ') != std::string::npos) return std::nullopt;
  std::vector<std::string> axes;
  std::string_view rest = std::string_view(text).substr(at + by.size());
  for (;;) {
    const std::size_t comma = rest.find(',');
    axes.push_back(trimmed(rest.substr(0, comma)));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return table_of(results, measure, axes);
}

}  // namespace roamsim::cli
