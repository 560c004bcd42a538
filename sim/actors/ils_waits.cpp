#include "sim/actors/ils_waits.hpp"

#include <iterator>

namespace roamsim::actors {

using Kind = record::IlsWaitRow::Kind;

std::size_t IlsWaits::add(const record::IlsWaitRow& row) {
  context_.journal.ils_waits.push_back(row);
  return context_.journal.ils_waits.size() - 1;
}

void IlsWaits::gave_up(ClusterId cluster, ClusterId peer, Time asked, Time again) {
  const Time now = context_.scheduler.now();
  if (asked < now) add({.kind = Kind::answer, .cluster = cluster, .peer = peer, .begin = asked, .end = now});
  add({.kind = Kind::retry, .cluster = cluster, .peer = peer, .begin = now, .end = again});
}

void IlsWaits::asks_at(ClusterId cluster, Time next) {
  add({.kind = Kind::question, .cluster = cluster, .begin = context_.scheduler.now(), .end = next});
}

void IlsWaits::peer_lost(ClusterId cluster, ClusterId peer) {
  unreachable_[{cluster, peer}] =
      add({.kind = Kind::unreachable, .cluster = cluster, .peer = peer, .begin = context_.scheduler.now()});
}

void IlsWaits::peer_found(ClusterId cluster, ClusterId peer) {
  const auto at = unreachable_.find({cluster, peer});
  if (at == unreachable_.end()) return;
  end(at->second);
  unreachable_.erase(at);
}

void IlsWaits::learned(ClusterId cluster, const ils::Range& range) {
  const World& world = context_.world;
  const ils::LearnedObjects& objects = world.learned[cluster.index()];
  std::map<Update, std::size_t>& rows = refused_[cluster.index()];
  if (objects.refusals() == 0 && rows.empty()) return;
  for (std::uint32_t sequence = range.from + 1; sequence <= range.to; ++sequence) {
    if (objects.refused({range.log, sequence}) && !rows.contains({range.log, sequence})) {
      rows[{range.log, sequence}] = add({.kind = Kind::no_room,
                                         .cluster = cluster,
                                         .peer = world.ledger.origin(range.log),
                                         .incarnation = world.ledger.incarnation(range.log),
                                         .sequence = sequence,
                                         .begin = context_.scheduler.now()});
    }
    // What was refused and is over needs no room any more.
    const StayId stay = world.ledger.at(range.log, sequence).stay;
    if (stay.valid() && !objects.refused(world.stays[stay].opened)) end_refusal(cluster, world.stays[stay].opened);
  }
}

void IlsWaits::end_refusal(ClusterId cluster, ils::UpdateRef update) {
  std::map<Update, std::size_t>& rows = refused_[cluster.index()];
  const auto at = rows.find({update.log, update.sequence});
  if (at == rows.end()) return;
  end(at->second);
  rows.erase(at);
}

void IlsWaits::admitted(ClusterId cluster, const std::vector<ils::UpdateRef>& updates) {
  for (const ils::UpdateRef update : updates) end_refusal(cluster, update);
}

void IlsWaits::forgot(ClusterId cluster) {
  for (const auto& [update, row] : refused_[cluster.index()]) end(row);
  refused_[cluster.index()].clear();
}

// Of a service that stops no peer counts as anything.
void IlsWaits::stopped(ClusterId cluster) {
  for (auto at = unreachable_.begin(); at != unreachable_.end();) {
    if (at->first.first == cluster) end(at->second);
    at = at->first.first == cluster ? unreachable_.erase(at) : std::next(at);
  }
}

void IlsWaits::restored(ClusterId cluster) {
  const ils::LearnedObjects& objects = context_.world.learned[cluster.index()];
  std::map<Update, std::size_t>& rows = refused_[cluster.index()];
  for (auto at = rows.begin(); at != rows.end();) {
    const bool still = objects.refused({at->first.first, at->first.second});
    if (!still) end(at->second);
    at = still ? std::next(at) : rows.erase(at);
  }
}

}  // namespace roamsim::actors
