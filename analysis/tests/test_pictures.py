"""The pictures of the page as files."""

import pathlib
import struct
import sys
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from tests import sample  # noqa: E402
from tests.test_report import InScratch, run_report  # noqa: E402


class PagePictures(InScratch):
    def written(self, run, name, *more):
        self.drawn(run, "--pictures", self.scratch / name, *more)
        return self.pictures(self.scratch / name)

    def test_png_and_svg_named_like_their_tables(self):
        run = sample.story(self.scratch / "run")
        self.drawn(run, "--csv", self.scratch / "csv")
        tables = {path.stem for path in (self.scratch / "csv").iterdir()}
        found = self.written(run, "both")
        names = {name.rpartition(".")[0] for name in found}
        self.assertLessEqual({"convergence", "knowledge-0", "stages"}, names)
        self.assertLessEqual(names, tables)
        self.assertEqual(set(found), {f"{name}.{suffix}" for name in names for suffix in ("png", "svg")})
        for name, content in found.items():
            if name.endswith("png"):
                self.assertEqual(struct.unpack(">I", content[16:20]), (1200,), name)

    def test_one_format(self):
        run = sample.story(self.scratch / "run")
        both = self.written(run, "both")
        for suffix in ("png", "svg"):
            self.assertEqual(self.written(run, suffix, "--format", suffix), {name: both[name] for name in both if name.endswith(suffix)})
        self.drawn(run, "--out", self.scratch / "others", "--format", "svg")
        self.assertEqual({path.suffix for path in (self.scratch / "others").iterdir()}, {".svg"})
        self.assertEqual(run_report("report", run, "--format", "gif").returncode, 64)

    def test_same_run_same_bytes_without_traces(self):
        run = sample.story(self.scratch / "run")
        first, again = self.written(run, "first"), self.written(run, "again")
        self.assertEqual(list(first), list(again))
        for name, content in first.items():
            self.assertTrue(again[name] == content, name)  # assertEqual would print the whole pictures
            for trace in (b"tEXt", b"dc:date", b"dc:creator", str(self.scratch).encode()):
                self.assertNotIn(trace, content, name)

    def test_hostile_names_are_shapes(self):
        found = self.written(sample.story(self.scratch / "run", **sample.HOSTILE), "pictures")
        for name, content in found.items():
            if name.endswith("svg"):
                tags = {element.tag.rpartition("}")[2] for element in xml.etree.ElementTree.fromstring(content).iter()}
                self.assertFalse(tags & {"script", "text", "image"}, name)

    def test_together_with_the_page(self):
        out = self.drawn(sample.story(self.scratch / "run"), "--html", self.scratch / "page.html", "--pictures", self.scratch / "pictures")
        self.assertIn(f"wrote {self.scratch / 'page.html'}\n", out)
        self.assertIn(f"wrote {self.scratch / 'pictures/convergence.png'}\n", out)

    def test_a_link_in_their_place_is_not_followed(self):
        run = sample.story(self.scratch / "run")
        (self.scratch / "precious").mkdir()
        (self.scratch / "link").symlink_to(self.scratch / "precious")
        refused = run_report("report", run, "--pictures", self.scratch / "link")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("link: is a symbolic link, and none is followed", refused.stderr)


if __name__ == "__main__":
    unittest.main()
