#include "sim/core/peak_memory.hpp"

#include <fstream>
#include <string>

namespace roamsim::core {

std::int64_t peak_memory_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::int64_t kib = 0;
    if (word == "VmHWM:" && status >> kib) return kib * 1024;
  }
  return 0;
}

}  // namespace roamsim::core
