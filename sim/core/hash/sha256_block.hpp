#pragma once

#include <array>
#include <cstdint>

namespace roamsim::core {

using Sha256State = std::array<std::uint32_t, 8>;

/// Takes 64 bytes into the state of a SHA-256 (FIPS 180-4, 6.2.2).
void take_block_portably(Sha256State& state, const char* block);

/// Whether the processor has instructions for that; as far as is known here, only some x86 have.
[[nodiscard]] bool has_sha256_instructions();
/// The same by these instructions. Call only where there are any.
void take_block_by_instructions(Sha256State& state, const char* block);

}  // namespace roamsim::core
