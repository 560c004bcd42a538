"""The estimators against examples worked by hand."""

import pathlib
import random
import sys
import unittest
from fractions import Fraction

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import numpy  # noqa: E402

from roamsim_analysis.survival import bands, cumulative_incidence, kaplan_meier  # noqa: E402


def of(text):
    """Durations and events of a text such as 6 6 7+."""
    words = text.split()
    return [int(word.rstrip("+")) for word in words], [not word.endswith("+") for word in words]


# Weeks in remission under 6-MP: Freireich et al., Blood 21 (1963), as Kaplan-Meier estimates are taught with them since
# Gehan, Biometrika 52 (1965).
FREIREICH = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"


class KaplanMeier(unittest.TestCase):
    def test_remissions_of_leukaemia(self):
        found = kaplan_meier(*of(FREIREICH))
        self.assertEqual(found.times.tolist(), [6, 7, 10, 13, 16, 22, 23])
        self.assertEqual(found.at_risk.tolist(), [21, 17, 15, 12, 11, 7, 6])
        self.assertEqual(found.events.tolist(), [3, 1, 1, 1, 1, 1, 1])
        self.assertEqual([f"{value:.3f}" for value in found.survival], ["0.857", "0.807", "0.753", "0.690", "0.627", "0.538", "0.448"])
        self.assertEqual(found.censored.tolist(), [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
        self.assertEqual(found.median(), 23)
        self.assertEqual(found.quantile(0.25), 13)
        self.assertIsNone(found.quantile(0.75), "not reached")
        self.assertEqual([found.at(time) for time in (0, 5.9)], [1, 1])
        self.assertEqual(f"{found.at(9):.3f}", "0.807")
        self.assertEqual(f"{found.at(1000):.3f}", "0.448")

    def test_cut_off_when_others_come(self):
        found = kaplan_meier(*of("1 2+ 2 3 3+ 4"))
        self.assertEqual(found.at_risk.tolist(), [6, 5, 3, 1])
        for value, expected in zip(found.survival, (Fraction(5, 6), Fraction(2, 3), Fraction(4, 9), 0)):
            self.assertAlmostEqual(value, float(expected), places=14)
        self.assertEqual(found.median(), 3)

    def test_thinned(self):
        found = kaplan_meier(*of(FREIREICH))
        few = found.thinned(3)
        self.assertEqual(few.times.tolist(), [6, 13, 23])
        self.assertEqual([few.at(time) for time in (5, 6, 13, 30)], [found.at(time) for time in (5, 6, 13, 30)])
        self.assertEqual(found.thinned(7).times.tolist(), found.times.tolist())

    def test_at_many_times(self):
        found = kaplan_meier(*of(FREIREICH))
        times = numpy.array([0, 6, 9, 23, 99])
        self.assertEqual(found.at(times).tolist(), [found.at(time) for time in times.tolist()])
        self.assertEqual(kaplan_meier([], []).at(times).tolist(), [1] * 5)

    def test_the_last_one_is_cut_off(self):
        found = kaplan_meier(*of("5 5 8+"))
        self.assertAlmostEqual(found.survival[0], 1 / 3, places=14)
        self.assertIsNone(found.quantile(0.9))

    def test_without_censoring_it_is_the_plain_distribution(self):
        generator = random.Random(3)
        for size in (1, 2, 7, 100, 1000):
            durations = [generator.randrange(1, 60) for _ in range(size)]
            found = kaplan_meier(durations, [True] * size)
            for time in range(61):
                self.assertAlmostEqual(found.at(time), sum(d > time for d in durations) / size, places=12)
            ordered = sorted(durations)
            for percent in range(1, 101):
                self.assertEqual(found.quantile(percent / 100), ordered[-(-size * percent // 100) - 1], (size, percent))

    def test_nothing(self):
        self.assertIsNone(kaplan_meier([], []).median())
        self.assertEqual(kaplan_meier([], []).at(5), 1)
        self.assertIsNone(kaplan_meier(*of("4+ 5+")).median())

    def test_what_is_no_data(self):
        for durations, events in (([1, 2], [True]), ([-1], [True]), ([float("nan")], [True]), ([float("inf")], [False])):
            with self.assertRaises(ValueError):
                kaplan_meier(durations, events)
        with self.assertRaises(ValueError):
            kaplan_meier([1], [True]).quantile(0)


class CumulativeIncidence(unittest.TestCase):
    def assert_shares(self, found, cause, *fractions):
        self.assertEqual(len(found.shares[cause]), len(fractions))
        for value, expected in zip(found.shares[cause], fractions):
            self.assertAlmostEqual(value, float(expected), places=14)

    def test_two_causes_with_ties(self):
        found = cumulative_incidence([1, 2, 2, 3, 4, 5], [1, 2, 1, 0, 1, 2], (1, 2))
        self.assertEqual(found.times.tolist(), [1, 2, 4, 5])
        self.assert_shares(found, 1, Fraction(1, 6), Fraction(1, 3), Fraction(7, 12), Fraction(7, 12))
        self.assert_shares(found, 2, 0, Fraction(1, 6), Fraction(1, 6), Fraction(5, 12))
        self.assertAlmostEqual(found.at(1, 3.9), 1 / 3, places=14)
        self.assertEqual(found.at(2, 0), 0)

    def test_cut_off_when_others_come(self):
        found = cumulative_incidence([3, 3, 3, 7, 7], [1, 0, 2, 2, 0], (1, 2))
        self.assert_shares(found, 1, Fraction(1, 5), Fraction(1, 5))
        # 3 of 5 are left, 2 at risk, 1 of them comes: 1/5 + 3/5 * 1/2
        self.assert_shares(found, 2, Fraction(1, 5), Fraction(1, 2))

    def test_causes_add_up(self):
        generator = random.Random(5)
        for _ in range(50):
            size = generator.randrange(1, 80)
            durations = [generator.randrange(20) for _ in range(size)]
            outcomes = [generator.randrange(4) for _ in range(size)]
            found = cumulative_incidence(durations, outcomes, (1, 2, 3))
            every = kaplan_meier(durations, [outcome != 0 for outcome in outcomes])
            numpy.testing.assert_allclose(sum(found.shares.values()), 1 - every.survival, rtol=0, atol=1e-12)

    def test_one_cause_is_kaplan_meier(self):
        durations, events = of(FREIREICH)
        found = cumulative_incidence(durations, [int(event) for event in events], (1,))
        numpy.testing.assert_allclose(found.shares[1], 1 - kaplan_meier(durations, events).survival, rtol=0, atol=1e-14)

    def test_an_outcome_that_is_no_cause(self):
        with self.assertRaisesRegex(ValueError, "the outcome 3 is no cause"):
            cumulative_incidence([1, 2], [1, 3], (1, 2))
        self.assertEqual(cumulative_incidence([], [], (1, 2)).shares[2].tolist(), [])


class Bands(unittest.TestCase):
    def test_two_runs_by_hand(self):
        """Both runs, each twice: 1/4, 1/2, 1/4 of the draws; the middle one is the pooled curve."""
        band = bands([of("1 1"), of("3 3")], numpy.random.default_rng(1), level=0.4, resamples=4000)
        self.assertEqual(band.times.tolist(), [1, 3])
        self.assertEqual(band.low.tolist(), [0.5, 0.0])
        self.assertEqual(band.high.tolist(), [0.5, 0.0])
        wide = bands([of("1 1"), of("3 3")], numpy.random.default_rng(1), level=0.9, resamples=4000)
        self.assertEqual((wide.low[0], wide.high[0]), (0, 1))

    def test_equal_runs_have_no_width(self):
        band = bands([of(FREIREICH)] * 5, numpy.random.default_rng(2), resamples=200)
        expected = kaplan_meier(*of(FREIREICH)).survival
        numpy.testing.assert_allclose(band.low, expected, rtol=0, atol=1e-12)
        numpy.testing.assert_allclose(band.high, expected, rtol=0, atol=1e-12)

    def test_runs_are_drawn_and_not_changes(self):
        """A hundred changes of each run that all take the same: as good as one each."""
        few = bands([([i], [True]) for i in range(1, 9)], numpy.random.default_rng(4))
        many = bands([([i] * 100, [True] * 100) for i in range(1, 9)], numpy.random.default_rng(4))
        numpy.testing.assert_allclose(few.low, many.low, rtol=0, atol=1e-12)
        numpy.testing.assert_allclose(few.high, many.high, rtol=0, atol=1e-12)
        self.assertGreater((many.high - many.low).max(), 0.5)

    def test_against_drawing_the_runs_one_by_one(self):
        generator = random.Random(8)
        runs = [([generator.randrange(1, 9) for _ in range(6)], [generator.random() < 0.7 for _ in range(6)]) for _ in range(4)]
        band = bands(runs, numpy.random.default_rng(9), level=0.8, resamples=300)
        drawn = numpy.random.default_rng(9).multinomial(4, [0.25] * 4, size=300)
        curves = []
        for counts in drawn:
            durations = [d for (ds, _), n in zip(runs, counts) for d in ds * n]
            events = [e for (_, es), n in zip(runs, counts) for e in es * n]
            found = kaplan_meier(durations, events)
            curves.append([found.at(time) for time in band.times])
        numpy.testing.assert_allclose(band.low, numpy.quantile(curves, 0.1, axis=0), rtol=0, atol=1e-12)
        numpy.testing.assert_allclose(band.high, numpy.quantile(curves, 0.9, axis=0), rtol=0, atol=1e-12)

    def test_same_seed_same_band(self):
        runs = [of("1 2 3+"), of("2 5"), of("4 4+")]
        first, again = (bands(runs, numpy.random.default_rng(6)) for _ in range(2))
        self.assertEqual(first.low.tolist(), again.low.tolist())

    def test_too_few_runs(self):
        with self.assertRaisesRegex(ValueError, "a band needs at least 2 runs, and 1 is there"):
            bands([of("1 2 3")], numpy.random.default_rng(1))
        with self.assertRaises(ValueError):
            bands([], numpy.random.default_rng(1))
        with self.assertRaises(ValueError):
            bands([of("1"), of("2")], numpy.random.default_rng(1), level=1)

    def test_nothing_ever_came(self):
        self.assertEqual(bands([of("1+"), of("2+")], numpy.random.default_rng(1)).times.tolist(), [])


if __name__ == "__main__":
    unittest.main()
