#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "models/base/time.hpp"
#include "sim/core/actor_cell.hpp"
#include "sim/core/event_queue.hpp"
#include "sim/core/frame_pool.hpp"
#include "sim/core/inline_function.hpp"
#include "sim/core/stable_pool.hpp"

namespace roamsim::core {

/// Something else that makes progress in simulated time (SimGrid). It keeps the scheduler's horizon at the date of its
/// next completion.
class ExternalClock {
 public:
  virtual ~ExternalClock() = default;
  /// Goes on to the horizon `to`, posts what has completed as events of the scheduler, and sets the new horizon.
  virtual void advance_to(Time to) = 0;
};

/// A cancellable callback, named; stays safe to use after the callback ran.
struct Timer {
  Event* event = nullptr;
  std::uint64_t key = 0;
};

/// Why `run` returned.
enum class RunEnd : std::uint8_t {
  reached,    ///< the end date
  exhausted,  ///< nothing is pending any more, or only periodic events in a run without end date
  stuck,      ///< only periodic events are left while actors wait on a condition
  stopped     ///< `stop()` was called
};

/// An actor that waits on a condition with no time limit.
struct WaitingActor {
  ActorRef actor;
  WaitLabel what;
};

/// The clock of a run and everything that happens in it: pooled callbacks and light actors on one ordered queue.
class Scheduler {
 public:
  Scheduler() = default;
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;
  ~Scheduler();

  [[nodiscard]] Time now() const { return now_; }

  /// Calls `f` at `at` (not before now). Captures of at most 40 bytes; nothing is allocated once the pool is warm.
  template <class F>
  void at(Time at, Priority priority, F&& f, Recurrence recurrence = Recurrence::once) {
    assert(at >= now_);
    queue_.arm(callback(std::forward<F>(f)), at, priority, recurrence);
  }
  template <class F>
  void after(Duration delay, Priority priority, F&& f, Recurrence recurrence = Recurrence::once) {
    at(now_ + delay, priority, std::forward<F>(f), recurrence);
  }
  /// As `at`, and can be cancelled.
  template <class F>
  Timer timer_at(Time at, Priority priority, F&& f, Recurrence recurrence = Recurrence::once) {
    assert(at >= now_);
    CallbackEvent& event = callback(std::forward<F>(f));
    queue_.arm(event, at, priority, recurrence);
    return Timer{&event, event.key()};
  }
  /// Forgets the callback; false if it ran or was cancelled before.
  bool cancel(Timer timer);

  /// Starts a light actor: `body(Self, args...)`, a coroutine that returns `Actor`, first resumed by the event loop at
  /// the present instant. A body is a function or a lambda without captures: captures would not live in the frame.
  template <class Body, class... Args>
  ActorRef spawn(Body body, Args&&... args);
  /// As `spawn` for an actor that serves others for ever: its waiting is not being stuck.
  template <class Body, class... Args>
  ActorRef spawn_daemon(Body body, Args&&... args);

  /// Resumes the actor at this instant, before other events of it, with `cancelled` and `cause`, whatever it waits for.
  /// An actor that is running (itself, say) is cancelled where it suspends next. The first cause counts. False if the
  /// actor has ended.
  bool cancel(ActorRef actor, CancelCause cause);
  /// Cancels all, in the order of their ids.
  void cancel_all(std::vector<ActorRef> actors, CancelCause cause);
  [[nodiscard]] bool alive(ActorRef actor) const;

  /// Runs events until `end`, those at exactly `end` included; `never` runs until nothing but periodic events is left.
  RunEnd run(Time end);
  /// Makes `run` return after the event in hand.
  void stop() { stop_ = true; }

  /// Calls `pulse` after every `every` events, for progress and interruption; it must not touch the simulation.
  void set_pulse(std::uint64_t every, InlineFunction<void()> pulse) {
    pulse_every_ = every;
    next_pulse_ = fired_ + every;
    pulse_ = std::move(pulse);
  }

  enum class Watch : std::uint32_t {};
  /// Adds what watch_at() asks for; it must not touch the simulation, but may stop() it. One that watches `to_the_end`
  /// has its dates up to the end of the run even where no event follows, unless the run is stuck.
  Watch add_watch(InlineFunction<void()> watch, bool to_the_end = false) {
    watches_.push_back({never, to_the_end, std::move(watch)});
    return static_cast<Watch>(watches_.size() - 1);
  }
  /// Calls the watch once, when all events up to that date (not before now) have fired and before a later one does; of
  /// several at one date, the one added first comes first. A new date takes the place of the old one. A watch is no
  /// event: it is neither counted nor part of the order.
  void watch_at(Watch watch, Time at) {
    assert(at >= now_);
    watches_[static_cast<std::size_t>(watch)].at = at;
    find_next_watch();
  }

