#include "sim/cli/python/process.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>

namespace roamsim::cli {
namespace {

std::optional<ProcessEnd> shell(const std::string& script) {
  return run_process("/bin/sh", {"-c", script}, {}, Output::capture);
}

TEST(Process, exit_code_and_output) {
  const auto end = shell("echo out; echo err >&2; exit 3");
  ASSERT_TRUE(end);
  EXPECT_EQ(end->code, 3);
  EXPECT_EQ(end->signal, 0);
  EXPECT_EQ(end->output, "out\nerr\n");
}

TEST(Process, death_by_a_signal) {
  const auto end = shell("kill -9 $$");
  ASSERT_TRUE(end);
  EXPECT_EQ(end->signal, SIGKILL);
}

TEST(Process, words_go_through_as_they_are) {
  const auto end = run_process("/usr/bin/printf", {"<%s>", "$HOME; `id`", "", "a b", "*"}, {}, Output::capture);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->output, "<$HOME; `id`><><a b><*>");
}

TEST(Process, environment_is_set_on_top_of_ours) {
  ::setenv("GREETING", "old", 1);
  ::setenv("KEPT", "kept", 1);
  const auto end = run_process("/usr/bin/env", {}, {{"GREETING", "new"}}, Output::capture);
  ASSERT_TRUE(end);
  const std::string lines = "\n" + end->output;
  EXPECT_NE(lines.find("\nGREETING=new\n"), std::string::npos) << lines;
  EXPECT_NE(lines.find("\nKEPT=kept\n"), std::string::npos) << lines;
  EXPECT_EQ(lines.find("\nGREETING=old\n"), std::string::npos) << "set twice";
}

TEST(Process, much_output_neither_blocks_nor_grows) {
  const auto end = shell("head -c 1000000 /dev/zero | tr '\\0' x; exit 4");
  ASSERT_TRUE(end);
  EXPECT_EQ(end->code, 4);
  EXPECT_EQ(end->output.size(), 65536U);
}

TEST(Process, captured_programs_have_no_input) {
  EXPECT_EQ(shell("cat; echo done")->output, "done\n");
}

TEST(Process, what_cannot_be_started) {
  EXPECT_FALSE(run_process("/nowhere/program", {}, {}, Output::capture));
  EXPECT_FALSE(run_process("/etc/passwd", {}, {}, Output::capture));
}

}  // namespace
}  // namespace roamsim::cli
