#include "sim/cli/throttling_summary.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "sim/core/text.hpp"

namespace roamsim::cli {
namespace {

using core::printable;

constexpr std::size_t nodes_shown = 10;

/// The scalars of one storm.
class StormLines {
 public:
  StormLines(const record::StormRow& storm, const record::Journal& journal)
      : storm_(storm), login_(storm.kind == record::RequestRow::Kind::login) {
    for (const record::ScalarRow& row : journal.scalars) {
      if (row.entity == storm.name && row.name.starts_with("storm.")) of_.emplace(row.name.substr(6), row.value);
    }
  }

  void add_to(std::vector<std::string>& lines) const {
    lines.push_back(fmt::format("{}: {} users, {} {}, {} gave up, {} never tried, {} cut off by the end of the run",
                                printable(storm_.name), number("users"), number("done"),
                                login_ ? "logged in" : "logged out", number("gave_up"), number("never_tried"),
                                number("users_cut_off")));
    if (storm_.begin == never) {
      lines.emplace_back("  it did not begin: what it waits for did not come");
      return;
    }
    lines.push_back(fmt::format("  {} attempts: {} succeeded, {} refused{}, {} cut off", number("attempts"),
                                number("successes"), number("refused"), codes(), number("cut_off")));
    lines.push_back(fmt::format("  of all its users {}: 50 % {}, 95 % {}, 99 % {}",
                                login_ ? "were logged in" : "had logged out", date("until_50"), date("until_95"),
                                date("until_99")));
    if (of_.contains("latency.p50")) {
      lines.push_back(fmt::format(
          "  from the first key press, retries included: {:.4g} s in the median, {:.4g} s for 95 %, {:.4g} s "
          "at the most; {:.4g} {} a minute, {:.3g} retries a success",
          value("latency.p50"), value("latency.p95"), value("latency.max"), value("goodput"),
          login_ ? "logins" : "logouts", value("retries_per_success")));
    }
  }

 private:
  [[nodiscard]] double value(std::string_view name) const {
    const auto found = of_.find(name);
    return found == of_.end() ? 0 : found->second;
  }
  [[nodiscard]] std::string number(std::string_view name) const { return fmt::format("{:.0f}", value(name)); }
  [[nodiscard]] std::string date(std::string_view name) const {
    return of_.contains(name) ? fmt::format("after {:.4g} s", value(name)) : std::string("never");
  }
  [[nodiscard]] std::string codes() const {
    constexpr std::string_view prefix = "refused.code.";
    std::string text;
    for (const auto& [name, times] : of_) {
      if (!std::string_view(name).starts_with(prefix)) continue;
      const std::string code = name.substr(prefix.size());
      text += fmt::format("{}{:.0f} with {}", text.empty() ? " (" : ", ", times,
                          code == "-2"            ? "no free phone"
                          : code.starts_with('-') ? "no service"
                                                  : "error " + code);
    }
    return text.empty() ? text : text + ")";
  }

  const record::StormRow& storm_;
  bool login_;
  std::map<std::string, double, std::less<>> of_;
};

/// The scalars of the Extension Mobility nodes that refused anything; all of them where there are storms.
void add_nodes(const record::Journal& journal, std::vector<std::string>& lines) {
  std::vector<std::string_view> order;
  std::map<std::string_view, std::map<std::string_view, double>> nodes;
  for (const record::ScalarRow& row : journal.scalars) {
    if (!row.name.starts_with("em.")) continue;
    const auto [place, fresh] = nodes.try_emplace(row.entity);
    if (fresh) order.emplace_back(row.entity);
    place->second.emplace(row.name, row.value);
  }
  std::size_t left_out = 0;
  std::size_t told = 0;
  for (const std::string_view name : order) {
    std::map<std::string_view, double>& of = nodes[name];
    if (journal.storms.empty() && of["em.requests.code.26"] == 0 && of["em.requests.code.6"] == 0) continue;
    if (told == nodes_shown) {
      ++left_out;
      continue;
    }
    ++told;
    std::string errors;
    if (of["em.requests.code.6"] > 0) errors = fmt::format(" {:.0f} with error 6,", of["em.requests.code.6"]);
    lines.push_back(fmt::format(
        "{}: {:.0f} HTTP requests handled, {:.0f} refused with error 26,{} at most {:.0f} in progress", printable(name),
        of["em.requests.handled"], of["em.requests.code.26"], errors, of["em.requests_in_progress.max"]));
  }
  if (left_out > 0) lines.push_back(fmt::format("and {} more nodes, see the scalars", left_out));
}

}  // namespace

std::vector<std::string> throttling_lines(const record::Journal& journal) {
  std::vector<std::string> lines;
  for (const record::StormRow& storm : journal.storms) StormLines(storm, journal).add_to(lines);
  add_nodes(journal, lines);
  return lines;
}

}  // namespace roamsim::cli
