#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sim/record/new_file.hpp"

namespace roamsim::cli {

/// A file that a command is to write beside what it prints, made ready so that a place that cannot be written to shows
/// at once. Throws RecordError, also if something is there that is no ordinary file.
[[nodiscard]] std::unique_ptr<record::NewFile> new_text_file(const std::string& file);

/// Its content, all of it. Throws RecordError.
void write_text_file(record::NewFile& file, std::string_view content);

/// For the check of an option: what is wrong with the name of a file that must end so, which keeps a run's own files
/// from being replaced by another kind; empty: nothing.
[[nodiscard]] std::string ending_error(const std::string& file, std::string_view ending);

}  // namespace roamsim::cli
