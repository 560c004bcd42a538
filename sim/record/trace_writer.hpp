#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "models/base/time.hpp"
#include "sim/record/new_file.hpp"

namespace roamsim::record {

/// Writes events in the Chrome trace event format (the JSON object form that Perfetto and chrome://tracing open) to a
/// file that has been created, piece by piece. Dates are in microseconds with three decimals, which is exact. Texts may
/// hold anything; what is no UTF-8 is replaced. Throws RecordError as the file does.
class TraceWriter {
 public:
  using Args = nlohmann::ordered_json;
  /// A row of the picture, by its numbers in the file.
  struct Track {
    std::uint32_t process = 0;
    std::uint32_t thread = 0;
  };

  explicit TraceWriter(NewFile& file);

  /// Processes are shown in the order of their numbers, which start at 1.
  void name_process(std::uint32_t process, std::string_view name);
  /// A new track of a process; its tracks are shown by `place`.
  Track add_track(std::uint32_t process, std::string_view name, std::uint32_t place);

  /// Something with a beginning and an end. What overlaps in one track must be nested, the outer one written first.
  void span(Track track, std::string_view category, Time begin, Time end, std::string_view name, const Args& args);
  /// Something with a beginning and an end that may overlap others; `number` is unique in its category.
  void overlapping_span(Track track, std::string_view category, std::size_t number, Time begin, Time end,
                        std::string_view name, const Args& args);
  void instant(Track track, std::string_view category, Time at, std::string_view name, const Args& args);
  /// The values of a counter of a process from this date on.
  void counter(std::uint32_t process, Time at, std::string_view name, const Args& values);

  /// Ends the file with what is known about the run as a whole. Nothing may follow.
  void finish(const Args& about);

 private:
  /// Begins an event of a phase; its further members follow.
  void begin(std::string_view phase, Track track);
  void begin(std::string_view phase, std::string_view category, Track track, Time at);
  void end(std::string_view name, const Args& args);
  void flush();

  NewFile& file_;
  std::string pending_;
  std::uint32_t threads_ = 0;
  bool first_ = true;
};

}  // namespace roamsim::record
