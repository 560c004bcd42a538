#include "sim/record/trace_writer.hpp"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

namespace roamsim::record {

namespace {

constexpr std::size_t flush_at = 1 << 16;
// What belongs to a process as a whole is said on the thread that has its number; no track is that one.
constexpr std::uint32_t first_thread = 1'000'000;

std::string json_text(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string microseconds(Time ns) {
  return fmt::format("{}.{:03}", ns / microsecond, ns % microsecond);
}

}  // namespace

TraceWriter::TraceWriter(NewFile& file) : file_(file) {
  pending_ = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[";
}

void TraceWriter::name_process(std::uint32_t process, std::string_view name) {
  begin("M", {process, process});
  end("process_name", {{"name", name}});
  begin("M", {process, process});
  end("process_sort_index", {{"sort_index", process}});
}

TraceWriter::Track TraceWriter::add_track(std::uint32_t process, std::string_view name, std::uint32_t place) {
  const Track track{process, first_thread + threads_++};
  begin("M", track);
  end("thread_name", {{"name", name}});
  begin("M", track);
  end("thread_sort_index", {{"sort_index", place}});
  return track;
}

void TraceWriter::span(Track track, std::string_view category, Time from, Time to, std::string_view name,
                       const Args& args) {
  begin("X", category, track, from);
  fmt::format_to(std::back_inserter(pending_), ",\"dur\":{}", microseconds(to - from));
  end(name, args);
}

void TraceWriter::overlapping_span(Track track, std::string_view category, std::size_t number, Time from, Time to,
                                   std::string_view name, const Args& args) {
  for (const auto& [phase, at] : {std::pair("b", from), std::pair("e", to)}) {
    begin(phase, category, track, at);
    fmt::format_to(std::back_inserter(pending_), ",\"id\":\"{:#x}\"", number + 1);
    end(name, *phase == 'b' ? args : Args::object());
  }
}

void TraceWriter::instant(Track track, std::string_view category, Time at, std::string_view name, const Args& args) {
  begin("i", category, track, at);
  pending_ += ",\"s\":\"t\"";
  end(name, args);
}

void TraceWriter::counter(std::uint32_t process, Time at, std::string_view name, const Args& values) {
  begin("C", "counters", {process, process}, at);
  end(name, values);
}

void TraceWriter::begin(std::string_view phase, Track track) {
  fmt::format_to(std::back_inserter(pending_), "{}\n{{\"ph\":\"{}\",\"pid\":{},\"tid\":{}", first_ ? "" : ",", phase,
                 track.process, track.thread);
  first_ = false;
}

void TraceWriter::begin(std::string_view phase, std::string_view category, Track track, Time at) {
  begin(phase, track);
  fmt::format_to(std::back_inserter(pending_), ",\"cat\":\"{}\",\"ts\":{}", category, microseconds(at));
}

void TraceWriter::end(std::string_view name, const Args& args) {
  fmt::format_to(std::back_inserter(pending_), ",\"name\":{}", json_text(name));
  if (!args.empty()) fmt::format_to(std::back_inserter(pending_), ",\"args\":{}", json_text(args));
  pending_ += '}';
  if (pending_.size() > flush_at) flush();
}

void TraceWriter::finish(const Args& about) {
  fmt::format_to(std::back_inserter(pending_), "\n],\"otherData\":{}}}\n", json_text(about));
  flush();
}

void TraceWriter::flush() {
  file_.append(pending_);
  pending_.clear();
}

}  // namespace roamsim::record
