#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace roamsim::core {

/// Memory for coroutine frames: size classes with free lists over chunks that are given back at the end only.
/// Frames larger than the largest class come from the heap.
class FramePool {
 public:
  static constexpr std::size_t granule = 16;
  static constexpr std::size_t classes = 65;  ///< up to 1,024 bytes

  FramePool() = default;
  FramePool(const FramePool&) = delete;
  FramePool& operator=(const FramePool&) = delete;

  /// What `release` must be told about memory of so many bytes.
  static constexpr std::uint16_t class_of(std::size_t bytes) {
    const std::size_t size_class = (bytes + granule - 1) / granule;
    return static_cast<std::uint16_t>(size_class < classes ? size_class : classes);
  }

  std::byte* allocate(std::size_t bytes);
  void release(std::byte* frame, std::uint16_t size_class);

  /// Bytes taken from the system for chunks.
  [[nodiscard]] std::size_t reserved_bytes() const { return chunks_.size() * chunk_bytes; }

 private:
  static constexpr std::size_t chunk_bytes = std::size_t{256} * 1024;
  struct Free {
    Free* next;
  };

  std::array<Free*, classes> free_{};
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::size_t chunk_used_ = chunk_bytes;
};

}  // namespace roamsim::core
