#include "sim/engine/simgrid_bridge.hpp"

#include <simgrid/engine.h>
#include <simgrid/version.h>
#include <xbt/log.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <limits>
#include <simgrid/s4u.hpp>
#include <stdexcept>
#include <unordered_map>

#include "sim/engine/simgrid_platform.hpp"
#include "sim/engine/simgrid_tracing.hpp"

namespace roamsim::engine {

namespace s4u = simgrid::s4u;

namespace {

/// SimGrid takes over signals; ours are put back.
class SignalHandlers {
 public:
  SignalHandlers() {
    for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], nullptr, &before_[i]);
  }
  ~SignalHandlers() {
    for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &before_[i], nullptr);
  }
  SignalHandlers(const SignalHandlers&) = delete;
  SignalHandlers& operator=(const SignalHandlers&) = delete;

 private:
  static constexpr std::array signals{SIGINT, SIGSEGV, SIGBUS};
  std::array<struct sigaction, signals.size()> before_{};
};

s4u::Engine& make_engine() {
  if (s4u::Engine::has_instance()) {
    throw std::logic_error("a process can have one engine: SimGrid would silently continue the clock of the first");
  }
  const SignalHandlers keep;
  // Never deleted: its existence is how SimGrid, and we, know that there was one. SimGrid clears up at exit.
  auto* engine = new s4u::Engine("roamsim");
  xbt_log_control_set("root.thres:error");
  for (const char* setting : {"network/model:CM02", "network/optim:Lazy", "network/TCP-gamma:0",
                              "network/crosstraffic:0", "cpu/optim:Lazy", "surf/precision:1e-9"}) {
    s4u::Engine::set_config(std::string(setting));
  }
  return *engine;
}

// SimGrid limits a flow for good to the least bandwidth of its path at its start, so that a link that is repaired or
// upgraded would not help it. The links themselves limit it enough. Returns what it was limited to, in bytes a second.
double lift_rate_bound(const s4u::Engine& engine, const s4u::Activity& flow) {
  for (simgrid::kernel::resource::Model* model : engine.get_all_models()) {
    auto* started = model->get_started_action_set();
    if (started->empty() || started->back().get_activity() != flow.get_impl()) continue;
    const double bound = started->back().get_bound();
    started->back().set_bound(-1.0);
    return bound;
  }
  throw std::logic_error("SimGrid did not start a flow");
}

/// Beyond this clock (12 days) the sum of a clock and a longer step can round to past the event that is meant, and
/// SimGrid would never find it again. A step not longer than the clock is exact.
constexpr double long_clock = 1048576;

/// For the rounding of SimGrid's shares.
constexpr double margin = 2;

}  // namespace

std::string simgrid_version() {
  int major = 0;
  int minor = 0;
  int patch = 0;
  sg_version_get(&major, &minor, &patch);
  return std::to_string(major) + "." + std::to_string(minor);
}

class SimGridBridge::SimGrid {
 public:
  SimGrid(const PlatformSpec& spec, const std::string& trace)
      : engine(make_engine()),
        tracing(trace.empty() ? nullptr : std::make_unique<SimGridTracing>(trace, spec)),
        platform(build(engine, spec)) {
    s4u::Activity::on_completion_cb([seen = seen_](const s4u::Activity& activity) {
      const s4u::Activity::State state = activity.get_state();
      // A cancelled one is reported twice; SimGrid is through with it the second time only.
      if (state == s4u::Activity::State::CANCELED) return;
      seen->push_back({&activity, state == s4u::Activity::State::FINISHED, s4u::Engine::get_clock()});
    });
  }

  void hold(Slot slot, const s4u::ActivityPtr& activity) {
    if (held_.size() <= slot) held_.resize(slot + 1);
    held_[slot] = activity;
    slots_.emplace(activity.get(), slot);
  }

  s4u::Activity& held(Slot slot) { return *held_[slot]; }

  void cancel_all() {
    for (const s4u::ActivityPtr& activity : held_) {
      if (activity) activity->cancel();
    }
  }

  std::vector<End> take_ends() {
    std::vector<End> ends;
    ends.reserve(seen_->size());
    for (const Seen& seen : *seen_) {
      const auto found = slots_.find(seen.activity);
      ends.push_back({found->second, seen.completed, seen.clock});
      slots_.erase(found);
    }
    seen_->clear();
    for (const End& end : ends) held_[end.slot].reset();
    return ends;
  }

  s4u::Engine& engine;
  std::unique_ptr<SimGridTracing> tracing;
  SimGridPlatform platform;

 private:
  struct Seen {
    const s4u::Activity* activity;
    bool completed;
    double clock;
  };

