#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace roamsim::core {

template <class Signature, std::size_t Capacity = 40>
class InlineFunction;

/// A callable kept in place: never allocates, refuses at compile time what does not fit. Move-only, called at most as
/// often as the callable allows; calling an empty one is a programming error.
template <class R, class... Args, std::size_t Capacity>
class InlineFunction<R(Args...), Capacity> {
 public:
  InlineFunction() = default;

  template <class F>
  requires(!std::is_same_v<std::decay_t<F>, InlineFunction> && std::is_invocable_r_v<R, std::decay_t<F>&, Args...>)
      InlineFunction(F&& f) {  // NOLINT(google-explicit-constructor,bugprone-forwarding-reference-overload)
    emplace(std::forward<F>(f));
  }

  InlineFunction(InlineFunction&& other) noexcept { take(other); }
  InlineFunction& operator=(InlineFunction&& other) noexcept {
    if (this != &other) {
      reset();
      take(other);
    }
    return *this;
  }
  InlineFunction(const InlineFunction&) = delete;
  InlineFunction& operator=(const InlineFunction&) = delete;
  ~InlineFunction() { reset(); }

  /// Replaces what is held by `f`.
  template <class F>
  void emplace(F&& f) {
    using Held = std::decay_t<F>;
    static_assert(sizeof(Held) <= Capacity, "captures too much: keep the data in a pooled record");
    static_assert(alignof(Held) <= 8);
    static_assert(std::is_nothrow_move_constructible_v<Held>);
    reset();
    ::new (static_cast<std::byte*>(storage_)) Held(std::forward<F>(f));
    call_ = [](std::byte* at, Args... args) -> R {
      return (*std::launder(reinterpret_cast<Held*>(at)))(std::forward<Args>(args)...);
    };
    if constexpr (!std::is_trivially_copyable_v<Held>) {
      manage_ = [](std::byte* from, std::byte* to) {
        Held* held = std::launder(reinterpret_cast<Held*>(from));
        if (to != nullptr) ::new (to) Held(std::move(*held));
        held->~Held();
      };
    }
  }

  void reset() {
    if (manage_ != nullptr) manage_(storage_, nullptr);
    manage_ = nullptr;
    call_ = nullptr;
  }

  explicit operator bool() const { return call_ != nullptr; }

  R operator()(Args... args) { return call_(storage_, std::forward<Args>(args)...); }

 private:
  using Call = R (*)(std::byte*, Args...);
  using Manage = void (*)(std::byte* from, std::byte* to);

  void take(InlineFunction& other) noexcept {
    if (other.call_ == nullptr) return;
    if (other.manage_ != nullptr) {
      other.manage_(other.storage_, storage_);
    } else {
      for (std::size_t i = 0; i < Capacity; ++i) storage_[i] = other.storage_[i];
    }
    call_ = std::exchange(other.call_, nullptr);
    manage_ = std::exchange(other.manage_, nullptr);
  }

  alignas(8) std::byte storage_[Capacity];
  Call call_ = nullptr;
  Manage manage_ = nullptr;
};

}  // namespace roamsim::core
