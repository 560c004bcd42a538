#!/usr/bin/python3
"""What must make a difference does; else the comparisons of test_same_bytes.py would say nothing."""

import json
import unittest

from support import SCENARIOS, CliTest


class OtherBytes(CliTest):
    """On the story of figure 3."""

    def fingerprints(self, *options):
        result = self.roamsim("run", SCENARIOS / "figure-3-roaming.json", "--quiet", "--out", self.folder / "out", *options)
        self.assertIn(result.returncode, (0, 1), result.stderr)
        return json.loads((self.folder / "out" / "fingerprints.json").read_text())

    def test_another_seed(self):
        # The phase of the periodic exchange is drawn.
        seen = [self.fingerprints("--seed", seed) for seed in (1, 2, 3)]
        self.assertEqual(len({each["order"] for each in seen}), 3)
        self.assertEqual(len({each["results"] for each in seen}), 3)

    def test_another_parameter(self):
        plain, slower = self.fingerprints(), self.fingerprints("--set", "extension_mobility.typing=12 s")
        self.assertNotEqual(plain["order"], slower["order"])
        self.assertNotEqual(plain["results"], slower["results"])


if __name__ == "__main__":
    unittest.main()
