"""What a sweep found, read from the results.sqlite of its folder (docs/sweeps.md describes the tables)."""

import dataclasses
import functools
import math
import pathlib
import sqlite3
import urllib.parse

from roamsim_analysis import intervals
from roamsim_analysis.errors import AnalysisError
from roamsim_analysis.text import printable

SCHEMA_VERSION = "1"
NOISE = 1e-12  # of a sum of doubles, as a share of it
NEEDED = {
    "header": "key value", "axes": "id name key", "points": "id repetitions", "point_values": "point axis label number unit",
    "runs": "id point repetition seed status", "failures": "run exit_code signal timed_out message arguments",
    "measures": "id name unit", "measured": "run measure value",
}


@dataclasses.dataclass(frozen=True)
class Value:
    """One value of an axis."""
    label: str
    number: "float | None"


@dataclasses.dataclass(frozen=True)
class Axis:
    id: int
    name: str
    key: str
    unit: str
    values: tuple  # in the order of the plan

    @property
    def is_number(self):
        """Whether its values can stand along a scale."""
        return all(value.number is not None for value in self.values) and len({value.number for value in self.values}) == len(self.values)


@dataclasses.dataclass(frozen=True)
class Measure:
    id: int
    name: str
    unit: str


@dataclasses.dataclass(frozen=True)
class Cell:
    """What a measure was at some points taken together."""
    interval: intervals.Interval
    least: float
    most: float
    values: tuple  # of each repetition, the mean of the points


