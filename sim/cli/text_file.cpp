#include "sim/cli/text_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "sim/record/error.hpp"

namespace roamsim::cli {

std::unique_ptr<record::NewFile> new_text_file(const std::string& file) {
  const std::filesystem::path target = file;
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::symlink_status(target, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw record::RecordError(target, "is no ordinary file");
  }
  auto made = std::make_unique<record::NewFile>(target);
  made->create();
  return made;
}

void write_text_file(record::NewFile& file, std::string_view content) {
  file.append(content);
  file.sync();
  file.put_in_place();
}

std::string ending_error(const std::string& file, std::string_view ending) {
  if (std::filesystem::path(file).extension() == ending) return {};
  return fmt::format("{} does not end with {}", file, ending);
}

}  // namespace roamsim::cli
