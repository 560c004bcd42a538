#pragma once

#include <filesystem>
#include <string>

namespace roamsim::study {

/// SHA-256 of the program that runs. Throws RecordError if it cannot be read.
[[nodiscard]] std::string running_build();

/// Copies the program that runs, so that a sweep can go on with it after another one is built. In one step; nothing if
/// it is there already. Throws RecordError.
void keep_program(const std::filesystem::path& copy);

}  // namespace roamsim::study
