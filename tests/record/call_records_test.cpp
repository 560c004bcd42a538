#include "sim/record/call_records.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "sim/record/call_record_layout.hpp"
#include "sim/record/error.hpp"
#include "sim/record/side_file.hpp"
#include "sim/record/write_run.hpp"
#include "tests/record/calls_run.hpp"

namespace roamsim::record {
namespace {

namespace fs = std::filesystem;

/// The fields of a line; quotes are taken away.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[i++];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

class CallRecords : public testing::Test {
 protected:
  using Record = std::map<std::string, std::string>;

  void write(const SampleRun& run, const std::optional<CallRecordSettings>& settings) {
    write_run(prepare_run_directory(folder), run.view(), Meta{}, settings);
  }

  [[nodiscard]] std::vector<std::string> files() const { return names_in(folder / "cdr"); }

  [[nodiscard]] std::vector<Record> records_in(const std::string& file) const {
    std::istringstream lines(content_of(folder / "cdr" / file));
    std::string line;
    std::getline(lines, line);
    const std::vector<std::string> names = fields_of(line);
    std::getline(lines, line);
    EXPECT_EQ(fields_of(line).size(), names.size());
    std::vector<Record> records;
    while (std::getline(lines, line)) {
      const std::vector<std::string> fields = fields_of(line);
      EXPECT_EQ(fields.size(), names.size()) << line;
      Record& record = records.emplace_back();
      for (std::size_t i = 0; i < names.size(); ++i) record[names[i]] = fields.at(i);
    }
    return records;
  }

