#!/usr/bin/python3
"""Files of call records, read by an independent reader and held against results.sqlite."""

import os
import re
import sqlite3
import subprocess
import unittest

import cdr_reader
from support import SCENARIOS, CliTest, small_scenario

STORY = os.environ["ROAMSIM_STORY"]

# A leg has a record if its node was not lost and the call is over.
# Why a call turns back from a cluster, to be tried by another way.
CAUSES = {"invite_timed_out": 102, "options_out_of_service": 38, "connection_refused": 41, "trunk_full": 42, "trunk_rate": 42, "cluster_full": 42,
          "cluster_rate": 42, "no_trunk": 3, "no_sip_route_pattern": 3, "too_many_forwards": 25}

OVER = """SELECT c.name AS cluster, k.id AS call, l.node, k.answered_ns, k.ended_ns, k.end_ns, k.cause, l.begin_ns, k.dialled,
    iif(k.answered_ns IS NULL OR l.left_ns IS NOT NULL, 0, (k.ended_ns - k.answered_ns) / 1000000000) AS duration,
    iif(l.left_ns IS NOT NULL, CAUSE_OF(l.reason), iif(k.answered_ns IS NULL, k.cause, 16)) AS why, l.left_ns
  FROM call_legs l JOIN calls k ON k.id = l.call JOIN clusters c ON c.id = l.cluster
  WHERE NOT l.signalling_lost AND (l.left_ns IS NOT NULL OR iif(k.answered_ns IS NULL, k.outcome IS NOT NULL AND k.outcome <> 'connected', k.ended_ns IS NOT NULL))"""


