// Every user and phone of a large network is looked up in columns of many megabytes, at places without any order. With
// pages of 4 KiB the processor then searches for the page longer than it waits for the value: large blocks ask for huge
// pages, which takes allocation functions of our own for the whole program. A system that has none gives small ones.
#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20U;

/// Null if there is no memory.
std::byte* allocate(std::size_t size) {
  if (size < huge_page) return static_cast<std::byte*>(std::malloc(size == 0 ? 1 : size));
  const std::size_t whole = (size + huge_page - 1) / huge_page * huge_page;
  auto* block = static_cast<std::byte*>(std::aligned_alloc(huge_page, whole));
  // Not the last one, unless it is needed to its end: most of it would be wasted.
  if (block != nullptr) ::madvise(block, size / huge_page * huge_page, MADV_HUGEPAGE);
  return block;
}

}  // namespace

void* operator new(std::size_t size) {
  for (;;) {
    if (std::byte* block = allocate(size)) return block;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

void operator delete(void* block) noexcept {
  std::free(block);
}

void operator delete(void* block, std::size_t) noexcept {
  std::free(block);
}
