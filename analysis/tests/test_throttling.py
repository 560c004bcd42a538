"""The sections on logins under load: their measures, words, tables and pictures."""

import csv
import io
import json
import pathlib
import re
import sqlite3
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import numpy  # noqa: E402

from roamsim_analysis import load, throttling  # noqa: E402
from tests import sample  # noqa: E402
from tests.sample import MINUTE, SECOND  # noqa: E402
from tests.test_report import run_report  # noqa: E402
from tests.test_page import Parsed, WithPage, foreign_sources  # noqa: E402

MS = SECOND // 1000


def storm(folder, cluster="south", node="south-pub", name="walkover", recorded=None, scenario=True):
    """Four users come to a node with three slots; the third is told that it is busy and gets in later, the fourth gives up with error 6."""
    made = sample.Sample(folder)
    made.header(schema_version="3", title="A storm", seed="1", duration_ns=str(10 * MINUTE), end="reached", warmup_ns="0",
                **({} if recorded is None else {"recorded": recorded}))
    made.add("clusters", ("north", "hub"), (cluster, "hub"))
    made.add("users", *((f"u{i}", f"100{i}", 0, 1) for i in range(4)))
    begin = MINUTE
    made.add("storms", (name, "login", begin, 4))
    attempts = ((0, 0, 0), (1, 0, 0), (2, 0, 26), (3, 0, 6), (2, 10, 0))  # user, comes after (s), code
    kept = recorded is None
    for request, (user, at, code) in enumerate(attempts):
        at = begin + at * SECOND + user * 100 * MS
        end = at + (2 * SECOND if code == 0 else SECOND)
        if not kept:
            continue
        made.add("requests", ("login", user, 1, f"SEP{user}", at, end, code, "", "success" if code == 0 else {26: "busy", 6: "database_error"}[code]))
        made.add("spans", (request, "typing", at, at + 500 * MS), (request, "restart", at + 500 * MS, end))
        made.add("http_requests", (request, 1, 1, "state_query", 0, at, at + 100 * MS, 0),
                 (request, 1, 1, "login", 1, at + 500 * MS, at + 500 * MS + (0 if code == 26 else 400 * MS), code))
    if kept:
        made.add("storm_users", (0, 0, 1, "done", begin, begin + 2 * SECOND, 1, 1, 0, None, 0),
                 (0, 1, 1, "done", begin + 100 * MS, begin + 2100 * MS, 1, 1, 0, None, 0),
                 (0, 2, 1, "done", begin + 200 * MS, begin + 12200 * MS, 2, 1, 1, 26, 0),
                 (0, 3, 1, "gave_up", begin + 300 * MS, None, 1, 0, 1, 6, 0))
    made.add("storm_counts", (0, begin, 1, "came", None, 4), (0, begin, 1, "succeeded", None, 2), (0, begin, 1, "refused", 26, 1), (0, begin, 1, "refused", 6, 1),
             (0, begin + 10 * SECOND, 1, "succeeded", None, 1))
    scalars = {"users": 4, "done": 3, "gave_up": 1, "never_tried": 0, "users_cut_off": 0, "attempts": 5, "successes": 3, "refused": 2, "cut_off": 0, "refused.code.6": 1,
               "refused.code.26": 1, "until_50": 2.1, "latency.p50": 2.0, "latency.p95": 12.0, "latency.max": 12.0, "goodput": 14.75, "retries_per_success": 2 / 3}
    entity = f"{cluster} {node}"
    made.add("scalars", *((f"storm.{key}", name, value, "") for key, value in scalars.items()),
             *((key, entity, value, "") for key, value in (("em.requests.handled", 9), ("em.requests.code.26", 1), ("em.requests.code.6", 1),
                                                           ("em.requests_in_progress.max", 4), ("em.requests_in_progress.mean", 0.0035), ("theory.load", 0.5),
                                                           ("theory.misfit.database_shared", 1))))
    if scenario:
        folder.joinpath("scenario.json").write_text(json.dumps({"clusters": [
            {"id": "north", "nodes": [{"id": "north-pub"}], "extension_mobility": {"max_concurrent_requests": 5}},
            {"id": cluster, "nodes": [{"id": node}], "extension_mobility": {"max_concurrent_requests": 3}}]}), encoding="utf-8")
    return made.close()


