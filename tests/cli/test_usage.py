#!/usr/bin/python3
"""Exit codes, each with a message that says what to do, and what the program does not touch."""

import json
import os
import re
import subprocess
import unittest

from support import SOURCE, CliTest, found, long_scenario, small_scenario


def documented_codes():
    """Name, number and meaning of each exit code, as the program's source lists them."""
    text = (SOURCE / "sim" / "study" / "exit_codes.hpp").read_text()
    numbers = dict(re.findall(r"^\s+(\w+) = (\d+)", text, re.MULTILINE))
    meanings = dict(re.findall(r"\{ExitCode::(\w+), \"([^\"]+)\"\}", text))
    assert numbers.keys() == meanings.keys() and len(numbers) > 10
    return [(name, number, meanings[name]) for name, number in numbers.items()]


class Help(CliTest):
    def test_help_lists_every_exit_code_and_examples(self):
        result = self.roamsim("--help")
        self.assert_ends(result, 0)
        lines = [line.strip() for line in result.stdout.decode().splitlines()]
        for name, number, meaning in documented_codes():
            self.assertIn(f"{number}  {meaning}", lines, name)
        self.assertIn("Examples:", lines)
        for command in ("run", "report"):
            self.assertTrue(any(line.startswith(f"roamsim {command} ") for line in lines), command)

    def test_each_subcommand_explains_itself(self):
        listed = self.roamsim("--help").stdout.decode().partition("\nSubcommands:\n")[2].partition("\n\n")[0]
        commands = re.findall(r"^  (\w+)  +\S", listed, re.MULTILINE)
        self.assertLessEqual({"run", "report"}, set(commands))
        for command in commands:
            result = self.roamsim(command, "--help")
            self.assert_ends(result, 0)
            self.assertIn(b"Example", result.stdout)
            self.assertIn(f"roamsim {command} ".encode(), result.stdout)
            for line in result.stdout.decode().splitlines():
                if re.match(r"  -", line):
                    self.assertRegex(line, r"^  -\S.*(  \S|:.* in \[)", "an option without a word about it")

    def test_the_examples_name_scenarios_that_exist(self):
        text = b"".join(self.roamsim(*words, "--help").stdout for words in ([], ["run"])).decode()
        named = set(re.findall(r"scenarios/\S+\.json", text))
        self.assertTrue(named)
        for name in named:
            self.assertTrue((SOURCE / name).is_file(), name)

    def test_version(self):
        result = self.roamsim("--version")
        self.assert_ends(result, 0)
        self.assertRegex(result.stdout.decode(), r"\Aroamsim \d+\.\d+\.\d+\n\Z")


class WrongUsage(CliTest):
    def refused(self, *arguments):
        result = self.roamsim(*arguments)
        self.assert_ends(result, 64, arguments)
        self.assertEqual(result.stdout, b"")
        self.assertIn(b"--help", result.stderr)
        self.assertEqual(os.listdir(self.folder), [])
        return result.stderr.decode()

    def test_wrong_words(self):
        scenario = SOURCE / "scenarios" / "join.json"
        for arguments in ([], ["frob"], ["run"], ["report"], ["run", scenario, scenario], ["run", scenario, "--set"]):
            self.refused(*arguments)
        self.assertIn("--frob", self.refused("run", scenario, "--frob"))
        self.assertIn("--frob", self.refused("--frob", "run", scenario))

    def test_wrong_numbers(self):
        scenario = SOURCE / "scenarios" / "join.json"
        for option, value in (("--seed", "-1"), ("--seed", "1.5"), ("--seed", "x"), ("--seed", "18446744073709551616"),
                              ("--repeat", "0"), ("--repeat", "-3"), ("--repeat", "1000001"), ("--repeat", "many")):
            self.assertIn(option, self.refused("run", scenario, option, value))
        for value in ("0", "-1", "x", "100000"):
            self.assertIn("--jobs", self.refused("run", scenario, "--repeat", 2, "--jobs", value))

    def test_options_that_do_not_go_together(self):
        scenario = SOURCE / "scenarios" / "join.json"
        self.assertIn("--repeat", self.refused("run", scenario, "--jobs", 2))
        self.assertIn("--repeat", self.refused("run", scenario, "--repeat", 2, "--json"))

    def test_escape_sequences_in_arguments_are_shown(self):
        result = self.roamsim("run", "x", "--\x1b]0;owned\x07")
        self.assert_ends(result, 64)
        self.assert_plain(result.stderr)


class BadScenario(CliTest):
    def refused(self, *arguments):
        before = sorted(os.listdir(self.folder))
        result = self.roamsim("run", *arguments, "--out", "out")
        self.assert_ends(result, 2)
        self.assertEqual(result.stdout, b"")
        self.assertEqual(sorted(os.listdir(self.folder)), before, "nothing is written")
        self.assert_no_trace(result.stderr)
        return result.stderr.decode()

    def test_a_file_that_is_not_there(self):
        self.assertIn("nowhere.json: cannot be read: No such file", self.refused("nowhere.json"))
        self.assertIn("found a directory", self.refused(self.folder))

    def test_several_mistakes_are_all_reported_with_their_places(self):
        scenario = small_scenario(duration="20 parsecs", colour="red")
        scenario["timeline"][2]["user"] = "anm"
        scenario["expect"][0]["reaches"] = "tow"
        path = self.write(scenario)
        lines = path.read_text().splitlines()
        said = self.refused(path).splitlines()
        for word, pointer in (("parsecs", "/duration"), ("colour", "/colour"), ("anm", "/timeline/2/user"), ("tow", "/expect/0/reaches")):
            number = next(i for i, line in enumerate(lines, start=1) if word in line)
            self.assertTrue(any(message.startswith(f"{path}:{number}:") and f": {pointer}: " in message for message in said),
                            f"{pointer} at line {number} not in {said}")
        self.assertEqual(len(said), 4)

    def test_bad_overrides(self):
        path = self.write(small_scenario())
        self.assertIn("--set", self.refused(path, "--set", "ils.interval=soon"))
        self.assertIn("--set", self.refused(path, "--set", "no.such.key=1"))
        self.assertIn("--set", self.refused(path, "--set", "nonsense"))

    def test_repetitions_of_a_bad_scenario(self):
        self.refused(self.write(small_scenario(duration="x")), "--repeat", 3)


