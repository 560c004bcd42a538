#pragma once

#include <coroutine>
#include <utility>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "sim/actors/remote_clusters.hpp"
#include "sim/core/actor.hpp"
#include "sim/core/inline_function.hpp"

namespace roamsim::actors {

/// Lets an actor wait until another cluster has answered a question, or the time for that is up: `Wake::signalled`
/// means that the answer is here. The service of the other cluster must run, and the path be on, from the arrival of
/// the question until that of the answer.
class RoundTrip {
 public:
  /// What the other cluster does when it has worked on the question.
  using Act = core::InlineFunction<void()>;

  RoundTrip(core::Self self, RemoteClusters& remotes, ClusterId from, ClusterId to, Duration work, Duration timeout,
            Act act)
      : scheduler_(self.scheduler()),
        remotes_(remotes),
        from_(from),
        to_(to),
        work_(work),
        act_(std::move(act)),
        done_(self.scheduler()),
        wait_(self.wait(done_, self.now() + timeout, {"an answer of cluster", to.value})) {}
  RoundTrip(const RoundTrip&) = delete;
  RoundTrip& operator=(const RoundTrip&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> frame) {
    wait_.await_suspend(frame);
    after(remotes_.send(from_, to_), &RoundTrip::arrive);
  }
  [[nodiscard]] core::Wake await_resume() {
    const core::Wake wake = wait_.await_resume();
    scheduler_.cancel(step_);
    return wake;
  }

 private:
  using Step = void (RoundTrip::*)();

  void after(std::optional<Duration> wait, Step step) {
    if (!wait) return;
    step_ = scheduler_.timer_at(scheduler_.now() + *wait, core::Priority::delivery, [this, step] { (this->*step)(); });
  }
  void arrive() {
    if (remotes_.takes_questions(from_, to_)) after(work_, &RoundTrip::answer);
  }
  void answer() {
    if (!remotes_.answers(from_, to_)) return;
    act_();
    after(remotes_.send(to_, from_), &RoundTrip::end);
  }
  void end() {
    if (remotes_.answers(from_, to_)) done_.notify_one();
  }

  core::Scheduler& scheduler_;
  RemoteClusters& remotes_;
  ClusterId from_, to_;
  Duration work_;
  Act act_;
  core::WaitQueue done_;
  core::AnyAwaiter<1> wait_;
  core::Timer step_;
};

}  // namespace roamsim::actors
