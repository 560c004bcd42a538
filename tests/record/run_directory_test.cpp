#include "sim/record/run_directory.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "sim/record/error.hpp"
#include "sim/record/write_run.hpp"
#include "tests/record/sample_run.hpp"

namespace roamsim::record {
namespace {

namespace fs = std::filesystem;

std::string refusal(const fs::path& path) {
  try {
    const RunDirectory taken = prepare_run_directory(path);
    return "taken: " + taken.path().string();
  } catch (const RecordError& error) {
    return error.reason();
  }
}

class RunDirectoryTest : public testing::Test {
 protected:
  [[nodiscard]] fs::path at(const char* name) const { return scratch.path() / name; }
  ScratchFolder scratch;
};

TEST_F(RunDirectoryTest, makes_the_folder_and_those_above) {
  const RunDirectory made = prepare_run_directory(at("a/b/c"));
  EXPECT_EQ(made.path(), at("a/b/c"));
  EXPECT_EQ(names_in(at("a/b/c")), std::vector<std::string>{run_directory_marker});
}

TEST_F(RunDirectoryTest, takes_an_empty_folder_and_its_own_again) {
  fs::create_directory(at("empty"));
  (void)prepare_run_directory(at("empty"));
  write_run(prepare_run_directory(at("empty")), story_run().view(), Meta{});
  put_content(at("empty/notes.txt"), "the user's");
  write_run(prepare_run_directory(at("empty/")), story_run().view(), Meta{});
  EXPECT_EQ(content_of(at("empty/notes.txt")), "the user's") << "nothing else is removed";
}

TEST_F(RunDirectoryTest, refuses_what_is_not_its_own) {
  fs::create_directory(at("work"));
  put_content(at("work/thesis.tex"), "years");
  EXPECT_NE(refusal(at("work")).find("files that are not a run's"), std::string::npos);
  EXPECT_EQ(names_in(at("work")), std::vector<std::string>{"thesis.tex"});
  put_content(at("file"), "");
  EXPECT_EQ(refusal(at("file")), "is no folder");
  EXPECT_NE(refusal(at("file/below")).find("cannot"), std::string::npos);
  EXPECT_NE(refusal("").find("empty"), std::string::npos);
}

TEST_F(RunDirectoryTest, follows_no_link_out) {
  fs::create_directory(at("elsewhere"));
  fs::create_directory_symlink(at("elsewhere"), at("link"));
  EXPECT_NE(refusal(at("link")).find("symbolic link"), std::string::npos);
  EXPECT_NE(refusal(at("link/")).find("symbolic link"), std::string::npos) << "a trailing slash follows";
  EXPECT_NE(refusal(at("link/.")).find("symbolic link"), std::string::npos);
  fs::create_symlink(at("nowhere"), at("dangling"));
  EXPECT_NE(refusal(at("dangling")).find("symbolic link"), std::string::npos);
  EXPECT_FALSE(fs::exists(at("nowhere")));
  EXPECT_TRUE(names_in(at("elsewhere")).empty());
}

TEST_F(RunDirectoryTest, follows_no_link_inside) {
  for (const char* name : {"results.sqlite", "summary.json", "meta", "meta/run.json", run_directory_marker}) {
    const fs::path folder = at("run");
    fs::remove_all(folder);
    (void)prepare_run_directory(folder);
    if (std::string(name) == "meta/run.json") fs::create_directory(folder / "meta");
    put_content(at("precious"), "precious");
    fs::remove(folder / name);
    fs::create_symlink(at("precious"), folder / name);
    EXPECT_NE(refusal(folder).find("symbolic link"), std::string::npos) << name;
    EXPECT_EQ(content_of(at("precious")), "precious") << name;
  }
}

TEST_F(RunDirectoryTest, a_link_planted_after_the_check_is_replaced_not_followed) {
  const RunDirectory directory = prepare_run_directory(at("run"));
  put_content(at("precious"), "precious");
  for (const char* name : {"results.sqlite", "summary.json", ".results.sqlite.new", ".summary.json.new"}) {
    fs::create_symlink(at("precious"), directory.path() / name);
  }
  write_run(directory, story_run().view(), Meta{});
  EXPECT_EQ(content_of(at("precious")), "precious");
  EXPECT_FALSE(fs::is_symlink(directory.path() / "results.sqlite"));
}

TEST_F(RunDirectoryTest, links_above_the_folder_are_the_users_choice) {
  fs::create_directory(at("big-disk"));
  fs::create_directory_symlink(at("big-disk"), at("runs"));
  const RunDirectory directory = prepare_run_directory(at("runs/today"));
  EXPECT_EQ(directory.path(), at("big-disk/today"));
  write_run(directory, story_run().view(), Meta{});
  EXPECT_TRUE(fs::exists(at("big-disk/today/results.sqlite")));
}

TEST_F(RunDirectoryTest, one_process_at_a_time) {
  const RunDirectory held = prepare_run_directory(at("run"));
  EXPECT_EQ(refusal(at("run")), "another run is writing to this folder");
  const pid_t child = fork();
  if (child == 0) _exit(refusal(at("run")) == "another run is writing to this folder" ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST_F(RunDirectoryTest, errors_show_control_bytes) {
  put_content(at("evil\x1b[31m"), "");
  try {
    (void)prepare_run_directory(at("evil\x1b[31m"));
    FAIL();
  } catch (const RecordError& error) {
    EXPECT_NE(std::string(error.what()).find("evil\\x1b[31m: is no folder"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace roamsim::record
