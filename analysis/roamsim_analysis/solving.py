"""Which values of a parameter meet a target: the decision alone, whoever measures.

Every verdict rests on an interval of its own, and all of them hold together with the confidence asked for (Bonferroni over the
most points that may be looked at). So the chance that any verdict is wrong is at most 1 - confidence, whether the measure is
monotone or not; what cannot be told with that confidence stays open.
"""

import dataclasses
import enum
import math

from scipy import stats

from roamsim_analysis import intervals

LEAST_POINTS = 7  # of the scan
MOST_STEPS = 8    # of the bisection


class Verdict(enum.Enum):
    MET = "met"
    NOT_MET = "not met"
    OPEN = "open"


@dataclasses.dataclass(frozen=True)
class Target:
    """The measure, its mean over runs, is to be at most or at least `limit`; with `share`, so is that share of the runs at the least."""
    limit: float
    at_most: bool
    share: "float | None" = None

    def met_by(self, value):
        return value is not None and (value <= self.limit if self.at_most else value >= self.limit)


@dataclasses.dataclass(frozen=True)
class Point:
    value: float
    interval: "intervals.Interval | None"  # None: a run has no number there
    verdict: Verdict


@dataclasses.dataclass(frozen=True)
class Solution:
    points: list      # by value
    rising: "bool | None"  # which way the measure goes; None: neither, so nothing was bisected
    feasible: list    # (first, last) of neighbouring values that are met
    confidence: float

    @property
    def open(self):
        return [point for point in self.points if point.verdict is Verdict.OPEN]


def judge(values, target, confidence):
    """The interval of a point and the verdict on it; `values` of the runs, None where one has no number."""
    values = list(values)
    if target.share is not None:
        met = sum(target.met_by(value) for value in values)
        interval = _exact(met, len(values), confidence)
        if interval.low >= target.share:
            return interval, Verdict.MET
        return interval, Verdict.NOT_MET if interval.high < target.share else Verdict.OPEN
    if any(value is None for value in values) or not values:
        # A run that never got there is no number that a mean could take in, and meets nothing.
        return None, Verdict.NOT_MET if values else Verdict.OPEN
    interval = intervals.mean_interval(values, confidence)
    good, bad = (interval.high <= target.limit, interval.low > target.limit) if target.at_most else (interval.low >= target.limit, interval.high < target.limit)
    return interval, Verdict.MET if good else Verdict.NOT_MET if bad else Verdict.OPEN


def _exact(met, count, confidence):
    """A share by Clopper and Pearson: it holds at least as often as it says, which Wilson's does not."""
    if count == 0:
        return intervals.Interval(math.nan, 0.0, 1.0, 0, confidence)
    tail = (1 - confidence) / 2
    low = 0.0 if met == 0 else float(stats.beta.ppf(tail, met, count - met + 1))
    high = 1.0 if met == count else float(stats.beta.ppf(1 - tail, met + 1, count - met))
    return intervals.Interval(met / count, low, high, count, confidence)


def direction(runs, confidence):
    """True if the measure surely rises somewhere along the values and falls nowhere, False the other way round, else None.
    `runs`: {value: [of each repetition]}, paired by repetition between neighbours."""
    ordered = sorted(runs)
    pairs = list(zip(ordered, ordered[1:]))
    each = intervals.simultaneous(confidence, max(len(pairs), 1))
    rises = falls = 0
    for low, high in pairs:
        first, second = ({r: v for r, v in enumerate(runs[value]) if v is not None} for value in (low, high))
        if not first.keys() & second.keys():
            return None
        step = intervals.paired_difference(first, second, each)
        rises += step.low > 0
        falls += step.high < 0
    if rises and falls or not (rises or falls):
        return None
    return bool(rises)


def between(low, high, whole, logarithmic):
    """The value to look at next, or None if there is none between worth a look."""
    if whole:
        middle = (int(low) + int(high)) // 2
        return float(middle) if middle not in (int(low), int(high)) else None
    middle = math.sqrt(low * high) if logarithmic else (low + high) / 2
    middle = float(f"{middle:.3g}")
    return middle if low < middle < high else None


def solve(measure, values, target, confidence=intervals.CONFIDENCE, whole=False, logarithmic=False, steps=MOST_STEPS):
    """Scans the values, then bisects the one change of verdict if the measure is monotone along the scan.
    `measure(values)`: {value: [of each repetition, None without a number]}, with common random numbers."""
    values = sorted(set(values))
    if len(values) < LEAST_POINTS and not (whole and values and len(values) == int(values[-1] - values[0]) + 1):
        raise ValueError(f"a scan has at least {LEAST_POINTS} points, or every whole number there is")
    each = intervals.simultaneous(confidence, len(values) + steps)
    runs = dict(measure(values))

    def judged():
        return {value: judge(runs[value], target, each) for value in sorted(runs)}

    rising = direction(runs, confidence)
    if rising is not None:
        for _ in range(steps):
            found = [(value, verdict) for value, (_, verdict) in judged().items() if verdict is not Verdict.OPEN]
            changes = [(a, b) for (a, one), (b, other) in zip(found, found[1:]) if one is not other]
            if len(changes) != 1:
                break
            # Where an open point lies between, no look at more points makes it any surer.
            low, high = changes[0]
            if any(low < value < high for value in runs):
                break
            value = between(low, high, whole, logarithmic)
            if value is None:
                break
            runs.update(measure([value]))
    points = [Point(value, interval, verdict) for value, (interval, verdict) in judged().items()]
    return Solution(points, rising, _stretches(points), confidence)


def _stretches(points):
    found = []
    previous = None
    for point in points:
        if point.verdict is Verdict.MET:
            if previous is Verdict.MET:
                found[-1] = (found[-1][0], point.value)
            else:
                found.append((point.value, point.value))
        previous = point.verdict
    return found
