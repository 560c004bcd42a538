#pragma once

#include <filesystem>
#include <string>
#include <variant>

#include "sim/scenario/diagnostics.hpp"

namespace roamsim::scenario {

/// The bytes of a file, at most 64 MiB, or why they cannot be had. A pipe is read to its end.
std::variant<std::string, Message> read_file(const std::filesystem::path& path);

/// What is wrong with a text of that size, which must be larger than 64 MiB.
Message too_large(std::string found);

}  // namespace roamsim::scenario
