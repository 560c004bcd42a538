"""The convergence report as a page: what stands in it, and what a browser makes of it."""

import base64
import csv
import functools
import html
import html.parser
import http.server
import io
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import numpy  # noqa: E402

from roamsim_analysis import knowing, knowledge, learned, learning, survival, tables  # noqa: E402
from roamsim_analysis.run import Run  # noqa: E402
from tests import sample  # noqa: E402
from tests.test_report import InScratch, run_report  # noqa: E402

CHROMIUM = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


class Parsed(html.parser.HTMLParser):
    """The elements of a page and the text between them."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.words, self.data = [], [], {}
        self._skip = 0
        self.feed(text)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.elements.append((tag, attrs))
        self._skip += tag == "style"
        if "download" in attrs:
            head, _, content = attrs["href"].partition(",")
            assert head == "data:text/csv;charset=utf-8;base64", head
            self.data[attrs["download"]] = base64.b64decode(content).decode("utf-8")

    def handle_endtag(self, tag):
        self._skip -= tag == "style"

    def handle_data(self, data):
        if not self._skip:
            self.words.append(data)


def foreign_sources(text):
    """All that a page refers to outside of itself."""
    found = []
    for tag, attrs in Parsed(text).elements:
        if tag in ("script", "iframe", "object", "embed", "base", "form", "video", "audio"):
            found.append(tag)
        for name, value in attrs.items():
            if name in ("src", "href", "xlink:href", "srcset", "action", "data", "poster") and not (value or "").startswith(("data:", "#")):
                found.append(f"{tag} {name} {value}")
            if name.startswith("on"):
                found.append(f"{tag} {name}")
    found += [url for url in re.findall(r"url\(([^)]*)\)", text) if not url.startswith("#")]
    found += re.findall(r"@import[^;]*", text)
    return found


class WithPage(InScratch):
    def page(self, run, *more):
        target = self.scratch / "page.html"
        result = run_report("report", run, "--html", target, *more)
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        self.assertIn(f"wrote {target}", result.stdout)
        return target.read_text(encoding="utf-8")


class Content(WithPage):
    def test_what_is_told(self):
        page = Parsed(self.page(sample.story(self.scratch / "run")))
        for words in ("cluster1 was down from 5:00 to 15:00 and booting until 18:00.", "Location changes: 1 login.",
                      "It took 11 min 55 s from the commit until every cluster of the network routed by it.",
                      "cluster1 was the last to learn it, while cluster1 was down until 15:00, cluster1 was booting until 18:00.",
                      "All clusters together had wrong routes for 11 min 58 s, in 3 spells.",
                      "Calls from there would not have found a registered phone for 16 min 07 s; bob was out of reach the longest, 13 min 07 s from cluster1.",
                      "Expectations met: 1 of 2.",
                      "1: 6:12 login at cluster2", "1 user of cluster1 was away when it was back; 1 had not come home when the run ended."):
            self.assertIn(words, page.text)

    def test_tables_behind_the_pictures(self):
        page = Parsed(self.page(sample.story(self.scratch / "run"), "--csv", self.scratch / "csv"))
        files = {path.name: path.read_bytes().decode("utf-8") for path in (self.scratch / "csv").iterdir()}
        self.assertEqual(files, page.data)
        self.assertEqual(sorted(files), [
            "convergence-by-cluster.csv", "convergence-by-hop.csv", "convergence-quantiles.csv", "convergence.csv", "home-again.csv", "hops-quantiles.csv",
            "knowledge-0.csv", "planes-quantiles.csv", "planes.csv", "slowest-changes.csv", "stages.csv", "wrong-distribution.csv", "wrong-users.csv"])
        rows = list(csv.reader(io.StringIO(files["convergence.csv"])))
        self.assertEqual(rows[1], ["last of all", "715.35", "1", "1", "0", "0", "1.000000", "1.000000", "0.000000"])
        self.assertEqual(rows[2][:4] + rows[2][6:7], ["hub", "2.45", "2", "1", "0.500000"])
        rows = list(csv.reader(io.StringIO(files["knowledge-0.csv"])))
        self.assertEqual(rows[1:4], [["cluster1", "0", "300", "right"], ["cluster1", "300", "372", "unreachable"], ["cluster1", "372", "1087.35", "stale and unreachable"]])
        table = {name: list(csv.reader(io.StringIO(text))) for name, text in files.items()}
        self.assertEqual(table["wrong-users.csv"][1], ["bob", "3", "717.98", "3", "967.35", "787.35", "cluster1"])
        self.assertEqual(table["wrong-distribution.csv"][1:], [["stale", "717.98", "1.000000"], ["unreachable", "967.35", "1.000000"]])
        self.assertEqual([[row[0], row[1], row[5], *row[9:]] for row in table["hops-quantiles.csv"][1:]],
                         [["1 exchange", "1", "2.45", "1.9", "1.9", "0.55", "0.55"], ["2 exchanges", "1", "715.35", "712", "712", "3.35", "3.35"]])
        self.assertEqual([[*row[:3], row[6]] for row in table["planes-quantiles.csv"][1:]], [
            ["control plane", "last of all", "1", "715.35"], ["control plane", "last of the up", "1", "2.45"], ["control plane", "last of the reachable", "1", "2.45"],
            ["data plane", "last of all", "1", "715.35"], ["data plane", "last of the up", "1", "18"], ["data plane", "last of the reachable", "1", "18"]])
        self.assertEqual([[row[0], row[5]] for row in table["convergence-by-cluster.csv"][1:]], [["cluster1", "715.35"], ["cluster3", "2.45"]])

    def test_same_run_same_bytes(self):
        run = sample.story(self.scratch / "run")
        self.assertEqual(self.page(run), self.page(run))

    def test_hostile_names_are_text(self):
        text = self.page(sample.story(self.scratch / "run", **sample.HOSTILE))
        self.assertEqual(foreign_sources(text), [])
        page = Parsed(text)
        self.assertIn("$\\frac{1}{$ <script>alert(1)</script>", page.text)
        self.assertIn("$\\alpha_{ \\x07 & <b>標題</b> %s {0}", page.text)
        self.assertNotIn("b", {tag for tag, _ in page.elements})
        self.assertEqual([c for c in text if not c.isprintable() and c not in "\n\u00a0"], [])

    def test_policy(self):
        page = Parsed(self.page(sample.story(self.scratch / "run")))
        self.assertIn(("meta", {"http-equiv": "Content-Security-Policy", "content": POLICY}), page.elements)

    def test_names_of_pictures_do_not_meet(self):
        page = Parsed(self.page(sample.story(self.scratch / "run")))
        names = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
        self.assertEqual(len(names), len(set(names)))
        used = {name for _, attrs in page.elements for value in attrs.values() for name in re.findall(r"url\(#([^)]*)\)", value or "")}
        used |= {attrs["xlink:href"][1:] for _, attrs in page.elements if "xlink:href" in attrs}
        self.assertGreater(len(used), 4)
        self.assertLessEqual(used, set(names))

    def test_colours_are_those_of_the_page(self):
        text = self.page(sample.story(self.scratch / "run"))
        pictures = "".join(re.findall(r"<svg.*?</svg>", text, re.DOTALL))
        for colour in ("#000000", "#222222", "#666666", "#d9d9d9", "#ffffff", "#0072b2"):
            self.assertEqual(pictures.lower().count(colour), 0, colour)

    def test_many_of_everything(self):
        text = self.page(sample.busy(self.scratch / "run"), "--csv", self.scratch / "csv")
        self.assertEqual(foreign_sources(text), [])
        page = Parsed(text)
        for words in ("overtaken by the next move", "cut off by the end of the run", "13 changes were overtaken by the user's next move before all knew.",
                      "1 change was not known everywhere when the run ended.", "What became of the changes"):
            self.assertIn(words, page.text)

    def test_what_was_not_kept_is_said(self):
        for name, recorded, words in (("counters", "", "The run did not keep who moved when"),
                                      ("some", "location_changes", "The run did not keep when the other clusters learned of it")):
            made = sample.Sample(self.scratch / name)
            made.header(duration_ns="1000000000", recorded=recorded)
            made.add("clusters", ("a", "hub"), ("b", "spoke"), ("c", "standalone"))
            made.add("users", ("u", "1", 0, 1))
            if recorded:
                made.add("location_changes", (5_000, "login", 0, 1, 1, 1, 1, None))
            page = Parsed(self.page(made.close()))
            self.assertIn(words, page.text)
            self.assertNotIn("svg", {tag for tag, _ in page.elements})
            self.assertIn("1 s of 3 clusters (1 hub, 1 spoke and 1 cluster outside the network) with 1 user", page.text.replace("1.00 s", "1 s"))

    def test_calls_reachability_and_ils(self):
        made = sample.Sample(self.scratch / "run")
        made.header(duration_ns=str(sample.MINUTE))
        made.add("clusters", ("a", "hub"), ("b", "hub"))
        made.add("users", ("u", "1", 0, 1))
        made.add("call_counts", (0, "probe", 0, None, 0, "connected", 1200), (5, "probe", 1, None, 0, "connected", 34), (0, "plan", 0, None, 0, "trunk_dead", 1))
        made.add("reachability", (0, 0, 4, 3, 45 * sample.SECOND, sample.MINUTE), (1, 0, 4, 4, sample.MINUTE, sample.MINUTE))
        made.add("exchanges", (1, 0, 1, 3, 700, 2), (2, 0, 1, 1, 300, None), (3, 1, 0, 1, 400, 5))
        page = Parsed(self.page(made.close()))
        for words in ("1\u00a0235 calls ended: 1\u00a0234 connected and 1 trunk dead.", "3 batches with 5 updates, 1\u00a0400 bytes in all.",
                      "87.5 % of the time watched, over all pairs", "a → b"):
            self.assertIn(" ".join(words.split()), page.text)
        self.assertIn("a,b,2,4,1000,1\r\n", page.data["ils-exchanges.csv"])
        self.assertTrue(page.data["reachability.csv"].splitlines()[1].startswith("a,u,4,3,45,60,75.0000"))

    def test_repetitions_make_a_band(self):
        runs = [sample.story(self.scratch / f"run{i}") for i in range(3)]
        for seed, run in enumerate(runs):
            with sqlite3.connect(run / "results.sqlite") as database:
                database.execute("UPDATE header SET value = ? WHERE key = 'seed'", (str(seed),))
                database.execute("UPDATE convergence SET applied_ns = applied_ns + ? WHERE cluster = 0", (seed * sample.MINUTE,))
        page = Parsed(self.page(runs[0], "--repetitions", *runs[1:]))
        self.assertIn("last of all clusters, 3 runs (n = 3)", page.text)
        self.assertEqual(page.data["convergence-band.csv"].splitlines()[:3], [
            "time after the commit (s),low,high", "715.35,0.000000,1.000000", "775.35,0.000000,1.000000"])
        # Each hub: one of two learns at once in every run; all three draws are of the slowest run in one of 27, more often than in 2.5 %.
        self.assertIn("each hub, 3 runs (n = 6)", page.text)
        self.assertEqual(page.data["convergence-band-hub.csv"].splitlines()[1:], [
            "2.45,0.500000,0.500000", "715.35,0.500000,1.000000", "775.35,0.500000,1.000000", "835.35,1.000000,1.000000"])
        self.assertIn("2 exchanges, 3 runs (n = 3)", page.text)
        self.assertEqual([row.split(",")[6] for row in page.data["convergence-by-hop.csv"].splitlines()[2:]], ["0.333333", "0.666667", "1.000000"])
        self.assertIn("Shaded: 95 % bands of the curves, by drawing whole runs of the 3", page.text)
        again = run_report("report", runs[0], "--html", self.scratch / "x.html", "--repetitions", runs[0])
        self.assertEqual(again.returncode, 2)
        self.assertIn("repetitions have seeds of their own", again.stderr)
        other = sample.story(self.scratch / "other", title="Something else")
        result = run_report("report", runs[0], "--html", self.scratch / "x.html", "--repetitions", other)
        self.assertEqual(result.returncode, 2)
        self.assertIn("is no repetition of", result.stderr)
        self.assertEqual(run_report("report", runs[0], "--repetitions", other).returncode, 64)

    def test_without_jinja(self):
        (self.scratch / "jinja2.py").write_text("raise ModuleNotFoundError('No module named jinja2', name='jinja2')\n")
        result = run_report("report", sample.story(self.scratch / "run"), "--html", self.scratch / "page.html",
                            PYTHONPATH=f"{self.scratch}:{pathlib.Path(__file__).resolve().parents[1]}")
        self.assertEqual((result.returncode, result.stdout), (69, ""))
        self.assertIn("apt-get install python3-jinja2", result.stderr)
        self.assertNotIn("Traceback", result.stderr)

    def test_where_nothing_can_be_written(self):
        run = sample.story(self.scratch / "run")
        result = run_report("report", run, "--html", self.scratch / "missing/page.html")
        self.assertEqual(result.returncode, 2)
        self.assertIn("missing/page.html: cannot write: No such file or directory", result.stderr)

    def test_a_link_in_its_place_is_replaced(self):
        run = sample.story(self.scratch / "run")
        (self.scratch / "precious").write_text("precious")
        for name in ("page.html", ".page.html.new"):
            (self.scratch / name).symlink_to(self.scratch / "precious")
        self.page(run)
        self.assertEqual((self.scratch / "precious").read_text(), "precious")


class Parts(unittest.TestCase):
    def test_no_cell_is_a_formula(self):
        table = tables.Table("t", ("a",), [["=1+1"], ["+8161000001"], ["-5"], ["-x"], ["@x"], ["a\nb"], [None], ['"'], [-7]])
        self.assertEqual(table.csv(), "a\r\n'=1+1\r\n+8161000001\r\n-5\r\n'-x\r\n'@x\r\na\\nb\r\n\"\"\r\n\"\"\"\"\r\n-7\r\n")

    def test_seconds(self):
        for ns, text in ((0, "0"), (1, "0.000000001"), (-1_500_000_000, "-1.5"), (600 * 10**9, "600"), (2**62, "4611686018.427387904")):
            self.assertEqual(tables.seconds(ns), text)
        self.assertIsNone(tables.seconds(None))

    def test_very_many_durations_share_rows(self):
        durations = numpy.arange(5000, dtype=numpy.int64) * 10**9
        outcomes = numpy.where(durations % (7 * 10**9) == 0, learned.UNFINISHED, numpy.where(durations % (5 * 10**9) == 0, learned.OVERTAKEN, learned.APPLIED))
        curve = survival.kaplan_meier(durations, outcomes == learned.APPLIED)
        rows = learning.distribution("hub", learned.Times(durations, durations, outcomes))
        self.assertEqual(len(rows), 1000)
        self.assertEqual([sum(row[i] for row in rows) for i in (3, 4, 5)], [(outcomes == o).sum() for o in (learned.APPLIED, learned.OVERTAKEN, learned.UNFINISHED)])
        for row, after in zip(rows, rows[1:]):
            self.assertEqual(row[2] - sum(row[3:6]), after[2])
            self.assertEqual(after[2], 4999 - int(row[1]))
            self.assertEqual(row[6], f"{1 - curve.at(int(row[1]) * 10**9):.6f}")

    def test_states(self):
        with tempfile.TemporaryDirectory(prefix="roamsim-analysis-") as scratch:
            made = sample.Sample(pathlib.Path(scratch) / "run")
            made.header(duration_ns="100")
            made.add("clusters", ("a", "hub"), ("b", "hub"), ("c", "hub"))
            made.add("users", ("u", "1", 0, 1))
            made.add("routes", (0, 0, 0, 0), (0, 1, 0, 0), (0, 2, 0, 0), (10, 1, 0, 1), (13, 0, 0, 1), (25, 2, 0, 1))
            made.add("location_changes", (10, "login", 0, 1, 1, 0, 1, None), (80, "logout", 0, 1, None, 0, 2, None))
            made.add("routes", (80, 1, 0, None), (90, 0, 0, None))
            made.steps(0, 0, (0, 1, 0), (5, 0, 0), (20, 1, 1), (95, 0, None))
            made.steps(1, 0, (0, 1, 0), (10, 0, 1), (20, 1, 1))
            with Run(made.close()) as run:
                found = knowledge.Knowledge(run).states(run.users)[0]
        self.assertEqual(found, {
            0: [(0, 5, "right"), (5, 10, "unreachable"), (10, 13, "stale and unreachable"), (13, 20, "unreachable"), (20, 80, "right"), (80, 90, "stale"),
                (90, 95, "right"), (95, 100, "unreachable")],
            1: [(0, 10, "right"), (10, 20, "unreachable"), (20, 100, "right")],
            2: [(0, 10, "right"), (10, 25, "stale"), (25, 80, "right"), (80, 100, "stale")]})

    def test_times_in_bins(self):
        spans = [(0, 15, "right"), (15, 40, "stale"), (0, 33, "unreachable"), (33, 40, "right")]
        found = knowing._times_in_bins(spans, numpy.array([0, 10, 20, 30, 40]))
        self.assertEqual(found.tolist(), [[10, 5, 0, 7], [0, 5, 10, 10], [0, 0, 0, 0], [10, 10, 10, 3]])


class Server(http.server.ThreadingHTTPServer):
    """Serves a folder and remembers what was asked for."""
    daemon_threads = True

    def __init__(self, folder):
        self.asked = []
        server = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def end_headers(self):
                self.send_header("Cache-Control", "no-store")  # a page is written anew within the second that a date of a file has
                super().end_headers()

            def log_message(self, *_):
                server.asked.append(self.path)

        super().__init__(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def address(self, name):
        return f"http://127.0.0.1:{self.server_address[1]}/{name}"


@unittest.skipIf(CHROMIUM is None, "no Chromium is installed (Debian: apt-get install chromium): the page was not looked at in a browser")
class InChromium(WithPage):
    def setUp(self):
        super().setUp()
        self.server = Server(self.scratch)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def browse(self, name, width=1440, dark=False):
        """(title that the frame's script set, document, lines of the console). The page stands in a frame, for a window has a least
        width; no name but the server's address is resolved."""
        (self.scratch / "frame.html").write_text(FRAME % (name, width), encoding="utf-8")
        command = [CHROMIUM, "--headless=new", "--disable-gpu", f"--user-data-dir={self.scratch / 'profile'}", "--no-first-run", "--disable-extensions",
                   "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
                   "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--enable-logging=stderr",
                   f"--blink-settings=preferredColorScheme={0 if dark else 1}", "--window-size=1500,1000", "--virtual-time-budget=2000"]
        if os.geteuid() == 0:
            command.append("--no-sandbox")
        self.server.asked.clear()
        done = subprocess.run([*command, "--dump-dom", self.server.address("frame.html")], capture_output=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode("utf-8", "replace"))
        frame = done.stdout.decode("utf-8")
        seen = json.loads(html.unescape(re.search(r"<pre>(.*)</pre>", frame, re.DOTALL).group(1)))
        return seen, [line for line in done.stderr.decode("utf-8", "replace").splitlines() if "CONSOLE" in line]

    def test_quiet_and_alone(self):
        text = self.page(sample.story(self.scratch / "run", **sample.HOSTILE))
        backgrounds = set()
        for width, dark in ((390, False), (390, True), (1440, False), (1440, True)):
            seen, console = self.browse("page.html", width, dark)
            self.assertEqual(console, [])
            self.assertEqual(self.server.asked, ["/frame.html", "/page.html"])
            page = Parsed(seen["document"])
            self.assertIn("$\\frac{1}{$ <script>alert(1)</script>", page.text)
            self.assertEqual({tag for tag, _ in page.elements} & {"script", "b"}, set())
            self.assertEqual(page.data, Parsed(text).data)
            backgrounds.add((dark, seen["background"], seen["ink"]))
        self.assertEqual(backgrounds, {(False, "rgb(255, 255, 255)", "rgb(34, 34, 34)"), (True, "rgb(23, 24, 27)", "rgb(232, 232, 230)")})

    def test_that_the_browser_would_tell(self):
        """The checks above, on a page that does what ours must not: its policy stops it, the console says so."""
        text = self.page(sample.story(self.scratch / "run"))
        (self.scratch / "bad.html").write_text(text.replace("<main>", '<main><img src="/stolen"><script>alert(1)</script>'), encoding="utf-8")
        _, console = self.browse("bad.html", 390)
        self.assertEqual(len([line for line in console if "Content Security Policy" in line]), 2, console)
        self.assertNotIn("/stolen", self.server.asked)
        self.assertEqual(len(foreign_sources((self.scratch / "bad.html").read_text(encoding="utf-8"))), 2)
        (self.scratch / "open.html").write_text(text.replace(POLICY, "").replace("<main>", '<main><img src="/stolen">'), encoding="utf-8")
        self.browse("open.html", 390)
        self.assertIn("/stolen", self.server.asked)

    def test_fits_a_phone_and_a_screen(self):
        for name, run in (("hostile", sample.story(self.scratch / "run", **sample.HOSTILE)), ("busy", sample.busy(self.scratch / "busy"))):
            self.page(run)
            for width in (390, 1440):
                seen, _ = self.browse("page.html", width)
                self.assertEqual((seen["scrolls"], seen["width"]), (width, width), name)
                self.assertEqual((seen["wide"], seen["narrow"]), (width > 760, width < 760))
                self.assertEqual(seen["cut"], [], name)
                self.assertGreaterEqual(seen["least"], 11, "pixels a line of text in a picture")


# Tells of a page, once it is there, how wide it is, which pictures are seen and which texts of theirs stick out.
FRAME = """<!DOCTYPE html><link rel="icon" href="data:,"><iframe src="%s" style="border:0;width:%dpx;height:900px"></iframe><pre></pre><script>
onload = () => {
  const frame = document.querySelector('iframe'), page = frame.contentDocument, box = e => e.getBoundingClientRect();
  const all = (s, e = page) => [...e.querySelectorAll(s)];
  const seen = s => all(s).every(e => box(e).width > 0);
  const style = frame.contentWindow.getComputedStyle(page.body);
  const out = (t, b) => t.width > 0 && (t.left < b.left - 1 || t.right > b.right + 1 || t.top < b.top - 1 || t.bottom > b.bottom + 1);
  document.querySelector('pre').textContent = JSON.stringify({
    scrolls: page.documentElement.scrollWidth, width: frame.contentWindow.innerWidth, wide: seen('.wide'), narrow: seen('.narrow'),
    least: Math.min(...all('svg text').map(t => parseFloat(frame.contentWindow.getComputedStyle(t).fontSize) *
      box(t.ownerSVGElement).width / t.ownerSVGElement.viewBox.baseVal.width).filter(h => h > 0)),
    cut: all('svg').flatMap(svg => all('text', svg).filter(t => out(box(t), box(svg))).map(t => t.textContent)),
    background: style.backgroundColor, ink: style.color, document: page.documentElement.outerHTML});
};
</script>
"""


if __name__ == "__main__":
    unittest.main()
