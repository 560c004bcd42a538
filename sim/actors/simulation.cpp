#include "sim/actors/simulation.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <variant>

#include "sim/actors/administrator.hpp"
#include "sim/actors/background_traffic.hpp"
#include "sim/actors/call_figures.hpp"
#include "sim/actors/call_service.hpp"
#include "sim/actors/collection.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/convergence_bound.hpp"
#include "sim/actors/convergence_recorder.hpp"
#include "sim/actors/delays.hpp"
#include "sim/actors/em_sessions.hpp"
#include "sim/actors/extension_mobility_service.hpp"
#include "sim/actors/fault_injector.hpp"
#include "sim/actors/ils_costs.hpp"
#include "sim/actors/ils_service.hpp"
#include "sim/actors/ils_waits.hpp"
#include "sim/actors/invariants.hpp"
#include "sim/actors/lines.hpp"
#include "sim/actors/machines.hpp"
#include "sim/actors/moments.hpp"
#include "sim/actors/node_counters.hpp"
#include "sim/actors/observer.hpp"
#include "sim/actors/platform.hpp"
#include "sim/actors/probes.hpp"
#include "sim/actors/reachability.hpp"
#include "sim/actors/registrar.hpp"
#include "sim/actors/remote_clusters.hpp"
#include "sim/actors/reregistration.hpp"
#include "sim/actors/storms.hpp"
#include "sim/actors/super_user_sync.hpp"
#include "sim/actors/timeline_words.hpp"
#include "sim/actors/totals.hpp"
#include "sim/actors/transmission.hpp"
#include "sim/actors/truth.hpp"
#include "sim/actors/verdicts.hpp"
#include "sim/actors/world.hpp"

namespace roamsim::actors {

namespace {
constexpr std::uint64_t events_between_pulses = 4096;
}

// The frames of unfinished actors are destroyed with the scheduler, after what they refer to; their locals are values,
// so nothing is touched then.
class Simulation::Parts {
 public:
  Parts(const Plan& plan, const RunOptions& options)
      : plan_(plan),
        end_(std::min(options.stop_at, plan.duration)),
        engine_(scheduler_, platform_of(plan), options.simgrid_trace),
        world_(plan),
        context_{scheduler_,
                 engine_,
                 world_,
                 journal_,
                 options.log != nullptr ? *options.log : silent_,
                 options.collect_everything ? record::TableSet::all() : collected_tables(plan)},
        invariants_(context_),
        costs_(context_),
        ils_waits_(context_),
        recorder_(context_),
        registrar_(context_),
        transmission_(world_.plan, engine_.topology()),
        ils_(context_, recorder_, transmission_),
        sessions_(context_, recorder_, ils_, registrar_),
        remotes_(context_, transmission_),
        extension_mobility_(context_, sessions_, registrar_, remotes_),
        call_figures_(plan, world_.last_login, journal_),
        calls_(context_, call_figures_),
        traffic_(context_, calls_, call_figures_),
        probes_(context_, calls_, call_figures_),
        truth_(context_, recorder_),
        reachability_(context_, calls_, recorder_),
        super_user_sync_(context_),
        moments_(scheduler_, plan.clusters.size()),
        storms_(context_, extension_mobility_, invariants_, moments_),
        reregistration_(context_, registrar_, extension_mobility_.nodes()),
        machines_(context_, extension_mobility_, ils_, registrar_, reregistration_),
        lines_(context_, transmission_),
        restorer_(context_, recorder_, registrar_, ils_, sessions_),
        faults_(context_, ils_, machines_, lines_, moments_, restorer_, sessions_),
        administrator_(context_, sessions_, ils_, machines_),
        random_faults_(draw_faults(plan)),
        observer_(world_, scheduler_, moments_) {
    ils_.add_observer(invariants_);
    ils_.add_observer(costs_);
    if (context_.collected.has(record::Table::ils_waits)) ils_.add_observer(ils_waits_);
    ils_.add_observer(reachability_);
    invariants_.watch([this] { return faults_.under_way(); });
  }

  void set_pulse(Pulse pulse) {
    pulse_ = std::move(pulse);
    scheduler_.set_pulse(events_between_pulses, [this] {
      if (pulse_({scheduler_.now(), end_, scheduler_.fired()})) scheduler_.stop();
    });
  }

