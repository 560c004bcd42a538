#!/usr/bin/python3
"""Reading and comparing runs: `roamsim results`, `roamsim diff`, and the queries of docs/results.md."""

import csv
import io
import json
import re
import shutil
import sqlite3
import unittest

from support import SCENARIOS, SOURCE, CliTest, small_scenario

SHIPPED = ("figure-3-roaming", "hub-failure")


def documented_queries():
    return re.findall(r"^```sql\n(.*?)^```$", (SOURCE / "docs" / "results.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


class ResultsTest(CliTest):
    def run_of(self, scenario, out, *options, code=0):
        self.assert_ends(self.roamsim("run", scenario, "--quiet", "--out", out, *options), code)
        return self.folder / out

    def shipped(self, name, out=None, *options, code=0):
        return self.run_of(SCENARIOS / f"{name}.json", out or name, *options, code=code)

    def rows(self, run, *what):
        """As objects."""
        result = self.roamsim("results", run, *what, "--format", "json")
        self.assert_ends(result, 0, what)
        return json.loads(result.stdout)

    def refused(self, *arguments):
        """What is said when it ends with 2 and nothing on the standard output."""
        result = self.roamsim(*arguments)
        self.assert_ends(result, 2, arguments)
        self.assertEqual(result.stdout, b"")
        self.assert_plain(result.stderr)
        self.assert_no_trace(result.stderr)
        return result.stderr.decode()

    def change(self, run, sql):
        with sqlite3.connect(run / "results.sqlite") as database:
            database.executescript(sql)
        database.close()


class Queries(ResultsTest):
    def test_every_query_of_the_document_finds_something(self):
        queries = documented_queries()
        self.assertEqual(len(queries), 10)
        runs = [self.shipped(name) for name in SHIPPED]
        for query in queries:
            found = [self.rows(run, query) for run in runs]
            self.assertTrue(any(found), query)

    def test_what_they_find(self):
        run = self.shipped("hub-failure")
        by_column = {}
        for query in documented_queries():
            for row in self.rows(run, query):
                for column, value in row.items():
                    by_column.setdefault(column, {})[row.get("user")] = value
        registered = {(row["phone"], row["registered"]): row["at_s"] for row in self.rows(run, "v_registrations") if row["user"] == "bob"}
        [gone], [came] = ([at for (_, here), at in registered.items() if here == wanted] for wanted in (0, 1))
        self.assertAlmostEqual(by_column["double_s"]["bob"], gone - came, places=6)
        self.assertNotIn("alice", by_column["double_s"])
        # Bob moves once, and every cluster sends calls to his old place until its one change of route.
        [login] = [row["at_s"] for row in self.rows(run, "v_location_changes") if (row["user"], row["kind"]) == ("bob", "login")]
        late = [row["at_s"] - login for row in self.rows(run, "v_routes") if row["user"] == "bob" and row["at_ns"] > 0]
        self.assertAlmostEqual(by_column["stale_s"]["bob"], sum(late), places=6)


class Reading(ResultsTest):
    def test_tables_are_listed_with_rows_and_words(self):
        run = self.shipped("figure-3-roaming")
        listed = {entry["name"]: entry for entry in self.rows(run)}
        with sqlite3.connect(run / "results.sqlite") as database:
            present = dict(database.execute("SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view')"))
            self.assertEqual({name: entry["kind"] for name, entry in listed.items()}, present)
            for name, entry in listed.items():
                self.assertEqual(entry["rows"], database.execute(f"SELECT count(*) FROM {name}").fetchone()[0])
                self.assertTrue(entry["about"], name)

    def test_formats_agree(self):
        run = self.shipped("figure-3-roaming")
        objects = self.rows(run, "v_calls")
        self.assertEqual(len(objects), 7)
        table = list(csv.reader(io.StringIO(self.roamsim("results", run, "v_calls", "--format", "csv").stdout.decode())))
        self.assertEqual(table[0], list(objects[0]))
        self.assertEqual([row[table[0].index("outcome")] for row in table[1:]], [entry["outcome"] for entry in objects])
        text = self.roamsim("results", run, "v_calls").stdout.decode().splitlines()
        self.assertEqual(len(text), 8)
        self.assertEqual(text[0].split(), table[0])

    def test_text_is_limited_and_says_so(self):
        run = self.shipped("figure-3-roaming")
        query = "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n"
        for count, options, lines in ((200, [], 201), (201, [], 201), (201, ["--all"], 202), (201, ["--format", "csv"], 202)):
            result = self.roamsim("results", run, query.format(count), *options)
            self.assert_ends(result, 0)
            self.assertEqual(len(result.stdout.splitlines()), lines)
            self.assertEqual(b"--all" in result.stderr, lines - 1 < count, (count, options))
        self.assertEqual(len(self.rows(run, query.format(201))), 201)

    def test_a_wrong_name_is_answered_with_the_nearest(self):
        run = self.shipped("figure-3-roaming")
        self.assertIn('did you mean "v_calls"?', self.refused("results", run, "v_cals"))
        self.assertIn('did you mean "calls"?', self.refused("results", run, "SELECT * FROM cals"))
        self.assertIn("lists the tables", self.refused("results", run, "zzzzzzzz"))
        self.assertIn("no such column: colour", self.refused("results", run, "SELECT colour FROM calls"))

    def test_nothing_is_changed(self):
        run = self.shipped("figure-3-roaming")
        before = (run / "results.sqlite").read_bytes()
        for query in ("DROP TABLE calls", "UPDATE calls SET outcome = 'x'", "DELETE FROM calls", "PRAGMA user_version = 7",
                      "ATTACH 'new.sqlite' AS n", "VACUUM INTO 'new.sqlite'", "SELECT 1; DROP TABLE calls",
                      "WITH x AS (SELECT 1) DELETE FROM calls", "/* SELECT */ DROP TABLE calls"):
            self.assertRegex(self.refused("results", run, query), "SELECT or WITH|not changed|more than one statement")
        self.assertEqual((run / "results.sqlite").read_bytes(), before)
        self.assertEqual([entry.name for entry in self.folder.iterdir()], [run.name])
        self.assertEqual(self.rows(run, " -- why\n/* not */ select 1 AS one, 2 AS one;"), [{"one": 1, "one:2": 2}])

    def test_names_that_a_terminal_acts_on(self):
        run = self.shipped("figure-3-roaming")
        result = self.roamsim("results", run, "SELECT 'a' || char(27) || '[31m' AS \"x\x1b[31m\"")
        self.assert_ends(result, 0)
        self.assert_plain(result.stdout)


class Folders(ResultsTest):
    def test_what_is_not_a_run(self):
        (self.folder / "foreign").mkdir()
        self.assertIn("no such folder", self.refused("results", "nowhere"))
        self.assertIn("not a run's folder", self.refused("results", "foreign"))
        scenario = self.write(small_scenario())
        self.assertIn("no folder", self.refused("results", scenario))
        self.run_of(scenario, "many", "--repeat", 2)
        self.assertIn("many/seed-1", self.refused("results", "many"))
        self.assertIn("many/seed-1", self.refused("diff", "many", "many/seed-2"))

    def test_other_versions_and_other_databases(self):
        run = self.run_of(self.write(small_scenario()), "run")
        shutil.copytree(run, self.folder / "copy")
        self.change(self.folder / "copy", "PRAGMA user_version = 99")
        for words in (["results", "copy"], ["results", "copy", "calls"], ["diff", run, "copy"]):
            said = self.refused(*words)
            self.assertIn("has schema version 99, and this roamsim reads version 3", said)
            self.assertIn("again", said)
        self.change(self.folder / "copy", "PRAGMA application_id = 1")
        self.assertIn("not one of roamsim's", self.refused("results", "copy"))
        (self.folder / "copy" / "results.sqlite").write_bytes(b"nonsense " * 1000)
        self.assertIn("cannot be read: file is not a database", self.refused("results", "copy"))

    def test_partial_runs_are_named(self):
        run = self.run_of(self.write(small_scenario()), "run")
        self.assertEqual(self.roamsim("results", run).stderr, b"")
        (run / ".results.sqlite.new").write_bytes(b"")
        self.assertIn(b"later run", self.roamsim("results", run).stderr)
        (run / ".results.sqlite.new").unlink()
        (run / ".roamsim-partial").write_text("")
        self.assertIn(b"run: partial: ", self.roamsim("results", run).stderr)
        (run / ".roamsim-partial").unlink()
        other = self.run_of("scenario.json", "other", "--set", "ils.interval=3 min")
        shutil.copy(other / "fingerprints.json", run)
        for _ in range(2):
            result = self.roamsim("results", run)
            self.assert_ends(result, 0)
            self.assertIn(b"run: partial: ", result.stderr)
            (run / "fingerprints.json").unlink(missing_ok=True)
        (run / "results.sqlite").unlink()
        self.assertIn("partial run", self.refused("results", run))


class Comparing(ResultsTest):
    def test_a_run_and_itself(self):
        run = self.shipped("figure-3-roaming")
        again = self.shipped("figure-3-roaming", "again")
        self.change(again, "UPDATE header SET value = '9.9' WHERE key IN ('program_version', 'simgrid_version')")
        for other in (run, again):
            result = self.roamsim("diff", run, other)
            self.assert_ends(result, 0)
            self.assertRegex(result.stdout, rb"\Aidentical: \d+ rows\n\Z")
        self.assertTrue(json.loads(self.roamsim("diff", run, again, "--json").stdout)["identical"])

    def test_one_parameter(self):
        run = self.shipped("figure-3-roaming")
        slower = self.shipped("figure-3-roaming", "slower", "--set", "ils.batch_processing=2 s", code=0)
        first = self.rows(run, "SELECT min(at_ns) AS at_ns FROM advances")[0]["at_ns"]
        result = self.roamsim("diff", run, slower)
        self.assert_ends(result, 1)
        self.assert_plain(result.stdout)
        self.assertRegex(result.stdout.decode(), r"They part at 6:13\.451, in advances:\n  A  6:13\.451 .*cluster3 has received.*\n"
                                                 r"  B  6:14\.451 .*cluster3 has received")
        found = json.loads(self.roamsim("diff", run, slower, "--json").stdout)
        self.assertFalse(found["identical"])
        self.assertEqual((found["parting"]["at_ns"], found["parting"]["table"]), (first, "advances"))
        self.assertEqual(found["parting"]["b"]["at_ns"] - first, 1_000_000_000)
        self.assertIn("scenario_hash", {entry["key"] for entry in found["header"]})

    def test_an_end_counts_from_when_it_shows(self):
        run = self.shipped("figure-3-roaming")
        other = self.shipped("figure-3-roaming", "other")
        self.change(other, "UPDATE calls SET outcome = 'stale_route' WHERE id = 2; UPDATE calls SET dialled = '1' WHERE id = 6;"
                           "UPDATE scalars SET value = value * 2 WHERE name = 'ils.bytes'; UPDATE scalars SET value = value + 1 "
                           "WHERE name = 'ils.messages'")
        result = self.roamsim("diff", run, other, "--json")
        self.assert_ends(result, 1)
        found = json.loads(result.stdout)
        call = self.rows(run, "calls")[2]
        self.assertEqual(found["parting"]["at_ns"], call["end_ns"])
        self.assertIn("stale_route", found["parting"]["b"]["words"])
        self.assertEqual([entry["name"] for entry in found["scalars"]], ["ils.bytes", "ils.messages"])
        self.assertEqual(found["scalars"][0]["relative"], 0.5)
        self.assertEqual({entry["table"]: entry["first_row"] for entry in found["tables"]},
                         {"calls": 2, "scalars": min(row["id"] for row in self.rows(run, "scalars") if row["name"].startswith("ils."))})

    def test_what_one_side_lacks(self):
        run = self.shipped("figure-3-roaming")
        other = self.shipped("figure-3-roaming", "other")
        self.change(other, "DELETE FROM registrations WHERE id = 3")
        found = json.loads(self.roamsim("diff", run, other, "--json").stdout)
        self.assertEqual((found["parting"]["table"], found["parting"]["b"]), ("registrations", None))
        self.assertIn(b"nothing more of the kind", self.roamsim("diff", run, other).stdout)
        self.change(other, "DROP TABLE expectations")
        self.assertIn("expectations", self.refused("diff", run, other))

    def test_any_table_counts(self):
        run = self.shipped("figure-3-roaming")
        other = self.folder / "other"
        for table in ("clusters", "users", "scalars", "events", "location_changes", "convergence", "advances", "routes",
                      "registrations", "requests", "spans", "calls", "exchanges", "expectations"):
            shutil.rmtree(other, ignore_errors=True)
            shutil.copytree(run, other)
            self.change(other, f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})")
            result = self.roamsim("diff", run, other, "--json")
            self.assert_ends(result, 1, table)
            self.assertEqual([entry["table"] for entry in json.loads(result.stdout)["tables"]], [table])


if __name__ == "__main__":
    unittest.main()
