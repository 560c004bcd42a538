"""What solve and sensitivity tell `roamsim sweep run`."""

import argparse
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from roamsim_analysis import sensitivity_command, solve_command  # noqa: E402
from roamsim_analysis.errors import AnalysisError  # noqa: E402
from roamsim_analysis.sweep_driver import Driver, options_of  # noqa: E402

PROGRAM = """#!/usr/bin/python3
import json, pathlib, sys
pathlib.Path(__file__).with_name("said.json").write_text(json.dumps(sys.argv[1:]))
sys.exit(4)
"""


class Options(unittest.TestCase):
    def parsed(self, add, words):
        top = argparse.ArgumentParser()
        add(top.add_subparsers())
        return top.parse_args(words)

    def test_where_the_runs_are_made_is_handed_on(self):
        solve = ("solve", "a.json", "--program=x", "--key=/k", "--from=1", "--to=2", "--measure=m", "--at-most=1")
        sensitivity = ("sensitivity", "a.json", "--program=x", "--measure=m")
        for add, words in ((solve_command.add, solve), (sensitivity_command.add, sensitivity)):
            self.assertEqual(options_of(self.parsed(add, words)), [])
            given = ["--jobs=3", "--executor=slurm", "--chunks=8", "--sbatch-args=-p night"]
            self.assertEqual(options_of(self.parsed(add, [*words, *given])), given)

    def test_they_reach_the_program(self):
        with tempfile.TemporaryDirectory(prefix="roamsim-analysis-") as scratch:
            program = pathlib.Path(scratch) / "program"
            program.write_text(PROGRAM)
            program.chmod(0o755)
            driver = Driver(str(program), "a.json", pathlib.Path(scratch) / "out", ["--executor=slurm", "--sbatch-args=-p night"])
            with self.assertRaisesRegex(AnalysisError, "ended with code 4; the same command goes on with it"):
                driver.run("asked.json")
            said = json.loads((pathlib.Path(scratch) / "said.json").read_text())
        self.assertEqual(said[:3], ["sweep", "run", "asked.json"])
        self.assertEqual(said[-2:], ["--executor=slurm", "--sbatch-args=-p night"])


if __name__ == "__main__":
    unittest.main()
