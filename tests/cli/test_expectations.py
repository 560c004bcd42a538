#!/usr/bin/python3
"""Any expected value of a shipped scenario changed to a wrong one makes the run fail, and for that reason only."""

import copy
import json
import re
import unittest

from support import MINUTE, CliTest, seconds, shipped_scenarios, summary

def date_found(text):
    """The first date of a verdict's text, such as 6:12.191, in seconds."""
    parts = re.search(r"(?:\d+:)?\d+:\d+\.\d+", text).group().split(":")
    return sum(float(part) * 60 ** power for power, part in enumerate(reversed(parts)))


class WrongValues:
    """Every expectation of a scenario with wrong values in place of the expected ones."""

    def __init__(self, scenario, verdicts, clusters):
        self.scenario = scenario
        self.verdicts = verdicts
        self.clusters = clusters

    def other_cluster(self, cluster):
        """The next in the file, so that each is somebody's wrong one."""
        return self.clusters[(self.clusters.index(cluster) + 1) % len(self.clusters)]

    def of(self, index):
        """Changed copies of one expectation."""
        expectation = self.scenario["expect"][index]
        kind = next(kind for kind in ("call", "converged", "logged_out", "registered", "route", "login", "joined", "location",
                                      "registrations", "count", "counter", "quantile", "scalar", "phone_services") if kind in expectation)
        for change in getattr(self, kind)(expectation, self.verdicts[index]["found"]):
            changed = {key: value for key, value in (expectation | change).items() if value is not None}
            assert changed != expectation
            yield changed

    def call(self, expectation, _):
        if "reaches" in expectation:
            yield {"reaches": self.other_cluster(expectation["reaches"])}
            yield {"reaches": None, "outcome": "stale_route"}
        elif "reason" in expectation:
            yield {"reason": "answered" if expectation["reason"] != "answered" else "user_busy"}
            yield {"reason": None, "outcome": "forwarding_loop"}
        else:
            yield {"outcome": "connected"}
            yield {"outcome": "phone_unregistered" if expectation["outcome"] != "phone_unregistered" else "trunk_dead"}
            yield {"outcome": None, "reaches": self.clusters[0]}

    def converged(self, _, __):
        yield {"within": "1 ms"}

    def logged_out(self, expectation, text):
        if "later" in text:  # else logged out even before the moment
            yield {"within": "1 ms"}
        for cluster in self.clusters:
            if cluster != expectation["from"] and self.still_there(expectation["logged_out"], cluster):
                yield {"from": cluster}

    def still_there(self, user, cluster):
        """Whether a phone of the cluster is the one that the user logged in last."""
        logins = [action for action in self.scenario["timeline"] if action["do"] == "login" and action["user"] == user]
        logins.sort(key=lambda action: seconds(action["at"]))
        return bool(logins) and logins[-1]["cluster"] == cluster

    def registered(self, expectation, _):
        yield {"is": not expectation.get("is", True)}

    phone_services = registered

    def route(self, expectation, _):
        yield {"is": self.other_cluster(expectation["is"])}

    def location(self, expectation, _):
        yield {"is": self.other_cluster(expectation["is"])}

    def number(self, expectation, text):
        """Bounds that a number found does not keep, by a little."""
        value = float(re.match(r"[-\d.e+]+", text).group())
        for bound in ({"is": value + 1}, {"at_least": value + 1}, {"at_most": value - 1}):
            yield {"is": None, "at_least": None, "at_most": None} | bound

    registrations = count = scalar = number

    def counter(self, expectation, text):
        return self.number(expectation, text.rpartition(": ")[2])  # of several nodes, that of the one named

    def quantile(self, _, __):
        yield {"at_least": None, "at_most": "1 ms"}
        yield {"at_least": "1 d", "at_most": None}

    def login(self, expectation, _):
        if "cause" in expectation:
            yield {"cause": "busy"}
        else:
            yield {"code": expectation.get("code", 0) + 1}

    def joined(self, expectation, text):
        known = date_found(text)
        if known > 1:
            yield {"by": f"{(known - 0.05):.3f} s"}
        for action in self.scenario["timeline"]:
            if action["do"] == "ils_join" and action["cluster"] == expectation["joined"]:
                yield {"by": f"{seconds(action['at']) - 0.001:.3f} s"}


class Expectations(CliTest):
    """On every shipped scenario."""

    def run_changed(self, scenario):
        out = self.folder / "out"
        result = self.roamsim("run", self.write(scenario), "--quiet", "--out", out)
        return result, summary(out)["expectations"]["list"] if result.returncode in (0, 1) else []

    def clusters(self):
        """The ids of all clusters of the last run, those of patterns too."""
        return [cluster["id"] for cluster in json.loads((self.folder / "out" / "scenario.json").read_bytes())["clusters"]]

    def test_scenarios_expect_something(self):
        self.assertTrue(shipped_scenarios())
        for path in shipped_scenarios():
            with self.subTest(path.name):
                self.assertTrue(json.loads(path.read_text()).get("expect"), "expects nothing, and so shows nothing")

    def test_each_wrong_value_fails_alone(self):
        for path in shipped_scenarios():
            scenario = json.loads(path.read_text())
            result, verdicts = self.run_changed(scenario)
            self.assert_ends(result, 0, path.name)
            wrong = WrongValues(scenario, verdicts, self.clusters())
            for index in range(len(scenario["expect"])):
                changes = list(wrong.of(index))
                self.assertTrue(changes, f"{path.name}: no wrong value known for {scenario['expect'][index]}")
                for change in changes:
                    with self.subTest(path.name, index=index, change=change):
                        self.check(scenario, index, change)

    def check(self, scenario, index, change):
        changed = copy.deepcopy(scenario)
        changed["expect"][index] = change
        result, verdicts = self.run_changed(changed)
        self.assert_ends(result, 1)
        self.assertEqual([v["pointer"] for v in verdicts if not v["met"]], [f"/expect/{index}"])
        self.assertEqual(result.stdout, b"")
        lines = result.stderr.decode().splitlines()
        self.assertEqual(len(lines), 1, "one failure, one line")
        self.assertIn(f"/expect/{index}: FAILED", lines[0])
        self.assertIn(verdicts[index]["found"], lines[0])

    def test_a_failure_is_shown_where_it_belongs(self):
        for path in shipped_scenarios():
            scenario = json.loads(path.read_text())
            _, verdicts = self.run_changed(scenario)
            scenario["expect"][0] = next(WrongValues(scenario, verdicts, self.clusters()).of(0))
            result = self.roamsim("run", self.write(scenario), "--out", self.folder / "out")
            self.assert_ends(result, 1)
            shown = [line.split()[0] for line in result.stdout.decode().splitlines() if line.startswith(("  met ", "  FAILED "))]
            self.assertEqual(shown, ["FAILED"] + ["met"] * (len(scenario["expect"]) - 1))
            self.assertIn(f"  {len(shown) - 1} of {len(shown)} met", result.stdout.decode())


class Reading(unittest.TestCase):
    """The texts that the above takes apart."""

    def test_durations_and_dates(self):
        self.assertEqual(seconds("5.25 min"), 315)
        self.assertEqual(date_found("known to all at 2:02.086"), 122.086)
        self.assertEqual(date_found("at 1:00:00.500") * 1e9, 60 * MINUTE + 5e8)


if __name__ == "__main__":
    unittest.main()
