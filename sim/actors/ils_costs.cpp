#include "sim/actors/ils_costs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <variant>

namespace roamsim::actors {

void BusyTime::add(Time begin, Time end) {
  begin = std::max(begin, from_);
  if (end > begin) busy_ += end - begin;
}

double BusyTime::share(Time ended) const {
  if (ended <= from_) return 0;
  BusyTime whole = *this;
  if (whole.users_ > 0) whole.add(whole.since_, ended);
  return static_cast<double>(whole.busy_) / static_cast<double>(ended - from_);
}

void IlsCosts::Sent::add(const Sent& other) {
  messages += other.messages;
  bytes += other.bytes;
  batches += other.batches;
  records += other.records;
  largest = std::max(largest, other.largest);
}

IlsCosts::IlsCosts(const Context& context)
    : context_(context),
      clusters_(context.world.plan.clusters.size()),
      lines_(context.engine.topology().link_count(), BusyTime(context.world.plan.warmup)) {
  const World& world = context.world;
  std::vector<std::uint64_t> announced(world.ledger.logs(), 0);
  world.announced.for_written([&](std::size_t /*user*/, ils::UpdateRef update) {
    if (update.valid()) ++announced[update.log];
  });
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    clusters_[i].writer = BusyTime(world.plan.warmup);
    for (ils::LogIndex log = 0; log < world.ledger.logs(); ++log) {
      const bool other = world.ledger.origin(log) != ClusterId(i);
      // At the start a cluster knows all of a log or nothing.
      if (other && world.agents[i].applied().vector()[log] > 0) clusters_[i].learned += announced[log];
    }
  }
}

void IlsCosts::sent(ClusterId from, ClusterId to, const ils::Message& message, std::uint64_t bytes) {
  const Time now = context_.scheduler.now();
  Sent sent{.messages = 1, .bytes = bytes};
  if (const auto* batch = std::get_if<ils::Batch>(&message); batch != nullptr && !batch->ranges.empty()) {
    sent.batches = 1;
    sent.records = sent.largest = batch->records();
    for (const LinkId line : context_.engine.topology().path(from, to).links()) lines_[line.index()].begin(now);
  }
  note_join(from, to, message);
  if (std::holds_alternative<ils::Request>(message)) {
    const auto [open, first] = open_requests_.try_emplace({from, to}, now);
    if (!first) {
      synchronised(from, open->second);
      open->second = now;
    }
  }
  if (!counts()) return;
  pairs_[{from, to}].add(sent);
  clusters_[from.index()].out.add(sent);
  clusters_[to.index()].in.add(sent);
}

// Whoever asks to be taken in hears that it is, or that the other is no hub; nothing if the message is lost.
void IlsCosts::note_join(ClusterId from, ClusterId to, const ils::Message& message) {
  if (std::holds_alternative<ils::Join>(message)) {
    open_joins_.insert({from, to});
  } else if (std::holds_alternative<ils::JoinAccepted>(message)) {
    open_joins_.erase({to, from});
  } else if (const auto* leave = std::get_if<ils::Leave>(&message); leave != nullptr && leave->stranger) {
    if (open_joins_.erase({to, from}) > 0 && counts()) ++clusters_[to.index()].joins_refused;
  }
}

void IlsCosts::peer_lost(ClusterId cluster, ClusterId /*peer*/) {
  if (counts()) ++clusters_[cluster.index()].unreachable;
}

void IlsCosts::refused(ClusterId cluster, ClusterId /*peer*/) {
  if (counts()) ++clusters_[cluster.index()].authentication;
}

void IlsCosts::batch_over(ClusterId from, ClusterId to, bool /*arrives*/) {
  for (const LinkId line : context_.engine.topology().path(from, to).links()) {
    lines_[line.index()].end(context_.scheduler.now());
  }
}

void IlsCosts::answered(ClusterId cluster, ClusterId peer) {
  const auto open = open_requests_.find({cluster, peer});
  if (open == open_requests_.end()) return;
  synchronised(cluster, open->second);
  open_requests_.erase(open);
}

void IlsCosts::synchronised(ClusterId cluster, Time begun) {
  if (begun < context_.world.plan.warmup) return;
  Cluster& counted = clusters_[cluster.index()];
  ++counted.synchronisations;
  if (context_.scheduler.now() - begun > context_.world.plan.clusters[cluster.index()].ils.interval) ++counted.late;
}

void IlsCosts::received(ClusterId cluster, const ils::Range& range, ClusterId /*peer*/) {
  if (counts()) clusters_[cluster.index()].records += range.records();
}

void IlsCosts::applied(ClusterId cluster, const ils::Range& range) {
  clusters_[cluster.index()].learned += numbers_in(cluster, range);
}

std::uint64_t IlsCosts::numbers_in(ClusterId cluster, const ils::Range& range) const {
  const ils::Ledger& ledger = context_.world.ledger;
  if (ledger.origin(range.log) == cluster) return 0;
  std::uint64_t numbers = 0;
  for (std::uint32_t sequence = range.from + 1; sequence <= range.to; ++sequence) {
    if (ledger.at(range.log, sequence).kind == ils::Update::Kind::user_announced) ++numbers;
  }
  return numbers;
}

