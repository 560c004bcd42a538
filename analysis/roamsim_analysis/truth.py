"""Where users were, as the run recorded it, and functions of time that change in steps."""

import bisect


def truths(run):
    """By user, the steps (from when on, cluster or None) of where calls should go; at home from the start."""
    steps = {user.id: [(0, user.home)] for user in run.users}
    for change in run.all_changes:
        steps[change.user].append((change.at, change.truth))
    return steps


def value_at(steps, date):
    """The value of the last step at or before the date; None before the first."""
    place = bisect.bisect_right(steps, date, key=lambda step: step[0])
    return steps[place - 1][1] if place else None
