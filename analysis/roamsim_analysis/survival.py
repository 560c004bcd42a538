"""How long something takes, when the end of a run or another event cuts some of it off.

Kaplan and Meier, Nonparametric estimation from incomplete observations, JASA 53 (1958); Aalen and Johansen, An empirical
transition matrix for non-homogeneous Markov chains based on censored observations, Scand. J. Statist. 5 (1978). Durations are
numbers of one unit; events count before censorings of the same duration, since what is cut off then was still to come.
"""

import dataclasses
import functools

import numpy

ROUNDING = 1e-9  # of a probability: products of many fractions are not exact


@dataclasses.dataclass(frozen=True)
class Survival:
    """The share that is still to come after each of the `times` at which something came."""
    times: numpy.ndarray
    at_risk: numpy.ndarray
    events: numpy.ndarray
    survival: numpy.ndarray
    censored: numpy.ndarray  # durations that were cut off, in order
    count: int

    def at(self, time):
        """The share still to come right after a duration."""
        return _step(self.times, self.survival, 1.0, time)

    def quantile(self, share):
        """The least duration within which at least the share has come; None: not reached."""
        if not 0 < share <= 1:
            raise ValueError(f"a share above 0 and up to 1 is needed, not {share}")
        reached = numpy.nonzero(1 - self.survival >= share - ROUNDING)[0]
        return self.times[reached[0]].item() if len(reached) else None

    def median(self):
        return self.quantile(0.5)

    def thinned(self, most):
        """As many of the steps as a picture shows, the first and the last among them, without what was cut off."""
        kept = slice(None) if len(self.times) <= most else numpy.linspace(0, len(self.times) - 1, most).astype(int)
        return Survival(*(values[kept].copy() for values in (self.times, self.at_risk, self.events, self.survival)), self.censored[:0].copy(), self.count)


@dataclasses.dataclass(frozen=True)
class Incidence:
    """The share that has come to each cause by each of the `times` at which something came to any."""
    times: numpy.ndarray
    shares: "dict[object, numpy.ndarray]"

    def at(self, cause, time):
        return _step(self.times, self.shares[cause], 0.0, time)


@dataclasses.dataclass(frozen=True)
class Band:
    """Between which values the share still to come lies after each of the `times`."""
    times: numpy.ndarray
    low: numpy.ndarray
    high: numpy.ndarray


def _step(times, values, before, time):
    """At one date, or at each of an array of them."""
    places = numpy.searchsorted(times, time, side="right")
    if numpy.ndim(time):
        return numpy.where(places > 0, values[numpy.maximum(places, 1) - 1], before) if len(values) else numpy.full(len(places), before)
    return float(values[places - 1]) if places else before


def _checked(durations, outcomes):
    durations, outcomes = numpy.asarray(durations), numpy.asarray(outcomes)
    if durations.ndim != 1 or durations.shape != outcomes.shape:
        raise ValueError(f"{durations.size} durations and {outcomes.size} outcomes do not belong together")
    if durations.size and (durations.min() < 0 or durations.dtype.kind == "f" and not numpy.isfinite(durations).all()):
        raise ValueError("a duration is negative or not finite")
    return durations, outcomes


def _product(at_risk, events):
    """The share left after each date; where nobody is at risk, nothing is learned."""
    return numpy.cumprod(1 - events / numpy.maximum(at_risk, 1), axis=-1)


