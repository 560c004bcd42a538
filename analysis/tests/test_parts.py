"""The parts that pictures are made of."""

import pathlib
import sys
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import matplotlib.text  # noqa: E402
from matplotlib import font_manager  # noqa: E402

from roamsim_analysis import convergence, routes, style, text  # noqa: E402
from roamsim_analysis.run import Outage, Run  # noqa: E402
from tests import sample  # noqa: E402


class Words(unittest.TestCase):
    def test_printable(self):
        self.assertEqual(text.printable("a\x1b[31m\n\t東\u202e\x9b\x7f"), "a\\x1b[31m\\n\\t東\\u{202e}\\u{9b}\\x7f")

    def test_shortened(self):
        self.assertEqual(text.shortened("cluster1", 8), "cluster1")
        self.assertEqual(text.shortened("cluster-0123456789", 9), "clust…89")
        for name in ("東京クラスタ大阪クラスタ", "x" * 90, "\\u{5927}" * 5, "東x京y" * 9):
            for width in range(1, 40):
                short = text.shortened(name, width)
                self.assertLessEqual(text._columns(short), max(width, 1), (name, width))
                self.assertEqual("".join(text.units(short)).count("\\u{"), short.count("}"), "no escape is cut in two")

    def test_duration(self):
        for ns, words in ((0, "0 s"), (5, "5 ns"), (1500, "1.5 µs"), (180_000_000, "180 ms"), (999_999_999, "1.00 s"),
                          (2_450_000_000, "2.45 s"), (9_999_000_000, "10.0 s"), (59_990_000_000, "1 min 00 s"),
                          (715_350_000_000, "11 min 55 s"), (3_599_999_000_000, "1 h 00 min"), (7_380_000_000_000, "2 h 03 min"),
                          (200_000 * 10**9, "2 d 08 h"), (-2_450_000_000, "-2.45 s")):
            self.assertEqual(text.duration(ns), words)

    def test_clock(self):
        self.assertEqual([text.clock(s * 10**9) for s in (0, 372, 3599, 3972)], ["0:00", "6:12", "59:59", "1:06:12"])

    def test_file_part(self):
        self.assertEqual(text.file_part("1000-001"), "1000-001")
        for name in ("../../etc/passwd", "..", "-rf", "", "a/b\0c", "東京", "x" * 500):
            part = text.file_part(name)
            self.assertRegex(part, r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,39}$", name)


class Data(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="roamsim-analysis-")
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)

    def test_outages(self):
        made = sample.Sample(self.scratch / "run")
        made.header(duration_ns="100")
        made.add("clusters", ("a", "hub"), ("b", "hub"))
        made.add("events", (10, "failed", 0, None, ""), (20, "repaired", 0, None, ""), (25, "failed", 0, None, ""), (30, "repaired", 0, None, ""),
                 (40, "recovered", 0, None, ""), (15, "access_down", 1, None, ""), (50, "access_up", 1, None, ""), (60, "failed", 1, None, ""))
        with Run(made.close()) as run:
            self.assertEqual(run.outages(), [
                Outage(0, "down", 10, 20), Outage(1, "cut off", 15, 50), Outage(0, "booting", 20, 25), Outage(0, "down", 25, 30),
                Outage(0, "booting", 30, 40), Outage(1, "down", 60, 100)])

    def test_folders_with_characters_of_an_address(self):
        with Run(sample.story(self.scratch / "run?mode=rw#%41 大阪")) as run:
            self.assertEqual(len(run.clusters), 3)

    def test_members_without_a_row_never_learned_it(self):
        made = sample.Sample(self.scratch / "run")
        made.header()
        made.add("clusters", ("a", "hub"), ("b", "spoke"), ("c", "standalone"))
        made.add("users", ("u", "1", 0, 1))
        made.add("location_changes", (5, "login", 0, 0, 0, 1, 1, None))
        made.add("convergence", (0, 0, 5, 5))
        with Run(made.close()) as run:
            self.assertEqual([(k.cluster, k.applied) for k in run.knowledge_of(0)], [(0, 5), (1, None)])

    def test_spread(self):
        self.assertEqual(convergence.spread([5, 1.0, 9], 1, 10), [5, 6, 9])
        self.assertEqual(convergence.spread([0, 9.9, 9.95, 10], 1, 10), [0.5, 7.5, 8.5, 9.5])

    def test_segments(self):
        self.assertEqual(routes.segments([(0, "a"), (5, "b"), (5, "c"), (9, "c"), (20, "d")], 10), [(0, 5, "a"), (5, 10, "c")])
        self.assertEqual(routes.without(0, 10, [(2, 3), (8, 20)]), [(0, 2), (3, 8)])

    def test_the_slowest_are_shown(self):
        with Run(sample.busy(self.scratch / "run")) as run:
            shown = [cluster.id for cluster in routes.rows_shown(run, run.changes())]
            self.assertEqual(len(shown), 30)
            self.assertEqual(shown, sorted(shown))
            self.assertIn(39, shown, "it never learned one")
            known, total = convergence.ranked(run, run.changes(1)[0])
            self.assertEqual((len(known), total), (30, 40))
            delays = [k.applied for k in known[:-1]]
            self.assertEqual(delays, sorted(delays))
            self.assertIsNone(known[-1].applied)


