"""How cost grows: one quantity of a workload at a time, from 1 % of full size to all of it."""

import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import tempfile
from typing import Callable, NamedTuple

CLUSTERS = 100
ROUNDS = 5  # of each run; the medians count, and the least time, as what else the machine does only adds to it
ROUNDS_OF_SHORT = 15  # of runs that take less than a second, of which the differences are as small as what disturbs them


class Axis(NamedTuple):
    name: str
    unit: str  # what one more of it is
    sizes: tuple
    scenario: Callable[[int], dict]
    runs: bool  # whether it is what happens in a run that costs, and not the setting up
    done: str = ""  # the scalar that says how many there were; empty: as many as asked for


class Cost(NamedTuple):
    size: int
    instructions: float  # of one, in user mode
    microseconds: float  # of processor time, of one
    memory: float  # bytes of one, at the peak


def network(clusters, **keys):
    """So many clusters, a tenth of them hubs; `keys` of each, and `users` as a function of the cluster's number."""
    hubs = max(1, clusters // 20)
    listed = []
    for number in range(clusters):
        role = {"role": "hub"} if number < hubs else {"role": "spoke", "hub": f"c{number % hubs:03}"}
        if 0 < number < hubs:
            role["hub"] = "c000"
        of_cluster = {key: value(number) if callable(value) else value for key, value in keys.items()}
        listed.append({"id": f"c{number:03}", "ils": role} | of_cluster)
    return listed


def people(each, **keys):
    return lambda number: [{"id": f"c{number:03}-" + "{n:6}", "dn": f"{number + 100}" + "{n:6}", "count": each} | keys]


def scenario(duration, clusters, **keys):
    return {"schema_version": 1, "title": "growth", "duration": duration, "record": "counters",
            "ils": {"max_learned_objects": 1_000_000}, "extension_mobility": {"max_concurrent_requests": 100}, "clusters": clusters} | keys


def phones(size):
    return scenario("1 ms", network(CLUSTERS, spare_phones=size // CLUSTERS))


def users(size):
    return scenario("1 ms", network(CLUSTERS, spare_phones=0, users=people(size // CLUSTERS, advertised=False)))


def super_users(size):
    return scenario("1 ms", network(CLUSTERS, spare_phones=0, users=people(size // CLUSTERS, super_user=True)))


def storm(clusters, size):
    """Everybody logs in elsewhere, ten a second to a cluster, and all clusters learn it."""
    each = size // clusters
    spread = max(1, round(each / 10))
    walkover = {"name": "walkover", "users": "*", "at": "10 s", "arrivals": "even", "over": f"{spread} s", "to": [{"cluster": "*"}]}
    return scenario(f"{spread + 130} s", network(clusters, spare_phones=2 * each + 50, users=people(each, super_user=True, logged_in=False)), storms=[walkover])


def logins(size):
    return storm(CLUSTERS, size)


def changes(size):
    """Of each cluster that learns: 40 logins a cluster, known to all of them."""
    return storm(round((size / 40) ** 0.5), 40 * round((size / 40) ** 0.5))


def calls(size):
    """An hour in which everybody calls four times."""
    return scenario("1 h", network(CLUSTERS, spare_phones=0, users=people(size // 4 // CLUSTERS, advertised=False)), traffic=[{"name": "all", "users": "*", "bhca": 4}])


AXES = (
    Axis("phones", "idle phone", (80_000, 800_000, 8_000_000), phones, False),
    Axis("users", "user with a phone", (80_000, 800_000, 8_000_000), users, False),
    Axis("super users", "super user with a phone", (4_000, 40_000, 400_000), super_users, False),
    Axis("logins", "login, known to 100 clusters", (4_000, 40_000, 400_000), logins, True, "storm.successes"),
    Axis("changes", "change that a cluster learns", (16_000, 160_000, 1_600_000), changes, True),
    Axis("calls", "call", (24_000, 240_000, 2_400_000, 10_000_000), calls, True, "traffic.offered"),
)


def measured(program, file, folder, short):
    """Instructions in user mode, seconds of processor time, and peak memory in bytes."""
    runs = [once(program, file, folder, short)]
    rounds = ROUNDS if runs[0][1] > 1 else ROUNDS_OF_SHORT
    runs += [once(program, file, folder, short) for _ in range(rounds - 1)]
    instructions, seconds, memory = zip(*runs)
    return statistics.median(instructions), min(seconds), statistics.median(memory)


def once(program, file, folder, short):
    shutil.rmtree(folder / "run", ignore_errors=True)
    command = [str(program), "run", str(file), "--quiet", "--out", str(folder / "run")] + (["--stop-at", "1 ms"] if short else [])
    log = folder / "instructions"
    process = subprocess.Popen(["perf", "stat", "-x", ",", "-e", "instructions:u", "-o", str(log), *command])
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"growth: a run ended with {process.returncode}")
    found = re.search(r"^(\d+),.*instructions", log.read_text(), re.MULTILINE)
    return int(found[1]) if found else float("nan"), usage.ru_utime + usage.ru_stime, peak_of(usage)


def peak_of(usage):
    """Bytes at the peak of a process that was started from here: the system counts what this one takes as well, until
    the other program is loaded."""
    if usage.ru_maxrss <= resource.getrusage(resource.RUSAGE_SELF).ru_maxrss:
        raise SystemExit("growth: who measures is larger than what is measured")
    return usage.ru_maxrss * 1024


def how_many(axis, size, folder):
    if not axis.done:
        return size
    summary = json.loads((folder / "run" / "summary.json").read_text())
    return sum(row["value"] for row in summary["scalars"] if row["name"] == axis.done and row["entity"] == "run") or sum(
        row["value"] for row in summary["scalars"] if row["name"] == axis.done)


def costs(program, axis):
    """Of one more, at each size: what a run costs less what it costs without them."""
    found = []
    for size in axis.sizes:
        with tempfile.TemporaryDirectory(prefix="roamsim-growth-") as place:
            folder = pathlib.Path(place)
            file, empty = folder / "scenario.json", folder / "empty.json"
            file.write_text(json.dumps(axis.scenario(size)))
            if axis.runs:
                base = measured(program, file, folder, True)
            else:
                without = axis.scenario(size)
                for cluster in without["clusters"]:
                    cluster.pop("users", None)
                    cluster["spare_phones"] = 0
                empty.write_text(json.dumps(without))
                base = measured(program, empty, folder, False)
            whole = measured(program, file, folder, False)
            number = how_many(axis, size, folder)
            found.append(Cost(size, *((after - before) / number * scale for before, after, scale in zip(base, whole, (1, 1e6, 1)))))
    return found


def exponent(sizes, totals):
    """Of the power law fitted by least squares to the whole costs: 1 is linear."""
    import numpy
    return float(numpy.polyfit(numpy.log(sizes), numpy.log(totals), 1)[0])


def draw(found, file):
    """Small multiples: instructions and time of one, relative to the smallest size."""
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "roamsim", "svg.fonttype": "none", "font.size": 9})
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(2, 3, figsize=(9, 5), sharey=True, layout="constrained")
    for place, (axis, rows) in zip(axes.flat, found.items()):
        sizes = [row.size for row in rows]
        for key, label, colour in (("instructions", "instructions", "#1b5e9b"), ("microseconds", "time", "#c05a00"), ("memory", "memory", "#4b7f2b")):
            values = [getattr(row, key) for row in rows]
            if min(values) > 0:
                place.plot(sizes, [value / values[0] for value in values], marker="o", label=label, color=colour)
        place.set_xscale("log")
        place.set_title(axis)
        place.axhline(1, color="#bbbbbb", linewidth=0.8, zorder=0)
        place.grid(axis="y", color="#eeeeee")
    for place in axes[:, 0]:
        place.set_ylabel("cost of one,\nsmallest size = 1")
    axes.flat[0].set_ylim(bottom=0)
    axes.flat[0].legend(frameon=False)
    figure.savefig(file, metadata={"Date": None})
