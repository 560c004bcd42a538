#include "sim/cli/python/python.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace roamsim::cli {
namespace {

namespace fs = std::filesystem;

/// Stand-ins for interpreters: scripts in a folder of the test's own.
class PythonTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "roamsim-python-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    scratch = fs::canonical(name);
    for (const char* variable : {"ROAMSIM_PYTHON", "ROAMSIM_ANALYSIS", "PYTHONPATH"}) ::unsetenv(variable);
    ::setenv("PATH", (scratch / "path").c_str(), 1);
  }
  void TearDown() override { fs::remove_all(scratch); }

  fs::path script(const fs::path& at, const std::string& text) const {
    fs::path file = scratch / at;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "#!/bin/sh\n" << text << '\n';
    fs::permissions(file, fs::perms::owner_all);
    return file;
  }

  void package(const fs::path& folder) const {
    fs::create_directories(folder / "roamsim_analysis");
    std::ofstream(folder / "roamsim_analysis/__main__.py") << '\n';
  }

  fs::path scratch;
};

TEST_F(PythonTest, the_named_one_first) {
  const fs::path named = script("named", "exit 0");
  script("path/python3", "exit 0");
  ::setenv("ROAMSIM_PYTHON", named.c_str(), 1);
  EXPECT_EQ(find_python().found, named);
}

TEST_F(PythonTest, then_that_of_path) {
  const fs::path on_path = script("path/python3", "exit 0");
  EXPECT_EQ(find_python().found, on_path);
  script("named", "echo 'Traceback...'; echo \"ModuleNotFoundError: No module named 'numpy'\" >&2; exit 1");
  ::setenv("ROAMSIM_PYTHON", (scratch / "named").c_str(), 1);
  const Search search = find_python();
  EXPECT_EQ(search.found, on_path);
  ASSERT_EQ(search.tried.size(), 1U);
  EXPECT_EQ(search.tried[0],
            "ROAMSIM_PYTHON, " + (scratch / "named").string() + ": ModuleNotFoundError: No module named 'numpy'");
}

TEST_F(PythonTest, then_debians_own) {
  script("path/python3", "exit 1");
  const Search search = find_python();
  ASSERT_EQ(search.tried.size(), 1U);
  EXPECT_EQ(search.tried[0], "python3 on PATH, " + (scratch / "path/python3").string() + ": exit code 1");
  EXPECT_EQ(search.found, "/usr/bin/python3");
}

TEST_F(PythonTest, a_name_without_a_folder_is_looked_up) {
  const fs::path other = script("path/python3.99", "exit 0");
  ::setenv("ROAMSIM_PYTHON", "python3.99", 1);
  EXPECT_EQ(find_python().found, other);
  ::setenv("ROAMSIM_PYTHON", "python4", 1);
  EXPECT_EQ(find_python().tried.at(0), "ROAMSIM_PYTHON=python4: not found");
}

TEST_F(PythonTest, modules_of_the_current_folder_are_not_the_packages) {
  std::ofstream(scratch / "numpy.py") << "raise SystemExit('a trap')\n";
  fs::current_path(scratch);
  EXPECT_EQ(find_python().found, "/usr/bin/python3");
  fs::current_path("/");
}

TEST_F(PythonTest, analysis_above_the_program) {
  package(scratch / "tree/analysis");
  const Search search = find_analysis(scratch / "tree/build/release/sim/cli/roamsim");
  EXPECT_EQ(search.found, scratch / "tree/analysis");
}

TEST_F(PythonTest, analysis_of_an_installation) {
  package(scratch / "usr/share/roamsim/analysis");
  EXPECT_EQ(find_analysis(scratch / "usr/bin/roamsim").found, scratch / "usr/share/roamsim/analysis");
}

TEST_F(PythonTest, analysis_named_by_the_environment_is_the_only_one) {
  package(scratch / "tree/analysis");
  package(scratch / "other");
  ::setenv("ROAMSIM_ANALYSIS", (scratch / "other").c_str(), 1);
  EXPECT_EQ(find_analysis(scratch / "tree/roamsim").found, scratch / "other");
  ::setenv("ROAMSIM_ANALYSIS", (scratch / "missing").c_str(), 1);
  const Search search = find_analysis(scratch / "tree/roamsim");
  EXPECT_FALSE(search.found);
  EXPECT_EQ(search.tried, std::vector<std::string>{(scratch / "missing").string() + ": no package roamsim_analysis"});
}

TEST_F(PythonTest, a_missing_package_is_a_missing_prerequisite) {
  ::setenv("ROAMSIM_ANALYSIS", (scratch / "evil\x1b[31m").c_str(), 1);
  std::ostringstream errors;
  EXPECT_EQ(run_report("run", {}, errors), 69);
  EXPECT_NE(errors.str().find("evil\\x1b[31m: no package"), std::string::npos) << errors.str();
}

TEST_F(PythonTest, this_program_is_found) {
  EXPECT_EQ(this_program().filename(), "test_cli_python");
}

/// What the interpreter is given, and how its end comes back.
class ReportTest : public PythonTest {
 protected:
  int report(const std::string& behaviour) {
    package(scratch / "analysis");
    ::setenv("ROAMSIM_ANALYSIS", (scratch / "analysis").c_str(), 1);
    // The probe for imports passes -c.
    ::setenv(
        "ROAMSIM_PYTHON",
        script("python", "[ \"$2\" = -c ] && exit 0\nprintf '%s\\n' \"$PYTHONPATH\" \"$PYTHONSAFEPATH\" \"$@\" > '" +
                             (scratch / "seen").string() + "'\n" + behaviour)
            .c_str(),
        1);
    return run_report("run folder", {"--out", "$HOME; x"}, errors);
  }
  std::ostringstream errors;
};

TEST_F(ReportTest, words_and_settings) {
  ::setenv("PYTHONPATH", "/users/own", 1);
  EXPECT_EQ(report("exit 0"), 0);
  std::ifstream seen(scratch / "seen");
  std::stringstream text;
  text << seen.rdbuf();
  EXPECT_EQ(text.str(), (scratch / "analysis").string() + ":/users/own\n1\n-B\n-m\nroamsim_analysis\nreport\n" +
                            (fs::current_path() / "run folder").string() + "\n--out\n$HOME; x\n");
}

TEST_F(ReportTest, ends_come_back) {
  EXPECT_EQ(report("exit 2"), 2);
  EXPECT_EQ(report("kill -INT $$"), 130);
  EXPECT_EQ(report("kill -TERM $$"), 143);
  EXPECT_EQ(errors.str(), "");
  EXPECT_EQ(report("kill -KILL $$"), 70);
  EXPECT_NE(errors.str().find("ended by signal 9"), std::string::npos);
}

TEST_F(PythonTest, the_real_analysis_refuses_a_folder_that_is_no_run) {
  ::setenv("ROAMSIM_ANALYSIS", (fs::path(ROAMSIM_SOURCE_DIR) / "analysis").c_str(), 1);
  std::ostringstream errors;
  EXPECT_EQ(run_report(scratch, {}, errors), 2) << errors.str();
}

}  // namespace
}  // namespace roamsim::cli
