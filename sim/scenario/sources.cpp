#include "sim/scenario/sources.hpp"

#include <algorithm>
#include <utility>

namespace roamsim::scenario {

std::uint16_t Sources::add(std::string name, std::string text, bool has_lines) {
  sources_.push_back({std::move(name), std::move(text), has_lines, std::nullopt, {}});
  return static_cast<std::uint16_t>(sources_.size() - 1);
}

std::uint16_t Sources::add_included(std::string name, std::string text, Place from) {
  const std::uint16_t source = add(std::move(name), std::move(text), true);
  sources_[source].from = from;
  return source;
}

Sources::Position Sources::position(Place place) const {
  const Source& source = sources_[place.source];
  if (!source.has_lines) return {};
  if (source.line_starts.empty()) {
    source.line_starts.push_back(0);
    for (std::size_t i = 0; i < source.text.size(); ++i) {
      if (source.text[i] == '\n') source.line_starts.push_back(static_cast<std::uint32_t>(i + 1));
    }
  }
  const auto next = std::upper_bound(source.line_starts.begin(), source.line_starts.end(), place.offset);
  const std::size_t start = *(next - 1);
  const std::size_t end = std::min<std::size_t>(place.offset, source.text.size());
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  const std::string_view before = std::string_view(source.text).substr(start, end - start);
  const auto inner = static_cast<std::size_t>(std::count_if(before.begin(), before.end(), continues));
  return {static_cast<std::size_t>(next - source.line_starts.begin()), before.size() - inner + 1};
}

}  // namespace roamsim::scenario
