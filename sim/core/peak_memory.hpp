#pragma once

#include <cstdint>

namespace roamsim::core {

/// The most memory that this process has had in use so far, in bytes; 0 if the system does not tell. Not what getrusage
/// says, which counts the process that started this one as well.
[[nodiscard]] std::int64_t peak_memory_bytes();

}  // namespace roamsim::core
