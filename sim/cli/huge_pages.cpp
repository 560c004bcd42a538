// Every user and phone of a large network is looked up in columns of many megabytes, at places without any order. With
// pages of 4 KiB the processor then searches for the page longer than it waits for the value: large blocks ask for huge
// pages, which replaces the allocation functions of the whole program. A system that has none gives small ones.
#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20U;

void* allocate(std::size_t size) {
  if (size < huge_page) return std::malloc(size == 0 ? 1 : size);
  void* block = nullptr;
  if (::posix_memalign(&block, huge_page, size) != 0) return nullptr;
  // Not what is left over: most of another huge page would be wasted on it.
  ::madvise(block, size / huge_page * huge_page, MADV_HUGEPAGE);
  return block;
}

}  // namespace

void* operator new(std::size_t size) {
  for (;;) {
    if (void* block = allocate(size)) return block;
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
