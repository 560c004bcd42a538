// Runs when roamsim is built: prints the source that holds an empty results database (empty_results.hpp).
#include <fmt/format.h>
#include <sqlite3.h>

#include <cstdlib>
#include <exception>
#include <memory>

#include "sim/record/database.hpp"
#include "sim/record/schema.hpp"

namespace {

using namespace roamsim::record;

void make(Database& database) {
  database.run("PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA auto_vacuum = 0");
  database.run(application_id_sql);
  database.run(fmt::format("PRAGMA user_version = {}", results_schema_version).c_str());
  database.run("BEGIN");
  database.run(tables_sql);
  database.run(views_sql);
  database.run("COMMIT");
}

}  // namespace

int main() {
  try {
    Database database(":memory:");
    make(database);
    sqlite3_int64 size = 0;
    const std::unique_ptr<unsigned char, decltype(&sqlite3_free)> image(
        sqlite3_serialize(database.handle(), "main", &size, 0), sqlite3_free);
    if (image == nullptr) database.fail("cannot read");
    fmt::print(
        "#include \"sim/record/empty_results.hpp\"\n\nnamespace roamsim::record {{\n\nnamespace {{\n\n"
        "constexpr unsigned char image[] = {{");
    for (sqlite3_int64 i = 0; i < size; ++i) fmt::print("{}{},", i % 32 == 0 ? "\n" : "", image.get()[i]);
    fmt::print(
        "}};\n\n}}  // namespace\n\nstd::string_view empty_results() {{\n"
        "  return {{reinterpret_cast<const char*>(image), sizeof image}};\n}}\n\n}}  // namespace roamsim::record\n");
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "make_empty_results: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
