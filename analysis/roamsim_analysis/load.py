"""Logins under load, as the tables have them: storms, refusals, Extension Mobility nodes. Times in ns.

Rows of requests and HTTP requests can be millions: they are counted by the database or stand in arrays, never one by one.
"""

import dataclasses
import functools
import json

import numpy

BUSY, DATABASE_ERROR = 26, 6  # the codes that load makes
MOST_SPANS = 300  # of a picture against time
ATTEMPTED = ("login", "logout")


@dataclasses.dataclass(frozen=True)
class Storm:
    id: int
    name: str
    kind: str
    begin: "int | None"
    users: int
    of: dict             # its scalars, without "storm."


@dataclasses.dataclass(frozen=True)
class Node:
    """An Extension Mobility node. What is None was not kept."""
    cluster: int
    number: int
    name: str            # cluster and node, as the scalars have it
    limit: "int | None"  # Maximum Concurrent Requests at the start of the run
    of: dict             # its scalars
    counts: "dict | None"  # as the counters of the product name them, at the end of the run
    steps: "Steps | None"


@dataclasses.dataclass(frozen=True)
class Steps:
    """How many requests were in progress, and how many of them held slots, from each date on."""
    times: numpy.ndarray
    in_progress: numpy.ndarray
    slots: numpy.ndarray

    def time_at(self, slots, until):
        """For how long at least so many slots were taken."""
        return int(numpy.diff(self.times, append=max(until, int(self.times[-1]) if len(self.times) else 0))[self.slots >= slots].sum())

    def first_at(self, slots):
        full = numpy.flatnonzero(self.slots >= slots)
        return int(self.times[full[0]]) if len(full) else None

    def integral(self, begin, end):
        """Of the requests in progress over a time, exact."""
        edges = numpy.array([begin, end], dtype=numpy.int64)
        return int(self._between(edges, self.in_progress)[1][0])

    def binned(self, edges):
        """Of each span between neighbouring edges: the most in progress, the most slots, and the integral of those in progress."""
        most, integral = self._between(edges, self.in_progress)
        return most, self._between(edges, self.slots)[0], integral

    def _between(self, edges, values):
        inner = self.times[(self.times > edges[0]) & (self.times < edges[-1])]
        dates = numpy.union1d(inner, edges[:-1])
        place = numpy.searchsorted(self.times, dates, "right") - 1
        levels = numpy.where(place >= 0, values[numpy.maximum(place, 0)], 0) if len(values) else numpy.zeros(len(dates), numpy.int64)
        first = numpy.searchsorted(dates, edges[:-1])
        lasting = levels * numpy.diff(dates, append=edges[-1])
        return numpy.maximum.reduceat(levels, first), numpy.add.reduceat(lasting, first)


def nice_width(span, most):
    """The least of 1, 2 and 5 times a power of ten of which at most so many cover the span."""
    width = 1
    while True:
        for factor in (1, 2, 5):
            if span <= width * factor * most:
                return width * factor
        width *= 10


