#include "sim/core/frame_pool.hpp"

#include <new>

namespace roamsim::core {

std::byte* FramePool::allocate(std::size_t bytes) {
  const std::uint16_t size_class = class_of(bytes);
  if (size_class == classes) return new std::byte[bytes];
  if (Free* head = free_[size_class]; head != nullptr) {
    free_[size_class] = head->next;
    return reinterpret_cast<std::byte*>(head);
  }
  const std::size_t rounded = size_class * granule;
  if (chunk_used_ + rounded > chunk_bytes) {
    chunks_.emplace_back(new std::byte[chunk_bytes]);
    chunk_used_ = 0;
  }
  std::byte* frame = chunks_.back().get() + chunk_used_;
  chunk_used_ += rounded;
  return frame;
}

void FramePool::release(std::byte* frame, std::uint16_t size_class) {
  if (size_class == classes) {
    delete[] frame;
    return;
  }
  free_[size_class] = ::new (frame) Free{free_[size_class]};
}

}  // namespace roamsim::core
