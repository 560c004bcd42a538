"""What a run left, read from its results.sqlite (docs/results.md describes the tables)."""

import dataclasses
import functools
import itertools
import json
import pathlib
import sqlite3
import urllib.parse

import numpy

from roamsim_analysis.errors import AnalysisError
from roamsim_analysis.text import printable

SCHEMA_VERSION = 3
BLOCK = 500_000  # rows read at a time

# The columns that are read here; more may be there.
INTEGERS = {"id", "home", "cluster", "user", "truth", "request", "change", "to_cluster", "registered", "from_user", "to_user",
            "origin", "target", "met", "hops", "clusters", "stale_spells", "reachable", "longest_unreachable_at", "super_user", "code", "calls", "probes", "reached", "from_cluster", "records", "bytes",
            "users", "storm", "node", "slot", "number", "attempts", "successes", "refusals"}
MAY_BE_NULL = {"home", "truth", "request", "routes.to_cluster", "to_user", "origin", "target", "end_ns", "received_ns", "applied_ns",
               "code", "calls.outcome", "met", "events.cluster", "arrived_ns", "hops", "unreachable_ns", "longest_unreachable_ns", "longest_unreachable_at", "reason",
               "storms.begin_ns", "storm_counts.cluster", "storm_users.cluster", "came_ns", "done_ns"}
NEEDED = {
    "header": "key value",
    "clusters": "id name role",
    "users": "id name dn home super_user",
    "events": "id at_ns kind cluster detail",
    "location_changes": "id at_ns kind user cluster truth request",
    "convergence": "change cluster received_ns applied_ns hops",
    "routes": "id at_ns cluster user to_cluster",
    "registrations": "id at_ns user cluster phone registered",
    "requests": "id kind user cluster begin_ns end_ns code",
    "spans": "id request stage begin_ns end_ns",
    "calls": "id at_ns from_user dialled to_user origin target outcome end_ns",
    "call_counts": "id source outcome calls",
    "reachability": "id cluster user probes reached reachable_ns observed_ns",
    "exchanges": "id at_ns from_cluster to_cluster records bytes arrived_ns",
    "expectations": "id pointer text met found",
    "knowledge": "user clusters stale_ns stale_spells unreachable_ns longest_unreachable_ns longest_unreachable_at",
    "reachability_steps": "id at_ns cluster user reachable reason target",
}
# Of logins under load; a run of a version that did not have them counts as one that did not keep them.
OF_LOAD = {
    "scalars": "id name entity unit",
    "storms": "id name kind begin_ns users",
    "storm_counts": "id storm begin_ns cluster what code number",
    "storm_users": "id storm user cluster outcome came_ns done_ns attempts successes refusals",
    "http_requests": "id request cluster node kind slot begin_ns end_ns code",
}


@dataclasses.dataclass(frozen=True)
class Cluster:
    id: int
    name: str
    role: str


@dataclasses.dataclass(frozen=True)
class User:
    id: int
    name: str
    dn: str
    home: "int | None"


@dataclasses.dataclass(frozen=True)
class Change:
    """A change of where a user is."""
    id: int
    at: int
    kind: str
    user: int
    cluster: int
    truth: "int | None"
    request: "int | None"


@dataclasses.dataclass(frozen=True)
class Knowledge:
    """When a cluster got to know a change; None: not before the end of the run."""
    cluster: int
    received: "int | None"
    applied: "int | None"


@dataclasses.dataclass(frozen=True)
class Wrong:
    """For how long clusters sent calls for a user elsewhere than to where the user was, and calls would not have found a phone."""
    user: int
    clusters: int                # that have a route for the user
    stale: int                   # ns, of all clusters together
    spells: int                  # how often a cluster began to route wrongly
    unreachable: "int | None"    # ns, of all clusters together; None: the user was not looked at
    longest: "int | None"        # ns, of one cluster
    longest_at: "int | None"     # that cluster


@dataclasses.dataclass(frozen=True)
class Registration:
    at: int
    cluster: int
    phone: str
    registered: bool
    user: "int | None" = None


@dataclasses.dataclass(frozen=True)
class Span:
    stage: str
    begin: int
    end: "int | None"


@dataclasses.dataclass(frozen=True)
class Request:
    """A login or logout with its stages."""
    id: int
    kind: str
    user: int
    cluster: int
    begin: int
    end: "int | None"
    code: "int | None"
    spans: "list[Span]"


@dataclasses.dataclass(frozen=True)
class Call:
    at: int
    from_user: int
    origin: "int | None"
    target: "int | None"
    outcome: "str | None"


