"""Folders of sweeps as `roamsim sweep` leaves them, with values of a known law."""

import math
import sqlite3

TABLES = """
CREATE TABLE header(key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);
CREATE TABLE axes(id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL);
CREATE TABLE points(id INTEGER PRIMARY KEY, repetitions INTEGER NOT NULL);
CREATE TABLE point_values(id INTEGER PRIMARY KEY, point INTEGER NOT NULL, axis INTEGER NOT NULL, label TEXT NOT NULL, number REAL, unit TEXT NOT NULL);
CREATE TABLE settings(id INTEGER PRIMARY KEY, point INTEGER NOT NULL, argument TEXT NOT NULL);
CREATE TABLE runs(id INTEGER PRIMARY KEY, point INTEGER NOT NULL, repetition INTEGER NOT NULL, seed INTEGER NOT NULL, status TEXT NOT NULL,
  scenario_hash TEXT, ended TEXT, events INTEGER, order_fingerprint TEXT);
CREATE TABLE failures(id INTEGER PRIMARY KEY, run INTEGER NOT NULL, exit_code INTEGER, signal INTEGER, timed_out INTEGER NOT NULL,
  message TEXT NOT NULL, arguments TEXT NOT NULL);
CREATE TABLE measures(id INTEGER PRIMARY KEY, name TEXT NOT NULL, scalar TEXT, entity TEXT, query TEXT, unit TEXT NOT NULL);
CREATE TABLE measured(id INTEGER PRIMARY KEY, run INTEGER NOT NULL, measure INTEGER NOT NULL, value REAL);
"""


def make(folder, axes, measures, value, repetitions=5, title="A sweep", failed=(), header=()):
    """`axes`: (name, unit, [(label, number)]); `measures`: (name, unit); `value(measure name, labels, repetition)`: None is no number;
    `failed`: (point, repetition, message)."""
    folder.mkdir(parents=True)
    (folder / "plan.jsonl").write_text("{}\n")
    database = sqlite3.connect(folder / "results.sqlite")
    database.executescript(TABLES)
    values = {"schema_version": "1", "title": title, "base_fingerprint": "ab" * 32, "program_version": "0.1.0", "seeds": "common", "first_seed": "1",
              "complete": "1", **dict(header)}
    database.executemany("INSERT INTO header VALUES(?, ?)", values.items())
    database.executemany("INSERT INTO axes VALUES(?, ?, ?)", [(i, name, f"/{i}") for i, (name, _, _) in enumerate(axes)])
    database.executemany("INSERT INTO measures VALUES(?, ?, ?, 'run', NULL, ?)", [(i, name, name, unit) for i, (name, unit) in enumerate(measures)])
    points = [()]
    for _, _, of in axes:
        points = [(*head, one) for head in points for one in of]
    failures = {(point, repetition): message for point, repetition, message in failed}
    for point, chosen in enumerate(points):
        database.execute("INSERT INTO points VALUES(?, ?)", (point, repetitions))
        for axis, (label, number) in enumerate(chosen):
            database.execute("INSERT INTO point_values VALUES(NULL, ?, ?, ?, ?, ?)", (point, axis, label, number, axes[axis][1]))
        for repetition in range(repetitions):
            message = failures.get((point, repetition))
            status = "done" if message is None else "failed"
            run = database.execute("INSERT INTO runs VALUES(NULL, ?, ?, ?, ?, NULL, NULL, NULL, NULL)", (point, repetition, repetition + 1, status)).lastrowid
            if message is not None:
                database.execute("INSERT INTO failures VALUES(NULL, ?, 2, NULL, 0, ?, '')", (run, message))
                continue
            labels = [label for label, _ in chosen]
            database.executemany("INSERT INTO measured VALUES(NULL, ?, ?, ?)",
                                 [(run, i, value(name, labels, repetition)) for i, (name, _) in enumerate(measures)])
    database.commit()
    database.close()
    return folder


INTERVALS = ("interval", "s", [("1 min", 60.0), ("4 min", 240.0), ("16 min", 960.0)])
TOPOLOGIES = ("topology", "", [("ring", None), ("star", None), ("mesh", None)])


def shared(repetition):
    """What the seed does to all points alike."""
    return 20 * math.sin(repetition + 1)


def story(folder, **more):
    """Delays that grow by 10 s for each value of the interval; star has 3 s more than ring, mesh the same as ring but for chance."""
    def value(name, labels, repetition):
        if name == "delay":
            place = [label for label, _ in INTERVALS[2]].index(labels[0])
            own = {"ring": 0.0, "star": 3.0, "mesh": (-1) ** repetition * 0.5}[labels[1]]
            return 100 + 10 * place + own + shared(repetition)
        return None if name == "nothing" else float(labels[1] == "star")

    return make(folder, [INTERVALS, TOPOLOGIES], [("delay", "s"), ("lost", "calls"), ("nothing", "")], value, **more)


def hostile(folder):
    """Names that are long, of other scripts, or look like what they are not."""
    evil = "<b>&\"'$\\frac{1}{$ <script>alert(1)</script>"
    axes = [("間隔" * 8 + evil, "s", [(f"{evil} {i} 日本語\x1b[31m", float(10 ** i)) for i in range(4)]),
            (evil, "", [(f"=HYPERLINK({i}) {'x' * 80}", None) for i in range(13)])]
    return make(folder, axes, [(evil, "s"), ("b" * 120, "")], lambda name, labels, r: 1e6 * len(labels[0]) + r if name == evil else -3.5 - r % 2,
                repetitions=2, title=evil, failed=[(0, 0, evil)])
