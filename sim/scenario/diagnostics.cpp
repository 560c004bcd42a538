#include "sim/scenario/diagnostics.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace roamsim::scenario {
namespace {

constexpr std::size_t most_kept = 10'000;  // a file of nothing but mistakes must not fill the memory

}  // namespace

void Diagnostics::error(Place place, std::string pointer, Message message) {
  ++error_count_;
  if (errors_.size() >= most_kept) return;
  wrong_.insert(pointer);
  errors_.push_back({place, std::move(pointer), std::move(message)});
}

void Diagnostics::warning(Place place, std::string pointer, Message message) {
  if (warnings_.size() >= most_kept) return;
  warnings_.push_back({place, std::move(pointer), std::move(message)});
}

bool Diagnostics::clean(std::string_view pointer) const {
  if (wrong_.contains(pointer)) return false;
  const std::string below = std::string(pointer) + '/';
  const auto next = wrong_.lower_bound(below);
  return next == wrong_.end() || !next->starts_with(below);
}

std::vector<ScenarioError> Diagnostics::sorted(std::vector<Entry> entries) const {
  const auto earlier = [](const Entry& a, const Entry& b) {
    return std::tuple(a.place.source, a.place.offset) < std::tuple(b.place.source, b.place.offset);
  };
  std::stable_sort(entries.begin(), entries.end(), earlier);
  if (entries.size() > most_shown) entries.resize(most_shown);
  std::vector<ScenarioError> result;
  for (Entry& entry : entries) {
    const Sources::Position position = sources_.position(entry.place);
    result.push_back({sources_.name(entry.place.source), position.line, position.column, std::move(entry.pointer),
                      std::move(entry.message.found), std::move(entry.message.allowed), std::move(entry.message.hint)});
  }
  return result;
}

}  // namespace roamsim::scenario
