#!/usr/bin/python3
"""Guards what the program costs: the instructions of six small workloads against the figures in instructions.tsv.

instructions.py ROAMSIM [--update] [--only NAME ...]. Valgrind's callgrind counts, so that neither the machine's speed nor its load
matters. A count that is off by more than the tolerance fails, in either direction: a change that makes a workload dearer or cheaper
changes the figure in the same commit (--update writes all of them anew) and says why. The figures hold for the preset `release` with the
compiler and the libraries of Debian 12; the C library is told to use the same variants of its functions on every processor.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import workloads

TABLE = pathlib.Path(__file__).with_name("instructions.tsv")
TOLERANCE = 0.02  # of the figure: counts of one build differ by less than a thousandth between runs and machines
PLAIN_VARIANTS = "glibc.cpu.hwcaps=-AVX2_Usable,-AVX2,-AVX512F,-AVX512VL,-ERMS,-FSRM,-BMI2"


def count(program, workload, folder):
    """Instructions of the whole process."""
    file = folder / f"{workload.__name__}.json"
    file.write_text(json.dumps(workload()))
    log = folder / f"{workload.__name__}.log"
    # Addresses that change from run to run would change how hash tables of pointers collide.
    command = ["setarch", "-R", "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={log}", program, "run", file,
               "--quiet", "--out", folder / workload.__name__]
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "GLIBC_TUNABLES": PLAIN_VARIANTS}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"instructions.py: {workload.__name__}: exit code {done.returncode}\n{done.stderr}{log.read_text()}")
    return int(re.search(r"Collected : (\d+)", log.read_text())[1])


def figures():
    """By workload, as committed."""
    rows = [line.split("\t") for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return {name: int(number) for name, number in rows}


def write(counts):
    lines = ["# Instructions of a whole run (preset release, Debian 12), by workload of workloads.py; instructions.py --update writes this table."]
    TABLE.write_text("\n".join(lines + [f"{name}\t{number}" for name, number in counts.items()]) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, metavar="ROAMSIM")
    parser.add_argument("--update", action="store_true", help="write the table anew from what is counted")
    parser.add_argument("--only", nargs="+", choices=[workload.__name__ for workload in workloads.ALL], help="count these alone")
    options = parser.parse_args()
    chosen = [workload for workload in workloads.ALL if not options.only or workload.__name__ in options.only]
    committed = figures() if TABLE.exists() else {}
    counts, off = {}, []
    with tempfile.TemporaryDirectory() as name:
        for workload in chosen:
            counts[workload.__name__] = counted = count(options.program.resolve(), workload, pathlib.Path(name))
            figure = committed.get(workload.__name__)
            change = f"{counted / figure - 1:+.2%}" if figure else "new"
            print(f"{workload.__name__:<12}{counted:>15,}  {change}", flush=True)
            if figure is None or abs(counted / figure - 1) > TOLERANCE:
                off.append(workload.__name__)
    if options.update:
        write(committed | counts)
        return 0
    if off:
        print(f"off by more than {TOLERANCE:.0%}: {', '.join(off)}. If that is meant, count anew with --update and say in the commit why.", file=sys.stderr)
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main())
