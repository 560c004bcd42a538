#pragma once

#include <array>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "sim/core/scheduler.hpp"
#include "sim/core/wait_queue.hpp"

namespace roamsim::core {

/// Sleeps until a date; one that is past is now.
class SleepAwaiter {
 public:
  SleepAwaiter(ActorCell& cell, Time until, Priority priority, Recurrence recurrence)
      : cell_(cell), until_(until), priority_(priority), recurrence_(recurrence) {}
  SleepAwaiter(const SleepAwaiter&) = delete;
  SleepAwaiter& operator=(const SleepAwaiter&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> /*frame*/) {
    cell_.scheduler().put_to_sleep(cell_, until_, priority_, recurrence_);
  }
  Wake await_resume() const { return cell_.woken(); }

 private:
  ActorCell& cell_;
  Time until_;
  Priority priority_;
  Recurrence recurrence_;
};

/// Waits for any of `N` conditions, until a date (or `never`).
template <std::size_t N>
class AnyAwaiter {
 public:
  template <class... Queues>
  requires(sizeof...(Queues) == N) AnyAwaiter(ActorCell& cell, Time until, WaitLabel label, Queues&... queues)
      : wait_(cell, label), until_(until), waiters_{Waiter(queues)...} {}
  AnyAwaiter(const AnyAwaiter&) = delete;
  AnyAwaiter& operator=(const AnyAwaiter&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> /*frame*/) {
    wait_.begin(waiters_.data(), N);
    ActorCell& cell = wait_.cell();
    if (until_ != never) cell.scheduler().put_to_sleep(cell, until_, Priority::timer, Recurrence::once);
  }
  Wake await_resume() const { return wait_.cell().woken(); }
  /// Whether a condition was signalled, even if a cancellation came between that and the resumption.
  [[nodiscard]] bool signalled() const {
    for (const Waiter& waiter : waiters_) {
      if (waiter.signalled()) return true;
    }
    return false;
  }

 private:
  Wait wait_;
  Time until_;
  std::array<Waiter, N> waiters_;
};

/// A light actor's own handle: the first parameter of every body.
class Self {
 public:
  explicit Self(ActorCell& cell) : cell_(&cell) {}

  [[nodiscard]] Scheduler& scheduler() const { return cell_->scheduler(); }
  [[nodiscard]] ActorCell& cell() const { return *cell_; }
  [[nodiscard]] ActorRef ref() const { return cell_->ref(); }
  [[nodiscard]] Time now() const { return scheduler().now(); }

  /// A periodic sleep does not keep the run alive.
  [[nodiscard]] SleepAwaiter sleep_until(Time at, Priority priority = Priority::timer,
                                         Recurrence recurrence = Recurrence::once) const {
    return {*cell_, at, priority, recurrence};
  }
  [[nodiscard]] SleepAwaiter sleep_for(Duration duration, Priority priority = Priority::timer,
                                       Recurrence recurrence = Recurrence::once) const {
    return sleep_until(now() + duration, priority, recurrence);
  }
  /// Waits for `condition`, at most until `until`.
  [[nodiscard]] AnyAwaiter<1> wait(WaitQueue& condition, Time until = never, WaitLabel label = {}) const {
    return {*cell_, until, label, condition};
  }
  /// Waits for the first of several conditions, at most until `until`; `Wake::which` tells which.
  template <class... Queues>
  [[nodiscard]] AnyAwaiter<sizeof...(Queues)> wait_any(Time until, WaitLabel label, Queues&... conditions) const {
    return {*cell_, until, label, conditions...};
  }

  /// Lets the actor go on as another body, which begins as soon as this one returns, as it must next: at this instant
  /// and with no event between. A body that waits long need not keep what an earlier one kept.
  template <class Body, class... Args>
  void go_on_as(Body body, Args&&... args) const {
    scheduler().go_on_as(*cell_, body, std::forward<Args>(args)...);
  }

