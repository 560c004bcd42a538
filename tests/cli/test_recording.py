#!/usr/bin/python3
"""What is kept of a run, and that nothing else depends on it: levels, tables, rows; labels; warm-up."""

import json
import math
import sqlite3
import unittest

from support import MINUTE, SCENARIOS, CliTest, dump, small_scenario, summary

LEVELS = ("counters", "changes", "requests", "calls", "everything")
ALWAYS = ("header", "clusters", "users", "links", "storms", "scalars", "expectations")
ADDED = {"counters": {"call_counts", "call_delays", "calls_after_login", "reachability", "storm_counts"}, "changes": {"events", "location_changes", "convergence", "registrations"}, "requests": {"requests", "spans", "http_requests", "storm_users"},
         "calls": {"calls", "call_legs"}, "everything": {"advances", "routes", "exchanges", "call_messages"}}
NEEDS = {"convergence": "location_changes", "spans": "requests", "call_legs": "calls", "call_messages": "calls"}
SWITCHED = sorted(set().union(*ADDED.values()))


class RecordingTest(CliTest):
    def run_of(self, scenario, out, *options, code=0):
        """The folder of a run whose references all lead somewhere."""
        path = scenario if isinstance(scenario, str) else self.write(scenario)
        path = SCENARIOS / f"{path}.json" if isinstance(path, str) else path
        self.assert_ends(self.roamsim("run", path, "--quiet", "--out", out, *options), code, (scenario, options))
        dump(self.folder / out)
        return self.folder / out

    def ask(self, run, sql):
        with sqlite3.connect(f"file:{run / 'results.sqlite'}?mode=ro", uri=True) as database:
            return database.execute(sql).fetchall()

    def rows(self, run, table):
        return self.ask(run, f"SELECT * FROM {table}")

    def counts(self, run):
        return {table: self.ask(run, f"SELECT count(*) FROM {table}")[0][0] for table in SWITCHED}

    def scalars(self, run):
        return {(name, entity): value for name, entity, value in self.ask(run, "SELECT name, entity, value FROM scalars")}

    def header(self, run):
        return dict(self.ask(run, "SELECT key, value FROM header"))


class Levels(RecordingTest):
    def test_what_is_found_does_not_depend_on_what_is_kept(self):
        for name in ("hub-failure", "figure-3-single-hub", "join"):
            runs = {level: self.run_of(name, f"{name}-{level}", "--set", f"record={level}") for level in LEVELS}
            whole = runs["everything"]
            self.assertTrue(self.rows(whole, "expectations"))
            before = dict.fromkeys(SWITCHED, 0)
            kept = set()
            for level in LEVELS:
                with self.subTest(f"{name}, {level}"):
                    run = runs[level]
                    for table in ("scalars", "expectations", "clusters", "users", "links"):
                        self.assertEqual(self.rows(run, table), self.rows(whole, table), table)
                    order = [json.loads((run / "fingerprints.json").read_bytes())["order"] for run in (run, whole)]
                    self.assertEqual(order[0], order[1])
                    kept |= ADDED[level]
                    now = self.counts(run)
                    self.assertTrue(all(now[table] >= before[table] for table in SWITCHED), "no level keeps less than the one before")
                    before = now
                    for table in SWITCHED:
                        if table == "location_changes" and table in kept and "requests" not in kept:
                            self.assertEqual([row[:-1] for row in self.rows(run, table)], [row[:-1] for row in self.rows(whole, table)])
                            self.assertEqual({row[-1] for row in self.rows(run, table)}, {None})
                        else:
                            self.assertEqual(self.rows(run, table), self.rows(whole, table) if table in kept else [], table)
                    self.assertEqual(self.header(run)["recorded"].split(), [t for t in self.header(whole)["recorded"].split() if t in kept])
            self.assertTrue(all(before[table] > 0 for table in SWITCHED
                                if table not in ("reachability", "calls_after_login", "storm_counts", "storm_users") and (table != "events" or name == "hub-failure")), before)

    def test_the_summary_says_what_it_does_not_know(self):
        run = self.run_of("hub-failure", "run", "--set", 'record={"level": "counters", "tables": {"location_changes": true}}')
        said = summary(run)
        self.assertIsNone(said["calls"])
        self.assertIsNone(said["requests"])
        self.assertEqual({change["convergence"] for change in said["location_changes"]["list"]}, {None})
        self.assertEqual(len(said["location_changes"]["list"]), 4)
        self.assertIsNone(summary(self.run_of("hub-failure", "none", "--set", "record=counters"))["location_changes"])
        for level in LEVELS:
            result = self.roamsim("run", SCENARIOS / "hub-failure.json", "--out", "seen", "--set", f"record={level}")
            self.assert_ends(result, 0)
            self.assertNotIn(b"never heard", result.stdout, level)


