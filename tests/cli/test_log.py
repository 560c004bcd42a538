#!/usr/bin/python3
"""`roamsim run --log`: what happens, on the standard error, and nothing of it in the results."""

import re
import unittest

from support import SCENARIOS, CliTest, found, shipped_scenarios, small_scenario

FIGURE_3 = SCENARIOS / "figure-3-roaming.json"
LINE = re.compile(r"(?P<date>(?:\d+:)?\d+:\d\d\.\d{3}) (?P<component>[a-z_]+): (?:(?P<level>error|warning): )?(?P<text>.+)")
LEVELS = ("error", "warning", "info", "debug", "trace")


class Log(CliTest):
    def logged(self, scenario, *wanted, code=0):
        options = [word for each in wanted for word in ("--log", each)]
        result = self.roamsim("run", scenario, "-q", "--out", "out", *options)
        self.assert_ends(result, code)
        self.assertEqual(result.stdout, b"")
        self.assert_plain(result.stderr)
        lines = [LINE.fullmatch(line) for line in result.stderr.decode().splitlines() if "FAILED" not in line or LINE.fullmatch(line)]
        self.assertNotIn(None, lines, result.stderr)
        return [line.groupdict() for line in lines]

    def test_the_story_at_info(self):
        lines = self.logged(FIGURE_3, "info")
        told = [(line["date"], line["component"], line["text"]) for line in lines]
        for line in (("5:00.000", "faults", "cluster1: failed"), ("18:00.000", "faults", "cluster1: recovered"),
                     ("6:12.391", "extension_mobility", "login of bob at cluster2 is committed, calls should reach cluster2"),
                     ("18:02.082", "extension_mobility", "automatic_logout of bob at cluster1 is committed, calls should reach cluster2"),
                     ("5:47.050", "calls", "call of kally to 1000-001: trunk_dead at cluster1"),
                     ("30:00.000", "scenario", "the run ends: reached"),
                     ("30:00.000", "expectations", "met login bob, at 6 min, code 0: success")):
            self.assertIn(line, told)
        self.assertEqual(sum(component == "expectations" for _, component, _ in told), 13)
        self.assertEqual([(date, text) for date, component, text in told if component == "ils"],
                         [("6:22.391", "cluster2: cluster1 is unreachable"), ("6:23.451", "cluster3: cluster1 is unreachable"),
                          ("18:00.020", "cluster2: cluster1 is reached again"), ("18:00.020", "cluster3: cluster1 is reached again")])

    def test_messages_and_stages_at_debug(self):
        lines = self.logged(FIGURE_3, "debug")
        texts = [line["text"] for line in lines]
        self.assertIn("cluster2 to cluster3: batch of 1 updates, 700 bytes", texts)
        self.assertIn("login of bob at cluster2: typing", texts)
        self.assertIn("cluster3 has applied updates 4 to 4 of cluster2", texts)
        self.assertTrue(any(line["component"] == "engine" for line in lines))

    def test_each_level_tells_more(self):
        scenario = small_scenario()
        scenario["expect"][1]["code"] = 3
        counts = [len(self.logged(self.write(scenario), level, code=1)) for level in LEVELS]
        self.assertEqual(counts, sorted(counts))
        self.assertEqual(counts[0], 1, "the expectation that failed")
        self.assertGreater(counts[2], counts[1])
        self.assertGreater(counts[4], counts[3])

    def test_one_component_at_a_time(self):
        only = self.logged(FIGURE_3, "debug:ils")
        self.assertEqual({line["component"] for line in only}, {"ils"})
        for wanted in (("info", "debug:ils"), ("debug:ils", "info"), ("trace:ils", "info", "debug:ils")):
            self.assertEqual([line for line in self.logged(FIGURE_3, *wanted) if line["component"] == "ils"], only)
        quiet = self.logged(FIGURE_3, "info", "error:faults")
        self.assertNotIn("faults", {line["component"] for line in quiet})
        self.assertIn("calls", {line["component"] for line in quiet})

    def test_results_are_the_same(self):
        for path in shipped_scenarios():
            lines = self.logged(path, "trace")
            dates = [line["date"] for line in lines]
            self.assertGreater(len(dates), 10)
            logged = found(self.folder / "out")
            self.assertEqual(self.logged(path), [])
            self.assertEqual(found(self.folder / "out"), logged)

    def test_names_are_shown_safely(self):
        scenario = small_scenario(title="\x1b[31mred\u202e\n")
        result = self.roamsim("run", self.write(scenario), "-q", "--out", "out", "--log", "trace")
        self.assert_plain(result.stderr)
        self.assertIn(r"\x1b[31mred\u{202e}\n", result.stderr.decode())

    def test_wrong_words(self):
        for wanted, nearest in (("inof", "info"), ("Debug", "debug"), ("debug:isl", "ils"), ("info:fault", "faults"),
                                ("info:extensionmobility", "extension_mobility")):
            result = self.roamsim("run", FIGURE_3, "--log", wanted, "--out", "out")
            self.assert_ends(result, 64, wanted)
            self.assertIn(b"--log", result.stderr)
            self.assertIn(f'did you mean "{nearest}"?', result.stderr.decode())
        for wanted in ("", ":", "info:", ":ils", "info:ils:", "info,debug", "\x1b[31m"):
            result = self.roamsim("run", FIGURE_3, "--log", wanted, "--out", "out")
            self.assert_ends(result, 64, wanted)
            self.assertIn(b"there are ", result.stderr)
            self.assert_plain(result.stderr)
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
