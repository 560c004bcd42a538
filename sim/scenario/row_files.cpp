#include "sim/scenario/row_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/scenario/csv.hpp"
#include "sim/scenario/read_file.hpp"
#include "sim/scenario/row_keys.hpp"
#include "sim/scenario/suggest.hpp"
#include "sim/scenario/syntax.hpp"

namespace roamsim::scenario {
namespace {

enum class Cell : std::uint8_t { text, boolean };

/// A column of a table and the key that its fields are values of. A field that is empty is no value, unless the row
/// must have one.
struct Column {
  std::string_view name;
  Cell cell = Cell::text;
  bool required = false;
  std::string_view of_profile;  ///< the key of the one device profile; empty: a key of the item itself
};

constexpr std::array<Column, 9> user_columns{{{"id", Cell::text, true, {}},
                                              {"dn", Cell::text, true, {}},
                                              {"super_user", Cell::boolean, false, {}},
                                              {"logged_in", Cell::boolean, false, {}},
                                              {"pin", Cell::text, false, {}},
                                              {"user_locale", Cell::text, false, {}},
                                              {"mobility", Cell::text, false, {}},
                                              {"profile", Cell::text, false, "name"},
                                              {"model", Cell::text, false, "model"}}};

constexpr std::array<Column, 6> phone_columns{{{"id", Cell::text, true, {}},
                                               {"model", Cell::text, false, {}},
                                               {"protocol", Cell::text, false, {}},
                                               {"user_locale", Cell::text, false, {}},
                                               {"extension_mobility", Cell::text, false, {}},
                                               {"subscribed", Cell::boolean, false, {}}}};

constexpr std::array<Column, 4> call_columns{{{"at", Cell::text, true, {}},
                                              {"from", Cell::text, true, {}},
                                              {"to", Cell::text, true, {}},
                                              {"for", Cell::text, false, {}}}};

constexpr std::array<Column, 3> trace_columns{
    {{"at", Cell::text, true, {}}, {"user", Cell::text, true, {}}, {"cluster", Cell::text, false, {}}}};

std::vector<std::string_view> names_of(std::span<const Column> columns) {
  std::vector<std::string_view> names;
  for (const Column& column : columns) names.push_back(column.name);
  return names;
}

Node node_at(NodeKind kind, Place place, std::string_view key = {}) {
  Node node;
  node.kind = kind;
  node.place = node.key_place = place;
  node.key = key;
  return node;
}

/// A device profile with one line, which has the number of the row.
void add_profile(Node& item, Node profile) {
  if (const Node* number = item.find("dn")) {
    Node line = node_at(NodeKind::object, number->place);
    line.children.push_back(*number);
    Node lines = node_at(NodeKind::array, number->place, "lines");
    lines.children.push_back(std::move(line));
    profile.children.push_back(std::move(lines));
  }
  Node profiles = node_at(NodeKind::array, profile.place, "profiles");
  profiles.children.push_back(std::move(profile));
  item.children.push_back(std::move(profiles));
}

/// A row as it would be written as an item of the list.
Node item_of(const CsvRows::Row& row, std::uint16_t source, std::span<const Column* const> columns) {
  Node item = node_at(NodeKind::object, {source, row.offset});
  std::optional<Node> profile;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = *columns[i];
    const CsvRows::Field& field = row.fields[i];
    if (field.text.empty() && !column.required) continue;
    const Place place{source, field.offset};
    const bool boolean = column.cell == Cell::boolean && (field.text == "true" || field.text == "false");
    Node value = node_at(boolean ? NodeKind::boolean : NodeKind::string, place,
                         column.of_profile.empty() ? column.name : column.of_profile);
    value.text = field.text;
    if (column.of_profile.empty()) {
      item.children.push_back(std::move(value));
    } else {
      if (!profile) profile = node_at(NodeKind::object, place);
      profile->children.push_back(std::move(value));
    }
  }
  if (profile) add_profile(item, std::move(*profile));
  return item;
}

std::string counted(std::size_t number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

/// Reads one table; what is wrong with its rows is reported at their places, under the pointer of the key that names
/// it.
class Table {
 public:
  Table(Sources& sources, std::uint16_t source, std::span<const Column> columns, const std::string& pointer,
        Diagnostics& diagnostics)
      : rows_(sources, source), source_(source), known_(columns), pointer_(pointer), diagnostics_(diagnostics) {}

  /// Adds the good rows to the list. `values` counts fields and rows of all tables.
  bool read(Node& list, std::size_t& values) {
    if (!rows_.next(row_)) {
      refuse(0, {"no row", "a first row with the names of the columns: " + listed(names_of(known_)), {}});
      return false;
    }
    read_header();
    const bool usable = good_;
    while (rows_.next(row_)) {
      const bool whole = check_shape();
      values += row_.fields.size() + 1;
      if (values > most_values) {
        refuse(row_.offset,
               {fmt::format("more than {} values", most_values), fmt::format("at most {}", most_values), {}});
        return false;
      }
      if (usable && whole) list.children.push_back(item_of(row_, source_, columns_));
    }
    return good_;
  }

 private:
  void refuse(std::uint32_t offset, Message message) {
    diagnostics_.error({source_, offset}, pointer_, std::move(message));
    good_ = false;
  }

  void read_header() {
    tell_problems();
    const Column* const end = known_.data() + known_.size();
    for (std::size_t i = 0; i < row_.fields.size(); ++i) {
      const CsvRows::Field& field = row_.fields[i];
      header_.push_back(field.text);
      const auto is_here = [&](const CsvRows::Problem& problem) { return problem.field == i; };
      if (std::any_of(row_.problems.begin(), row_.problems.end(), is_here)) continue;
      const Column* const column =
          std::find_if(known_.data(), end, [&](const Column& each) { return each.name == field.text; });
      if (column == end) {
        refuse_unknown(field);
      } else if (has(*column)) {
        refuse(field.offset, {"a second column " + quoted(field.text), "each column once", {}});
      } else {
        columns_.push_back(column);
      }
    }
    for (const Column& column : known_) {
      if (!column.required || has(column)) continue;
      refuse(row_.offset, {fmt::format("no column \"{}\"", column.name),
                           "a first row with the names of the columns, this one too",
                           {}});
    }
  }

  void refuse_unknown(const CsvRows::Field& field) {
    const std::vector<std::string_view> names = names_of(known_);
    std::string hint = diagnostics_.wants_suggestion() ? did_you_mean(field.text, names) : std::string();
    refuse(field.offset, {"the unknown column " + quoted(field.text), listed(names), std::move(hint)});
  }

  [[nodiscard]] bool has(const Column& column) const {
    return std::find(columns_.begin(), columns_.end(), &column) != columns_.end();
  }

  void tell_problems() {
    for (CsvRows::Problem& problem : row_.problems) {
      if (problem.field < header_.size()) problem.message.found += " in column " + quoted(header_[problem.field]);
      refuse(problem.offset, std::move(problem.message));
    }
  }

  /// Whether the row has a field for each column, and nothing is wrong with them.
  bool check_shape() {
    tell_problems();
    if (row_.fields.size() == header_.size()) return row_.problems.empty();
    refuse(row_.offset, {"a row of " + counted(row_.fields.size(), "field"),
                         counted(header_.size(), "field") + ", as the first row has",
                         {}});
    return false;
  }

  CsvRows rows_;
  std::uint16_t source_;
  std::span<const Column> known_;
  const std::string& pointer_;
  Diagnostics& diagnostics_;
  CsvRows::Row row_;
  std::vector<std::string_view> header_;
  std::vector<const Column*> columns_;  ///< by field
  bool good_ = true;
};

}  // namespace

/// One of the kinds of tables.
struct RowFiles::Kind {
  std::string_view named_by;  ///< the key of a cluster, or of the scenario
  std::string_view list;      ///< the key that the rows are items of
  std::span<const Column> columns;
  std::string_view action;  ///< what the rows do, where the list is the timeline
};

bool RowFiles::put_into(Node& root) {
  names_are_good_ = true;
  if (!root.is(NodeKind::object)) return complete_;
  if (Node* clusters = root.find("clusters")) put_into_clusters(*clusters, "/clusters");
  if (Node* templates = root.find("templates"); templates != nullptr && templates->is(NodeKind::object)) {
    if (Node* clusters = templates->find("clusters")) put_into_clusters(*clusters, "/templates/clusters");
  }
  if (Node* storms = root.find("storms")) put_into_storms(*storms);
  static constexpr Kind calls{"calls_from", "timeline", call_columns, "call"};
  if (root.find(calls.named_by) != nullptr) put_into_object(root, calls, "/calls_from");
  return complete_ && names_are_good_;
}

void RowFiles::put_into_clusters(Node& list, const std::string& pointer) {
  static constexpr std::array<Kind, 2> kinds{
      {{"users_from", "users", user_columns, {}}, {"phones_from", "phones", phone_columns, {}}}};
  if (!list.is(NodeKind::array)) return;
  for (std::size_t i = 0; i < list.children.size(); ++i) {
    Node& cluster = list.children[i];
    if (!cluster.is(NodeKind::object)) continue;
    for (const Kind& kind : kinds) {
      if (cluster.find(kind.named_by) == nullptr) continue;
      put_into_object(cluster, kind, fmt::format("{}/{}/{}", pointer, i, kind.named_by));
    }
  }
}

void RowFiles::put_into_storms(Node& list) {
  static constexpr Kind traces{"trace_from", "trace", trace_columns, {}};
  if (!list.is(NodeKind::array)) return;
  for (std::size_t i = 0; i < list.children.size(); ++i) {
    Node& storm = list.children[i];
    if (!storm.is(NodeKind::object) || storm.find(traces.named_by) == nullptr) continue;
    put_into_object(storm, traces, fmt::format("/storms/{}/{}", i, traces.named_by));
  }
}

void RowFiles::put_into_object(Node& object, const Kind& kind, const std::string& pointer) {
  const Node name = *object.find(kind.named_by);
  // A name that is none, and a list that is none, are reported when the keys are read.
  if (!name.is(NodeKind::string) || name.text.empty() || has_control(name.text)) {
    names_are_good_ = false;
    return;
  }
  std::erase_if(object.children, [&](const Node& member) { return member.key == kind.named_by; });
  Node* list = object.find(kind.list);
  if (list == nullptr) {
    object.children.push_back(node_at(NodeKind::array, name.place, kind.list));
    list = &object.children.back();
  }
  if (!list->is(NodeKind::array)) return;
  std::erase_if(list->children, [&](const Node& item) { return tables_.contains(item.place.source); });
  const std::optional<std::uint16_t> source = read(name, pointer);
  if (source) tables_.insert(*source);
  complete_ = source && Table(sources_, *source, kind.columns, pointer, diagnostics_).read(*list, values_) && complete_;
  if (!source || kind.action.empty()) return;
  call_tables_.insert(*source);
  for (Node& item : list->children) {
    if (item.place.source != *source) continue;
    item.children.push_back(node_at(NodeKind::string, item.place, "do"));
    item.children.back().text = kind.action;
  }
}

std::optional<std::uint16_t> RowFiles::read(const Node& name, const std::string& pointer) {
  const auto refuse = [&](Message message) {
    diagnostics_.error(name.place, pointer, std::move(message));
    return std::nullopt;
  };
  if (++files_ > most_row_files)
    return refuse({quoted(name.text), fmt::format("at most {} tables", most_row_files), {}});
  const bool in_file = sources_.has_lines(name.place.source);
  const std::filesystem::path folder =
      in_file ? std::filesystem::path(sources_.name(name.place.source)).parent_path() : folder_;
  const std::filesystem::path file = folder / std::filesystem::path(std::string(name.text));
  std::variant<std::string, Message> text = read_named_file(file, name.text, "a table as CSV");
  if (auto* problem = std::get_if<Message>(&text)) return refuse(std::move(*problem));
  bytes_ += std::get<std::string>(text).size();
  if (bytes_ > most_bytes) return refuse(too_large("tables of more"));
  return sources_.add_included(file.string(), std::move(std::get<std::string>(text)), name.place);
}

bool has_tables(const Node& root) {
  if (has_table(root, "timeline")) return true;
  if (const Node* storms = root.find("storms");
      storms != nullptr && std::any_of(storms->children.begin(), storms->children.end(),
                                       [](const Node& storm) { return has_table(storm, "trace"); })) {
    return true;
  }
  const Node* clusters = root.find("clusters");
  return clusters != nullptr &&
         std::any_of(clusters->children.begin(), clusters->children.end(),
                     [](const Node& cluster) { return has_table(cluster, "users") || has_table(cluster, "phones"); });
}

}  // namespace roamsim::scenario
