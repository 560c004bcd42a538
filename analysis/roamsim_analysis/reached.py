"""Data plane: when a call from another cluster would have reached the user at the new place.

From what the simulator recorded of each pair of cluster and user (`reachability_steps`): the first date at or after the commit at
which a call from there would find a registered phone in the cluster where the user now is. Changes after which the user is
nowhere, and users who were not looked at, are left out.
"""

import numpy

from roamsim_analysis.learned import counted, measured

NEVER = -1


def reached(run, of=None):
    """As `learned.learned`, for the same changes."""
    of = counted(run) if of is None else of
    steps = run.steps()
    dates = numpy.full((len(of.changes), len(of.members)), NEVER, numpy.int64)
    users = numpy.array([change.user for change in of.changes], numpy.int64)
    truth = numpy.array([NEVER if change.truth is None else change.truth for change in of.changes], numpy.int64)
    looked_at = numpy.isin(users, numpy.unique(steps[:, 2])) & (truth != NEVER)
    if looked_at.any():
        rows = numpy.flatnonzero(looked_at)
        good = _Good(steps, of.members, run.end)
        for column, member in enumerate(of.members):
            dates[rows, column] = good.first(member, users[rows], truth[rows], of.at[rows])
    return measured(of, dates, of.others & looked_at[:, None])


class _Good:
    """The spans in which calls find a phone, by cluster, user and the cluster in which it is."""

    def __init__(self, steps, members, end):
        at, cluster, user, reachable, target = steps.T
        order = numpy.lexsort((numpy.arange(len(at)), user, cluster))  # the steps of a pair in their order
        at, cluster, user, reachable, target = (column[order] for column in (at, cluster, user, reachable, target))
        until = numpy.append(at[1:], end)
        until[:-1][(user[1:] != user[:-1]) | (cluster[1:] != cluster[:-1])] = end
        kept = (reachable == 1) & (until > at)
        self.by_cluster = {}
        for member in members:
            own = numpy.flatnonzero(kept & (cluster == member))
            own = own[numpy.lexsort((at[own], target[own], user[own]))]
            self.by_cluster[member] = (user[own], target[own], at[own], until[own])

    def first(self, cluster, users, targets, dates):
        """Of each user, from when on, not before the date, calls from the cluster find a phone in the target."""
        user, target, begin, until = self.by_cluster[cluster]
        result = numpy.full(len(users), NEVER, numpy.int64)
        if not len(user):
            return result
        # Spans of a user and target do not overlap: the first that ends after the date is the one.
        ends = numpy.unique(until)
        group = {pair: place for place, pair in enumerate(sorted(set(zip(user.tolist(), target.tolist()))))}
        span = numpy.array([group[pair] for pair in zip(user.tolist(), target.tolist())]) * (len(ends) + 1) + numpy.searchsorted(ends, until)
        asked = numpy.array([group.get(pair, -1) for pair in zip(users.tolist(), targets.tolist())])
        place = numpy.searchsorted(span, asked * (len(ends) + 1) + numpy.searchsorted(ends, dates, side="right"))
        inside = (asked >= 0) & (place < len(span))
        inside[inside] &= span[place[inside]] // (len(ends) + 1) == asked[inside]
        result[inside] = numpy.maximum(begin[place[inside]], dates[inside])
        return result
