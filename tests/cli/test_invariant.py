#!/usr/bin/python3
"""A broken invariant ends a run with code 6; how long news may take is told before and after a run."""

import sqlite3
import unittest

from support import PLANTED, SCENARIOS, CliTest, small_scenario, summary


class BrokenInvariant(CliTest):
    """ROAMSIM_PLANTED is the program with a bug: the newest of several writes is applied first."""

    program = PLANTED

    def scenario(self):
        return self.write(small_scenario(expect=[], timeline=[
            {"at": "1 min", "do": "login", "user": "alice", "cluster": "two"},
            {"at": "2 min", "do": "logout", "user": "alice", "cluster": "two"}]))

    def test_ends_the_run_with_its_results(self):
        result = self.roamsim("run", self.scenario(), "--set", "ils.replication=2 min", "--out", "out")
        self.assert_ends(result, 6)
        said = result.stderr.decode()
        self.assertIn("roamsim: invariant broken at 3:", said)
        self.assertIn("applies update 0.5 of two before 4", said)
        self.assertRegex(said, r"\n  cluster (one|three)\n")
        self.assertIn("  2:00.691  logout of alice at two (update 0.5)\n", said)
        self.assertIn("  2:01.751  one has received updates 5 to 5 of two from two\n", said)
        header = summary(self.folder / "out")["header"]
        self.assertEqual(header["end"], "invariant_broken")
        self.assertEqual(header["ended_ns"] // (60 * 10**9), 3)
        self.assertGreater(header["duration_ns"], header["ended_ns"])
        with sqlite3.connect(self.folder / "out" / "results.sqlite") as database:
            self.assertEqual(database.execute("SELECT count(*) FROM requests").fetchone(), (2,))

    def test_is_told_of_a_repetition(self):
        result = self.roamsim("run", self.scenario(), "--set", "ils.replication=2 min", "--repeat", "2", "--out", "out")
        self.assert_ends(result, 3)
        self.assertEqual(result.stdout.decode().count("invariant broken: "), 2)

    def test_is_listed(self):
        self.assertIn("6  an invariant of the model is broken", self.roamsim("--help").stdout.decode())


class News(CliTest):
    def test_the_bound_is_shown(self):
        result = self.roamsim("show", SCENARIOS / "hub-failure.json")
        self.assert_ends(result, 0)
        self.assertIn("  news         4.305 s  at most, from spoke1a to spoke2a,", result.stdout.decode())

    def test_where_there_is_none(self):
        scenario = small_scenario()
        scenario["clusters"][2]["ils"] = {"role": "spoke", "hub": "two"}
        path = self.write(scenario)
        result = self.roamsim("show", path, "--set", "ils.mode=event_triggered", "--set", "ils.relay=at_interval")
        self.assert_ends(result, 0)
        self.assertIn("no bound  some cluster is never told what another issues", result.stdout.decode())

    def test_the_summary_tells_it_and_what_ils_costs(self):
        result = self.roamsim("run", SCENARIOS / "hub-failure.json", "--out", "out")
        self.assert_ends(result, 0)
        said = result.stdout.decode()
        self.assertIn("a change is known everywhere within 4.30465 s", said)
        self.assertIn("\nILS\n", said)
        self.assertIn("  and 1 more clusters, see the scalars", said)


if __name__ == "__main__":
    unittest.main()
