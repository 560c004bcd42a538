#pragma once

#include <coroutine>
#include <memory>
#include <utility>

#include "sim/core/actor.hpp"

namespace roamsim::actors {

/// An awaiter that stands outside the frame of the coroutine. A frame has room for every awaiter that is made in it, as
/// long as it lives; of one that is large and waits for a moment only, this leaves a pointer there. Await a variable of
/// it in a block: for one without a name g++ 12 makes room three times.
template <class Awaiter>
class Boxed {
 public:
  template <class... Arguments>
  explicit Boxed(Arguments&&... arguments)
      : awaiter_(std::make_unique<Awaiter>(std::forward<Arguments>(arguments)...)) {}
  Boxed(const Boxed&) = delete;
  Boxed& operator=(const Boxed&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return awaiter_->await_ready(); }
  void await_suspend(std::coroutine_handle<> frame) { awaiter_->await_suspend(frame); }
  [[nodiscard]] core::Wake await_resume() { return awaiter_->await_resume(); }

 private:
  std::unique_ptr<Awaiter> awaiter_;
};

}  // namespace roamsim::actors
