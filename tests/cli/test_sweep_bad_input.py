#!/usr/bin/python3
"""What is wrong with a sweep is told with its place and hurts nothing."""

import json
import os
import pathlib
import resource
import signal
import sqlite3
import time
import unittest

from support import long_scenario
from sweep_support import SweepTest, children_of, small_sweep, sweep_dump


class BadFiles(SweepTest):
    def refusal(self, **changes):
        """The messages about a sweep file that is not right."""
        result = self.run_sweep(self.sweep(**changes), "--out", "out", code=2)
        self.assertEqual(result.stdout, b"")
        self.assertFalse((self.folder / "out").exists())
        text = result.stderr.decode()
        self.assert_plain(result.stderr)
        return text

    def expect(self, pointer, *words, **changes):
        text = self.refusal(**changes)
        lines = [line for line in text.splitlines() if f": {pointer}: " in line]
        self.assertEqual(len(lines), 1, f"{pointer}\n{text}")
        self.assertRegex(lines[0], r"sweep\.json:\d+:\d+: ")
        for word in words:
            self.assertIn(word, lines[0])
        return lines[0]

    def axis(self, **axis):
        return {"axes": [{"name": "x"} | axis]}

    def test_an_axis_that_names_no_key(self):
        self.expect("/axes/0/key", "intervall", "did you mean", **self.axis(key="/ils/intervall", values=["1 min", "2 min"]))
        self.expect("/axes/0/key", '"five"', **self.axis(key="/clusters/five/spare_phones", values=[1, 2]))
        self.expect("/axes/0/values/0", "intervall", **self.axis(key="/ils/intervall", values=["1 min"]))
        self.expect("/axes/0/key", "JSON Pointer", **self.axis(key="ils.interval", values=["1 min"]))
        self.expect("/axes/0/with/0/key", "nowhere", **self.axis(key="/ils/interval", values=["1 min", "2 min"],
                                                                  **{"with": [{"key": "/nowhere", "values": [1, 2]}]}))
        self.expect("/axes/0/fragments/b/~1ils~1interval", "1 min to 1 d", **self.axis(fragments={"a": {}, "b": {"/ils/interval": "1 s"}}))

    def test_a_value_out_of_the_range_of_its_key(self):
        self.expect("/axes/0/values/1", '"2 d"', "1 min to 1 d", **self.axis(key="/ils/interval", values=["1 min", "2 d", "3 min"]))
        self.expect("/axes/0/from", '"30 s"', **self.axis(key="/ils/interval", **{"from": "30 s", "to": "2 min", "step": "30 s"}))
        self.expect("/set/~1ils~1dead_peer_timeout", '"-1 s"', set={"/ils/dead_peer_timeout": "-1 s"})

    def test_several_at_once(self):
        text = self.refusal(axes=[{"name": "a", "key": "/ils/interval", "values": ["1 s", "2 min"]},
                                  {"name": "b", "key": "/nowhere", "values": [1, 2]}], seeds="common", repetitions=2)
        self.assertEqual(len(text.splitlines()), 2, text)
        text = self.refusal(repetitions=0, seeds="same", nonsense=1)
        self.assertEqual(len(text.splitlines()), 3, text)

    def test_ranges(self):
        for pointer, axis in (("/axes/0/step", {"from": 1, "to": 3, "step": -1}), ("/axes/0/step", {"from": 1, "to": 3, "step": 0}),
                              ("/axes/0", {"from": 1, "to": 3}), ("/axes/0", {"from": 1, "to": "3 s", "step": 1}),
                              ("/axes/0", {"from": 0, "to": 3, "points": 3, "scale": "log"}), ("/axes/0", {}),
                              ("/axes/0", {"from": 1, "to": 3, "step": 1, "values": [1]}), ("/axes/0/to", {"from": 1, "to": True, "step": 1}),
                              ("/axes/0/step", {"from": 0, "to": 1, "step": 1e-9})):
            self.expect(pointer, **self.axis(key="/clusters/1/spare_phones", **axis))

    def test_axes(self):
        self.expect("/axes/0", "neither", **self.axis())
        self.expect("/axes/0", "twice", **self.axis(key="/ils/interval", values=["1 min", "1 min"]))
        self.expect("/axes/0/with/0", "2 values", **self.axis(key="/ils/interval", values=["1 min", "2 min"],
                                                              **{"with": [{"key": "/duration", "values": ["20 min"]}]}))
        self.expect("/axes/1/name", "another axis", axes=[{"name": "x", "key": "/duration", "values": ["20 min"]}] * 2)
        self.expect("/axes/0/key", "/seed", **self.axis(key="/seed", values=[1, 2]))

    def test_constraints(self):
        self.expect("/constraints", "exclude all 4 combinations", constraints=["spare > 1", "spare < 2"])
        self.expect("/constraints/0", "unknown axis", "did you mean \"spare\"", constraints=["spar > 1"])
        self.expect("/constraints/0", "to put in order", constraints=["spare > interval"])
        self.expect("/constraints/0", constraints=["spare"])
        self.expect("/constraints/0", constraints=["spare = many"])

    def test_too_many_points(self):
        axes = [{"name": f"a{n}", "key": f"/clusters/{n}/spare_phones", "from": 1, "to": 1000, "step": 1} for n in range(3)]
        self.expect("/axes", "1000000000 combinations", "at most 1000000", "--many", axes=axes)
        axes[2]["to"] = 2
        self.expect("/axes", "2000000 combinations", axes=axes)
        sweep = self.sweep(axes=axes, constraints=["a0 = 1", "a1 <= 3"])
        self.assertEqual(len(self.points(sweep, "--many")), 6)

    def test_measures_and_rule(self):
        self.expect("/measures/0/query", "no such table", measures=[{"name": "x", "query": "SELECT 1 FROM nowhere"}])
        self.expect("/measures/0/query", "changes something", measures=[{"name": "x", "query": "DELETE FROM calls"}])
        self.expect("/measures/0/query", "2 columns", measures=[{"name": "x", "query": "SELECT 1, 2"}])
        self.expect("/measures/0/query", "more than one", measures=[{"name": "x", "query": "SELECT 1; SELECT 2"}])
        self.expect("/measures/1", "another measure", measures=["events", "events"])
        self.expect("/stop/measure", "did you mean", stop={"measure": "ils.message", "half_width": 1, "at_most": 9})
        self.expect("/stop/at_most", repetitions=1, stop={"measure": "ils.messages", "half_width": 1, "at_most": 9})

    def test_a_measure_that_no_run_has(self):
        result = self.run_sweep(self.sweep(measures=["convergence.men"]), "--out", "out", "--quiet")
        self.assertIn(b'did you mean "convergence.mean"', result.stderr)

    def test_a_measure_that_other_things_have(self):
        result = self.run_sweep(self.sweep(measures=["em.requests.handled"]), "--out", "out", "--quiet")
        self.assertRegex(result.stderr.decode(), 'no run has a number for the scalar "em.requests.handled" of run; there is one of "[^"]+ [^"]+"')
        self.assertNotIn(b"did you mean", result.stderr)

    def test_a_base_that_is_none(self):
        self.expect("/scenario", "nowhere.json", scenario="nowhere.json")
        (self.folder / "base.json").write_text("{}")
        self.assertIn('/scenario: found a base scenario with mistakes', self.refusal())

    def test_files_that_are_none(self):
        for text in ("", "[]", "{", "nonsense", '{"schema_version": 2}', '{"a": 1, "a": 2}', "\x1b[31m"):
            (self.folder / "odd.json").write_text(text)
            result = self.run_sweep("odd.json", code=2)
            self.assertTrue(result.stderr)
            self.assert_plain(result.stderr)
        self.run_sweep("nowhere.json", code=2)
        for action in ("worker", "status", "collect", "cancel"):
            self.assert_ends(self.roamsim("sweep", action, "nowhere"), 73)
            self.assert_ends(self.roamsim("sweep", action, "."), 73)
        self.run_sweep(".", code=73)

    def test_usage(self):
        self.assert_ends(self.roamsim("sweep", "walk", "x"), 64)
        self.run_sweep(self.sweep(), "--quiet", "--out", "out")
        for chunk in ("4/4", "x", "1/0", "-1/3", "1/"):
            self.assert_ends(self.roamsim("sweep", "worker", "out", f"--chunk={chunk}"), 64)


