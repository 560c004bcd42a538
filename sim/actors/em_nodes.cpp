#include "sim/actors/em_nodes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "models/catalogue/errors.hpp"
#include "models/extension_mobility/checks.hpp"
#include "sim/actors/storm_theory.hpp"

namespace roamsim::actors {

namespace {

/// Of the work of a request, as a multiple of its mean: a draw of one second is the mean.
random::Distribution shape_of(const em::Parameters& parameters) {
  switch (parameters.service_distribution) {
    case em::WorkDistribution::exponential:
      return random::Exponential{second};
    case em::WorkDistribution::lognormal:
      return std::get<random::Lognormal>(random::lognormal_from_mean(second, parameters.service_sigma));
    case em::WorkDistribution::constant:
      break;
  }
  return random::Constant{second};
}

Duration scaled(Duration work, const em::Parameters& parameters) {
  return std::llround(static_cast<double>(work) / parameters.database_speed);
}

}  // namespace

EmNodes::Node EmNodes::make_node(ClusterId cluster, std::size_t number) const {
  const Plan& plan = context_.world.plan;
  const ClusterPlan& own = plan.clusters[cluster.index()];
  const em::Parameters& em = own.extension_mobility;
  const std::string name = own.name + " " + own.nodes[number].name;
  return {.cluster = cluster,
          .cores = core::ProcessorSharing(context_.scheduler, own.nodes[number].cores),
          .database = DatabaseQueue(em.database_connections),
          .notifications = Station(1),
          .tftp = Station(em.configurations_at_once),
          .registrations = Station(em.registrations_at_once),
          .draws = random::Stream(random::derive(plan.seed, name, "extension mobility service")),
          .in_progress = InProgress(plan.warmup),
          .refused = {}};
}

EmNodes::EmNodes(const Context& context) : context_(context), next_(context.world.clusters.size(), 0) {
  const World& world = context.world;
  for (std::size_t cluster = 0; cluster < world.clusters.size(); ++cluster) {
    shapes_.push_back(shape_of(parameters(ClusterId(cluster))));
    const std::uint32_t first = world.first_node[cluster].value;
    for (auto node = first; node < world.first_node[cluster + 1].value; ++node) {
      nodes_.push_back(make_node(ClusterId(cluster), node - first));
    }
  }
}

NodeId EmNodes::named(ClusterId cluster, const std::string& host) const {
  const World& world = context_.world;
  const std::vector<NodePlan>& nodes = world.plan.clusters[cluster.index()].nodes;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].name == host) return NodeId(world.first_node[cluster.index()].index() + i);
  }
  return {};
}

NodeId EmNodes::choose(ClusterId cluster) {
  const World& world = context_.world;
  const directory::ClusterSettings& settings = world.configuration.cluster(cluster);
  const NodeId by_url = named(cluster, settings.url.host);
  if (by_url.valid()) {
    const NodeId backup = settings.backup_url ? named(cluster, settings.backup_url->host) : NodeId{};
    return backup.valid() && !answers(by_url) && answers(backup) ? backup : by_url;
  }
  const std::size_t first = world.first_node[cluster.index()].index();
  const std::size_t count = world.first_node[cluster.index() + 1].index() - first;
  std::vector<NodeId> active;
  for (std::size_t i = 0; i < count; ++i) {
    if (world.activated(NodeId(first + i), Service::extension_mobility)) active.emplace_back(first + i);
  }
  if (active.empty()) active.emplace_back(first);
  std::vector<NodeId> answering;
  for (const NodeId node : active) {
    if (answers(node)) answering.push_back(node);
  }
  const std::vector<NodeId>& among = answering.empty() ? active : answering;
  switch (parameters(cluster).load_balancing) {
    case em::LoadBalancing::failover:
      return among.front();
    case em::LoadBalancing::least_in_progress:
      return *std::min_element(among.begin(), among.end(), [&](NodeId a, NodeId b) {
        return nodes_[a.index()].in_progress.number() < nodes_[b.index()].in_progress.number();
      });
    case em::LoadBalancing::round_robin:
      break;
  }
  // In turn over all that are activated, so that who is next does not depend on who was down.
  std::uint32_t& next = next_[cluster.index()];
  for (std::size_t tried = 0; tried < active.size(); ++tried) {
    const NodeId node = active[next++ % active.size()];
    if (answering.empty() || answers(node)) return node;
  }
  return among.front();
}

