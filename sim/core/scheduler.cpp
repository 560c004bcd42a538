#include "sim/core/scheduler.hpp"

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <utility>

namespace roamsim::core {

namespace {
// Multiply and fold: one event costs a nanosecond, and every bit of date and key reaches every bit of the hash.
std::uint64_t mix(std::uint64_t hash, std::uint64_t at, std::uint64_t key) {
  const std::uint64_t x = (hash ^ at) * 0x9E3779B97F4A7C15ULL;
  const std::uint64_t y = (x ^ (x >> 29) ^ key) * 0xBF58476D1CE4E5B9ULL;
  return y ^ (y >> 32);
}
}  // namespace

ActorCell::ActorCell() : Event(&Scheduler::fire_actor) {}

Scheduler::~Scheduler() {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (cells_[i].handle_) end_actor(cells_[i]);
  }
}

Scheduler::CallbackEvent& Scheduler::grow_callbacks() {
  return callbacks_.grow();
}

void Scheduler::fire_callback(Event& event, Scheduler& scheduler) {
  auto& callback = static_cast<CallbackEvent&>(event);
  callback.function();
  scheduler.release(callback);
}

bool Scheduler::cancel(Timer timer) {
  if (timer.event == nullptr || timer.key == 0 || timer.event->key() != timer.key) return false;
  queue_.disarm(*timer.event);
  release(static_cast<CallbackEvent&>(*timer.event));
  return true;
}

ActorCell& Scheduler::new_cell() {
  ++live_actors_;
  if (!free_cells_.empty()) {
    ActorCell& cell = cells_[free_cells_.back()];
    free_cells_.pop_back();
    return cell;
  }
  const std::size_t id = cells_.size();
  ActorCell& cell = cells_.grow();
  cell.id_ = static_cast<std::uint32_t>(id);
  cell.scheduler_ = this;
  return cell;
}

std::byte* Scheduler::allocate_frame(ActorCell& cell, std::size_t bytes) {
  std::byte* frame = frames_.allocate(bytes);
  cell.frame_class_ = FramePool::class_of(bytes);
  cell.handle_ = std::coroutine_handle<>::from_address(frame);
  return frame;
}

void Scheduler::check_frame(const ActorCell& cell, std::coroutine_handle<> frame) {
  // g++ 12.2 puts a variable in front of the frame's header if the outermost block of a body has no variables and a
  // condition in it awaits; the handle then points beside the frame, and resuming it is undefined.
  if (frame != cell.handle_) {
    throw std::logic_error(
        "miscompiled light actor: co_await stands in a condition; put its result in a variable first");
  }
}

void Scheduler::launch(ActorCell& cell, std::coroutine_handle<> frame) {
  check_frame(cell, frame);
  queue_.arm(cell, now_, Priority::user);
}

void Scheduler::fire_actor(Event& event, Scheduler& scheduler) {
  scheduler.resume(static_cast<ActorCell&>(event));
}

void Scheduler::run_bodies(ActorCell& cell) {
  for (;;) {
    const Frame body = frame_of(cell);
    try {
      body.handle.resume();
    } catch (...) {
      if (cell.handle_ != body.handle) {
        body.handle.destroy();
        release_frame(body);
      }
      end_actor(cell);
      throw;
    }
    if (cell.handle_ == body.handle) return;
    assert(body.handle.done());
    body.handle.destroy();
    release_frame(body);
  }
}

void Scheduler::resume(ActorCell& cell) {
  if (cell.wait_ != nullptr) cell.wait_->end();
  cell.started_ = true;
  cell.running_ = true;
  run_bodies(cell);
  cell.running_ = false;
  if (cell.handle_.done()) {
    end_actor(cell);
  } else if (cell.cancel_pending_) {
    wake(cell, WakeReason::cancelled, 0, cell.cause_);
  }
}

void Scheduler::end_actor(ActorCell& cell) {
  if (cell.wait_ != nullptr) cell.wait_->end();
  queue_.disarm(cell);
  cell.handle_.destroy();
  recycle(cell);
}

