#include "sim/scenario/read_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "sim/scenario/syntax.hpp"

namespace roamsim::scenario {
namespace {

Message unreadable() {
  return {{}, {}, fmt::format("cannot be read: {}", std::strerror(errno))};
}

}  // namespace

Message too_large(std::string found) {
  return {std::move(found), fmt::format("at most {} bytes (64 MiB)", most_bytes), {}};
}

std::variant<std::string, Message> read_file(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return Message{"a directory", "a scenario file", {}};
  if (const std::uintmax_t size = std::filesystem::file_size(path, error); !error && size > most_bytes) {
    return too_large(fmt::format("{} bytes", size));
  }
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(name.c_str(), "rb"), close);
  if (file == nullptr) return unreadable();
  std::string text;
  constexpr std::size_t chunk = std::size_t{1} << 16U;
  // A pipe or device tells no size beforehand, so the limit holds while reading too.
  for (std::size_t got = chunk; got == chunk && text.size() <= most_bytes;) {
    const std::size_t before = text.size();
    text.resize(before + chunk);
    got = std::fread(text.data() + before, 1, chunk, file.get());
    text.resize(before + got);
  }
  if (std::ferror(file.get()) != 0) return unreadable();
  if (text.size() > most_bytes) return too_large(fmt::format("more than {} bytes", most_bytes));
  return text;
}

std::variant<std::string, Message> read_named_file(const std::filesystem::path& path, std::string_view named,
                                                   std::string_view wanted) {
  std::error_code error;
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
    return Message{quoted(named) + ", which is no plain file", std::string(wanted), {}};
  }
  std::variant<std::string, Message> text = read_file(path);
  if (auto* problem = std::get_if<Message>(&text)) {
    if (problem->found.empty()) problem->found = quoted(named);
    if (problem->allowed.empty()) problem->allowed = "a file that can be read";
  }
  return text;
}

}  // namespace roamsim::scenario