  // SimGrid's signal outlives this object, so what it writes to is shared with it.
  std::shared_ptr<std::vector<Seen>> seen_ = std::make_shared<std::vector<Seen>>();
  // An activity that is dropped before its end was seen takes the process down.
  std::vector<s4u::ActivityPtr> held_;
  std::unordered_map<const s4u::Activity*, Slot> slots_;
};

SimGridBridge::SimGridBridge(const PlatformSpec& spec, const std::string& trace)
    : simgrid_(std::make_unique<SimGrid>(spec, trace)) {}

void SimGridBridge::note_offset(std::int64_t clock, Duration offset) {
  if (simgrid_->tracing) simgrid_->tracing->note_offset(clock, offset);
}

void SimGridBridge::finish_trace(Time end) {
  if (simgrid_->tracing) simgrid_->tracing->finish(end);
}

SimGridBridge::~SimGridBridge() {
  simgrid_->cancel_all();
  if (!idle()) run_to(clock());
}

double SimGridBridge::clock() const {
  return s4u::Engine::get_clock();
}

void SimGridBridge::start_flow(Slot slot, NodeId from, NodeId to, std::uint64_t bytes) {
  ++calls_;
  const auto& nodes = simgrid_->platform.nodes;
  const s4u::CommPtr flow = s4u::Comm::sendto_init(nodes[from.index()], nodes[to.index()]);
  flow->set_payload_size(bytes);
  simgrid_->hold(slot, flow);
  ++in_flight_;
  flow->start();
  note_not_shared_yet(static_cast<double>(bytes) / lift_rate_bound(simgrid_->engine, *flow));
}

void SimGridBridge::start_computation(Slot slot, NodeId node, Duration work) {
  ++calls_;
  s4u::Host* host = simgrid_->platform.nodes[node.index()];
  const s4u::ExecPtr computation = s4u::Exec::init();
  computation->set_host(host);
  computation->set_flops_amount(static_cast<double>(work));
  simgrid_->hold(slot, computation);
  ++in_flight_;
  computation->start();
  note_not_shared_yet(static_cast<double>(work) / host->get_speed());
}

void SimGridBridge::cancel(Slot slot) {
  ++calls_;
  simgrid_->held(slot).cancel();
}

void SimGridBridge::note_not_shared_yet(double alone) {
  unshared_end_ = std::min(unshared_end_, clock() + alone / margin);
}

void SimGridBridge::note_shared() {
  sharers_ = std::max<std::size_t>(in_flight_, 1);
  unshared_end_ = std::numeric_limits<double>::infinity();
}

double SimGridBridge::earliest() {
  ++calls_;
  const double now = clock();
  double step = std::numeric_limits<double>::infinity();
  for (simgrid::kernel::resource::Model* model : simgrid_->engine.get_all_models()) {
    if (!model->get_finished_action_set()->empty() || !model->get_failed_action_set()->empty()) return now;
    const auto& ends = model->get_action_heap();
    if (!ends.empty()) step = std::min(step, ends.top_date() - now);
  }
  return std::min(now + step / (margin * static_cast<double>(sharers_)), unshared_end_);
}

double SimGridBridge::next() {
  ++calls_;
  ++solves_;
  note_shared();
  const double now = clock();
  double step = std::numeric_limits<double>::infinity();
  for (simgrid::kernel::resource::Model* model : simgrid_->engine.get_all_models()) {
    if (!model->get_started_action_set()->empty()) {
      const double event = model->next_occurring_event(now);
      if (event >= 0) step = std::min(step, event);
    }
    if (!model->get_finished_action_set()->empty() || !model->get_failed_action_set()->empty()) step = 0;
  }
  if (now + step > long_clock && step > now) step /= 2;
  return now + step;
}

void SimGridBridge::run_to(double target) {
  note_shared();
  // One call may stop up to 10 microseconds short; a date of the past would abort.
  do {
    ++calls_;
    ++solves_;
    simgrid_->engine.run_until(std::max(target, clock()));
  } while (clock() < target);
}

std::vector<SimGridBridge::End> SimGridBridge::take_ends() {
  std::vector<End> ends = simgrid_->take_ends();
  in_flight_ -= ends.size();
  return ends;
}

void SimGridBridge::set_node_on(NodeId node, bool on) {
  ++calls_;
  s4u::Host& host = *simgrid_->platform.nodes[node.index()];
  on ? host.turn_on() : host.turn_off();
}

void SimGridBridge::set_link_on(LinkId link, bool on) {
  ++calls_;
  s4u::Link& it = *simgrid_->platform.links[link.index()];
  on ? it.turn_on() : it.turn_off();
}

void SimGridBridge::set_bandwidth(LinkId link, Bandwidth bandwidth) {
  ++calls_;
  simgrid_->platform.links[link.index()]->set_bandwidth(simgrid_bandwidth(bandwidth));
}

}  // namespace roamsim::engine
