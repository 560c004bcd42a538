#!/usr/bin/python3
"""Writes docs/mobility-modes.md: the guide's comparison of the three modes of mobility, every cell from a run.

    mobility_modes.py PROGRAM SOURCE > docs/mobility-modes.md
"""

import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing

MODES = ("em", "emcc", "roaming")
USER = {"em": "alice", "emcc": "kally", "roaming": "bob"}
MINUTE = 60_000_000_000


class Run:
    """What a run of a scenario left."""

    def __init__(self, program, scenario, folder):
        out = pathlib.Path(folder) / "out"
        file = pathlib.Path(folder) / "scenario.json"
        file.write_text(json.dumps(scenario))
        subprocess.run([program, "run", file, "--quiet", "--out", out], check=True)
        with closing(sqlite3.connect(out / "results.sqlite")) as results:
            self.logins = results.execute("SELECT user, cluster, begin_ns, end_ns, code, text, cause FROM v_requests "
                                          "WHERE kind = 'login' ORDER BY begin_ns, id").fetchall()
            self.registrations = results.execute("SELECT user, cluster, at_ns, registered FROM v_registrations "
                                                 "ORDER BY at_ns, id").fetchall()
            self.calls = results.execute("SELECT dialled, at_ns, target FROM v_calls").fetchall()
            self.scalars = dict(results.execute("SELECT name, sum(value) FROM scalars WHERE entity = 'run' GROUP BY name"))

    def login(self, user, cluster, minutes):
        """The first login of the user there at that date or later: its end, where its phone registered, its time."""
        begins = round(minutes * MINUTE)
        return next(Login(self, *row) for row in self.logins if row[0] == user and row[1] == cluster and row[2] >= begins)

    def stands(self, user, minutes):
        """Where the user's phones are registered at that date."""
        last = {cluster: registered for name, cluster, at, registered in self.registrations
                if name == user and at <= minutes * MINUTE}
        return "still registered in " + ", ".join(cluster for cluster, registered in last.items() if registered)

    def wide_area_bytes(self):
        """Between clusters: by ILS and by EMCC."""
        return round(self.scalars["ils.bytes"] + self.scalars.get("emcc.bytes", 0))


class Login:
    """One login."""

    def __init__(self, run, user, cluster, begin, end, code, text, cause):
        self.cluster, self.code, self.text, self.cause, self.seconds = cluster, code, text, cause, (end - begin) / 1e9
        self.registered = next((row[1] for row in run.registrations if row[0] == user and row[2] == end and row[3]), None)

    def words(self):
        if self.code:
            number = f", code {self.code}" if self.code > 0 else ""  # some refusals have a text only
            return f"refused: {self.text} [{self.cause}{number}]"
        return f"logged in; registered in {self.registered}"


def with_only(scenario, timeline):
    """The scenario with this timeline, and nothing expected. Nobody is logged in who is going to be."""
    users = {action["user"] for action in timeline}
    clusters = [cluster | {"users": [user | {"logged_in": False} if user["id"] in users else user for user in cluster.get("users", [])]}
                for cluster in scenario["clusters"]]
    return {key: value for key, value in scenario.items() if key not in ("expect", "covers")} | \
        {"timeline": timeline, "clusters": clusters}


def one_login(scenario, mode):
    """Good times, with one login of that mode away from home; of EM, in its own cluster."""
    return with_only(scenario, [{"at": "1 min", "do": "login", "user": USER[mode], "cluster": "cluster2", "phone": "SEP-lobby"}])


