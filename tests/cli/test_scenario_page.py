#!/usr/bin/python3
"""The examples of docs/scenario.md: each whole scenario in it loads, runs, and is as it says."""

import json
import re
import unittest

from support import SOURCE, CliTest

BLOCK = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class ScenarioPage(CliTest):
    def setUp(self):
        super().setUp()
        self.page = (SOURCE / "docs" / "scenario.md").read_text(encoding="utf-8")
        self.blocks = BLOCK.findall(self.page)

    def test_every_example_loads_and_is_met(self):
        whole = [block for block in self.blocks if "schema_version" in block]
        self.assertGreaterEqual(len(whole), 2)
        for number, block in enumerate(whole):
            with self.subTest(number):
                scenario = json.loads(block)
                path = self.folder / f"{number}.json"
                path.write_text(block, encoding="utf-8")
                self.assert_ends(self.roamsim("validate", path), 0)
                self.assertTrue(scenario["expect"])
                self.assert_ends(self.roamsim("run", path, "--quiet", "--out", self.folder / "out"), 0)

    def test_every_block_is_closed(self):
        self.assertEqual(self.page.count("```"), 2 * len(self.blocks))

    def test_every_kind_of_expectation_has_a_row(self):
        schema = json.loads(self.roamsim("schema").stdout)
        kinds = [kind["required"][0] for kind in schema["properties"]["expect"]["items"]["oneOf"]]
        self.assertGreaterEqual(len(kinds), 12)
        rows = re.findall(r"^\| `(\w+)` \| `?\w", self.page, re.MULTILINE)
        self.assertEqual(sorted(rows), sorted(kinds))


if __name__ == "__main__":
    unittest.main()
