"""When the other clusters of the network got to know where a user is.

A location change counts unless it is an automatic logout, which moves no calls, was committed outside the network, or
before the end of the warm-up. It is watched in every other member until that routes by it (applied), until the user moves
again (overtaken), or until the run ends (unfinished).
"""

import collections
import dataclasses

import numpy

from roamsim_analysis.run import Change

UNFINISHED, APPLIED, OVERTAKEN = 0, 1, 2
WORDS = {UNFINISHED: "unfinished", APPLIED: "applied", OVERTAKEN: "overtaken"}


@dataclasses.dataclass(frozen=True)
class Times:
    """One entry for each observation; durations in ns after the commit."""
    changes: numpy.ndarray   # places in `Learned.changes`
    durations: numpy.ndarray
    outcomes: numpy.ndarray

    def __len__(self):
        return len(self.durations)


@dataclasses.dataclass(frozen=True)
class Learned:
    changes: "list[Change]"
    outside: int                  # changes that concern no member
    members: "list[int]"          # keys of clusters; the columns of the next three
    durations: numpy.ndarray      # ns, a row for each change
    outcomes: numpy.ndarray
    watched: numpy.ndarray        # whether the cluster had to learn it from others

    def of(self, clusters):
        """What the given clusters had to learn, each observation on its own."""
        chosen = self.watched & numpy.isin(self.members, list(clusters))[None, :]
        rows = numpy.nonzero(chosen)[0]
        return Times(rows, self.durations[chosen], self.outcomes[chosen])

    def last(self):
        """Of each change, until the last of all other members had it."""
        rows = numpy.nonzero(self.watched.any(axis=1))[0]
        done = ((self.outcomes == APPLIED) | ~self.watched)[rows].all(axis=1)
        lasting = numpy.where(self.watched[rows], self.durations[rows], 0).max(axis=1, initial=0)
        others = numpy.where(self.watched[rows], self.outcomes[rows], 0)
        open_end = numpy.where((others == OVERTAKEN).any(axis=1), OVERTAKEN, UNFINISHED)
        return Times(rows, lasting, numpy.where(done, APPLIED, open_end))


def moves(run):
    """The changes that moved calls, by their date."""
    return sorted((change for change in run.changes() if change.kind != "automatic_logout"), key=lambda c: (c.at, c.id))


def overtaken_at(changes):
    """Of each change (in order of date), when its user moved again at a later date; None: never."""
    later, result = {}, {}
    by_user = collections.defaultdict(list)
    for change in changes:
        by_user[change.user].append(change)
    for own in by_user.values():
        later = None
        for place in reversed(range(len(own))):
            if place + 1 < len(own) and own[place + 1].at > own[place].at:
                later = own[place + 1].at
            result[own[place].id] = later
    return [result[change.id] for change in changes]


def learned(run):
    members = [cluster.id for cluster in run.clusters if cluster.role != "standalone"]
    column = {cluster: place for place, cluster in enumerate(members)}
    everything = moves(run)
    counted = [(change, until) for change, until in zip(everything, overtaken_at(everything)) if change.at >= run.warmup]
    inside = [(change, until) for change, until in counted if change.cluster in column]
    at = numpy.array([change.at for change, _ in inside], numpy.int64)
    begin = at[:, None]
    overtaken = numpy.array([until is not None for _, until in inside], bool)[:, None]
    limit = numpy.array([run.end if until is None else until for _, until in inside], numpy.int64)[:, None]
    applied = _applied(run, {change.id: row for row, (change, _) in enumerate(inside)}, column)
    in_time = (applied >= 0) & (applied <= limit)
    outcomes = numpy.where(in_time, APPLIED, numpy.where(overtaken, OVERTAKEN, UNFINISHED)).astype(numpy.int8)
    own = numpy.array([change.cluster for change, _ in inside], numpy.int64)[:, None]
    return Learned([change for change, _ in inside], len(counted) - len(inside), members,
                   numpy.where(in_time, applied, limit) - begin, outcomes, own != numpy.array(members, numpy.int64)[None, :])


def _applied(run, row, column):
    """By change and member the date from which on it routed by the change; -1: not before the end."""
    applied = numpy.full((len(row), len(column)), -1, numpy.int64)
    if not row or not column:
        return applied
    found = run.numbers("SELECT change, cluster, applied_ns FROM convergence WHERE applied_ns IS NOT NULL")
    rows, columns = _places(row, found[:, 0]), _places(column, found[:, 1])
    kept = (rows >= 0) & (columns >= 0)
    applied[rows[kept], columns[kept]] = found[kept, 2]
    return applied


def _places(place, keys):
    """The place of each key, -1 for what has none."""
    known = numpy.array(sorted(place), numpy.int64)
    places = numpy.array([place[key] for key in sorted(place)], numpy.int64)
    at = numpy.minimum(numpy.searchsorted(known, keys), len(known) - 1)
    return numpy.where(known[at] == keys, places[at], -1)
