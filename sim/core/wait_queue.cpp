#include "sim/core/wait_queue.hpp"

#include "sim/core/scheduler.hpp"

namespace roamsim::core {

void Waiter::link(Wait& wait, std::uint16_t index) {
  wait_ = &wait;
  index_ = index;
  previous_ = queue_.last_;
  next_ = nullptr;
  (queue_.last_ != nullptr ? queue_.last_->next_ : queue_.first_) = this;
  queue_.last_ = this;
}

void Waiter::unlink() {
  if (wait_ == nullptr) return;
  (previous_ != nullptr ? previous_->next_ : queue_.first_) = next_;
  (next_ != nullptr ? next_->previous_ : queue_.last_) = previous_;
  wait_ = nullptr;
}

WaitQueue::~WaitQueue() {
  while (first_ != nullptr) first_->unlink();
}

bool WaitQueue::notify_one() {
  if (first_ == nullptr) return false;
  Waiter& waiter = *first_;
  waiter.signalled_ = true;
  scheduler_.wake(waiter.wait_->cell(), WakeReason::signalled, waiter.index_);
  return true;
}

void WaitQueue::notify_all() {
  while (notify_one()) {
  }
}

void Wait::begin(Waiter* waiters, std::size_t count) {
  waiters_ = waiters;
  count_ = static_cast<std::uint16_t>(count);
  for (std::uint16_t i = 0; i < count_; ++i) waiters_[i].link(*this, i);
  cell_.wait_ = this;
  if (!cell_.daemon_) cell_.scheduler().note_wait(+1);
}

void Wait::signal() {
  if (cell_.wait_ == this) cell_.scheduler().wake(cell_, WakeReason::signalled, 0);
}

void Wait::end() {
  if (!cell_.daemon_) cell_.scheduler().note_wait(-1);
  for (std::size_t i = 0; i < count_; ++i) waiters_[i].unlink();
  cell_.wait_ = nullptr;
}

}  // namespace roamsim::core
