#!/usr/bin/python3
"""What the program prints: for people, for programs, on a terminal and elsewhere."""

import json
import os
import pty
import re
import select
import signal
import sqlite3
import unittest

from support import MINUTE, SCENARIOS, CliTest, dump, long_scenario, small_scenario, summary

FIGURE_3 = SCENARIOS / "figure-3-roaming.json"
COLOUR = re.compile(rb"\x1b\[[0-9;]*m")


class Streams(CliTest):
    def test_json_is_all_there_is(self):
        result = self.roamsim("run", FIGURE_3, "--json", "--out", "out")
        self.assert_ends(result, 0)
        self.assertEqual(result.stdout, (self.folder / "out" / "summary.json").read_bytes())
        self.assertEqual(json.loads(result.stdout)["expectations"]["failed"], 0)
        self.assertEqual(result.stderr, b"")

    def test_json_of_a_failure(self):
        scenario = small_scenario()
        scenario["expect"][1]["code"] = 3
        result = self.roamsim("run", self.write(scenario), "--json", "--out", "out")
        self.assert_ends(result, 1)
        self.assertEqual(json.loads(result.stdout)["expectations"]["failed"], 1)

    def test_quiet_says_nothing(self):
        for options in ([], ["--repeat", 2]):
            result = self.roamsim("run", FIGURE_3, "--quiet", "--out", f"out{len(options)}", *options)
            self.assert_ends(result, 0)
            self.assertEqual((result.stdout, result.stderr), (b"", b""))

    def test_warnings_are_no_output(self):
        scenario = small_scenario(expect=[{"converged": "bob", "within": "1 min"}])
        result = self.roamsim("run", self.write(scenario), "--json", "--out", "out")
        self.assertIn(b"warning: ", result.stderr)
        json.loads(result.stdout)
        self.assertNotIn(b"warning", self.roamsim("run", "scenario.json", "--json", "-q", "--out", "out").stderr)

    def test_no_escape_sequence_leaves_without_a_terminal(self):
        for env in ({}, {"NO_COLOR": "1"}, {"CLICOLOR_FORCE": "1"}, {"TERM": "dumb"}):
            for options in ([], ["--repeat", 2]):
                result = self.roamsim("run", FIGURE_3, "--out", f"out{len(options)}", *options, env=env)
                self.assert_ends(result, 0)
                self.assert_plain(result.stdout)
                self.assertEqual(result.stderr, b"")

    def test_repetitions_are_listed_in_order(self):
        result = self.roamsim("run", FIGURE_3, "--repeat", 6, "--jobs", 2, "--seed", 7, "--out", "out")
        lines = result.stdout.decode().splitlines()
        self.assertEqual([line.split()[1] for line in lines[:6]], [str(seed) for seed in range(7, 13)])
        self.assertRegex(lines[6], r"^\d of 6 runs met every expectation; results in out$")

    def test_a_long_run_tells_how_far_it_is(self):
        process = self.start("run", self.write(long_scenario()), "--out", "out")
        told = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=60)
        self.assertRegex(told, rb"\Asimulating: \d+ %, \d+ s, .*\d+ events\n\Z")
        self.assert_plain(rest[0] + rest[1])


