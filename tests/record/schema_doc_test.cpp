// docs/results.md describes exactly the tables and columns that results.sqlite has.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "sim/record/header_fields.hpp"
#include "sim/record/results.hpp"
#include "tests/record/sample_run.hpp"

namespace roamsim::record {
namespace {

using Tables = std::map<std::string, std::vector<std::string>>;

/// The name between back quotes at the start of what follows `prefix`; empty if the line has none.
std::string quoted_after(std::string_view line, std::string_view prefix) {
  if (!line.starts_with(prefix)) return {};
  line.remove_prefix(prefix.size());
  return std::string(line.substr(0, line.find('`')));
}

/// Sections "### `table`", each with a Markdown table whose first cells are the columns.
Tables described() {
  Tables tables;
  std::string table;
  std::istringstream text(content_of(std::string(ROAMSIM_SOURCE_DIR) + "/docs/results.md"));
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with('#')) {
      table = quoted_after(line, "### `");
      if (!table.empty()) tables[table];
    } else if (const std::string column = quoted_after(line, "| `"); !table.empty() && !column.empty()) {
      tables[table].push_back(column);
    }
  }
  return tables;
}

Tables present(const std::filesystem::path& database) {
  Tables tables;
  std::istringstream rows(output_of("sqlite3 -bail -noheader -separator ' ' '" + database.string() +
                                    "' \"SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c "
                                    "WHERE m.type = 'table' ORDER BY m.name, c.cid\""));
  for (std::string table, column; rows >> table >> column;) tables[table].push_back(column);
  return tables;
}

TEST(SchemaDoc, describes_every_table_and_column) {
  const ScratchFolder folder;
  write_results(folder.path(), story_run().view());
  EXPECT_EQ(described(), present(folder.path() / "results.sqlite"));
}

TEST(SchemaDoc, names_every_view_and_header_key) {
  const ScratchFolder folder;
  write_results(folder.path(), story_run().view());
  const std::string text = content_of(std::string(ROAMSIM_SOURCE_DIR) + "/docs/results.md");
  std::istringstream views(output_of("sqlite3 '" + (folder.path() / "results.sqlite").string() +
                                     "' \"SELECT name FROM sqlite_master WHERE type = 'view'\""));
  for (std::string view; views >> view;) EXPECT_NE(text.find("`" + view + "`"), std::string::npos) << view;
  for (const HeaderField& field : header_fields(Header{})) {
    EXPECT_NE(text.find("`" + std::string(field.key) + "`"), std::string::npos) << field.key;
  }
}

TEST(SchemaDoc, columns_of_dates_end_in_ns) {
  for (const auto& [table, columns] : described()) {
    for (const std::string& column : columns) {
      const std::set<std::string> dates{"at", "begin", "end", "received", "applied", "arrived"};
      EXPECT_FALSE(dates.contains(column)) << table << '.' << column;
    }
  }
}

}  // namespace
}  // namespace roamsim::record
