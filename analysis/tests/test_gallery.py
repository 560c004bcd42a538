"""The pages of docs/gallery: there for every shipped sweep, whole, alone, and readable on a phone and on a screen."""

import csv
import io
import json
import pathlib
import re
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from tests.test_page import InChromium as Browser, Parsed, foreign_sources  # noqa: E402

TREE = pathlib.Path(__file__).resolve().parents[2]
GALLERY = TREE / "docs" / "gallery"
SWEEPS = sorted(path.stem for path in (TREE / "scenarios" / "sweeps").glob("*.json"))
PAGES = sorted(GALLERY.glob("*.html"))
MOST_BYTES, MOST_BYTES_TOGETHER = 1_500_000, 6_000_000


class Gallery(unittest.TestCase):
    def test_every_sweep_has_its_report_and_each_kind_of_answer_one(self):
        self.assertGreaterEqual(len(SWEEPS), 5)
        self.assertEqual([path.stem for path in PAGES], sorted([*SWEEPS, "sensitivity", "solve"]))
        for name in SWEEPS:
            text = re.sub(r"^ *//.*$", "", (TREE / "scenarios" / "sweeps" / f"{name}.json").read_text(encoding="utf-8"), flags=re.MULTILINE)
            sweep = json.loads(text)
            page = Parsed((GALLERY / f"{name}.html").read_text(encoding="utf-8"))
            self.assertIn(sweep["title"], page.text, f"{name}.html is not of the sweep that is shipped: make the target gallery")
            points = list(csv.DictReader(io.StringIO(page.data["points.csv"])))
            for axis in sweep["axes"]:
                labels = [str(value) for value in axis.get("values", axis.get("fragments", ()))]
                if labels:  # not of a range
                    self.assertEqual(list(dict.fromkeys(point[axis["name"]] for point in points)), labels, name)
            self.assertEqual({point["repetitions"] for point in points}, {str(sweep["repetitions"])}, name)
            measures = [measure if isinstance(measure, str) else measure["name"] for measure in sweep["measures"]]
            self.assertEqual([column.split(" (")[0] for column in points[0]][2 + len(sweep["axes"]):], measures, name)
            self.assertNotIn("The sweep is not complete", page.text)
            self.assertNotIn("failed and", page.text)

    def test_the_contents_name_what_there_is(self):
        text = (GALLERY / "README.md").read_text(encoding="utf-8")
        named = set(re.findall(r"\]\(([^)]*)\)", text))
        self.assertEqual({name for name in named if "/" not in name}, {path.name for path in GALLERY.iterdir()} - {"README.md"})
        for name in named:
            self.assertTrue((GALLERY / name).is_file(), name)

    def test_it_stays_small(self):
        sizes = {path.name: path.stat().st_size for path in GALLERY.iterdir()}
        self.assertEqual({name for name, size in sizes.items() if size > MOST_BYTES}, set())
        self.assertLessEqual(sum(sizes.values()), MOST_BYTES_TOGETHER)

    def test_nothing_comes_from_elsewhere(self):
        for path in PAGES:
            text = path.read_text(encoding="utf-8")
            self.assertEqual(foreign_sources(text), [], path.name)
            self.assertEqual({tag for tag, _ in Parsed(text).elements} & {"script", "iframe", "link"} - {"link"}, set(), path.name)


class GalleryInChromium(Browser):
    test_quiet_and_alone = test_that_the_browser_would_tell = None  # of the page of a run

    def test_fits_a_phone_and_a_screen(self):
        for path in PAGES:
            shutil.copyfile(path, self.scratch / path.name)
            for width, dark in ((390, True), (1440, False)):
                with self.subTest(page=path.name, width=width):
                    seen, console = self.browse(path.name, width, dark)
                    self.assertEqual(console, [])
                    self.assertEqual(self.server.asked, ["/frame.html", f"/{path.name}"])
                    self.assertEqual((seen["scrolls"], seen["width"], seen["cut"]), (width, width, []))
                    self.assertGreaterEqual(seen["least"], 11, "pixels a line of text in a picture")


del Browser


if __name__ == "__main__":
    unittest.main()
