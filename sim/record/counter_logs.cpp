#include "sim/record/counter_logs.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/catalogue/errors.hpp"

namespace roamsim::record {
namespace {

enum class Counter : std::uint8_t { handled, in_progress, throttled, logins, logouts, attempted };

constexpr std::array<std::string_view, 6> counter_names{"RequestsHandled",   "RequestsInProgress",
                                                        "RequestsThrottled", "LoginsSuccessful",
                                                        "LogoutsSuccessful", "Total Login/LogoutRequestsAttempted"};

using Values = std::array<std::int64_t, counter_names.size()>;

/// At a date, the counters change by so much.
struct Step {
  Time at = 0;
  Values by{};
};

std::int64_t& of(Values& values, Counter counter) {
  return values[static_cast<std::size_t>(counter)];
}

void add_steps(const HttpRequestRow& row, std::vector<Step>& steps) {
  const bool state_query = row.kind == HttpRequestRow::Kind::state_query;
  const bool throttled = row.code == catalogue::error_of(catalogue::Cause::busy).code;
  Step begins{row.begin};
  if (!state_query) of(begins.by, Counter::attempted) = 1;
  of(begins.by, throttled ? Counter::throttled : Counter::handled) = 1;
  if (!throttled) of(begins.by, Counter::in_progress) = 1;
  steps.push_back(begins);
  if (throttled || row.end == never) return;
  Step ends{row.end};
  of(ends.by, Counter::in_progress) = -1;
  if (row.code == 0 && !state_query) {
    of(ends.by, row.kind == HttpRequestRow::Kind::login ? Counter::logins : Counter::logouts) = 1;
  }
  steps.push_back(ends);
}

/// What a host name may have, of a cluster's id and the number of one of its nodes.
std::string host_of(std::string_view cluster, std::uint32_t node) {
  std::string host;
  for (const char c : cluster) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    host += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return fmt::format("{}-{:02}", host, node);
}

std::string log_of(const std::string& host, std::vector<Step> steps, Time duration,
                   const CounterLogSettings& settings) {
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
  std::string text = "\"(PDH-CSV 4.0) (UTC)(0)\"";
  for (const std::string_view name : counter_names) {
    fmt::format_to(std::back_inserter(text), ",\"\\\\{}\\Cisco Extension Mobility\\{}\"", host, name);
  }
  text += "\r\n";
  Values values{};
  auto next = steps.begin();
  for (Time at = 0; at <= duration; at += settings.interval) {
    for (; next != steps.end() && next->at <= at; ++next) {
      for (std::size_t i = 0; i < values.size(); ++i) values[i] += next->by[i];
    }
    const auto date = static_cast<std::time_t>(settings.starts + at / second);
    fmt::format_to(std::back_inserter(text), "\"{:%m/%d/%Y %H:%M:%S}.{:03}\"", fmt::gmtime(date),
                   at % second / millisecond);
    for (const std::int64_t value : values) fmt::format_to(std::back_inserter(text), ",\"{}\"", value);
    text += "\r\n";
  }
  return text;
}

}  // namespace

void write_counter_logs(NewFolder& folder, const RunView& run, const CounterLogSettings& settings) {
  std::map<std::pair<ClusterId, std::uint32_t>, std::vector<Step>> nodes;
  for (const HttpRequestRow& row : run.journal.http_requests) add_steps(row, nodes[{row.cluster, row.node}]);
  for (auto& [node, steps] : nodes) {
    const std::string host = host_of(run.names.clusters.at(node.first.index()), node.second);
    folder.add(fmt::format("{}{}_{:%m_%d_%Y_%H_%M}.csv", counter_logs_start, host,
                           fmt::gmtime(static_cast<std::time_t>(settings.starts))),
               log_of(host, std::move(steps), run.header.duration, settings));
  }
}

}  // namespace roamsim::record
