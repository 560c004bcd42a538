#!/usr/bin/python3
"""Single faults tried one by one: the worst is found, and each total is that of the run of that fault alone."""

import csv
import io
import json
import os
import signal
import sqlite3
import time
import unittest
from xml.etree import ElementTree

from support import PLANTED, CliTest, long_scenario, small_scenario

SVG = "{http://www.w3.org/2000/svg}"
WORST = "cluster_outage centre"
CLASSES = ("cluster_outage", "node_outage", "publisher_outage", "access_outage", "link_outage", "service_stop")


def centre_and_spokes():
    """Twelve clusters: a hub with most of the users, another hub, ten spokes behind the first; one line of its own."""
    clusters = [
        {"id": "centre", "ils": {"role": "hub"}, "users": [{"id": "c{n}", "dn": "10{n:2}", "count": 12, "super_user": True}]},
        {"id": "second", "ils": {"role": "hub", "hub": "centre"}, "users": [{"id": "alice", "dn": "2001", "super_user": True}]},
    ]
    for number in range(1, 11):
        clusters.append({"id": f"spoke{number}", "ils": {"role": "spoke", "hub": "centre"},
                         "nodes": [{"id": f"spoke{number}-pub"}, {"id": f"spoke{number}-sub"}],
                         "users": [{"id": f"s{number}", "dn": f"30{number:02}", "super_user": True}]})
    clusters[0]["nodes"] = [{"id": "centre-pub"}, {"id": "centre-sub"}]
    clusters[1]["nodes"] = [{"id": "second-pub"}]
    return {
        "schema_version": 1,
        "title": "A centre & ten spokes",
        "duration": "1 h",
        "clusters": clusters,
        "network": {"links": [{"between": ["spoke1", "spoke2"]}]},
        "timeline": [
            {"at": "10 min", "do": "access_outage", "cluster": "spoke9", "for": "12 min"},
            {"at": "21 min", "do": "login", "user": "s3", "cluster": "spoke4"},
            {"at": "22 min", "do": "login", "user": "c1", "cluster": "second"},
            {"at": "23 min", "do": "call", "from": "alice", "to": "1002"},
            {"at": "58 min", "do": "call", "from": "alice", "to": "3003"},
        ],
    }


def unreachable(folder):
    """By a run's database: the time of all pairs together, in nanoseconds, and how many clusters there are."""
    with sqlite3.connect(f"file:{folder / 'results.sqlite'}?mode=ro", uri=True) as database:
        total = database.execute("SELECT sum(observed_ns - reachable_ns) FROM reachability").fetchone()[0]
        return total, database.execute("SELECT count(*) FROM clusters").fetchone()[0]


