#!/usr/bin/python3
"""The table of the requirements: which scenarios show a row, and whether they hold."""

import json
import unittest

from support import SCENARIOS, SOURCE, CliTest, small_scenario


class Conformance(CliTest):
    def rows(self, *places, code=0):
        result = self.roamsim("conformance", *places, "--json", "-q")
        self.assert_ends(result, code)
        return {row["row"]: row for row in json.loads(result.stdout)}, result.stderr.decode()

    def test_the_page_is_current(self):
        result = self.roamsim("conformance", SCENARIOS, "--format", "markdown", "-q")
        self.assert_ends(result, 0)
        self.assertTrue(result.stdout == (SOURCE / "docs" / "conformance.md").read_bytes(),
                        "docs/conformance.md is out of date: roamsim conformance --format markdown > docs/conformance.md")

    def test_every_row_that_a_shipped_scenario_names_is_one(self):
        rows, _ = self.rows(SCENARIOS)
        for path in (path for path in SCENARIOS.rglob("*.json") if "sweeps" not in path.parts):
            self.assertEqual(set(json.loads(path.read_text())["covers"]) - set(rows), set(), path.name)
        self.assertEqual({row["verdict"] for row in rows.values()} - {"holds", "tested", "planned", "missing"}, set())

    def test_what_tests_show_names_tests_that_there_are(self):
        rows, _ = self.rows(SCENARIOS)
        tested = {row["row"]: row["tests"].split(", ") for row in rows.values() if row["verdict"] == "tested"}
        self.assertEqual(set(tested), {"E4", "E5"})
        folders = {"cli": SOURCE / "tests" / "cli", "analysis": SOURCE / "analysis" / "tests"}
        for name in (name for names in tested.values() for name in names):
            folder, _, file = name.partition(".")
            self.assertTrue((folders[folder] / f"test_{file}.py").is_file(), name)
        for row in rows.values():
            self.assertEqual(row["tests"] != "", row["verdict"] == "tested", row["row"])

    def test_a_row_holds_if_all_its_scenarios_do(self):
        good = self.write(small_scenario(covers=["B5", "B7"]), "good.json")
        wrong = small_scenario(covers=["B7"])
        wrong["expect"][0]["reaches"] = "three"
        wrong = self.write(wrong, "wrong.json")
        silent = self.write(small_scenario(covers=["E1"], expect=[]), "silent.json")
        broken = self.write(small_scenario(covers=["A9"], duration="soon"), "broken.json")
        self.write(small_scenario(covers=[]), "nameless.json")
        rows, _ = self.rows(good)
        self.assertEqual((rows["B5"]["verdict"], rows["B5"]["scenarios"]), ("holds", "good (3 of 3)"))
        self.assertEqual(rows["A9"]["verdict"], "missing")
        self.assertEqual(rows["E4"]["verdict"], "tested")
        self.assertEqual(rows["D4"]["verdict"], "missing")
        rows, said = self.rows(self.folder, code=1)
        self.assertEqual((rows["B5"]["verdict"], rows["B7"]["verdict"]), ("holds", "fails"))
        self.assertEqual(rows["B7"]["scenarios"], "good (3 of 3), wrong (2 of 3)")
        self.assertEqual(rows["E1"]["verdict"], "fails", "who expects nothing shows nothing")
        self.assertIn("wrong.json: 2 of 3", said)
        self.assertIn("broken.json:", said)
        self.assertNotIn("nameless", said)

    def test_nothing_to_run(self):
        for place in (self.folder / "nowhere", self.folder):
            result = self.roamsim("conformance", place)
            self.assert_ends(result, 2)
            self.assertEqual(result.stdout, b"")


if __name__ == "__main__":
    unittest.main()