class Summary(CliTest):
    def lines(self, scenario, *options):
        result = self.roamsim("run", scenario, "--out", "out", *options)
        self.assert_ends(result, 0)
        return result.stdout.decode().splitlines()

    def section(self, lines, title):
        """The lines below a title."""
        start = lines.index(title) + 1
        end = next((i for i in range(start, len(lines)) if not lines[i]), len(lines))
        return [re.sub(r"\s+", " ", line.strip()) for line in lines[start:end]]

    def test_the_story_of_figure_3(self):
        lines = self.lines(FIGURE_3)
        self.assertEqual(lines[0], "Home cluster down, Bob roams")
        self.assertTrue(lines[1].startswith("3 clusters: 3 hubs, 0 spokes, 0 standalone; 4 users, 3 of them super users; 30 min"))
        self.assertEqual(self.section(lines, "Faults and repairs"),
                         ["5:00.000 cluster1 failed", "15:00.000 cluster1 has power again and boots", "18:00.000 cluster1 recovered"])
        changes = self.section(lines, "Location changes")
        self.assertRegex(changes[0], r"^6:\d\d\.\d{3} bob logged in at cluster2$")
        self.assertRegex(changes[1], r"^stages: .*typing .*, registration ")
        self.assertRegex(changes[2], r"^right at: cluster3 after .* \(received .*\); cluster1 after ")
        self.assertRegex(changes[3], r"^18:0\d\.\d{3} bob was logged out at cluster1$")
        calls = self.section(lines, "Calls")
        self.assertEqual(len(calls), 7)
        for at, cluster in (("2:00", "cluster1"), ("7:00", "cluster2"), ("22:00", "cluster2")):  # before, during, after
            call = next(call for call in calls if call.startswith(at + ".000 kally -> 1000-001 "))
            self.assertIn(f": reached {cluster},", call)
        expectations = self.section(lines, "Expectations")
        self.assertEqual(expectations[-1], "13 of 13 met")
        self.assertIn("results in out", lines)
        self.assertRegex(lines[-1], r"^events \d+ +fingerprint [0-9a-f]{16}$")

    def test_faults_in_the_order_of_time(self):
        scenario = small_scenario(expect=[], network={"links": [{"between": ["one", "three"]}, {"between": ["three", "two"]}]})
        scenario["timeline"] = [
            {"at": "3 min", "do": "access_outage", "cluster": "one", "for": "3 min"},
            {"at": "5 min", "do": "cluster_outage", "cluster": "three", "for": "30 s"},
            {"at": "1 min", "do": "link_outage", "between": ["two", "three"], "for": "15 min"},
            {"at": "4 min", "do": "link_outage", "between": ["one", "three"], "for": "5 min"},
        ]
        self.assertEqual(self.section(self.lines(self.write(scenario)), "Faults and repairs"), [
            "1:00.000 line between three and two dead", "3:00.000 line of one to the cloud dead",
            "4:00.000 line between one and three dead", "5:00.000 three failed",
            "5:30.000 three has power again and boots", "6:00.000 line of one to the cloud up again",
            "8:30.000 three recovered", "9:00.000 line between one and three up again",
            "16:00.000 line between three and two up again"])
        dump(self.folder / "out")  # the rows refer to the lines that are meant
        with sqlite3.connect(self.folder / "out" / "results.sqlite") as database:
            lines = database.execute("SELECT at_s, link_a, link_b FROM v_events WHERE kind = 'link_down'").fetchall()
        self.assertEqual(lines, [(60, "three", "two"), (240, "one", "three")])

    def test_how_far_an_expectation_was_missed_and_what_was_not_reached(self):
        scenario = small_scenario(expect=[{"count": "calls", "is": 4}, {"location": "alice", "at": "three failed + 3 min", "is": "two"}])
        scenario["timeline"] += [{"at": "19 min", "name": "late", "do": "cluster_outage", "cluster": "two", "for": "30 s"},
                                 {"at": "two recovered", "do": "call", "from": "*", "to": "1001"}]
        result = self.roamsim("run", self.write(scenario), "--out", "out")
        self.assert_ends(result, 1)
        lines = [line.strip() for line in result.stdout.decode().splitlines()]
        self.assertIn("FAILED count calls, is 4: 1 calls; missed by 3 calls at 20:00.000", lines)
        self.assertIn("2 actions of the timeline wait for events that did not come", lines)
        rows = summary(self.folder / "out")["expectations"]["list"]
        self.assertEqual([(row["missed_by"], row["unit"], row["at_ns"]) for row in rows],
                         [(3, "calls", 20 * MINUTE), (None, "", 5 * MINUTE)])

    def test_what_did_not_happen_is_not_there(self):
        lines = self.lines(self.write(small_scenario(timeline=[], expect=[])))
        for title in ("Faults and repairs", "Location changes", "Refused", "Calls", "Expectations"):
            self.assertNotIn(title, lines)

    def test_long_lists_are_cut(self):
        scenario = small_scenario(expect=[])
        scenario["timeline"] = [{"at": f"{10 * n} s", "do": "call", "from": "bob", "to": "1001"} for n in range(1, 61)]
        calls = self.section(self.lines(self.write(scenario)), "Calls")
        self.assertEqual(len(calls), 41)
        self.assertEqual(calls[-1], "and 20 more in results.sqlite")

    def test_a_refused_login_is_shown(self):
        scenario = small_scenario(expect=[])
        scenario["timeline"] = [{"at": "1 min", "do": "login", "user": "bob", "cluster": "one"}]  # no super user
        refused = self.section(self.lines(self.write(scenario)), "Refused")
        self.assertEqual(len(refused), 1)
        self.assertRegex(refused[0], r"^1:00\.000 login of bob at one: \S")


class Terminal(CliTest):
    """On a pseudo-terminal."""

    def on_terminal(self, *arguments, until=None, **env):
        """What the program writes to its terminal, up to its end; interrupted when `until` matches."""
        master, slave = pty.openpty()
        process = self.start(*arguments, stdout=slave, stderr=slave, env=os.environ | {"TERM": "xterm", "NO_COLOR": ""} | env)
        os.close(slave)
        written = b""
        while select.select([master], [], [], 60)[0]:
            try:
                written += os.read(master, 65536)
            except OSError:  # the other side is closed
                break
            if until is not None and re.search(until, written):
                process.send_signal(signal.SIGINT)
                until = None
        os.close(master)
        return process.wait(timeout=60), written

    def test_colours(self):
        code, written = self.on_terminal("run", FIGURE_3, "--out", "out")
        self.assertEqual(code, 0)
        self.assertIn(b"\x1b[32mmet   \x1b[0m", written)
        self.assertIn(b"\x1b[31mfailed\x1b[0m", written)
        plain = COLOUR.sub(b"", written).replace(b"\r\n", b"\n")
        self.assertEqual(plain, self.roamsim("run", FIGURE_3, "--out", "out").stdout, "colours are all that differs")

    def test_no_colours_where_none_are_wanted(self):
        for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            code, written = self.on_terminal("run", FIGURE_3, "--out", "out", **env)
            self.assertEqual(code, 0)
            self.assert_plain(written.replace(b"\r\n", b"\n"))

    def test_a_bar_for_a_long_run(self):
        scenario = self.write(long_scenario())
        code, written = self.on_terminal("run", scenario, "--out", "out", until=rb"\[#*\.*\] +\d+ %.*left.*events")
        self.assertEqual(code, 130, written)
        self.assertIn(b"\r\x1b[K", written)
        bars = re.findall(rb"\[(#*)(\.*)\]", written)
        self.assertEqual({len(done + left) for done, left in bars}, {30})
        after = written[written.rindex(b"]"):]
        self.assertIn(b"\r\x1b[Kroamsim: interrupted", after, "the bar is wiped off")

    def test_no_bar_where_none_is_wanted(self):
        scenario = self.write(long_scenario())
        code, written = self.on_terminal("run", scenario, "--out", "out", until=rb"simulating: .* events", TERM="dumb")
        self.assertEqual(code, 130)
        self.assertNotIn(b"\x1b", written)
        self.assertEqual(self.on_terminal("run", FIGURE_3, "--out", "quiet", "--quiet"), (0, b""))


if __name__ == "__main__":
    unittest.main()