class Drawing(unittest.TestCase):
    def draw(self, **story):
        with tempfile.TemporaryDirectory(prefix="roamsim-analysis-") as scratch:
            with Run(sample.story(pathlib.Path(scratch) / "run", **story)) as run:
                fonts = style.Fonts([c.name for c in run.clusters] + [u.name for u in run.users] + [run.title])
                with style.settings(fonts):
                    return [routes.draw(run, run.users[0], fonts), convergence.draw(run, run.changes()[0], fonts)]

    def texts(self, figure):
        return [t for t in figure.findobj(matplotlib.text.Text) if t.get_text().strip() and t.get_visible()]

    def assert_inside(self, figure):
        figure.canvas.draw()
        renderer, (width, height) = figure.canvas.get_renderer(), figure.canvas.get_width_height()
        for shown in self.texts(figure):
            box = shown.get_window_extent(renderer)
            self.assertTrue(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, (shown.get_text(), box))

    def assert_apart(self, figure):
        """No text covers another."""
        renderer = figure.canvas.get_renderer()
        boxes = [(t.get_text(), t.get_window_extent(renderer).shrunk(0.98, 0.7)) for t in self.texts(figure)]
        for i, (one, box) in enumerate(boxes):
            for other, other_box in boxes[i + 1:]:
                apart = box.x1 <= other_box.x0 or other_box.x1 <= box.x0 or box.y1 <= other_box.y0 or other_box.y1 <= box.y0
                self.assertTrue(apart, f"{one!r} and {other!r} overlap")

    def test_nothing_is_clipped_or_covered(self):
        for story in ({}, sample.HOSTILE, {"user": "W" * 60, "dn": "9" * 60, "title": "t" * 300,
                                           "clusters": ("M" * 50, "W" * 50, "c" * 50)}):
            for figure in self.draw(**story):
                self.assert_inside(figure)
                self.assert_apart(figure)

    def test_busy_pictures_too(self):
        with tempfile.TemporaryDirectory(prefix="roamsim-analysis-") as scratch:
            with Run(sample.busy(pathlib.Path(scratch) / "run")) as run:
                fonts = style.Fonts([])
                with style.settings(fonts):
                    for figure in (routes.draw(run, run.users[0], fonts), convergence.draw(run, run.changes()[3], fonts)):
                        self.assert_inside(figure)
                        self.assert_apart(figure)

    def test_what_the_pictures_say(self):
        told = [{t.get_text().strip() for t in self.texts(figure)} for figure in self.draw()]
        for words in ("where bob is", "login at cluster2, 6:12", "down", "booting", "→ cluster2", "simulated time (min)", "call failed"):
            self.assertIn(words, told[0])
        for words in ("180 ms", "2.45 s", "11 min 55 s", "down until 18:00", "commit", "3  typing 8.00 s",
                      "delay after the commit (logarithmic scale)"):
            self.assertIn(words, told[1])

    def test_every_target_looks_different(self):
        self.assertEqual(len({style.fill_of(i) for i in range(18)}), 18)
        self.assertEqual(len({style.fill_of(i)[1] for i in range(len(style.HATCHES))}), len(style.HATCHES))

    def test_without_a_japanese_font(self):
        with mock.patch.object(font_manager, "findSystemFonts", return_value=[]):
            fonts = style.Fonts(["東京"])
        self.assertTrue(fonts.missing)
        self.assertEqual(fonts.shown("東a$京\n"), "\\u{6771}a$\\u{4eac}\\n")

    def test_with_a_font_that_is_broken(self):
        with tempfile.TemporaryDirectory() as scratch:
            broken = pathlib.Path(scratch) / "ipag.ttf"
            broken.write_bytes(b"no font")
            with mock.patch.object(font_manager, "findSystemFonts", return_value=[str(broken)]):
                fonts = style.Fonts(["東京"])
        self.assertEqual(fonts.families, ["DejaVu Sans"])

    def test_with_a_font_that_has_the_characters(self):
        """A stand-in: STIX has the letter that DejaVu Sans lacks here."""
        stix = font_manager.findfont("STIXNonUnicode")
        extra = next(c for c in sorted(style.Fonts._coverage(stix)) if c not in style.Fonts([])._covered and c > 0x7F)
        with mock.patch.object(style, "JAPANESE", (pathlib.Path(stix).stem,)), \
                mock.patch.object(font_manager, "findSystemFonts", return_value=[stix]):
            fonts = style.Fonts([chr(extra)])
        self.assertFalse(fonts.missing)
        self.assertEqual(fonts.shown(chr(extra)), chr(extra))


if __name__ == "__main__":
    unittest.main()
