"""Which values meet a target, on measures whose answer is known.

How often a right program fails here. A verdict is wrong if the interval of its point leaves out the mean; the intervals of all
points together do so with at most 1 - CONFIDENCE = 1e-3. A point stays open if its upper (lower) end passes the limit although
the mean is MARGIN standard deviations away: by the noncentral t distribution, summed over all points that may be looked at, at
most 1e-3 (test_margin computes it). Seeds are fixed, so what passes once passes always.
"""

import math
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import numpy  # noqa: E402
from scipy import stats  # noqa: E402

from roamsim_analysis import intervals, solving  # noqa: E402
from roamsim_analysis.solving import Target, Verdict  # noqa: E402

CONFIDENCE = 0.999
REPETITIONS = 30
MARGIN = 2.0  # standard deviations between the limit and the nearest mean
POINTS = 9


class Law:
    """A measure with a known mean and normal noise, common to all points up to a part of its own."""

    def __init__(self, mean, seed, own=0.3):
        self.mean, self.asked = mean, []
        generator = numpy.random.default_rng(seed)
        self.shared = generator.standard_normal(REPETITIONS) * math.sqrt(1 - own * own)
        self.generator, self.own = generator, own

    def __call__(self, values):
        self.asked += values
        return {value: list(self.mean(value) + self.shared + self.own * self.generator.standard_normal(REPETITIONS)) for value in values}


class Analytic(unittest.TestCase):
    def verdicts(self, law, values, target, **more):
        found = solving.solve(law, values, target, CONFIDENCE, **more)
        self.assertEqual(found.open, [])
        for point in found.points:
            self.assertGreaterEqual(abs(law.mean(point.value) - target.limit), MARGIN, "of the test itself")
            self.assertEqual(point.verdict is Verdict.MET, target.met_by(law.mean(point.value)))
        return found

    def test_margin(self):
        each = intervals.simultaneous(CONFIDENCE, POINTS + solving.MOST_STEPS)
        self.assertLessEqual((1 - each) * (POINTS + solving.MOST_STEPS), 1e-3 * (1 + 1e-9))
        bound = stats.t.ppf((1 + each) / 2, REPETITIONS - 1)
        stays_open = stats.nct.cdf(bound, REPETITIONS - 1, MARGIN * math.sqrt(REPETITIONS))
        self.assertLessEqual(stays_open * (POINTS + solving.MOST_STEPS), 1e-3)

    def test_rising(self):
        law = Law(lambda x: 5.0 * x, 1)  # at most 222.5: up to 44
        found = self.verdicts(law, [1, 11, 21, 31, 41, 51, 61, 71, 81], Target(222.5, True), whole=True)
        self.assertIs(found.rising, True)
        self.assertEqual(found.feasible, [(1, 44)])
        self.assertEqual(len(law.asked), 9 + 4)

    def test_falling(self):
        law = Law(lambda x: 4000.0 / x, 2)  # at most 135.6: from 30 on
        found = self.verdicts(law, [2, 4, 8, 16, 32, 64, 128], Target(135.6, True), whole=True)
        self.assertIs(found.rising, False)
        self.assertEqual(found.feasible, [(30, 128)])

    def test_neither(self):
        law = Law(lambda x: 2.0 * (x - 6) ** 2, 3)  # at most 21: between 3 and 9 of the values, and no bisection
        found = self.verdicts(law, [0, 1.5, 3, 4.5, 6, 7.5, 9, 10.5, 12], Target(21.0, True))
        self.assertIsNone(found.rising)
        self.assertEqual(found.feasible, [(3, 9)])
        self.assertEqual(len(law.asked), 9)
        found = self.verdicts(Law(law.mean, 4), [0, 1.5, 3, 4.5, 6, 7.5, 9, 10.5, 12], Target(21.0, False))
        self.assertEqual(found.feasible, [(0, 1.5), (10.5, 12)])

    def test_too_near_stays_open(self):
        law = Law(lambda x: 5.0 * x, 5)
        found = solving.solve(law, [1, 2, 3, 4, 5, 6, 7], Target(20.0, True), CONFIDENCE, whole=True)
        self.assertEqual([point.value for point in found.open], [4])
        self.assertEqual(found.feasible, [(1, 3)])

    def test_shares(self):
        def measure(values):
            return {value: [None if r < value else 1.0 for r in range(60)] for value in values}

        found = solving.solve(measure, [0, 10, 15, 20, 30, 40, 50], Target(2.0, True, share=0.75))
        self.assertEqual([(p.value, p.verdict) for p in found.points][:2], [(0, Verdict.MET), (10, Verdict.OPEN)])
        self.assertEqual({p.verdict for p in found.points[4:]}, {Verdict.NOT_MET})
        # All of 60: the exact lower end is (tail)^(1/60).
        each = intervals.simultaneous(0.95, 7 + solving.MOST_STEPS)
        self.assertAlmostEqual(found.points[0].interval.low, ((1 - each) / 2) ** (1 / 60), places=9)

    def test_runs_without_a_number_meet_nothing(self):
        found = solving.judge([1.0, None, 1.0], Target(2.0, True), 0.95)
        self.assertEqual(found, (None, Verdict.NOT_MET))

    def test_few_points(self):
        with self.assertRaises(ValueError):
            solving.solve(Law(float, 1), [1, 2, 4], Target(1, True), whole=True)
        self.assertEqual(len(solving.solve(Law(lambda x: 9.0 * x, 1), [1, 2, 3], Target(13.5, True), whole=True).points), 3)


if __name__ == "__main__":
    unittest.main()
