#include "sim/record/counter_logs.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <deque>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/record/counter_series.hpp"

namespace roamsim::record {
namespace {

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

/// One log, as the files that it fills.
class Log {
 public:
  Log(NewFolder& folder, std::string host, const CounterLogSettings& settings)
      : folder_(folder), host_(std::move(host)), settings_(settings) {
    header_ = "\"(PDH-CSV 4.0) (UTC)(0)\"";
  }

  void add_counter(const CounterWords& counter) {
    fmt::format_to(std::back_inserter(header_), ",\"\\\\{}\\{}\"", host_, counter.path);
  }

  void add_sample(Time at, const std::vector<std::int64_t>& values) {
    const auto date = static_cast<std::time_t>(settings_.starts + at / second);
    std::string line = fmt::format("\"{:%m/%d/%Y %H:%M:%S}.{:03}\"", fmt::gmtime(date), at % second / millisecond);
    for (const std::int64_t value : values) fmt::format_to(std::back_inserter(line), ",\"{}\"", value);
    line += "\r\n";
    const std::size_t most = std::size_t{settings_.file_size} * 1'000'000;
    if (files_.empty() || files_.back().text.size() + line.size() > most) begin_file(date);
    files_.back().text += line;
  }

  void write() {
    for (const File& file : files_) folder_.add(file.name, file.text);
  }

 private:
  struct File {
    std::string name;
    std::string text;
  };

  void begin_file(std::time_t date) {
    if (files_.size() == settings_.files) files_.pop_front();
    files_.push_back(
        {fmt::format("{}{}_{:%m_%d_%Y_%H_%M}.csv", counter_logs_start, host_, fmt::gmtime(date)), header_ + "\r\n"});
  }

  NewFolder& folder_;
  std::string host_;
  const CounterLogSettings& settings_;
  std::string header_;
  std::deque<File> files_;
};

void write_log(Log log, const CounterSeries::Node& node, Time ended, Duration interval) {
  std::vector<const CounterWords*> counters;
  for (const CounterWords& counter : counter_words) {
    if (!CounterSeries::has(node, counter)) continue;
    counters.push_back(&counter);
    log.add_counter(counter);
  }
  if (counters.empty()) return;
  std::vector<std::int64_t> values(counters.size(), 0);
  for (std::size_t sample = 0; static_cast<Time>(sample) * interval <= ended; ++sample) {
    for (std::size_t i = 0; i < counters.size(); ++i) {
      const auto& steps = node.steps[static_cast<std::size_t>(counters[i]->counter)];
      if (sample < steps.size()) values[i] += steps[sample];
    }
    log.add_sample(static_cast<Time>(sample) * interval, values);
  }
  log.write();
}

}  // namespace

void write_counter_logs(NewFolder& folder, const RunView& run, const CounterLogSettings& settings) {
  for (const CounterSeries::Node& node : run.journal.counters.nodes()) {
    if (!node.kept) continue;
    write_log(Log(folder, host_of(run.names.clusters.at(node.cluster.index()), node.number), settings), node,
              run.header.ended, settings.interval);
  }
}

}  // namespace roamsim::record
