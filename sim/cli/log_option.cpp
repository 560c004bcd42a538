#include "sim/cli/log_option.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <span>
#include <string_view>

#include "sim/core/format_time.hpp"
#include "sim/core/text.hpp"
#include "sim/scenario/suggest.hpp"

namespace roamsim::cli {

namespace {

using actors::Component;
using actors::LogLevel;

template <class Value>
std::optional<Value> read(std::string_view word, std::span<const std::string_view> names) {
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) return std::nullopt;
  return static_cast<Value>(found - names.begin());
}

std::string unknown(std::string_view what, std::string_view word, std::span<const std::string_view> names) {
  const std::string nearest = scenario::did_you_mean(word, names);
  return fmt::format("\"{}\" is no {}{}{}; there are {}", core::printable(word), what, nearest.empty() ? "" : ", ",
                     nearest, scenario::listed(names));
}

struct Wanted {
  std::optional<LogLevel> level;
  std::optional<Component> component;  ///< none: all
};

std::string_view level_of(std::string_view text) {
  return text.substr(0, text.find(':'));
}

std::optional<std::string_view> component_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return text.substr(colon + 1);
}

Wanted parse(std::string_view text) {
  Wanted wanted{read<LogLevel>(level_of(text), actors::log_level_names), std::nullopt};
  if (const auto component = component_of(text))
    wanted.component = read<Component>(*component, actors::component_names);
  return wanted;
}

void print(const actors::LogLine& line) {
  const bool alarming = line.level == LogLevel::error || line.level == LogLevel::warning;
  fmt::print(stderr, "{} {}: {}{}{}\n", core::format_date(line.at), name_of(line.component),
             alarming ? name_of(line.level) : "", alarming ? ": " : "", core::printable(line.text));
}

}  // namespace

std::string log_error(const std::string& text) {
  const Wanted wanted = parse(text);
  if (!wanted.level) return unknown("level", level_of(text), actors::log_level_names);
  const auto component = component_of(text);
  if (component && !wanted.component) return unknown("component", *component, actors::component_names);
  return {};
}

actors::Log log_to_stderr(const std::vector<std::string>& wanted) {
  actors::Log log(print);
  for (const bool for_all : {true, false}) {
    for (const std::string& text : wanted) {
      const Wanted each = parse(text);
      if (!each.level || each.component.has_value() == for_all) continue;
      for (std::size_t i = 0; i < actors::component_names.size(); ++i) {
        const auto component = static_cast<Component>(i);
        if (for_all || component == *each.component) log.open(component, *each.level);
      }
    }
  }
  return log;
}

}  // namespace roamsim::cli
