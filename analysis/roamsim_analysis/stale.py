"""For how long, and how restlessly, clusters sent calls for a user elsewhere than to where the user was.

All times are integers in ns. A cluster that is down counts too: it has a route, if nobody to use it.
"""

import bisect
import collections
import dataclasses

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


def wrong_time(route, truth, end):
    """How long two step functions differ, from the first step of `route` to the end."""
    dates = sorted({at for at, _ in route} | {at for at, _ in truth if at > route[0][0]})
    total = 0
    for begin, until in zip(dates, [*dates[1:], end]):
        if until > begin and value_at(route, begin) != value_at(truth, begin):
            total += until - begin
    return total


def value_at(steps, date):
    """The value of the last step at or before the date; None before the first."""
    place = bisect.bisect_right(steps, date, key=lambda step: step[0])
    return steps[place - 1][1] if place else None


def flaps(route, moved):
    """Changes of the route beyond the first one after each of the dates at which the user moved."""
    after = collections.Counter()
    for (_, before), (at, to) in zip(route, route[1:]):
        place = bisect.bisect_right(moved, at)
        if to != before and place:
            after[place] += 1
    return sum(count - 1 for count in after.values())


def stale(run):
    """Of every user whose routes were kept, in the order of the users."""
    truth, moved = truths(run), collections.defaultdict(list)
    for change in moves(run):
        moved[change.user].append(change.at)
    found = []
    for user, routes in run.routes_by_user():
        if user not in truth:
            continue
        found.append(Stale(user, {cluster: wrong_time(route, truth[user], run.end) for cluster, route in routes.items()},
                           {cluster: flaps(route, moved[user]) for cluster, route in routes.items()}))
    return found
