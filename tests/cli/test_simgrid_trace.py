#!/usr/bin/python3
"""`roamsim run --simgrid-trace`: SimGrid's own trace, with our dates, of what SimGrid computed in the run."""

import collections
import re
import shlex
import sqlite3
import unittest
from fractions import Fraction

from support import SCENARIOS, CliTest, found, shipped_scenarios, small_scenario

FIGURE_3 = SCENARIOS / "figure-3-roaming.json"
CREATE, DESTROY, SET, ADD, SUB = "6", "7", "8", "9", "10"


class Paje:
    """A trace file taken apart: containers, and the course of each of their variables."""

    def __init__(self, path):
        self.text = path.read_text(encoding="utf-8")
        self.types, self.containers, self.parents = {}, {}, {}
        self.dates, self.courses = [], collections.defaultdict(list)
        for line in self.text.splitlines():
            if not re.match(r"\d", line):
                continue
            words = shlex.split(line)
            if words[0] in ("0", "1"):
                self.types[words[1]] = words[3]
                continue
            self.dates.append(Fraction(words[1]))
            if words[0] == CREATE:
                self.containers[words[2]] = words[5]
                self.parents[words[5]] = self.containers.get(words[4])
            elif words[0] in (SET, ADD, SUB):
                self.courses[self.containers[words[3]], self.types[words[2]]].append((words[0], Fraction(words[1]), Fraction(words[4])))

    def used(self, container, variable):
        """What was used of a link or server in all: its course added up over time."""
        total = value = date = Fraction(0)
        for kind, at, by in self.courses[container, variable]:
            total += value * (at - date)
            value = by if kind == SET else value + (by if kind == ADD else -by)
            date = at
        assert value == 0, "nothing is used at the end"
        return total


class SimGridTrace(CliTest):
    def traced(self, scenario, *options):
        result = self.roamsim("run", scenario, "-q", "--out", "out", "--simgrid-trace", "my trace.paje", *options)
        self.assert_ends(result, 0)
        self.assertEqual(result.stderr, b"")
        self.assertEqual(sorted(name.name for name in self.folder.iterdir() if name.name not in ("out", "scenario.json")), ["my trace.paje"])
        return Paje(self.folder / "my trace.paje")

    def bytes_over_access_lines(self):
        """By cluster, of the batches that arrived."""
        with sqlite3.connect(self.folder / "out" / "results.sqlite") as database:
            return dict(database.execute(
                "SELECT c.id, ifnull(sum(x.bytes), 0) FROM clusters c LEFT JOIN exchanges x"
                " ON (x.from_cluster = c.id OR x.to_cluster = c.id) AND x.arrived_ns IS NOT NULL GROUP BY c.id"))

    def test_what_flowed_is_in_it(self):
        for path in (FIGURE_3, SCENARIOS / "join.json"):
            paje = self.traced(path)
            self.assertEqual(paje.dates, sorted(paje.dates), "in the order of time")
            some = 0
            for cluster, size in self.bytes_over_access_lines().items():
                self.assertEqual(paje.parents[f"cluster{cluster}-access"], None)
                self.assertEqual(paje.parents[f"cluster{cluster}-node0"], f"cluster{cluster}")
                self.assertAlmostEqual(float(paje.used(f"cluster{cluster}-access", "bandwidth_used")), size, delta=size * 1e-3)
                some += size
            self.assertGreater(some, 0)

    def test_the_dates_are_those_of_the_run(self):
        paje = self.traced(FIGURE_3)
        with sqlite3.connect(self.folder / "out" / "results.sqlite") as database:
            sent = {Fraction(at, 10 ** 9) for at, in database.execute("SELECT at_ns FROM exchanges")}
            rebuild, = database.execute("SELECT begin_ns, end_ns FROM spans WHERE stage = 'rebuild'")
        begun = {at for (_, variable), course in paje.courses.items() if variable == "bandwidth_used" for kind, at, _ in course if kind == ADD}
        self.assertEqual(begun, sent)
        course = paje.courses["cluster1-node0", "speed_used"]
        self.assertEqual([at * 10 ** 9 for kind, at, _ in course if kind in (ADD, SUB)][:2], list(rebuild))
        self.assertEqual(paje.dates[-1], 1800)
        self.assertIn("# roamsim: cluster0 = cluster1; cluster1 = cluster2;", paje.text)

    def test_results_are_the_same_and_so_are_the_bytes(self):
        for path in shipped_scenarios():
            first = self.traced(path).text
            traced = found(self.folder / "out")
            self.assertEqual(self.traced(path).text, first)
            self.assert_ends(self.roamsim("run", path, "-q", "--out", "out"), 0)
            self.assertEqual(found(self.folder / "out"), traced)

    def test_a_run_in_which_nothing_reaches_simgrid(self):
        paje = self.traced(FIGURE_3, "--stop-at", "3 s")
        self.assertEqual(set(paje.dates), {0, 3})

    def test_a_run_that_is_stopped_with_a_flow_under_way(self):
        paje = self.traced(FIGURE_3, "--stop-at", "373 s", "--set", "network.access.bandwidth=1 kb/s")
        self.assertEqual(paje.dates[-1], 373)

    def test_names_may_be_anything(self):
        scenario = small_scenario(title="\x1b[31m\n6 0 0")
        scenario["network"] = {"links": [{"between": ["one", "two"]}]}
        paje = self.traced(self.write(scenario))
        self.assertTrue(any(name.startswith("direct") for name in paje.parents))


if __name__ == "__main__":
    unittest.main()
