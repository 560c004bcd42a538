#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace roamsim::scenario {

/// Finds the first of many items with a text. It keeps no texts, only the items' numbers, of which there may be
/// 16,777,214: `text_of(item)` says what text one has.
class TextIndex {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFF;

  /// Makes room for so many items, so that it need not grow.
  template <class TextOf>
  void reserve(std::size_t items, TextOf text_of) {
    const std::size_t slots = std::bit_ceil(items + items / 3 + 2);
    if (slots <= slots_.size()) return;
    const std::vector<std::uint32_t> before = std::exchange(slots_, std::vector<std::uint32_t>(slots, free_slot));
    for (const std::uint32_t slot : before) {
      if (slot == free_slot) continue;
      const std::uint32_t item = slot & item_bits;
      place(text_of(item), text_of) = slot;
    }
  }

  /// Adds an item, unless one with its text is there: then that one, else `none`.
  template <class TextOf>
  std::uint32_t add(std::uint32_t item, TextOf text_of) {
    if (4 * (used_ + 1) > 3 * slots_.size()) reserve(2 * used_ + 2, text_of);
    const std::string_view text = text_of(item);
    std::uint32_t& slot = place(text, text_of);
    if (slot != free_slot) return slot & item_bits;
    slot = mark_of(hash(text)) | item;
    ++used_;
    return none;
  }

  template <class TextOf>
  [[nodiscard]] std::uint32_t find(std::string_view text, TextOf text_of) const {
    if (slots_.empty()) return none;
    const std::uint32_t slot = slots_[place_of(text, text_of)];
    return slot == free_slot ? none : slot & item_bits;
  }

 private:
  static constexpr std::uint32_t free_slot = 0xFFFFFFFF, item_bits = 0x00FFFFFF;

  static std::uint64_t hash(std::string_view text) { return std::hash<std::string_view>{}(text); }
  /// Part of the hash, so that few texts are compared in vain.
  static std::uint32_t mark_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32U) & ~item_bits; }

  template <class TextOf>
  [[nodiscard]] std::size_t place_of(std::string_view text, TextOf text_of) const {
    const std::uint64_t hashed = hash(text);
    const std::size_t last = slots_.size() - 1;
    for (std::size_t at = hashed & last;; at = (at + 1) & last) {
      const std::uint32_t slot = slots_[at];
      if (slot == free_slot) return at;
      if ((slot & ~item_bits) == mark_of(hashed) && text_of(slot & item_bits) == text) return at;
    }
  }
  template <class TextOf>
  std::uint32_t& place(std::string_view text, TextOf text_of) {
    return slots_[place_of(text, text_of)];
  }

  std::vector<std::uint32_t> slots_;  ///< a power of two of them, at most three quarters in use
  std::size_t used_ = 0;
};

}  // namespace roamsim::scenario
