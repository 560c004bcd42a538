#!/usr/bin/python3
"""A sweep that is stopped in any way goes on to the results of one that was not; what is added is all that is run."""

import json
import os
import random
import sqlite3
import time
import unittest

from sweep_support import SweepTest, children_of, kill, sweep_dump

KILLS = 20


class Killed(SweepTest):
    def test_killed_at_twenty_moments(self):
        sweep = self.sweep(repetitions=60, measures=["ils.messages", "convergence.mean"])
        started = time.monotonic()
        self.run_sweep(sweep, "--quiet", "--out", "undisturbed", "--jobs", "2")
        length = time.monotonic() - started
        wanted = sweep_dump(self.folder / "undisturbed")
        generator = random.Random(20260105)
        killed_drivers = killed_workers = 0
        for number in range(KILLS):
            out = self.folder / "out"
            process = self.start("sweep", "run", sweep, "--quiet", "--out", out, "--jobs", "2")
            time.sleep(generator.uniform(0, length / 3))
            children = children_of(process.pid)
            while number % 2 == 1 and not children and process.poll() is None:  # one at the start, or between two runs
                children = children_of(process.pid)
            if number % 2 == 1 and children:
                kill(generator.choice(children))
                killed_workers += 1
                time.sleep(generator.uniform(0, length / 10))
            if process.poll() is None:
                kill(process.pid)
                killed_drivers += 1
            process.wait(timeout=60)
            if (out / "results.sqlite").exists():  # whole at any moment
                with sqlite3.connect(f"file:{out / 'results.sqlite'}?mode=ro", uri=True) as database:
                    self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            records = sorted((out / "records").rglob("*.json")) if out.exists() else []
            if len(records) > 80:  # so that there is work left to be killed in
                for record in generator.sample(records, len(records) * 2 // 3):
                    record.unlink()
        self.assertGreaterEqual(killed_drivers, KILLS // 2)
        self.assertGreaterEqual(killed_workers, KILLS // 4)
        self.run_sweep(sweep, "--quiet", "--out", "out", "--jobs", "2")
        self.assertEqual(sweep_dump(self.folder / "out"), wanted)
        self.assertEqual(list((self.folder / "out").rglob("*.new")), [])
        self.assertEqual(os.listdir(self.folder / "out" / "failed"), [])


class Extended(SweepTest):
    def done_before(self, *arguments, **changes):
        """How many runs of the changed sweep needed not be made."""
        result = self.run_sweep(self.sweep(**changes), "--out", "out", *arguments)
        line = result.stdout.decode().splitlines()[1]
        return int(line.split("runs, ")[1].split()[0])

    def test_only_what_is_new_is_run(self):
        scalars = ["ils.messages"]
        self.assertEqual(self.done_before(measures=scalars), 0)
        self.assertEqual(self.done_before(measures=scalars), 12)
        self.assertEqual(self.done_before(measures=scalars, repetitions=5), 12)
        self.assertEqual(self.done_before(measures=scalars + ["convergence.p95", "calls.offered"], repetitions=5), 20)
        axes = [{"name": "interval", "key": "/ils/interval", "values": ["4 min", "2 min", "1 min"]},
                {"name": "spare", "key": "/clusters/1/spare_phones", "values": [1, 2]}]
        self.assertEqual(self.done_before(measures=scalars, repetitions=5, axes=axes), 20)
        extended = sweep_dump(self.folder / "out")
        self.run_sweep(self.sweep(measures=scalars, repetitions=5, axes=axes), "--quiet", "--out", "anew")
        self.assertEqual(sweep_dump(self.folder / "anew"), extended)
        # A query needs the rows of a run, which are not kept.
        self.assertEqual(self.done_before(repetitions=5, axes=axes), 0)
        # Fewer are no harm: what is there stays for later.
        self.assertEqual(self.done_before(measures=scalars, repetitions=1), 4)
        self.assertEqual(self.done_before(measures=scalars, repetitions=5), 20)

    def test_independent_seeds_stay_with_their_point(self):
        self.assertEqual(self.done_before(seeds="independent"), 0)
        axes = [{"name": "interval", "key": "/ils/interval", "values": ["4 min", "1 min", "2 min"]},
                {"name": "spare", "key": "/clusters/1/spare_phones", "values": [1, 2]}]
        self.assertEqual(self.done_before(seeds="independent", axes=axes), 12)

    def test_a_folder_goes_on_by_itself(self):
        self.assertEqual(self.done_before(), 0)
        wanted = sweep_dump(self.folder / "out")
        for record in list((self.folder / "out" / "records").rglob("*.json"))[:5]:
            record.unlink()
        self.assertIn(b"12 runs, 7 of them done before", self.run_sweep("out").stdout)
        self.assertEqual(sweep_dump(self.folder / "out"), wanted)
        status = json.loads(self.roamsim("sweep", "status", "out", "--json").stdout)
        self.assertEqual((status["wanted"], status["done"], status["missing"]), (12, 12, 0))


if __name__ == "__main__":
    unittest.main()
