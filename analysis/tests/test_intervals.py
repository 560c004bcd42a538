"""The intervals against exact enumeration, published examples, and experiments whose truth is known."""

import itertools
import math
import pathlib
import sys
import unittest
from fractions import Fraction

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import numpy  # noqa: E402
from scipy import stats  # noqa: E402

from roamsim_analysis.intervals import (batch_means, mean_interval, paired_difference, quantile_interval,  # noqa: E402
                                        quantile_ranks, simultaneous, warm_up, wilson_interval)

EXPERIMENTS = 20_000
LEAST, MOST = 0.944, 0.956  # a true 95 % interval is outside of these with a probability of less than 1e-4
EXACT = 1e-9
Z = 1.959963984540054  # of the normal distribution at 97.5 %


def binomial(count, share):
    """The probabilities of 0 to count successes, as fractions."""
    return [math.comb(count, k) * share ** k * (1 - share) ** (count - k) for k in range(count + 1)]


def attained(experiments, truth, interval):
    held = [interval(row) for row in experiments]
    return sum(one.low <= truth <= one.high for one in held) / len(held)


class Wilson(unittest.TestCase):
    def test_published_examples(self):
        # Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3.
        for successes, count, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
                                            (1, 29, 0.0061, 0.1718)):
            found = wilson_interval(successes, count)
            self.assertAlmostEqual(found.low, low, delta=5e-5)
            self.assertAlmostEqual(found.high, high, delta=5e-5)

    def test_coverage_by_enumeration(self):
        # The reference inverts the score test: p is in the interval of k when k is within z standard errors of n p.
        for count in (1, 2, 5, 13, 40, 100):
            for share in (Fraction(1, 100), Fraction(1, 7), Fraction(1, 2), Fraction(9, 10), Fraction(997, 1000)):
                chances = binomial(count, share)
                ours = sum(chance for k, chance in enumerate(chances)
                           if wilson_interval(k, count).low <= share <= wilson_interval(k, count).high)
                within = Z * math.sqrt(count * share * (1 - share))
                reference = sum(chance for k, chance in enumerate(chances) if abs(k - count * share) <= within)
                self.assertAlmostEqual(float(ours), float(reference), delta=EXACT, msg=f"{count} {share}")

    def test_ends_solve_the_score_equation(self):
        for count in (1, 3, 20, 500):
            for successes in range(0, count + 1, max(1, count // 20)):
                found = wilson_interval(successes, count)
                for end in (found.low, found.high):
                    if 0 < end < 1:
                        self.assertAlmostEqual(abs(successes / count - end), Z * math.sqrt(end * (1 - end) / count), delta=EXACT)

    def test_none_and_all(self):
        self.assertEqual(wilson_interval(0, 10).low, 0)
        self.assertEqual(wilson_interval(10, 10).high, 1)
        self.assertEqual((wilson_interval(0, 0).low, wilson_interval(0, 0).high), (0, 1))
        self.assertRaises(ValueError, wilson_interval, 3, 2)


class Quantiles(unittest.TestCase):
    def test_coverage_by_enumeration(self):
        # Each value of a sample is below the quantile or not: all ways are gone through.
        for count, share in itertools.product((1, 2, 5, 9, 12), (Fraction(1, 10), Fraction(1, 2), Fraction(9, 10))):
            ranks = quantile_ranks(count, float(share))
            reference = Fraction(0)
            for below in itertools.product((False, True), repeat=count):
                number = sum(below)
                if (ranks.low is None or number >= ranks.low) and (ranks.high is None or number < ranks.high):
                    reference += share ** number * (1 - share) ** (count - number)
            self.assertAlmostEqual(ranks.coverage, float(reference), delta=EXACT, msg=f"{count} {share}")

    def test_each_tail_is_within_its_half_and_no_narrower_ranks_are(self):
        for count, share in itertools.product((6, 20, 59, 200), (Fraction(1, 20), Fraction(1, 2), Fraction(19, 20))):
            chances = binomial(count, share)
            ranks = quantile_ranks(count, float(share))
            tail = Fraction(25, 1000)
            if ranks.low is not None:
                self.assertLessEqual(sum(chances[:ranks.low]), tail)
            self.assertGreater(sum(chances[:(ranks.low or 0) + 1]), tail)
            if ranks.high is not None:
                self.assertLessEqual(sum(chances[ranks.high:]), tail)
            self.assertGreater(sum(chances[(ranks.high or count + 1) - 1:]), tail)

    def test_median_of_ten(self):
        # The classic table: of 10 values the 2nd and 9th hold the median with 97.85 %.
        ranks = quantile_ranks(10, 0.5)
        self.assertEqual((ranks.low, ranks.high), (2, 9))
        self.assertAlmostEqual(ranks.coverage, 1002 / 1024, delta=EXACT)

    def test_values(self):
        found = quantile_interval([5, 1, 4, 2, 3, 10, 6, 9, 7, 8], 0.5)
        self.assertEqual((found.low, found.estimate, found.high), (2, 5, 9))
        few = quantile_interval([1, 2, 3], 0.95)
        self.assertEqual((few.estimate, few.high), (3, math.inf))
        self.assertEqual(quantile_interval([], 0.5).count, 0)


class Means(unittest.TestCase):
    def test_example_worked_by_hand(self):
        found = mean_interval([1, 2, 3, 4, 5])
        self.assertAlmostEqual(found.half_width, 2.7764451051977987 * math.sqrt(2.5 / 5), delta=1e-12)
        self.assertEqual(found.estimate, 3)

    def test_too_few(self):
        self.assertEqual(mean_interval([7]).high, math.inf)
        self.assertTrue(math.isnan(mean_interval([]).estimate))
        self.assertRaises(ValueError, mean_interval, [1, math.nan])

    def test_normal_values(self):
        draws = numpy.random.default_rng(20260101).normal(3, 2, (EXPERIMENTS, 8))
        share = attained(draws, 3, mean_interval)
        self.assertTrue(LEAST <= share <= MOST, share)

    def test_paired_differences_of_normal_values(self):
        generator = numpy.random.default_rng(20260102)
        common = generator.normal(0, 10, (EXPERIMENTS, 8))
        first = common + generator.normal(1, 1, (EXPERIMENTS, 8))
        second = common + generator.normal(1.5, 1, (EXPERIMENTS, 8))
        held = widths = 0
        for a, b in zip(first, second):
            found = paired_difference(dict(enumerate(a)), dict(enumerate(b)))
            held += found.low <= 0.5 <= found.high
            widths += found.half_width
        share = held / EXPERIMENTS
        self.assertTrue(LEAST <= share <= MOST, share)
        self.assertLess(widths / EXPERIMENTS, 1.5)  # what both share is gone: it alone would give 12

    def test_pairs_that_are_not_whole_are_left_out(self):
        found = paired_difference({0: 1.0, 1: 2.0, 5: 9.0}, {1: 5.0, 0: 3.0, 7: 1.0})
        self.assertEqual((found.estimate, found.count), (2.5, 2))

    def test_several_together(self):
        self.assertAlmostEqual(simultaneous(0.95, 5), 0.99)
        draws = numpy.random.default_rng(20260103).normal(0, 1, (4_000, 5, 6))
        held = sum(all(one.low <= 0 <= one.high for one in (mean_interval(row, simultaneous(0.95, 5)) for row in draw)) for draw in draws)
        self.assertGreaterEqual(held / len(draws), 0.937)  # at least 95 %, less 4 standard errors


class SkewedValues(unittest.TestCase):
    """What docs/sweeps.md states of the t interval where values are not normal."""

    DOC = pathlib.Path(__file__).resolve().parents[2] / "docs" / "sweeps.md"
    CASES = {"exponential": (lambda g, shape: g.exponential(1, shape), 1.0),
             "lognormal, sigma 1": (lambda g, shape: g.lognormal(0, 1, shape), math.exp(0.5))}

    def test_documented_coverage(self):
        stated = {}
        for line in self.DOC.read_text(encoding="utf-8").splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if len(cells) == 4 and cells[0] in self.CASES:
                stated[cells[0]] = [float(cell.rstrip(" %")) / 100 for cell in cells[1:]]
        self.assertEqual(set(stated), set(self.CASES))
        for name, (draw, truth) in self.CASES.items():
            for count, claim in zip((5, 20, 100), stated[name]):
                values = draw(numpy.random.default_rng(20260104), (EXPERIMENTS, count))
                half = stats.t.ppf(0.975, count - 1) * values.std(axis=1, ddof=1) / math.sqrt(count)
                found = float((numpy.abs(values.mean(axis=1) - truth) <= half).mean())
                self.assertAlmostEqual(found, claim, delta=0.01, msg=f"{name} {count}")


class LongRuns(unittest.TestCase):
    @staticmethod
    def autoregressive(generator, count, phi, start):
        noise = generator.normal(0, 1, count)
        values = numpy.empty(count)
        value = start
        for i, one in enumerate(noise):
            value = phi * value + one
            values[i] = value
        return values

    def test_a_beginning_is_found(self):
        values = self.autoregressive(numpy.random.default_rng(1), 2_000, 0.9, 200.0)
        found = warm_up(values)
        self.assertTrue(found.steady)
        self.assertGreater(found.deleted, 20)
        self.assertLess(found.deleted, 200)
        self.assertLess(abs(values[found.deleted:].mean()), abs(values.mean()))

    def test_none_is_deleted_of_what_is_steady(self):
        self.assertEqual(warm_up(numpy.tile([1.0, 2.0, 3.0, 2.0, 1.0], 100)).deleted, 0)

    def test_a_trend_is_no_steady_state(self):
        self.assertFalse(warm_up(numpy.arange(500.0)).steady)
        self.assertFalse(warm_up([1.0] * 20).steady)

    def test_batches_of_a_run_that_depends_on_itself(self):
        generator = numpy.random.default_rng(2)
        held = naive = 0
        experiments = 400
        for _ in range(experiments):
            values = self.autoregressive(generator, 2_000, 0.8, 0.0)
            found = batch_means(values).interval
            held += found.low <= 0 <= found.high
            plain = mean_interval(values)
            naive += plain.low <= 0 <= plain.high
        self.assertGreater(held / experiments, 0.90)
        self.assertLess(naive / experiments, 0.6)

    def test_batches_by_hand(self):
        found = batch_means([99, 1, 3, 5, 7], batches=2)
        self.assertEqual((found.interval.estimate, found.size), (4, 2))
        self.assertRaises(ValueError, batch_means, [1, 2], 3)


if __name__ == "__main__":
    unittest.main()
