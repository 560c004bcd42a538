#pragma once

#include <cstdint>

#include "sim/actors/plan.hpp"

namespace roamsim::actors {

/// What a run of the plan needs before its first event, by what needs it, in bytes. The figures behind it are slopes of
/// peak memory measured on x86-64 (docs/performance.md says how); records of what happens come on top as the run goes
/// on.
struct MemoryEstimate {
  std::uint64_t program = 0;
  std::uint64_t clusters = 0;  ///< what each knows of each, and what each hub knows of each other hub
  std::uint64_t users = 0;
  std::uint64_t phones = 0;
  std::uint64_t timeline = 0;

  [[nodiscard]] std::uint64_t total() const { return program + clusters + users + phones + timeline; }
};

MemoryEstimate estimate_memory(const Plan& plan);

}  // namespace roamsim::actors