class Sweep:
    """The folder of a sweep, read as a whole."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        file = self.folder / "results.sqlite"
        shown = printable(str(file))
        if not file.is_file():
            raise AnalysisError(f"{printable(str(self.folder))}: the sweep has no results.sqlite yet; `roamsim sweep collect` makes it")
        address = "file:" + urllib.parse.quote(str(file.absolute())) + "?mode=ro&immutable=1"
        try:
            database = sqlite3.connect(address, uri=True)
            try:
                database.text_factory = lambda raw: raw.decode("utf-8", "replace")
                self._check(database, shown)
                self._read(database, shown)
            finally:
                database.close()
        except sqlite3.Error as error:
            raise AnalysisError(f"{shown}: {printable(str(error))}") from error

    @staticmethod
    def _check(database, shown):
        for table, columns in NEEDED.items():
            present = {row[1] for row in database.execute(f"PRAGMA table_info({table})")}
            if not present:
                raise AnalysisError(f"{shown}: the table {table} is missing")
            missing = [column for column in columns.split() if column not in present]
            if missing:
                raise AnalysisError(f"{shown}: the table {table} has no column {missing[0]}")
        version = database.execute("SELECT value FROM header WHERE key = 'schema_version'").fetchone()
        if version is None or str(version[0]) != SCHEMA_VERSION:
            raise AnalysisError(f"{shown}: schema version {printable(str(version[0])) if version else 'none'} found, and only {SCHEMA_VERSION} is known"
                                " here; collect the sweep again with this version")

    def _read(self, database, shown):
        self.header = {str(key): str(value) for key, value in database.execute("SELECT key, value FROM header")}
        self.header.setdefault("seed", self.header.get("first_seed", "?") + " and on")
        self.title = self.header.get("title", "")
        labels, numbers, units = {}, {}, {}
        for point, axis, label, number, unit in database.execute("SELECT point, axis, label, number, unit FROM point_values ORDER BY point, axis"):
            if number is not None and (not isinstance(number, (int, float)) or not math.isfinite(number)):
                raise AnalysisError(f"{shown}: point_values.number of point {printable(str(point))} is no number")
            labels.setdefault(point, {})[axis] = str(label)
            numbers.setdefault(axis, {}).setdefault(str(label), number)
            units.setdefault(axis, str(unit))
        self.axes = []
        for axis, name, key in database.execute("SELECT id, name, key FROM axes ORDER BY id"):
            values = [Value(*item) for item in numbers.get(axis, {}).items()]
            if values and all(value.number is not None for value in values):
                values.sort(key=lambda value: value.number)
            self.axes.append(Axis(axis, str(name), str(key), units.get(axis, ""), tuple(values)))
        self.points = {point: labels.get(point, {}) for point, in database.execute("SELECT id FROM points ORDER BY id")}
        self.repetitions = dict(database.execute("SELECT id, repetitions FROM points ORDER BY id"))
        self.statuses = {str(status): number for status, number in database.execute("SELECT status, count(*) FROM runs GROUP BY status ORDER BY status")}
        self.measures = [Measure(id, str(name), "" if unit == "1" else str(unit)) for id, name, unit in database.execute("SELECT id, name, unit FROM measures ORDER BY id")]
        self._values = {measure.id: {} for measure in self.measures}
        for point, repetition, measure, value in database.execute(
                "SELECT r.point, r.repetition, m.measure, m.value FROM measured m JOIN runs r ON r.id = m.run ORDER BY r.id"):
            if value is None or measure not in self._values:
                continue
            if not isinstance(value, (int, float)):
                raise AnalysisError(f"{shown}: measured.value has a value that is no number")
            if math.isfinite(value):
                self._values[measure].setdefault(point, {})[repetition] = float(value)
        self.failures = [tuple(row) for row in database.execute(
            "SELECT r.point, r.repetition, r.seed, f.exit_code, f.signal, f.timed_out, f.message FROM failures f JOIN runs r ON r.id = f.run ORDER BY f.id")]

    @property
    def runs(self):
        return sum(self.statuses.values())

    @functools.cached_property
    def varied(self):
        """The axes with more than one value."""
        return [axis for axis in self.axes if len(axis.values) > 1]

    @functools.cached_property
    def shares(self):
        """Measures without a unit that are 0 or 1 in every run, and both in some: whether something came true."""
        found = {measure.id: {value for of in self._values[measure.id].values() for value in of.values()} for measure in self.measures if not measure.unit}
        return {measure for measure, values in found.items() if values == {0.0, 1.0}}

    def measured(self, measure):
        """Whether any run has a number for it."""
        return bool(self._values[measure.id])

    def at(self, setting):
        """The points with these labels: {axis id: label}."""
        return [point for point, labels in self.points.items() if all(labels.get(axis) == label for axis, label in setting.items())]

    def by_repetition(self, measure, points):
        """The mean over the points for each repetition that all of them have."""
        values = [self._values[measure.id].get(point, {}) for point in points]
        if not values:
            return {}
        shared = set(values[0]).intersection(*values[1:])
        return {repetition: math.fsum(of[repetition] for of in values) / len(values) for repetition in sorted(shared)}

    def cell(self, measure, setting, confidence=intervals.CONFIDENCE):
        """What the measure was with this setting; None without any value. At one point a share is a proportion."""
        points = self.at(setting)
        found = self.by_repetition(measure, points)
        if not found:
            return None
        values = list(found.values())
        if len(points) == 1 and measure.id in self.shares:
            interval = intervals.wilson_interval(int(sum(values)), len(values), confidence)
        else:
            interval = intervals.mean_interval(values, confidence)
        return Cell(interval, min(values), max(values), tuple(values))

    def difference(self, measure, first, second, confidence=intervals.CONFIDENCE):
        """second - first, by repetition, over the points that are otherwise alike; None if nothing can be compared."""
        named = set(first) | set(second)
        others = {tuple(sorted(item for item in self.points[point].items() if item[0] not in named)): point for point in self.at(first)}
        pairs = []
        for point in self.at(second):
            rest = tuple(sorted(item for item in self.points[point].items() if item[0] not in named))
            if rest in others:
                pairs.append((others[rest], point))
        a = self.by_repetition(measure, [pair[0] for pair in pairs])
        b = self.by_repetition(measure, [pair[1] for pair in pairs])
        shared = sorted(a.keys() & b.keys())
        if not shared:
            return None
        # What sums leave behind in the last digits must not look like a sure difference.
        noise = NOISE * max(abs(of[repetition]) for of in (a, b) for repetition in shared)
        found = [0.0 if abs(b[r] - a[r]) <= noise else b[r] - a[r] for r in shared]
        return intervals.mean_interval([found[0]] * len(found) if max(found) - min(found) <= noise else found, confidence)
