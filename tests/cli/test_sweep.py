#!/usr/bin/python3
"""Sweeps: which points there are, that each run is that of its settings alone, and what their results say."""

import csv
import io
import json
import math
import shlex
import sqlite3
import statistics
import unittest

from support import SCENARIOS
from sweep_support import SweepTest, small_sweep, sweep_dump


class Points(SweepTest):
    def test_all_combinations_the_last_axis_fastest(self):
        self.assertEqual(self.points(self.sweep()), [("1 min", "1"), ("1 min", "2"), ("2 min", "1"), ("2 min", "2")])

    def axis(self, **axis):
        sweep = self.sweep(axes=[{"name": "x", "key": "/ils/interval"} | axis])
        return [point[0] for point in self.points(sweep)]

    def test_ranges(self):
        self.assertEqual(self.axis(**{"from": "1 min", "to": "5 min", "step": "90 s"}), ["1 min", "150 s", "4 min"])
        self.assertEqual(self.axis(**{"from": "2 min", "to": "1 min", "step": "-30 s"}), ["2 min", "90 s", "1 min"])
        self.assertEqual(self.axis(**{"from": "1 min", "to": "16 min", "points": 5, "scale": "log"}),
                         ["1 min", "2 min", "4 min", "8 min", "16 min"])
        self.assertEqual(self.axis(**{"from": "1 min", "to": "2 min", "points": 3}), ["1 min", "90 s", "2 min"])
        spare = {"key": "/clusters/1/spare_phones"}
        self.assertEqual(self.axis(**spare, **{"from": 1, "to": 100, "points": 3, "scale": "log"}), ["1", "10", "100"])
        self.assertEqual(self.axis(**spare, **{"from": 1, "to": 3, "points": 9}), ["1", "2", "3"])
        self.assertEqual(self.axis(**{"from": "100 s", "to": "10000 s", "points": 4, "scale": "log"})[1:3], ["464 s", "2150 s"])

    def test_lockstep_and_fragments(self):
        axes = [{"name": "interval", "key": "/ils/interval", "values": ["1 min", "2 min"],
                 "with": [{"key": "/clusters/1/spare_phones", "from": 3, "to": 4, "step": 1}]},
                {"name": "shape", "fragments": {"plain": {}, "long": {"/duration": "30 min", "/clusters/2/spare_phones": 7}}}]
        self.assertEqual(self.points(self.sweep(axes=axes)),
                         [("1 min", "plain"), ("1 min", "long"), ("2 min", "plain"), ("2 min", "long")])
        self.run_sweep(self.sweep(axes=axes, repetitions=1), "--quiet", "--out", "out")
        settings = self.rows("out", "SELECT argument FROM settings WHERE point = 3 ORDER BY id")
        self.assertEqual([row[0] for row in settings],
                         ['/ils/interval="2 min"', "/clusters/1/spare_phones=4", '/duration="30 min"', "/clusters/2/spare_phones=7"])

    def test_constraints(self):
        def kept(*constraints):
            return self.points(self.sweep(constraints=list(constraints)))
        self.assertEqual(kept("spare = 1"), [("1 min", "1"), ("2 min", "1")])
        self.assertEqual(kept("interval < 90 s or spare >= 2"), [("1 min", "1"), ("1 min", "2"), ("2 min", "2")])
        self.assertEqual(kept("interval != 60 s", "spare > 1"), [("2 min", "2")])
        self.assertEqual(len(kept("spare <= spare")), 4)
        fragments = [{"name": "a", "fragments": {"x": {}, "y": {}}}, {"name": "b", "fragments": {"x": {}, "z": {}}}]
        self.assertEqual(self.points(self.sweep(axes=fragments, constraints=["a = b or a = y"])),
                         [("x", "x"), ("y", "x"), ("y", "z")])

    def test_without_axes_there_is_one_point(self):
        self.run_sweep(self.sweep(axes=[]), "--quiet", "--out", "out")
        self.assertEqual(self.rows("out", "SELECT count(*), count(DISTINCT point) FROM runs"), [(3, 1)])


