"""Sweeps that solve and sensitivity make: files for `roamsim sweep run`, which plans, runs, resumes and collects them."""

import json
import pathlib
import re
import subprocess

from roamsim_analysis import files
from roamsim_analysis.errors import AnalysisError
from roamsim_analysis.sweep import Sweep
from roamsim_analysis.sweep_words import plain
from roamsim_analysis.text import printable

SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
RUN_OPTIONS = ("jobs", "executor", "chunks", "sbatch-args")
AMOUNT = re.compile(r"\s*([+-]?[0-9]+(?:\.[0-9]+)?)\s*([A-Za-z/%]*)\s*\Z")


def amount(text):
    """(number, unit) of 5, "5 min" (300 s), "64 kB"; None if it is no amount."""
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        return float(text), ""
    found = AMOUNT.match(text) if isinstance(text, str) else None
    if found is None:
        return None
    number, unit = float(found.group(1)), found.group(2)
    return (number * SECONDS[unit], "s") if unit in SECONDS else (number, unit)


def written(number, unit):
    """The value as a scenario has it."""
    if unit:
        return f"{plain(number)} {unit}"
    return int(number) if number == int(number) else number


def measure_of(name, entity):
    return {"name": name, "scalar": name, **({"entity": entity} if entity else {})}


def add_options(command):
    """Those of `sweep run` that say where the runs are made."""
    for name in RUN_OPTIONS:
        command.add_argument(f"--{name}")


def options_of(arguments):
    found = [(name, getattr(arguments, name.replace("-", "_"))) for name in RUN_OPTIONS]
    return [f"--{name}={value}" for name, value in found if value is not None]


class Driver:
    def __init__(self, program, scenario, folder, options=()):
        """`options`: of `sweep run`, handed on as they are."""
        self.program, self.folder = program, pathlib.Path(folder)
        self.scenario = str(pathlib.Path(scenario).absolute())
        self.options = list(options)

    def ask(self, *words):
        """What the program prints."""
        done = subprocess.run([self.program, *words], capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode != 0:
            raise AnalysisError(printable(done.stderr.strip().removeprefix("roamsim: ")) or f"roamsim {words[0]} ended with code {done.returncode}")
        return done.stdout

    def file(self, title, axes, measures, repetitions):
        """Puts the sweep file in place; returns its path."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return files.write(self.folder / "asked.json", json.dumps({
            "schema_version": 1, "title": title, "scenario": self.scenario, "axes": axes, "repetitions": repetitions, "measures": measures},
            indent=2, ensure_ascii=False) + "\n")

    def mistakes(self, file):
        """What the program finds wrong with the sweep file, as lines."""
        done = subprocess.run([self.program, "sweep", "run", str(file), "--dry-run", "--quiet"], capture_output=True, text=True, encoding="utf-8", check=False)
        return done.stderr.splitlines() if done.returncode != 0 else []

    def run(self, file):
        """Runs what is missing of the sweep; failed runs are left to the reader of the results."""
        done = subprocess.run([self.program, "sweep", "run", str(file), "--out", str(self.folder / "sweep"), "--quiet", *self.options], check=False)
        if done.returncode not in (0, 3):
            raise AnalysisError(f"the sweep ended with code {done.returncode}; the same command goes on with it")
        return Sweep(self.folder / "sweep")
