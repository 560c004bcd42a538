"""What users leave behind where they were, and how long it takes until they are home again. Times in ns."""

import collections
import dataclasses

from roamsim_analysis.learned import moves
from roamsim_analysis.truth import truths, value_at

LOGGED_OUT, CAME_BACK, UNFINISHED = "logged out", "came back", "end of the run"


@dataclasses.dataclass(frozen=True)
class Pending:
    """A stay that a login elsewhere has ended, but that is still open where it was."""
    user: int
    cluster: int   # where the stay is still open
    elsewhere: int
    at: int        # of the login elsewhere
    age: int       # until the cluster logged the user out, the user came back to it, or the run ended
    outcome: str


@dataclasses.dataclass(frozen=True)
class Return:
    """How long after a cluster was back its users were back at it."""
    cluster: int
    at: int                   # when it was back
    away: int                 # users who were elsewhere then
    still_away: int           # of them, at the end of the run
    last_home: "int | None"   # after `at`; None: somebody is still away, or nobody was


def pending_logouts(run):
    homes = {user.id: user.home for user in run.users}
    logouts = collections.defaultdict(list)
    for change in run.all_changes:
        if change.kind == "automatic_logout":
            logouts[change.user, change.cluster].append(change.at)
    learning_kept = run.keeps("convergence")
    found = []
    for user, own in _by_user(moves(run)).items():
        stay, certain = homes.get(user), False
        for place, change in enumerate(own):
            if change.kind == "login" and stay is not None and stay != change.cluster:
                back = next((later.at for later in own[place + 1:] if later.kind == "login" and later.cluster == stay), None)
                pending = _pending(run, change, stay, logouts[user, stay], back)
                # A cluster that knew of the login and logged nobody out had no stay of that user.
                if certain or pending.outcome == LOGGED_OUT or learning_kept and not run.has_applied(change.id, stay):
                    found.append(pending)
            stay, certain = (change.cluster, True) if change.kind == "login" else (None, False)
    return sorted(found, key=lambda p: (p.at, p.user))


def _pending(run, change, stay, logouts, back):
    done = next((at for at in logouts if at >= change.at), None)
    if done is not None and (back is None or done <= back):
        return Pending(change.user, stay, change.cluster, change.at, done - change.at, LOGGED_OUT)
    if back is not None:
        return Pending(change.user, stay, change.cluster, change.at, back - change.at, CAME_BACK)
    return Pending(change.user, stay, change.cluster, change.at, run.end - change.at, UNFINISHED)


def _by_user(changes):
    own = collections.defaultdict(list)
    for change in changes:
        own[change.user].append(change)
    return own


def registered_twice(run):
    """By user, for how long phones of two clusters or more had the number; users with none are left out.

    A phone that is gone in its first row was there from the start; one that never changes has no row and does not count.
    """
    phones = collections.defaultdict(dict)
    for row in run.registrations():
        user, key = row.user, (row.cluster, row.phone)
        if key not in phones[user]:
            phones[user][key] = [] if row.registered else [(0, True)]
        phones[user][key].append((row.at, row.registered))
    found = {}
    for user in sorted(phones):
        time = _time_in_two(phones[user], run.end)
        if time:
            found[user] = time
    return found


def _time_in_two(phones, end):
    steps = []  # (date, cluster, phones more or less)
    for (cluster, _), own in phones.items():
        here = False
        for at, registered in own:
            if registered != here:
                steps.append((at, cluster, 1 if registered else -1))
                here = registered
    steps.sort()
    count, total = collections.Counter(), 0
    for (at, cluster, more), until in zip(steps, [at for at, _, _ in steps[1:]] + [end]):
        count[cluster] += more
        if sum(number > 0 for number in count.values()) >= 2:
            total += until - at
    return total


def returns(run):
    """Of each end of an outage: when the last of the cluster's own users was home again."""
    truth = truths(run)
    at_home = collections.defaultdict(list)
    for user in run.users:
        at_home[user.home].append(user.id)
    found = []
    for at, cluster in run.recoveries():
        away = [user for user in at_home[cluster] if value_at(truth[user], at) != cluster]
        back = [next((date for date, where in truth[user] if date > at and where == cluster), None) for user in away]
        still = sum(date is None for date in back)
        found.append(Return(cluster, at, len(away), still, max(back) - at if away and not still else None))
    return found
