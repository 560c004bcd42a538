#pragma once

#include <concepts>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace roamsim::core {

/// A text that does not change, in 16 bytes where it has at most 15 and on the heap where it has more: half of what a
/// std::string takes, for rows of which there are many.
class ShortText {
 public:
  ShortText() = default;
  template <class Text>
  requires(std::convertible_to<const Text&, std::string_view> && !std::same_as<Text, ShortText>)
      ShortText(const Text& text) {  // NOLINT(google-explicit-constructor)
    assign(text);
  }
  ShortText(const ShortText& o) { assign(o.view()); }
  ShortText(ShortText&& o) noexcept { take(o); }
  ShortText& operator=(const ShortText& o) {
    if (this != &o) *this = ShortText(o);
    return *this;
  }
  ShortText& operator=(ShortText&& o) noexcept {
    if (this != &o) {
      release();
      take(o);
    }
    return *this;
  }
  ~ShortText() { release(); }

  [[nodiscard]] std::string_view view() const {
    return length() == long_one ? std::string_view(*heap()) : std::string_view(bytes_, length());
  }
  operator std::string_view() const { return view(); }          // NOLINT(google-explicit-constructor)
  operator std::string() const { return std::string(view()); }  // NOLINT(google-explicit-constructor)
  [[nodiscard]] bool empty() const { return length() == 0; }

  template <class Text>
  requires std::convertible_to<const Text&, std::string_view>
  friend bool operator==(const ShortText& a, const Text& b) { return a.view() == std::string_view(b); }

 private:
  static constexpr std::size_t room = 15;
  static constexpr unsigned char long_one = 0xFF;  ///< the bytes are the address of a std::string

  [[nodiscard]] unsigned char length() const { return static_cast<unsigned char>(bytes_[room]); }
  [[nodiscard]] const std::string* heap() const {
    const std::string* text = nullptr;
    std::memcpy(&text, bytes_, sizeof text);
    return text;
  }
  void assign(std::string_view text) {
    if (text.size() <= room) {
      text.copy(bytes_, text.size());
      bytes_[room] = static_cast<char>(text.size());
      return;
    }
    const std::string* copy = new std::string(text);
    std::memcpy(bytes_, &copy, sizeof copy);
    bytes_[room] = static_cast<char>(long_one);
  }
  void take(ShortText& o) {
    std::memcpy(bytes_, o.bytes_, sizeof bytes_);
    o.bytes_[room] = 0;
  }
  void release() {
    if (length() == long_one) delete heap();
    bytes_[room] = 0;
  }

  char bytes_[room + 1] = {};  ///< the text and how long it is
};

}  // namespace roamsim::core
