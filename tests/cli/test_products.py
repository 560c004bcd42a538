#!/usr/bin/python3
"""What the registry makes: the reference page, the schema, which must judge as the loader does, and shell completion."""

import json
import re
import subprocess
import unittest

import jsonschema

from support import ENVIRONMENT, PROGRAM, SCENARIOS, SOURCE, CliTest, small_scenario

BAD = SOURCE / "tests" / "scenario" / "bad"
GOOD = SOURCE / "tests" / "scenario" / "good"

# The bad files whose mistakes a schema cannot state, by the reason. The loader alone refuses them.
BEYOND_A_SCHEMA = {
    "references": """
        call-at-another-time call-not-placed event-without-outage link-outage-without-line login-at-another-time
        record-pattern-of-nothing record-unknown-user
        unknown-cluster-in-action unknown-cluster-in-event unknown-cluster-in-expectation unknown-cluster-in-link unknown-hub
        ils-blocked-unknown-cluster
        unknown-user-in-action template-unknown bulk-link-beyond topology-no-match selector-of-nothing
        selector-keys-of-nothing selector-unknown-group selector-unknown-home selector-list-item selector-at-unknown
        selector-role event-of-no-outage name-unknown several-selectors several-events several-locations
        authentication-unknown-cluster random-unknown-cluster replication-unknown-cluster traffic-rows""",
    "what is in other files": """
        include-another-version include-in-a-circle include-itself include-missing include-no-object
        table-columns table-empty table-missing table-rows table-twice
        calls-table calls-table-columns calls-table-missing storm-trace-columns storm-trace-rows storm-trace-unsorted""",
    "what placeholders amount to, and whether they may stand there": """
        bulk-cluster-without-number bulk-count-without-n bulk-link-without-n bulk-number-too-long
        bulk-placeholder-open bulk-placeholder-unknown bulk-placeholder-width bulk-placeholder-without-count
        bulk-too-many-users bulk-user-id-dash bulk-user-without-n template-of-itself""",
    "ranges of quantities with units": """
        record-cdr-half-minutes record-rtmt-microseconds action-before-start out-of-range-interval out-of-range-latency out-of-range-rate overflowing-duration
        several-dates too-fine-duration warmup-negative zero-outage random-rate-zero fault-for-nothing random-rate-negative
        fault-for-negative every-zero event-beyond-the-run
        times-beyond-the-run over-beyond-the-run several-over skew-negative""",
    "cross-checks": """
        session-management-unused session-management-of-nobody
        action-after-end call-both-ends call-neither-end expectation-after-end expectation-limit-after-end
        hub-of-itself hub-ring join-of-member join-again-wrongly join-without-role joined-standalone fault-shutdown-overlap leave-of-none restore-overlap restore-to-the-future role-of-no-hub role-of-stranger fault-node-unknown fault-line-of-unknown-cluster random-too-many partition-overlap
        phone-of-another-cluster service-activated-on-a-subscriber fault-degraded-by-nothing fault-line-unknown fault-service-twice-where random-never-runs random-until-before-from random-same-twice fault-service-nowhere fault-ils-on-subscriber partition-cluster-missing fault-node-pattern-of-none fault-node-overlap faults-several-4 partition-cluster-twice fault-flapping-overlap partition-of-one random-no-line
        meeting-outages overlapping-outages
        record-convergence-without-changes record-requests-off-with-spans record-spans-without-requests record-cdr-without-legs expect-counter-node record-cdr-tables-off record-cdr-too-late
        several-selection spoke-of-spoke spoke-of-standalone several-hubs several-joins spoke-without-hub
        standalone-with-hub topology-hub-as-spoke topology-placed-twice topology-slow-ring topology-small-ring
        warmup-as-long-as-the-run every-without-end every-times-and-until times-without-every until-before-at
        until-of-another-event over-of-one-thing expansion-beyond-the-limit event-of-itself name-ring
        ils-phase-beyond-interval ils-blocked-number-and-prefix ils-blocked-nothing
        overlapping-repeats overlapping-after-event bound-missing bound-contradictory bound-is-and-more
        count-code-of-calls count-window several-overlaps authentication-overlap random-service-of-a-line
        replication-overlap skew-both-ways skew-neither-way skew-overlap synchronization-overlap random-synchronization
        call-counts-spans probes-pairs traffic-only-user traffic-too-many
        storm-dates storm-more-users-than-exist storm-profile-gap storm-targets storm-trace-and-users""",
    "duplicates": """
        bulk-overlapping-clusters bulk-overlapping-users template-duplicate duplicate-cluster duplicate-join
        duplicate-key duplicate-key-deep duplicate-link duplicate-node duplicate-user several-duplicates name-twice
        several-names""",
}

