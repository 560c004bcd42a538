"""What the tests of the command line share: the program, the shipped scenarios, and a folder for each test.

ROAMSIM_PROGRAM names the program, ROAMSIM_SOURCE_DIR the top of the tree; ROAMSIM_SCENARIO, if set, the one scenario
(below scenarios/) that a test of every scenario takes.
"""

import json
import os
import re
import pathlib
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["ROAMSIM_PROGRAM"]
# The program with a bug, for tests that ask for it: the newest of several writes is applied first.
PLANTED = os.environ.get("ROAMSIM_PLANTED")
SOURCE = pathlib.Path(os.environ["ROAMSIM_SOURCE_DIR"])
SCENARIOS = SOURCE / "scenarios"
SACRED = ("summary.json", "scenario.json", "fingerprints.json")
MINUTE = 60_000_000_000

# Nothing of the caller's taste may reach the program.
ENVIRONMENT = {name: value for name, value in os.environ.items()
               if name not in {"NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "GLIBC_TUNABLES"} and not name.startswith("ROAMSIM_")}
ENVIRONMENT |= {"TERM": "xterm", "LC_ALL": "C.UTF-8"}


SECONDS = {"d": 86400, "h": 3600, "min": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}


def seconds(text):
    """Of a duration as a scenario states it."""
    number, unit = re.fullmatch(r"([\d.]+) ?(\w+)", text).groups()
    return float(number) * SECONDS[unit]


def shipped_scenarios():
    """The scenario files that this test is about."""
    chosen = os.environ.get("ROAMSIM_SCENARIO")
    if chosen:
        return [SCENARIOS / chosen]
    return [path for path in sorted(SCENARIOS.rglob("*.json")) if not {"sweeps", "full-size"} & set(path.relative_to(SCENARIOS).parts)]


def small_scenario(**changes):
    """Three hubs, a roaming user, an outage, and expectations that are met."""
    scenario = {
        "schema_version": 1,
        "title": "Small",
        "duration": "20 min",
        "clusters": [
            {"id": "one", "ils": {"role": "hub"}, "users": [{"id": "alice", "dn": "1001", "super_user": True}]},
            {"id": "two", "ils": {"role": "hub"}, "users": [{"id": "bob", "dn": "2001"}]},
            {"id": "three", "ils": {"role": "hub"}},
        ],
        "timeline": [
            {"at": "1 min", "do": "call", "from": "bob", "to": "1001"},
            {"at": "2 min", "do": "cluster_outage", "cluster": "three", "for": "1 min"},
            {"at": "3 min", "do": "login", "user": "alice", "cluster": "two"},
        ],
        "expect": [
            {"call": "bob->1001", "at": "1 min", "reaches": "one"},
            {"login": "alice", "at": "3 min", "code": 0},
            {"registered": "alice", "in": "two", "at": "10 min"},
        ],
    }
    return scenario | changes


def long_scenario():
    """Runs for longer than any test waits."""
    return small_scenario(title="Long", duration="3650 d", ils={"interval": "1 min"}, timeline=[], expect=[])


def dump(folder):
    """The rows of a run's database as SQL, after a check that every reference in it leads somewhere."""
    with sqlite3.connect(f"file:{folder / 'results.sqlite'}?mode=ro", uri=True) as database:
        broken = database.execute("PRAGMA foreign_key_check").fetchall()
        assert not broken, f"{folder}: references that lead nowhere: {broken[:5]}"
        return "\n".join(database.iterdump())


def found(folder):
    """Everything about a run that is the same whenever, wherever and however it ran."""
    return {name: (folder / name).read_bytes() for name in SACRED} | {"results.sqlite": dump(folder)}


def summary(folder):
    return json.loads((folder / "summary.json").read_bytes())


class CliTest(unittest.TestCase):
    """A test with an empty folder of its own, in which the program runs."""

    maxDiff = 2000
    program = PROGRAM

    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="roamsim-cli-")
        self.addCleanup(place.cleanup)
        self.folder = pathlib.Path(place.name).resolve()

    def write(self, scenario, name="scenario.json"):
        path = self.folder / name
        path.write_text(json.dumps(scenario, ensure_ascii=False, indent=1), encoding="utf-8")
        return path

    def roamsim(self, *arguments, env=None, **options):
        """Runs the program to its end; its output is bytes."""
        options = {"cwd": self.folder, "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                   "timeout": 120} | options
        return subprocess.run([self.program, *map(str, arguments)], env=ENVIRONMENT | (env or {}), check=False, **options)

    def start(self, *arguments, **options):
        """Starts the program in a session of its own, which is gone when the test ends."""
        options = {"cwd": self.folder, "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                   "env": ENVIRONMENT, "start_new_session": True} | options
        process = subprocess.Popen([self.program, *map(str, arguments)], **options)  # pylint: disable=consider-using-with
        self.addCleanup(self._end, process)
        return process

    @staticmethod
    def _end(process):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()

    def wait_for(self, what, condition, seconds=60):
        """Until the condition holds; a program that hangs must not hang the suite."""
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, f"waited {seconds} s for {what}")
            time.sleep(0.01)

    def assert_ends(self, result, code, message=""):
        self.assertEqual(result.returncode, code, f"{message}\nstdout: {result.stdout!r:.2000}\nstderr: {result.stderr!r:.2000}")

    def assert_no_trace(self, text):
        """Neither a crash nor an exception nor a sanitizer speaks."""
        for word in (b"terminate called", b"Segmentation", b"Assertion", b"what():", b"internal error", b"Sanitizer",
                     b"runtime error", b"xbt_", b"backtrace"):
            self.assertNotIn(word, text)

    def assert_plain(self, text):
        """Valid UTF-8 with no control character but the end of line."""
        odd = {c for c in text.decode("utf-8") if (ord(c) < 0x20 or 0x7f <= ord(c) <= 0x9f or c in "\u202e\u2066\u200f") and c != "\n"}
        self.assertEqual(odd, set(), f"{text!r:.1000}")

    def verdicts(self, folder):
        """Whether each expectation was met, by its JSON Pointer."""
        return {entry["pointer"]: entry["met"] for entry in summary(folder)["expectations"]["list"]}
