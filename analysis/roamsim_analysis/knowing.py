"""Who knew what when: sections on wrong routes, on users whom nobody could reach, and the timeline of knowledge."""

import numpy

from roamsim_analysis import charts, timelines
from roamsim_analysis.knowledge import STATES, Knowledge
from roamsim_analysis.parts import Picture, Section
from roamsim_analysis.tables import Table, seconds
from roamsim_analysis.text import clock, count, duration, grouped, printable

MOST_TIMELINES = 6
MOST_CLUSTERS = 20
MOST_TOGETHER = 500  # users in the picture of all
MOST_STEPS = 1000    # of a distribution in a table
BINS = 160


def section(report):
    """The timeline of knowledge."""
    if not report.knows_knowledge:
        return None
    users = _ranked(report)
    if not users:
        return None
    knowledge = Knowledge(report.run)
    states = knowledge.states(users[:MOST_TOGETHER])
    drawn = [user for user in users[:MOST_TOGETHER] if states[user.id]]
    if not drawn:
        return None
    texts = ["Right: the cluster sends calls for the user to where they should go. Stale: elsewhere."
             + (" Unreachable: a call from there would not find a registered phone of the user." if knowledge.knows_steps
                else " What calls would have met was not kept (record: everything keeps it).")]
    pictures = []
    if len(drawn) > 1:
        pictures.append(_together(report, drawn, states, len(users)))
        if len(drawn) > MOST_TIMELINES:
            texts.append(f"The {MOST_TIMELINES} users with the most wrong routes of {grouped(len(users))} are drawn on their own.")
    pictures += [_timeline(report, user, states[user.id]) for user in drawn[:MOST_TIMELINES]]
    return Section("knowledge", "Who knew what when", texts, pictures)


def _ranked(report):
    """Users who moved, those with the most wrong routes first."""
    moved = report.run.moved_users()
    order = {wrong.user: place for place, wrong in enumerate(report.wrong)}
    return sorted(moved, key=lambda user: order.get(user.id, len(order))) if order else moved


def _timeline(report, user, states):
    bad = {cluster: sum(end - begin for begin, end, state in spans if state != STATES[0]) for cluster, spans in states.items()}
    kept = sorted(sorted(states, key=lambda c: (-bad[c], c))[:MOST_CLUSTERS])
    shown = {cluster: states[cluster] for cluster in kept}
    moves = report.run.changes_of(user.id)
    names = {cluster.id: report.fonts.shown(cluster.name) for cluster in report.run.clusters}
    outages = [outage for outage in report.outages if outage.cluster in shown]
    told = "; ".join(f"{number}: {clock(change.at)} {change.kind.replace('_', ' ')} at {report.names.get(change.cluster, '?')}"
                     for number, change in enumerate(moves[:12], 1)) + ("; …" if len(moves) > 12 else "")
    if len(states) > len(shown):
        told += f". The {len(shown)} clusters of {len(states)} that were not right the longest."
    rows = [[report.names.get(cluster, "?"), seconds(begin), seconds(end), state] for cluster, spans in states.items() for begin, end, state in spans]
    return Picture(f"Calls for {report.users[user.id]} ({printable(user.dn)})", f"Which clusters knew where {report.users[user.id]} was",
                   lambda width: timelines.timeline(width, names, shown, outages, [change.at for change in moves], report.run.end), told,
                   Table(f"knowledge-{user.id}", ("cluster", "from (s)", "to (s)", "state"), rows))


