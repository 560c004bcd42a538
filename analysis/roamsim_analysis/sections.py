"""What the page shows of a run: figures, the tables behind them, and what draws them."""

import functools
import types

import numpy

from roamsim_analysis import charts, going_home, knowing, learned, learning, reached, style, throttling
from roamsim_analysis.load import Load
from roamsim_analysis.parts import Picture, Section
from roamsim_analysis.tables import Table, seconds
from roamsim_analysis.text import clock, count, duration, grouped, printable

MOST_BARS = 12
MOST_SLOW = 25
MOST_SPANS = 300_000  # told one by one
NOBODYS_FAULT = {"busy", "no_answer", "caller_busy"}  # calls that went the right way


class Report:
    def __init__(self, run, fonts, repetitions=()):
        """`repetitions`: further runs of the same with other seeds."""
        self.run, self.fonts, self.repetitions = run, fonts, list(repetitions)
        self.names = {cluster.id: printable(cluster.name) for cluster in run.clusters}
        self.users = {user.id: printable(user.name) for user in run.users}
        self.outages = run.outages()
        self.knows_learning = run.keeps("location_changes") and run.keeps("convergence")
        self.knows_knowledge = run.keeps("location_changes") and (run.keeps("routes") or run.keeps("reachability_steps"))
        self.wrong = run.wrong()
        self.outcomes = run.call_counts()

    @functools.cached_property
    def load(self):
        return Load(self.run)

    @functools.cached_property
    def learned(self):
        return learned.learned(self.run)

    @functools.cached_property
    def last(self):
        return self.learned.last()

    @functools.cached_property
    def reached(self):
        """Of the data plane; None: not kept."""
        return reached.reached(self.run, self.learned.counted) if self.run.keeps("reachability_steps") else None

    def up(self, found):
        """Which clusters were neither down nor booting while they had to learn a change."""
        return found.without([o for o in self.outages if o.kind != "cut off"])

    def reachable(self, found):
        """Which of them, and the cluster of the change, were not cut off either."""
        return self.up(found) & found.without([o for o in self.outages if o.kind == "cut off"], of_origin=True)

    @functools.cached_property
    def pending(self):
        return going_home.pending_logouts(self.run) if self.run.keeps("location_changes") else []

    @functools.cached_property
    def twice(self):
        return going_home.registered_twice(self.run)

    @functools.cached_property
    def returns(self):
        return going_home.returns(self.run) if self.run.keeps("location_changes") else []

    @functools.cached_property
    def sections(self):
        made = (*throttling.sections(self), learning.section(self), self._slowest(), knowing.section(self), knowing.wrong_section(self), self._stages(), self._homes(), self._ils(), self._calls(),
                self._reachability())
        return [section for section in made if section is not None]

    @property
    def tables(self):
        return [picture.table for section in self.sections for picture in section.pictures]

    # The slowest

    def slow_row(self, place):
        """One change in words: by its place among those that count."""
        found = self.learned
        change, watched = found.changes[place], found.watched[place]
        lasting = numpy.where(watched, found.durations[place], -1)
        not_yet = watched & (found.outcomes[place] != learned.APPLIED)
        column = int(numpy.argmax(not_yet)) if not_yet.any() else int(numpy.argmax(lasting))
        cluster, until = found.members[column], change.at + int(lasting[column])
        outages = [o for o in self.outages if o.begin < until and o.end > change.at]
        outages.sort(key=lambda o: (o.cluster != cluster, o.begin, o.cluster))
        meanwhile = [f"{self.names.get(o.cluster, '?')} was {o.kind} " + ("to the end" if o.end >= self.run.end else f"until {clock(o.end)}")
                     for o in outages[:3]]
        if len(outages) > 3:
            meanwhile.append(f"{len(outages) - 3} more")
        return types.SimpleNamespace(
            at=change.at, kind=change.kind.replace("_", " "), user=self.users.get(change.user, "?"),
            cluster=self.names.get(change.cluster, "?"), last=self.names.get(cluster, "?"), missing=int(not_yet.sum()), meanwhile=", ".join(meanwhile))

    def _slowest(self):
        if not self.knows_learning or not len(self.last):
            return None
        order = sorted(range(len(self.last)), key=lambda i: (-int(self.last.durations[i]), int(self.last.changes[i])))
        rows = []
        for i in order[:MOST_SLOW]:
            row, outcome = self.slow_row(int(self.last.changes[i])), int(self.last.outcomes[i])
            ended = {learned.APPLIED: "known everywhere", learned.OVERTAKEN: "overtaken", learned.UNFINISHED: "cut off by the end"}[outcome]
            rows.append([clock(row.at), row.kind, row.user, row.cluster, duration(int(self.last.durations[i])), ended, row.last, row.missing or None,
                         row.meanwhile])
        table = Table("slowest-changes", ("date", "change", "user", "at", "took", "until", "last cluster", "clusters without it", "meanwhile"), rows)
        return Section("slowest", "The slowest changes", [], [Picture("", "", None, "", table)])

    # Stages of logins and logouts

    def _stages(self):
        if self.load.present and self.run.row_count("spans") > MOST_SPANS:
            return None  # the section on latency has them in short
        requests = self.run.requests_with_spans()
        if not requests:
            return None
        names, bars, rows = [], [], []
        for request in requests:
            for span in request.spans:
                if span.stage not in names:
                    names.append(span.stage)
        ends = {request.id: max(self.run.end if s.end is None else s.end for s in request.spans) for request in requests}
        for kind in ("login", "logout"):
            done = [r for r in requests if r.kind == kind and r.code == 0 and r.end is not None]
            if done:
                parts = [(stage, sum(s.end - s.begin for r in done for s in r.spans if s.stage == stage and s.end is not None) / len(done))
                         for stage in names]
                bars.append((f"mean of {len(done)} {kind}{'s' if len(done) != 1 else ''}", [p for p in parts if p[1]], False))
        slow = sorted(requests, key=lambda r: (r.begin - ends[r.id], r.id))[:10]
        for r in slow:
            parts = [(s.stage, (self.run.end if s.end is None else s.end) - s.begin) for s in r.spans]
            bars.append((f"{self.fonts.shown(self.run.user_name(r.user))}, {clock(r.begin)}", parts, r.end is None))
        for r in requests:
            for s in r.spans:
                rows.append([r.id, r.kind, self.users.get(r.user, "?"), self.names.get(r.cluster, "?"), s.stage, seconds(s.begin),
                             None if s.end is None else seconds(s.end - s.begin), r.code])
        return Section("stages", "Where logins and logouts spend their time", [], [Picture(
            "", "Stages of logins and logouts as stacked bars", lambda width: charts.stages(width, bars, names),
            "The mean of those that ended with code 0, then the " + (f"{len(slow)} slowest" if len(slow) > 1 else "only one") + ", from the first key press.",
            Table("stages", ("request", "kind", "user", "cluster", "stage", "begins (s)", "took (s)", "code"), rows))])

    # Going home

    def _homes(self):
        pictures = []
        if self.pending:
            rows = [[self.users.get(p.user, "?"), self.names.get(p.cluster, "?"), self.names.get(p.elsewhere, "?"), seconds(p.at), seconds(p.age), p.outcome]
                    for p in sorted(self.pending, key=lambda p: (-p.age, p.at, p.user))]
            pictures.append(Picture("Pending logouts", "", None, "", Table(
                "pending-logouts", ("user", "still logged in at", "logged in at", "since (s)", "age (s)", "until"), rows)))
        if self.twice:
            rows = [[self.users.get(user, "?"), seconds(time)] for user, time in sorted(self.twice.items(), key=lambda item: (-item[1], item[0]))]
            pictures.append(Picture("Registered in two clusters", "", None, "", Table("registered-twice", ("user", "in two clusters or more (s)"), rows)))
        if any(back.away for back in self.returns):
            rows = [[self.names.get(b.cluster, "?"), seconds(b.at), b.away, b.still_away, seconds(b.last_home)] for b in self.returns]
            pictures.append(Picture("Home again", "", None, "", Table(
                "home-again", ("cluster", "back at (s)", "of its users away then", "never back home", "the last one home after (s)"), rows)))
        return Section("home", "Going home", [], pictures) if pictures else None

    # What ILS costs

    def _ils(self):
        pairs = self.run.exchanges_by_pair()
        if not pairs:
            return None
        pairs.sort(key=lambda row: (-row[4], row[0], row[1]))
        shown = {cluster.id: self.fonts.shown(cluster.name) for cluster in self.run.clusters}
        rows = [(f"{shown.get(a, '?')} → {shown.get(b, '?')}", size) for a, b, _, _, size, _ in pairs[:MOST_BARS]]
        table = Table("ils-exchanges", ("from", "to", "batches", "updates", "bytes", "lost or under way at the end"),
                      [[self.names.get(a, "?"), self.names.get(b, "?"), *rest] for a, b, *rest in pairs])
        caption = f"The {len(rows)} pairs with the most bytes of {len(pairs)}." if len(pairs) > len(rows) else "Bytes of ILS batches by pair, each direction on its own."
        batches, updates, size = (sum(row[i] for row in pairs) for i in (2, 3, 4))
        total = f"{count(batches, 'batch', 'batches')} with {count(updates, 'update')}, {count(size, 'byte')} in all."
        return Section("ils", "What ILS costs", [total], [Picture(
            "", "Bytes of ILS batches by pair of clusters", lambda width: charts.bars(width, rows, "bytes", grouped), caption, table)])

    # Calls

    def _calls(self):
        if not self.outcomes:
            return None
        total = {}
        for _, outcome, number in self.outcomes:
            total[outcome] = total.get(outcome, 0) + number
        ranked = sorted(total.items(), key=lambda item: (-item[1], item[0]))
        colours = [style.GOOD if outcome == "connected" else style.GREY if outcome in NOBODYS_FAULT else style.BAD for outcome, _ in ranked]
        table = Table("calls", ("source", "outcome", "calls"), [list(row) for row in self.outcomes])
        drawn = [(self.fonts.shown(outcome.replace("_", " ")), number) for outcome, number in ranked]
        return Section("calls", "How calls ended", [], [Picture(
            "", "Calls by outcome", lambda width: charts.bars(width, drawn, "calls", grouped, colours), "Those of the timeline, the background and the probes. Grey: calls that found somebody busy or away from the phone.",
            table)])

    def _reachability(self):
        found = self.run.reachability()
        if not found:
            return None
        found.sort(key=lambda row: (row[4] / row[5] if row[5] else 0, row[0], row[1]))
        rows = [[self.names.get(cluster, "?"), self.users.get(user, "?"), probes, reached, seconds(reachable), seconds(observed),
                 f"{100 * reachable / observed:.4f}" if observed else None] for cluster, user, probes, reached, reachable, observed in found]
        table = Table("reachability", ("from", "user", "probes", "reached", "reachable (s)", "observed (s)", "reachable (%)"), rows)
        reachable, observed = sum(row[4] for row in found), sum(row[5] for row in found)
        share = f"{100 * reachable / observed:.4g} % of the time watched, over all pairs, a call would have found a registered phone. " if observed else ""
        return Section("reachability", "Who could be reached", [share + "The pairs that were reachable the least come first."], [Picture("", "", None, "", table)])
