#include "sim/explain/hop_waits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "models/ils/agent.hpp"
#include "sim/explain/journey.hpp"
#include "sim/record/row_values.hpp"

namespace roamsim::explain {
namespace {

using record::integer_in;
using record::Row;

void add(std::vector<Wait>& waits, Wait wait) {
  if (wait.since < wait.until) waits.push_back(std::move(wait));
}

std::vector<Outage> joined(std::vector<Outage> a, const std::vector<Outage>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

bool HopWaits::tells(const Hop& hop) const {
  const ils::Parameters& parameters = run_.plan().clusters[hop.from.index()].ils;
  if (parameters.mode == ils::SyncMode::periodic) return false;
  return hop.from == spread_.change().cluster || parameters.relay == ils::Relay::on_receipt;
}

HopWaits::Exchange HopWaits::exchange_of(const Hop& hop) const {
  const Time got = std::min(hop.got, run_.end());
  // What arrived before the service stopped is forgotten.
  Time alive = hop.has;
  for (const Outage& outage : outages_.of_ils(hop.to)) {
    if (outage.begin < got) alive = std::max(alive, std::min(outage.end, got));
  }
  const record::Rows found = run_.results().query(
      fmt::format("SELECT at_ns, arrived_ns FROM exchanges WHERE from_cluster = {} AND to_cluster = {} AND at_ns >= {} "
                  "AND arrived_ns >= {} AND arrived_ns <= {} ORDER BY arrived_ns, id LIMIT 1",
                  hop.from.value, hop.to.value, hop.has, alive, got));
  if (found.rows.empty()) return {};
  return {integer_in(found.rows[0], 0).value_or(never), integer_in(found.rows[0], 1).value_or(never)};
}

void HopWaits::add_hop(const Hop& hop, std::vector<Wait>& waits) const {
  const Exchange batch = exchange_of(hop);
  add_asking(hop, batch.sent, waits);
  if (batch.sent != never) add_batch(hop, batch, waits);
}

void HopWaits::add_asking(const Hop& hop, Time sent, std::vector<Wait>& waits) const {
  std::vector<Outage> outages =
      joined(joined(outages_.of_ils(hop.from), outages_.of_ils(hop.to)),
             joined(outages_.between(hop.from, hop.to), outages_.of_authentication(hop.from, hop.to)));
  for (const ClusterId end : {hop.from, hop.to}) outages = joined(std::move(outages), outages_.of_membership(end));
  const Time until = sent != never ? sent : std::min(hop.got, run_.end());
  for (const Part& part : parts_of(hop.has, until, outages)) {
    if (part.by != nullptr) {
      Wait wait = wait_of(part);
      if (sent == never && part.until == until) wait.until = part.by->end;
      add_notice(hop, wait);
      add(waits, wait);
    } else {
      add_gap(hop, part, part.until == sent, waits);
    }
  }
}

void HopWaits::add_notice(const Hop& hop, Wait& wait) const {
  const record::Rows found = run_.results().query(fmt::format(
      "SELECT begin_ns, cluster FROM ils_waits WHERE kind = 'unreachable' AND begin_ns < {0} AND "
      "(end_ns IS NULL OR end_ns > {1}) AND ((cluster = {2} AND peer = {3}) OR (cluster = {3} AND peer = {2})) "
      "ORDER BY begin_ns, id LIMIT 1",
      wait.until, wait.since, hop.from.value, hop.to.value));
  if (found.rows.empty()) return;
  wait.noticed = integer_in(found.rows[0], 0).value_or(never);
  wait.noticed_by = ClusterId(integer_in(found.rows[0], 1).value_or(0));
}

Wait HopWaits::awaited(const Hop& hop, const Part& part, bool asked) const {
  const bool after_a_fault = part.from > hop.has;
  const bool questions = after_a_fault || !tells(hop);
  const record::Rows rows = run_.results().query(fmt::format(
      "SELECT kind, cluster, peer, begin_ns, end_ns FROM ils_waits WHERE begin_ns < {1} AND end_ns > {0} AND "
      "((kind = 'retry' AND ((cluster = {2} AND peer = {3}) OR (cluster = {3} AND peer = {2}))) OR "
      "(kind = 'answer' AND cluster = {3} AND peer <> {2} AND {5}) OR "
      "(kind = 'question' AND (cluster = {3} OR (cluster = {2} AND {4})) AND {4})) AND "
      "(CASE WHEN {5} THEN end_ns <= {1} ELSE end_ns >= {1} END) ORDER BY "
      "(CASE WHEN {5} THEN -end_ns ELSE end_ns END), id",
      part.from, part.until, hop.from.value, hop.to.value, questions ? 1 : 0, asked ? 1 : 0));
  for (const Row& row : rows.rows) {
    const std::string kind = record::text_in(row, 0);
    const ClusterId waiting(integer_in(row, 1).value_or(0));
    const auto peer = integer_in(row, 2);
    Wait wait{.cause = Cause::question,
              .place = waiting,
              .other = peer ? ClusterId(*peer) : hop.from,
              .since = integer_in(row, 3).value_or(0),
              .until = integer_in(row, 4).value_or(never)};
    // Whoever asked, it is the receiver that waits for its next question.
    if (kind == "question") wait.other = waiting == hop.to ? hop.from : hop.to;
    if (kind == "retry") wait.cause = Cause::retry;
    if (kind == "answer") {
      // Only one who had the update can have offered it.
      if (spread_.arrival(wait.other).received > wait.until) continue;
      wait.cause = Cause::dead_peer_not_detected;
    }
    return wait;
  }
  return {.cause = Cause::under_way, .place = hop.from, .other = hop.to, .since = part.from, .until = part.from};
}

void HopWaits::add_gap(const Hop& hop, const Part& part, bool asked, std::vector<Wait>& waits) const {
  const Wait waiting = awaited(hop, part, asked);
  const Wait under_way{.cause = Cause::under_way, .place = hop.from, .other = hop.to};
  Time at = part.from;
  const auto add_until = [&](Wait wait, Time until) {
    wait.since = at;
    wait.until = until;
    add(waits, wait);
    at = std::max(at, until);
  };
  if (waiting.cause == Cause::retry) {
    Wait silent = waiting;
    silent.cause = Cause::no_answer;
    add_until(silent, std::min(waiting.since, part.until));
  } else if (waiting.cause == Cause::dead_peer_not_detected) {
    add_until(under_way, std::min(waiting.since, part.until));
  }
  const bool lasting = !asked && part.until >= run_.end();
  if (waiting.cause != Cause::under_way)
    add_until(waiting, lasting ? waiting.until : std::min(waiting.until, part.until));
  add_until(under_way, lasting && waiting.cause == Cause::under_way ? never : part.until);
}

void HopWaits::add_batch(const Hop& hop, const Exchange& batch, std::vector<Wait>& waits) const {
  add(waits,
      {.cause = Cause::on_the_line, .place = hop.from, .other = hop.to, .since = batch.sent, .until = batch.arrived});
  const Duration work = run_.plan().clusters[hop.to.index()].ils.batch_processing;
  const Time got = hop.got;
  const Time taken = got == never ? never : std::max(batch.arrived, got - work);
  const record::Rows before = run_.results().query(
      fmt::format("SELECT count(DISTINCT at_ns) FROM advances WHERE cluster = {} AND kind = 'received' AND peer <> {} "
                  "AND at_ns > {} AND at_ns < {}",
                  hop.to.value, hop.to.value, batch.arrived, got));
  add(waits, {.cause = Cause::batch_queue,
              .place = hop.to,
              .other = hop.from,
              .since = batch.arrived,
              .until = taken,
              .ahead = static_cast<std::uint64_t>(integer_in(before.rows.at(0), 0).value_or(0))});
  add(waits, {.cause = Cause::batch_processing, .place = hop.to, .other = hop.from, .since = taken, .until = got});
}

void HopWaits::add_applying(ClusterId cluster, std::vector<Wait>& waits) const {
  const Arrival& arrival = spread_.arrival(cluster);
  const ClusterPlan& plan = run_.plan().clusters[cluster.index()];
  const auto subscribers = static_cast<std::uint32_t>(std::max<std::size_t>(plan.nodes.size(), 1) - 1);
  const Duration settling = ils::Agent(cluster, plan.ils, subscribers).settling();
  const std::vector<Outage> outages = joined(outages_.of_ils(cluster), outages_.of_replication(cluster));
  const Time until = std::min(arrival.applied, run_.end());
  for (const Part& part : parts_of(arrival.received, until, outages)) {
    const bool last = part.until == until;
    if (part.by != nullptr) {
      add(waits, wait_of(part));
      if (last && arrival.applied == never) waits.back().until = part.by->end;
      continue;
    }
    const Time written =
        last && arrival.applied != never ? std::max(part.from, arrival.applied - settling) : part.until;
    const bool unfinished = last && arrival.applied == never;
    add(waits, {.cause = Cause::writer_queue,
                .place = cluster,
                .other = {},
                .since = part.from,
                .until = unfinished ? never : written});
    if (!unfinished) {
      add(waits, {.cause = Cause::replication, .place = cluster, .other = {}, .since = written, .until = part.until});
    }
  }
}

}  // namespace roamsim::explain
