#include "sim/record/write_run.hpp"

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>

#include "sim/record/call_records.hpp"
#include "sim/record/counter_logs.hpp"
#include "sim/record/error.hpp"
#include "sim/record/fingerprint.hpp"
#include "sim/record/new_file.hpp"
#include "sim/record/results.hpp"
#include "sim/record/summary.hpp"

namespace roamsim::record {
namespace {

std::string meta_json(const Meta& meta, const std::filesystem::path& folder) {
  nlohmann::ordered_json json;
  json["schema_version"] = 1;
  json["started"] = meta.started;
  json["wall_ns"] = meta.wall_ns;
  json["peak_memory_bytes"] = meta.peak_memory_bytes;
  json["host"] = meta.host;
  json["directory"] = folder.string();
  json["scenario_path"] = meta.scenario_path;
  json["command"] = meta.command;
  json["jobs"] = meta.jobs;
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

Fingerprints write_run(const RunDirectory& directory, const RunView& run, const Meta& meta,
                       const std::optional<CallRecordSettings>& call_records,
                       const std::optional<CounterLogSettings>& counter_logs) {
  const std::filesystem::path& folder = directory.path();
  const std::filesystem::path meta_folder = folder / "meta";
  std::error_code error;
  std::filesystem::create_directory(meta_folder, error);
  if (error) throw RecordError(meta_folder, "cannot make the folder", error.value());

  Fingerprints found = fingerprints(run);
  std::array<NewFile, 5> files{NewFile(folder / "results.sqlite"), NewFile(folder / "summary.json"),
                               NewFile(folder / "scenario.json"), NewFile(meta_folder / "run.json"),
                               NewFile(folder / "fingerprints.json")};
  build_results(files[0], run);
  files[1].write(summary_json(run));
  files[2].write(run.scenario);
  files[3].write(meta_json(meta, folder));
  files[4].write(fingerprints_json(found));
  NewFolder records(folder / call_records_folder);
  if (call_records) {
    records.create();
    write_call_records(records, run, *call_records);
  }
  NewFolder counters(folder / counter_logs_folder);
  if (counter_logs) {
    counters.create();
    write_counter_logs(counters, run, *counter_logs);
  }
  for (NewFile& file : files) file.sync();
  records.sync();
  counters.sync();
  NewFile partial(folder / partial_marker);
  partial.write("The files of this folder are being replaced; if nothing writes here, a crash stopped that.\n");
  partial.put_in_place();
  sync_folder(folder);
  records.put_in_place();
  counters.put_in_place();
  for (NewFile& file : files) file.put_in_place();
  sync_folder(meta_folder);
  sync_folder(folder);
  std::filesystem::remove(folder / partial_marker, error);
  if (error) throw RecordError(folder / partial_marker, "cannot remove", error.value());
  return found;
}

}  // namespace roamsim::record