  RunResult run() {
    start_counters(context_, end_);
    recorder_.start();
    ils_.start();
    super_user_sync_.start();
    remotes_.start();
    schedule_timeline();
    storms_.start();
    traffic_.start();
    probes_.start();
    truth_.start();
    reachability_.start();
    observer_.start();
    RunResult result;
    result.end = scheduler_.run(end_);
    // Nothing happens in what is left of a run that is exhausted, and so it counts as run.
    const bool cut_short = result.end == core::RunEnd::stuck || result.end == core::RunEnd::stopped;
    result.ended = cut_short ? scheduler_.now() : end_;
    if (result.end == core::RunEnd::stuck) result.waiting = scheduler_.waiting();
    result.names = names();
    invariants_.at_end({.requests = extension_mobility_.under_way(),
                        .calls = calls_.under_way(),
                        .exchanges = ils_.batches_under_way(),
                        .trunks = calls_.unbalanced(),
                        .requests_in_progress = extension_mobility_.unbalanced(result.ended),
                        .faults = faults_.under_way()},
                       result.ended);
    result.broken = invariants_.broken();
    result.prevented = invariants_.prevented();
    result.judged_in_mid_run = invariants_.judged_in_mid_run();
    add_totals(plan_, journal_, ils_.traffic());
    add_delays(journal_, result.names, plan_.warmup);
    call_figures_.report(journal_, result.names);
    probes_.report(journal_);
    truth_.report(journal_, result.ended);
    reachability_.report(journal_, result.ended);
    storms_.report(result.ended);
    add_emcc();
    calls_.add_scalars();
    result.trunks = calls_.trunks().peaks();
    extension_mobility_.add_scalars(result.ended);
    add_what_did_not_come();
    add_what_restores_lost();
    super_user_sync_.add_scalars(journal_);
    add_what_keeps_from_the_truth();
    add_bound();
    costs_.add_scalars(journal_, result.ended);
    journal_.expectations = judge(plan_, journal_, moments_, observer_, stops_early() ? end_ : never);
    result.header = header(result.end);
    result.header.ended = result.ended;
    if (result.broken) result.header.end = "invariant_broken";
    tell_end(result);
    result.journal = std::move(journal_);
    try {
      engine_.finish_trace();
    } catch (const std::runtime_error& error) {
      result.no_simgrid_trace = error.what();
    }
    return result;
  }

 private:
  void schedule_timeline() {
    for (std::size_t i = 0; i < plan_.timeline.size(); ++i) {
      const TimelineEntry& entry = plan_.timeline[i];
      if (const auto* restore = std::get_if<Restore>(&entry.action)) {
        restorer_.keep(restore->cluster, restore->to);
        restores_ = true;
      }
      const core::Priority priority = is_fault(entry.action) ? core::Priority::fault : core::Priority::user;
      if (entry.event == Moment::Event::absolute) {
        scheduler_.at(entry.at, priority, [this, i] { fire(plan_.timeline[i]); });
      } else {
        ++waiting_;
        moments_.when(entry.moment(), priority, [this, i] {
          --waiting_;
          fire(plan_.timeline[i]);
        });
      }
    }
    waits_for_events_ = waiting_ > 0;
    for (std::size_t i = 0; i < random_faults_.size(); ++i) {
      scheduler_.at(random_faults_[i].at, core::Priority::fault, [this, i] { fire(random_faults_[i]); });
    }
  }

  void fire(const TimelineEntry& entry) {
    std::visit(
        [&](const auto& action) {
          if (!entry.only_at || is_at(action, *entry.only_at)) act(action);
        },
        entry.action);
  }

  [[nodiscard]] bool is_at(const Login& login, ClusterId where) const { return world_.truth(login.user) == where; }
  [[nodiscard]] bool is_at(const Logout& logout, ClusterId where) const { return world_.truth(logout.user) == where; }
  [[nodiscard]] bool is_at(const PlaceCall& call, ClusterId where) const { return world_.truth(call.from) == where; }
  template <class Fault>
  [[nodiscard]] bool is_at(const Fault& /*of no user*/, ClusterId /*where*/) const {
    return true;
  }

