#!/usr/bin/python3
"""Logs of performance counters, read by an independent reader and held against results.sqlite at each sample."""

import datetime
import json
import sqlite3
import unittest

import pdh_reader
from support import SCENARIOS, CliTest, small_scenario

EM = "Cisco Extension Mobility"
CCM = "Cisco CallManager"
TFTP = "Cisco TFTP Server"
DBCN = "Database Change Notification Server"
# What is true of the rows of a node at a date, exactly. Of calls: rows of call_legs with those of calls.
REQUESTS = {
    "RequestsHandled": "begin_ns <= :at AND code IS NOT 26",
    "RequestsInProgress": "begin_ns <= :at AND (end_ns IS NULL OR end_ns > :at)",
    "RequestsThrottled": "begin_ns <= :at AND code = 26",
    "LoginsSuccessful": "end_ns <= :at AND kind = 'login' AND code = 0",
    "LogoutsSuccessful": "end_ns <= :at AND kind = 'logout' AND code = 0",
    "Total Login/LogoutRequestsAttempted": "begin_ns <= :at AND kind IN ('login', 'logout')",
}
CALLS = {
    "CallsActive": "l.left_ns IS NULL AND c.answered_ns <= :at AND (c.ended_ns IS NULL OR c.ended_ns > :at)",
    "CallsAttempted": "l.begin_ns <= :at",
    "CallsCompleted": "l.left_ns IS NULL AND c.ended_ns <= :at AND c.answered_ns IS NOT NULL",
}
# Of stages of logins: the files of a cluster come from its first node with TFTP; a change goes to each such node.
STAGES = {
    (TFTP, "RequestsInProgress"): "s.stage = 'configuration' AND s.begin_ns <= :at AND (s.end_ns IS NULL OR s.end_ns > :at)",
    (TFTP, "DeviceChangeNotifications"): "s.stage = 'rebuild' AND s.begin_ns <= :at",
    (DBCN, "QueuedRequestsInDB"): "s.stage = 'change_notification' AND s.begin_ns <= :at AND (s.end_ns IS NULL OR s.end_ns > :at)",
}
COUNTERS = {(EM, name) for name in REQUESTS} | {(CCM, name) for name in CALLS} | set(STAGES) | {(CCM, "RegisteredHardwarePhones"), (TFTP, "BuildDeviceCount")}


