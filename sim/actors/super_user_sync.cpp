#include "sim/actors/super_user_sync.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "models/super_user_sync/carry.hpp"
#include "sim/actors/pins.hpp"
#include "sim/record/row_names.hpp"

namespace roamsim::actors {
namespace {

bool used(const Plan& plan) {
  return plan.super_user_sync.enabled ||
         std::any_of(plan.timeline.begin(), plan.timeline.end(), [](const TimelineEntry& entry) {
           return std::holds_alternative<RunSynchronization>(entry.action);
         });
}

std::string words_for(std::size_t users) {
  return fmt::format("{} user{}", users, users == 1 ? "" : "s");
}

}  // namespace

using Kind = record::EventRow::Kind;

SuperUserSync::SuperUserSync(Context& context) : context_(context), users_of_(context.world.plan.clusters.size()) {
  if (!used(context.world.plan)) return;
  const directory::Users& users = context.world.plan.users;
  for (std::size_t i = 0; i < users.size(); ++i) users_of_[users.home(i).index()].emplace_back(i);
}

void SuperUserSync::note(Kind kind, ClusterId cluster, std::string detail) {
  context_.say(kind == Kind::synchronization_failed ? LogLevel::warning : LogLevel::info, Component::scenario,
               "{}: {}, {}", cluster.valid() ? context_.name(cluster) : "super user synchronization",
               record::name_of(kind), detail);
  context_.journal.events.push_back({context_.scheduler.now(), kind, cluster, {}, std::move(detail)});
}

void SuperUserSync::start() {
  const sync::Parameters& parameters = context_.world.plan.super_user_sync;
  if (parameters.enabled) schedule(first_run(parameters));
}

void SuperUserSync::schedule(Time at) {
  context_.scheduler.at(
      at, core::Priority::timer,
      [this] {
        run();
        schedule(context_.scheduler.now() + context_.world.plan.super_user_sync.interval);
      },
      core::Recurrence::periodic);
}

void SuperUserSync::run() {
  if (counts()) ++runs_;
  if (context_.world.synchronization_fails) {
    if (counts()) ++failed_;
    note(Kind::synchronization_failed, {}, "the run fails");
    return;
  }
  const std::size_t clusters = context_.world.plan.clusters.size();
  for (std::size_t home = 0; home < clusters; ++home) {
    for (std::size_t other = 0; other < clusters; ++other) {
      if (home != other) carry({ClusterId(home), ClusterId(other)});
    }
  }
}

std::vector<std::pair<UserId, directory::UserRecord>> SuperUserSync::outstanding(Pair pair) const {
  const World& world = context_.world;
  std::vector<std::pair<UserId, directory::UserRecord>> users;
  // Where the users were never put in the group there are no super users to carry.
  if (!world.configuration.cluster(pair.first).set_up.super_user_group) return users;
  for (const UserId user : users_of_[pair.first.index()]) {
    const directory::UserRecord& home = world.configuration.user(pair.first, user);
    const directory::UserRecord& elsewhere = world.configuration.user(pair.second, user);
    if (&home == &elsewhere || !sync::concerns(home, elsewhere)) continue;
    if (sync::differs(world.plan.super_user_sync.carries, home, elsewhere)) users.emplace_back(user, home);
  }
  return users;
}

bool SuperUserSync::answers(ClusterId cluster) const {
  return context_.world.nodes[publisher(cluster).index()].tomcat;
}

bool SuperUserSync::begins(ClusterId cluster) const {
  return answers(cluster) && !context_.world.clusters[cluster.index()].closing;
}

void SuperUserSync::carry(Pair pair) {
  if (under_way_.contains(pair)) return;
  std::vector<std::pair<UserId, directory::UserRecord>> users = outstanding(pair);
  if (users.empty()) return;
  const auto [from, to] = pair;
  Carrying& carrying = under_way_[pair];
  carrying = {std::move(users), counts()};
  if (!begins(from)) return failed(pair, "its publisher does not answer");
  if (!begins(to)) return failed(pair, "the publisher does not answer");
  if (!context_.engine.topology().path_on(publisher(from), publisher(to))) return failed(pair, "no path");
  const std::uint64_t bytes = bytes_of(context_.world.plan.super_user_sync, carrying.users.size());
  if (carrying.counts) bytes_ += bytes;
  context_.say(LogLevel::debug, Component::engine, "flow of {} bytes from {} to {} starts", bytes, context_.name(from),
               context_.name(to));
  context_.engine.start_flow(publisher(from), publisher(to), bytes,
                             [this, pair](engine::FlowEnd end) { sent(pair, end); });
}

void SuperUserSync::sent(Pair pair, engine::FlowEnd end) {
  if (end != engine::FlowEnd::completed) return failed(pair, "cut off on the way");
  context_.scheduler.after(context_.engine.latency(pair.first, pair.second), core::Priority::delivery,
                           [this, pair] { arrived(pair); });
}

void SuperUserSync::arrived(Pair pair) {
  if (!answers(pair.second)) return failed(pair, "the publisher does not answer");
  const Duration work =
      context_.world.plan.super_user_sync.processing * static_cast<std::int64_t>(under_way_.at(pair).users.size());
  if (work == 0) return written(pair, engine::FlowEnd::completed);
  context_.engine.start_computation(publisher(pair.second), work,
                                    [this, pair](engine::FlowEnd end) { written(pair, end); });
}

void SuperUserSync::written(Pair pair, engine::FlowEnd end) {
  const auto [from, to] = pair;
  if (end != engine::FlowEnd::completed || !answers(to)) return failed(pair, "the publisher does not answer");
  const Carrying carrying = std::move(under_way_.extract(pair).mapped());
  for (const auto& [user, home] : carrying.users) {
    directory::UserRecord& record = context_.world.configuration.change(to, user);
    const std::string pin = record.pin;
    sync::carry(context_.world.plan.super_user_sync.carries, home, record);
    pin_changed(context_, to, user, pin);
  }
  context_.world.changes.everything();
  if (carrying.counts) users_carried_ += carrying.users.size();
  note(Kind::synchronized, to, fmt::format("{} of {}", words_for(carrying.users.size()), context_.name(from)));
}

void SuperUserSync::failed(Pair pair, std::string why) {
  const Carrying carrying = std::move(under_way_.extract(pair).mapped());
  if (carrying.counts) ++failed_;
  note(Kind::synchronization_failed, pair.second,
       fmt::format("{} of {}: {}", words_for(carrying.users.size()), context_.name(pair.first), why));
}

void SuperUserSync::add_scalars(record::Journal& journal) const {
  if (!used(context_.world.plan)) return;
  const auto add = [&](const char* name, std::uint64_t value, const char* unit) {
    journal.scalars.push_back({name, "run", static_cast<double>(value), unit});
  };
  add("sync.runs", runs_, "runs");
  add("sync.users_carried", users_carried_, "users");
  add("sync.bytes", bytes_, "bytes");
  add("sync.failed", failed_, "transfers");
}

}  // namespace roamsim::actors