  template <class Fault>
  void act(const Fault& fault) {
    faults_.begin(fault);
  }
  void act(const Login& login) {
    invariants_.login_offered();
    extension_mobility_.log_in(login);
  }
  void act(const Logout& logout) {
    invariants_.logout_offered();
    extension_mobility_.log_out(logout.user, logout.cluster);
  }
  void act(const PlaceCall& call) {
    invariants_.call_offered();
    calls_.place(call);
  }
  void act(const Configure& change) { administrator_.act(change); }
  void act(const ActivateService& change) { administrator_.act(change); }
  void act(const LogOutEverybody& change) { administrator_.act(change); }
  void act(const RunSynchronization& /*now*/) { super_user_sync_.run(); }
  void act(const UpdateRemoteClusters& update) {
    note(record::EventRow::Kind::configured, update.cluster, "status of remote clusters");
    remotes_.update(update.cluster);
  }
  void act(const IlsJoin& join) { ils_.configure(join.cluster, join.role, join.hub); }
  void act(const IlsLeave& leave) {
    note(record::EventRow::Kind::left_network, leave.cluster, {});
    ils_.configure(leave.cluster, ils::Role::standalone, {});
  }
  void act(const IlsRole& change) {
    std::string detail(roamsim::name_of(change.role));
    if (change.hub.valid()) detail += " of " + context_.name(change.hub);
    note(record::EventRow::Kind::role_changed, change.cluster, std::move(detail));
    ils_.configure(change.cluster, change.role, change.hub);
  }
  void note(record::EventRow::Kind kind, ClusterId cluster, std::string detail) {
    journal_.events.push_back({scheduler_.now(), kind, cluster, {}, std::move(detail)});
  }

  /// Only where something waits for events or is random, so that these scalars say something where they stand.
  void add_what_did_not_come() {
    if (!waits_for_events_ && plan_.random_faults.empty()) return;
    journal_.scalars.push_back({"timeline.not_reached", "run", static_cast<double>(waiting_), "actions"});
    journal_.scalars.push_back(
        {"timeline.outages_left_out", "run", static_cast<double>(faults_.left_out()), "outages"});
  }

  /// Only where somebody may use it.
  void add_emcc() {
    if (!uses_emcc(plan_)) return;
    journal_.scalars.push_back({"emcc.messages", "run", static_cast<double>(remotes_.traffic().messages), "messages"});
    journal_.scalars.push_back({"emcc.bytes", "run", static_cast<double>(remotes_.traffic().bytes), "bytes"});
  }

  /// Only where the timeline asks for it.
  void add_what_restores_lost() {
    if (!restores_) return;
    const RestoreReport& total = restorer_.total();
    const auto add = [&](const char* name, std::size_t value, const char* unit) {
      journal_.scalars.push_back({name, "run", static_cast<double>(value), unit});
    };
    add("restore.updates_lost", total.updates_lost, "updates");
    add("restore.stays_lost", total.stays_lost, "stays");
    add("restore.stays_reopened", total.stays_reopened, "stays");
  }

  /// Only where it does keep some cluster from routing right.
  void add_what_keeps_from_the_truth() {
    if (!invariants_.prevented()) return;
    const auto add = [&](const char* name, std::size_t users) {
      if (users > 0) journal_.scalars.push_back({name, "run", static_cast<double>(users), "users"});
    };
    add("routes.prevented.first_learned", invariants_.prevented()->first_learned);
    add("routes.prevented.wall_clock", invariants_.prevented()->wall_clock);
    add("routes.prevented.learned_limit", invariants_.prevented()->learned_limit);
    add("routes.prevented.blocked_pattern", invariants_.prevented()->blocked_pattern);
    add("routes.prevented.outside_the_network", invariants_.prevented()->outside_the_network);
  }

  void add_bound() {
    const auto add = [&](const char* name, const BoundLoad& load) {
      const std::optional<ConvergenceBound> bound = convergence_bound(plan_, planned_memberships(plan_), load);
      if (bound && bound->from.valid()) journal_.scalars.push_back({name, "run", to_seconds(bound->longest), "s"});
    };
    add("convergence.bound", {});
    add("convergence.bound_after_outage", after_an_outage);
  }

