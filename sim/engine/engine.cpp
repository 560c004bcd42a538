#include "sim/engine/engine.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "sim/engine/activity_table.hpp"
#include "sim/engine/simgrid_bridge.hpp"

namespace roamsim::engine {

namespace {

std::int64_t whole_ns(double seconds) {
  return std::llround(seconds * 1e9);
}

}  // namespace

class Engine::Impl {
 public:
  Impl(core::Scheduler& scheduler, const PlatformSpec& spec, const std::string& trace)
      : scheduler_(scheduler), topology_(spec), bridge_(spec, trace) {}

  [[nodiscard]] Topology& topology() { return topology_; }

  ActivityId start_flow(NodeId from, NodeId to, std::uint64_t bytes, Done done) {
    const bool on = topology_.path_on(from, to);
    const Slot slot = add(from, to, std::move(done));
    if (!on) {
      end(slot, scheduler_.now(), FlowEnd::failed);
    } else if (bytes == 0 || !topology_.limited(from, to)) {
      end(slot, scheduler_.now(), FlowEnd::completed);
    } else {
      bring_simgrid_here();
      bridge_.start_flow(slot, from, to, bytes);
      note_started(slot);
    }
    return table_.id(slot);
  }

  ActivityId start_computation(NodeId node, Duration work, Done done) {
    if (work < 0) throw std::invalid_argument("a computation's work must not be negative");
    const bool on = topology_.node_on(node);
    const Slot slot = add(node, node, std::move(done));
    if (!on) {
      end(slot, scheduler_.now(), FlowEnd::failed);
    } else if (work == 0) {
      end(slot, scheduler_.now(), FlowEnd::completed);
    } else {
      bring_simgrid_here();
      bridge_.start_computation(slot, node, work);
      note_started(slot);
    }
    return table_.id(slot);
  }

  bool cancel(ActivityId id) {
    if (table_.find(id) == ActivityTable::none) return false;
    settle();
    const Slot slot = id.slot;
    Activity& activity = table_[slot];
    ++stats_.cancelled;
    if (activity.stage == Stage::ended) {
      table_.forget_end(slot);
      table_.release(slot);
      return true;
    }
    activity.stage = Stage::cancelled;
    activity.done.reset();
    bridge_.cancel(slot);
    ask_simgrid_next();
    return true;
  }

  void set_node_on(NodeId node, bool on) {
    if (topology_.node_on(node) == on) return;
    settle();
    topology_.set_node_on(node, on);
    bridge_.set_node_on(node, on);
    if (!on) hit([node](const Activity& activity) { return activity.from == node || activity.to == node; });
  }

  void set_link_on(LinkId link, bool on) {
    if (topology_.link_on(link) == on) return;
    settle();
    topology_.set_link_on(link, on);
    bridge_.set_link_on(link, on);
    if (!on) hit([link](const Activity& activity) { return activity.path.crosses(link); });
  }

  void set_groups(std::span<const std::uint32_t> groups) {
    settle();
    topology_.set_groups(groups);
    const auto cut = [this](const Activity& activity) {
      return activity.stage != Stage::free &&
             topology_.parted(topology_.cluster_of(activity.from), topology_.cluster_of(activity.to));
    };
    hit(cut);
    // SimGrid knows nothing of partitions: what it would carry on with must be taken from it.
    for (Slot slot = 0; slot < table_.size(); ++slot) {
      if (table_[slot].stage == Stage::running && cut(table_[slot])) bridge_.cancel(slot);
    }
  }

  void set_bandwidth(LinkId link, Bandwidth bandwidth) {
    topology_.set_bandwidth(link, bandwidth);
    settle();
    bridge_.set_bandwidth(link, bandwidth);
    ask_simgrid_next();
  }

