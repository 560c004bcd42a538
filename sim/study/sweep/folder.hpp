#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "sim/record/file_descriptor.hpp"
#include "sim/study/sweep/plan.hpp"
#include "sim/study/sweep/run_record.hpp"

namespace roamsim::study {

/// A run that came to no result, as it is kept for people and for the next start.
struct RunFailure {
  std::string key;
  std::string point;  ///< in words
  std::uint64_t repetition = 0;
  std::uint64_t seed = 0;
  int exit_code = 0;  ///< if there was no signal
  int signal = 0;
  bool timed_out = false;
  std::string message;
  std::string command;  ///< that reproduces it

  /// Whether another attempt may end otherwise: it was killed, by whomever.
  [[nodiscard]] bool by_force() const { return signal != 0; }
  /// Equal for failures of one cause: how it ended, and the first line of what it said.
  [[nodiscard]] std::string kind() const;
};

/// What became of the text of a record.
enum class Placed : std::uint8_t { new_record, equal_record, different_record };

/// The folder of a sweep:
/// `sweep.json`, the sweep file; `base.json`, the base scenario, merged; `plan.jsonl`; `bin/roamsim`, the program;
/// `records/KK/KEY.json`, a file a finished run; `failed/KEY.json`, one a failed run; `results.sqlite`; `meta/`, what
/// differs from one execution to the next.
class SweepFolder {
 public:
  /// Makes the folder or takes an empty one or a sweep's. Throws RecordError.
  static SweepFolder prepare(const std::filesystem::path& path);
  /// The folder of a sweep that is there. Throws RecordError.
  static SweepFolder open(const std::filesystem::path& path);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path plan() const { return path_ / "plan.jsonl"; }
  [[nodiscard]] std::filesystem::path program() const { return path_ / "bin" / "roamsim"; }
  [[nodiscard]] std::filesystem::path driver() const { return path_ / "meta" / "driver.json"; }

  /// Makes this process the only driver. False if another one is, after a moment of waiting for one that ends.
  [[nodiscard]] bool lock();

  /// Writes a small file of the folder in one step, unless it has that text already. Throws RecordError.
  void put(const std::filesystem::path& file, std::string_view text) const;

  /// Puts a record in place unless there is one: what is there stays if it is whole. Throws RecordError.
  [[nodiscard]] Placed put_record(const std::string& key, std::string_view text) const;
  /// Nothing if there is none, or none that is whole.
  [[nodiscard]] std::optional<RunRecord> record(const std::string& key) const;
  void put_failure(const RunFailure& failure) const;
  [[nodiscard]] std::optional<RunFailure> failure(const std::string& key) const;
  void remove_failure(const std::string& key) const;
  /// So that these runs are tried again: all, or those that were killed (and those whose file is not whole).
  void forget_failures(bool all) const;

  /// The keys that have a whole record, or a failure.
  [[nodiscard]] std::set<std::string> record_keys() const;
  [[nodiscard]] std::set<std::string> failure_keys() const;

  /// Removes what processes that are gone left half written.
  void remove_remains() const;

 private:
  explicit SweepFolder(std::filesystem::path path) : path_(std::move(path)) {}
  [[nodiscard]] std::filesystem::path record_file(const std::string& key) const;
  [[nodiscard]] std::filesystem::path failure_file(const std::string& key) const;

  std::filesystem::path path_;
  record::FileDescriptor lock_;
};

/// Whether some process is the driver of the sweep now.
[[nodiscard]] bool has_driver(const SweepFolder& folder);

}  // namespace roamsim::study