STRING_OR_COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/', re.DOTALL)


def no_number(text):
    raise ValueError(f"{text} is no JSON")


def parsed(content):
    """A scenario file without its comments, or None if that is not JSON in UTF-8."""
    try:
        text = STRING_OR_COMMENT.sub(lambda m: m[0] if m[0].startswith('"') else " ", content.decode("utf-8"))
        value = json.loads(text, parse_constant=no_number)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # a lone surrogate is no text
        return value
    except ValueError:
        return None


class Current(CliTest):
    def test_the_committed_files_are_what_the_program_prints(self):
        for name, arguments in (("parameters.md", ("params", "--format", "markdown")), ("scenario.schema.json", ("schema",)),
                                ("errors.md", ("errors", "--format", "markdown"))):
            with self.subTest(name):
                result = self.roamsim(*arguments)
                self.assert_ends(result, 0)
                self.assertTrue(result.stdout == (SOURCE / "docs" / name).read_bytes(),
                                f"docs/{name} is out of date: roamsim {' '.join(arguments)} > docs/{name}")


class Schema(CliTest):
    def setUp(self):
        super().setUp()
        schema = json.loads(self.roamsim("schema").stdout)
        self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        jsonschema.Draft202012Validator.check_schema(schema)
        self.validator = jsonschema.Draft202012Validator(schema)

    def loads(self, *paths):
        """Which of the files the loader accepts."""
        said = self.roamsim("validate", *paths).stdout.decode().splitlines()
        self.assertEqual(len(said), len(paths))
        return [": good" in line for line in said]

    def assert_accepted(self, scenario, name):
        self.assertEqual([f"{error.json_path}: {error.message}" for error in self.validator.iter_errors(scenario)], [], name)

    def test_every_good_file_written_or_merged_is_accepted(self):
        files = sorted(SCENARIOS.rglob("*.json")) + sorted(GOOD.glob("*.json"))
        files = [path for path in files if "sweeps" not in path.parts]
        self.assertGreaterEqual(len(files), 7)
        self.assertEqual(self.loads(*files), [True] * len(files))
        for path in files:
            with self.subTest(path.name):
                self.assert_accepted(parsed(path.read_bytes()), "as written")
                merged = self.roamsim("show", "--json", path)
                self.assert_ends(merged, 0)
                self.assert_accepted(json.loads(merged.stdout), "merged")

    def test_every_bad_file_is_refused_unless_no_schema_could(self):
        files = sorted(BAD.glob("*.json"))
        self.assertEqual(self.loads(*files), [False] * len(files))
        scenarios = {path.stem: parsed(path.read_bytes()) for path in files}
        self.assertGreaterEqual(sum(scenario is not None for scenario in scenarios.values()), 80)
        accepted = {name for name, scenario in scenarios.items() if scenario is not None and self.validator.is_valid(scenario)}
        listed = [name for names in BEYOND_A_SCHEMA.values() for name in names.split()]
        self.assertEqual(len(listed), len(set(listed)), "one reason each")
        self.assertEqual(accepted - set(listed), set(), "the loader refuses, the schema accepts, and no reason is listed")
        self.assertEqual(set(listed) - accepted, set(), "listed, but the schema refuses them by now")

    def test_no_object_takes_an_unknown_key(self):
        scenario = parsed((GOOD / "every-key.json").read_bytes())
        objects = [scenario]
        for value in objects:
            for below in value.values() if isinstance(value, dict) else value:
                if isinstance(below, (dict, list)):
                    objects.append(below)
        self.assertGreaterEqual(len(objects), 40)
        for value in objects:
            if isinstance(value, dict):
                with self.subTest(str(value)[:80]):
                    value["colour"] = "red"
                    self.assertFalse(self.validator.is_valid(scenario))
                    del value["colour"]
        self.assert_accepted(scenario, "without them")

    def test_forms_of_values(self):
        """Values of each form, right and nearly right, are judged alike."""
        quantities = ("1 s", "1s", "1  s", " 1 s", "1 s ", "1.5 s", "1. s", ".5 s", "1.5.5 s", "01 s", "+1 s", "-0 s",
                      "- 1 s", "1e3 s", "1,5 s", "1\ts", "\u00a01 s", "1\u00a0s", "\u0661 s", "1 S", "1 sec", "1 h", "1", "s", "", "1 s1 s", 1, None)
        rates = ("1 kb/s", "1Mb/s", "1 MB/s", "1 kB/s", "1 mb/s", "10000", 10000, "1 Gb/s ")
        sizes = ("1 B", "1kB", "1 KB", "1 kb", "0.5 kB", "1 MiB", 200)
        counts = (0, 1, 100, 101, -1, 1.5, "1", True, None)
        moments = ("5 min", "5min", "three failed", "three recovered", "three  failed", "three Failed", "three", "failed", " failed",
                   "three failed ", "5 min failed", 5, "three failed + 1 min", "three failed+1min", "three failed +1 min",
                   "three failed  + 1 min", "three failed + -1 min", "three failed + ", "three failed + 1", "three failed + 1 min ",
                   "trip started", "trip ended + 0.5 s", "trip stopped", "three + 1 min", "5 min + 1 min", "+ 1 min", "+1 min")
        selectors = ("alice", "a*", "*", "?lice", "-nn", "", ["alice"], ["alice", "bo?"], [], [["alice"]], [5], {}, {"id": "alice"}, {"id": ["a*"]},
                     {"id": []}, {"home": "o*"}, {"home": "o *"}, {"first": 1}, {"first": 0}, {"first": "1"}, {"at": "one"},
                     {"at": "o*"}, {"user": "alice"}, None)
        clusters = ("two", "t*", "o o", ["two", "one"], [], {"role": "hub"}, {"role": "hubs"}, {"group": "g g"}, {})
        numbers_ = (0, 1, 1.5, -1, 1e30, "1", None, True)
        calls = ("bob->1001", "bob ->1001", "->1001", "bob->", "bob-> 1001", "bob->+1001", "bob->-1001", "1001", "bob>1001", 1001)
        users = ("kally", "9", "\u96fb\u8a71", "\U00020bb7\u91ce", "-kally", " kally", "", "kally\u0085", "kally ", 5)
        numbers = ("3002", "+3002", "*9", "**", "#", "+", "-3", "3-", "*-9", "3 002", "", 3002)
        pairs = (["one", "two"], ["one"], ["one", "two", "three"], ["one", "one"], ["o ne", "two"], "one", [1, 2])
        probes = [("/ils/batch_processing", v) for v in quantities]
        probes += [("/network/access/bandwidth", v) for v in rates] + [("/ils/bytes_per_record", v) for v in sizes]
        probes += [("/extension_mobility/max_concurrent_requests", v) for v in counts]
        labels = ("", "fan-out", "x" * 200, "x" * 201, 0, 7, 2 ** 64 - 1, 2 ** 64, -1, 1.5, True, None, ["a"])
        records = ("counters", "calls", "Calls", "", 1, None, {}, {"level": "calls"}, {"level": None}, {"levels": "calls"}, {"tables": {}},
                   {"tables": {"routes": False}}, {"tables": {"routes": 0}}, {"tables": {"users": True}}, {"tables": []})
        patterns = (["*"], ["one"], ["o?e", "*"], ["one "], ["on[e]"], [""], [], "one", [1], ["*"] * 100, ["*"] * 101)
        probes += [(f"/{key}", v) for key in ("experiment", "measurement", "repetition") for v in labels]
        probes += [("/record", v) for v in records] + [("/record", {"clusters": v}) for v in patterns]
        probes += [("/record", {"users": v}) for v in (["*"], ["bob", "b* "], ["\x07*"], ["*\u0085"], ["*" * 128], ["*" * 129], [""], [])]
        probes += [("/seed", v) for v in (0, 2 ** 64 - 1, 2 ** 64, -1)]
        probes += [("/expect/0/after", v) for v in moments] + [("/expect/1/call", v) for v in calls]
        probes += [("/network/links/0/between", v) for v in pairs]
        probes += [("/timeline/2/user", v) for v in selectors] + [("/timeline/2/cluster", v) for v in clusters]
        probes += [("/expect/2/at_most", v) for v in numbers_] + [("/expect/3/q", v) for v in (0, 0.5, 1, 1.01, -0.1, "1", None)]
        probes += [("/clusters/2/users/2/id", v) for v in users] + [("/clusters/2/users/2/dn", v) for v in numbers]
        paths, scenarios = [], []
        for number, (pointer, value) in enumerate(probes):
            scenario = small_scenario(network={"access": {}, "links": [{"between": ["one", "two"]}]}, ils={}, extension_mobility={})
            scenario["expect"][0] = {"logged_out": "alice", "from": "one", "after": "5 min", "within": "5 min"}
            # Each call that a probe names well is placed, so that only its form is judged.
            scenario["timeline"] += [{"at": "1 min", "do": "call", "from": "bob", "to": "+1001"},
                                     {"at": "1 min", "do": "call", "from": "bob ", "to": "1001"}]
            scenario["clusters"][2]["users"] = [{"id": "bob ", "dn": "3001"}, {"id": "cat", "dn": "+1001"}, {"id": "kally", "dn": "3002"}]
            scenario["expect"].insert(1, {"call": "bob->1001", "at": "1 min", "reaches": "one"})
            scenario["timeline"][2]["name"] = "trip"
            scenario["expect"][2:] = [{"scalar": "calls.offered", "at_most": 9}, {"quantile": "login_time", "q": 1, "at_most": "1 min"}]
            *way, last = pointer.strip("/").split("/")
            place = scenario
            for step in way:
                place = place[int(step) if step.isdigit() else step]
            place[last] = value
            scenarios.append(scenario)
            paths.append(self.write(scenario, f"{number}.json"))
        loaded = self.loads(*paths)
        self.assertGreaterEqual(sum(loaded), 20)
        self.assertGreaterEqual(len(loaded) - sum(loaded), 40)
        for probe, scenario, accepts in zip(probes, scenarios, loaded):
            with self.subTest(probe):
                self.assertEqual(self.validator.is_valid(scenario), accepts, "True: the loader refuses; False: it accepts")