std::optional<EmNodes::Handling> EmNodes::admit(NodeId id, Kind kind, bool from_elsewhere, RequestId of) {
  Node& node = nodes_[id.index()];
  const em::ServiceParameters& own = context_.world.service_parameters[node.cluster.index()];
  const Time now = context_.scheduler.now();
  Handling handling{.node = id,
                    .since = now,
                    .kind = kind,
                    .slot = kind != Kind::state_query || parameters(id).state_query_takes_slot,
                    .from_elsewhere = from_elsewhere};
  const bool taken = !handling.slot || (em::admits(own, node.slots) &&
                                        (!from_elsewhere || em::admits_from_elsewhere(own, node.slots_from_elsewhere)));
  const std::int32_t busy = catalogue::error_of(catalogue::Cause::busy).code;
  if (context_.collected.has(record::Table::http_requests)) {
    handling.row = static_cast<std::uint32_t>(context_.journal.http_requests.size());
    context_.journal.http_requests.push_back({of, node.cluster, context_.world.number_of(id, node.cluster), kind,
                                              handling.slot, now, taken ? never : now, taken ? 0 : busy});
  }
  if (now >= context_.world.plan.warmup) {
    ++(taken ? node.handled : node.refused[busy]);
    if (handling.slot) ++node.asked_for_slot;
  }
  record::CounterSeries& counters = context_.journal.counters;
  counters.add(id, taken ? record::Counter::requests_handled : record::Counter::requests_throttled, now, 1);
  if (kind != Kind::state_query) counters.add(id, record::Counter::requests_attempted, now, 1);
  if (!taken) return std::nullopt;
  counters.add(id, record::Counter::requests_in_progress, now, 1);
  node.in_progress.begin(now);
  if (handling.slot) ++node.slots;
  if (handling.slot && from_elsewhere) ++node.slots_from_elsewhere;
  return handling;
}

void EmNodes::release(const Handling& handling, std::int32_t code) {
  Node& node = nodes_[handling.node.index()];
  const Time now = context_.scheduler.now();
  node.in_progress.end(now, handling.since);
  context_.journal.counters.add(handling.node, record::Counter::requests_in_progress, now, -1);
  if (code == 0 && handling.kind != Kind::state_query) {
    const bool login = handling.kind == Kind::login;
    context_.journal.counters.add(
        handling.node, login ? record::Counter::logins_successful : record::Counter::logouts_successful, now, 1);
  }
  if (handling.slot) --node.slots;
  if (handling.slot && handling.from_elsewhere) --node.slots_from_elsewhere;
  if (code != 0 && handling.since >= context_.world.plan.warmup) ++node.refused[code];
  if (handling.row == Handling::no_row) return;
  record::HttpRequestRow& row = context_.journal.http_requests[handling.row];
  row.end = now;
  row.code = code;
}

Duration EmNodes::draw_work(NodeId node, Duration mean) {
  const random::Distribution& shape = shapes_[nodes_[node.index()].cluster.index()];
  if (std::holds_alternative<random::Constant>(shape)) return mean;
  const Duration drawn = random::draw(shape, nodes_[node.index()].draws);
  const InProgress::Integral product = InProgress::Integral{mean} * drawn + second / 2;
  return static_cast<Duration>(std::min<InProgress::Integral>(product / second, random::longest_draw));
}

DatabaseQueue::Transaction EmNodes::commit(NodeId node, Time now) {
  const em::Parameters& own = parameters(node);
  return nodes_[node.index()].database.enter(now, scaled(own.commit, own), own.database_timeout, own.database_queue);
}

void EmNodes::replicate(NodeId from) {
  const em::Parameters& own = parameters(from);
  if (own.replicated_commit == 0) return;
  const std::size_t cluster = nodes_[from.index()].cluster.index();
  const World& world = context_.world;
  for (auto node = world.first_node[cluster].value; node < world.first_node[cluster + 1].value; ++node) {
    if (node == from.value) continue;
    context_.scheduler.after(own.replication, core::Priority::delivery, [this, node] {
      const em::Parameters& theirs = parameters(NodeId(node));
      if (has_power(NodeId(node))) {
        nodes_[node].database.enter(context_.scheduler.now(), scaled(theirs.replicated_commit, theirs));
      }
    });
  }
}

Time EmNodes::replicated(NodeId to, Time now) const {
  return parameters(to).replicated_commit == 0 ? now : nodes_[to.index()].database.idle(now);
}

Time EmNodes::notify(NodeId node, Time now) {
  const Time done = nodes_[node.index()].notifications.enter(now, parameters(node).change_notification);
  nodes_[node.index()].notified.enter(context_.journal.counters, node, now, done);
  return done;
}

void EmNodes::device_changed(ClusterId cluster) {
  const World& world = context_.world;
  for (NodeId node = world.first_node[cluster.index()]; node < world.first_node[cluster.index() + 1]; ++node.value) {
    if (!world.nodes[node.index()].tftp) continue;
    context_.journal.counters.add(node, record::Counter::device_changes, context_.scheduler.now(), 1);
  }
}

NodeId EmNodes::tftp_node(ClusterId cluster) const {
  const World& world = context_.world;
  for (auto node = world.first_node[cluster.index()].value; node < world.first_node[cluster.index() + 1].value;
       ++node) {
    if (world.nodes[node].tftp) return NodeId(node);
  }
  return {};
}

EmNodes::Ticket EmNodes::configure(ClusterId cluster, Time now) {
  const NodeId node = tftp_node(cluster);
  if (!node.valid()) return {};
  Station& queue = nodes_[node.index()].tftp;
  const Time done = queue.enter(now, parameters(cluster).configuration);
  nodes_[node.index()].served.enter(context_.journal.counters, node, now, done);
  return {done, node, queue.life()};
}

