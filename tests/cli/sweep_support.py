"""What the tests of sweeps share: small sweeps, and their results as text."""

import json
import os
import pathlib
import signal
import sqlite3

from support import CliTest, small_scenario


def small_sweep(**changes):
    """Four points of three repetitions."""
    sweep = {
        "schema_version": 1,
        "title": "Small sweep",
        "scenario": "base.json",
        "axes": [
            {"name": "interval", "key": "/ils/interval", "values": ["1 min", "2 min"]},
            {"name": "spare", "key": "/clusters/1/spare_phones", "from": 1, "to": 2, "step": 1},
        ],
        "repetitions": 3,
        "measures": ["convergence.mean", "ils.messages", {"name": "changes", "query": "SELECT count(*) FROM location_changes"}],
    }
    return sweep | changes


def sweep_dump(folder):
    """The rows of a sweep's database as SQL, after a check that every reference in it leads somewhere."""
    with sqlite3.connect(f"file:{folder / 'results.sqlite'}?mode=ro", uri=True) as database:
        assert not database.execute("PRAGMA foreign_key_check").fetchall()
        return "\n".join(database.iterdump())


def children_of(pid):
    """The processes that a process has started and that still run."""
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            pass
    return found


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


class SweepTest(CliTest):
    """With a base scenario in the folder."""

    def setUp(self):
        super().setUp()
        self.write(small_scenario(title="Base"), "base.json")

    def sweep(self, name="sweep.json", **changes):
        return self.write(small_sweep(**changes), name)

    def run_sweep(self, *arguments, code=0, **options):
        result = self.roamsim("sweep", "run", *arguments, **options)
        self.assert_ends(result, code)
        self.assert_no_trace(result.stderr)
        return result

    def rows(self, folder, sql):
        with sqlite3.connect(f"file:{self.folder / folder / 'results.sqlite'}?mode=ro", uri=True) as database:
            return database.execute(sql).fetchall()

    def points(self, sweep, *arguments):
        """The points as --dry-run prints them."""
        result = self.run_sweep(sweep, "--dry-run", "--json", *arguments)
        return [tuple(value for key, value in row.items() if key != "point") for row in json.loads(result.stdout)]
