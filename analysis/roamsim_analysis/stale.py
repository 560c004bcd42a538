"""For how long, and how restlessly, clusters sent calls for a user elsewhere than to where the user was.

All times are integers in ns. A cluster that is down counts too: it has a route, if nobody to use it.
"""

import bisect
import collections
import dataclasses

import numpy

from roamsim_analysis.learned import moves

NOWHERE = -1


@dataclasses.dataclass(frozen=True)
class Stale:
    user: int
    by_cluster: "dict[int, int]"  # ns of a wrong route, of the clusters that have a route
    flaps: "dict[int, int]"       # changes of the route beyond the first one after each move

    @property
    def total(self):
        return sum(self.by_cluster.values())


def truths(run):
    """By user, the steps (from when on, cluster or None) of where calls should go; at home from the start."""
    steps = {user.id: [(0, user.home)] for user in run.users}
    for change in sorted(run.changes(), key=lambda c: (c.at, c.id)):
        steps[change.user].append((change.at, change.truth))
    return steps


def value_at(steps, date):
    """The value of the last step at or before the date; None before the first."""
    place = bisect.bisect_right(steps, date, key=lambda step: step[0])
    return steps[place - 1][1] if place else None


class _Steps:
    """What users did, as columns: the i-th date and value of each user, for those who have as many."""

    def __init__(self, rank, by_user):
        self.counts = numpy.zeros(len(rank), numpy.int64)
        for user, place in rank.items():
            self.counts[place] = len(by_user.get(user, ()))
        depth = int(self.counts.max(initial=0))
        self.dates = numpy.zeros((depth + 1, len(rank)), numpy.int64)
        self.values = numpy.full((depth + 1, len(rank)), NOWHERE, numpy.int64)
        for user, place in rank.items():
            for i, (at, value) in enumerate(by_user.get(user, ())):
                self.dates[i, place], self.values[i, place] = at, NOWHERE if value is None else value


def stale(run):
    """Of every user whose routes were kept, in the order of the users."""
    routes = run.numbers("SELECT user, cluster, at_ns, ifnull(to_cluster, ?) FROM routes ORDER BY id", NOWHERE)
    routes = routes[numpy.isin(routes[:, 0], [user.id for user in run.users])]
    routes = routes[numpy.lexsort((routes[:, 1], routes[:, 0]))]  # stable: the rows of a user and cluster stay in their order
    if not len(routes):
        return []
    user, cluster, at, to = routes.T
    first = numpy.ones(len(routes), bool)
    first[1:] = (user[1:] != user[:-1]) | (cluster[1:] != cluster[:-1])
    pair = numpy.cumsum(first) - 1
    until = numpy.append(at[1:], run.end)
    until[numpy.flatnonzero(first)[1:] - 1] = run.end
    rank = {int(key): place for place, key in enumerate(numpy.unique(user))}
    place = numpy.searchsorted(sorted(rank), user)
    wrong = _wrong(place, at, until, to, _Steps(rank, truths(run)), run.end)
    changed = ~first & (to != numpy.append(NOWHERE, to[:-1]))
    flapped = _flaps(pair, changed, _moves_before(place, at, _Steps(rank, _moved(run))))
    totals = numpy.zeros(int(pair[-1]) + 1, numpy.int64)
    numpy.add.at(totals, pair, wrong)
    found = {}
    for row, one in enumerate(numpy.flatnonzero(first).tolist()):
        by_cluster, flaps = found.setdefault(int(user[one]), ({}, {}))
        by_cluster[int(cluster[one])], flaps[int(cluster[one])] = int(totals[row]), int(flapped[row])
    return [Stale(key, *parts) for key, parts in found.items()]


def _moved(run):
    moved = collections.defaultdict(list)
    for change in moves(run):
        moved[change.user].append((change.at, change.truth))
    return moved


def _rows_by_depth(place, steps):
    """For each i the rows of users who have an i-th step."""
    rows = numpy.arange(len(place))
    for i in range(len(steps.dates) - 1):
        rows = rows[steps.counts[place[rows]] > i]
        yield i, rows, place[rows]


def _wrong(place, at, until, to, truth, end):
    """How long each row's route differed from the truth while it held."""
    wrong = numpy.zeros(len(place), numpy.int64)
    for i, rows, users in _rows_by_depth(place, truth):
        over = numpy.where(truth.counts[users] > i + 1, truth.dates[i + 1, users], end)
        both = numpy.minimum(until[rows], over) - numpy.maximum(at[rows], truth.dates[i, users])
        wrong[rows] += numpy.where(to[rows] != truth.values[i, users], numpy.maximum(both, 0), 0)
    return wrong


def _moves_before(place, at, moved):
    """How often the row's user had moved by its date."""
    before = numpy.zeros(len(place), numpy.int64)
    for i, rows, users in _rows_by_depth(place, moved):
        before[rows] += moved.dates[i, users] <= at[rows]
    return before


def _flaps(pair, changed, move):
    """By pair of user and cluster: changes of the route beyond the first one after each move."""
    rows = numpy.flatnonzero(changed & (move > 0))
    again = (pair[rows][1:] == pair[rows][:-1]) & (move[rows][1:] == move[rows][:-1])
    return numpy.bincount(pair[rows][1:][again], minlength=int(pair[-1]) + 1)
