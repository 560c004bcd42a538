"""What each cluster knew of a user and what calls from there would have met, over time, as the simulator recorded it.

Control plane: the cluster's route is right or not (`routes` against `location_changes`). Data plane: a call from there would find a
registered phone or not (`reachability_steps`).
"""

from roamsim_analysis.truth import truths, value_at

RIGHT, STALE, LOST, UNREACHABLE = "right", "stale", "stale and unreachable", "unreachable"
STATES = (RIGHT, STALE, LOST, UNREACHABLE)


class Knowledge:
    """States of (user, cluster). Where the run kept but one of the two planes, the other counts as in order."""

    def __init__(self, run):
        self.run = run
        self.truths = truths(run)
        self.knows_routes, self.knows_steps = run.keeps("routes"), run.keeps("reachability_steps")

    def states(self, users):
        """By user and cluster: (begin, end, state) without gaps, from its first row to the end of the run."""
        keys = [user.id for user in users]
        routes = self.run.routes_of(keys) if self.knows_routes else {key: {} for key in keys}
        steps = self.run.steps_of(keys) if self.knows_steps else {key: {} for key in keys}
        return {key: {cluster: self._states(self.truths[key], routes[key].get(cluster, ()), steps[key].get(cluster, ()))
                      for cluster in sorted({*routes[key], *steps[key]})} for key in keys}

    def _states(self, truth, route, steps):
        dates = {step[0] for step in (*route, *steps)}
        dates |= {at for at, _ in truth if at > min(dates)}
        dates = sorted(at for at in dates if at < self.run.end)
        spans = []
        for begin, end in zip(dates, [*dates[1:], self.run.end]):
            state = self._state(truth, route, steps, begin)
            if spans and spans[-1][2] == state:
                spans[-1] = (spans[-1][0], end, state)
            else:
                spans.append((begin, end, state))
        return spans

    @staticmethod
    def _state(truth, route, steps, at):
        stale = bool(route) and at >= route[0][0] and value_at(route, at) != value_at(truth, at)
        unreachable = bool(steps) and at >= steps[0][0] and not value_at(steps, at)
        if stale:
            return LOST if unreachable else STALE
        return UNREACHABLE if unreachable else RIGHT
