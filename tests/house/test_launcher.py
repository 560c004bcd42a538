#!/usr/bin/python3
"""The launcher's promises, on a stub project: packages, building, locking, moving, handing over."""

import os
import shutil
import unittest

from stub_project import PROGRAM, StubProject


class Launcher(unittest.TestCase):
    def setUp(self):
        self.project = StubProject()
        self.addCleanup(self.project.close)

    def build(self):
        code, out, err = self.project.run()
        self.assertEqual((code, out), (0, "first\n"), err)
        return err

    def change_program(self, text="second"):
        self.project.write("sim/cli/main.cpp", PROGRAM.replace("@", text))

    # Building and handing over.

    def test_builds_once_then_starts_silently(self):
        self.assertIn("building roamsim, 2 steps", self.build())
        self.project.replace_tool("cmake", "echo called >&2; exit 1\n")
        self.assertEqual(self.project.run(), (0, "first\n", ""))

    def test_notices_changed_added_and_deleted_files(self):
        self.build()
        self.change_program()
        self.assertEqual(self.project.run()[:2], (0, "second\n"))
        self.project.write("sim/cli/CMakeLists.txt", "file(GLOB all CONFIGURE_DEPENDS *.cpp)\nadd_executable(roamsim ${all})\n")
        self.assertEqual(self.project.run()[:2], (0, "second\n"))
        extra = self.project.write("sim/cli/extra.cpp", "#include <cstdio>\nstruct E { E() { std::puts(\"extra\"); } } e;\n")
        self.assertEqual(self.project.run()[:2], (0, "extra\nsecond\n"))
        extra.unlink()
        self.assertEqual(self.project.run()[:2], (0, "second\n"))

    def test_takes_over_changed_presets_and_leaves_the_tests_on(self):
        self.assertEqual(self.check()[0], 0)
        presets = self.project.folder / "CMakePresets.json"
        text = presets.read_text()
        self.assertIn("-O2 -DNDEBUG", text)
        presets.write_text(text.replace("-O2 -DNDEBUG", "-O2 -DNDEBUG -DMARK"))
        self.project.write("sim/cli/main.cpp", "#include <cstdio>\n#ifdef MARK\nint main() { std::puts(\"marked\"); }\n#else\n"
                           "int main() { std::puts(\"bare\"); }\n#endif\n")
        self.assertEqual(self.project.run()[:2], (0, "marked\n"))
        self.assertIn("ROAMSIM_TESTS:BOOL=ON", (self.project.folder / "build/release/CMakeCache.txt").read_text())

    def test_hands_over_exit_code_and_arguments(self):
        self.build()
        self.assertEqual(self.project.run("no such file")[0], 3)

    def test_relative_files_stay_valid_from_any_folder_and_through_links(self):
        caller = self.project.folder / "caller"
        self.project.write("caller/two words.txt", "content\n")
        chain = caller / "chain"
        chain.symlink_to("link")
        (caller / "link").symlink_to("../roamsim")
        for program in (chain, "./chain", "../roamsim", self.project.folder / "roamsim"):
            code, out, err = self.project.run("two words.txt", cwd=caller, program=program)
            self.assertEqual((code, out), (0, "content\nfirst\n"), (program, err))

    def test_environment_and_open_files_are_handed_over_unchanged(self):
        self.project.write("sim/cli/main.cpp", "#include <cstdio>\n#include <fcntl.h>\nextern char** environ;\n"
                           "int main() { for (char** e = environ; *e != nullptr; ++e) std::puts(*e);\n"
                           "for (int i = 3; i < 20; ++i) if (fcntl(i, F_GETFD) != -1) std::printf(\"%d\\n\", i); }\n")
        of_bash = {"_", "PWD", "OLDPWD", "SHLVL"}
        for _ in ("after a build", "without one"):
            names = {line.partition("=")[0] for line in self.project.run()[1].splitlines()}
            self.assertEqual(names - of_bash, set(self.project.environment()))

    def test_failed_build_shows_the_error_and_the_log_and_is_tried_again(self):
        self.project.write("sim/cli/main.cpp", "int main() { return missing_name; }\n")
        for _ in range(2):
            code, out, err = self.project.run()
            self.assertEqual((code, out), (70, ""))
            self.assertIn("missing_name", err)
            log = self.project.folder / "build/log/release-build.log"
            self.assertIn(f"the whole log is {log}", err)
            self.assertIn("missing_name", log.read_text())

    def test_long_logs_show_the_first_error_and_short_lines(self):
        self.project.write("sim/cli/main.cpp", "int main() { return missing_name; }\n" + "#warning long\n" * 100 +
                           "int " + "x" * 1000 + " = other_name;\n")
        err = self.project.run()[2]
        self.assertIn("missing_name", err)
        self.assertLess(max(map(len, err.splitlines())), 250)
        self.assertLess(len(err.splitlines()), 40)

    def test_failed_configuration_shows_the_error_and_the_log(self):
        self.project.write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\nproject(s LANGUAGES CXX)\nno_such_command()\n")
        code, _, err = self.project.run()
        self.assertEqual(code, 70)
        self.assertIn("no_such_command", err)
        self.assertIn("configuring failed", err)
        self.assertIn(str(self.project.folder / "build/log/release.log"), err)

    def test_old_program_is_not_started_when_the_build_fails(self):
        self.build()
        self.project.write("sim/cli/main.cpp", "broken\n")
        self.assertEqual(self.project.run()[:2], (70, ""))

    def test_change_during_the_build_is_built_by_the_next_start(self):
        # ninja's stand-in edits the source once the target is built.
        real = os.path.realpath(self.project.bin / "ninja")
        source = self.project.folder / "sim/cli/main.cpp"
        self.project.replace_tool("ninja", f"'{real}' \"$@\"; r=$?; sleep 0.05\n"
                                  f"case \" $* \" in *' roamsim '*) sed -i s/first/second/ '{source}';; esac; exit $r\n")
        self.build()
        self.assertEqual(self.project.run()[:2], (0, "second\n"))

    def test_tree_that_was_copied_or_moved_is_built_anew(self):
        self.build()
        copy = self.project.folder.parent / "copy"
        shutil.copytree(self.project.folder, copy)
        (copy / "sim/cli/main.cpp").write_text(PROGRAM.replace("@", "copied"))
        code, out, err = self.project.run(program=copy / "roamsim")
        self.assertEqual((code, out), (0, "copied\n"), err)
        self.assertIn("another place", err)
        self.assertEqual(self.project.run()[:2], (0, "first\n"))

        moved = self.project.folder.parent / "moved"
        self.project.folder.rename(moved)
        code, out, err = self.project.run(program=moved / "roamsim")
        self.assertEqual((code, out), (0, "first\n"), err)
        self.assertIn("another place", err)

    def test_two_at_once_build_once(self):
        # The slow stand-in makes sure that they overlap.
        real = os.path.realpath(self.project.bin / "cmake")
        self.project.replace_tool("cmake", f"echo run >>'{self.project.temporary.name}/calls'; sleep 0.2; exec '{real}' \"$@\"\n")
        processes = [self.project.start() for _ in range(3)]
        results = [process.communicate(timeout=60) for process in processes]
        self.assertEqual([(p.returncode, out) for p, (out, _) in zip(processes, results)], [(0, "first\n")] * 3, results)
        self.assertEqual(sum("waiting for it" in err for _, err in results), 2)
        calls = (self.project.folder.parent / "calls").read_text().splitlines()
        self.assertEqual(len(calls), 2, "one to configure, one to build")

    def test_terminal_gets_one_line_that_is_wiped_and_colours_only_if_wanted(self):
        code, text = self.project.run_on_terminal(TERM="xterm")
        self.assertEqual(code, 0)
        self.assertRegex(text, r"\r.{0,20}roamsim.{0,9}: building 1/2\x1b\[K")
        self.assertTrue(text.endswith("\r\x1b[K"), repr(text))
        self.assertNotIn("\n", text)
        self.assertIn("\x1b[1m", text)
        self.change_program()
        code, text = self.project.run_on_terminal(TERM="xterm", NO_COLOR="1")
        self.assertEqual(code, 0)
        self.assertIn("building 1/2", text)
        self.assertNotIn("\x1b[1m", text)

    # Packages.

    def test_without_root_names_the_one_command(self):
        self.project.need(libone=("run", "/nonexistent/one"), libtwo=("test", "/nonexistent/two"), present=("run", "/bin/sh"))
        self.project.replace_tool("id", "echo 1000\n")
        self.project.replace_tool("apt-get", "echo called; exit 1\n")
        code, out, err = self.project.run()
        self.assertEqual((code, out), (69, ""))
        self.assertIn("sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends libone'", err)
        self.assertNotIn("called", err)
        code, _, err = self.project.run(program=self.project.folder / "check")
        self.assertEqual(code, 69)
        self.assertIn("--no-install-recommends libone libtwo'", err)

    def test_without_apt_get_says_so(self):
        self.project.need(libone=("run", "/nonexistent/one"))
        self.project.replace_tool("apt-get", None)
        code, _, err = self.project.run()
        self.assertEqual(code, 69)
        self.assertIn("no apt-get", err)
        self.assertIn("libone", err)

    def test_root_installs_what_is_missing_once(self):
        placed = self.project.folder.parent / "placed.h"
        calls = self.project.folder.parent / "apt-calls"
        self.project.need(libone=("run", placed), libtwo=("test", "/nonexistent/two"))
        self.project.replace_tool("id", "echo 0\n")
        self.project.replace_tool("apt-get", f"echo \"$DEBIAN_FRONTEND $*\" >>'{calls}'; echo noise; [ $1 = update ] || : >'{placed}'\n")
        code, out, err = self.project.run()
        self.assertEqual((code, out), (0, "first\n"), err)
        self.assertIn("installing 1 Debian packages: libone", err)
        self.assertNotIn("noise", err)
        lines = calls.read_text().splitlines()
        self.assertEqual(lines[0], "noninteractive update")
        self.assertRegex(lines[1], "^noninteractive install -y --no-install-recommends .* libone$")
        self.assertEqual(self.project.run(), (0, "first\n", ""))
        self.assertEqual(len(calls.read_text().splitlines()), 2)

    def test_failed_and_broken_off_installations_are_reported_and_repeated(self):
        placed = self.project.folder.parent / "placed.h"
        self.project.need(libone=("run", placed))
        self.project.replace_tool("id", "echo 0\n")
        self.project.replace_tool("dpkg", "exit 0\n")
        self.project.replace_tool("apt-get", f": >'{placed}'; echo cannot reach; exit 100\n")
        for _ in range(2):
            code, out, err = self.project.run()
            self.assertEqual((code, out), (69, ""))
            self.assertIn("cannot reach", err)
            self.assertIn("apt-get could not install: libone", err)
            self.assertIn("build/log/install.log", err)
        self.project.replace_tool("apt-get", "exit 0\n")
        self.assertEqual(self.project.run()[:2], (0, "first\n"))

    def test_package_without_its_file_is_an_error_not_a_loop(self):
        self.project.need(libone=("run", "/nonexistent/one"))
        self.project.replace_tool("id", "echo 0\n")
        self.project.replace_tool("apt-get", "exit 0\n")
        code, _, err = self.project.run()
        self.assertEqual(code, 69)
        self.assertIn("packages.txt", err)

    # ./check

    def check(self, *arguments):
        return self.project.run(*arguments, program=self.project.folder / "check")

    def test_check_passes_fails_and_sums_up(self):
        code, out, err = self.check()
        self.assertEqual(code, 0, err)
        self.assertIn("100% tests passed", out)
        self.assertRegex(err, "check: passed: 1 tests of release, none failed; installing [0-9]+ s, building")
        self.project.write("models/bad", "")
        self.project.write("CMakeLists.txt", (self.project.folder / "CMakeLists.txt").read_text() + "\n")
        code, out, err = self.check()
        self.assertEqual(code, 1, err)
        self.assertIn("FAILED: 1 of 2 tests of release;", err)
        code, _, err = self.check("-R", "good")
        self.assertEqual(code, 0, err)

    def test_check_fails_without_tests_and_on_unknown_arguments(self):
        self.assertEqual(self.check("-R", "no-such-test")[0], 1)
        for arguments in (["--preset", "other"], ["--preset"], ["-R"], ["file"]):
            self.assertEqual(self.check(*arguments)[0], 64, arguments)
        code, out, _ = self.check("--help")
        self.assertEqual((code, out[:14]), (0, "usage: ./check"))

    def test_check_fails_when_the_build_fails(self):
        self.project.write("sim/cli/main.cpp", "broken\n")
        self.assertEqual(self.check()[0], 70)

    def test_start_and_check_share_one_build(self):
        self.build()
        code, _, err = self.check()
        self.assertEqual(code, 0, err)
        self.assertNotIn("building release", err, "switching the tests on compiles nothing again")
        self.project.replace_tool("cmake", "exit 1\n")
        self.assertEqual(self.project.run(), (0, "first\n", ""))

    def test_start_gets_along_without_what_only_tests_need(self):
        self.assertEqual(self.check()[0], 0)
        (self.project.folder / "models/test-header.h").unlink()
        cache = self.project.folder / "build/release/CMakeCache.txt"
        cache.write_text("".join(line for line in cache.read_text().splitlines(True) if "TEST_HEADER" not in line))
        self.project.write("CMakeLists.txt", (self.project.folder / "CMakeLists.txt").read_text() + "\n")
        code, out, err = self.project.run()
        self.assertEqual((code, out), (0, "first\n"), err)


if __name__ == "__main__":
    unittest.main()