class Selection(RecordingTest):
    def test_tables_one_by_one(self):
        whole = self.counts(self.run_of("hub-failure", "whole"))
        for table in SWITCHED:
            with self.subTest(table):
                tables = {table: True} | ({NEEDS[table]: True} if table in NEEDS else {})
                now = self.counts(self.run_of("hub-failure", table, "--set", "record=" + json.dumps({"level": "counters", "tables": tables})))
                self.assertEqual(now, {name: whole[name] if name in tables or name in ADDED["counters"] else 0 for name in SWITCHED})
                tables = {table: False} | {other: False for other, needed in NEEDS.items() if needed == table}
                now = self.counts(self.run_of("hub-failure", table, "--set", "record=" + json.dumps({"tables": tables})))
                self.assertEqual(now, {name: 0 if name in tables else whole[name] for name in SWITCHED})

    def test_rows_of_some_clusters_and_users(self):
        whole = self.run_of("hub-failure", "whole")
        some = self.run_of("hub-failure", "some", "--set", 'record={"clusters": ["spoke1?"], "users": ["bo?", "reception"]}')
        clusters = "(SELECT id FROM clusters WHERE name LIKE 'spoke1_')"
        users = "(SELECT id FROM users WHERE name IN ('bob', 'reception'))"
        change = f"(cluster IN {clusters} OR truth IN {clusters}) AND user IN {users}"
        request = f"cluster IN {clusters} AND user IN {users}"
        call = f"(origin IN {clusters} OR target IN {clusters}) AND (from_user IN {users} OR to_user IN {users})"
        rules = {
            "events": f"cluster IN {clusters} OR link IN (SELECT id FROM links WHERE a IN {clusters} OR b IN {clusters})",
            "location_changes": change,
            "convergence": f"change IN (SELECT id FROM location_changes WHERE {change})",
            "advances": f"cluster IN {clusters} OR origin IN {clusters} OR peer IN {clusters}",
            "routes": f"(cluster IN {clusters} OR to_cluster IN {clusters}) AND user IN {users}",
            "registrations": request,
            "requests": request,
            "spans": f"request IN (SELECT id FROM requests WHERE {request})",
            "calls": call,
            "exchanges": f"from_cluster IN {clusters} OR to_cluster IN {clusters}",
            "call_legs": f"call IN (SELECT id FROM calls WHERE {call})",
            "call_messages": f"call IN (SELECT id FROM calls WHERE {call})",
            "call_counts": f"origin IN {clusters} OR target IN {clusters}",
            "call_delays": f"origin IN {clusters}",
            "calls_after_login": "true",
            "reachability": request,
            "http_requests": f"cluster IN {clusters}",
            "storm_counts": f"cluster IN {clusters}",
            "storm_users": request,
        }
        self.assertEqual(sorted(rules), SWITCHED)
        for table, rule in rules.items():
            with self.subTest(table):
                # Without keys, which are counted anew, and what refers to them.
                columns = [row[1] for row in self.ask(whole, f"PRAGMA table_info({table})") if row[1] not in ("id", "change", "request", "call")]
                select = f"SELECT {', '.join(columns)} FROM {table}"
                expected = self.ask(whole, f"{select} WHERE {rule} ORDER BY id")
                self.assertEqual(self.ask(some, f"{select} ORDER BY id"), expected)
                self.assertEqual(self.ask(some, f"SELECT id FROM {table} ORDER BY id"), [(i,) for i in range(len(expected))])
        # The views join by key, so that they show whether each row still belongs where it did.
        joined = {"v_convergence": "at_ns, user, cluster, received_after_ns, applied_after_ns", "v_spans": "kind, user, cluster, stage, begin_ns"}
        for view, columns in joined.items():
            found = self.ask(some, f"SELECT {columns} FROM {view}")
            self.assertTrue(found)
            self.assertLessEqual(set(found), set(self.ask(whole, f"SELECT {columns} FROM {view}")))
        for table in ("scalars", "expectations"):
            self.assertEqual(self.rows(some, table), self.rows(whole, table))


class Labels(RecordingTest):
    def test_labels_are_held_shown_and_change_nothing(self):
        plain = self.run_of(small_scenario(), "plain")
        named = self.run_of(small_scenario(experiment="fan-out", measurement="8 hubs \x1b[31m", repetition=3), "named")
        self.assertEqual([self.header(named)[key] for key in ("experiment", "measurement", "repetition")], ["fan-out", "8 hubs \x1b[31m", "3"])
        self.assertEqual(summary(named)["header"]["experiment"], "fan-out")
        self.assertEqual((named / "fingerprints.json").read_bytes(), (plain / "fingerprints.json").read_bytes())
        self.assertEqual(self.header(named)["scenario_hash"], self.header(plain)["scenario_hash"])
        listing = self.roamsim("results", named)
        self.assert_ends(listing, 0)
        self.assert_plain(listing.stdout)
        self.assertRegex(listing.stdout.decode(), r"(?m)^experiment +fan-out$")
        self.assertNotIn(b"experiment", self.roamsim("results", plain).stdout)
        result = self.roamsim("diff", plain, named)
        self.assert_ends(result, 0)
        self.assertRegex(result.stdout.decode(), r"\Aidentical: \d+ rows\n\n +label +A +B\n(?s:.*)fan-out")
        found = json.loads(self.roamsim("diff", plain, named, "--json").stdout)
        self.assertEqual((found["identical"], [entry["key"] for entry in found["labels"]]), (True, ["experiment", "measurement", "repetition"]))

    def test_repetitions_are_numbered(self):
        self.assert_ends(self.roamsim("run", self.write(small_scenario(repetition="mine")), "--quiet", "--repeat", 3, "--out", "many",
                                      "--set", "experiment=7"), 0)
        headers = [self.header(self.folder / "many" / f"seed-{seed}") for seed in (1, 2, 3)]
        self.assertEqual([(header["seed"], header["experiment"], header["repetition"]) for header in headers],
                         [("1", "7", "0"), ("2", "7", "1"), ("3", "7", "2")])


