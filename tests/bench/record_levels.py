#!/usr/bin/python3
"""What each recording level costs: wall time, peak memory and size of results.sqlite on one workload.

record_levels.py ROAMSIM [--logins N] [--rounds N] prints a table in Markdown. The workload: two hubs with two spokes each,
as in scenarios/hub-failure.json, N users who log in elsewhere over two hours, and a call to each of them a minute later; hub 1
is down for a quarter of an hour in the middle.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

LEVELS = ("counters", "changes", "requests", "calls", "everything")
SPOKES = ("spoke1a", "spoke1b", "spoke2a", "spoke2b")
SPAN_MS = 2 * 3600 * 1000


def workload(logins):
    users = {spoke: [] for spoke in SPOKES}
    timeline = [{"at": "60 min", "do": "cluster_outage", "cluster": "hub1", "for": "15 min"}]
    for number in range(logins):
        home = number % len(SPOKES)
        away = SPOKES[(home + 1 + number // len(SPOKES) % (len(SPOKES) - 1)) % len(SPOKES)]
        users[SPOKES[home]].append({"id": f"user{number}", "dn": f"{1000 * (home + 1)}-{number:06}", "super_user": True})
        at = 60_000 + number * SPAN_MS // logins
        timeline.append({"at": f"{at} ms", "do": "login", "user": f"user{number}", "cluster": away})
        caller = (number + len(SPOKES) * 7) % logins
        callee = f"{1000 * (home + 1)}-{number:06}"
        timeline.append({"at": f"{at + 60_000} ms", "do": "call", "from": f"user{caller}", "to": callee})
    clusters = [{"id": "hub1", "ils": {"role": "hub"}}, {"id": "hub2", "ils": {"role": "hub", "hub": "hub1"}}]
    clusters += [{"id": spoke, "spare_phones": logins, "ils": {"role": "spoke", "hub": f"hub{spoke[5]}"}, "users": users[spoke]}
                 for spoke in SPOKES]
    return {"schema_version": 1, "title": f"{logins} logins while a hub fails", "duration": "3 h", "clusters": clusters,
            "timeline": timeline}


def measured(program, scenario, level, folder):
    """Seconds from start to end of the program, its peak memory in MiB, the size of the database in MiB."""
    out = folder / level
    start = time.monotonic()
    process = subprocess.Popen([program, "run", scenario, "--quiet", "--set", f"record={level}", "--out", out])
    _, status, usage = os.wait4(process.pid, 0)
    took = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"record_levels.py: the run at level {level} ended with {process.returncode}")
    return took, usage.ru_maxrss / 1024, (out / "results.sqlite").stat().st_size / 2**20


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, metavar="ROAMSIM")
    parser.add_argument("--logins", type=int, default=8000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="roamsim-levels-") as place:
        folder = pathlib.Path(place)
        scenario = folder / "workload.json"
        scenario.write_text(json.dumps(workload(options.logins)), encoding="utf-8")
        found = {level: [] for level in LEVELS}
        for _ in range(options.rounds):
            for level in LEVELS:
                found[level].append(measured(options.program.resolve(), scenario, level, folder))
    print("| level | wall time, s | peak memory, MiB | results.sqlite, MiB |\n| --- | ---: | ---: | ---: |")
    for level in LEVELS:
        wall, memory, size = (statistics.median(column) for column in zip(*found[level]))
        print(f"| `{level}` | {wall:.2f} | {memory:.0f} | {size:.1f} |")


if __name__ == "__main__":
    main()