def measured(program, source):
    """The rows of the table: the guide's name of the row, what was done, and what each mode did."""
    def scenario(name):
        return json.loads((source / "scenarios" / "conformance" / f"{name}.json").read_text())

    with tempfile.TemporaryDirectory() as folder:
        def run(content):
            return Run(program, content, folder)

        needs = run(scenario("three-modes-of-configuration"))
        outage = run(scenario("outage-in-three-modes"))
        good = scenario("emcc-in-good-times")
        good_run = run(good)
        quiet = run(with_only(good, [])).wide_area_bytes()
        alone = {mode: run(one_login(good, mode)) for mode in MODES}

    def row(name, what, *cells):
        return name, what, [cell.words() if isinstance(cell, Login) else cell for cell in cells]

    def call(dialled):
        return f"go to {next(target for to, _, target in good_run.calls if to == dialled)}"

    none = "does not apply"
    yield row("Description", "a login in the own cluster, cluster1",
              *(needs.login(USER[mode], "cluster1", 1) for mode in MODES))
    yield row("Logging in at another cluster", "a login at a phone of cluster2, or cluster3",
              needs.login("alice", "cluster3", 5), good_run.login("kally", "cluster2", 1), good_run.login("bob", "cluster2", 1))
    yield row("", "calls to the user meanwhile", none, call("1000-001"), call("1000-002"))
    yield row("", "from the button until the phone is registered, lines of 50 ms one way at each cluster",
              *(f"{alone[mode].login(USER[mode], 'cluster2', 1).seconds:.3f} s"
                + (" (in the own cluster)" if mode == "em" else "") for mode in MODES))
    yield row("", "bytes between the clusters for that one login: ILS, and EMCC's questions, files and registration, with its "
              "renewals until the end of the run", *(str(alone[mode].wide_area_bytes() - quiet) for mode in MODES))
    yield row("Across clusters", "logins outside the home cluster that succeed once everything is configured",
              *("{} of {}".format(*tally(needs, outage, mode)) for mode in MODES))
    yield row("Configuration", "the mode is not configured in the visited cluster: no such remote cluster; no group of super users",
              none, needs.login("kally", "cluster4", 10), needs.login("bob", "cluster2", 10))
    yield row("", "it is", none, needs.login("kally", "cluster4", 15), needs.login("bob", "cluster2", 20))
    yield row("", "the user's flag Home Cluster is not set at home", none, needs.login("no-flag", "cluster3", 10), none)
    yield row("User information", "the visited cluster has no record of the user", needs.login("alice", "cluster3", 5),
              needs.login("kally", "cluster2", 8), needs.login("bob", "cluster3", 5))
    yield row("", "it has", none, needs.login("kally", "cluster2", 20), needs.login("bob", "cluster3", 15))
    yield row("", "the home cluster has no record", none, needs.login("no-record", "cluster3", 10), none)
    yield row("Outage of the home cluster", "a login at cluster2 while cluster1 is down and counts as up",
              *(outage.login(USER[mode], "cluster2", 20) for mode in MODES))
    yield row("", "once it counts as down", outage.login("alice", "cluster2", 32), outage.login("kally", "cluster2", 32),
              outage.stands("bob", 33))
    yield row("", "it is back, and counts as down still", none, outage.login("kally", "cluster2", 34.5), outage.stands("bob", 37))
    yield row("", "it counts as up again", none, last_login(outage, "kally", "cluster2"), outage.stands("bob", 40))


def tally(needs, outage, mode):
    """Of the last login of the user in each other cluster of both runs."""
    last = {(index, row[1]): row[4] for index, run in enumerate((needs, outage)) for row in run.logins
            if row[0] == USER[mode] and row[1] != "cluster1"}
    return sum(code == 0 for code in last.values()), len(last)


def last_login(run, user, cluster):
    begin = max(row[2] for row in run.logins if row[0] == user and row[1] == cluster)
    return run.login(user, cluster, begin / MINUTE)


def page(program, source):
    text = """# The three modes of mobility, measured

The comparison of the feature guide (Extension Mobility, Extension Mobility Cross Cluster, Extension Mobility Roaming
Across Clusters), and the outage of the home cluster under each. Every cell is what a run shows: of the scenarios
`three-modes-of-configuration`, `outage-in-three-modes` and `emcc-in-good-times` in `scenarios/conformance`, the last
also with one login alone. The users Alice (EM), Kally (EMCC) and Bob (roaming) belong to cluster1; for the time and the
bytes of a login, Alice logs in in her own cluster. This page is written by `tests/cli/mobility_modes.py`, and a test
keeps the two the same.

| | what is done | EM | EMCC | roaming |
| --- | --- | --- | --- | --- |
"""
    for name, what, cells in measured(program, source):
        text += f"| {name} | {what} | {' | '.join(cells)} |\n"
    return text


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.stdout.write(page(sys.argv[1], pathlib.Path(sys.argv[2])))
