#include "sim/scenario/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace roamsim::scenario {
namespace {

constexpr std::size_t most_kept = 10'000;  // a file of nothing but mistakes must not fill the memory

}  // namespace

void Diagnostics::error(Place place, std::string pointer, Message message) {
  if (errors_.size() >= most_kept) {
    ++error_count_;
    return;
  }
  wrong_.insert(pointer);
  if (!is_new(place, message)) return;
  ++error_count_;
  errors_.push_back({place, std::move(pointer), std::move(message)});
}

void Diagnostics::warning(Place place, std::string pointer, Message message) {
  if (warnings_.size() >= most_kept || !is_new(place, message)) return;
  warnings_.push_back({place, std::move(pointer), std::move(message)});
}

bool Diagnostics::clean(std::string_view pointer) const {
  if (wrong_.contains(pointer)) return false;
  const std::string below = std::string(pointer) + '/';
  const auto next = wrong_.lower_bound(below);
  return next == wrong_.end() || !next->starts_with(below);
}

bool Diagnostics::is_new(Place place, const Message& message) {
  std::string key = fmt::format("{}:{}", place.source, place.offset);
  for (const std::string* part : {&message.found, &message.allowed, &message.hint}) {
    key += '\0';
    key += *part;
  }
  return given_.insert(std::move(key)).second;
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
    if (const std::optional<Place> from = sources_.included_from(entry.place.source)) {
      const std::size_t line = sources_.position(*from).line;
      entry.message.hint += fmt::format("{}included by {}{}", entry.message.hint.empty() ? "" : "; ",
                                        sources_.name(from->source), line == 0 ? "" : fmt::format(":{}", line));
    }
    result.push_back({sources_.name(entry.place.source), position.line, position.column,
                      in_file(entry.place, entry.pointer), std::move(entry.message.found),
                      std::move(entry.message.allowed), std::move(entry.message.hint)});
  }
  return result;
}

}  // namespace roamsim::scenario
