"""The report command as a user runs it: pictures, text, errors."""

import os
import pathlib
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from tests import sample  # noqa: E402

ANALYSIS = pathlib.Path(__file__).resolve().parents[1]


def run_report(*arguments, **environment):
    return subprocess.run([sys.executable, "-B", "-m", "roamsim_analysis", *map(str, arguments)], capture_output=True, text=True,
                          encoding="utf-8", timeout=240, cwd="/", check=False,
                          env={**os.environ, "PYTHONPATH": str(ANALYSIS), "PYTHONUTF8": "1", **environment})


class InScratch(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="roamsim-analysis-")
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)

    def pictures(self, folder):
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}

    def drawn(self, *arguments, **environment):
        result = run_report("report", *arguments, **environment)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertEqual(result.stderr, "")
        return result.stdout


class Pictures(InScratch):
    def test_same_run_same_bytes_whatever_the_user_has_set(self):
        run = sample.story(self.scratch / "run")
        settings = self.scratch / "matplotlib"
        settings.mkdir()
        (settings / "matplotlibrc").write_text("font.size: 30\nsavefig.dpi: 50\naxes.grid: True\nsvg.fonttype: none\ntext.usetex: True\n")
        self.drawn(run)
        self.drawn(run, "--out", self.scratch / "again", MPLCONFIGDIR=str(settings), TZ="Asia/Tokyo", SOURCE_DATE_EPOCH="1")
        first, again = self.pictures(run / "report"), self.pictures(self.scratch / "again")
        self.assertEqual(list(first), ["convergence-1.png", "convergence-1.svg", "routes-1000-001.png", "routes-1000-001.svg"])
        self.assertEqual(list(again), list(first))
        for name, content in first.items():
            self.assertTrue(again[name] == content, name)  # assertEqual would print the whole pictures
        for name, content in first.items():
            for trace in (b"tEXt", b"dc:date", b"dc:creator", str(self.scratch).encode()):
                self.assertNotIn(trace, content, name)

    def test_another_run_other_bytes(self):
        self.drawn(sample.story(self.scratch / "one"))
        self.drawn(sample.story(self.scratch / "two", clusters=("cluster1", "cluster2", "other")))
        one, two = self.pictures(self.scratch / "one/report"), self.pictures(self.scratch / "two/report")
        for name in one:
            self.assertNotEqual(one[name], two[name], name)

    def test_as_wide_as_a_readme(self):
        self.drawn(sample.story(self.scratch / "run"))
        for name in ("routes-1000-001.png", "convergence-1.png"):
            width, height = struct.unpack(">II", (self.scratch / "run/report" / name).read_bytes()[16:24])
            self.assertEqual(width, 1200)
            self.assertTrue(400 < height < 800, height)

    def test_hostile_and_japanese_names(self):
        run = sample.story(self.scratch / "run", **sample.HOSTILE)
        out = self.drawn(run)
        self.assertEqual([c for c in out if c != "\n" and not c.isprintable()], [])
        self.assertIn("東京クラスタ", out)
        self.assertEqual(sorted(path.name for path in self.scratch.rglob("*.png")),
                         ["convergence-1.png", "routes-_..__81_6__1.png"])
        for svg in (run / "report").glob("*.svg"):
            tags = {element.tag.rpartition("}")[2] for element in xml.etree.ElementTree.parse(svg).iter()}
            self.assertNotIn("script", tags)

    def test_many_clusters_with_long_names(self):
        run = sample.busy(self.scratch / "run")
        out = self.drawn(run)
        self.assertIn("note: 14 location changes, the first 12 are drawn", out)
        width, height = struct.unpack(">II", (run / "report/routes-1000-001.png").read_bytes()[16:24])
        self.assertEqual(width, 1200)
        self.assertLess(height, 2600, "30 rows at most")

    def test_nobody_moved(self):
        made = sample.Sample(self.scratch / "run")
        made.header(title="quiet", seed="1", duration_ns="1000000000")
        made.add("clusters", ("only", "standalone"))
        out = self.drawn(made.close())
        self.assertIn("nothing to draw", out)
        self.assertEqual(self.pictures(self.scratch / "run/report"), {})

    def test_what_was_not_kept_is_not_nothing(self):
        for name, recorded in (("counters", ""), ("changes", "location_changes routes")):
            made = sample.Sample(self.scratch / name)
            made.header(duration_ns="1000000000", recorded=recorded)
            made.add("clusters", ("a", "hub"), ("b", "hub"))
            made.add("users", ("u", "1", 0, 1))
            if recorded:
                made.add("location_changes", (5_000, "login", 0, 1, 1, 1, 1, None))
                made.add("routes", (5_000, 1, 0, 1))
            out = self.drawn(made.close())
            self.assertIn("did not keep when location changes became known", out)
            self.assertNotIn("nobody moved", out)
            self.assertNotIn("known in", out)
            self.assertEqual("location changes: not kept" in out, not recorded)
            self.assertEqual([n for n in self.pictures(self.scratch / name / "report") if n.startswith("convergence")], [])

    def test_sparse_records(self):
        """Only location changes are kept, some refer to nothing, a run of a few microseconds."""
        made = sample.Sample(self.scratch / "run")
        made.header()
        made.add("clusters", ("a", ""), ("b", ""))
        made.add("users", ("u", "1", None, 0))
        made.add("location_changes", (5_000, "automatic_logout", 0, 1, None, 1, 1, None), (5_000, "login", 0, 0, 0, 1, 1, 77))
        made.add("convergence", (0, 0, 5_000, None), (1, 1, 5_000, 5_000))
        self.assertIn("note: this run kept no routes to 1 ", self.drawn(made.close()))
        self.assertEqual(list(self.pictures(self.scratch / "run/report")),
                         ["convergence-1.png", "convergence-1.svg", "convergence-2.png", "convergence-2.svg"])

    def test_users_with_numbers_that_become_the_same_file_name(self):
        made = sample.Sample(self.scratch / "run")
        made.header(duration_ns=str(sample.MINUTE))
        made.add("clusters", ("a", "hub"))
        made.add("users", ("u", "1/1", 0, 1), ("v", "1+1", 0, 1), ("w", "..", 0, 1))
        for user in range(3):
            sample.login(made, user, user, 0, 0, {0: (0, 1)}, request=False)
        self.drawn(made.close())
        self.assertEqual(sorted(n for n in self.pictures(self.scratch / "run/report") if n.startswith("routes") and n.endswith("png")),
                         ["routes-1_1.png", "routes-1_1_2.png", "routes-_.png"])