class Completion(CliTest):
    def completed(self, *words):
        """What bash offers for the last of the words."""
        script = ('source <("$1" completion bash); COMP_WORDS=("${@:2}"); COMP_CWORD=$(($# - 2)); _roamsim; '
                  '((${#COMPREPLY[@]})) && printf "%s\\n" "${COMPREPLY[@]}"; :')
        result = subprocess.run(["bash", "--norc", "-c", script, "bash", PROGRAM, "roamsim", *words], cwd=self.folder, env=ENVIRONMENT,
                                capture_output=True, timeout=60, check=False)
        self.assert_ends(result, 0)
        self.assertEqual(result.stderr, b"")
        return sorted(result.stdout.decode().splitlines())

    def listed(self, heading, *command):
        """The first words of a part of the help."""
        part = self.roamsim(*command, "--help").stdout.decode().partition(f"\n{heading}:\n")[2].partition("\n\n")[0]
        return re.findall(r"^  (\S+)", part, re.MULTILINE)

    def test_subcommands(self):
        commands = self.listed("Subcommands")
        self.assertIn("completion", commands)
        self.assertEqual(self.completed(""), sorted(commands))
        self.assertEqual(self.completed("ru"), ["run"])
        self.assertEqual(self.completed("--v"), ["--version"])
        self.assertEqual(self.completed("frob"), [])

    def test_options_of_every_subcommand(self):
        for command in self.listed("Subcommands"):
            with self.subTest(command):
                options = sorted(name for names in self.listed("Options", command) for name in names.split(","))
                self.assertIn("--help", options)
                self.assertEqual(self.completed(command, "-"), options)
        self.assertEqual(self.completed("run", "x.json", "--re"), ["--repeat"])

    def test_paths_of_set(self):
        paths = self.roamsim("params", "--format", "paths").stdout.decode().split()
        self.assertIn("ils.interval", paths)
        for command in ("run", "validate", "show"):
            self.assertEqual(self.completed(command, "--set", ""), sorted(path + "=" for path in paths))
        self.assertEqual(self.completed("run", "x.json", "--set", "ils.int"), ["ils.interval="])
        # As bash splits --set=ils.int and --set ils.interval=2.
        self.assertEqual(self.completed("run", "--set", "=", "ils.int"), ["ils.interval="])
        self.assertEqual(self.completed("run", "--set", "ils.interval", "=", "2"), [])
        self.assertEqual(self.completed("run", "--set", "ils.interval", "="), [])

    def test_files(self):
        for name in ("mine.json", "my own.json", "mine.txt"):
            (self.folder / name).touch()
        (self.folder / "more").mkdir()
        for command in ("run", "validate", "show"):
            self.assertEqual(self.completed(command, "m"), ["mine.json", "more", "my own.json"])
        self.assertEqual(self.completed("run", "--quiet", "my"), ["my own.json"])
        self.assertEqual(self.completed("report", "m"), ["more"])
        self.assertEqual(self.completed("run", "mine.json", "--out", "m"), ["more"])
        self.assertEqual(self.completed("run", "--seed", "m"), [])
        self.assertEqual(self.completed("run", "mine.json", "--stop-at", "m"), [])
        for option in ("--trace", "--simgrid-trace"):
            self.assertEqual(self.completed("run", "mine.json", option, "mine.t"), ["mine.txt"])
        self.assertEqual(self.completed("run", "mine.json", "--log", ""), ["debug", "error", "info", "trace", "warning"])
        self.assertEqual(self.completed("completion", "f"), ["fish"])

    def test_the_scripts(self):
        """Each is what its shell can read, where that shell is here, and names every subcommand and path."""
        paths = self.roamsim("params", "--format", "paths").stdout.decode().split()
        for shell in ("bash", "zsh", "fish"):
            with self.subTest(shell):
                script = self.roamsim("completion", shell)
                self.assert_ends(script, 0)
                for word in self.listed("Subcommands") + paths:
                    self.assertRegex(script.stdout.decode(), rf"(?m)(^|[ '|(]){re.escape(word)}([ '=:|)]|$)")
                try:
                    (self.folder / shell).write_bytes(script.stdout)
                    result = subprocess.run([shell, "-n", self.folder / shell], capture_output=True, timeout=60, check=False)
                except FileNotFoundError:
                    self.assertNotEqual(shell, "bash")
                    continue
                self.assert_ends(result, 0)
                self.assertEqual(result.stderr, b"")

    def test_other_shells_are_refused(self):
        self.assert_ends(self.roamsim("completion", "tcsh"), 64)
        self.assert_ends(self.roamsim("completion"), 64)


if __name__ == "__main__":
    unittest.main()