class Results(SweepTest):
    def test_each_run_is_that_of_its_settings_alone(self):
        self.run_sweep(self.sweep(), "--quiet", "--out", "out")
        runs = self.rows("out", "SELECT r.id, r.point, r.seed, r.order_fingerprint, r.scenario_hash FROM runs r ORDER BY id")
        self.assertEqual([run[2] for run in runs], [1, 2, 3] * 4)
        for run, point, seed, fingerprint, scenario in runs[::4]:
            arguments = [part for row in self.rows("out", f"SELECT argument FROM settings WHERE point = {point} ORDER BY id")
                         for part in ("--set", row[0])]
            self.assert_ends(self.roamsim("run", "base.json", "--quiet", "--out", f"alone-{run}", "--seed", seed, *arguments), 0)
            with sqlite3.connect(self.folder / f"alone-{run}" / "results.sqlite") as alone:
                header = dict(alone.execute("SELECT key, value FROM header"))
                self.assertEqual((header["order_fingerprint"], header["scenario_hash"]), (fingerprint, scenario))
                wanted = [alone.execute("SELECT value FROM scalars WHERE name = ? AND entity = 'run'", (name,)).fetchone()[0]
                          for name in ("convergence.mean", "ils.messages")]
                wanted.append(alone.execute("SELECT count(*) FROM location_changes").fetchone()[0])
            found = [row[0] for row in self.rows("out", f"SELECT value FROM measured WHERE run = {run} ORDER BY measure")]
            self.assertEqual(found, wanted)
            self.assertGreater(wanted[2], 0)

    def test_the_base_is_kept(self):
        """Years later, when the file of the base is gone, the folder still says what was swept."""
        self.run_sweep(self.sweep(), "--quiet", "--out", "out")
        merged = self.roamsim("show", "base.json", "--json")
        self.assert_ends(merged, 0)
        self.assertEqual((self.folder / "out" / "base.json").read_bytes(), merged.stdout)
        self.assert_ends(self.roamsim("run", "base.json", "--quiet", "--out", "before"), 0)
        (self.folder / "base.json").unlink()
        self.assert_ends(self.roamsim("run", "out/base.json", "--quiet", "--out", "after"), 0)
        self.assertEqual((self.folder / "before" / "fingerprints.json").read_bytes(), (self.folder / "after" / "fingerprints.json").read_bytes())

    def test_scalars_are_the_same_with_less_recorded(self):
        self.run_sweep(self.sweep(measures=["convergence.mean", "ils.messages"]), "--quiet", "--out", "counters")
        self.run_sweep(self.sweep(), "--quiet", "--out", "everything")
        self.assertEqual(self.rows("counters", "SELECT run, measure, value FROM measured ORDER BY run, measure"),
                         self.rows("everything", "SELECT run, measure, value FROM measured WHERE measure < 2 ORDER BY run, measure"))

    def test_jobs_parts_and_order_change_nothing(self):
        sweep = self.sweep()
        self.run_sweep(sweep, "--quiet", "--out", "one", "--jobs", "1")
        self.run_sweep(sweep, "--quiet", "--out", "many", "--jobs", "7")
        wanted = sweep_dump(self.folder / "one")
        self.assertEqual(sweep_dump(self.folder / "many"), wanted)
        self.run_sweep(sweep, "--quiet", "--out", "parts", "--jobs", "1")
        for record in (self.folder / "parts" / "records").rglob("*.json"):
            record.unlink()
        (self.folder / "parts" / "results.sqlite").unlink()
        done = []
        for part in (2, 0, 1, 1):
            self.assert_ends(self.roamsim("sweep", "worker", "parts", "--chunk", f"{part}/3"), 0)
            done.append(json.loads(self.roamsim("sweep", "status", "parts", "--json").stdout)["done"])
        self.assertEqual(done, [4, 8, 12, 12])
        self.assert_ends(self.roamsim("sweep", "collect", "parts"), 0)
        self.assertEqual(sweep_dump(self.folder / "parts"), wanted)

    def test_seeds(self):
        self.run_sweep(self.sweep(seeds="independent", first_seed=5), "--quiet", "--out", "independent")
        seeds = [row[0] for row in self.rows("independent", "SELECT seed FROM runs")]
        self.assertEqual(len(set(seeds)), 12)
        self.run_sweep(self.sweep(first_seed=5), "--quiet", "--out", "common")
        self.assertEqual({row[0] for row in self.rows("common", "SELECT seed FROM runs")}, {5, 6, 7})

    def test_measure_by_axis(self):
        self.run_sweep(SCENARIOS / "sweeps" / "ils-interval.json", "--quiet", "--out", "out")
        result = self.roamsim("results", "out", "convergence.p95 by interval", "--format", "csv")
        self.assert_ends(result, 0)
        rows = list(csv.DictReader(io.StringIO(result.stdout.decode())))
        self.assertEqual([row["interval"] for row in rows], ["1 min", "2 min", "4 min", "8 min", "16 min"])
        values = [row[0] for row in self.rows("out", "SELECT value FROM v_measured WHERE measure = 'convergence.p95' AND point = 0")]
        half = 2.2621571627409915 * statistics.stdev(values) / math.sqrt(10)
        self.assertAlmostEqual(float(rows[0]["mean (s)"]), statistics.mean(values), places=6)
        self.assertAlmostEqual(float(rows[0]["to"]), statistics.mean(values) + half, places=6)
        self.assertEqual(int(rows[0]["repetitions"]), 10)
        for wrong, hint in (("convergence.p96 by interval", b"convergence.p95"), ("convergence.p95 by intervall", b"interval")):
            result = self.roamsim("results", "out", wrong)
            self.assert_ends(result, 2)
            self.assertIn(hint, result.stderr)

    def test_pooled_points_are_averaged_by_repetition(self):
        self.run_sweep(self.sweep(), "--quiet", "--out", "out")
        result = self.roamsim("results", "out", "ils.messages by interval", "--json")
        row = json.loads(result.stdout)[0]
        self.assertEqual(row["repetitions"], 3)
        values = self.rows("out", "SELECT avg(value) FROM v_measured WHERE measure = 'ils.messages' AND point < 2")
        self.assertAlmostEqual(next(value for key, value in row.items() if key.startswith("mean")), values[0][0])

    def test_wide_view_and_tables(self):
        self.run_sweep(self.sweep(), "--quiet", "--out", "out")
        result = self.roamsim("results", "out", "v_runs", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(result.stdout.decode())))
        self.assertEqual(list(rows[0]), ["run", "point", "repetition", "seed", "status", "interval", "spare", "convergence.mean",
                                         "ils.messages", "changes"])
        self.assertEqual((len(rows), rows[-1]["interval"], rows[-1]["spare"]), (12, "120", "2"))
        self.assertEqual({table for table, in self.rows("out", "SELECT name FROM sqlite_master WHERE type = 'table'")},
                         {"header", "axes", "points", "point_values", "settings", "runs", "failures", "measures", "measured",
                          "expectations"})

    def test_documented_tables_and_columns(self):
        self.run_sweep(self.sweep(), "--quiet", "--out", "out")
        described, table = {}, None
        from support import SOURCE  # pylint: disable=import-outside-toplevel
        for line in (SOURCE / "docs" / "sweeps.md").read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                table = line[5:-1] if line.startswith("### `") else None
            elif table and line.startswith("| `"):
                described.setdefault(table, []).append(line[3:line.index("`", 3)])
        present = {}
        for name, column in self.rows("out", "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c "
                                             "WHERE m.type = 'table' ORDER BY m.name, c.cid"):
            present.setdefault(name, []).append(column)
        self.assertEqual(described, present)

    def test_stopping_rule(self):
        sweep = json.loads((SCENARIOS / "sweeps" / "ils-interval.json").read_text(encoding="utf-8"))
        sweep |= {"scenario": str(SCENARIOS / "hub-failure.json"), "repetitions": 4,
                  "stop": {"measure": "convergence.p95", "half_width": 0.005, "relative": True, "at_most": 18}}
        self.write(sweep, "stop.json")
        self.run_sweep("stop.json", "--quiet", "--out", "a", "--jobs", "1")
        self.run_sweep("stop.json", "--quiet", "--out", "b", "--jobs", "5")
        self.assertEqual(sweep_dump(self.folder / "a"), sweep_dump(self.folder / "b"))
        for point, count in self.rows("a", "SELECT id, repetitions FROM points"):
            values = [row[0] for row in self.rows("a", f"SELECT value FROM v_measured WHERE measure = 'convergence.p95' AND "
                                                       f"point = {point} ORDER BY repetition")]
            self.assertEqual(len(values), count)
            self.assertIn(count, (4, 8, 12, 16, 18))
            t = {4: 3.182446, 8: 2.364624, 12: 2.200985, 16: 2.131450}
            def narrow(n):
                return t[n] * statistics.stdev(values[:n]) / math.sqrt(n) <= 0.005 * statistics.mean(values[:n])
            for fewer in range(4, count, 4):
                self.assertFalse(narrow(fewer), f"{point} {fewer}")
            if count < 18:
                self.assertTrue(narrow(count), f"{point} {count}")
        self.assertGreater(len({row[0] for row in self.rows("a", "SELECT repetitions FROM points")}), 1)

    def test_command_that_reproduces_a_failure(self):
        # Each is right alone; together the login comes after the end. More than 64 points: not all are tried beforehand.
        axes = [{"name": "duration", "key": "/duration", "values": ["20 min", "15 min"]},
                {"name": "login", "key": "/timeline/2/at", "values": ["3 min", "17 min"]},
                {"name": "seeds", "key": "/clusters/1/spare_phones", "from": 1, "to": 17, "step": 1}]
        late = [{"at": "1 min", "do": "call", "from": "bob", "to": "1001"},
                {"at": "2 min", "do": "cluster_outage", "cluster": "three", "for": "1 min"},
                {"at": "3 min", "do": "login", "user": "alice", "cluster": "two"}]
        self.write({**json.loads((self.folder / "base.json").read_text()), "timeline": late, "expect": []}, "base.json")
        sweep = self.sweep(axes=axes, repetitions=1, measures=["ils.messages"])
        result = self.run_sweep(sweep, "--out", "out", "--keep-going", code=3)
        self.assertEqual(self.rows("out", "SELECT status, count(*) FROM runs GROUP BY 1 ORDER BY 1"), [("done", 51), ("failed", 17)])
        line = next(line for line in result.stderr.decode().splitlines() if line.startswith("  roamsim run "))
        alone = self.roamsim(*shlex.split(line)[1:], "--out", "alone")
        self.assert_ends(alone, 2)
        message, arguments = self.rows("out", "SELECT message, arguments FROM v_failures LIMIT 1")[0]
        self.assertEqual(alone.stderr.decode(), message)
        self.assertIn("--set '/timeline/2/at=\"17 min\"'", arguments)
        self.assertNotIn(str(self.folder), sweep_dump(self.folder / "out").replace(message, ""))

    def test_small_sweep_file_is_kept(self):
        self.run_sweep(self.sweep(), "--quiet", "--out", "out")
        self.assertEqual(json.loads((self.folder / "out" / "sweep.json").read_text()), small_sweep())


if __name__ == "__main__":
    unittest.main()
