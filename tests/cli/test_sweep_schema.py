#!/usr/bin/python3
"""The JSON Schema of sweep files: made from what the reader knows, and of one mind with it."""

import json
import re
import unittest

import jsonschema

from support import SCENARIOS, SOURCE
from sweep_support import SweepTest, small_sweep


def plain(text):
    """A file whose comments have lines of their own."""
    return json.loads(re.sub(r"^ *//.*$", "", text, flags=re.MULTILINE))


def axis(**keys):
    return {"axes": [{"name": "x"} | keys]}


# What is wrong in structure, type or form, so that a schema can tell.
WRONG = (
    {"nonsense": 1}, {"schema_version": 2}, {"title": ""}, {"title": 5}, {"scenario": None}, {"set": []}, {"set": {"ils": 1}}, {"axes": {}},
    {"measures": []}, {"measures": [5]}, {"measures": [{"scalar": "events"}]}, {"measures": ["two words"]}, {"measures": [{"name": "x", "querry": ""}]},
    {"repetitions": 0}, {"repetitions": "3"}, {"seeds": "same"}, {"first_seed": -1}, {"time_limit": "5"}, {"time_limit": 5}, {"constraints": "x"},
    {"stop": {}}, {"stop": {"measure": "events", "half_width": 1}}, {"stop": {"measure": "events", "half_width": 1, "at_most": 9, "confidence": 2}},
    axis(), axis(key="ils/interval", values=["1 min"]), axis(key="/ils/interval", values=[]), axis(key="/ils/interval", values="1 min"),
    axis(key="/ils/interval", values=["1 min"], vallues=[]), axis(fragments={}), axis(fragments={"a": []}), axis(fragments={"a": {"ils": 1}}),
    axis(key="/ils/interval", values=["1 min"], fragments={"a": {}}), axis(key="/ils/interval", **{"from": "1 min", "to": "2 min", "points": 1}),
    axis(key="/ils/interval", **{"from": "1 min", "to": "2 min", "points": 2, "scale": "square"}),
    axis(key="/ils/interval", values=["1 min"], **{"with": [{"values": [1]}]}), {"axes": [{"key": "/ils/interval", "values": ["1 min"]}]},
)
# What only the reader knows: the base scenario, and what two keys have to do with each other.
BEYOND_A_SCHEMA = (
    axis(key="/ils/intervall", values=["1 min"]), axis(key="/ils/interval", values=["1 s"]), axis(key="/ils/interval", values=["1 min", "1 min"]),
    axis(key="/ils/interval"), axis(key="/ils/interval", **{"from": 1, "to": 3}), {"constraints": ["spare > 9"]}, {"measures": ["events", "events"]},
    {"scenario": "nowhere.json"}, {"stop": {"measure": "nothing", "half_width": 1, "at_most": 9}},
)


class Schema(SweepTest):
    def setUp(self):
        super().setUp()
        result = self.roamsim("schema", "--sweep")
        self.assert_ends(result, 0)
        self.text = result.stdout
        self.validator = jsonschema.Draft202012Validator(json.loads(self.text))

    def assert_refused_by_the_reader(self, changes):
        self.run_sweep(self.sweep(**changes), "--dry-run", code=2)

    def test_it_is_one_and_the_page_of_it_is_current(self):
        jsonschema.Draft202012Validator.check_schema(json.loads(self.text))
        self.assertTrue(self.text == (SOURCE / "docs" / "sweep.schema.json").read_bytes(),
                        "docs/sweep.schema.json is out of date: roamsim schema --sweep > docs/sweep.schema.json")

    def test_good_files_are_accepted(self):
        self.run_sweep(self.sweep(), "--dry-run")
        sweeps = {"small": small_sweep()} | {path.name: plain(path.read_text()) for path in (SCENARIOS / "sweeps").glob("*.json")}
        page = (SOURCE / "docs" / "sweeps.md").read_text()
        example = sweeps["docs/sweeps.md"] = json.loads(re.search(r"```json\n(.*?)```", page, re.DOTALL).group(1))
        self.run_sweep(self.write(example | {"scenario": str(SCENARIOS / "sweeps" / example["scenario"])}, "example.json"), "--dry-run")
        self.assertGreaterEqual(len(sweeps), 7)
        for name, sweep in sweeps.items():
            self.assertEqual([f"{error.json_path}: {error.message}" for error in self.validator.iter_errors(sweep)], [], name)

    def test_bad_files_are_refused_by_schema_and_reader(self):
        for changes in WRONG:
            with self.subTest(changes):
                self.assertFalse(self.validator.is_valid(small_sweep(**changes)))
                self.assert_refused_by_the_reader(changes)

    def test_what_no_schema_can_know_the_reader_does(self):
        for changes in BEYOND_A_SCHEMA:
            with self.subTest(changes):
                self.assertTrue(self.validator.is_valid(small_sweep(**changes)))
                self.assert_refused_by_the_reader(changes)


if __name__ == "__main__":
    unittest.main()