def _together(report, users, states, total):
    """Of each cluster and span of time, the shares of the users in each state."""
    edges = numpy.linspace(0, report.run.end, BINS + 1).astype(numpy.int64)
    clusters = sorted({cluster for user in users for cluster in states[user.id]})
    times = {cluster: _times_in_bins([span for user in users for span in states[user.id].get(cluster, ())], edges) for cluster in clusters}
    bad = {cluster: float(times[cluster][1:].sum()) for cluster in clusters}
    kept = sorted(sorted(clusters, key=lambda c: (-bad[c], c))[:MOST_CLUSTERS])
    drawn = {cluster: times[cluster] / numpy.maximum(times[cluster].sum(axis=0), 1) for cluster in kept}
    most = max(float(shares[1:].sum(axis=0).max()) for shares in drawn.values())
    top = next(share for share in (0.05, 0.1, 0.2, 0.5, 1) if share >= most - 1e-9)
    names = {cluster.id: report.fonts.shown(cluster.name) for cluster in report.run.clusters}
    outages = [outage for outage in report.outages if outage.cluster in drawn]
    keys = {user.id for user in users}
    moves = [change.at for change in report.run.all_changes if change.user in keys]
    rows = [[report.names.get(cluster, "?"), seconds(edges[i]), seconds(edges[i + 1]), *(seconds(value) for value in times[cluster][:, i].tolist())]
            for cluster in clusters for i in range(BINS)]
    told = (f"All {count(len(users), 'user')} together: the height of a colour is the share of them for whom the cluster was in that state, and the whole"
            f" height of a row is {top:.0%} of them. Ticks below: moves.")
    if total > len(users):
        told = f"{grouped(len(users))} of {count(total, 'user')}, those with the most wrong routes: " + told[told.index("the height"):]
    if len(clusters) > len(kept):
        told += f" The {len(kept)} clusters of {len(clusters)} that were not right the longest."
    return Picture("All users", "Shares of users for whom each cluster was right, stale or unreachable, against time",
                   lambda width: timelines.shares_timeline(width, names, drawn, top, edges, outages, moves), told,
                   Table("knowledge", ("cluster", "from (s)", "to (s)", *(f"{state}, all users (s)" for state in STATES)), rows))


def _times_in_bins(spans, edges):
    """A row for each of the states, a column for each bin: for how long it was in it, exactly."""
    result = numpy.zeros((len(STATES), len(edges) - 1), numpy.int64)
    for row, state in enumerate(STATES):
        own = numpy.array([(begin, end) for begin, end, other in spans if other == state], numpy.int64).reshape(-1, 2)
        if len(own):
            until = numpy.clip(edges[None, :] - own[:, :1], 0, own[:, 1:] - own[:, :1]).sum(axis=0)
            result[row] = numpy.diff(until)
    return result


def wrong_section(report):
    """Stale and unreachable time by user."""
    if not report.wrong:
        return None
    looked_at = [wrong for wrong in report.wrong if wrong.unreachable is not None]
    samples = [("stale", [wrong.stale for wrong in report.wrong])]
    if looked_at:
        samples.append(("unreachable", [wrong.unreachable for wrong in looked_at]))
    lines, rows = [], []
    for name, values in samples:
        times, left = numpy.unique(values, return_counts=True)
        shares = numpy.cumsum(left) / len(values)
        lines.append((f"{name} ({count(len(values), 'user')})", times, shares))
        kept = charts.thinned(numpy.arange(len(times)), MOST_STEPS).tolist()
        rows += [[name, seconds(times[i]), f"{shares[i]:.6f}"] for i in kept]
    sampled = report.run.header.get("users_looked_at", "all")
    caption = ("Share of the users who move for whom all clusters together had wrong routes, or could not have reached a registered phone, for at most"
               " that long: exact times, summed over the clusters.")
    if looked_at and len(looked_at) < len(report.wrong):
        caption += f" Whether calls would have found a phone was looked at for {printable(sampled)} of these users."
    worst = sorted(report.wrong, key=lambda w: (-(w.unreachable or 0), -w.stale, w.user))
    table = Table("wrong-users", ("user", "clusters", "stale, all clusters (s)", "stale spells", "unreachable, all clusters (s)",
                                  "longest unreachable from (s)", "longest unreachable from"),
                  [[report.users.get(w.user, "?"), w.clusters, seconds(w.stale), w.spells, seconds(w.unreachable), seconds(w.longest),
                    None if w.longest_at is None else report.names.get(w.longest_at, "?")] for w in worst])
    stale, spells = sum(w.stale for w in report.wrong), sum(w.spells for w in report.wrong)
    text = f"Wrong routes: {duration(stale)} over all clusters and users, in {count(spells, 'spell')}."
    if looked_at:
        total = sum(w.unreachable for w in looked_at)
        text += f" Unreachable: {duration(total)} over all clusters and the {count(len(looked_at), 'user')} looked at."
    return Section("wrong", "For how long users could not be reached", [text], [
        Picture("", "Distribution of stale and unreachable time over the users", lambda width: charts.distribution(width, lines), caption,
                Table("wrong-distribution", ("time", "at most (s)", "share of the users"), rows)),
        Picture("The users, the longest unreachable first", "", None, "", table)])