class Measures(unittest.TestCase):
    def steps(self):
        return load.Steps(numpy.array([10, 20, 30, 50]), numpy.array([1, 3, 2, 0]), numpy.array([0, 2, 1, 0]))

    def test_an_integral_is_exact(self):
        self.assertEqual(self.steps().integral(0, 100), 10 + 30 + 40)
        self.assertEqual(self.steps().integral(15, 25), 5 + 15)
        self.assertEqual(self.steps().integral(60, 90), 0)

    def test_spans_have_the_most_and_the_integral(self):
        most, slots, integral = self.steps().binned(numpy.array([0, 15, 30, 45, 60]))
        self.assertEqual([most.tolist(), slots.tolist(), integral.tolist()], [[1, 3, 2, 2], [0, 2, 1, 1], [5, 5 + 30, 30, 10]])

    def test_time_at_the_limit(self):
        self.assertEqual([self.steps().time_at(n, 100) for n in (1, 2, 3)], [30, 10, 0])
        self.assertEqual([self.steps().first_at(n) for n in (1, 2, 3)], [20, 20, None])

    def test_widths_are_round(self):
        self.assertEqual([load.nice_width(span, 60) for span in (1, 60, 61, 121, 600, 601, 3001)], [1, 1, 2, 5, 10, 20, 100])

    def test_misfits_are_those_of_the_models(self):
        text = (sample.TOP / "models/queueing_theory/node_theory.hpp").read_text(encoding="utf-8")
        self.assertEqual(dict(re.findall(r'\{Misfit::\w+, "(\w+)",\s*"([^"]*)"\}', text)), throttling.MISFITS)
        names = re.findall(r'"(\w+)"', re.search(r"string_view, \d> names\{([^}]*)\}", text)[1])
        self.assertEqual(names, ["none", *throttling.FORMULAS])