@dataclasses.dataclass(frozen=True)
class Tally:
    """How many durations of each length ended how: all that the estimates need, sorted once."""
    times: numpy.ndarray                  # in order, each once
    counts: "dict[object, numpy.ndarray]"  # by outcome, for each of the times
    at_risk: numpy.ndarray                # with that duration or a longer one

    def __len__(self):
        return int(self.at_risk[0]) if len(self.times) else 0

    def total(self, outcome):
        return int(self.counts[outcome].sum())

    def times_of(self, outcome):
        """The durations that ended so, each once."""
        return self.times[self.counts[outcome] > 0]

    def kaplan_meier(self, *events):
        """Of the outcomes that are events; what ended otherwise was cut off."""
        counts = functools.reduce(numpy.add, [self.counts[outcome] for outcome in events])
        cut = functools.reduce(numpy.add, [n for outcome, n in self.counts.items() if outcome not in events], numpy.int32(0))
        came = _where(counts > 0)
        return Survival(self.times[came], self.at_risk[came], counts[came], _product(self.at_risk[came], counts[came]),
                        numpy.repeat(self.times, cut) if numpy.any(cut) else self.times[:0], len(self))

    def cumulative_incidence(self, *causes):
        """Of outcomes that exclude each other; what ended otherwise was cut off."""
        every = self.kaplan_meier(*causes)
        before = numpy.concatenate(([1.0], every.survival[:-1])) if len(every.times) else every.survival
        came = _where(functools.reduce(numpy.add, [self.counts[cause] for cause in causes]) > 0)
        return Incidence(every.times, {cause: numpy.cumsum(before * self.counts[cause][came] / every.at_risk) for cause in causes})


def _where(chosen):
    """What takes the chosen ones from an array; of all of them, without a copy."""
    return slice(None) if chosen.all() else chosen


def tally(durations, outcomes, kinds):
    """`outcomes` holds one of the kinds for each duration. Fast where the durations are in order already."""
    durations, outcomes = _checked(durations, outcomes)
    if (durations[1:] < durations[:-1]).any():
        order = numpy.argsort(durations, kind="stable")
        durations, outcomes = durations[order], outcomes[order]
    first = numpy.flatnonzero(numpy.concatenate(([True], durations[1:] != durations[:-1]))) if durations.size else numpy.empty(0, numpy.int64)
    counts = {kind: numpy.add.reduceat(outcomes == kind, first, dtype=numpy.int32) if len(first) else numpy.empty(0, numpy.int32) for kind in kinds}
    return Tally(durations[first], counts, durations.size - first)


def kaplan_meier(durations, events):
    """`events` says of each duration whether it ended with the event, and was not cut off."""
    return tally(durations, numpy.asarray(events, bool), (False, True)).kaplan_meier(True)


def cumulative_incidence(durations, outcomes, causes, censored=0):
    """`outcomes` holds one of the causes for each duration, or what says that it was cut off."""
    strange = set(numpy.unique(outcomes).tolist()) - set(causes) - {censored}
    if strange:
        raise ValueError(f"the outcome {min(strange, key=str)} is no cause")
    return tally(durations, outcomes, (*causes, censored)).cumulative_incidence(*causes)


def _counted(durations, times):
    """How many durations there are of each of the times."""
    ordered = numpy.sort(durations)
    return numpy.searchsorted(ordered, times, side="right") - numpy.searchsorted(ordered, times, side="left")


def bands(runs, generator, level=0.95, resamples=1000):
    """Percentile bootstrap of the share still to come. `runs`: (durations, events) of each repetition.

    Whole runs are drawn, for the changes of one run share its faults and are not independent of each other.
    """
    if len(runs) < 2:
        raise ValueError(f"a band needs at least 2 runs, and {len(runs)} {'is' if len(runs) == 1 else 'are'} there")
    if not 0 < level < 1:
        raise ValueError(f"a level between 0 and 1 is needed, not {level}")
    runs = [_checked(*run) for run in runs]
    times = numpy.unique(numpy.concatenate([durations[events.astype(bool)] for durations, events in runs]))
    events = numpy.array([_counted(durations[came.astype(bool)], times) for durations, came in runs])
    at_risk = numpy.array([durations.size - numpy.searchsorted(numpy.sort(durations), times, side="left")
                           for durations, _ in runs])
    drawn = generator.multinomial(len(runs), numpy.full(len(runs), 1 / len(runs)), size=resamples)
    curves = _product(drawn @ at_risk, drawn @ events)
    edges = numpy.quantile(curves, ((1 - level) / 2, (1 + level) / 2), axis=0) if len(times) else (times, times)
    return Band(times, edges[0], edges[1])
