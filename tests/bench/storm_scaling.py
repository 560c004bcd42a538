#!/usr/bin/python3
"""What a login of a storm costs as the storm grows: instructions, processor time and memory at several numbers of users.

storm_scaling.py ROAMSIM [--users N N ...] [--clusters N] [--tool perf|callgrind|none] prints a table in Markdown. The workload: ten
hubs, each with as many spokes; all super users are dealt to all clusters in one storm, at ten a second to a cluster in the mean, and
no login is refused: the clusters have room for all the numbers that they learn. Only counters are recorded. What reading the scenario costs is measured by a run of a millisecond and
taken off. Instructions are those in user mode that `perf stat` counts, or callgrind where perf may not.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import tempfile

ARRIVALS_A_SECOND = 10  # to one cluster
AFTERWARDS = 120  # seconds, for the last to be known everywhere


def workload(users, clusters):
    each = users // clusters
    hubs = max(1, clusters // 10)
    listed = []
    for number in range(clusters):
        hub = number % hubs
        role = {"role": "hub"} if number < hubs else {"role": "spoke", "hub": f"c{hub:03}"}
        if 0 < number < hubs:
            role["hub"] = "c000"
        listed.append({"id": f"c{number:03}", "ils": role, "spare_phones": 2 * each + 50,
                       "users": [{"id": f"c{number:03}-" + "{n:6}", "dn": f"{number + 100}" + "{n:6}", "count": each, "super_user": True, "logged_in": False}]})
    over = each / ARRIVALS_A_SECOND
    storm = {"name": "walkover", "users": "*", "at": "10 s", "arrivals": "even", "over": f"{over} s", "to": [{"cluster": "*"}]}
    return {"schema_version": 1, "title": f"{users} users walk over", "duration": f"{round(10 + over + AFTERWARDS)} s", "record": "counters",
            "extension_mobility": {"max_concurrent_requests": 100}, "ils": {"max_learned_objects": 1_000_000}, "clusters": listed, "storms": [storm]}


def run(program, scenario, folder, tool, short):
    """Instructions (0 without a tool), seconds of processor time and peak memory in MiB of one run, and the scalars of its results."""
    command = [program, "run", scenario, "--quiet", "--out", folder / "run"] + (["--stop-at", "1 ms"] if short else [])
    log = folder / "instructions"
    if tool == "perf":
        command = ["perf", "stat", "-x", ",", "-e", "instructions:u", "-o", log] + command
    elif tool == "callgrind":
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={log}"] + command
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    took = usage.ru_utime + usage.ru_stime
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"storm_scaling.py: the run ended with {process.returncode}")
    instructions = 0
    if tool != "none":
        found = re.search(r"^(\d+),.*instructions|Collected : (\d+)", log.read_text(), re.MULTILINE)
        instructions = int(found[1] or found[2])
    return instructions, took, usage.ru_maxrss / 1024


def logins(folder):
    summary = json.loads((folder / "run" / "summary.json").read_text())
    return sum(row["value"] for row in summary["scalars"] if row["name"] == "storm.successes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, metavar="ROAMSIM")
    parser.add_argument("--users", type=int, nargs="+", default=[4_000, 40_000, 400_000])
    parser.add_argument("--clusters", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3, help="of each run; medians count")
    parser.add_argument("--tool", choices=("perf", "callgrind", "none"), default="perf")
    options = parser.parse_args()
    print("| users | logins | instructions a login | ratio | microseconds a login | ratio | peak memory, MiB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    first = None
    for users in options.users:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            scenario = folder / "scenario.json"
            scenario.write_text(json.dumps(workload(users, options.clusters)))
            base, whole = ([statistics.median(column) for column in zip(*(run(options.program, scenario, folder, options.tool, short) for _ in range(options.rounds)))]
                           for short in (True, False))
            done = logins(folder)
            counted = [(whole[0] - base[0]) / done if whole[0] else float("nan"), 1e6 * (whole[1] - base[1]) / done]
            first = first or counted
            print(f"| {users:,} | {done:,.0f} | {counted[0]:,.0f} | {counted[0] / first[0]:.3f} | {counted[1]:.1f} | {counted[1] / first[1]:.2f} "
                  f"| {whole[2]:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