class Folders(CliTest):
    def test_a_foreign_folder_is_left_alone(self):
        scenario = self.write(small_scenario())
        foreign = self.folder / "foreign"
        foreign.mkdir()
        (foreign / "summary.json").write_text("mine")
        (self.folder / "link").symlink_to(foreign)
        (self.folder / "file").write_text("mine")
        for out in ("foreign", "link", "link/", "file", "file/below"):
            for options in ([], ["--repeat", 2]):
                result = self.roamsim("run", scenario, "--out", out, *options)
                if options and out == "file/below":
                    self.assert_ends(result, 3, out)  # each repetition says so
                else:
                    self.assert_ends(result, 73, out)
                    self.assertEqual(result.stdout, b"")
                    self.assertIn(out.rstrip("/").encode(), result.stderr)
        self.assertEqual(os.listdir(foreign), ["summary.json"])
        self.assertEqual((foreign / "summary.json").read_text(), "mine")

    def test_repetitions_and_runs_keep_apart(self):
        scenario = self.write(small_scenario())
        self.assert_ends(self.roamsim("run", scenario, "--set", "repetition=0"), 0)  # the label that --repeat gives
        self.assert_ends(self.roamsim("run", scenario, "--repeat", 2), 0)
        self.assert_ends(self.roamsim("run", scenario, "--repeat", 2), 0)
        self.assertEqual(sorted(os.listdir(self.folder / "runs")), ["scenario", "scenario-seeds"])
        self.assertEqual(found(self.folder / "runs" / "scenario"), found(self.folder / "runs" / "scenario-seeds" / "seed-1"))
        self.assert_ends(self.roamsim("run", scenario, "--repeat", 2, "--out", "runs/scenario"), 73)
        self.assert_ends(self.roamsim("run", scenario, "--out", "runs/scenario-seeds"), 73)

    def test_a_failed_repetition_is_named(self):
        scenario = self.write(small_scenario())
        (self.folder / "out").mkdir()
        (self.folder / "out" / "seed-2").write_text("in the way")
        result = self.roamsim("run", scenario, "--repeat", 3, "--out", "out")
        self.assert_ends(result, 3)
        lines = result.stdout.decode().splitlines()
        self.assertEqual([line.split()[:2] for line in lines[:3]], [["seed", "1"], ["seed", "2"], ["seed", "3"]])
        self.assertIn("(exit code 73)", lines[1])
        self.assertEqual([("exit code" in line) for line in lines], [False, True, False, False])
        self.assertIn("2 of 3 runs", lines[3])
        quiet = self.roamsim("run", scenario, "--repeat", 3, "--out", "out", "--quiet")
        self.assert_ends(quiet, 3)
        self.assertEqual(quiet.stdout, b"")
        self.assertEqual(quiet.stderr.decode().splitlines(), [lines[1]])

    def test_two_programs_and_one_folder(self):
        first = self.start("run", self.write(long_scenario(), "long.json"), "--out", "out")
        self.wait_for("the first run", (self.folder / "out" / ".roamsim-run").exists)
        second = self.roamsim("run", self.write(small_scenario()), "--out", "out")
        self.assert_ends(second, 73)
        self.assertIn(b"another run is writing", second.stderr)
        self.assertIsNone(first.poll())

    def test_output_that_cannot_be_written(self):
        scenario = self.write(small_scenario())
        for options in ([], ["--json"], ["--repeat", "2"]):
            with open("/dev/full", "wb") as full:
                result = self.roamsim("run", scenario, *options, stdout=full, stderr=subprocess.PIPE)
            self.assert_ends(result, 73, options)
            self.assertIn(b"standard output cannot be written", result.stderr)


class Repeating(CliTest):
    def test_what_a_run_says_of_itself_repeats_it(self):
        scenario = self.write(small_scenario())
        self.assert_ends(self.roamsim("run", scenario, "--seed", 5, "--set", "ils.interval=3 min", "--out", "first", "-q"), 0)
        said = json.loads((self.folder / "first" / "meta" / "run.json").read_text())["command"]
        self.assertEqual(said[0], "roamsim")
        self.assert_ends(self.roamsim(*said[1:], "--out", "second", "-q"), 0)
        self.assertEqual(found(self.folder / "first"), found(self.folder / "second"))

    def test_seeds_wrap(self):
        result = self.roamsim("run", self.write(small_scenario()), "--seed", 2 ** 64 - 1, "--repeat", 2, "--out", "out")
        self.assert_ends(result, 0)
        self.assertEqual(sorted(os.listdir(self.folder / "out")), ["seed-0", f"seed-{2 ** 64 - 1}"])


if __name__ == "__main__":
    unittest.main()
