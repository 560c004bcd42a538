#!/usr/bin/python3
"""The totals of a storm are the same to the unit in report, results, last counters and printed summary."""

import csv
import re
import sqlite3
import unittest

import pdh_reader
from support import SCENARIOS, CliTest

EM = "Cisco Extension Mobility"
# Columns of the report's table that are counters of the product, and what is true of their rows at the end.
COUNTERS = {
    "RequestsHandled": "code IS NOT 26",
    "RequestsInProgress": "end_ns IS NULL",
    "RequestsThrottled": "code = 26",
    "LoginsSuccessful": "kind = 'login' AND code = 0",
    "LogoutsSuccessful": "kind = 'logout' AND code = 0",
    "Total Login/LogoutRequestsAttempted": "kind IN ('login', 'logout')",
}


class Totals(CliTest):
    def table(self, name):
        with open(self.folder / "tables" / f"{name}.csv", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def rows(self, sql, *values):
        with sqlite3.connect(f"file:{self.folder / 'run' / 'results.sqlite'}?mode=ro", uri=True) as database:
            return database.execute(sql, values).fetchall()

    def hold(self, scenario, *options):
        """Runs it, makes the report, and compares; gives the printed summary."""
        ran = self.roamsim("run", scenario, "--out", "run", *options)
        self.assert_ends(ran, 0)
        self.assert_ends(self.roamsim("report", "run", "--csv", "tables"), 0)
        printed = ran.stdout.decode()
        self.storms(printed)
        self.nodes(printed)
        return printed

    def storms(self, printed):
        told = re.findall(r"^ +(\S+): (\d+) users, (\d+) logged \w+, (\d+) gave up, (\d+) never tried, (\d+) cut off.*\n"
                          r" +(\d+) attempts: (\d+) succeeded, (\d+) refused(?: \((.*)\))?, (\d+) cut off", printed, re.MULTILINE)
        table = self.table("storms")
        self.assertEqual([words[0] for words in told], [row["storm"] for row in table])
        self.assertTrue(told)
        for words, row in zip(told, table):
            name, *numbers, codes, cut_off = words
            columns = ("users", "done", "gave up", "never tried", "users cut off", "attempts", "successes", "refused")
            self.assertEqual([int(n) for n in numbers] + [int(cut_off)], [int(row[column]) for column in columns] + [int(row["cut off"])])
            with_code = {int(code): int(n) for n, code in re.findall(r"(\d+) with error (\d+)", codes)}
            self.assertEqual(with_code, {int(re.search(r"\d+", column)[0]): int(n) for column, n in row.items() if column.startswith("refused: ") and int(n)})
            users = self.rows("SELECT count(*), sum(outcome = 'done'), sum(x.attempts), sum(x.successes), sum(x.refusals) FROM storm_users x"
                              " JOIN storms s ON s.id = x.storm WHERE s.name = ?", name)[0]
            self.assertEqual(users, tuple(int(row[column]) for column in ("users", "done", "attempts", "successes", "refused")))
            curve = [entry for entry in self.table("logins-completed") if entry["storm"] == name]
            self.assertEqual(int(curve[-1]["done"]), int(row["done"]))
        refusals = self.table("refusals")
        by_code = {int(re.search(r"\d+", column)[0]): sum(int(span[column]) for span in refusals) for column in refusals[0] if column.startswith("refused: ")}
        self.assertEqual(sorted(by_code.items()), self.rows("SELECT code, count(*) FROM requests WHERE code <> 0 GROUP BY code ORDER BY code"))
        self.assertEqual([(sum(int(span["succeeded"]) for span in refusals),)], self.rows("SELECT count(*) FROM requests WHERE code = 0"))
        self.assertEqual(sum(by_code.values()), sum(int(row["refused"]) for row in table))

    def nodes(self, printed):
        logs = pdh_reader.read_all(self.folder / "run" / "rtmt")
        table = self.table("em-nodes")
        asked = self.rows("SELECT DISTINCT c.name, h.node, h.cluster FROM http_requests h JOIN clusters c ON c.id = h.cluster ORDER BY h.cluster, h.node")
        self.assertEqual(len(table), len(asked))
        hosts = {f"{name}-{node:02}" for name, node, _ in asked}
        self.assertLessEqual(hosts, logs.keys())
        for host in logs.keys() - hosts:
            said = logs[host][-1][1]
            self.assertEqual({value for (kind, _), value in said.items() if kind == "Cisco Extension Mobility"} - {0}, set(), "nobody asked this node")
        for row, (name, node, cluster) in zip(table, asked):
            self.assertTrue(row["node"].startswith(name + " "))
            last = logs[f"{name}-{node:02}"][-1][1]
            for counter, rule in COUNTERS.items():
                wanted, = self.rows(f"SELECT count(*) FROM http_requests WHERE cluster = ? AND node = ? AND {rule}", cluster, node)[0]
                self.assertEqual((int(row[counter]), last[EM, counter]), (wanted, wanted), (row["node"], counter))
            scalars = dict(self.rows("SELECT name, value FROM scalars WHERE entity = ?", row["node"]))
            self.assertEqual([int(row[column]) for column in ("RequestsHandled", "RequestsThrottled", "error 6", "most in progress")],
                             [scalars.get(f"em.{key}", 0) for key in ("requests.handled", "requests.code.26", "requests.code.6", "requests_in_progress.max")])
            # What a person reads on the terminal.
            self.assertIn(f"{row['node']}: {row['RequestsHandled']} HTTP requests handled, {row['RequestsThrottled']} refused with error 26,"
                          + (f" {row['error 6']} with error 6," if int(row["error 6"]) else "") + f" at most {row['most in progress']} in progress", printed)
            spans = [span for span in self.table("requests-in-progress") if span["node"] == row["node"]]
            self.assertEqual(max(int(span["most in progress"]) for span in spans), scalars["em.requests_in_progress.max"])
        for row in self.table("theory"):
            self.assertEqual(row["Little: time that requests spent there (s)"], row["Little: integral of requests in progress (s)"])

    def test_a_whole_cluster_walks_over(self):
        printed = self.hold(SCENARIOS / "home-outage-storm.json", "--set", 'record={"level": "requests", "rtmt": {}}')
        self.assertIn("refused with error 26", printed)
        # Requests in progress reach the limit.
        self.assertTrue(all(int(row["most slots"]) == int(row["limit"]) == 5 for row in self.table("em-nodes")))

    def test_the_database_refuses(self):
        self.hold(SCENARIOS / "database-overload.json", "--set", 'record={"level": "requests", "rtmt": {}}')
        self.assertTrue(any(int(row["error 6"]) for row in self.table("em-nodes")))


if __name__ == "__main__":
    unittest.main()
