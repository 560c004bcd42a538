"""The report of a sweep: what it says, the tables behind it, and what a browser makes of it."""

import csv
import io
import pathlib
import sqlite3
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import numpy  # noqa: E402

from roamsim_analysis import intervals  # noqa: E402
from tests import sample, sweep_sample  # noqa: E402
from tests.test_page import InChromium as Browser, Parsed, WithPage, foreign_sources  # noqa: E402
from tests.test_report import run_report  # noqa: E402


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


class Content(WithPage):
    def test_words(self):
        page = Parsed(self.page(sweep_sample.story(self.scratch / "sweep")))
        for words in ("Varied were interval (3 values, 1 min to 16 min) and topology (ring, star and mesh): 9 points.",
                      "From end to end: interval: 1 min to 16 min, 20.0 s more in all repetitions.",
                      "No sure difference from end to end: topology: ring to mesh.",
                      "No run has a number for nothing.", "Sweep report · common random numbers from seed 1",
                      "Not to be told apart from the first: mesh."):
            self.assertIn(words, page.text)

    def test_tables_hold_the_intervals(self):
        page = Parsed(self.page(sweep_sample.story(self.scratch / "sweep")))
        shared = [sweep_sample.shared(r) for r in range(5)]
        # The mean over ring, star and mesh; mesh swings by 0.5.
        expected = intervals.mean_interval([111 + s + (-1) ** r * 0.5 / 3 for r, s in enumerate(shared)])
        row = rows_of(page.data["delay-by-interval.csv"])[1]
        self.assertEqual((row["interval"], row["repetitions"]), ("4 min", "5"))
        self.assertTrue(numpy.allclose([float(row[name + " (s)"]) for name in ("mean", "from", "to")], [expected.estimate, expected.low, expected.high],
                                       rtol=1e-8))
        self.assertEqual(len(rows_of(page.data["delay-by-interval-topology.csv"])), 9)
        self.assertEqual(rows_of(page.data["points.csv"])[8]["lost (calls)"], "0")

    def test_pairs_take_away_what_the_seed_does(self):
        page = Parsed(self.page(sweep_sample.story(self.scratch / "sweep"), "--measure", "delay", "--by", "interval", "--compare", "topology=ring", "topology=star"))
        found = rows_of(page.data["delay-compared.csv"])
        self.assertEqual([row["where"] for row in found], ["all together", "interval 1 min", "interval 4 min", "interval 16 min"])
        for row in found:
            self.assertAlmostEqual(float(row["difference (s)"]), 3, places=9)
            self.assertLess(float(row["to (s)"]) - float(row["from (s)"]), 1e-6)
            self.assertEqual(row["surely different"], "yes")
        self.assertIn("topology star against topology ring, paired by repetition", page.text)

    def test_ranking(self):
        page = Parsed(self.page(sweep_sample.story(self.scratch / "sweep"), "--measure", "delay", "--by", "topology"))
        found = rows_of(page.data["delay-ranking-topology.csv"])
        self.assertEqual([(row["place"], row["topology"], row["surely more"]) for row in found],
                         [("1", "ring", ""), ("2", "mesh", "no"), ("3", "star", "yes")])
        mesh = intervals.mean_interval([(-1) ** r * 0.5 for r in range(5)], 1 - 0.05 / 3)
        self.assertAlmostEqual(float(found[1]["more, to (s)"]), mesh.high, places=7)

    def test_what_is_chosen(self):
        page = Parsed(self.page(sweep_sample.story(self.scratch / "sweep"), "--measure", "delay", "--by", "topology"))
        self.assertEqual(sorted(page.data), ["delay-by-topology.csv", "delay-from-end-to-end.csv", "delay-ranking-topology.csv", "points.csv"])

    def test_failures_and_missing_repetitions(self):
        page = Parsed(self.page(sweep_sample.story(self.scratch / "sweep", failed=[(0, 2, "stuck at <5 s>")]), "--measure", "delay", "--by", "interval"))
        self.assertIn("1 run failed and is in no mean.", page.text)
        self.assertIn("stuck at <5 s>", page.text)
        self.assertEqual([row["repetitions"] for row in rows_of(page.data["delay-by-interval.csv"])], ["4", "5", "5"])
        self.assertIn("Some values come from fewer repetitions", page.text)

    def test_one_repetition_has_no_interval(self):
        page = Parsed(self.page(sweep_sample.story(self.scratch / "sweep", repetitions=1), "--measure", "delay", "--by", "interval"))
        self.assertIn("Of one repetition, so without intervals.", page.text)
        self.assertEqual(rows_of(page.data["delay-by-interval.csv"])[0]["from (s)"], "")

    def test_shares_are_by_wilson(self):
        made = sweep_sample.make(self.scratch / "sweep", [sweep_sample.INTERVALS], [("met", "")], lambda name, labels, r: float(labels[0] != "16 min" or r > 0))
        found = rows_of(Parsed(self.page(made)).data["met-by-interval.csv"])
        for row, met in zip(found, (5, 5, 4)):
            wilson = intervals.wilson_interval(met, 5)
            self.assertAlmostEqual(float(row["from"]), wilson.low, places=7)
            self.assertAlmostEqual(float(row["to"]), wilson.high, places=7)

    def test_a_quantity_that_is_0_is_no_share(self):
        made = sweep_sample.make(self.scratch / "sweep", [sweep_sample.INTERVALS], [("part", "1")], lambda name, labels, r: 0.0 if labels[0] == "1 min" else 0.25)
        found = rows_of(Parsed(self.page(made)).data["part-by-interval.csv"])
        self.assertEqual([(row["from"], row["to"]) for row in found], [("0", "0"), ("0.25", "0.25"), ("0.25", "0.25")])

    def test_pictures_and_tables_as_files(self):
        made = sweep_sample.story(self.scratch / "sweep")
        result = run_report("report", made, "--pictures", self.scratch / "p", "--csv", self.scratch / "c", "--format", "png", "--quiet")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("delay-by-interval-topology.png", {path.name for path in (self.scratch / "p").iterdir()})
        self.assertIn("delay-by-interval-topology.csv", {path.name for path in (self.scratch / "c").iterdir()})

    def test_same_sweep_same_bytes(self):
        made = sweep_sample.story(self.scratch / "sweep")
        chosen = ("--measure", "delay", "--by", "interval,topology")
        self.assertEqual(self.page(made, *chosen), self.page(made, *chosen))

    def test_what_is_wrong_is_said(self):
        made = sweep_sample.story(self.scratch / "sweep")
        for words, told in ((("--measure", "dealy"), "no such measure with a value; there are: delay, lost"), (("--by", "x"), "no such axis"),
                            (("--compare", "topology=ring", "topology=bus"), "topology=bus: not AXIS=VALUE"),
                            (("--repetitions", made), "--repetitions is for the report of a run")):
            result = run_report("report", made, "--html", self.scratch / "x.html", *words)
            self.assertEqual(result.returncode, 2, words)
            self.assertIn(told, result.stderr)
        run = run_report("report", sample.story(self.scratch / "run"), "--by", "x")
        self.assertEqual((run.returncode, "is no folder of a sweep" in run.stderr), (2, True))
        with sqlite3.connect(made / "results.sqlite") as database:
            database.execute("UPDATE header SET value = '7' WHERE key = 'schema_version'")
        self.assertIn("schema version 7 found", run_report("report", made, "--html", self.scratch / "x.html").stderr)
        (made / "results.sqlite").write_bytes(b"no database at all" * 100)
        result = run_report("report", made, "--html", self.scratch / "x.html")
        self.assertEqual((result.returncode, "Traceback" in result.stderr), (2, False))
        (made / "results.sqlite").unlink()
        self.assertIn("roamsim sweep collect", run_report("report", made, "--html", self.scratch / "x.html").stderr)


class SweepInChromium(Browser):
    def test_quiet_alone_and_no_wider(self):
        text = self.page(sweep_sample.hostile(self.scratch / "sweep"))
        self.assertEqual(foreign_sources(text), [])
        self.assertEqual({tag for tag, _ in Parsed(text).elements} & {"script", "b"}, set())
        self.assertNotIn("\x1b", text)
        for width, dark in ((390, False), (1440, True)):
            _, console = self.browse("page.html", width, dark)
            self.assertEqual(console, [])
            self.assertEqual(self.server.asked, ["/frame.html", "/page.html"])
            self.fits(width)

    def fits(self, width):
        seen, _ = self.browse("page.html", width)
        self.assertEqual((seen["scrolls"], seen["width"], seen["cut"]), (width, width, []))
        self.assertGreaterEqual(seen["least"], 11, "pixels a line of text in a picture")

    test_quiet_and_alone = test_that_the_browser_would_tell = None  # of the page of a run

    def test_fits_a_phone_and_a_screen(self):
        self.page(sweep_sample.story(self.scratch / "sweep"))
        for width in (390, 1440):
            self.fits(width)

del Browser


if __name__ == "__main__":
    unittest.main()