class Page(WithPage):
    def tables(self, run):
        page = Parsed(self.page(run))
        return page, {name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text))) for name, text in page.data.items()}

    def test_what_is_told(self):
        page, tables = self.tables(storm(self.scratch / "run"))
        for words in ("Convergence and throttling report", "walkover: 4 users came from 1:00 on. 3 of them logged in; 1 gave up.",
                      "Of 5 attempts 2 were refused (40 %): 1 with error 6 (database error) and 1 with error 26 (busy).",
                      "Of all its users had logged in: 50 % after 2.10 s; 95 % and 99 % never.", "2 requests of 5 that ended were refused (40 %)",
                      "all of its 3 slots were taken for", "Little's law holds to the nanosecond", "requests hold their slots while they wait for the database in turn"):
            self.assertIn(words, page.text)
        self.assertEqual([(row["done"], row["refused"], row["refused: 6 (database error)"], row["refused: 26 (busy)"]) for row in tables["storms"]], [("3", "2", "1", "1")])
        node = tables["em-nodes"][0]
        self.assertEqual([node[name] for name in ("node", "limit", "RequestsHandled", "RequestsThrottled", "LoginsSuccessful", "Total Login/LogoutRequestsAttempted",
                                                  "error 6", "asked for a slot", "most slots")], ["south south-pub", "3", "9", "1", "3", "5", "1", "5", "3"])
        self.assertEqual(sum(int(row["succeeded"]) for row in tables["refusals"]), 3)
        self.assertEqual([row["done"] for row in tables["logins-completed"]][-1], "3")
        latency = {(row["stage"], row["attempt"]): row for row in tables["latency-by-stage"]}
        self.assertEqual([latency["restart", "succeeded"][name] for name in ("times", "median (s)", "longest (s)")], ["3", "1.5", "1.5"])
        self.assertEqual(latency["whole attempt", "refused"]["times"], "2")
        theory = tables["theory"][0]
        self.assertEqual([theory["refused, measured (share)"], theory["Little: time that requests spent there (s)"]], ["0.200000", "2.1"])

    def test_the_retrial_chain_tells_of_first_attempts(self):
        run = storm(self.scratch / "run")
        with sqlite3.connect(run / "results.sqlite") as database:
            database.execute("UPDATE scalars SET name = 'theory.blocking.retrial_chain', value = 0.24 WHERE name LIKE 'theory.misfit%'")
        page, tables = self.tables(run)
        self.assertEqual([tables["theory"][0][name] for name in ("asked for a slot", "refused", "refused, measured (share)", "refused by the formula (share)")],
                         ["4", "1", "0.250000", "0.240000"])
        self.assertIn("south south-pub: 25 % refused, 24 % by retrial chain", page.text)

    def test_a_node_whose_name_no_font_has_is_compared_too(self):
        run = storm(self.scratch / "run", node="south-\U000105C0")
        with sqlite3.connect(run / "results.sqlite") as database:
            database.execute("UPDATE scalars SET name = 'theory.blocking.retrial_chain', value = 0.24 WHERE name LIKE 'theory.misfit%'")
        self.assertIn("25 % refused, 24 % by retrial chain", self.tables(run)[0].text)

    def test_a_run_without_load_has_none_of_it(self):
        page = Parsed(self.page(sample.story(self.scratch / "run")))
        self.assertNotIn("throttling", page.text)
        self.assertNotIn("storms.csv", page.data)

    def test_of_a_low_level_the_level_that_is_needed_is_named(self):
        page = Parsed(self.page(storm(self.scratch / "run", recorded="call_counts storm_counts")))
        for words in ("The run did not keep when each user of a storm was done (record: requests keeps it).",
                      "The run did not keep each HTTP request (record: requests keeps it).", "The run did not keep stages of logins (record: requests keeps it).",
                      "Of 5 attempts 2 were refused (40 %): 1 with error 6 (database error) and 1 with error 26 (busy).", "2 requests of 5 that ended were refused"):
            self.assertIn(words, page.text)

    def test_without_the_scenario_there_is_no_limit(self):
        page, tables = self.tables(storm(self.scratch / "run", scenario=False))
        self.assertEqual((tables["em-nodes"][0]["node"], tables["em-nodes"][0]["limit"]), ("south node 1", ""))
        for content in ("", "[]", "{\"clusters\": 7}", "{\"clusters\": [{\"id\": \"south\"}]}"):
            (self.scratch / "run" / "scenario.json").write_text(content, encoding="utf-8")
            self.assertIn("south node 1", Parsed(self.page(self.scratch / "run")).text)

    def test_hostile_names_are_text(self):
        hostile = "<script>alert(1)</script> $x_{$ \u202e"
        text = self.page(storm(self.scratch / "run", cluster=hostile, node="<b>n</b>", name="=" + hostile))
        self.assertEqual(foreign_sources(text), [])
        self.assertNotIn("b", {tag for tag, _ in Parsed(text).elements})
        self.assertNotIn("\u202e", text)
        self.assertIn("<script>alert(1)</script>", Parsed(text).text)
        self.assertIn("'=<script>", Parsed(text).data["storms.csv"])

    def test_wrong_values_are_refused_with_their_place(self):
        run = storm(self.scratch / "run")
        with sqlite3.connect(run / "results.sqlite") as database:
            database.execute("UPDATE http_requests SET begin_ns = 'x' WHERE id = 3")
        result = run_report("report", run, "--html", self.scratch / "page.html")
        self.assertEqual(result.returncode, 2)
        self.assertIn("http_requests.begin_ns has a value of type text, allowed: integer", result.stderr)

    def test_pictures_are_written_and_the_same_each_time(self):
        run = storm(self.scratch / "run")
        written = []
        for name in ("a", "b"):
            self.drawn(run, "--pictures", self.scratch / name, "--format", "svg")
            written.append({path.name: path.read_bytes() for path in (self.scratch / name).iterdir()})
        self.assertLessEqual({"logins-completed.svg", "refusals.svg", "requests-in-progress.svg", "latency-by-stage.svg"}, set(written[0]))
        self.assertTrue(written[0] == written[1])


if __name__ == "__main__":
    unittest.main()