class Text(InScratch):
    def test_summary(self):
        out = self.drawn(sample.story(self.scratch / "run"))
        for line in ("Home cluster down, Bob roams (seed 1)", "3 clusters, 3 users, 30 min 00 s simulated",
                     "  cluster1 down from 5:00 to 15:00", "  cluster1 booting from 15:00 to 18:00",
                     "  6:12 login of bob at cluster2: known in 3 of 3 clusters, last in cluster1 after 11 min 55 s",
                     "calls: 4 connected, 1 trunk_dead", "expectations: 1 of 2 met", "  FAILED converged within 2 s: found 2.45 s"):
            self.assertIn(line + "\n", out)

    def test_what_is_not_judged_is_no_failure(self):
        run = sample.story(self.scratch / "run")
        with sqlite3.connect(run / "results.sqlite") as database:
            database.execute("UPDATE expectations SET met = NULL, found = 'the run was stopped at 12:00.000' WHERE id = 1")
        out = self.drawn(run)
        self.assertIn("  not judged converged within 2 s: the run was stopped at 12:00.000\n", out)
        self.assertNotIn("FAILED", out)

    def test_quiet_names_the_files_only(self):
        out = self.drawn(sample.story(self.scratch / "run"), "--quiet")
        self.assertTrue(all(line.startswith("wrote ") for line in out.splitlines()), out)


