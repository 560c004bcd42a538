#include "sim/record/query_run.hpp"

#include <sqlite3.h>

#include <memory>

#include "sim/record/database.hpp"
#include "sim/record/results.hpp"
#include "sim/record/schema.hpp"

namespace roamsim::record {
namespace {

constexpr const char* in_memory = ":memory:";

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

struct Prepared {
  Statement statement;
  std::string problem;
};

Prepared prepare(const Database& database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  const int result =
      sqlite3_prepare_v2(database.handle(), sql.c_str(), static_cast<int>(sql.size()), &statement, &rest);
  Prepared prepared{Statement(statement), {}};
  if (result != SQLITE_OK) {
    prepared.problem = sqlite3_errmsg(database.handle());
  } else if (statement == nullptr) {
    prepared.problem = "no statement";
  } else if (std::string(rest).find_first_not_of(" \t\r\n;") != std::string::npos) {
    prepared.problem = "more than one statement";
  } else if (sqlite3_stmt_readonly(statement) == 0 || sqlite3_column_count(statement) != 1) {
    prepared.problem = sqlite3_stmt_readonly(statement) == 0
                           ? "a statement that changes something"
                           : std::to_string(sqlite3_column_count(statement)) + " columns";
  }
  return prepared;
}

}  // namespace

std::string query_problem(const std::string& sql) {
  Database database(in_memory);
  database.run(tables_sql);
  database.run(views_sql);
  return prepare(database, sql).problem;
}

std::vector<std::optional<double>> query_run(const RunView& run, const std::vector<std::string>& queries) {
  std::vector<std::optional<double>> values;
  if (queries.empty()) return values;
  Database database(in_memory);
  database.run(tables_sql);
  database.run(views_sql);
  fill_results(database, run);
  for (const std::string& sql : queries) {
    const Prepared prepared = prepare(database, sql);
    if (!prepared.problem.empty()) database.fail(prepared.problem);
    const int step = sqlite3_step(prepared.statement.get());
    if (step != SQLITE_ROW && step != SQLITE_DONE) database.fail("a query of the sweep fails");
    std::optional<double>& value = values.emplace_back();
    if (step != SQLITE_ROW) continue;
    const int type = sqlite3_column_type(prepared.statement.get(), 0);
    if (type == SQLITE_INTEGER || type == SQLITE_FLOAT) value = sqlite3_column_double(prepared.statement.get(), 0);
  }
  return values;
}

}  // namespace roamsim::record
