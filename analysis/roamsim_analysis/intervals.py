"""What repetitions of a run tell about what lies behind them, with how sure they are of it.

Values are of independent repetitions, unless a function says otherwise. Every interval is two-sided with equal tails.

Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927); White, An effective truncation
heuristic for bias reduction in simulation output, Simulation 69 (1997), and White, Cobb and Spratt, A comparison of five
steady-state truncation heuristics for simulation, Winter Simulation Conference 2000 (MSER-5); Law, Simulation Modeling and
Analysis, 5th edition (2015), chapter 9, for batch means and for the inequality of Bonferroni.
"""

import dataclasses
import math

import numpy
from scipy import stats

CONFIDENCE = 0.95
MSER_BATCH = 5  # observations in one batch of MSER-5
LEAST_BATCHES = 10  # of which a steady state can be told from a beginning
BATCHES = 20  # for batch means: more add little to the precision of the interval, and depend on each other


@dataclasses.dataclass(frozen=True)
class Interval:
    """An estimate with its interval; an end that the data cannot give is infinite."""
    estimate: float
    low: float
    high: float
    count: int
    confidence: float  # that the interval claims; for ranks what it attains

    @property
    def half_width(self):
        return (self.high - self.low) / 2


@dataclasses.dataclass(frozen=True)
class Ranks:
    """The order statistics, counted from 1, that hold a quantile between them; None: no value of the sample does."""
    low: int | None
    high: int | None
    coverage: float  # exact for a continuous distribution, at least that for any other


def _checked(values):
    values = numpy.asarray(values, dtype=float)
    if values.ndim != 1 or not numpy.isfinite(values).all():
        raise ValueError("finite values in one row are needed")
    return values


def _check_share(share, what="a confidence"):
    if not 0 < share < 1:
        raise ValueError(f"{what} between 0 and 1 is needed, not {share}")


def simultaneous(confidence, intervals):
    """The confidence that each of several intervals needs so that all hold together with this one (Bonferroni)."""
    _check_share(confidence)
    if intervals < 1:
        raise ValueError("at least one interval is needed")
    return 1 - (1 - confidence) / intervals


def mean_interval(values, confidence=CONFIDENCE):
    """The mean with Student's t. Exact for normal values; for skewed ones see docs/sweeps.md."""
    _check_share(confidence)
    values = _checked(values)
    count = len(values)
    if count == 0:
        return Interval(math.nan, -math.inf, math.inf, 0, confidence)
    mean = float(values.mean())
    if count == 1:
        return Interval(mean, -math.inf, math.inf, 1, confidence)
    half = float(stats.t.ppf((1 + confidence) / 2, count - 1) * values.std(ddof=1) / math.sqrt(count))
    return Interval(mean, mean - half, mean + half, count, confidence)


def paired_difference(first, second, confidence=CONFIDENCE):
    """The mean of second - first over the repetitions that both have, by key (the repetition, with common random numbers)."""
    keys = sorted(first.keys() & second.keys())
    return mean_interval([second[key] - first[key] for key in keys], confidence)


def quantile_ranks(count, share, confidence=CONFIDENCE):
    """The order statistics of `count` values between which the quantile lies, each tail with at most half of the risk."""
    _check_share(share, "a quantile")
    _check_share(confidence)
    tail = (1 - confidence) / 2
    below = stats.binom.cdf(numpy.arange(-1, count + 1), count, share)  # below[k] = P(fewer than k values are below)
    low = int(numpy.count_nonzero(below <= tail)) - 1  # the greatest k with P(fewer than k are below) <= tail
    above = numpy.nonzero(1 - below <= tail)[0]  # k with P(at least k are below) <= tail
    high = int(above[0]) if len(above) else count + 1
    start = low if low >= 1 else 0
    end = high if high <= count else count + 1
    coverage = math.fsum(stats.binom.pmf(numpy.arange(start, end), count, share))
    return Ranks(low if low >= 1 else None, high if high <= count else None, min(coverage, 1.0))


def quantile_interval(values, share, confidence=CONFIDENCE):
    """The quantile by nearest rank (as in the scalars of a run), between two order statistics; free of any distribution."""
    values = numpy.sort(_checked(values))
    count = len(values)
    if count == 0:
        return Interval(math.nan, -math.inf, math.inf, 0, 1.0)
    ranks = quantile_ranks(count, share, confidence)
    estimate = values[max(math.ceil(count * share - 1e-9), 1) - 1]
    low = -math.inf if ranks.low is None else values[ranks.low - 1]
    high = math.inf if ranks.high is None else values[ranks.high - 1]
    return Interval(float(estimate), float(low), float(high), count, ranks.coverage)


def wilson_interval(successes, count, confidence=CONFIDENCE):
    """A proportion by Wilson's score, without correction of continuity."""
    _check_share(confidence)
    if not 0 <= successes <= count:
        raise ValueError(f"{successes} of {count} is no proportion")
    if count == 0:
        return Interval(math.nan, 0.0, 1.0, 0, confidence)
    z = float(stats.norm.ppf((1 + confidence) / 2))
    share = successes / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    low = 0.0 if successes == 0 else max(middle - half, 0.0)
    high = 1.0 if successes == count else min(middle + half, 1.0)
    return Interval(share, low, high, count, confidence)


@dataclasses.dataclass(frozen=True)
class WarmUp:
    """How many observations of one long run belong to its beginning."""
    deleted: int
    steady: bool  # False: no steady state within the first half; a longer run is needed


def warm_up(values):
    """MSER-5: batches of five; those are deleted without which the standard error of the rest is least. The rule looks for the
    least in the first half only, and if it lies at the end of that half, the run is too short to tell."""
    values = _checked(values)
    batches = len(values) // MSER_BATCH
    if batches < LEAST_BATCHES:
        return WarmUp(0, False)
    means = values[:batches * MSER_BATCH].reshape(batches, MSER_BATCH).mean(axis=1)
    most = batches // 2
    rounding = batches * (1e-12 * float(numpy.abs(means).max())) ** 2  # of squares: values that are equal differ by no more
    squares = [float(((means[d:] - means[d:].mean()) ** 2).sum()) for d in range(most + 1)]
    errors = [0.0 if square <= rounding else square / (batches - d) ** 2 for d, square in enumerate(squares)]
    best = int(numpy.argmin(errors))
    return WarmUp(best * MSER_BATCH, best < most)


@dataclasses.dataclass(frozen=True)
class BatchMeans:
    interval: Interval
    size: int  # observations in a batch
    correlation: float  # between neighbouring batches; far from 0: the interval is too narrow, and the run too short


def batch_means(values, batches=BATCHES, confidence=CONFIDENCE):
    """The mean of one long run in steady state: its values depend on each other, the means of long batches hardly do. What does
    not fill a batch is left out at the beginning."""
    values = _checked(values)
    size = len(values) // batches
    if batches < 2 or size < 1:
        raise ValueError(f"{batches} batches cannot be made of {len(values)} values")
    means = values[len(values) - size * batches:].reshape(batches, size).mean(axis=1)
    apart = means - means.mean()
    total = float((apart ** 2).sum())
    correlation = float((apart[1:] * apart[:-1]).sum()) / total if total > 0 else 0.0
    return BatchMeans(mean_interval(means, confidence), size, correlation)