  void set_external_clock(ExternalClock* clock) { external_ = clock; }
  /// The date beyond which the external clock must be asked first.
  void set_horizon(Time horizon) { horizon_ = horizon; }
  [[nodiscard]] Time horizon() const { return horizon_; }

  /// Events fired so far.
  [[nodiscard]] std::uint64_t fired() const { return fired_; }
  /// Hash of date and key of every event fired: equal if and only if (to 2^-64) the same events ran in the same order.
  [[nodiscard]] std::uint64_t order_fingerprint() const { return order_; }
  [[nodiscard]] std::size_t pending() const { return queue_.size(); }
  [[nodiscard]] std::size_t live_actors() const { return live_actors_; }
  /// Actors, not daemons, that wait with no time limit, by id.
  [[nodiscard]] std::vector<WaitingActor> waiting() const;

  // For awaitables.
  /// Lets the actor, which is about to suspend, go on at `at`, or now if that is past.
  void put_to_sleep(ActorCell& cell, Time at, Priority priority, Recurrence recurrence) {
    cell.reason_ = WakeReason::elapsed;
    queue_.arm(cell, at < now_ ? now_ : at, priority, recurrence);
  }
  void note_wait(int change) { waits_ += change; }
  void wake(ActorCell& cell, WakeReason reason, std::uint16_t which, CancelCause cause = CancelCause{});
  std::byte* allocate_frame(ActorCell& cell, std::size_t bytes);
  /// As Self::go_on_as().
  template <class Body, class... Args>
  void go_on_as(ActorCell& cell, Body body, Args&&... args);

 private:
  struct CallbackEvent final : Event {
    CallbackEvent() : Event(&Scheduler::fire_callback) {}
    InlineFunction<void(), 40> function;
    CallbackEvent* next_free = nullptr;
  };

  static void fire_callback(Event& event, Scheduler& scheduler);
  static void fire_actor(Event& event, Scheduler& scheduler);
  friend class ActorCell;

  template <class F>
  CallbackEvent& callback(F&& f) {
    CallbackEvent& event = free_callbacks_ != nullptr ? *free_callbacks_ : grow_callbacks();
    free_callbacks_ = event.next_free;
    event.function.emplace(std::forward<F>(f));
    return event;
  }
  CallbackEvent& grow_callbacks();
  void find_next_watch();
  void call_watches();
  void release(CallbackEvent& event) {
    event.function.reset();
    event.next_free = free_callbacks_;
    free_callbacks_ = &event;
  }
  ActorCell& new_cell();
  struct Frame {
    std::coroutine_handle<> handle;
    std::uint16_t size_class = 0;
  };
  [[nodiscard]] static Frame frame_of(const ActorCell& cell) { return {cell.handle_, cell.frame_class_}; }
  void release_frame(Frame frame) {
    frames_.release(static_cast<std::byte*>(frame.handle.address()), frame.size_class);
  }
  static void check_frame(const ActorCell& cell, std::coroutine_handle<> frame);
  void launch(ActorCell& cell, std::coroutine_handle<> frame);
  void run_bodies(ActorCell& cell);
  void resume(ActorCell& cell);
  void end_actor(ActorCell& cell);
  void recycle(ActorCell& cell);
  template <class Body, class... Args>
  ActorRef spawn_as(bool daemon, Body body, Args&&... args);

  EventQueue queue_;
  Time now_ = 0;
  Time horizon_ = never;
  ExternalClock* external_ = nullptr;
  std::uint64_t fired_ = 0;
  std::uint64_t order_ = 0;
  std::uint64_t pulse_every_ = 0;
  std::uint64_t next_pulse_ = 0;
  InlineFunction<void()> pulse_;
  struct Watching {
    Time at = never;
    bool to_the_end = false;
    InlineFunction<void()> look;
  };
  std::vector<Watching> watches_;
  Time watch_at_ = never;    ///< the next date of any
  Time last_looks_ = never;  ///< the next date of those that watch to the end
  bool stop_ = false;

  StablePool<CallbackEvent> callbacks_;
  CallbackEvent* free_callbacks_ = nullptr;
  FramePool frames_;
  StablePool<ActorCell> cells_;
  std::vector<std::uint32_t> free_cells_;
  std::size_t live_actors_ = 0;
  std::int64_t waits_ = 0;  ///< of actors that are not daemons, on conditions
};

}  // namespace roamsim::core

#include "sim/core/actor.hpp"