 private:
  ActorCell* cell_;
};

/// What the body of a light actor returns. Its frame comes from the scheduler's pool and is destroyed at its end or
/// with the scheduler; an exception leaves `Scheduler::run`.
class Actor {
 public:
  struct promise_type {
    Actor get_return_object() { return Actor(std::coroutine_handle<promise_type>::from_promise(*this)); }
    [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
    [[nodiscard]] std::suspend_always final_suspend() const noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { throw; }

    template <class... Args>
    static void* operator new(std::size_t bytes, Self self, Args&&... /*args*/) {
      return self.scheduler().allocate_frame(self.cell(), bytes);
    }
    template <class Lambda, class... Args>
    requires(!std::is_same_v<Lambda, Self>) static void* operator new(std::size_t bytes, const Lambda& /*body*/,
                                                                      Self self, Args&&... /*args*/) {
      return self.scheduler().allocate_frame(self.cell(), bytes);
    }
    // The scheduler gives the memory back, which knows pool and size.
    static void operator delete(void* /*frame*/, std::size_t /*bytes*/) noexcept {}
  };

  [[nodiscard]] std::coroutine_handle<> handle() const { return handle_; }

 private:
  explicit Actor(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<> handle_;
};

template <class Body, class... Args>
ActorRef Scheduler::spawn_as(bool daemon, Body body, Args&&... args) {
  static_assert(std::is_empty_v<Body> || std::is_pointer_v<Body>, "a body must not capture: pass arguments instead");
  ActorCell& cell = new_cell();
  cell.daemon_ = daemon;
  try {
    launch(cell, body(Self(cell), std::forward<Args>(args)...).handle());
  } catch (...) {
    recycle(cell);
    throw;
  }
  return cell.ref();
}

template <class Body, class... Args>
ActorRef Scheduler::spawn(Body body, Args&&... args) {
  return spawn_as(false, body, std::forward<Args>(args)...);
}

template <class Body, class... Args>
ActorRef Scheduler::spawn_daemon(Body body, Args&&... args) {
  return spawn_as(true, body, std::forward<Args>(args)...);
}

template <class Body, class... Args>
void Scheduler::go_on_as(ActorCell& cell, Body body, Args&&... args) {
  static_assert(std::is_empty_v<Body> || std::is_pointer_v<Body>, "a body must not capture: pass arguments instead");
  const Frame present = frame_of(cell);
  try {
    check_frame(cell, body(Self(cell), std::forward<Args>(args)...).handle());
  } catch (...) {
    if (cell.handle_ != present.handle) release_frame(frame_of(cell));
    cell.handle_ = present.handle;
    cell.frame_class_ = present.size_class;
    throw;
  }
}

/// A counted resource with a first-come-first-served queue. Whoever is cancelled between grant and resumption hands
/// the grant on.
class Semaphore {
 public:
  Semaphore(Scheduler& scheduler, std::uint32_t permits) : queue_(scheduler), free_(permits) {}

  class Acquire {
   public:
    Acquire(Semaphore& semaphore, Self self, Time until, WaitLabel label)
        : semaphore_(semaphore), wait_(self.cell(), until, label, semaphore.queue_) {}
    Acquire(const Acquire&) = delete;
    Acquire& operator=(const Acquire&) = delete;

    [[nodiscard]] bool await_ready() {
      immediate_ = semaphore_.try_acquire();
      return immediate_;
    }
    void await_suspend(std::coroutine_handle<> frame) { wait_.await_suspend(frame); }
    /// `signalled` means that a permit is held.
    [[nodiscard]] Wake await_resume() {
      if (immediate_) return {WakeReason::signalled, 0, {}};
      const Wake wake = wait_.await_resume();
      if (wake.cancelled() && wait_.signalled()) semaphore_.release();
      return wake;
    }

   private:
    Semaphore& semaphore_;
    AnyAwaiter<1> wait_;
    bool immediate_ = false;
  };

  [[nodiscard]] Acquire acquire(Self self, Time until = never, WaitLabel label = {}) {
    return {*this, self, until, label};
  }
  [[nodiscard]] bool try_acquire() {
    if (free_ == 0 || !queue_.empty()) return false;
    --free_;
    return true;
  }
  void release() {
    if (!queue_.notify_one()) ++free_;
  }
  [[nodiscard]] std::uint32_t available() const { return free_; }

 private:
  WaitQueue queue_;
  std::uint32_t free_;
};

}  // namespace roamsim::core
