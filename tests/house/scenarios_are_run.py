#!/usr/bin/python3
"""Every file in scenarios/ is run by the test suite: ctest knows a test scenario.PATH for each scenarios/PATH.

scenarios_are_run.py TOP BUILD reads the lists of tests that CMake wrote into the build folder.
"""

import pathlib
import re
import sys


def registered(build):
    """The names of all tests that were registered with add_test."""
    names = set()
    for file in pathlib.Path(build).rglob("CTestTestfile.cmake"):
        for bracketed, quoted in re.findall(r"^\s*add_test\((?:\[=*\[(.*?)\]=*\]|\"?([^\s\"]+)\"?)", file.read_text(), re.MULTILINE):
            names.add(bracketed or quoted)
    return names


def names_of(top):
    """The test name that each scenario file must have."""
    folder = pathlib.Path(top) / "scenarios"
    return {f"scenario.{path.relative_to(folder).as_posix()}" for path in folder.rglob("*.json")}


def main(arguments):
    if len(arguments) != 2:
        print("usage: scenarios_are_run.py TOP BUILD", file=sys.stderr)
        return 64
    expected, present = names_of(arguments[0]), registered(arguments[1])
    if not present:
        print(f"{arguments[1]} registers no tests at all")
        return 1
    missing = sorted(expected - present)
    for name in missing:
        print(f"scenarios/{name.partition('.')[2]}: no test is named {name}")
    print(f"{len(expected)} scenarios, {len(missing)} not run")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
