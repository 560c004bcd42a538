#pragma once

#include <string_view>

namespace roamsim::record {

/// The bytes of a results database that has the tables and views of schema.hpp and no rows. Made when roamsim is built
/// (make_empty_results.cpp): to have SQLite understand the schema anew costs a small run a tenth of all it does.
std::string_view empty_results();

}  // namespace roamsim::record
