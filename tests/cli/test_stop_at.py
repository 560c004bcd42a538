#!/usr/bin/python3
"""`roamsim run --stop-at`: a run that ends early with what it has, and does not judge what it cannot know."""

import json
import sqlite3
import unittest

from support import MINUTE, SCENARIOS, CliTest, found, seconds, shipped_scenarios, small_scenario, summary

FIGURE_3 = SCENARIOS / "figure-3-roaming.json"


class StopAt(CliTest):
    def stopped(self, scenario, at, *options, code=0, out="out"):
        result = self.roamsim("run", scenario, "--stop-at", at, "--out", out, *options)
        self.assert_ends(result, code)
        return result

    def verdict_rows(self, folder="out"):
        with sqlite3.connect(self.folder / folder / "results.sqlite") as database:
            return database.execute("SELECT met, found FROM expectations ORDER BY id").fetchall()

    def test_what_cannot_be_told_is_not_judged(self):
        result = self.stopped(FIGURE_3, "12 min")
        self.assertEqual(result.stderr, b"")
        lines = [line.strip() for line in result.stdout.decode().splitlines()]
        self.assertIn("6 of 13 met, 7 not judged", lines)
        self.assertIn("not judged call kally->1000-001, at 22 min, reaches cluster2: the run was stopped at 12:00.000", lines)
        said = summary(self.folder / "out")
        self.assertEqual([said["header"][key] for key in ("end", "duration_ns", "ended_ns")], ["stopped_at", 12 * MINUTE, 12 * MINUTE])
        self.assertEqual({key: said["expectations"][key] for key in ("met", "failed", "not_judged")},
                         {"met": 6, "failed": 0, "not_judged": 7})
        self.assertEqual([entry["met"] for entry in said["expectations"]["list"]],
                         [True, True, True, None, True, True, True] + [None] * 6)
        self.assertEqual([met for met, _ in self.verdict_rows()], [1, 1, 1, None, 1, 1, 1] + [None] * 6)
        self.assertEqual({text for met, text in self.verdict_rows() if met is None}, {"the run was stopped at 12:00.000"})

    def test_the_run_up_to_there_is_the_same(self):
        for path in shipped_scenarios():
            self.assert_ends(self.roamsim("run", path, "-q", "--out", "whole"), 0)
            self.stopped(path, "7 min", "-q")
            part, whole = (sqlite3.connect(self.folder / name / "results.sqlite") for name in ("out", "whole"))
            for table, date in (("events", "at_ns"), ("advances", "at_ns"), ("routes", "at_ns"), ("registrations", "at_ns"),
                                ("location_changes", "at_ns")):
                query = f"SELECT * FROM {table} WHERE {date} <= {7 * MINUTE}"
                self.assertEqual(part.execute(f"SELECT * FROM {table}").fetchall(), whole.execute(query).fetchall(), path.name)
            part.close()
            whole.close()

    def test_a_failure_that_is_certain_by_then_is_one(self):
        scenario = small_scenario()
        scenario["expect"] = [
            {"login": "alice", "at": "3 min", "code": 7},
            {"registered": "alice", "in": "one", "at": "4 min", "is": False},
            {"converged": "alice", "within": "1 ms"},
            {"logged_out": "alice", "from": "two", "after": "3.5 min", "within": "1 min"},
            {"logged_out": "alice", "from": "two", "after": "3.5 min", "within": "2 min"},
            {"joined": "three", "by": "5 min"},
        ]
        result = self.stopped(self.write(scenario), "5 min", "--quiet", code=1)
        self.assertEqual([met for met, _ in self.verdict_rows()], [0, 1, 0, 0, None, 1])
        self.assertEqual(result.stderr.decode().count("FAILED"), 3, "what is not judged is no failure")
        self.stopped(self.write(scenario), "2 min", "--quiet")
        self.assertEqual([met for met, _ in self.verdict_rows()], [None, None, None, None, None, 1])

    def test_a_call_or_login_under_way_is_not_judged(self):
        scenario = small_scenario()
        scenario["expect"] = [{"call": "bob->1001", "at": "1 min", "reaches": "one"}, {"login": "alice", "at": "3 min", "code": 0}]
        path = self.write(scenario)
        for at, met in (("59 s", [None, None]), ("60.01 s", [None, None]), ("61 s", [1, None]), ("3.1 min", [1, None]), ("4 min", [1, 1])):
            self.stopped(path, at, "-q")
            self.assertEqual([met for met, _ in self.verdict_rows()], met, at)

    def test_a_member_that_is_known_by_then_counts(self):
        self.stopped(SCENARIOS / "join.json", "1 min", "-q")
        verdicts = {met for met, _ in self.verdict_rows()}
        self.assertLessEqual(verdicts, {1, None}, "none fails that is met in the whole run")

    def test_no_date_fails_what_the_whole_run_meets(self):
        for path in shipped_scenarios():
            duration = seconds(json.loads(path.read_text())["duration"])
            for at in ("1 s", "4 min", "6.2 min", "6.25 min", "13 min", "18.05 min", "25 min"):
                if seconds(at) < duration:
                    self.stopped(path, at, "-q")

    def test_the_end_itself_is_no_stop(self):
        self.stopped(FIGURE_3, "30 min", "-q")
        self.assert_ends(self.roamsim("run", FIGURE_3, "-q", "--out", "whole"), 0)
        self.assertEqual(found(self.folder / "out"), found(self.folder / "whole"))

    def test_same_bytes_and_repetitions(self):
        self.stopped(FIGURE_3, "12 min", "-q")
        self.stopped(FIGURE_3, "720 s", "-q", out="again")
        self.assertEqual(found(self.folder / "out"), found(self.folder / "again"))
        result = self.stopped(FIGURE_3, "12min", "--repeat", 2, out="many")
        self.assertIn(b"6 of 13 expectations met, 7 not judged", result.stdout)
        self.stopped(FIGURE_3, "12 min", "-q", "--set", "repetition=0", out="first")
        self.assertEqual(found(self.folder / "first"), found(self.folder / "many" / "seed-1"))

    def test_what_a_run_says_of_itself_repeats_it(self):
        self.stopped(FIGURE_3, "12 min", "-q")
        said = json.loads((self.folder / "out" / "meta" / "run.json").read_text())["command"]
        self.assert_ends(self.roamsim(*said[1:], "-q", "--out", "again"), 0)
        self.assertEqual(found(self.folder / "out"), found(self.folder / "again"))

    def test_wrong_dates(self):
        for options in ([], ["--repeat", 2]):
            for at in ("", "12", "min", "0 s", "-1 min", "12 parsecs", "1e3 s", "0.1 ns", "30.1 min", "31 min", "9999999 d"):
                result = self.roamsim("run", FIGURE_3, "--stop-at", at, "--out", "out", *options)
                self.assert_ends(result, 64, at)
                self.assertIn(b"--stop-at", result.stderr)
                self.assertIn(b"--help", result.stderr)
                self.assertEqual(result.stdout, b"")
        self.assertIn(b"beyond the end of the run, 30 min", self.roamsim("run", FIGURE_3, "--stop-at", "31 min").stderr)
        self.assertEqual(list(self.folder.iterdir()), [], "nothing is written")


if __name__ == "__main__":
    unittest.main()