class BadPlaces(SweepTest):
    def test_a_folder_of_others_is_left_alone(self):
        (self.folder / "full").mkdir()
        (self.folder / "full" / "mine").write_text("x")
        self.assertIn(b"not a sweep's", self.run_sweep(self.sweep(), "--out", "full", code=73).stderr)
        self.assertEqual(os.listdir(self.folder / "full"), ["mine"])
        (self.folder / "link").symlink_to("full")
        self.run_sweep(self.sweep(), "--out", "link", code=73)

    def test_a_full_disk_loses_nothing(self):
        sweep = self.sweep(repetitions=1, measures=["ils.messages"])
        self.run_sweep(sweep, "--quiet", "--out", "out")
        before = sweep_dump(self.folder / "out")
        self.sweep(repetitions=3, measures=["ils.messages"])

        def little_room():
            resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
        result = self.run_sweep(sweep, "--out", "out", code=73, preexec_fn=little_room)
        self.assertIn(b"cannot write", result.stderr)
        self.assertIn(b"go on with", result.stderr)
        self.assertEqual(sweep_dump(self.folder / "out"), before)
        self.assertEqual([path for path in (self.folder / "out").rglob("*.new")], [])
        self.run_sweep("out", "--quiet")
        self.run_sweep(sweep, "--quiet", "--out", "undisturbed")
        self.assertEqual(sweep_dump(self.folder / "out"), sweep_dump(self.folder / "undisturbed"))

    def test_a_record_that_is_cut_short_is_made_anew(self):
        self.run_sweep(self.sweep(), "--quiet", "--out", "out")
        wanted = sweep_dump(self.folder / "out")
        record = next((self.folder / "out" / "records").rglob("*.json"))
        whole = record.read_bytes()
        for part in (0, 1, len(whole) // 2, len(whole) - 1):
            record.write_bytes(whole[:part])
            self.assert_ends(self.roamsim("sweep", "collect", "out"), 0)
            self.run_sweep("out", "--quiet")
            self.assertEqual(record.read_bytes(), whole)
            self.assertEqual(sweep_dump(self.folder / "out"), wanted)

    def test_another_build_refuses(self):
        self.run_sweep(self.sweep(), "--quiet", "--out", "out")
        plan = self.folder / "out" / "plan.jsonl"
        text = plan.read_text()
        header = json.loads(text.splitlines()[0])
        plan.write_text(text.replace(header["build"], "0" * 64))
        for arguments in (("run", "out"), ("run", "sweep.json", "--out", "out"), ("worker", "out")):
            result = self.roamsim("sweep", *arguments)
            self.assert_ends(result, 4)
            self.assertIn(b"another build", result.stderr)
        plan.write_text(text.replace('"sweep_plan":1', '"sweep_plan":9'))
        self.assertIn(b"version 9", self.run_sweep("out", code=73).stderr)
        plan.write_text(text.splitlines()[0] + "\n")
        self.assertIn(b"cut short", self.run_sweep("out", code=73).stderr)

    def test_the_copy_of_the_program_works(self):
        self.run_sweep(self.sweep(), "--quiet", "--out", "out")
        wanted = sweep_dump(self.folder / "out")
        (self.folder / "out" / "results.sqlite").unlink()
        next((self.folder / "out" / "records").rglob("*.json")).unlink()
        self.program = str(self.folder / "out" / "bin" / "roamsim")
        self.run_sweep("out", "--quiet")
        self.assertEqual(sweep_dump(self.folder / "out"), wanted)

    def test_results_of_another_version(self):
        self.run_sweep(self.sweep(), "--quiet", "--out", "out")
        with sqlite3.connect(self.folder / "out" / "results.sqlite") as database:
            database.execute("PRAGMA user_version = 99")
        result = self.roamsim("results", "out")
        self.assert_ends(result, 2)
        self.assertIn(b"schema version 99", result.stderr)
        self.assert_ends(self.roamsim("sweep", "collect", "out"), 0)
        self.assert_ends(self.roamsim("results", "out"), 0)
        self.assertIn(b"holds a sweep", self.roamsim("diff", "out", "out").stderr)

    def test_a_base_that_changed_is_run_anew(self):
        sweep = self.sweep()
        self.run_sweep(sweep, "--quiet", "--out", "out")
        scenario = json.loads((self.folder / "base.json").read_text())
        self.write(scenario | {"duration": "21 min"}, "base.json")
        self.assertIn(b"not what it was", self.run_sweep("out", code=2).stderr)
        self.assertIn(b"12 runs, 0 of them done before", self.run_sweep(sweep, "--out", "out").stdout)

    def test_a_repeated_run_that_differs(self):
        self.run_sweep(self.sweep(repetitions=1), "--quiet", "--out", "out")
        self.assert_ends(self.roamsim("sweep", "run", "out", "--again", "2"), 0)
        record = sorted((self.folder / "out" / "records").rglob("*.json"))
        import hashlib  # pylint: disable=import-outside-toplevel
        for one in record:
            line = one.read_text().splitlines()[0].replace('"events":', '"events":1')
            one.write_text(line + "\n" + hashlib.sha256((line + "\n").encode()).hexdigest() + "\n")
        result = self.run_sweep("out", "--again", "2", code=3)
        self.assertIn(b"determinism error", result.stderr)


class Failures(SweepTest):
    def slow(self, **changes):
        self.write(long_scenario(), "base.json")
        sweep = small_sweep(axes=[{"name": "interval", "key": "/ils/interval", "values": ["1 min", "2 min"]}], repetitions=2,
                            measures=["ils.messages"])
        return self.write(sweep | changes, "slow.json")

    def test_time_limit(self):
        result = self.run_sweep(self.slow(time_limit="300 ms"), "--out", "out", code=3)
        self.assertIn(b"took longer than 0.3 s", result.stderr)
        self.assertIn(b"roamsim run ", result.stderr)
        self.assertEqual(self.rows("out", "SELECT count(*), sum(timed_out), min(signal) FROM failures"), [(4, 4, 9)])

    def test_many_equal_failures_end_the_sweep(self):
        sweep = self.slow(time_limit="50 ms", repetitions=30)
        result = self.run_sweep(sweep, "--out", "out", "--jobs", "2", code=3)
        self.assertIn(b"10 runs in a row failed alike", result.stderr)
        statuses = dict(self.rows("out", "SELECT status, count(*) FROM runs GROUP BY 1"))
        self.assertTrue(10 <= statuses["failed"] <= 12, statuses)
        self.assertEqual(statuses["failed"] + statuses["missing"], 60)

    def start_slow(self):
        process = self.start("sweep", "run", self.slow(), "--out", "out", "--jobs", "2")
        self.wait_for("runs", lambda: len(children_of(process.pid)) == 2)
        return process

    def test_interruptions_say_how_to_go_on(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            process = self.start_slow()
            children = children_of(process.pid)
            process.send_signal(number)
            _, errors = process.communicate(timeout=30)
            self.assertEqual(process.returncode, code)
            self.assertIn(b"go on with\n  roamsim sweep run ", errors)
            self.assertFalse([child for child in children if pathlib.Path(f"/proc/{child}").exists()])
        self.assertEqual(self.rows("out", "SELECT status, count(*) FROM runs GROUP BY 1"), [("missing", 4)])

    def test_one_driver_at_a_time(self):
        process = self.start_slow()
        result = self.run_sweep("out", code=4)
        self.assertIn(b"another driver", result.stderr)
        self.assert_ends(self.roamsim("sweep", "collect", "out"), 4)
        self.assertTrue(json.loads(self.roamsim("sweep", "status", "out", "--json").stdout)["driver"])
        self.assert_ends(self.roamsim("sweep", "cancel", "out"), 0)
        self.assertEqual(process.wait(timeout=30), 143)
        status = json.loads(self.roamsim("sweep", "status", "out", "--json").stdout)
        self.assertEqual((status["driver"], status["missing"]), (False, 4))
        self.assertIn(b"no driver", self.roamsim("sweep", "cancel", "out").stdout)

    def test_runs_that_are_killed_again_and_again_fail(self):
        process = self.start("sweep", "run", self.slow(repetitions=1), "--out", "out", "--jobs", "1")
        end = time.monotonic() + 60
        killed = set()
        while process.poll() is None and time.monotonic() < end:
            for child in children_of(process.pid):
                if child not in killed:
                    killed.add(child)
                    os.kill(child, signal.SIGKILL)
            time.sleep(0.02)
        self.assertEqual(process.returncode, 3)
        self.assertEqual(len(killed), 6)
        self.assertEqual(self.rows("out", "SELECT signal, message FROM failures"), [(9, "killed by signal 9")] * 2)
        status = json.loads(self.roamsim("sweep", "status", "out", "--json").stdout)
        self.assertEqual((status["failed"], status["missing"]), (2, 0))
        process = self.start("sweep", "run", "out", "--jobs", "1")
        self.wait_for("the run that is tried again", lambda: children_of(process.pid))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=30), 143)
        status = json.loads(self.roamsim("sweep", "status", "out", "--json").stdout)
        self.assertEqual((status["failed"], status["missing"]), (0, 2))


if __name__ == "__main__":
    unittest.main()