  void advance_to(Time to) {
    while (!bridge_.idle()) {
      const double next = bridge_.next();
      const Time date = date_of(next);
      if (date > to) {
        scheduler_.set_horizon(date);
        return;
      }
      const double before = bridge_.clock();
      bridge_.run_to(next);
      if (!collect(to) && bridge_.clock() <= before) throw std::logic_error("SimGrid's clock does not go on");
      // Who is told of an end often starts what comes after it at the same instant. SimGrid's clock stands still, so
      // shares that are computed once for both, no sooner than anything can end, give the same dates.
      const Time earliest = bridge_.idle() ? never : date_of(bridge_.earliest());
      if (earliest > to) {
        scheduler_.set_horizon(earliest);
        return;
      }
    }
    scheduler_.set_horizon(never);
  }

  [[nodiscard]] EngineStats stats() const {
    EngineStats stats = stats_;
    stats.in_flight = static_cast<std::uint32_t>(bridge_.in_flight());
    stats.solves = bridge_.solves();
    stats.simgrid_calls = bridge_.calls();
    stats.simgrid_clock = bridge_.clock();
    return stats;
  }

  void finish_trace() {
    settle();
    bridge_.finish_trace(scheduler_.now());
  }

  void leave_scheduler() {
    scheduler_.set_external_clock(nullptr);
    scheduler_.set_horizon(never);
  }

 private:
  using Slot = ActivityTable::Slot;

  Slot add(NodeId from, NodeId to, Done done) {
    ++stats_.started;
    Activity activity;
    activity.from = from;
    activity.to = to;
    activity.path = topology_.path(topology_.cluster_of(from), topology_.cluster_of(to));
    activity.start = scheduler_.now();
    activity.done = std::move(done);
    return table_.add(std::move(activity));
  }

  void note_started(Slot slot) {
    table_[slot].stage = Stage::running;
    table_[slot].clock_at_start = bridge_.clock();
    ++stats_.in_simgrid;
    stats_.max_in_flight = std::max(stats_.max_in_flight, static_cast<std::uint32_t>(bridge_.in_flight()));
    scheduler_.set_horizon(std::min(scheduler_.horizon(), std::max(scheduler_.now(), date_of(bridge_.earliest()))));
  }

  // Shares are computed when the scheduler, before its next event, finds the horizon at the present.
  void ask_simgrid_next() { scheduler_.set_horizon(scheduler_.now()); }

  [[nodiscard]] double clock_of(Time date) const { return static_cast<double>(date - offset_) / 1e9; }

  [[nodiscard]] Time date_of(double clock) const {
    constexpr double too_far = 9e9;  // seconds: beyond all dates, as `never` is
    return clock < too_far && offset_ < never - whole_ns(clock) ? offset_ + whole_ns(clock) : never;
  }

  // A double holds nanoseconds for some months only, so while nothing is in flight the clock stands still, and the
  // distance between its time and ours is set anew, in whole nanoseconds on both sides.
  void rebase() {
    const double clock = bridge_.clock();
    auto ns = static_cast<std::int64_t>(std::ceil(clock * 1e9));
    if (static_cast<double>(ns) / 1e9 < clock) ++ns;
    const double whole = static_cast<double>(ns) / 1e9;
    if (whole > clock) bridge_.run_to(whole);
    offset_ = scheduler_.now() - ns;
    bridge_.note_offset(ns, offset_);
  }

  /// SimGrid's clock at our date, with what ended on the way; as it is if nothing is in flight.
  void settle() {
    if (bridge_.idle()) return;
    const double here = clock_of(scheduler_.now());
    if (bridge_.clock() < here) {
      bridge_.run_to(here);
      collect(scheduler_.now());
    }
  }

  void bring_simgrid_here() { bridge_.idle() ? rebase() : settle(); }