void Scheduler::recycle(ActorCell& cell) {
  if (cell.handle_) release_frame(frame_of(cell));
  cell.handle_ = nullptr;
  cell.started_ = false;
  cell.running_ = false;
  cell.cancel_pending_ = false;
  cell.daemon_ = false;
  ++cell.generation_;
  --live_actors_;
  free_cells_.push_back(cell.id_);
}

void Scheduler::wake(ActorCell& cell, WakeReason reason, std::uint16_t which, CancelCause cause) {
  if (cell.wait_ != nullptr) cell.wait_->end();
  cell.reason_ = reason;
  cell.which_ = which;
  cell.cause_ = cause;
  cell.cancel_pending_ = false;
  queue_.arm(cell, now_, reason == WakeReason::cancelled ? Priority::fault : Priority::completion);
}

bool Scheduler::alive(ActorRef actor) const {
  return actor.id < cells_.size() && cells_[actor.id].generation_ == actor.generation && cells_[actor.id].handle_;
}

bool Scheduler::cancel(ActorRef actor, CancelCause cause) {
  if (!alive(actor)) return false;
  ActorCell& cell = cells_[actor.id];
  if (cell.running_ || !cell.started_) {
    if (!cell.cancel_pending_) cell.cause_ = cause;
    cell.cancel_pending_ = true;
    return true;
  }
  const bool already = cell.reason_ == WakeReason::cancelled && cell.armed();
  if (!already) wake(cell, WakeReason::cancelled, 0, cause);
  return true;
}

void Scheduler::cancel_all(std::vector<ActorRef> actors, CancelCause cause) {
  std::sort(actors.begin(), actors.end(), [](ActorRef a, ActorRef b) { return a.id < b.id; });
  for (const ActorRef actor : actors) cancel(actor, cause);
}

std::vector<WaitingActor> Scheduler::waiting() const {
  std::vector<WaitingActor> found;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const ActorCell& cell = cells_[i];
    if (cell.handle_ && cell.wait_ != nullptr && !cell.armed() && !cell.daemon_) {
      found.push_back({cell.ref(), cell.wait_->label()});
    }
  }
  return found;
}

void Scheduler::find_next_watch() {
  watch_at_ = last_looks_ = never;
  for (const Watching& watch : watches_) {
    watch_at_ = std::min(watch_at_, watch.at);
    if (watch.to_the_end) last_looks_ = std::min(last_looks_, watch.at);
  }
}

void Scheduler::call_watches() {
  for (Watching& watch : watches_) {
    if (watch.at > now_) continue;
    watch.at = never;
    watch.look();
  }
  find_next_watch();
}

RunEnd Scheduler::run(Time end) {
  stop_ = false;
  for (;;) {
    const Time next = queue_.next_time();
    if (horizon_ <= next && horizon_ <= end && horizon_ != never) {
      // The horizon's own instant belongs to the queue: completions are ordered there with everything else.
      external_->advance_to(horizon_);
      continue;
    }
    if (horizon_ == never && (next == never || queue_.pending_once() == 0)) {
      // A wait with a time limit has its date pending, so whoever waits here has none.
      if (waits_ > 0) return RunEnd::stuck;
      if ((next == never || end == never) && (last_looks_ > end || last_looks_ == never)) return RunEnd::exhausted;
    }
    const bool over = next > end || next == never;
    const Time look = over ? last_looks_ : watch_at_;
    if (look < next && look <= end && look != never) {
      now_ = look;
      call_watches();
      if (stop_) return RunEnd::stopped;
      continue;
    }
    if (over) {
      now_ = std::max(now_, end);
      return RunEnd::reached;
    }
    const EventQueue::Due due = queue_.pop();
    now_ = due.at;
    ++fired_;
    order_ = mix(order_, static_cast<std::uint64_t>(due.at), due.key);
    due.event->fire(*this);
    if (fired_ == next_pulse_) {
      next_pulse_ += pulse_every_;
      pulse_();
    }
    if (stop_) return RunEnd::stopped;
  }
}

}  // namespace roamsim::core