  [[nodiscard]] bool stops_early() const { return end_ < plan_.duration; }

  void tell_end(const RunResult& result) const {
    const auto level = result.end == core::RunEnd::stuck ? LogLevel::error : LogLevel::info;
    context_.say(level, Component::scenario, "the run ends: {}", result.header.end);
    for (const core::WaitingActor& waiting : result.waiting) {
      context_.say(LogLevel::error, Component::engine, "actor {} waits for {} {}", waiting.actor.id, waiting.what.text,
                   waiting.what.subject);
    }
    for (const record::ExpectationRow& row : journal_.expectations) {
      const bool failed = row.judged && !row.met;
      context_.say(failed ? LogLevel::error : LogLevel::info, Component::expectations, "{} {}: {}",
                   failed       ? "FAILED"
                   : row.judged ? "met"
                                : "not judged",
                   row.text, row.found);
    }
  }

  [[nodiscard]] record::Header header(core::RunEnd end) const {
    record::Header header;
    header.title = plan_.title;
    header.seed = plan_.seed;
    header.duration = end_;
    header.warmup = plan_.warmup;
    header.recorded = plan_.record.tables;
    header.rows_selected = plan_.record.selects_rows();
    header.users_looked_at = reachability_.looked_at();
    header.labels = plan_.labels;
    header.network_model = engine::Engine::network_model();
    header.events = scheduler_.fired();
    header.simgrid_activities = engine_.stats().in_simgrid;
    header.order_fingerprint = scheduler_.order_fingerprint();
    header.end = stops_early() && name_of(end) == std::string_view("reached") ? "stopped_at" : name_of(end);
    return header;
  }

  [[nodiscard]] static const char* name_of(core::RunEnd end) {
    switch (end) {
      case core::RunEnd::reached:
      case core::RunEnd::exhausted:
        return "reached";
      case core::RunEnd::stuck:
        return "stuck";
      case core::RunEnd::stopped:
        return "stopped";
    }
    return "reached";
  }

  [[nodiscard]] record::Names names() const {
    record::Names names;
    for (std::size_t i = 0; i < plan_.clusters.size(); ++i) {
      names.clusters.push_back(plan_.clusters[i].name);
      names.roles.emplace_back(roamsim::name_of(world_.agents[i].role()));
    }
    names.users = plan_.users;
    for (const DirectLinkPlan& link : plan_.links) names.links.push_back({link.a, link.b});
    return names;
  }

  const Plan& plan_;
  const Time end_;
  const Log silent_;
  record::Journal journal_;
  core::Scheduler scheduler_;
  engine::Engine engine_;
  World world_;
  Context context_;
  Invariants invariants_;
  IlsCosts costs_;
  IlsWaits ils_waits_;
  ConvergenceRecorder recorder_;
  Registrar registrar_;
  Transmission transmission_;
  IlsService ils_;
  EmSessions sessions_;
  RemoteClusters remotes_;
  ExtensionMobilityService extension_mobility_;
  CallFigures call_figures_;
  CallService calls_;
  BackgroundTraffic traffic_;
  Probes probes_;
  Truth truth_;
  Reachability reachability_;
  SuperUserSync super_user_sync_;
  Moments moments_;
  Storms storms_;
  Reregistration reregistration_;
  Machines machines_;
  Lines lines_;
  Restorer restorer_;
  FaultInjector faults_;
  Administrator administrator_;
  const std::vector<TimelineEntry> random_faults_;
  Observer observer_;
  std::size_t waiting_ = 0;  ///< actions whose event has not come, or whose date after it
  bool waits_for_events_ = false;
  bool restores_ = false;  ///< the timeline puts a backup back
  Pulse pulse_;
};

Simulation::Simulation(const Plan& plan, const RunOptions& options) : parts_(std::make_unique<Parts>(plan, options)) {}
Simulation::~Simulation() = default;
void Simulation::set_pulse(Pulse pulse) {
  parts_->set_pulse(std::move(pulse));
}
RunResult Simulation::run() {
  return parts_->run();
}

}  // namespace roamsim::actors
