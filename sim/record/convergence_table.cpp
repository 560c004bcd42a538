#include "sim/record/convergence_table.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace roamsim::record {

ConvergenceTable::ConvergenceTable(const std::vector<ConvergenceRow>& rows) {
  for (const ConvergenceRow& row : rows) push_back(row);
}

void ConvergenceTable::start(std::size_t clusters, const ConvergenceColumns& columns) {
  clear();
  columns_ = columns;
  clusters_ = clusters;
  const std::size_t blocks = std::max<std::size_t>(cells_of_a_chunk / std::max<std::size_t>(clusters, 1), 1);
  shift_ = static_cast<std::uint32_t>(std::bit_width(blocks) - 1);
  mask_ = (1U << shift_) - 1;
}

void ConvergenceTable::clear() {
  size_ = 0;
  chunks_ = {};
  order_ = {};
}

ConvergenceTable::Chunk ConvergenceTable::make_chunk() const {
  const std::size_t cells = clusters_ << shift_;
  Chunk chunk;
  chunk.applied.resize(cells, never);
  if (columns_.received) {
    chunk.received.resize(cells, never);
    chunk.hops.resize(cells, ConvergenceRow::no_hops);
  }
  if (columns_.right) chunk.right.resize(cells, never);
  return chunk;
}

void ConvergenceTable::reserve_changes(std::size_t changes) {
  while (chunks_.size() << shift_ < changes) chunks_.push_back(make_chunk());
}

void ConvergenceTable::add_row(std::uint32_t change, ClusterId cluster) {
  ++size_;
  if (columns_.order) order_.push_back(std::uint64_t{change} * clusters_ + cluster.index());
}

void ConvergenceTable::note_received(std::uint32_t change, ClusterId cluster, Time at, std::uint16_t hops) {
  if (!columns_.received) return;
  Chunk& in = chunks_[change >> shift_];
  const std::size_t cell = cell_of(change, cluster);
  if (in.received[cell] != never) return;
  touch(in, cell, change, cluster);
  in.received[cell] = at;
  in.hops[cell] = hops;
}

void ConvergenceTable::note_reachable(std::uint32_t change, ClusterId cluster, Time at) {
  if (!columns_.reachable) return;
  Chunk& in = chunks_[change >> shift_];
  if (in.reachable.empty()) in.reachable.resize(in.applied.size(), never);
  note(change, cluster, at, &Chunk::reachable);
}

void ConvergenceTable::push_back(const ConvergenceRow& row) {
  if (row.cluster.index() >= clusters_) widen(row.cluster.index() + 1);
  reserve_changes(std::size_t{row.change} + 1);
  Chunk& in = chunks_[row.change >> shift_];
  const std::size_t cell = cell_of(row.change, row.cluster);
  add_row(row.change, row.cluster);
  in.applied[cell] = row.applied;
  if (columns_.received) {
    in.received[cell] = row.received;
    in.hops[cell] = row.hops;
  }
  if (columns_.right) in.right[cell] = row.right;
  if (row.reachable != never) note_reachable(row.change, row.cluster, row.reachable);
}

void ConvergenceTable::widen(std::size_t clusters) {
  const std::vector<ConvergenceRow> rows(begin(), end());
  start(clusters, columns_);
  for (const ConvergenceRow& row : rows) push_back(row);
}

std::uint16_t ConvergenceTable::hops(std::uint32_t change, ClusterId cluster) const {
  return columns_.received ? chunks_[change >> shift_].hops[cell_of(change, cluster)] : ConvergenceRow::no_hops;
}

ConvergenceRow ConvergenceTable::row(std::uint32_t change, ClusterId cluster) const {
  ConvergenceRow row{.change = change, .cluster = cluster};
  if (change >> shift_ >= chunks_.size() || cluster.index() >= clusters_) return row;
  const Chunk& in = chunks_[change >> shift_];
  const std::size_t cell = cell_of(change, cluster);
  row.applied = in.applied[cell];
  if (!in.received.empty()) {
    row.received = in.received[cell];
    row.hops = in.hops[cell];
  }
  if (!in.right.empty()) row.right = in.right[cell];
  if (!in.reachable.empty()) row.reachable = in.reachable[cell];
  return row;
}

std::span<const Time> ConvergenceTable::applied(std::uint32_t change) const {
  if (change >> shift_ >= chunks_.size()) return {};
  return std::span(chunks_[change >> shift_].applied).subspan(cell_of(change, ClusterId{0}), clusters_);
}

std::vector<std::vector<ConvergenceRow>> ConvergenceTable::of_first(std::size_t changes) const {
  std::vector<std::vector<ConvergenceRow>> result(changes);
  for (const ConvergenceRow& row : *this) {
    if (row.change < changes) result[row.change].push_back(row);
  }
  return result;
}

void ConvergenceTable::renumber(const std::vector<std::uint32_t>& changes, std::uint32_t dropped) {
  const auto same = [&] {
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (changes[i] != i) return false;
    }
    return true;
  };
  if (same()) return;
  ConvergenceTable kept;
  kept.start(clusters_, columns_);
  for (ConvergenceRow row : *this) {
    row.change = changes[row.change];
    if (row.change != dropped) kept.push_back(row);
  }
  *this = std::move(kept);
}

ConvergenceRow ConvergenceTable::row_at(std::size_t at) const {
  const std::uint64_t number = columns_.order ? order_[at] : at;
  return row(static_cast<std::uint32_t>(number / clusters_), ClusterId(number % clusters_));
}

void ConvergenceTable::Iterator::skip() {
  if (table_->columns_.order) return;
  const ConvergenceTable& table = *table_;
  const std::size_t of_a_chunk = table.clusters_ << table.shift_;
  while (at_ < table.places() && !table.chunks_[at_ / of_a_chunk].is_row(at_ % of_a_chunk)) ++at_;
}

}  // namespace roamsim::record
