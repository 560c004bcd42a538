#!/usr/bin/python3
"""kill -9 at any moment leaves the results that were there, the new ones, or a folder that says that it holds part of both."""

import os
import random
import signal
import time
import unittest

from support import CliTest, found, small_scenario

MOMENTS = 50


class Crash(CliTest):
    def test_fifty_random_moments(self):
        old = self.write(small_scenario(title="Old"), "old.json")
        new = self.write(small_scenario(title="New", seed=2), "new.json")
        out = self.folder / "out"
        self.assert_ends(self.roamsim("run", new, "--out", self.folder / "reference", "--quiet"), 0)
        started = time.monotonic()
        self.assert_ends(self.roamsim("run", old, "--out", out, "--quiet"), 0)
        length = time.monotonic() - started
        whole = {"old": found(out), "new": found(self.folder / "reference")}
        draws = random.Random(1)  # the same moments, as far as the machine lets them be
        seen = {"old": 0, "new": 0, "partial": 0}
        for moment in range(MOMENTS):
            self.assert_ends(self.roamsim("run", old, "--out", out, "--quiet"), 0, f"moment {moment}")
            self.assertEqual(found(out), whole["old"])
            process = self.start("run", new, "--out", out, "--quiet")
            time.sleep(draws.uniform(0, length * 1.2))
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if (out / ".roamsim-partial").exists():
                seen["partial"] += 1
                continue
            left = found(out)
            names = [name for name, content in whole.items() if content == left]
            self.assertEqual(len(names), 1, f"moment {moment}: neither the old nor the new results")
            seen[names[0]] += 1
        self.assertEqual(sum(seen.values()), MOMENTS)
        self.assertGreater(seen["old"], 0, seen)

    def test_a_partial_folder_is_named_and_mended_by_the_next_run(self):
        scenario = self.write(small_scenario())
        out = self.folder / "out"
        self.assert_ends(self.roamsim("run", scenario, "--out", out, "--quiet"), 0)
        self.assertFalse((out / ".roamsim-partial").exists())
        (out / ".roamsim-partial").write_text("")
        told = self.roamsim("results", out)
        self.assertIn(b"partial", told.stderr)
        self.assert_ends(self.roamsim("run", scenario, "--out", out, "--quiet"), 0)
        self.assertFalse((out / ".roamsim-partial").exists())
        self.assertEqual(self.roamsim("results", out).stderr, b"")


if __name__ == "__main__":
    unittest.main()
