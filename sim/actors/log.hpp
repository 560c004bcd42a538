#pragma once

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "models/base/time.hpp"

namespace roamsim::actors {

/// How much a line of the log matters, the most first.
enum class LogLevel : std::uint8_t { error, warning, info, debug, trace };

/// The part of the simulation that a line of the log is about.
enum class Component : std::uint8_t { calls, engine, expectations, extension_mobility, faults, ils, scenario };

/// The names in the order of the enumerations, as the command line takes and the log shows them.
inline constexpr std::array<std::string_view, 5> log_level_names{"error", "warning", "info", "debug", "trace"};
inline constexpr std::array<std::string_view, 7> component_names{
    "calls", "engine", "expectations", "extension_mobility", "faults", "ils", "scenario"};

constexpr std::string_view name_of(LogLevel level) {
  return log_level_names.at(static_cast<std::size_t>(level));
}
constexpr std::string_view name_of(Component component) {
  return component_names.at(static_cast<std::size_t>(component));
}

/// Something that happened, in words; the words may hold names from files, whatever is in them.
struct LogLine {
  Time at = 0;  ///< simulated
  LogLevel level = LogLevel::info;
  Component component = Component::engine;
  std::string text;
};

/// Tells what happens in a run to whoever wants to know. What nobody asked for costs a comparison: its words are never
/// put together. Telling changes nothing in the run.
class Log {
 public:
  using Sink = std::function<void(const LogLine&)>;

  /// A log of nothing.
  Log() = default;
  explicit Log(Sink sink) : sink_(std::move(sink)) {}

  /// From here on, lines of the component down to this level are told.
  void open(Component component, LogLevel level) { told_[index(component)] = number(level); }

  [[nodiscard]] bool tells(LogLevel level, Component component) const {
    return number(level) <= told_[index(component)];
  }

  template <class... Args>
  void say(Time at, LogLevel level, Component component, fmt::format_string<const Args&...> format,
           const Args&... args) const {
    if (tells(level, component)) [[unlikely]]
      sink_({at, level, component, fmt::format(format, args...)});
  }

 private:
  static constexpr std::size_t index(Component component) { return static_cast<std::size_t>(component); }
  static constexpr std::uint8_t number(LogLevel level) {
    return static_cast<std::uint8_t>(static_cast<std::uint8_t>(level) + 1);
  }

  std::array<std::uint8_t, component_names.size()> told_{};  ///< by component: one more than its level, 0 for none
  Sink sink_;
};

}  // namespace roamsim::actors