  /// Dates what SimGrid reports as ended, not before `earliest`; false if there was nothing.
  bool collect(Time earliest) {
    const std::vector<SimGridBridge::End> ends = bridge_.take_ends();
    for (const SimGridBridge::End& ended : ends) {
      Activity& activity = table_[ended.slot];
      if (activity.stage == Stage::cancelled) {
        table_.release(ended.slot);
      } else if (ended.completed && !activity.hit) {
        const Time at = activity.start + whole_ns(ended.clock - activity.clock_at_start);
        end(ended.slot, std::max(earliest, at), FlowEnd::completed);
      } else {
        end(ended.slot, earliest, FlowEnd::failed);
      }
    }
    return !ends.empty();
  }

  // Every dated end has an event, but events and ends do not belong to each other: each event tells the first end that
  // is due, so that those of one instant come in the order of their numbers whenever they were found.
  void end(Slot slot, Time at, FlowEnd how) {
    table_.end_at(slot, at, how);
    scheduler_.at(at, core::Priority::completion, [this] { tell(); });
  }

  void tell() {
    const Slot slot = table_.pop_due(scheduler_.now());
    if (slot == ActivityTable::none) return;
    Done done = std::move(table_[slot].done);
    const FlowEnd how = table_[slot].end;
    table_.release(slot);
    ++(how == FlowEnd::completed ? stats_.completed : stats_.failed);
    if (done) done(how);
  }

  /// A fault: SimGrid reports what it kills of those in flight; an end that is dated but not yet told is ours to
  /// change.
  template <class Meets>
  void hit(Meets meets) {
    for (Slot slot = 0; slot < table_.size(); ++slot) {
      Activity& activity = table_[slot];
      if (!meets(activity)) continue;
      if (activity.stage == Stage::running) activity.hit = true;
      if (activity.stage != Stage::ended || activity.end == FlowEnd::failed) continue;
      if (activity.end_at == scheduler_.now()) {
        activity.end = FlowEnd::failed;
      } else {
        end(slot, scheduler_.now(), FlowEnd::failed);
      }
    }
    ask_simgrid_next();
  }

  core::Scheduler& scheduler_;
  Topology topology_;
  SimGridBridge bridge_;
  ActivityTable table_;
  Duration offset_ = 0;  ///< our date minus SimGrid's clock
  EngineStats stats_;
};

Engine::Engine(core::Scheduler& scheduler, const PlatformSpec& spec, const std::string& trace)
    : impl_(std::make_unique<Impl>(scheduler, spec, trace)) {
  scheduler.set_external_clock(this);
}

Engine::~Engine() {
  impl_->leave_scheduler();
}

const Topology& Engine::topology() const {
  return impl_->topology();
}

ActivityId Engine::start_flow(NodeId from, NodeId to, std::uint64_t bytes, Done done) {
  return impl_->start_flow(from, to, bytes, std::move(done));
}

ActivityId Engine::start_computation(NodeId node, Duration work, Done done) {
  return impl_->start_computation(node, work, std::move(done));
}

bool Engine::cancel(ActivityId id) {
  return impl_->cancel(id);
}

void Engine::set_node_on(NodeId node, bool on) {
  impl_->set_node_on(node, on);
}

void Engine::set_link_on(LinkId link, bool on) {
  impl_->set_link_on(link, on);
}

void Engine::set_groups(std::span<const std::uint32_t> groups) {
  impl_->set_groups(groups);
}

void Engine::set_bandwidth(LinkId link, Bandwidth bandwidth) {
  impl_->set_bandwidth(link, bandwidth);
}

void Engine::set_latency(LinkId link, Duration latency) {
  impl_->topology().set_latency(link, latency);
}

void Engine::finish_trace() {
  impl_->finish_trace();
}

EngineStats Engine::stats() const {
  return impl_->stats();
}

std::string Engine::network_model() {
  return "SimGrid " + simgrid_version() +
         " CM02: flows share links equally (max-min), no TCP window, no cross traffic; latency apart from SimGrid, "
         "in whole ns";
}

void Engine::advance_to(Time to) {
  impl_->advance_to(to);
}

}  // namespace roamsim::engine