class CallRecords(CliTest):
    def rows(self, run, sql):
        with sqlite3.connect(f"file:{run / 'results.sqlite'}?mode=ro", uri=True) as database:
            database.row_factory = sqlite3.Row
            database.create_function("CAUSE_OF", 1, CAUSES.get)
            return database.execute(sql).fetchall()

    def compare(self, run, interval=60, flag=True, starts=1767225600):
        """Per cluster: how many, how long, why, and when; gives the number of records."""
        found = cdr_reader.read(run / "cdr", interval)
        wanted = {}
        for row in self.rows(run, OVER):
            if flag or row["duration"] > 0 or row["why"] not in (0, 16):
                wanted.setdefault(row["cluster"], []).append(row)
        self.assertEqual(sorted(found), sorted(wanted))
        for cluster, rows in wanted.items():
            records = found[cluster]
            self.assertEqual(len(records), len(rows), cluster)
            self.assertEqual(sum(r["duration"] for r in records), sum(r["duration"] for r in rows), cluster)
            self.assertEqual(sorted(r["destCause_value"] for r in records), sorted(r["why"] for r in rows), cluster)
            dates = lambda r: (starts + r["begin_ns"] // 10**9, starts + next(date for date in (r["left_ns"], r["ended_ns"] if r["answered_ns"] is not None else r["end_ns"]) if date is not None) // 10**9)
            self.assertEqual(sorted((r["dateTimeOrigination"], r["dateTimeDisconnect"]) for r in records), sorted(map(dates, rows)), cluster)
            self.assertEqual(sorted(r["globalCallID_callManagerId"] for r in records), sorted(r["node"] for r in rows), cluster)
        return sum(map(len, found.values()))

    def story(self, *words):
        subprocess.run([STORY, self.folder / "story", *words], check=True, stdout=subprocess.DEVNULL)
        return self.folder / "story"

    def run_of(self, scenario, out, *options):
        self.assert_ends(self.roamsim("run", scenario, "--quiet", "--out", out, *options), 0)
        return self.folder / out

    def test_a_run_made_by_hand(self):
        self.assertEqual(self.compare(self.story("calls")), 10)
        self.assertEqual(self.compare(self.story("calls", "without-nothing"), flag=False), 9)

    def test_hostile_names(self):
        found = cdr_reader.read(self.story("hostile-calls") / "cdr")
        self.assertEqual(sum(map(len, found.values())), 10)
        devices = {r["origDeviceName"] for records in found.values() for r in records}
        self.assertIn("'=HYPERLINK(\"x\")\\x0d\\n\\x1b[31m", devices)

    def test_shipped_scenarios(self):
        for name in ("figure-3-roaming", "hub-failure", "conformance/B14-call-routing"):
            for flag in (True, False):
                with self.subTest(name, flag=flag):
                    setting = "true" if flag else "false"
                    run = self.run_of(SCENARIOS / f"{name}.json", name.split("/")[-1], "--set", f"record.cdr.zero_duration={setting}")
                    records = self.compare(run, flag=flag)
                    # In hub-failure every call reaches its user, and ends as the phone rings.
                    self.assertEqual(records > 0, flag or name != "hub-failure")

    def test_roaming_can_be_followed(self):
        """By login id and device: first at home, then at the phone of the cluster roamed in."""
        run = self.run_of(SCENARIOS / "figure-3-roaming.json", "roaming", "--set", "record.cdr.zero_duration=true")
        seen = sorted((r["dateTimeOrigination"], cluster, r["destDeviceName"]) for cluster, records in cdr_reader.read(run / "cdr").items()
                      for r in records if r["finalCalledPartyUnicodeLoginUserID"] == "bob")
        places = [(cluster, device) for _, cluster, device in seen]
        self.assertEqual(list(dict.fromkeys(places)), [("cluster1", places[0][1]), ("cluster2", places[-1][1])])
        self.assertNotEqual(places[0][1], places[-1][1])
        registered = "SELECT DISTINCT phone FROM v_registrations WHERE user = 'bob' AND cluster = 'cluster2' AND registered"
        self.assertEqual([phone for (phone,) in self.rows(run, registered)], [places[-1][1]])

    def test_interval_and_date(self):
        path = self.write(small_scenario(record={"cdr": {"interval": "1 h", "starts": "2024-02-29 23:30:00", "zero_duration": True}}))
        self.compare(self.run_of(path, "run"), interval=3600, starts=1709249400)

    def test_the_same_bytes_each_time_and_none_unasked(self):
        read = lambda run: {p.name: p.read_bytes() for p in (run / "cdr").iterdir()}
        scenario = SCENARIOS / "figure-3-roaming.json"
        first = read(self.run_of(scenario, "a", "--set", "record.cdr={}"))
        self.assertEqual(read(self.run_of(scenario, "b", "--set", "record.cdr={}")), first)
        self.assertEqual(read(self.run_of(scenario, "a", "--set", "record.cdr={}")), first)
        self.assertFalse((self.run_of(scenario, "a") / "cdr").exists(), "of the earlier run")

    def test_a_file_of_somebody_else_is_not_removed(self):
        run = self.run_of(self.write(small_scenario()), "run", "--set", "record.cdr={}")
        (run / "cdr" / "mine.txt").write_text("x", encoding="utf-8")
        result = self.roamsim("run", "scenario.json", "--out", "run")
        self.assert_ends(result, 73)
        self.assertIn(b"mine.txt", result.stderr)
        self.assertTrue((run / "cdr" / "mine.txt").exists())

    def test_the_tables_are_needed(self):
        result = self.roamsim("run", self.write(small_scenario()), "--set", 'record={"level": "requests", "cdr": {}}')
        self.assert_ends(result, 2)
        self.assertRegex(result.stderr.decode(), r'/record/cdr: found "cdr" without "calls", allowed: a "level" from "calls" on')


class Reader(CliTest):
    """The reader itself sees what is wrong."""

    def test_each_mistake_is_found(self):
        subprocess.run([STORY, self.folder / "story", "calls"], check=True, stdout=subprocess.DEVNULL)
        folder = self.folder / "story" / "cdr"
        path = folder / "cdr_cluster3_01_202601010003_1"
        whole = path.read_text(encoding="utf-8")
        changes = {
            "names": whole.replace('"origSpan"', '"destSpan"', 1),
            "types": whole.replace("VARCHAR(128)", "VARCHAR(127)", 1),
            "one field fewer": re.sub(r',""\n$', "\n", whole),
            "cause": re.sub(r',16,', ",15,", whole),
            "interval": whole.replace("1767225810", "1767225850"),
            "duration": whole.replace(",85,", ",99,"),
            "no number": whole.replace(",85,", ',"85",'),
            "formula": whole.replace('"SEP000000000032"', '"=SEP000000000032"'),
            "no line end": whole[:-1],
        }
        cdr_reader.read(folder)
        for what, text in changes.items():
            self.assertNotEqual(text, whole, what)
            path.write_text(text, encoding="utf-8")
            with self.assertRaises((ValueError, StopIteration), msg=what):
                cdr_reader.read(folder)
        path.write_text(whole, encoding="utf-8")
        path.rename(folder / "cdr_cluster3_01_202601010003_9")
        with self.assertRaises(ValueError):
            cdr_reader.read(folder)


if __name__ == "__main__":
    unittest.main()