class WarmUp(RecordingTest):
    def expected(self, run, warmup):
        """The scalars that a run's tables come to, by the rules of docs/results.md."""
        one = lambda sql: self.ask(run, sql)[0][0]
        values = {
            "calls.offered": one(f"SELECT count(*) FROM calls WHERE at_ns >= {warmup}"),
            "calls.connected": one(f"SELECT count(*) FROM calls WHERE at_ns >= {warmup} AND outcome = 'connected'"),
            "requests.unfinished": one(f"SELECT count(*) FROM requests WHERE begin_ns >= {warmup} AND end_ns IS NULL"),
            "logins.code.0": one(f"SELECT count(*) FROM requests WHERE kind = 'login' AND begin_ns >= {warmup} AND code = 0"),
            "location_changes": one(f"SELECT count(*) FROM location_changes WHERE at_ns >= {warmup}"),
            "ils.batches": one(f"SELECT count(*) FROM exchanges WHERE at_ns >= {warmup}"),
        }
        everywhere = f"""SELECT max(v.applied_ns) - x.at_ns FROM location_changes x JOIN convergence v ON v.change = x.id
            WHERE x.at_ns >= {warmup} AND x.kind <> 'automatic_logout' AND v.applied_ns IS NOT NULL GROUP BY x.id
            HAVING count(*) = (SELECT count(*) FROM clusters WHERE role <> 'standalone')"""
        lists = {
            "login_time": f"SELECT end_ns - begin_ns FROM requests WHERE kind = 'login' AND code = 0 AND begin_ns >= {warmup}",
            "convergence": everywhere,
            "post_dial_delay": f"SELECT end_ns - at_ns FROM calls WHERE outcome = 'connected' AND at_ns >= {warmup}",
        }
        for name, sql in lists.items():
            delays = sorted(row[0] for row in self.ask(run, sql))
            values[f"{name}.count"] = len(delays)
            values[f"{name}.mean"] = sum(delays) / len(delays) / 1e9 if delays else None
            for percent in (50, 95, 99):
                values[f"{name}.p{percent}"] = delays[math.ceil(percent * len(delays) / 100) - 1] / 1e9 if delays else None
            values[f"{name}.max"] = delays[-1] / 1e9 if delays else None
        moves = one(f"SELECT count(*) FROM location_changes WHERE at_ns >= {warmup} AND kind <> 'automatic_logout'")
        values["convergence.unfinished"] = moves - values["convergence.count"]
        return values

    def test_scalars_are_what_the_tables_come_to(self):
        whole = self.run_of("hub-failure", "whole")
        for minutes in (0, 13, 14, 41, 44.5):
            with self.subTest(minutes):
                run = self.run_of("hub-failure", "run", "--set", f"warmup={minutes} min")
                self.assertEqual(self.header(run)["warmup_ns"], str(int(minutes * MINUTE)))
                self.assertEqual(summary(run)["header"]["warmup_ns"], int(minutes * MINUTE))
                for table in (*SWITCHED, "expectations"):
                    self.assertEqual(self.rows(run, table), self.rows(whole, table), f"{table} is whole")
                found = self.scalars(run)
                for name, value in self.expected(run, int(minutes * MINUTE)).items():
                    if value is None:
                        self.assertIsNone(found[name, "run"], name)
                    elif name == "logins.code.0" and value == 0:
                        self.assertNotIn((name, "run"), found)
                    else:
                        self.assertAlmostEqual(found[name, "run"], value, places=9, msg=name)
        listing = self.roamsim("results", self.run_of("hub-failure", "run", "--set", "warmup=1 min"))
        self.assertRegex(listing.stdout.decode(), r"(?m)^warmup_ns +60000000000$")

    def test_traffic_before_it_does_not_count(self):
        sent = []
        for minutes in (0, 10, 20, 44.999):
            found = self.scalars(self.run_of("hub-failure", "run", "--set", f"warmup={minutes} min", "--set", "record=counters"))
            sent.append([found[name, "run"] for name in ("ils.messages", "ils.bytes")])
        self.assertEqual(sent, sorted(sent, reverse=True))
        self.assertGreater(sent[0], sent[1])
        self.assertGreater(sent[2], sent[3])


if __name__ == "__main__":
    unittest.main()
