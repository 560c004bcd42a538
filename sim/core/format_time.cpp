#include "sim/core/format_time.hpp"

#include <array>
#include <cstdio>

namespace roamsim::core {

namespace {

template <class... Args>
std::string printed(const char* format, Args... args) {
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), format, args...);
  return {text.data(), static_cast<std::size_t>(length)};
}

// Numbers in prose have no trailing zeros after the point.
std::string trimmed(std::string number) {
  if (number.find('.') == std::string::npos) return number;
  number.erase(number.find_last_not_of('0') + 1);
  if (number.back() == '.') number.pop_back();
  return number;
}

}  // namespace

std::string format_date(Time at) {
  if (at == never) return "never";
  const long long ms = (at % minute) / millisecond;
  const long long minutes = at / minute % 60;
  const long long hours = at / hour;
  if (hours > 0) return printed("%lld:%02lld:%02lld.%03lld", hours, minutes, ms / 1000, ms % 1000);
  return printed("%lld:%02lld.%03lld", minutes, ms / 1000, ms % 1000);
}

std::string format_duration(Duration span) {
  if (span < 0) return "-" + format_duration(-span);
  if (span < microsecond) return printed("%lld ns", static_cast<long long>(span));
  if (span < millisecond) return trimmed(printed("%.3f", static_cast<double>(span) * 1e-3)) + " us";
  if (span < second) return trimmed(printed("%.3f", static_cast<double>(span) * 1e-6)) + " ms";
  if (span < minute) return trimmed(printed("%.3f", static_cast<double>(span) * 1e-9)) + " s";
  const long long seconds = (span + second / 2) / second;
  const auto parts = [](long long big, const char* big_unit, long long small, const char* small_unit) {
    std::string text = printed("%lld %s", big, big_unit);
    if (small != 0) text += printed(" %lld %s", small, small_unit);
    return text;
  };
  if (seconds < 3600) return parts(seconds / 60, "min", seconds % 60, "s");
  const long long minutes = (seconds + 30) / 60;
  if (minutes < 24 * 60) return parts(minutes / 60, "h", minutes % 60, "min");
  return parts(minutes / (24 * 60), "d", (minutes % (24 * 60)) / 60, "h");
}

}  // namespace roamsim::core
