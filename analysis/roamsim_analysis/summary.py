"""A run in a few lines of text."""

from roamsim_analysis.text import clock, duration, printable


def _count(number, singular):
    return f"{number} {singular}" + ("" if number == 1 else "s")


def lines(run, most_changes=20):
    names = {cluster.id: printable(cluster.name) for cluster in run.clusters}
    users = {user.id: printable(user.name) for user in run.users}
    yield f"{printable(run.title) or 'untitled'} (seed {printable(run.header.get('seed', '?'))})"
    yield f"{_count(len(run.clusters), 'cluster')}, {_count(len(run.users), 'user')}, {duration(run.end)} simulated"
    for outage in run.outages():
        yield f"  {names.get(outage.cluster, '?')} {outage.kind} from {clock(outage.begin)} to {clock(outage.end)}"
    count = run.change_count()
    yield _count(count, "location change") if run.keeps("location_changes") else "location changes: not kept by this run"
    for change in run.changes(most_changes):
        yield "  " + _change_line(run, change, names, users)
    if count > most_changes:
        yield f"  and {count - most_changes} more"
    calls = run.calls_by_outcome()
    if calls:
        yield "calls: " + ", ".join(f"{number} {printable(outcome or 'unfinished')}" for outcome, number in calls)
    expectations = run.expectations()
    if expectations:
        met = sum(bool(expectation.met) for expectation in expectations)
        yield f"expectations: {met} of {len(expectations)} met"
        for expectation in expectations:
            if expectation.met is None:
                yield f"  not judged {printable(expectation.text)}: {printable(expectation.found)}"
            elif not expectation.met:
                yield f"  FAILED {printable(expectation.text)}: found {printable(expectation.found)}"


def _change_line(run, change, names, users):
    text = f"{clock(change.at)} {change.kind.replace('_', ' ')} of {users.get(change.user, '?')} at {names.get(change.cluster, '?')}"
    if not run.keeps("convergence"):
        return text
    known = run.knowledge_of(change.id)
    applied = sorted((k.applied - change.at, k.cluster) for k in known if k.applied is not None)
    text += f": known in {len(applied)} of {_count(len(known), 'cluster')}"
    if applied:
        text += f", last in {names.get(applied[-1][1], '?')} after {duration(applied[-1][0])}"
    return text