EmNodes::Ticket EmNodes::register_phone(PhoneId phone, Time now) {
  const NodeId node = context_.world.node_for(phone);
  if (!node.valid()) return {};
  Station& queue = nodes_[node.index()].registrations;
  return {queue.enter(now, parameters(node).registration), node, queue.life()};
}

void EmNodes::lose(NodeId id, Service service) {
  Node& node = nodes_[id.index()];
  const Time now = context_.scheduler.now();
  switch (service) {
    case Service::tftp:
      node.served.clear(context_.journal.counters, id, now);
      return node.tftp.clear(now);
    case Service::call_processing:
      return node.registrations.clear(now);
    case Service::tomcat:
      node.database.clear(now);
      node.notified.clear(context_.journal.counters, id, now);
      node.notifications.clear(now);
      node.lost = true;
      return node.cores.clear();
    case Service::ils:
    case Service::extension_mobility:
    case Service::extension_mobility_application:
    case Service::ip_phone_services:
      return;
  }
}

std::string EmNodes::name_of(NodeId node) const {
  const ClusterId cluster = nodes_[node.index()].cluster;
  const ClusterPlan& own = context_.world.plan.clusters[cluster.index()];
  return own.name + " " + own.nodes[context_.world.number_of(node, cluster) - 1].name;
}

std::string EmNodes::unbalanced(const std::vector<Handling>& open, Time ended) const {
  std::vector<InProgress::Integral> residences;
  for (const Node& node : nodes_) residences.push_back(node.in_progress.residences());
  for (const Handling& handling : open) residences[handling.node.index()] += ended - handling.since;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const InProgress::Integral integral = nodes_[i].in_progress.integral(ended);
    if (integral == residences[i]) continue;
    return fmt::format(
        "Little's law: the requests in progress at {} add up to {} ns, and the requests were there for {} ns",
        name_of(NodeId(i)), static_cast<double>(integral), static_cast<double>(residences[i]));
  }
  return {};
}

queueing::NodeFacts EmNodes::facts_for_theory(NodeId id, Time ended) const {
  const Node& node = nodes_[id.index()];
  const Plan& plan = context_.world.plan;
  const em::Parameters& own = parameters(id);
  const Duration query = std::min(own.state_query, own.sign_in_page);
  queueing::NodeFacts facts;
  facts.cores = node.cores.cores();
  facts.limit = own.service_parameters.max_concurrent_requests;
  facts.requests = static_cast<double>(node.asked_for_slot);
  facts.seconds = to_seconds(std::max<Duration>(ended - plan.warmup, 0));
  // A login and its state query come in equal numbers; the formulas ask for the mean only.
  facts.mean_work = to_seconds(own.state_query_takes_slot ? (query + own.service) / 2 : own.service);
  facts.database_work = to_seconds(own.commit);
  facts.unslotted_work = own.state_query_takes_slot ? 0 : to_seconds(query);
  facts.exponential = own.service_distribution == em::WorkDistribution::exponential;
  facts.inter_cluster_limit = own.service_parameters.max_concurrent_inter_cluster_requests > 0;
  facts.limit_changed = context_.world.service_parameters[node.cluster.index()].max_concurrent_requests != facts.limit;
  facts.outages = node.lost;
  const StormArrivals arrivals = arrivals_at(plan, node.cluster, ended);
  facts.poisson = arrivals.poisson;
  facts.retries = arrivals.retries;
  return facts;
}

void EmNodes::add_scalars(record::Journal& journal, Time ended) const {
  const Time from = context_.world.plan.warmup;
  const double span = static_cast<double>(std::max<Duration>(ended - from, 0));
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    if (node.handled == 0 && node.refused.empty()) continue;
    const std::string entity = name_of(NodeId(i));
    const auto add = [&](std::string name, double value, const char* unit) {
      journal.scalars.push_back({std::move(name), entity, value, unit});
    };
    add("em.requests.handled", static_cast<double>(node.handled), "requests");
    for (const auto& [code, n] : node.refused) {
      add(fmt::format("em.requests.code.{}", code), static_cast<double>(n), "requests");
    }
    add("em.requests_in_progress.mean", span == 0 ? 0 : static_cast<double>(node.in_progress.counted(ended)) / span,
        "requests");
    add("em.requests_in_progress.max", node.in_progress.most(), "requests");
    const auto share = [&](std::int64_t used, std::size_t of) {
      return ended == 0 ? 0 : static_cast<double>(used) / (static_cast<double>(ended) * static_cast<double>(of));
    };
    add("em.cores.busy", share(node.cores.used_until(ended), node.cores.cores()), "share");
    const queueing::NodeTheory theory = queueing::theory_of(facts_for_theory(NodeId(i), ended));
    add("theory.load", theory.load, "erlangs");
    if (theory.formula != queueing::Formula::none) {
      add(fmt::format("theory.blocking.{}", queueing::name_of(theory.formula)), theory.blocking, "share");
    }
    for (const queueing::Misfit misfit : theory.misfits) {
      add(fmt::format("theory.misfit.{}", queueing::name_of(misfit)), 1, "flag");
    }
    add("em.database.busy", share(node.database.used(ended), node.database.connections()), "share");
  }
}

}  // namespace roamsim::actors
