#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

#include "sim/scenario/diagnostics.hpp"

namespace roamsim::scenario {

/// The bytes of a file, at most 64 MiB, or why they cannot be had. A pipe is read to its end.
std::variant<std::string, Message> read_file(const std::filesystem::path& path);

/// The same of a file that a scenario names as `named`, or what to say of it; `wanted` says what it is to be. A pipe or
/// a device is refused: it would keep the reader waiting, or never end.
std::variant<std::string, Message> read_named_file(const std::filesystem::path& path, std::string_view named,
                                                   std::string_view wanted);

/// What is wrong with a text of that size, which must be larger than 64 MiB.
Message too_large(std::string found);

}  // namespace roamsim::scenario
