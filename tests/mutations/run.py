#!/usr/bin/python3
"""Disables, row by row, what implements the requirements, and demands that the scenarios of the row notice.

    run.py check SOURCE            each mutation's text stands once in its file, and each row has one
    run.py run SOURCE BUILD [ROW]  builds the program with each mutation in turn and runs every scenario that names rows

mutations.tsv has a row of the requirements, a source file, a text that stands there once, and what replaces it ("\\n" in
it is a line break). `run` works on a copy of the source below BUILD, with the settings of BUILD, and builds it
incrementally. A mutation is killed where a scenario that covers its row fails; one that survives, or does not compile,
is a failure. Rows can be named, so that an interrupted run is taken up where it ended.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
from typing import NamedTuple

TABLE = pathlib.Path("tests/mutations/mutations.tsv")
ROWS = [f"A{n}" for n in range(1, 11)] + \
       [f"B{n}" for n in range(1, 17)] + \
       [f"C{n}" for n in range(1, 17)] + ["D1", "D2", "D3", "D4", "D5", "D7", "R-CONF"]
# What no scenario can show, because a command does it: the tests of the command line that do.
COMMANDS = {"D5": "test_phones.py", "R-CONF": "test_conformance.py"}
KEPT = ("CMAKE_BUILD_TYPE", "CMAKE_CXX_COMPILER", "CMAKE_CXX_COMPILER_LAUNCHER", "CMAKE_CXX_FLAGS", "CMAKE_CXX_FLAGS_RELEASE",
        "ROAMSIM_WERROR", "CMAKE_PREFIX_PATH")
NOT_MET = 1  # the exit code of a run whose expectations are not met
LONGEST_RUN = 120  # seconds; a run that hangs has noticed, too


class Mutation(NamedTuple):
    """One line of the table."""
    line: int
    row: str
    file: str
    text: str
    replacement: str

    def applied_to(self, source):
        return source.replace(self.text, self.replacement.replace("\\n", "\n"))


def mutations(source):
    """Of the table, and what is wrong with its form."""
    found, wrong = [], []
    for number, line in enumerate((source / TABLE).read_text().splitlines(), 1):
        fields = line.split("\t")
        if len(fields) == 4 and all(fields):
            found.append(Mutation(number, *fields))
        else:
            wrong.append(f"{TABLE}:{number}: has {len(fields)} fields, of which none may be empty, not row, file, text, replacement")
    return found, wrong


def check(source):
    """What is wrong with the table."""
    found, wrong = mutations(source)
    for mutation in found:
        place = f"{TABLE}:{mutation.line}: "
        path = source / mutation.file
        times = path.read_text().count(mutation.text) if path.is_file() else None
        if times is None:
            wrong.append(f"{place}there is no file {mutation.file}")
        elif times != 1:
            wrong.append(f"{place}this stands {times} times in {mutation.file}, not once: {mutation.text}")
        elif mutation.applied_to(mutation.text) == mutation.text:
            wrong.append(f"{place}changes nothing")
        if mutation.row not in ROWS:
            wrong.append(f"{place}{mutation.row} is none of the rows that are to have mutations")
    having = {mutation.row for mutation in found}
    wrong += [f"{TABLE}: no mutation of row {row}" for row in ROWS if row not in having]
    covered = {row for rows in covers(source).values() for row in rows}
    wrong += [f"{TABLE}: no scenario covers row {row}" for row in ROWS if row not in covered]
    return wrong


def covers(source):
    """The rows of each scenario that names some; those of full size take too long for this."""
    found = {}
    for path in sorted((source / "scenarios").rglob("*.json")):
        if not {"full-size", "sweeps"} & set(path.parts):
            rows = json.loads(path.read_text()).get("covers")
            if rows:
                found[path] = rows
    return found


class Scratch:
    """A copy of the source, and its build."""

    def __init__(self, source, build):
        self.tree = build / "mutations" / "tree"
        # The build stands in the tree where it stands in the source: so a compiler cache knows it.
        inside = build.relative_to(source) if build.is_relative_to(source) else "build"
        self.build = self.tree / inside
        self.out = build / "mutations" / "out"
        self.program = self.build / "sim" / "cli" / "roamsim"
        self.synchronize(source, build)
        self.configure(build)

    def synchronize(self, source, build):
        """Copies what differs, so that little is built anew. Nothing stays of what an interrupted run changed."""
        copied = set()

        def left_out(folder, names):
            here = pathlib.Path(folder)
            return {name for name in names if name in (".git", "__pycache__") or here / name == build or
                    (here / name / "CMakeCache.txt").is_file()}

        def copy(path, to):
            copied.add(pathlib.Path(to))
            return self.copy(pathlib.Path(path), pathlib.Path(to))

        shutil.copytree(source, self.tree, ignore=left_out, dirs_exist_ok=True, copy_function=copy)
        for path in self.tree.rglob("*"):
            if path.is_file() and path not in copied and not path.is_relative_to(self.build):
                path.unlink()

    @staticmethod
    def copy(source, target):
        if not target.exists() or target.read_bytes() != source.read_bytes():
            shutil.copyfile(source, target)
            shutil.copymode(source, target)

    def configure(self, build):
        if (self.build / "CMakeCache.txt").is_file():
            return
        cache = re.findall(r"^(\w+):\w+=(.+)$", (build / "CMakeCache.txt").read_text(), re.M)
        settings = [f"-D{name}={value}" for name, value in cache if name in KEPT]
        subprocess.run(["cmake", "-S", self.tree, "-B", self.build, "-G", "Ninja", *settings], check=True, stdout=subprocess.DEVNULL)

    def make(self):
        """What the compiler says if it fails; else nothing."""
        done = subprocess.run(["cmake", "--build", self.build, "--target", "roamsim"], capture_output=True, text=True)
        return done.stdout[-3000:] + done.stderr[-1000:] if done.returncode else ""

    def command_fails(self, row):
        """Whether the tests of the command of a row fail, if it has one."""
        if row not in COMMANDS:
            return False
        environment = {**os.environ, "ROAMSIM_PROGRAM": str(self.program), "ROAMSIM_SOURCE_DIR": str(self.tree)}
        test = self.tree / "tests" / "cli" / COMMANDS[row]
        return subprocess.run([sys.executable, "-B", test], env=environment, capture_output=True, check=False).returncode != 0

    def failures(self):
        """The scenarios that fail, each with the exit code or the first expectation that is not met."""
        failed = {}
        for scenario in covers(self.tree):
            shutil.rmtree(self.out, ignore_errors=True)
            try:
                run = subprocess.run([self.program, "run", scenario, "--quiet", "--out", self.out], capture_output=True, text=True,
                                     errors="replace", timeout=LONGEST_RUN)
            except subprocess.TimeoutExpired:
                failed[scenario] = f"does not end within {LONGEST_RUN} s"
                continue
            if run.returncode == NOT_MET:
                failed[scenario] = run.stderr.strip().splitlines()[0].rpartition(".json: ")[2]
            elif run.returncode:
                failed[scenario] = f"ends with {run.returncode}"
        return failed


def try_out(scratch, mutation):
    """Whether it is killed, and words about it."""
    path = scratch.tree / mutation.file
    original = path.read_text()
    path.write_text(mutation.applied_to(original))
    try:
        broken = scratch.make()
        if broken:
            return False, ["DOES NOT BUILD", broken]
        failed = scratch.failures()
        by_command = scratch.command_fails(mutation.row)
    finally:
        path.write_text(original)
    rows = covers(scratch.tree)
    own = [f"  {path.stem}: {how}" for path, how in failed.items() if mutation.row in rows[path]]
    others = [f"  also {path.stem} ({', '.join(rows[path])}): {how}" for path, how in failed.items() if mutation.row not in rows[path]]
    if by_command:
        own.append(f"  {COMMANDS[mutation.row]}: fails")
    return bool(own), ["killed" if own else "SURVIVES", *own, *others]


def run(source, build, chosen):
    unknown = sorted(set(chosen) - set(ROWS))
    wrong = check(source) + [f"no row {row} here" for row in unknown]
    if wrong:
        return wrong
    scratch = Scratch(source, build)
    broken = scratch.make()
    if broken:
        return ["the source as it is does not build:\n" + broken]
    failed = scratch.failures()
    if failed:
        return [f"{path.stem} fails without any mutation: {how}" for path, how in failed.items()]
    fails_anyway = [f"{test} fails without any mutation" for row, test in COMMANDS.items() if scratch.command_fails(row)]
    if fails_anyway:
        return fails_anyway
    for mutation in mutations(source)[0]:
        if chosen and mutation.row not in chosen:
            continue
        begin = time.monotonic()
        killed, words = try_out(scratch, mutation)
        print(f"{mutation.row} {mutation.file} [line {mutation.line} of the table, {time.monotonic() - begin:.0f} s]: " + "\n".join(words),
              flush=True)
        if not killed:
            wrong.append(f"{TABLE}:{mutation.line}: {mutation.row}: {words[0].lower()}: {mutation.text}")
    return wrong


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "check":
        wrong = check(pathlib.Path(arguments[1]).resolve())
    elif len(arguments) >= 3 and arguments[0] == "run":
        wrong = run(pathlib.Path(arguments[1]).resolve(), pathlib.Path(arguments[2]).resolve(), arguments[3:])
    else:
        sys.exit(__doc__)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