class Errors(InScratch):
    def refused(self, folder, *parts, code=2, extra=()):
        result = run_report("report", folder, *extra)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertNotIn("Traceback", result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)

    def test_no_run(self):
        self.refused(self.scratch / "missing", "missing: is no folder")
        (self.scratch / "file").write_text("x")
        self.refused(self.scratch / "file", "is no folder")
        (self.scratch / "empty\x1b[31m").mkdir()
        self.refused(self.scratch / "empty\x1b[31m", "empty\\x1b[31m: is no run's folder, it has no results.sqlite")
        (self.scratch / "empty\x1b[31m/results.sqlite").mkdir()
        self.refused(self.scratch / "empty\x1b[31m", "is no run's folder")

    def test_no_database(self):
        for content in (b"", b"not a database at all" * 100, None):
            run = self.scratch / "run"
            shutil.rmtree(run, ignore_errors=True)
            if content is None:  # cut in the middle
                content = (sample.story(self.scratch / "whole") / "results.sqlite").read_bytes()[:9000]
            run.mkdir()
            (run / "results.sqlite").write_bytes(content)
            self.refused(run, "results.sqlite: ")

    def changed(self, sql):
        run = sample.story(self.scratch / "run")
        with sqlite3.connect(run / "results.sqlite") as database:
            database.executescript(sql)
        return run

    def test_other_schema_version(self):
        self.refused(self.changed("PRAGMA user_version = 4"), "schema version 4 found, and only 2 and 3 are known here; run its scenario.json again")

    def test_the_earlier_schema_version(self):
        self.drawn(self.changed("DROP VIEW v_knowledge; DROP VIEW v_reachability_steps; DROP VIEW v_convergence; DROP TABLE knowledge; DROP TABLE reachability_steps; ALTER TABLE convergence DROP COLUMN hops; PRAGMA user_version = 2"),
                   "--html", self.scratch / "page.html")
        self.assertNotIn("By hop", (self.scratch / "page.html").read_text(encoding="utf-8"))

    def test_missing_table(self):
        self.refused(self.changed("DROP TABLE convergence"), "the table convergence is missing")

    def test_missing_column(self):
        self.refused(self.changed("ALTER TABLE calls RENAME COLUMN outcome TO result"), "the table calls has no column outcome")

    def test_references_to_nothing(self):
        run = self.changed("UPDATE location_changes SET user = 99")
        self.refused(run, "location change 0 refers to user 99, which is not there")

    def test_values_of_another_type(self):
        run = self.changed("UPDATE location_changes SET at_ns = 'soon'")
        self.refused(run, "location_changes", "at_ns")

    def test_values_of_another_type_in_columns_of_numbers(self):
        for number, (value, found) in enumerate((("'x'", "text"), ("x'31'", "blob"), ("1.5", "real"), ("NULL", "null"))):
            with self.subTest(found):
                run = sample.story(self.scratch / f"run{number}")
                with sqlite3.connect(run / "results.sqlite") as database:
                    database.executescript(f"DROP VIEW v_convergence; CREATE TABLE other AS SELECT * FROM convergence; DROP TABLE convergence; ALTER TABLE other RENAME TO convergence;"
                                           f"UPDATE convergence SET change = {value} WHERE id = 1")
                self.refused(run, f"convergence.change has a value of type {found}, allowed: integer")

    def test_where_nothing_can_be_written(self):
        run = sample.story(self.scratch / "run")
        (self.scratch / "file").write_text("x")
        for out, reason in ((self.scratch / "file", "is no folder"), (self.scratch / "file/below", "cannot make the folder"),
                            (pathlib.Path("/proc/nowhere"), "cannot make the folder")):
            result = run_report("report", run, "--out", out)
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertIn(reason, result.stderr)

    def test_a_link_is_not_followed(self):
        run = sample.story(self.scratch / "run")
        (self.scratch / "elsewhere").mkdir()
        (run / "report").symlink_to(self.scratch / "elsewhere")
        result = run_report("report", run)
        self.assertEqual(result.returncode, 2)
        self.assertIn("is a symbolic link", result.stderr)
        self.assertEqual(list((self.scratch / "elsewhere").iterdir()), [])

    def test_a_linked_picture_is_replaced(self):
        run = sample.story(self.scratch / "run")
        (run / "report").mkdir()
        (self.scratch / "precious").write_text("precious")
        for name in ("convergence-1.png", ".convergence-1.svg.new"):
            (run / "report" / name).symlink_to(self.scratch / "precious")
        self.drawn(run)
        self.assertEqual((self.scratch / "precious").read_text(), "precious")

    def test_usage(self):
        for arguments in ((), ("report",), ("draw", "x"), ("report", "x", "--colour")):
            self.assertEqual(run_report(*arguments).returncode, 64, arguments)


if __name__ == "__main__":
    unittest.main()
