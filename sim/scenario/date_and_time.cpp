#include "sim/scenario/date_and_time.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <ctime>

namespace roamsim::scenario {
namespace {

constexpr std::string_view form = "0000-00-00 00:00:00";

bool has_form(std::string_view text) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == '0' ? !digit : text[i] != form[i]) return false;
  }
  return true;
}

int number(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = 10 * value + (digit - '0');
  return value;
}

}  // namespace

std::optional<std::int64_t> seconds_since_1970(std::string_view text) {
  if (!has_form(text)) return std::nullopt;
  constexpr int first_year = 1970;
  constexpr int last_year = 2037;
  const int year = number(text.substr(0, 4));
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(number(text.substr(5, 2)))},
                                         std::chrono::day{static_cast<unsigned>(number(text.substr(8, 2)))}};
  const int hours = number(text.substr(11, 2));
  const int minutes = number(text.substr(14, 2));
  const int seconds = number(text.substr(17, 2));
  if (year < first_year || year > last_year || !date.ok() || hours > 23 || minutes > 59 || seconds > 59) {
    return std::nullopt;
  }
  const std::chrono::sys_seconds at = std::chrono::sys_days{date} + std::chrono::hours{hours} +
                                      std::chrono::minutes{minutes} + std::chrono::seconds{seconds};
  return at.time_since_epoch().count();
}

std::string date_and_time(std::int64_t seconds_since_1970) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::gmtime(static_cast<std::time_t>(seconds_since_1970)));
}

}  // namespace roamsim::scenario