def minutes(total, clusters):
    """In the same floating-point operations as the program."""
    return (float(total // 10 ** 9) + float(total % 10 ** 9) / 1e9) / 60 / clusters


class ChaosTest(CliTest):
    def chaos(self, *arguments, code=0):
        result = self.roamsim("chaos", *arguments)
        self.assert_ends(result, code, arguments)
        self.assert_no_trace(result.stderr)
        return result

    def json(self, *arguments, code=0):
        return json.loads(self.chaos(*arguments, "--json", code=code).stdout)

    def refused(self, *arguments, code=64):
        result = self.chaos(*arguments, code=code)
        self.assertEqual(result.stdout, b"")
        self.assert_plain(result.stderr)
        return result.stderr.decode()


class Ranking(ChaosTest):
    def test_the_planted_worst_comes_first_and_every_total_is_that_of_its_run(self):
        scenario = centre_and_spokes()
        path = self.write(scenario)
        found = self.json(path)
        faults = found["faults"]
        self.assertEqual(faults[0]["fault"], WORST)
        self.assertGreater(faults[0]["beyond_baseline_user_minutes"], 2 * next(
            fault for fault in faults if "centre" not in fault["fault"])["beyond_baseline_user_minutes"])
        self.assertEqual(found["dates_ns"], [1200 * 10 ** 9])
        self.assertEqual(found["for_ns"], 1200 * 10 ** 9)
        self.assertEqual([fault["rank"] for fault in faults], list(range(1, len(faults) + 1)))
        totals = [fault["unreachable_user_minutes"] for fault in faults]
        self.assertEqual(totals, sorted(totals, reverse=True))
        own = found["baseline"]["unreachable_user_minutes"]
        self.assertGreater(own, 10, "the scenario has a fault of its own")
        for fault in faults:
            self.assertAlmostEqual(fault["beyond_baseline_user_minutes"], fault["unreachable_user_minutes"] - own, places=6)
        # 12 clusters, 11 publishers and subscribers, 12 access lines less the one that is dead, a line, 5 services each.
        self.assertEqual(len(faults), 12 + 11 + 11 + 11 + 1 + 60)
        self.assertEqual(found["overlapping_left_out"], 1)
        chosen = [next(fault for fault in faults if fault["fault"].startswith(kind)) for kind in CLASSES]
        chosen += [fault for fault in faults if fault["fault"] in ("service_stop ils in centre", "access_outage spoke3")]
        self.assertEqual(len(chosen), 8)
        scenario["probes"] = [{"name": "all", "from": "*", "users": "*", "every": "1 h"}]
        for fault in [None] + chosen:
            timeline = fault["timeline"] if fault else []
            alone = self.write(scenario | {"timeline": scenario["timeline"] + timeline}, "alone.json")
            self.assert_ends(self.roamsim("run", alone, "--quiet", "--out", "out"), 0, fault)
            total, clusters = unreachable(self.folder / "out")
            expected = fault["unreachable_user_minutes"] if fault else found["baseline"]["unreachable_user_minutes"]
            self.assertEqual(minutes(total, clusters), expected, fault)
            self.assertGreater(total, 0)

    def test_pairs_and_what_is_in_the_table(self):
        path = self.write(centre_and_spokes())
        result = self.chaos(path, "--class", "access_outage", "--pairs", "--top", 3, "--show", 2, "--lasts", "15 min", "--csv", "all.csv")
        text = result.stdout.decode()
        lines = text.splitlines()
        self.assertIn("66 runs, each with one fault or two for 15 min, at 20 min", lines)
        self.assertRegex(text, r"\n   1 +\d[\d.]* +access_outage centre \+ access_outage \S+ +20 min")
        self.assertIn("and 63 more", text)
        self.assertIn("left out: 1 that would meet", text)
        self.assertRegex(text, r'\n  \{ "at": "20 min", "do": "access_outage", "cluster": "centre", "for": "15 min" \}\n'
                               r'  \{ "at": "20 min", "do": "access_outage", "cluster": "\w+", "for": "15 min" \}\n\Z')
        rows = list(csv.DictReader(io.StringIO((self.folder / "all.csv").read_text())))
        self.assertEqual(len(rows), 66)
        self.assertEqual(float(rows[0]["beyond_baseline_user_minutes"]) + 0.05 > float(lines[5].split()[1]), True)
        single = {row["fault"]: float(row["beyond_baseline_user_minutes"]) for row in rows}
        self.assertGreater(single["access_outage centre + access_outage second"], single["access_outage centre"])

    def test_dates_after_logins(self):
        path = self.write(centre_and_spokes())
        found = self.json(path, "--class", "link_outage", "--at", "events", "--at", "30 min", "--lasts", "5 min")
        self.assertEqual([at // 10 ** 9 for at in found["dates_ns"]], [1261, 1321, 1800])
        self.assertEqual(len(found["faults"]), 3)

    def test_what_survivors_bear(self):
        path = self.write(centre_and_spokes())
        faults = {fault["fault"]: fault for fault in self.json(path, "--class", "cluster_outage")["faults"]}
        second = faults["cluster_outage second"]
        self.assertEqual((second["logins_made"], second["logins_refused"], second["most_visitors_at"]), (1, 1, "spoke4"))
        self.assertEqual(second["logins_refused_beyond_baseline"], 1)
        self.assertEqual((second["calls_offered"], second["calls_failed_beyond_baseline"]), (1, 1), "Alice has no phone")
        self.assertEqual(faults["cluster_outage spoke5"]["calls_failed_beyond_baseline"], 0)
        self.assertEqual(faults["cluster_outage spoke5"]["logins_made"], 2)

    def test_the_same_bytes_with_any_number_of_jobs(self):
        path = self.write(centre_and_spokes())
        outputs = []
        for jobs in (1, 2):
            files = [f"{jobs}.csv", f"{jobs}.svg"]
            result = self.chaos(path, "--jobs", jobs, "--csv", files[0], "--picture", files[1], "--top", 200)
            outputs.append([result.stdout, *((self.folder / name).read_bytes() for name in files)])
            outputs[-1].append(self.chaos(path, "--jobs", jobs, "--json").stdout)
        self.assertEqual(outputs[0], outputs[1])

    def test_seeds_and_overrides_reach_the_runs(self):
        path = self.write(centre_and_spokes())
        found = self.json(path, "--class", "link_outage", "--seed", 7, "--set", "duration=3 h")
        self.assertEqual((found["seed"], found["duration_ns"], found["for_ns"]), (7, 3 * 3600 * 10 ** 9, 3600 * 10 ** 9))


class Picture(ChaosTest):
    def test_the_first_twenty(self):
        scenario = centre_and_spokes()
        scenario["title"] = "A <b>centre</b> & \u202eten"
        path = self.write(scenario)
        faults = self.json(path)["faults"]
        self.chaos(path, "--picture", "worst.svg")
        text = (self.folder / "worst.svg").read_text(encoding="utf-8")
        root = ElementTree.fromstring(text)
        self.assertEqual([label.text for label in root.findall(f"{SVG}text[@class='label']")], [fault["fault"] for fault in faults[:20]])
        lengths = [float(bar.get("width")) for bar in root.findall(f"{SVG}rect[@class='bar']")]
        self.assertEqual(lengths[0], 400)
        for fault, length in zip(faults, lengths):
            self.assertAlmostEqual(length, 400 * fault["beyond_baseline_user_minutes"] / faults[0]["beyond_baseline_user_minutes"], delta=0.06)
        self.assertIn("user-minutes", root.find(f"{SVG}text[@class='unit']").text)
        self.assertIn("prefers-color-scheme: dark", text)
        self.assertNotRegex(text.replace('xmlns="http://www.w3.org/2000/svg"', ""), r"https?:|url\(|@import|<!|<\?|<b>")
        self.assertNotIn("\u202e", text)


class BadInput(ChaosTest):
    def test_wrong_options(self):
        path = self.write(small_scenario())
        self.assertIn("--class", self.refused(path, "--class", "meteor"))
        self.assertIn("cluster_outage, node_outage", self.refused(path, "--class", "meteor"))
        for value in ("soon", "-1 min", "5", ""):
            self.assertIn("--at", self.refused(path, "--at", value))
        for value in ("0 s", "long", "-5 min"):
            self.assertIn("--lasts", self.refused(path, "--lasts", value))
        self.assertIn("beyond the run, which lasts 20 min", self.refused(path, "--lasts", "30 min"))
        self.assertIn("beyond the run, which lasts 20 min", self.refused(path, "--at", "25 min"))
        self.assertIn("nothing that could fail so", self.refused(path, "--class", "link_outage"))
        self.assertIn("there are 3 faults", self.refused(path, "--class", "cluster_outage", "--at", "10 min", "--show", 4))
        self.assertIn("does not end with .svg", self.refused(path, "--picture", "x.png"))
        self.assertIn("does not end with .csv", self.refused(path, "--csv", "scenario.json"))
        self.refused(path, "--json", "--show", 1)
        self.refused(path, "--seed", "-1")
        self.assertIn("no users", self.refused(self.write(small_scenario(clusters=[{"id": "one"}], timeline=[], expect=[]), "empty.json")))

    def test_too_many_runs_are_counted_and_refused(self):
        clusters = [{"id": "c{n}", "ils": {"role": "hub"}, "count": 40}, {"id": "last", "ils": {"role": "hub"}, "users": [{"id": "bob", "dn": "1"}]}]
        path = self.write(small_scenario(clusters=clusters, timeline=[], expect=[]))
        said = self.refused(path, "--pairs")
        self.assertRegex(said, r"\d{5} runs, and at most 10000 are made without --many")

    def test_mistakes_of_the_file(self):
        said = self.refused(self.write(small_scenario(duration="20 parsecs", colour="red")), code=2)
        self.assertIn(": /duration: ", said)
        self.assertIn(": /colour: ", said)
        self.refused("nowhere.json", code=2)

    def test_files_that_cannot_be_written_are_refused_before_the_runs(self):
        path = self.write(long_scenario())
        (self.folder / "link.svg").symlink_to(path)
        self.assertIn("no ordinary file", self.refused(path, "--picture", "link.svg", code=73))
        self.refused(path, "--csv", "nowhere/x.csv", code=73)
        self.assertEqual(sorted(os.listdir(self.folder)), ["link.svg", "scenario.json"])


class Ends(ChaosTest):
    def test_an_interruption(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            process = self.start("chaos", self.write(long_scenario()), "--csv", "x.csv")
            self.wait_for("the runs", (self.folder / ".x.csv.new").exists)
            time.sleep(0.3)
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
            self.assertEqual((process.returncode, out), (code, b""), err)
            self.assertEqual(os.listdir(self.folder), ["scenario.json"])


class FailingRuns(ChaosTest):
    """ROAMSIM_PLANTED is the program with a bug that shows once several changes are written at once."""

    program = PLANTED

    def test_are_listed_and_do_not_stop_the_rest(self):
        # A cluster whose ILS is back at 800 s hears of the login and of the logout while it still writes the former.
        path = self.write(small_scenario(expect=[], ils={"replication": "40 s"}, timeline=[
            {"at": "8 min", "do": "login", "user": "alice", "cluster": "two"},
            {"at": "805 s", "do": "logout", "user": "alice", "cluster": "two"}]))
        result = self.chaos(path, "--class", "service_stop", "--json", code=3)
        faults = json.loads(result.stdout)["faults"]
        self.assertEqual(len(faults), 15)
        self.assertEqual({fault["fault"] for fault in faults[12:]}, {f"service_stop ils in {name}" for name in ("one", "two", "three")})
        for fault in faults[:12]:
            self.assertIsNone(fault["problem"])
        for fault in faults[12:]:
            self.assertIn("invariant broken: ", fault["problem"])
            self.assertIsNone(fault["unreachable_user_minutes"])
            self.assertIn(f"{fault['fault']} at 400 s: invariant broken: ", result.stderr.decode())
        text = self.chaos(path, "--class", "service_stop", code=3).stdout.decode()
        self.assertEqual(text.count("run failed"), 3)

    def test_of_the_scenario_itself(self):
        path = self.write(small_scenario(expect=[], timeline=[
            {"at": "1 min", "do": "login", "user": "alice", "cluster": "two"},
            {"at": "2 min", "do": "logout", "user": "alice", "cluster": "two"}]))
        result = self.chaos(path, "--set", "ils.replication=2 min", code=3)
        self.assertEqual(result.stdout, b"")
        self.assertIn(b"the scenario itself, without a fault of the study: invariant broken: ", result.stderr)


if __name__ == "__main__":
    unittest.main()
