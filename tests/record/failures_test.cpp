#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "sim/record/error.hpp"
#include "sim/record/results.hpp"
#include "sim/record/write_run.hpp"
#include "tests/record/sample_run.hpp"

namespace roamsim::record {
namespace {

namespace fs = std::filesystem;

/// Makes every file of this process end at `bytes`, as a full disk would; each test is a process of its own.
void limit_files(rlim_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

SampleRun large_run() {
  SampleRun run = story_run();
  for (int i = 0; i < 50'000; ++i) run.journal.scalars.push_back({"a name of some length", "run", i * 0.5, "s"});
  return run;
}

template <class Act>
std::string error_of(Act act) {
  try {
    act();
  } catch (const RecordError& error) {
    return error.what();
  }
  return "no error";
}

class FailuresTest : public testing::Test {
 protected:
  ScratchFolder scratch;
};

TEST_F(FailuresTest, a_full_disk_leaves_the_old_run_untouched) {
  const fs::path folder = scratch.path() / "run";
  write_run(prepare_run_directory(folder), story_run().view(), Meta{});
  const std::string old_results = content_of(folder / "results.sqlite");
  const std::string old_summary = content_of(folder / "summary.json");
  const auto old_names = names_in(folder);
  const SampleRun run = large_run();
  limit_files(300'000);
  const std::string error = error_of([&] { write_run(prepare_run_directory(folder), run.view(), Meta{}); });
  EXPECT_NE(error.find("results.sqlite"), std::string::npos) << error;
  EXPECT_NE(error.find("File too large"), std::string::npos) << error;
  EXPECT_EQ(content_of(folder / "results.sqlite"), old_results);
  EXPECT_EQ(content_of(folder / "summary.json"), old_summary);
  EXPECT_EQ(names_in(folder), old_names) << "the half-made files are gone";
}

TEST_F(FailuresTest, a_disk_that_fills_up_after_the_database_leaves_it_too) {
  const fs::path folder = scratch.path() / "run";
  write_run(prepare_run_directory(folder), story_run().view(), Meta{});
  const std::string old_results = content_of(folder / "results.sqlite");
  SampleRun run = story_run();
  run.header.title = "another";
  run.scenario.assign(600'000, ' ');  // more than the limit, while the database is small
  limit_files(400'000);
  const std::string error = error_of([&] { write_run(prepare_run_directory(folder), run.view(), Meta{}); });
  EXPECT_NE(error.find("scenario.json: cannot write: File too large"), std::string::npos) << error;
  EXPECT_EQ(content_of(folder / "results.sqlite"), old_results);
}

TEST_F(FailuresTest, no_room_for_the_marker) {
  limit_files(0);
  const std::string error = error_of([&] { (void)prepare_run_directory(scratch.path() / "run"); });
  EXPECT_NE(error.find("cannot write: File too large"), std::string::npos) << error;
  EXPECT_TRUE(fs::is_empty(scratch.path() / "run")) << "what is half made would be refused next time";
}

TEST_F(FailuresTest, a_place_that_cannot_be_written_to) {
  const std::string error = error_of([] { (void)prepare_run_directory("/proc/roamsim/run"); });
  EXPECT_NE(error.find("/proc/roamsim/run: cannot make the folder: "), std::string::npos) << error;
}

TEST_F(FailuresTest, a_folder_without_write_permission) {
  const fs::path folder = scratch.path() / "run";
  fs::create_directory(folder);
  fs::permissions(folder, fs::perms::owner_read | fs::perms::owner_exec);
  // Root may write anywhere, so a child process without its rights tries.
  const pid_t child = fork();
  if (child == 0) {
    fs::permissions(scratch.path(), fs::perms::others_exec | fs::perms::others_read, fs::perm_options::add);
    fs::permissions(folder, fs::perms::others_exec | fs::perms::others_read, fs::perm_options::add);
    if (geteuid() == 0 && setuid(65534) != 0) _exit(2);
    const std::string error = error_of([&] { (void)prepare_run_directory(folder); });
    _exit(error.find("Permission denied") != std::string::npos ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  fs::permissions(folder, fs::perms::owner_all);
}

TEST_F(FailuresTest, a_folder_in_the_way_of_a_file) {
  const fs::path folder = scratch.path() / "run";
  const RunDirectory directory = prepare_run_directory(folder);
  fs::create_directory(folder / "results.sqlite");
  const std::string error = error_of([&] { write_run(directory, story_run().view(), Meta{}); });
  EXPECT_NE(error.find("results.sqlite: cannot replace: Is a directory"), std::string::npos) << error;
}

TEST_F(FailuresTest, a_crash_leaves_the_old_database) {
  const fs::path folder = scratch.path() / "run";
  write_run(prepare_run_directory(folder), story_run().view(), Meta{});
  const std::string old_results = content_of(folder / "results.sqlite");
  const SampleRun run = large_run();
  const pid_t child = fork();
  if (child == 0) {
    // Without a handler the signal of the file-size limit kills in the middle of writing.
    const rlimit limit{300'000, 300'000};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(2);
    const rlimit no_core{0, 0};
    if (setrlimit(RLIMIT_CORE, &no_core) != 0) _exit(2);
    write_results(folder, run.view());
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
  EXPECT_EQ(content_of(folder / "results.sqlite"), old_results);
  EXPECT_TRUE(fs::exists(folder / ".results.sqlite.new"));
  write_run(prepare_run_directory(folder), story_run().view(), Meta{});
  EXPECT_EQ(content_of(folder / "results.sqlite"), old_results);
  EXPECT_FALSE(fs::exists(folder / ".results.sqlite.new")) << "the next run clears the remains away";
}

}  // namespace
}  // namespace roamsim::record
