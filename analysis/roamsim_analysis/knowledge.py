"""What each cluster would have done with a call for a user, over time."""

import collections

from roamsim_analysis.stale import truths, value_at

RIGHT, STALE, UNREACHABLE = "right", "stale", "unreachable"


class Knowledge:
    """States of (user, cluster): right, or stale: another route than where calls should go; unreachable: one of the two clusters is
    out of reach, or nobody's phone with the number is registered where the right route leads. Dead lines between clusters
    are not looked at."""

    def __init__(self, run):
        self.run = run
        self.truths = truths(run)
        self.out = collections.defaultdict(list)
        for outage in run.outages():
            self.out[outage.cluster] += [(outage.begin, 1), (outage.end, -1)]
        self.out = {cluster: _running(steps) for cluster, steps in self.out.items()}

    def states(self, user):
        """By cluster: (begin, end, state) without gaps, from its first route to the end of the run."""
        phones = self._phones(user)
        return {cluster: self._states(self.truths[user.id], route, cluster, phones)
                for cluster, route in sorted(self.run.routes_of(user.id).items())}

    def _states(self, truth, route, cluster, phones):
        watched = {cluster} | {where for _, where in truth if where is not None}
        dates = {at for at, _ in truth} | {at for at, _ in route}
        dates |= {at for one in watched for at, _ in self.out.get(one, ())}
        dates |= {at for steps in phones.values() for at, _ in steps}
        dates = sorted(at for at in dates if route[0][0] <= at < self.run.end)
        spans = []
        for begin, end in zip(dates, [*dates[1:], self.run.end]):
            state = self._state(cluster, value_at(route, begin), value_at(truth, begin), phones, begin)
            if spans and spans[-1][2] == state:
                spans[-1] = (spans[-1][0], end, state)
            else:
                spans.append((begin, end, state))
        return spans

    def _state(self, cluster, route, truth, phones, at):
        if self._is_out(cluster, at):
            return UNREACHABLE
        if route != truth:
            return STALE
        if truth is None:
            return RIGHT
        return UNREACHABLE if self._is_out(truth, at) or not value_at(phones.get(truth, [(0, 1)]), at) else RIGHT

    def _is_out(self, cluster, at):
        return bool(value_at(self.out.get(cluster, []), at))

    def _phones(self, user):
        """By cluster, how many phones there have the number; where no row tells, one is taken to be there."""
        if not self.run.keeps("registrations"):
            return {}
        steps, seen = collections.defaultdict(list), {}
        for row in self.run.registrations_of(user.id):
            if (row.cluster, row.phone) not in seen and not row.registered:  # it was there from the start
                steps[row.cluster].append((0, 1))
                seen[row.cluster, row.phone] = True
            if seen.get((row.cluster, row.phone), False) != row.registered:
                steps[row.cluster].append((row.at, 1 if row.registered else -1))
                seen[row.cluster, row.phone] = row.registered
        return {cluster: _running(own) for cluster, own in steps.items()}


def _running(steps):
    """Steps up and down as (date, level) from 0 on."""
    level, result = 0, [(0, 0)]
    for at, more in sorted(steps):
        level += more
        if result[-1][0] == at:
            result[-1] = (at, level)
        else:
            result.append((at, level))
    return result
