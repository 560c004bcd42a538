#!/usr/bin/python3
"""Logs of performance counters, read by an independent reader and held against results.sqlite at each sample."""

import datetime
import json
import sqlite3
import unittest

import pdh_reader
from support import SCENARIOS, CliTest, small_scenario

EM = "Cisco Extension Mobility"
# What is true of the rows of http_requests of a node at a date, exactly.
COUNTERS = {
    "RequestsHandled": "begin_ns <= :at AND code IS NOT 26",
    "RequestsInProgress": "begin_ns <= :at AND (end_ns IS NULL OR end_ns > :at)",
    "RequestsThrottled": "begin_ns <= :at AND code = 26",
    "LoginsSuccessful": "end_ns <= :at AND kind = 'login' AND code = 0",
    "LogoutsSuccessful": "end_ns <= :at AND kind = 'logout' AND code = 0",
    "Total Login/LogoutRequestsAttempted": "begin_ns <= :at AND kind IN ('login', 'logout')",
}


class Counters(CliTest):
    def run_of(self, scenario, out, *options):
        self.assert_ends(self.roamsim("run", scenario, "--quiet", "--out", out, *options), 0)
        return self.folder / out

    def compare(self, run, interval=15, starts=datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)):
        """Every counter of every node at every sample; gives the largest value of each counter."""
        logs = pdh_reader.read_all(run / "rtmt")
        most = dict.fromkeys(COUNTERS, 0)
        with sqlite3.connect(f"file:{run / 'results.sqlite'}?mode=ro", uri=True) as database:
            nodes = database.execute("SELECT DISTINCT c.name, h.node, h.cluster FROM http_requests h JOIN clusters c ON c.id = h.cluster").fetchall()
            duration = int(database.execute("SELECT value FROM header WHERE key = 'duration_ns'").fetchone()[0])
            self.assertEqual(sorted(logs), sorted(f"{name}-{node:02}" for name, node, _ in nodes))
            for name, node, cluster in nodes:
                samples = logs[f"{name}-{node:02}"]
                self.assertEqual(len(samples), duration // (interval * 10**9) + 1)
                for n, (date, values) in enumerate(samples):
                    self.assertEqual(date, starts + datetime.timedelta(seconds=n * interval))
                    self.assertEqual(sorted(values), sorted((EM, counter) for counter in COUNTERS), "what is not modelled is absent")
                    for counter, rule in COUNTERS.items():
                        wanted, = database.execute(f"SELECT COUNT(*) FROM http_requests WHERE cluster = :cluster AND node = :node AND {rule}",
                                                   {"cluster": cluster, "node": node, "at": n * interval * 10**9}).fetchone()
                        self.assertEqual(values[EM, counter], wanted, (name, node, counter, n))
                        most[counter] = max(most[counter], wanted)
        return most

    def test_samples_are_the_results(self):
        scenario = json.loads((SCENARIOS / "conformance" / "B9-throttling.json").read_text(encoding="utf-8"))
        scenario["expect"] = []
        scenario["timeline"].append({"at": "8 min", "do": "logout", "user": "default-1", "cluster": "default"})
        # The services list and the sign-in page take 0.4 s, typing 11.7 s: a sample at 5 min 15 s sees logins in progress.
        scenario["extension_mobility"]["typing"] = "14.3 s"
        most = self.compare(self.run_of(self.write(scenario), "run", "--set", "record.rtmt={}"))
        self.assertGreater(min(most.values()), 0, most)

    def test_interval_and_start(self):
        scenario = SCENARIOS / "conformance" / "C3-busy.json"
        run = self.run_of(scenario, "run", "--set", 'record.rtmt={"interval": "5 s", "starts": "2024-02-29 23:58:30"}')
        self.compare(run, 5, datetime.datetime(2024, 2, 29, 23, 58, 30, tzinfo=datetime.timezone.utc))

    def test_logs_of_an_earlier_run_are_replaced(self):
        scenario = self.write(small_scenario())
        read = lambda run: {path.name: path.read_bytes() for path in (run / "rtmt").iterdir()}
        first = read(self.run_of(scenario, "a", "--set", "record.rtmt={}"))
        self.assertTrue(first)
        self.assertEqual(read(self.run_of(scenario, "b", "--set", "record.rtmt={}")), first)
        self.assertFalse((self.run_of(scenario, "a") / "rtmt").exists(), "of the earlier run")

    def test_other_files_are_not_touched(self):
        run = self.run_of(self.write(small_scenario()), "run", "--set", "record.rtmt={}")
        (run / "rtmt" / "mine.txt").write_text("x", encoding="utf-8")
        self.assert_ends(self.roamsim("run", self.write(small_scenario()), "--quiet", "--out", "run"), 73)
        self.assertTrue((run / "rtmt" / "mine.txt").exists())


if __name__ == "__main__":
    unittest.main()
