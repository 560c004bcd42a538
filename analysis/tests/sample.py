"""Run directories made up for tests, with the tables that sim/record declares."""

import pathlib
import re
import sqlite3

TOP = pathlib.Path(__file__).resolve().parents[2]

SECOND = 1_000_000_000
MINUTE = 60 * SECOND


def schema():
    """The SQL of sim/record/schema.hpp, so that a change there shows here."""
    text = (TOP / "sim/record/schema.hpp").read_text(encoding="utf-8")
    return re.findall(r'R"sql\((.*?)\)sql"', text, re.DOTALL)


class Sample:
    """A results.sqlite that is filled table by table."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(self.folder / "results.sqlite")
        tables, *self.indexes_and_views = schema()
        self.database.executescript(tables)
        self.database.execute("PRAGMA user_version = 3")

    def _columns(self, table):
        return [row[1] for row in self.database.execute(f"PRAGMA table_info({table})")]

    def add(self, table, *rows, keyed=True):
        """Rows without their key, which counts on; columns left out at the end are NULL."""
        first = self.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for i, row in enumerate(rows):
            row = ((first + i,) if keyed else ()) + tuple(row)
            row += (None,) * (len(self._columns(table)) - len(row))  # columns at the end that this test does not care for
            self.database.execute(f"INSERT INTO {table} VALUES({','.join('?' * len(row))})", row)

    def steps(self, cluster, user, *steps):
        """(date, whether a call from the cluster would find a phone of the user, and in which cluster)."""
        self.add("reachability_steps", *((at, cluster, user, int(reachable), "reached" if reachable else "lost", target) for at, reachable, target in steps))

    def header(self, **values):
        self.add("header", *values.items(), keyed=False)

    def close(self):
        for statements in self.indexes_and_views:
            self.database.executescript(statements)
        self.database.commit()
        self.database.close()
        return self.folder


STAGES = (("services_button", 400), ("sign_in_page", 1500), ("typing", 8000), ("checks", 600), ("commit", 1500),
          ("configuration", 2200), ("restart", 14000), ("registration", 1800))


def login(sample, change, user, cluster, pressed, applied, request=True, hops=None):
    """A login with its stages, known in the clusters after the given delays (received, applied) or None, by so many exchanges."""
    at = pressed
    number = sample.database.execute("SELECT count(*) FROM requests").fetchone()[0] if request else None
    for stage, took in STAGES:
        if request:
            sample.add("spans", (number, stage, at, at + took * 1_000_000))
        at += took * 1_000_000
    commit = pressed + 12 * SECOND
    if request:
        sample.add("requests", ("login", user, cluster, "SEP21", pressed, at, 0, "", "success"))
    sample.add("location_changes", (commit, "login", user, cluster, cluster, 1, change + 1, number))
    for known, delays in applied.items():
        received, used = (None, None) if delays is None else (commit + int(d * SECOND) for d in delays)
        sample.add("convergence", (change, known, received, used, None, None, None if received is None or hops is None else hops[known]))
        if used is not None:
            sample.add("routes", (used, known, user, cluster))
    sample.add("registrations", (at, user, cluster, "SEP21", 1))
    return commit


def story(folder, clusters=("cluster1", "cluster2", "cluster3"), user="bob", dn="1000-001", title="Home cluster down, Bob roams"):
    """cluster1 is down from minute 5 to 15 and has booted at 18; its user logs in at cluster2 at minute 6."""
    sample = Sample(folder)
    sample.header(schema_version="3", title=title, seed="1", duration_ns=str(30 * MINUTE), end="reached")
    sample.add("clusters", *((name, "hub") for name in clusters))
    sample.add("users", (user, dn, 0, 1), ("alice", "1000-002", 0, 0), ("kally", "3000-001", 2, 0))
    sample.add("events", (5 * MINUTE, "failed", 0, None, ""), (15 * MINUTE, "repaired", 0, None, ""), (18 * MINUTE, "recovered", 0, None, ""))
    sample.add("routes", *((0, cluster, 0, 0) for cluster in range(len(clusters))))
    sample.add("registrations", (0, 0, 0, "SEP11", 1), (5 * MINUTE, 0, 0, "SEP11", 0))
    delays = {0: (712, 715.35), 1: (0, 0.18), 2: (1.9, 2.45)}
    for other in range(3, len(clusters)):
        delays[other] = (2 + other / 10, 2.5 + other / 10 + (other % 7) / 5)
    login(sample, 0, 0, 1, 6 * MINUTE, delays, hops={cluster: 0 if cluster == 1 else 2 if cluster == 0 else 1 for cluster in delays})
    sample.add("knowledge", (0, len(clusters), 717_980_000_000, 3, 967_350_000_000, 787_350_000_000, 0))
    sample.steps(0, 0, (0, True, 0), (5 * MINUTE, False, None), (1087_350_000_000, True, 1))
    for cluster in range(1, len(clusters)):
        sample.steps(cluster, 0, (0, True, 0), (5 * MINUTE, False, 0), (390 * SECOND, True, 1))
    for at, caller, origin, target, outcome in ((2, 2, 2, 0, "connected"), (5.5, 2, 2, 0, "trunk_dead"), (7, 2, 2, 1, "connected"),
                                                (20, 2, 2, 1, "connected"), (22, 1, 0, 1, "connected")):
        at = int(at * MINUTE)
        sample.add("calls", (at, caller, dn, 0, origin, target, outcome, at + SECOND, "plan",
                             "answered" if outcome == "connected" else "invite_timed_out", 16 if outcome == "connected" else 102,
                             "SEP31", None, dn, "", None, None, "not_answered"))
    sample.add("expectations", ("/expect/0", "the call at 7 min reaches cluster2", 1, "cluster2", None, "", 7 * MINUTE),
               ("/expect/1", "converged within 2 s", 0, "2.45 s", 0.45, "s", 6 * MINUTE))
    return sample.close()


HOSTILE = {
    "clusters": ("東京クラスタ", "$\\frac{1}{$ <script>alert(1)</script>", "\x1b[31m'); DROP TABLE calls; --"),
    "user": "大阪 \u202e$x_{$ \n太郎", "dn": "../../+81 6/$1", "title": "$\\alpha_{ \x07 & <b>標題</b> %s {0}",
}


def busy(folder):
    """40 clusters with long names, a user who moves to and fro, lines cut, an outage to the end, clusters that never learn."""
    sample = Sample(folder)
    count = 40
    sample.header(schema_version="3", title="A day of a user who cannot sit still, with a title that goes on and on " * 3, seed="7",
                  duration_ns=str(8 * 60 * MINUTE), end="reached")
    sample.add("clusters", *((f"cluster-{i:02d}.region-with-a-long-name.example", "hub" if i < 10 else "spoke") for i in range(count)))
    sample.add("users", ("maximiliane.von-und-zu-langenfeld", "1000-001", 0, 1))
    sample.add("events", (30 * MINUTE, "failed", 3, None, ""), (50 * MINUTE, "repaired", 3, None, ""), (53 * MINUTE, "recovered", 3, None, ""),
               (100 * MINUTE, "access_down", 38, None, ""), (130 * MINUTE, "access_up", 38, None, ""), (400 * MINUTE, "failed", 39, None, ""))
    sample.add("routes", *((0, cluster, 0, 0) for cluster in range(count)))
    for change in range(14):
        pressed = (31 + change * 31 - (change % 3) * 28) * MINUTE
        delays = {i: (1 + i / 10, 1 + i / 10 + (1 + i * 7 % 11) / 4) for i in range(count)}
        delays[39] = None
        login(sample, change, 0, (change * 5 + 1) % count, pressed, delays)
    return sample.close()