  ScratchFolder scratch;
  fs::path folder = scratch.path() / "run";
  CallRecordSettings all{minute, 1'767'225'600, true};
};

TEST_F(CallRecords, one_file_for_each_cluster_node_and_interval) {
  write(calls_run(), all);
  EXPECT_EQ(files(), (std::vector<std::string>{"cdr_cluster1_01_202601010010_2", "cdr_cluster1_01_202601010013_3",
                                               "cdr_cluster1_02_202601010003_1", "cdr_cluster2_11_202601010013_1",
                                               "cdr_cluster3_01_202601010003_1", "cdr_cluster3_01_202601010006_2",
                                               "cdr_cluster3_01_202601010010_3", "cdr_cluster3_01_202601010013_4"}));
  EXPECT_EQ(records_in("cdr_cluster1_01_202601010010_2").size(), 2U);
  write(calls_run(), CallRecordSettings{day, 1'767'225'600 + 12 * 3600, true});
  EXPECT_EQ(files(), (std::vector<std::string>{"cdr_cluster1_01_202601010000_1", "cdr_cluster1_02_202601010000_2",
                                               "cdr_cluster2_11_202601010000_1", "cdr_cluster3_01_202601010000_1"}))
      << "the files of the run before are gone";
}

TEST_F(CallRecords, an_answered_call_at_both_ends_of_a_trunk) {
  write(calls_run(), all);
  const Record near = records_in("cdr_cluster3_01_202601010003_1").at(0);
  EXPECT_EQ(near.size(), 103U);
  const std::map<std::string, std::string> expected{{"cdrRecordType", "1"},
                                                    {"globalCallID_callManagerId", "1"},
                                                    {"globalCallID_callId", "1"},
                                                    {"origLegCallIdentifier", "1"},
                                                    {"destLegIdentifier", "2"},
                                                    {"origNodeId", "1"},
                                                    {"destNodeId", "0"},
                                                    {"origIpAddr", "0"},
                                                    {"dateTimeOrigination", "1767225720"},
                                                    {"dateTimeConnect", "1767225724"},
                                                    {"dateTimeDisconnect", "1767225810"},
                                                    {"duration", "85"},
                                                    {"callingPartyNumber", "3000-001"},
                                                    {"callingPartyUnicodeLoginUserID", "kally"},
                                                    {"originalCalledPartyNumber", "1000-001"},
                                                    {"finalCalledPartyNumber", "1000-001"},
                                                    {"finalCalledPartyUnicodeLoginUserID", ""},
                                                    {"lastRedirectDn", ""},
                                                    {"origCause_value", "16"},
                                                    {"destCause_value", "16"},
                                                    {"origDeviceName", "SEP000000000032"},
                                                    {"destDeviceName", "SIP_trunk_to_cluster1"},
                                                    {"globalCallId_ClusterID", "cluster3"}};
  for (const auto& [name, value] : expected) EXPECT_EQ(near.at(name), value) << name;
  const Record far = records_in("cdr_cluster1_02_202601010003_1").at(0);
  EXPECT_EQ(far.at("origDeviceName"), "SIP_trunk_from_cluster3");
  EXPECT_EQ(far.at("destDeviceName"), "SEP000000000021");
  EXPECT_EQ(far.at("callingPartyUnicodeLoginUserID"), "");
  EXPECT_EQ(far.at("finalCalledPartyUnicodeLoginUserID"), "bob");
  EXPECT_EQ(far.at("globalCallID_callManagerId"), "2");
  EXPECT_NE(far.at("pkid"), near.at("pkid"));
}

TEST_F(CallRecords, failed_and_forwarded_calls) {
  write(calls_run(), all);
  const Record dead = records_in("cdr_cluster3_01_202601010006_2").at(0);
  EXPECT_EQ(dead.at("dateTimeConnect"), "0");
  EXPECT_EQ(dead.at("duration"), "0");
  EXPECT_EQ(dead.at("dateTimeDisconnect"), "1767225962");
  EXPECT_EQ(dead.at("origCause_value"), "0");
  EXPECT_EQ(dead.at("destCause_value"), "102");
  const Record forwarded = records_in("cdr_cluster3_01_202601010013_4").at(0);
  EXPECT_EQ(forwarded.at("dateTimeDisconnect"), "1767226383");
  const Record around = records_in("cdr_cluster2_11_202601010013_1").at(0);
  EXPECT_EQ(around.at("origDeviceName"), "PSTN_gateway");
  EXPECT_EQ(around.at("originalCalledPartyNumber"), "1000-001");
  EXPECT_EQ(around.at("finalCalledPartyNumber"), "+8161000001") << "a number stays one";
  EXPECT_EQ(around.at("lastRedirectDn"), "1000-001");
  EXPECT_EQ(around.at("finalCalledPartyUnicodeLoginUserID"), "") << "whose the other number is, is not known";
}

TEST_F(CallRecords, only_what_ended_normally_within_a_second_depends_on_the_flag) {
  all.zero_duration = false;
  write(calls_run(), all);
  const std::vector<Record> records = records_in("cdr_cluster1_01_202601010010_2");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].at("destCause_value"), "17") << "a failed call is recorded all the same";
  EXPECT_EQ(records[0].at("globalCallID_callId"), "3") << "the number of the one left out is left out";
}

TEST_F(CallRecords, keys_are_their_own_and_the_same_every_time) {
  write(calls_run(), all);
  std::map<std::string, std::string> first;
  std::set<std::string> keys;
  std::size_t records = 0;
  for (const std::string& file : files()) {
    first[file] = content_of(folder / "cdr" / file);
    for (const Record& record : records_in(file)) {
      ++records;
      const std::string& key = record.at("pkid");
      keys.insert(key);
      EXPECT_EQ(key.size(), 36U);
      EXPECT_EQ(key[14], '8');
      EXPECT_NE(std::string("89ab").find(key[19]), std::string::npos);
    }
  }
  EXPECT_EQ(records, 10U);
  EXPECT_EQ(keys.size(), records);
  write(calls_run(), all);
  for (const std::string& file : files()) EXPECT_EQ(content_of(folder / "cdr" / file), first[file]);
  SampleRun other = calls_run();
  other.header.seed = 7;
  write(other, all);
  EXPECT_NE(records_in(files()[0])[0].at("pkid"), *keys.begin());
  EXPECT_FALSE(keys.contains(records_in(files()[0])[0].at("pkid")));
}

TEST_F(CallRecords, hostile_names_stay_in_their_field_and_in_the_folder) {
  write(hostile_calls_run(), all);
  std::size_t devices = 0;
  for (const std::string& file : files()) {
    EXPECT_EQ(file.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%_.-"),
              std::string::npos)
        << file;
    const std::string content = content_of(folder / "cdr" / file);
    EXPECT_EQ(std::count_if(content.begin(), content.end(), [](char c) { return c >= 0 && c < ' ' && c != '\n'; }), 0);
    for (const Record& record : records_in(file)) {
      EXPECT_EQ(record.size(), 103U);
      if (record.at("origDeviceName") == R"('=HYPERLINK("x")\x0d\n\x1b[31m)") ++devices;
      if (record.at("originalCalledPartyNumber") != "3000-001" &&
          record.at("originalCalledPartyNumber") != "1000-002") {
        EXPECT_EQ(record.at("originalCalledPartyNumber"), "+81-6-1000-001");
      }
    }
  }
  EXPECT_EQ(devices, 1U);
}

TEST_F(CallRecords, none_are_left_of_an_earlier_run) {
  write(calls_run(), all);
  EXPECT_TRUE(fs::exists(folder / "cdr"));
  write(calls_run(), std::nullopt);
  EXPECT_FALSE(fs::exists(folder / "cdr"));
  write(story_run(), all);
  EXPECT_EQ(names_in(folder), (std::vector<std::string>{".roamsim-run", "cdr", "fingerprints.json", "meta",
                                                        "results.sqlite", "scenario.json", "summary.json"}));
}

TEST_F(CallRecords, what_others_put_there_is_not_removed) {
  write(calls_run(), all);
  put_content(folder / "cdr" / "notes.txt", "mine");
  EXPECT_THROW(write(calls_run(), all), RecordError);
  fs::remove_all(folder / "cdr");
  fs::create_directory(scratch.path() / "elsewhere");
  fs::create_directory_symlink(scratch.path() / "elsewhere", folder / "cdr");
  EXPECT_THROW(write(calls_run(), all), RecordError);
  fs::remove(folder / "cdr");
  const RunDirectory place = prepare_run_directory(folder);
  EXPECT_THROW(check_side_file(place, folder / "cdr" / "cdr_trace"), RecordError);
  EXPECT_THROW(check_side_file(place, folder / "cdr"), RecordError);
}

}  // namespace
}  // namespace roamsim::record
