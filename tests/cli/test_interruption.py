#!/usr/bin/python3
"""Signals end a run early but in order: what it found so far is written, or nothing is."""

import os
import signal
import sqlite3
import time
import unittest

from support import CliTest, dump, long_scenario, summary


def minds_signals(pid):
    """Whether the process has a handler for SIGTERM."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        caught = next(line.split()[1] for line in status if line.startswith("SigCgt:"))
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


def children(pid):
    """The processes that it started and has not yet waited for."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as list_:
        return [int(child) for child in list_.read().split()]


class Interruption(CliTest):
    def running(self, *options, out="out", marker=".roamsim-run", scenario=None):
        """A long run that has prepared its folder and minds signals."""
        process = self.start("run", self.write(scenario or long_scenario()), "--out", out, *options)
        self.wait_for("signals to be minded", lambda: minds_signals(process.pid))
        self.wait_for("the run's folder", (self.folder / out / marker).exists)
        time.sleep(0.05)  # simulating by now, most likely; it makes no difference to what is checked
        return process

    def end(self, process):
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def assert_partial(self, folder):
        """Results that say that the run was stopped, and hold together."""
        found = summary(folder)
        self.assertEqual(found["header"]["end"], "stopped")
        self.assertGreater(found["header"]["events"], 0)
        self.assertIn("'stopped'", dump(folder))
        self.assertEqual([name for name in os.listdir(folder) if name.endswith(".new")], [])

    def test_partial_results_are_written(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(number):
                process = self.running("--quiet", out=f"out-{code}")
                process.send_signal(number)
                ended, out, err = self.end(process)
                self.assertEqual((ended, out), (code, b""), err)
                self.assertIn(b"interrupted", err)
                self.assert_partial(self.folder / f"out-{code}")

    def test_partial_results_for_people_and_programs(self):
        process = self.running()
        process.send_signal(signal.SIGINT)
        ended, out, err = self.end(process)
        self.assertEqual(ended, 130, err)
        self.assertIn(b"results in out", out)
        process = self.running("--json", out="json")
        process.send_signal(signal.SIGINT)
        ended, out, err = self.end(process)
        self.assertEqual((ended, out), (130, (self.folder / "json" / "summary.json").read_bytes()), err)

    def test_an_expectation_that_was_not_reached_is_no_failure_of_its_own(self):
        scenario = long_scenario()
        scenario["expect"] = [{"registered": "alice", "in": "one", "at": "3000 d"}]
        process = self.running(scenario=scenario)
        process.send_signal(signal.SIGINT)
        ended, out, _ = self.end(process)
        self.assertEqual(ended, 130)
        self.assertIn(b"the run ended before", out)

    def test_who_insists_gets_his_way(self):
        process = self.running()
        while process.poll() is None:
            process.send_signal(signal.SIGTERM)
            time.sleep(0.001)
        ended, _, _ = self.end(process)
        self.assertIn(ended, (143, -signal.SIGTERM))
        # All or nothing.
        if (self.folder / "out" / "fingerprints.json").exists():
            self.assert_partial(self.folder / "out")

    def test_the_folder_can_be_used_again(self):
        process = self.running()
        process.kill()
        self.assertEqual(self.end(process)[0], -signal.SIGKILL)
        self.assertEqual(os.listdir(self.folder / "out"), [".roamsim-run"])
        process = self.running()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.end(process)[0], 143)
        self.assert_partial(self.folder / "out")

    def repetitions(self, out="out"):
        process = self.running("--repeat", 4, "--jobs", 2, out=out, marker="seed-2/.roamsim-run")
        self.wait_for("the first repetition", (self.folder / out / "seed-1" / ".roamsim-run").exists)
        return process

    def assert_group_gone(self, process):
        def gone():
            try:
                os.killpg(process.pid, 0)
                return False
            except ProcessLookupError:
                return True
        self.wait_for("the end of all repetitions", gone)

    def test_repetitions_stop_and_write(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            for to_all in (False, True):  # as `kill` does, and as a terminal or a batch system does
                with self.subTest(number, to_all=to_all):
                    folder = self.folder / f"out-{code}-{to_all}"
                    process = self.repetitions(folder.name)
                    (os.killpg if to_all else os.kill)(process.pid, number)
                    ended, out, err = self.end(process)
                    self.assertEqual(ended, code, err)
                    self.assertEqual(sorted(os.listdir(folder)), ["seed-1", "seed-2"], "no further ones")
                    self.assertNotIn(b"killed", out)
                    for seed in ("seed-1", "seed-2"):
                        self.assert_partial(folder / seed)
                    self.assert_group_gone(process)

    def test_a_repetition_may_be_told_more_than_once(self):
        # By a terminal or a batch system, and by its parent.
        process = self.repetitions()
        first = children(process.pid)
        self.assertEqual(len(first), 2)
        while told := set(children(process.pid)) & set(first):
            for child in told:
                os.kill(child, signal.SIGTERM)
            time.sleep(0.0005)
        process.send_signal(signal.SIGTERM)
        ended, out, err = self.end(process)
        self.assertEqual(ended, 143, err)
        self.assertNotIn(b"killed", out)
        for seed in ("seed-1", "seed-2"):
            self.assert_partial(self.folder / "out" / seed)

    def test_repetitions_do_not_outlive_their_parent(self):
        process = self.repetitions()
        process.kill()
        process.wait()
        self.assert_group_gone(process)
        for seed in ("seed-1", "seed-2"):
            self.assert_partial(self.folder / "out" / seed)

    def test_an_earlier_run_survives(self):
        self.test_partial_results_for_people_and_programs()
        before = dump(self.folder / "out")
        process = self.running()
        self.assertEqual(dump(self.folder / "out"), before, "until the new results are complete")
        process.kill()
        self.end(process)
        self.assertEqual(dump(self.folder / "out"), before)
        with sqlite3.connect(self.folder / "out" / "results.sqlite") as database:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])


if __name__ == "__main__":
    unittest.main()
