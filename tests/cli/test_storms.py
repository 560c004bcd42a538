#!/usr/bin/python3
"""Storms of logins: what the summary says is what the results hold, to the unit; bad rows of a trace are named."""

import re
import sqlite3
import unittest

from support import SCENARIOS, CliTest, small_scenario


class Storms(CliTest):
    def scenario(self, **changes):
        storm = {"name": "walkover", "users": "u*", "at": "1 min", "arrivals": "even", "over": "20 s", "to": [{"cluster": "two"}], "patience": "3 min"}
        clusters = [{"id": "one", "ils": {"role": "hub"}, "users": [{"id": "u{n:3}", "dn": "1{n:3}", "count": 100, "super_user": True}]},
                    {"id": "two", "ils": {"role": "hub"}, "spare_phones": 90},
                    {"id": "three", "ils": {"role": "hub"}, "spare_phones": 100}]
        return small_scenario(clusters=clusters, timeline=[], expect=[], storms=[storm | changes])

    def rows(self, run, sql):
        with sqlite3.connect(f"file:{run / 'results.sqlite'}?mode=ro", uri=True) as database:
            return database.execute(sql).fetchall()

    def test_the_summary_and_every_table_say_the_same(self):
        for changes in ({}, {"to": [{"cluster": "two"}, {"cluster": "three", "weight": 3}]}, {"attempts": 2, "retry": {"policy": "immediately"}},
                        {"waits_for_phone": True, "stays": {"mean": "1 min"}}):
            with self.subTest(changes):
                result = self.roamsim("run", self.write(self.scenario(**changes)), "--out", "run")
                self.assert_ends(result, 0)
                text = result.stdout.decode()
                run = self.folder / "run"
                scalars = dict(self.rows(run, "SELECT name, value FROM scalars WHERE entity = 'walkover'"))
                said = re.search(r"walkover: (\d+) users, (\d+) logged in, (\d+) gave up, (\d+) never tried, (\d+) cut off", text)
                self.assertEqual([int(n) for n in said.groups()],
                                 [scalars[f"storm.{name}"] for name in ("users", "done", "gave_up", "never_tried", "users_cut_off")])
                said = re.search(r"(\d+) attempts: (\d+) succeeded, (\d+) refused(?: \((.*)\))?, (\d+) cut off", text)
                attempts, succeeded, refused, codes, cut_off = said.groups()
                self.assertEqual([int(attempts), int(succeeded), int(refused), int(cut_off)],
                                 [scalars[f"storm.{name}"] for name in ("attempts", "successes", "refused", "cut_off")])
                by_code = {name.rpartition(".")[2]: value for name, value in scalars.items() if name.startswith("storm.refused.code.")}
                self.assertEqual(sorted(int(n) for n in re.findall(r"(\d+) with", codes or "")), sorted(by_code.values()))
                self.assertEqual(self.rows(run, "SELECT code, sum(number) FROM storm_counts WHERE what = 'refused' GROUP BY code ORDER BY code"),
                                 sorted((int(code), int(value)) for code, value in by_code.items()))
                self.assertEqual(self.rows(run, "SELECT sum(attempts), sum(successes), sum(refusals) FROM storm_users"),
                                 [(int(attempts), int(succeeded), int(refused))])
                self.assertEqual(self.rows(run, "SELECT count(*) FROM requests WHERE kind = 'login'"), [(int(attempts),)])
                self.assertEqual(self.rows(run, "SELECT code, count(*) FROM requests WHERE kind = 'login' AND code <> 0 GROUP BY code ORDER BY code"),
                                 sorted((int(code), int(value)) for code, value in by_code.items()))
                self.assertEqual(dict(self.rows(run, "SELECT outcome, count(*) FROM storm_users GROUP BY outcome")),
                                 {name: scalars[f"storm.{key}"] for name, key in (("done", "done"), ("gave_up", "gave_up"), ("never_tried", "never_tried"),
                                                                                  ("cut_off", "users_cut_off")) if scalars[f"storm.{key}"]})
                done = sorted(at for (at,) in self.rows(run, "SELECT done_ns FROM storm_users WHERE done_ns IS NOT NULL"))
                begin = self.rows(run, "SELECT begin_ns FROM storms")[0][0]
                for percent in (50, 95, 99):
                    known = scalars.get(f"storm.until_{percent}")
                    place = -(-len(self.rows(run, "SELECT id FROM storm_users")) * percent // 100)
                    if place > len(done):
                        self.assertIsNone(known)
                    else:
                        self.assertAlmostEqual(known, (done[place - 1] - begin) / 1e9, 9)

    def test_fewer_phones_than_users_and_slow_generators_are_warned_of(self):
        result = self.roamsim("validate", self.write(self.scenario()))
        self.assert_ends(result, 0)
        self.assertIn(b"100 users come to 90 phones of \"two\"", result.stdout + result.stderr)
        slow = self.scenario(arrivals="poisson", per_minute=1, waits_for_phone=True)
        del slow["storms"][0]["over"]
        result = self.roamsim("validate", self.write(slow))
        self.assert_ends(result, 0)
        self.assertIn(b"slower than asked: of 100 users about 19 come in the 19 min that are left", result.stdout + result.stderr)

    def test_a_trace_comes_as_it_says_and_its_bad_rows_are_named(self):
        (self.folder / "good.csv").write_text("at,user,cluster\n1 s,u003,three\n2 s,u001,\n")
        scenario = self.scenario(arrivals="trace", trace_from="good.csv")
        for key in ("users", "over"):
            del scenario["storms"][0][key]
        self.assert_ends(self.roamsim("run", self.write(scenario), "--out", "run", "--quiet"), 0)
        self.assertEqual(self.rows(self.folder / "run", "SELECT user, cluster, came_ns, outcome FROM v_storm_users"),
                         [("u003", "three", 61_000_000_000, "done"), ("u001", "two", 62_000_000_000, "done")])
        (self.folder / "good.csv").write_text("at,user,cluster\n3 s,u003,three\n2 s,u001,\n-1 s,u002,\n4 s,nobody,\n")
        result = self.roamsim("validate", self.write(scenario))
        self.assert_ends(result, 2)
        for place in (b"good.csv:3:1:", b"good.csv:4:1:", b"good.csv:5:5:"):
            self.assertIn(place, result.stderr)

    def test_the_page_of_a_scenario_names_the_storm(self):
        result = self.roamsim("show", SCENARIOS / "home-outage-storm.json")
        self.assert_ends(result, 0)
        self.assertRegex(result.stdout.decode(), r"storm +2000  users log in: walkover")


if __name__ == "__main__":
    unittest.main()
