#include "sim/actors/ils_service.hpp"

#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "sim/core/random/stream.hpp"

namespace roamsim::actors {

namespace {

/// What a message is, for the log.
struct Words {
  std::string_view operator()(const ils::Notice& notice) const { return notice.greeting ? "greeting" : "notice"; }
  std::string_view operator()(const ils::Request& /*request*/) const { return "request"; }
  std::string_view operator()(const ils::BatchBegun& /*begun*/) const { return "batch begun"; }
  std::string_view operator()(const ils::Batch& batch) const { return batch.ranges.empty() ? "empty batch" : "batch"; }
  std::string_view operator()(const ils::Join& /*join*/) const { return "join"; }
  std::string_view operator()(const ils::JoinAccepted& /*accepted*/) const { return "join accepted"; }
  std::string_view operator()(const ils::Acknowledged& /*heard*/) const { return "acknowledgement"; }
  std::string_view operator()(const ils::Hello& hello) const { return hello.asks ? "hello" : "hello back"; }
  std::string_view operator()(const ils::Leave& leave) const { return leave.stranger ? "no peer" : "leave"; }
};

std::string_view words_for(const ils::Message& message) {
  return std::visit(Words{}, message);
}

std::string_view name_of(ils::AgentTimer::Kind kind) {
  using enum ils::AgentTimer::Kind;
  switch (kind) {
    case request:
      return "request";
    case notice:
      return "notice";
    case greeting:
      return "greeting";
    case retry:
      return "retry";
    case join:
      return "join";
    case interval:
      return "interval";
    case processed:
      return "processed";
    case applied:
      return "applied";
    case silence:
      return "silence";
    case hello:
      return "hello";
  }
  return "unknown";
}

/// Whether the timer ends the waiting for what a peer was asked.
bool awaits_an_answer(ils::AgentTimer::Kind kind) {
  using enum ils::AgentTimer::Kind;
  return kind == request || kind == notice || kind == greeting;
}

}  // namespace

IlsService::IlsService(Context& context, ConvergenceRecorder& recorder, Transmission& transmission)
    : context_(context), recorder_(recorder), transmission_(transmission) {}

void IlsService::start() {
  const World& world = context_.world;
  for (std::size_t i = 0; i < world.clusters.size(); ++i) {
    if (world.activated(world.first_node[i], Service::ils)) start(ClusterId(i));
  }
}

void IlsService::start(ClusterId cluster) {
  const ClusterPlan& plan = context_.world.plan.clusters[cluster.index()];
  random::Stream stream(random::derive(context_.world.plan.seed, plan.name, "ils.interval.phase"),
                        context_.world.clusters[cluster.index()].outages);
  const auto drawn = static_cast<Duration>(stream.below(static_cast<std::uint64_t>(plan.ils.interval)));
  ils::Effects effects;
  agent(cluster).start(context_.scheduler.now(), plan.ils.phase.value_or(drawn), effects);
  handle(cluster, effects);
}

void IlsService::stop(ClusterId cluster) {
  observe([&](IlsObserver& o) { o.stopped(cluster); });
  agent(cluster).stop();
}

void IlsService::configure(ClusterId cluster, ils::Role role, ClusterId hub) {
  ils::Effects effects;
  agent(cluster).configure(context_.scheduler.now(), role, hub, effects);
  observe([&](IlsObserver& o) { o.configured(cluster); });
  handle(cluster, effects);
}

void IlsService::went_back(ClusterId cluster) {
  observe([&](IlsObserver& o) { o.restored(cluster); });
}

void IlsService::set_refused(ClusterId cluster, ClusterId peer, bool refused) {
  context_.say(LogLevel::info, Component::ils, "{}: authentication with {} {}", context_.name(cluster),
               context_.name(peer), refused ? "fails" : "works again");
  ils::Effects effects;
  agent(cluster).set_refused(context_.scheduler.now(), peer, refused, effects);
  handle(cluster, effects);
}

void IlsService::set_replication(ClusterId cluster, bool works) {
  context_.say(LogLevel::info, Component::ils, "{}: database replication {}", context_.name(cluster),
               works ? "works again" : "breaks");
  ils::Effects effects;
  agent(cluster).set_replication(context_.scheduler.now(), works, effects);
  handle(cluster, effects);
}

void IlsService::set_object_limit(ClusterId cluster, std::uint32_t limit) {
  std::vector<ils::UpdateRef> admitted;
  context_.world.learned[cluster.index()].set_limit(limit, admitted);
  check_admitted(cluster, admitted);
}

ils::UpdateRef IlsService::issue(ClusterId cluster, const ils::Update& update) {
  return context_.world.ledger.append(cluster, update);
}

void IlsService::announce(ClusterId cluster, ils::UpdateRef update) {
  ils::Effects effects;
  observe([&](IlsObserver& o) { o.issued(cluster, update); });
  agent(cluster).issued(context_.scheduler.now(), update, effects);
  handle(cluster, effects);
}

void IlsService::handle(ClusterId cluster, ils::Effects& effects, Duration in_vain) {
  for (ils::Effect& effect : effects) {
    if (const auto* start = std::get_if<ils::StartTimer>(&effect)) tell_of_waiting(cluster, *start, in_vain);
    std::visit([&](auto& e) { on(cluster, e); }, effect);
  }
}

void IlsService::tell_of_waiting(ClusterId cluster, const ils::StartTimer& start, Duration in_vain) {
  const Time now = context_.scheduler.now();
  if (start.timer.kind == ils::AgentTimer::Kind::retry) {
    observe([&](IlsObserver& o) { o.gave_up(cluster, start.timer.peer, now - in_vain, now + start.delay); });
  } else if (start.timer.kind == ils::AgentTimer::Kind::interval) {
    observe([&](IlsObserver& o) { o.asks_at(cluster, now + start.delay); });
  }
}

void IlsService::on(ClusterId cluster, ils::Send& send) {
  const Duration latency = context_.engine.latency(cluster, send.to);
  const ils::Parameters& parameters = agent(cluster).parameters();
  count({.messages = 1, .bytes = static_cast<std::uint64_t>(parameters.bytes_per_message)});
  const auto* content = std::get_if<ils::Batch>(&send.message);
  const std::uint64_t records = content == nullptr ? 0 : content->records();
  observe([&](IlsObserver& o) {
    o.sent(cluster, send.to, send.message, parameters.bytes_per_message + records * parameters.bytes_per_record);
  });
  if (auto* batch = std::get_if<ils::Batch>(&send.message); batch != nullptr && !batch->ranges.empty()) {
    send_batch(cluster, send.to, std::move(*batch));
    return;
  }
  const bool on = context_.engine.topology().path_on(publisher(cluster), publisher(send.to));
  const std::optional<Duration> repeated = on ? transmission_.repetition(cluster, send.to) : std::nullopt;
  context_.say(LogLevel::debug, Component::ils, "{} to {}: {}{}", context_.name(cluster), context_.name(send.to),
               words_for(send.message),
               !on        ? ", lost: no path"
               : repeated ? ""
                          : ", lost");
  if (!repeated) {
    // Whoever has heard that an answer begins waits for its end, not for its own timeout.
    if (on && content != nullptr) lost(cluster, send.to);
    return;
  }
  const UnderWay message = under_way(cluster, send.to, std::move(send.message));
  context_.scheduler.after(latency + *repeated, core::Priority::delivery, [this, message] { deliver(message); });
}

IlsService::UnderWay IlsService::under_way(ClusterId from, ClusterId to, ils::Message message) {
  return {
      .from = from, .to = to, .slot = keep(std::move(message)), .stops = context_.world.clusters[to.index()].outages};
}

bool IlsService::expected(const UnderWay& message) {
  return agent(message.to).running() && context_.world.clusters[message.to.index()].outages == message.stops;
}

void IlsService::count(const IlsTraffic& sent) {
  if (context_.scheduler.now() < context_.world.plan.warmup) return;
  traffic_.messages += sent.messages;
  traffic_.bytes += sent.bytes;
  traffic_.batches += sent.batches;
}

std::uint32_t IlsService::open_exchange(const record::ExchangeRow& row) {
  if (!context_.collected.has(record::Table::exchanges)) return no_exchange;
  context_.journal.exchanges.push_back(row);
  return static_cast<std::uint32_t>(context_.journal.exchanges.size() - 1);
}

void IlsService::send_batch(ClusterId from, ClusterId to, ils::Batch batch) {
  const ils::Parameters& parameters = agent(from).parameters();
  const std::uint64_t records = batch.records();
  const std::uint64_t bytes = parameters.bytes_per_message + records * parameters.bytes_per_record;
  count({.bytes = records * parameters.bytes_per_record, .batches = 1});
  const std::uint32_t exchange = open_exchange({.at = context_.scheduler.now(),
                                                .from = from,
                                                .to = to,
                                                .records = static_cast<std::uint32_t>(records),
                                                .bytes = bytes});
  context_.say(LogLevel::debug, Component::ils, "{} to {}: batch of {} updates, {} bytes", context_.name(from),
               context_.name(to), records, bytes);
  context_.say(LogLevel::debug, Component::engine, "flow of {} bytes from {} to {} starts", bytes, context_.name(from),
               context_.name(to));
  UnderWay message = under_way(from, to, std::move(batch));
  message.exchange = exchange;
  ++batches_under_way_;
  context_.engine.start_flow(publisher(from), publisher(to), bytes,
                             [this, message](engine::FlowEnd end) { arrive(message, end); });
}

void IlsService::arrive(const UnderWay& batch, engine::FlowEnd end) {
  const ClusterId from = batch.from, to = batch.to;
  const bool completed = end == engine::FlowEnd::completed;
  --batches_under_way_;
  observe([&](IlsObserver& o) { o.batch_over(from, to, completed); });
  context_.say(LogLevel::debug, Component::engine, "flow from {} to {} {}", context_.name(from), context_.name(to),
               completed ? "ends" : "fails");
  if (!completed) {
    take(batch.slot);
    lost(from, to);
    return;
  }
  const Duration latency = context_.engine.latency(from, to);
  if (batch.exchange != no_exchange && expected(batch)) {
    context_.journal.exchanges[batch.exchange].arrived = context_.scheduler.now() + latency;
  }
  context_.scheduler.after(latency, core::Priority::delivery, [this, batch] { deliver(batch); });
}

// A connection that dies is noticed where nothing is heard for as long as a request may go unanswered.
void IlsService::lost(ClusterId from, ClusterId to) {
  context_.say(LogLevel::warning, Component::ils, "the batch from {} to {} is lost", context_.name(from),
               context_.name(to));
  const auto tell = [this](ClusterId self, ClusterId peer) {
    context_.scheduler.after(agent(self).parameters().request_timeout, core::Priority::timer, [this, self, peer] {
      ils::Effects effects;
      agent(self).exchange_lost(context_.scheduler.now(), peer, effects);
      handle(self, effects, agent(self).parameters().request_timeout);
    });
  };
  tell(from, to);
  tell(to, from);
}

void IlsService::deliver(const UnderWay& sent) {
  const ils::Message message = take(sent.slot);
  if (!expected(sent)) {
    // It is of no loss: a service that starts greets every peer with what it has.
    context_.say(LogLevel::debug, Component::ils, "{} from {} to {} is lost: the service was stopped",
                 words_for(message), context_.name(sent.from), context_.name(sent.to));
    if (sent.exchange != no_exchange) context_.journal.exchanges[sent.exchange].arrived = never;
    return;
  }
  context_.say(LogLevel::trace, Component::ils, "{} gets from {}: {}", context_.name(sent.to), context_.name(sent.from),
               words_for(message));
  ils::Effects effects;
  agent(sent.to).receive(context_.scheduler.now(), sent.from, message, effects);
  handle(sent.to, effects);
}

void IlsService::on(ClusterId cluster, const ils::StartTimer& start) {
  if (start.timer.kind == ils::AgentTimer::Kind::processed && start.delay > 0) {
    // Work, not waiting: it shares the publisher's cores.
    context_.say(LogLevel::debug, Component::engine, "publisher of {} computes for {} ns", context_.name(cluster),
                 start.delay);
    context_.engine.start_computation(publisher(cluster), start.delay,
                                      [this, cluster, timer = start.timer](engine::FlowEnd end) {
                                        if (end == engine::FlowEnd::completed) timer_fired(cluster, timer);
                                      });
    return;
  }
  if (start.timer.kind == ils::AgentTimer::Kind::applied) {
    const Time until = context_.scheduler.now() + start.delay - agent(cluster).parameters().replication;
    observe([&](IlsObserver& o) { o.writes(cluster, until); });
  }
  const bool periodic = start.timer.kind == ils::AgentTimer::Kind::interval;
  context_.scheduler.after(
      start.delay, core::Priority::timer, [this, cluster, timer = start.timer] { timer_fired(cluster, timer); },
      periodic ? core::Recurrence::periodic : core::Recurrence::once);
}

void IlsService::timer_fired(ClusterId cluster, const ils::AgentTimer& timer) {
  context_.say(LogLevel::trace, Component::ils, "{}: timer {} ends", context_.name(cluster), name_of(timer.kind));
  ils::Effects effects;
  agent(cluster).timer(context_.scheduler.now(), timer, effects);
  if (timer.kind == ils::AgentTimer::Kind::processed) {
    observe([&](IlsObserver& o) { o.answered(cluster, timer.peer); });
  }
  handle(cluster, effects, awaits_an_answer(timer.kind) ? agent(cluster).parameters().request_timeout : 0);
}

void IlsService::on(ClusterId cluster, const ils::Received& received) {
  observe([&](IlsObserver& o) { o.received(cluster, received.range, received.peer); });
  recorder_.received(cluster, received.range, received.peer);
}

void IlsService::on(ClusterId cluster, const ils::Applied& applied) {
  observe([&](IlsObserver& o) { o.applied(cluster, applied.range); });
  ils::LearnedObjects& table = context_.world.learned[cluster.index()];
  const std::size_t refused = table.refusals();
  std::vector<ils::UpdateRef> admitted;
  // The stays lie anywhere in a memory that is larger than any cache: they are asked for at once, not one by one.
  for (std::uint32_t sequence = applied.range.from + 1; sequence <= applied.range.to; ++sequence) {
    const StayId stay = context_.world.ledger.at(applied.range.log, sequence).stay;
    if (stay.valid()) __builtin_prefetch(&context_.world.stays[stay]);
  }
  for (std::uint32_t sequence = applied.range.from + 1; sequence <= applied.range.to; ++sequence) {
    table.learn(context_.world.ledger, context_.world.stays, {applied.range.log, sequence}, admitted);
  }
  if (table.refusals() > refused) {
    context_.say(LogLevel::warning, Component::ils, "{} has no room: {} learned objects are refused",
                 context_.name(cluster), table.refusals());
  }
  observe([&](IlsObserver& o) { o.learned(cluster, applied.range); });
  recorder_.applied(cluster, applied.range, ClusterId{});
  check_admitted(cluster, admitted);
  for (std::uint32_t sequence = applied.range.from + 1; sequence <= applied.range.to; ++sequence) {
    // A copy: what the listener does may issue updates, which can move the ledger's memory.
    const ils::Update update = context_.world.ledger.at(applied.range.log, sequence);
    if (listener_ != nullptr) listener_->learned(cluster, update);
  }
}

void IlsService::on(ClusterId cluster, const ils::PeerLost& lost) {
  observe([&](IlsObserver& o) { o.peer_lost(cluster, lost.peer); });
  context_.say(LogLevel::warning, Component::ils, "{}: {} is unreachable", context_.name(cluster),
               context_.name(lost.peer));
}

void IlsService::on(ClusterId cluster, const ils::PeerFound& found) {
  observe([&](IlsObserver& o) { o.peer_found(cluster, found.peer); });
  context_.say(LogLevel::info, Component::ils, "{}: {} is reached again", context_.name(cluster),
               context_.name(found.peer));
}

void IlsService::on(ClusterId cluster, const ils::PeerRefused& refused) {
  observe([&](IlsObserver& o) { o.refused(cluster, refused.peer); });
  context_.say(LogLevel::warning, Component::ils, "{}: authentication with {} fails", context_.name(cluster),
               context_.name(refused.peer));
}

void IlsService::on(ClusterId cluster, const ils::Forgot& /*forgot*/) {
  context_.say(LogLevel::info, Component::ils, "{} has left the network and drops what it has learned",
               context_.name(cluster));
  observe([&](IlsObserver& o) { o.forgot(cluster); });
  context_.world.learned[cluster.index()].clear();
  recorder_.check_routes(cluster);
}

void IlsService::check_admitted(ClusterId cluster, const std::vector<ils::UpdateRef>& admitted) {
  if (admitted.empty()) return;
  observe([&](IlsObserver& o) { o.admitted(cluster, admitted); });
  for (const ils::UpdateRef update : admitted) {
    recorder_.check_route(cluster, context_.world.ledger.at(update.log, update.sequence).user);
  }
}

std::uint32_t IlsService::keep(ils::Message message) {
  if (free_slots_.empty()) {
    in_flight_.push_back(std::move(message));
    return static_cast<std::uint32_t>(in_flight_.size() - 1);
  }
  const std::uint32_t slot = free_slots_.back();
  free_slots_.pop_back();
  in_flight_[slot] = std::move(message);
  return slot;
}

ils::Message IlsService::take(std::uint32_t slot) {
  free_slots_.push_back(slot);
  return std::move(in_flight_[slot]);
}

}  // namespace roamsim::actors