@dataclasses.dataclass(frozen=True)
class Expectation:
    pointer: str
    text: str
    met: "bool | None"  # None: the run was stopped before it could be judged
    found: str


@dataclasses.dataclass(frozen=True)
class Outage:
    """A cluster was out of reach; `kind` is down, booting or cut off (from the cloud only)."""
    cluster: int
    kind: str
    begin: int
    end: int


class Run:
    """A run directory, open for reading."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        file = self.folder / "results.sqlite"
        shown = printable(str(self.folder))
        if not self.folder.is_dir():
            raise AnalysisError(f"{shown}: is no folder")
        if not file.is_file():
            raise AnalysisError(f"{shown}: is no run's folder, it has no results.sqlite")
        # Runs replace the file as a whole, so what is open never changes.
        address = "file:" + urllib.parse.quote(str(file.absolute())) + "?mode=ro&immutable=1"
        try:
            self._database = sqlite3.connect(address, uri=True)
            self._database.text_factory = lambda raw: raw.decode("utf-8", "replace")
            self._check(printable(str(file)))
            self._read()
        except sqlite3.Error as error:
            raise AnalysisError(f"{printable(str(file))}: {printable(str(error))}") from error

    def close(self):
        self._database.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _rows(self, sql, *values):
        return self._database.execute(sql, values)

    def _check(self, shown):
        self.schema_version = self._rows("PRAGMA user_version").fetchone()[0]
        if self.schema_version != SCHEMA_VERSION:
            raise AnalysisError(f"{shown}: schema version {self.schema_version} found, and only {SCHEMA_VERSION} is known here;"
                                " run its scenario.json again with this version")
        self.tables = {row[0] for row in self._rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
        needed = NEEDED | {table: columns for table, columns in OF_LOAD.items() if table in self.tables}
        for table, columns in needed.items():
            present = {row[1] for row in self._rows(f"PRAGMA table_info({table})")}
            if not present:
                raise AnalysisError(f"{shown}: the table {table} is missing")
            missing = [column for column in columns.split() if column not in present]
            if missing:
                raise AnalysisError(f"{shown}: the table {table} has no column {missing[0]}")

        for table, columns in needed.items():
            self._check_values(shown, table, columns.split())
        lost = self._rows("SELECT id, user FROM location_changes WHERE user NOT IN (SELECT id FROM users)").fetchone()
        if lost:
            raise AnalysisError(f"{shown}: location change {lost[0]} refers to user {lost[1]}, which is not there")

    def _check_values(self, shown, table, columns):
        """SQLite keeps whatever it is given, whatever the column's type says."""
        allowed, wrongs = {}, []
        for column in columns:
            may_be_null = column in MAY_BE_NULL or f"{table}.{column}" in MAY_BE_NULL
            if column in INTEGERS or column.endswith("_ns"):
                allowed[column] = ["integer"]
                # A number of another type, or a text, is not itself as an integer; this takes half the time that typeof() does.
                wrongs.append(f"{column} <> ({column} | 0)" if may_be_null else f"({column} = ({column} | 0)) IS NOT TRUE")
            else:
                allowed[column] = ["text"]
            if may_be_null:
                allowed[column].append("null")
            if allowed[column][0] == "text":
                wrongs.append(f"typeof({column}) NOT IN ({','.join(map(repr, allowed[column]))})")
        wrong = " OR ".join(wrongs)
        found = self._rows(f"SELECT {','.join(f'typeof({column})' for column in columns)} FROM {table} WHERE {wrong} LIMIT 1")
        for column, kind in zip(columns, found.fetchone() or ()):
            if kind not in allowed[column]:
                raise AnalysisError(f"{shown}: {table}.{column} has a value of type {kind}, allowed: {' or '.join(allowed[column])}")

    def _read(self):
        self.header = dict(self._rows("SELECT key, value FROM header"))
        self.clusters = [Cluster(*row) for row in self._rows("SELECT id, name, role FROM clusters ORDER BY id")]
        self.users = [User(*row) for row in self._rows("SELECT id, name, dn, home FROM users ORDER BY id")]
        self.end = self._end()

    def _end(self):
        try:
            declared = int(self.header.get("ended_ns", self.header.get("duration_ns", "0")))
        except ValueError:
            declared = 0
        last = 0
        for table, column in (("events", "at_ns"), ("routes", "at_ns"), ("calls", "at_ns"), ("location_changes", "at_ns")):
            last = max(last, self._rows(f"SELECT max({column}) FROM {table}").fetchone()[0] or 0)
        return max(declared, last, 1)

    @property
    def title(self):
        return self.header.get("title", "")

    @property
    def warmup(self):
        """Before this date nothing is measured."""
        text = self.header.get("warmup_ns", "0")
        return int(text) if text.isascii() and text.isdigit() else 0

    def keeps(self, table):
        """Whether the scenario let the run keep the table; an empty table that is kept says that nothing happened."""
        if table not in self.tables:
            return False
        return "recorded" not in self.header or table in self.header["recorded"].split()

    def rows(self, sql, *values):
        """Those of a query that has few."""
        return list(self._rows(sql, *values))

    def row_count(self, table):
        return self._rows(f"SELECT count(*) FROM {table}").fetchone()[0]

    def numbers(self, sql, *values):
        """The rows of a query for integers, as an array with a column for each."""
        return numpy.concatenate(list(self._blocks(sql, *values)))

    def _blocks(self, sql, *values):
        cursor = self._rows(sql, *values)
        width, numbers = len(cursor.description), itertools.chain.from_iterable(cursor)
        while True:
            block = numpy.fromiter(itertools.islice(numbers, BLOCK * width), numpy.int64)
            yield block.reshape(-1, width)
            if len(block) < BLOCK * width:
                return

    def learning(self):
        """Arrays of (change, cluster, received or -1, applied or -1, hops or -1) of what moved calls; of millions of rows, some at a time."""
        # From the changes on, by the index: half of the rows are of automatic logouts.
        return self._blocks("SELECT v.change, v.cluster, ifnull(v.received_ns, -1), ifnull(v.applied_ns, -1), ifnull(v.hops, -1)"
                            " FROM location_changes x JOIN convergence v ON v.change = x.id WHERE x.kind <> 'automatic_logout'")

    def wrong(self):
        """Of every user whom the run moves, the most stale first."""
        return [Wrong(*row) for row in self._rows(
            "SELECT user, clusters, stale_ns, stale_spells, unreachable_ns, longest_unreachable_ns, longest_unreachable_at FROM knowledge"
            " ORDER BY stale_ns DESC, user")] if self.keeps("knowledge") else []

    def steps(self):
        """(date, cluster, user, 0 or 1: reachable, target or -1) of each change of what calls would meet, as columns; in their order."""
        return self.numbers("SELECT at_ns, cluster, user, reachable, ifnull(target, -1) FROM reachability_steps ORDER BY id")

    def steps_of(self, users):
        """By user and cluster: (from when on, whether a call from there would find a phone of the user) in order."""
        return self._by_user_and_cluster("reachability_steps", "reachable", users)

    def _by_user_and_cluster(self, table, column, users):
        """In one pass for all of the users: these tables have no index."""
        found = {user: {} for user in users}
        for user, cluster, at, value in self._rows(f"SELECT user, cluster, at_ns, {column} FROM {table}"
                                                   " WHERE user IN (SELECT value FROM json_each(?)) ORDER BY id", json.dumps(list(found))):
            found[user].setdefault(cluster, []).append((at, value))
        return found

    def change_count(self):
        return self._rows("SELECT count(*) FROM location_changes").fetchone()[0]

    def changes(self, limit=-1):
        """The first location changes, by their date."""
        return [Change(*row) for row in self._rows(
            "SELECT id, at_ns, kind, user, cluster, truth, request FROM location_changes ORDER BY id LIMIT ?", limit)]

    @functools.cached_property
    def all_changes(self):
        """All location changes, by their date."""
        return sorted(self.changes(), key=lambda change: (change.at, change.id))

    def changes_of(self, user):
        return [Change(*row) for row in self._rows(
            "SELECT id, at_ns, kind, user, cluster, truth, request FROM location_changes WHERE user = ? ORDER BY id", user)]

    def moved_users(self):
        """Those with a location change, in the order of their first one."""
        users = {user.id: user for user in self.users}
        return [users[row[0]] for row in self._rows(
            "SELECT user FROM location_changes GROUP BY user ORDER BY min(id)") if row[0] in users]

    def knowledge_of(self, change):
        """Of every member of the network; those without a row never learned the change."""
        known = [Knowledge(*row) for row in self._rows(
            "SELECT cluster, received_ns, applied_ns FROM convergence WHERE change = ? ORDER BY cluster", change)]
        there = {k.cluster for k in known}
        return known + [Knowledge(cluster.id, None, None) for cluster in self.clusters
                        if cluster.id not in there and cluster.role != "standalone"]

    def has_applied(self, change, cluster):
        """Whether the cluster routed by the change before the end."""
        return bool(self._rows("SELECT 1 FROM convergence WHERE change = ? AND cluster = ? AND applied_ns IS NOT NULL", change, cluster).fetchone())

    def routes_of(self, users):
        """By user and cluster: (from when on, cluster routed to or None) in order."""
        return self._by_user_and_cluster("routes", "to_cluster", users)

    def registrations(self):
        return [Registration(at, cluster, phone, bool(registered), user) for at, cluster, phone, registered, user in self._rows(
            "SELECT at_ns, cluster, phone, registered, user FROM registrations ORDER BY id")]

    def recoveries(self):
        """(date, cluster) of each end of an outage of a whole cluster."""
        return list(self._rows("SELECT at_ns, cluster FROM events WHERE kind = 'recovered' AND cluster IS NOT NULL ORDER BY id"))

    def registrations_of(self, user):
        return [Registration(at, cluster, phone, bool(registered)) for at, cluster, phone, registered in self._rows(
            "SELECT at_ns, cluster, phone, registered FROM registrations WHERE user = ? ORDER BY id", user)]

    def spans_of(self, request):
        return [Span(*row) for row in self._rows(
            "SELECT stage, begin_ns, end_ns FROM spans WHERE request = ? ORDER BY id", request)]

    def calls_to(self, user):
        return [Call(*row) for row in self._rows(
            "SELECT at_ns, from_user, origin, target, outcome FROM calls WHERE to_user = ? ORDER BY id", user)]

    def calls_by_outcome(self):
        return list(self._rows("SELECT outcome, count(*) FROM calls GROUP BY outcome ORDER BY count(*) DESC, outcome"))

    def event_dates(self):
        """(date, kind) of all events."""
        return list(self._rows("SELECT at_ns, kind FROM events ORDER BY id"))

    def changes_by_kind(self):
        return list(self._rows("SELECT kind, count(*) FROM location_changes GROUP BY kind ORDER BY count(*) DESC, kind"))

    def call_counts(self):
        """(source, outcome, calls), the most frequent first."""
        return list(self._rows("SELECT source, outcome, sum(calls) FROM call_counts GROUP BY source, outcome ORDER BY 3 DESC, 1, 2"))

    def reachability(self):
        return list(self._rows("SELECT cluster, user, probes, reached, reachable_ns, observed_ns FROM reachability ORDER BY id"))

    def exchanges_by_pair(self):
        """(from, to, batches, updates, bytes, how many never arrived)."""
        return list(self._rows("SELECT from_cluster, to_cluster, count(*), sum(records), sum(bytes), sum(arrived_ns IS NULL)"
                               " FROM exchanges GROUP BY from_cluster, to_cluster"))

    def requests_with_spans(self):
        """Logins and logouts whose stages were kept."""
        spans = {}
        for request, *span in self._rows("SELECT request, stage, begin_ns, end_ns FROM spans ORDER BY id"):
            spans.setdefault(request, []).append(Span(*span))
        return [Request(*row, spans[row[0]]) for row in self._rows(
            "SELECT id, kind, user, cluster, begin_ns, end_ns, code FROM requests ORDER BY id") if row[0] in spans]

    def user_name(self, user):
        return next((one.name for one in self.users if one.id == user), "?")

    def expectations(self):
        return [Expectation(pointer, text, None if met is None else bool(met), found) for pointer, text, met, found in self._rows(
            "SELECT pointer, text, met, found FROM expectations ORDER BY id")]

    def outages(self):
        """All spans in which a cluster was out of reach, those that last to the end of the run included."""
        begins = {"failed": "down", "repaired": "booting", "access_down": "cut off"}
        ends = {"repaired": "down", "recovered": "booting", "failed": "booting", "access_up": "cut off"}
        open_spans, outages = {}, []
        for at, kind, cluster in self._rows(
                "SELECT at_ns, kind, cluster FROM events WHERE cluster IS NOT NULL ORDER BY id"):
            ended = (cluster, ends.get(kind))
            if ended in open_spans:
                outages.append(Outage(cluster, ended[1], open_spans.pop(ended), at))
            if kind in begins:
                open_spans.setdefault((cluster, begins[kind]), at)
        outages += [Outage(cluster, kind, begin, self.end) for (cluster, kind), begin in open_spans.items()]
        return sorted(outages, key=lambda outage: (outage.begin, outage.cluster, outage.kind))