void IlsCosts::writes(ClusterId cluster, Time until) {
  Cluster& writer = clusters_[cluster.index()];
  const Time now = context_.scheduler.now();
  if (writer.writer_free <= now) {
    writer.writer.add(writer.writer_begins, writer.writer_free);
    writer.writer_begins = now;
  }
  const Time begin = std::max(writer.writer_free, now);
  writer.writer_free = until;
  note_seconds(writer, begin, until);
}

// What is written within each second of the clock; seconds that are written through are all alike.
void IlsCosts::note_seconds(Cluster& cluster, Time begin, Time end) const {
  begin = std::max(begin, context_.world.plan.warmup);
  while (begin < end) {
    const Time of = begin / second;
    if (of != cluster.second) {
      cluster.second = of;
      cluster.written = 0;
    }
    const Time stop = std::min(end, (of + 1) * second);
    cluster.written += stop - begin;
    cluster.most_written = std::max(cluster.most_written, cluster.written);
    begin = cluster.written == second ? std::max(stop, end / second * second) : stop;
  }
}

void IlsCosts::stopped(ClusterId cluster) {
  Cluster& writer = clusters_[cluster.index()];
  const Time now = context_.scheduler.now();
  writer.writer.add(writer.writer_begins, std::min(writer.writer_free, now));
  writer.writer_begins = writer.writer_free = now;
  // Questions of a machine that is off are not answered, and nobody waits for the answer.
  std::erase_if(open_requests_, [&](const auto& open) { return open.first.first == cluster; });
}

void IlsCosts::configured(ClusterId cluster) {
  const ils::Agent& agent = context_.world.agents[cluster.index()];
  if (agent.role() == ils::Role::standalone) restored(cluster);
  // Who is no peer any more answers no question.
  const std::vector<ClusterId> peers = agent.peers();
  std::erase_if(open_requests_, [&](const auto& open) {
    return open.first.first == cluster && !std::binary_search(peers.begin(), peers.end(), open.first.second);
  });
}

void IlsCosts::restored(ClusterId cluster) {
  const ils::VersionVector& known = context_.world.agents[cluster.index()].applied().vector();
  std::uint64_t& learned = clusters_[cluster.index()].learned;
  learned = 0;
  for (ils::LogIndex log = 0; log < known.logs(); ++log) learned += numbers_in(cluster, {log, 0, known[log]});
}

void IlsCosts::add_scalars(record::Journal& journal, Time ended) const {
  const World& world = context_.world;
  const auto add = [&](const char* name, const std::string& entity, double value, const char* unit) {
    journal.scalars.push_back({name, entity, value, unit});
  };
  const auto count = [](std::uint64_t n) { return static_cast<double>(n); };
  const auto add_sent = [&](const std::string& entity, const Sent& sent) {
    add("ils.sent.messages", entity, count(sent.messages), "messages");
    add("ils.sent.bytes", entity, count(sent.bytes), "bytes");
    add("ils.sent.batches", entity, count(sent.batches), "batches");
    add("ils.sent.records", entity, count(sent.records), "records");
    if (sent.batches == 0) return;
    add("ils.sent.batch_records.mean", entity, count(sent.records) / count(sent.batches), "records");
    add("ils.sent.batch_records.max", entity, count(sent.largest), "records");
  };
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    const Cluster& cluster = clusters_[i];
    if (cluster.out.messages + cluster.in.messages + cluster.authentication == 0) continue;
    const std::string& name = world.plan.clusters[i].name;
    add_sent(name, cluster.out);
    add("ils.received.bytes", name, count(cluster.in.bytes), "bytes");
    add("ils.received.records", name, count(cluster.records), "records");
    BusyTime writer = cluster.writer;
    writer.add(cluster.writer_begins, std::min(cluster.writer_free, ended));
    add("ils.writer.busy", name, writer.share(ended), "share");
    add("ils.writer.records_per_second.max", name,
        to_seconds(cluster.most_written) * world.plan.clusters[i].ils.records_written_per_second, "records/s");
    add("ils.synchronisations", name, count(cluster.synchronisations), "synchronisations");
    add("ils.synchronisations.late", name, count(cluster.late), "synchronisations");
    add("ils.joins_refused", name, count(cluster.joins_refused), "joins");
    add("ils.authentication_failures", name, count(cluster.authentication), "messages");
    add("ils.peers_lost", name, count(cluster.unreachable), "times");
    add("ils.learned_objects", name, count(cluster.learned), "objects");
    const LinkId line = context_.engine.topology().access_link(ClusterId(i));
    add("ils.line.busy", name, lines_[line.index()].share(ended), "share");
  }
  for (const auto& [who, sent] : pairs_) {
    add_sent(fmt::format("{} to {}", context_.name(who.first), context_.name(who.second)), sent);
  }
  for (const DirectLinkPlan& link : world.plan.links) {
    const LinkId line = context_.engine.topology().direct_link(link.a, link.b);
    add("ils.line.busy", fmt::format("{} and {}", context_.name(link.a), context_.name(link.b)),
        lines_[line.index()].share(ended), "share");
  }
}

}  // namespace roamsim::actors