class Load:
    def __init__(self, run):
        self.run = run
        self.scalars = {}
        for name, entity, value in run.rows("SELECT name, entity, value FROM scalars WHERE name LIKE 'storm.%' OR name LIKE 'em.%' OR name LIKE 'theory.%'"
                                            " ORDER BY id") if "scalars" in run.tables else ():
            self.scalars.setdefault(entity, {})[name] = value if isinstance(value, (int, float)) else None
        self.storms = [Storm(*row, {name[6:]: value for name, value in self.scalars.get(row[1], {}).items() if name.startswith("storm.")})
                       for row in run.rows("SELECT id, name, kind, begin_ns, users FROM storms ORDER BY id")] if "storms" in run.tables else []
        self.keeps_requests = run.keeps("requests")
        self.keeps_http = run.keeps("http_requests")
        self.keeps_users = run.keeps("storm_users")
        self.keeps_counts = run.keeps("storm_counts")

    @functools.cached_property
    def present(self):
        """Whether the run has logins under load: a storm, or refusals that load makes."""
        return bool(self.storms) or any(of.get(f"em.requests.code.{code}") for of in self.scalars.values() for code in (BUSY, DATABASE_ERROR))

    @property
    def partial(self):
        """Whether the rows are of chosen clusters or users only."""
        return self.run.header.get("rows_selected") == "1"

    # Nodes

    @functools.cached_property
    def _scenario(self):
        """By cluster: its limit, and the names of its nodes; what the file does not tell is left out."""
        try:
            clusters = json.loads((self.run.folder / "scenario.json").read_text(encoding="utf-8"))["clusters"]
            return {cluster["id"]: (int(cluster["extension_mobility"]["max_concurrent_requests"]), [str(node["id"]) for node in cluster["nodes"]])
                    for cluster in clusters}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    @functools.cached_property
    def nodes(self):
        """Those that were asked anything."""
        names = {cluster.id: cluster.name for cluster in self.run.clusters}
        counts, steps = (self._counts(), self._steps()) if self.keeps_http else ({}, {})
        known = {}
        for cluster, name in names.items():
            limit, nodes = self._scenario.get(name, (None, []))
            for number, node in enumerate(nodes, 1):
                if f"{name} {node}" in self.scalars or (cluster, number) in counts:
                    known[cluster, number] = (f"{name} {node}", limit)
        for cluster, number in counts:
            known.setdefault((cluster, number), (f"{names.get(cluster, '?')} node {number}", self._scenario.get(names.get(cluster), (None,))[0]))
        told = {name for name, _ in known.values()}
        found = [Node(*place, name, limit, self.scalars.get(name, {}), counts.get(place), steps.get(place)) for place, (name, limit) in sorted(known.items())]
        # Without the scenario beside the results there are the names only.
        return found + [Node(-1, 0, name, None, of, None, None) for name, of in self.scalars.items()
                        if "em.requests.handled" in of and name not in told and not counts]

    def _counts(self):
        found = {}
        for cluster, node, kind, code, slot, ended, number in self.run.rows(
                "SELECT cluster, node, kind, code, slot, end_ns IS NOT NULL, count(*) FROM http_requests GROUP BY 1, 2, 3, 4, 5, 6"):
            own = found.setdefault((cluster, node), dict.fromkeys(
                ("handled", "in_progress", "throttled", "database_errors", "logins", "logouts", "attempted", "asked_for_slot"), 0))
            own["handled"] += number * (code != BUSY)
            own["throttled"] += number * (code == BUSY)
            own["database_errors"] += number * (code == DATABASE_ERROR)
            own["in_progress"] += number * (not ended)
            own["logins"] += number * (kind == "login" and code == 0)
            own["logouts"] += number * (kind == "logout" and code == 0)
            own["attempted"] += number * (kind in ATTEMPTED)
            own["asked_for_slot"] += number * slot
        return found

    def _steps(self):
        rows = self.run.numbers("SELECT cluster, node, begin_ns, ifnull(end_ns, -1), slot FROM http_requests WHERE end_ns IS NULL OR end_ns > begin_ns"
                                " ORDER BY cluster, node")
        found = {}
        if not len(rows):
            return found
        ends = numpy.flatnonzero(numpy.diff(rows[:, 0]) | numpy.diff(rows[:, 1])) + 1
        for own in numpy.split(rows, ends):
            begins, over, slots = own[:, 2], own[:, 3] >= 0, own[:, 4]
            dates = numpy.concatenate((begins, own[over, 3]))
            times, place = numpy.unique(dates, return_inverse=True)
            more = [numpy.bincount(place, weights=numpy.concatenate((up, -up[over])), minlength=len(times)).round().astype(numpy.int64).cumsum()
                    for up in (numpy.ones(len(own), numpy.int64), slots)]
            found[int(own[0, 0]), int(own[0, 1])] = Steps(times, *more)
        return found

    def residence(self, node, begin, end):
        """The time that the node's requests spent there between two dates, added up row by row: by Little's law the integral."""
        return self.run.rows("SELECT ifnull(sum(max(0, min(ifnull(end_ns, ?2), ?2) - max(begin_ns, ?1))), 0) FROM http_requests WHERE cluster = ?3 AND node = ?4",
                             begin, end, node.cluster, node.number)[0][0]

    def first_attempts(self, node):
        """(asked for a slot, refused with 26) by the first login or logout of each user at the node; the retrial chain tells of these."""
        return self.run.rows("SELECT count(*), ifnull(sum(code = ?3), 0) FROM http_requests WHERE cluster = ?1 AND node = ?2 AND slot"
                             " AND request IN (SELECT min(id) FROM requests GROUP BY user, kind)", node.cluster, node.number, BUSY)[0]

    # Requests and refusals against time

    @functools.cached_property
    def causes(self):
        """By code of a refusal: its name in `roamsim errors`."""
        found = {BUSY: "busy", DATABASE_ERROR: "database error", -2: "no free phone"}
        if self.keeps_requests:
            found |= {code: cause.replace("_", " ") for code, cause in self.run.rows(
                "SELECT code, min(cause) FROM requests WHERE code <> 0 AND cause IS NOT NULL GROUP BY code") if isinstance(cause, str)}
        return found

    @functools.cached_property
    def ended(self):
        """Requests ended, by span and code (0: none): (first date, width of a span, {code: numbers}); None: not kept, or there are none."""
        if self.keeps_requests:
            first, last = self.run.rows("SELECT min(begin_ns), max(end_ns) FROM requests")[0]
            if first is None or last is None:
                return None
            width = nice_width(last - first + 1, 60)
            begin = first // width * width
            rows = self.run.rows("SELECT (end_ns - ?1) / ?2, code, count(*) FROM requests WHERE end_ns IS NOT NULL AND code IS NOT NULL GROUP BY 1, 2", begin, width)
        elif self.keeps_counts:
            dates = [row[0] for row in self.run.rows("SELECT DISTINCT begin_ns FROM storm_counts ORDER BY 1")]
            if not dates:
                return None
            # Each storm has spans of its own length; those of the longest hold the others.
            narrow = min([b - a for a, b in zip(dates, dates[1:])], default=10_000_000_000)
            width, begin = max(narrow, nice_width(dates[-1] - dates[0] + 1, 60)), dates[0]
            rows = self.run.rows("SELECT (begin_ns - ?1) / ?2, ifnull(code, 0), sum(number) FROM storm_counts"
                                 " WHERE what = 'refused' OR what = 'succeeded' GROUP BY 1, 2", begin, width)
        else:
            return None
        spans = max((row[0] for row in rows), default=0) + 1
        found = {}
        for span, code, number in rows:
            found.setdefault(code, numpy.zeros(spans, numpy.int64))[span] += number
        return begin, width, found

    # Users

    def completed(self, storm):
        """(dates at which its users came, dates of their first success), each in order, since its begin; None: not kept, or not so fine."""
        if storm.begin is None:
            return None
        if self.keeps_users and not self.partial:
            came, done = (self.run.numbers(f"SELECT {column} - ?1 FROM storm_users WHERE storm = ?2 AND {column} IS NOT NULL ORDER BY 1",
                                           storm.begin, storm.id)[:, 0] for column in ("came_ns", "done_ns"))
            return came, done
        return None

    def by_cluster(self):
        """(storm, cluster or None, {what: number}) of what users did where."""
        found = {}
        for storm, cluster, what, number in self.run.rows(
                "SELECT storm, cluster, what, sum(number) FROM storm_counts GROUP BY 1, 2, 3 ORDER BY 1, 2") if self.keeps_counts else ():
            found.setdefault((storm, cluster), {})[what] = number
        return [(storm, cluster, own) for (storm, cluster), own in found.items()]

    # Stages

    @functools.cached_property
    def stages(self):
        """(stage, ended well, durations in order) of logins, in the order in which stages are met; then of the attempts as a whole (None)."""
        if not (self.keeps_requests and self.run.keeps("spans")):
            return []
        names = self._stage_names()
        found = []
        number = " ".join(f"WHEN ? THEN {i}" for i in range(len(names)))
        if names:
            rows = self.run.numbers(f"SELECT CASE s.stage {number} END, r.code = 0, s.end_ns - s.begin_ns FROM spans s JOIN requests r ON r.id = s.request"
                                    " WHERE r.kind = 'login' AND r.code IS NOT NULL AND s.end_ns IS NOT NULL", *names)
            for i, name in enumerate(names):
                for well in (1, 0):
                    own = numpy.sort(rows[(rows[:, 0] == i) & (rows[:, 1] == well), 2])
                    if len(own):
                        found.append((name, bool(well), own))
        whole = self.run.numbers("SELECT code = 0, end_ns - begin_ns FROM requests WHERE kind = 'login' AND code IS NOT NULL AND end_ns IS NOT NULL")
        for well in (1, 0):
            own = numpy.sort(whole[whole[:, 0] == well, 1])
            if len(own):
                found.append((None, bool(well), own))
        return found

    def _stage_names(self):
        """A stage comes after those that are met before it: in the order of the longest login, then of the others."""
        longest = self.run.rows("SELECT s.request FROM spans s JOIN requests r ON r.id = s.request WHERE r.kind = 'login'"
                                " GROUP BY s.request ORDER BY count(*) DESC, s.request LIMIT 1")
        if not longest:
            return []
        order = [row[0] for row in self.run.rows("SELECT stage FROM spans WHERE request = ? ORDER BY id", longest[0][0])]
        others = [row[0] for row in self.run.rows("SELECT DISTINCT s.stage FROM spans s JOIN requests r ON r.id = s.request WHERE r.kind = 'login' ORDER BY 1")]
        return list(dict.fromkeys(order + others))


def nearest_rank(ordered, percent):
    """Of n values in order, the one at place n p / 100, rounded up."""
    return int(ordered[-(-len(ordered) * percent // 100) - 1])
