#!/usr/bin/python3
"""Measures everything that docs/performance.md states and writes the page.

    write_page.py BUILD [--rounds N] [--quick]

BUILD is a build folder of the preset `release` in which `cmake --build BUILD --target peers` has built the peers (packages
libns3-dev, python3-simpy3; those that are missing are left out). Needs an idle machine with perf (package linux-perf) and about 20
minutes; --quick takes small sizes, to try the script. Nothing on the page is written by hand but the words of page.md.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import jinja2

import growth
import login_memory

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parents[2]
RATE = re.compile(r"=> *([0-9.]+) M model events/s")
FULL_SIZE = ("home-outage", "home-outage-default-limit", "region-outage", "ils-storm")


def say(text):
    print(f"performance: {text}", file=sys.stderr, flush=True)


def output(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True, **options).stdout


def machine():
    """What it was measured on, without any name of it."""
    cpu = re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s*(\d+) kB", pathlib.Path("/proc/meminfo").read_text(), re.MULTILINE)
    release = re.search(r'^PRETTY_NAME="(.*)"$', pathlib.Path("/etc/os-release").read_text(), re.MULTILINE)
    return {"cpu": re.sub(r"\s+", " ", cpu[1]) if cpu else platform.machine(), "cores": len(os.sched_getaffinity(0)),
            "memory": round(int(memory[1]) / 2**20), "system": release[1] if release else "",
            "compiler": output("g++", "--version").splitlines()[0], "date": datetime.date.today().isoformat()}


class Race:
    """Programs that print a rate, run in turn, so that the moods of the machine meet all of them alike."""

    def __init__(self, rounds):
        self.rounds = rounds

    def rate(self, command):
        found = RATE.search(output(*command))
        if found is None:
            raise SystemExit(f"performance: {command[0]} printed no rate")
        return float(found[1])

    def run(self, entries):
        """By name: the median rate, and the medians of the ratios of the first to it, round by round."""
        rates = {name: [] for name, _ in entries}
        for _ in range(self.rounds):
            for name, command in entries:
                rates[name].append(self.rate(command))
        first = rates[entries[0][0]]
        return [{"name": name, "rate": statistics.median(values), "ratio": statistics.median(a / b for a, b in zip(first, values))}
                for name, values in rates.items()]


def peers(build):
    folder = build / "tests/bench/peers"
    entries = [("roamsim", [build / "tests/bench/storm_benchmark"]), ("bare heap of callbacks", [folder / "bare_heap"])]
    if (folder / "ns3_core").exists():
        for scheduler in ("PriorityQueue", "Map", "Calendar", "Heap"):
            entries.append((f"ns-3 core, {scheduler}Scheduler", [folder / "ns3_core", f"ns3::{scheduler}Scheduler"]))
    entries.append(("SimGrid, an actor a request and a message", [folder / "simgrid_actors", "--log=root.thres:error"]))
    if subprocess.run(["/usr/bin/python3", "-c", "import simpy"], capture_output=True).returncode == 0:
        entries.append(("SimPy processes", ["/usr/bin/python3", TREE / "tests/bench/peers/simpy_processes.py"]))
    return entries


def run_of(program, scenario, *arguments):
    """Seconds, peak memory in MiB and size of the results in MB of a run of a shipped scenario."""
    with tempfile.TemporaryDirectory(prefix="roamsim-full-size-") as place:
        out = pathlib.Path(place) / "run"
        start = time.monotonic()
        process = subprocess.Popen([program, "run", scenario, "--quiet", "--out", out, *arguments])
        _, status, usage = os.wait4(process.pid, 0)
        took = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"performance: {scenario.name} ended with {process.returncode}")
        size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    return {"name": scenario.name, "seconds": took, "memory": usage.ru_maxrss / 1024, "results": size / 1e6}


def start_up(program, rounds):
    """A run of three clusters that does nothing, beside an empty program that is linked with SimGrid."""
    sys.path.insert(0, str(TREE / "tests/regress"))
    import workloads
    with tempfile.TemporaryDirectory(prefix="roamsim-start-") as place:
        folder = pathlib.Path(place)
        (folder / "empty.cpp").write_text("#include <simgrid/s4u.hpp>\nint main(int argc, char** argv) { simgrid::s4u::Engine engine(&argc, argv); }\n")
        subprocess.run(["g++", "-std=c++17", "-O2", folder / "empty.cpp", "-o", folder / "empty", "-lsimgrid"], check=True)
        (folder / "start.json").write_text(json.dumps(workloads.start()))
        times = {"empty": [], "run": []}
        for _ in range(4 * rounds):
            for name, command in (("empty", [folder / "empty"]), ("run", [program, "run", folder / "start.json", "--quiet", "--out", folder / "out"])):
                shutil.rmtree(folder / "out", ignore_errors=True)
                begin = time.monotonic()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
                times[name].append(1e3 * (time.monotonic() - begin))
    return {"empty": statistics.median(times["empty"]), "run": statistics.median(times["run"]),
            "ratio": statistics.median(run / empty for run, empty in zip(times["run"], times["empty"]))}


def sweep(program, rounds):
    """200 runs on one processor and on two."""
    with tempfile.TemporaryDirectory(prefix="roamsim-sweep-") as place:
        folder = pathlib.Path(place)

        def seconds(base, runs, jobs):
            (folder / "sweep.json").write_text(json.dumps({"schema_version": 1, "title": "pair", "scenario": str(base), "repetitions": runs,
                                                           "measures": ["convergence.unfinished"]}))
            shutil.rmtree(folder / "out", ignore_errors=True)
            begin = time.monotonic()
            subprocess.run([program, "sweep", "run", folder / "sweep.json", "--out", folder / "out", "--jobs", str(jobs), "--quiet"], check=True)
            return time.monotonic() - begin

        sys.path.insert(0, str(TREE / "tests/regress"))
        import workloads
        (folder / "start.json").write_text(json.dumps(workloads.start()))
        small = statistics.median(seconds(folder / "start.json", 400, 1) for _ in range(rounds)) / 400
        ratios, one = [], []
        for _ in range(rounds):
            alone = seconds(TREE / "scenarios/ten-sites.json", 200, 1)
            one.append(alone / 200)
            ratios.append(seconds(TREE / "scenarios/ten-sites.json", 200, 2) / alone)
    return {"small": 1e3 * small, "run": 1e3 * statistics.median(one), "ratio": statistics.median(ratios)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path, metavar="BUILD")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=pathlib.Path, default=TREE / "docs", metavar="FOLDER")
    parser.add_argument("--again", action="store_true", help="write the page anew from what was measured last")
    options = parser.parse_args()
    build = options.build.resolve()
    if options.again:
        return write(json.loads((build / "performance.json").read_text()), options.out)
    program = build / "sim/cli/roamsim"
    facts = {"machine": machine(), "rounds": options.rounds}
    race = Race(options.rounds)
    say("the race with the peers")
    facts["peers"] = race.run(peers(build))
    say("with 200 flows in flight")
    facts["flows"] = race.run([("flows", [build / "tests/bench/storm_with_flows"]), ("bare heap of callbacks", [build / "tests/bench/peers/bare_heap"])])
    say("start-up and sweeps")
    facts["start"] = start_up(program, options.rounds)
    facts["sweep"] = sweep(program, 1 if options.quick else options.rounds)
    found = {}
    for axis in growth.AXES:
        say(f"growth with {axis.name}")
        sizes = tuple(size // 10 for size in axis.sizes) if options.quick else axis.sizes
        found[axis.name] = growth.costs(program, axis._replace(sizes=sizes))
    facts["full_size"] = []
    for name in FULL_SIZE if not options.quick else FULL_SIZE[-1:]:
        say(f"scenarios/full-size/{name}.json")
        facts["full_size"].append(run_of(program, TREE / f"scenarios/full-size/{name}.json"))
    facts["login_bytes"] = login_memory.bytes_of_a_login(program, login_memory.TYPING)
    facts["waiting_bytes"] = login_memory.bytes_of_a_login(program, login_memory.WAITING)
    with tempfile.TemporaryDirectory(prefix="roamsim-budget-") as place:
        stats = output(program, "run", TREE / "scenarios/figure-3-roaming.json", "--stats", "--out", pathlib.Path(place) / "run")
    facts["budget"] = re.findall(r"^  (\w[a-z ,]*?) +(\d+) B +\d+ +[0-9.]+ MB$", stats, re.MULTILINE)
    say("recording levels, memory of an actor, calls")
    rounds = 1 if options.quick else 3
    facts["levels"] = output(sys.executable, TREE / "tests/bench/record_levels.py", program, "--logins", "8000", "--rounds", str(rounds)).strip()
    facts["actors"] = output(build / "tests/bench/actors_memory").strip()
    facts["call_traffic"] = output(build / "tests/bench/call_traffic").strip()
    # Last, as they load large libraries: what is started by a large process counts as large from the start.
    facts["growth"] = [{"unit": axis.unit, "rows": [row._asdict() for row in found[axis.name]],
                        "exponent": growth.exponent([row.size for row in found[axis.name]], [row.size * row.instructions for row in found[axis.name]])}
                       for axis in growth.AXES]
    (options.out / "pictures").mkdir(parents=True, exist_ok=True)
    growth.draw(found, options.out / "pictures" / "growth.svg")
    (build / "performance.json").write_text(json.dumps(facts, indent=1))  # the words of the page can be changed without measuring anew
    write(facts, options.out)


def write(facts, out):
    page = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    (out / "performance.md").write_text(page.from_string((HERE / "page.md").read_text()).render(facts))
    say(f"wrote {out / 'performance.md'}")


if __name__ == "__main__":
    main()