class Counters(CliTest):
    def run_of(self, scenario, out, *options):
        self.assert_ends(self.roamsim("run", scenario, "--quiet", "--out", out, *options), 0)
        return self.folder / out

    def compare(self, run, interval=15, starts=datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)):
        """Every counter of every node at every sample but those of registered phones; gives the largest value of each
        counter and the logs."""
        logs = pdh_reader.read_all(run / "rtmt")
        most = {}
        scenario = json.loads((run / "scenario.json").read_text(encoding="utf-8"))
        with sqlite3.connect(f"file:{run / 'results.sqlite'}?mode=ro", uri=True) as database:
            one = lambda query, **values: database.execute(query, values).fetchone()[0]
            ended = int(one("SELECT value FROM header WHERE key = 'ended_ns'"))
            hosts = {}
            for number, cluster in enumerate(scenario["clusters"]):
                for node, made in enumerate(cluster["nodes"], 1):
                    hosts[f"{cluster['id']}-{node:02}"] = (number, node, made.get("services", {}))
            self.assertEqual(sorted(logs), sorted(hosts))
            for host, (cluster, node, services) in hosts.items():
                samples = logs[host]
                self.assertEqual(len(samples), ended // (interval * 10**9) + 1)
                for n, (date, values) in enumerate(samples):
                    self.assertEqual(date, starts + datetime.timedelta(seconds=n * interval))
                    self.assertLessEqual(values.keys(), COUNTERS, "what is not modelled is absent")
                    place = {"cluster": cluster, "node": node, "at": n * interval * 10**9}
                    wanted = {(EM, name): one(f"SELECT COUNT(*) FROM http_requests WHERE cluster = :cluster AND node = :node AND {rule}", **place)
                              for name, rule in REQUESTS.items()}
                    wanted |= {(CCM, name): one("SELECT COUNT(*) FROM call_legs l JOIN calls c ON c.id = l.call WHERE l.cluster = :cluster AND l.node = :node"
                                                f" AND NOT l.signalling_lost AND {rule}", **place) for name, rule in CALLS.items()}
                    for (kind, name), rule in STAGES.items():
                        of_node = " AND EXISTS (SELECT 1 FROM http_requests h WHERE h.request = r.id AND h.node = :node AND h.kind = 'login')" if kind == DBCN else ""
                        wanted[kind, name] = one(f"SELECT COUNT(*) FROM spans s JOIN requests r ON r.id = s.request WHERE r.cluster = :cluster{of_node} AND {rule}", **place)
                    for counter, value in wanted.items():
                        if counter in values:
                            self.assertEqual(values[counter], value, (host, counter, n))
                        most[counter] = max(most.get(counter, 0), values.get(counter, 0))
        return most, logs

    def test_samples_are_the_results(self):
        scenario = json.loads((SCENARIOS / "conformance" / "B9-throttling.json").read_text(encoding="utf-8"))
        scenario["expect"] = []
        scenario["timeline"].append({"at": "8 min", "do": "logout", "user": "default-1", "cluster": "default"})
        # The services list and the sign-in page take 0.4 s, typing 11.7 s: a sample at 5 min 15 s sees logins in progress.
        scenario["extension_mobility"]["typing"] = "14.3 s"
        most, _ = self.compare(self.run_of(self.write(scenario), "run", "--set", "record.rtmt={}"))
        self.assertGreater(min(most[EM, name] for name in REQUESTS), 0, most)

    def test_queues_and_calls_are_the_results(self):
        """A storm that fills the queues of change notification and TFTP, and calls that cross clusters, of two nodes each."""
        scenario = json.loads((SCENARIOS / "conformance" / "D4-counters.json").read_text(encoding="utf-8"))
        most, logs = self.compare(self.run_of(self.write(scenario), "run", "--set", "record.rtmt.interval=5 s"), 5)
        for counter in sorted(COUNTERS - {(CCM, "RegisteredHardwarePhones"), (TFTP, "BuildDeviceCount"), (EM, "RequestsThrottled"), (EM, "LogoutsSuccessful")}):
            self.assertGreater(most[counter], 0, counter)

    def test_registered_phones_are_the_registrations(self):
        """By cluster: those logged in at the start, and the rows of registrations up to the sample."""
        scenario = json.loads((SCENARIOS / "conformance" / "D4-counters.json").read_text(encoding="utf-8"))
        scenario["expect"] = []
        scenario["timeline"].append({"at": "12 min", "do": "node_outage", "node": "west-sub", "for": "5 min"})
        run = self.run_of(self.write(scenario), "run")
        logs = pdh_reader.read_all(run / "rtmt")
        with sqlite3.connect(f"file:{run / 'results.sqlite'}?mode=ro", uri=True) as database:
            for cluster, name in database.execute("SELECT id, name FROM clusters").fetchall():
                nodes = [samples for host, samples in sorted(logs.items()) if host.startswith(name + "-")]
                at_start = sum(user.get("logged_in", True) for own in scenario["clusters"] if own["id"] == name for user in own.get("users", [])
                               for _ in range(user.get("count", 1)))
                for n, of_nodes in enumerate(zip(*nodes)):
                    found = sum(values[CCM, "RegisteredHardwarePhones"] for _, values in of_nodes)
                    change, = database.execute("SELECT coalesce(sum(2 * registered - 1), 0) FROM registrations WHERE cluster = ? AND at_ns <= ?",
                                               (cluster, n * 15 * 10**9)).fetchone()
                    self.assertEqual(found, at_start + change, (name, n))
        failed = [values[CCM, "RegisteredHardwarePhones"] for _, values in logs["west-02"]]
        taken = [values[CCM, "RegisteredHardwarePhones"] for _, values in logs["west-01"]]
        self.assertEqual((failed[47] > 0, failed[49], taken[47], taken[52]), (True, 0, 0, failed[47]), "12 min is sample 48; back after 30 s and the queue")

    def test_a_large_log_goes_on_in_another_file(self):
        scenario = small_scenario()
        scenario["duration"] = "24 h"
        scenario["expect"] = []
        whole = self.run_of(self.write(scenario), "whole", "--set", 'record.rtmt={"interval": "5 s", "file_size": 500}')
        several = self.run_of(self.write(scenario), "several", "--set", 'record.rtmt={"interval": "5 s", "file_size": 1}')
        last = self.run_of(self.write(scenario), "last", "--set", 'record.rtmt={"interval": "5 s", "file_size": 1, "files": 1}')
        hosts = pdh_reader.read_all(whole / "rtmt")
        self.assertEqual(len(list((whole / "rtmt").iterdir())), len(hosts))
        self.assertGreater(len(list((several / "rtmt").iterdir())), len(hosts))
        self.assertEqual(pdh_reader.read_all(several / "rtmt"), hosts)
        for path in (several / "rtmt").iterdir():
            self.assertLessEqual(path.stat().st_size, 1_000_000)
            self.assertGreater(path.stat().st_size, 0)
        largest = max(path.stat().st_size for path in (several / "rtmt").iterdir())
        self.assertGreater(largest, 999_000, "a file is filled before the next begins")
        kept = pdh_reader.read_all(last / "rtmt")
        self.assertEqual(len(list((last / "rtmt").iterdir())), len(hosts), "the last file of each")
        for host, samples in kept.items():
            self.assertEqual(samples, hosts[host][-len(samples):])
        self.assertLess(min(len(samples) for samples in kept.values()), len(next(iter(hosts.values()))))

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
