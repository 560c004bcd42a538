#!/usr/bin/python3
"""Names from files are hostile: one scenario with such names, and one in Japanese, through every output."""

import csv
import io
import json
import sqlite3
import unittest

from support import CliTest, found, small_scenario, summary

TITLE = "\x1b]0;owned\x07 \x1b[31mred\x1b[0m\r\n\ttab \x00 nul \u202eright to left\u2066 \u200b\x9b31m <script>alert(1)</script> $x^2$ \"; DROP TABLE users;--"
USER = "alice$\\frac<b>'\"`;|&\u00e9 =1+1"
JAPANESE = {"title": "東京のクラスタ障害 🗾", "alice": "受付さん", "bob": "ﾃﾞﾝﾜ・でんわ"}


def renamed(names, title):
    """The small scenario with other names for its users."""
    scenario = small_scenario(title=title, description=title)
    for cluster in scenario["clusters"]:
        for user in cluster.get("users", []):
            user["id"] = names[user["id"]]
    for entry in scenario["timeline"]:
        for key in ("from", "user"):
            if key in entry:
                entry[key] = names[entry[key]]
    for entry in scenario["expect"]:
        for key in ("login", "registered"):
            if key in entry:
                entry[key] = names[entry[key]]
        if "call" in entry:
            caller, _, number = entry["call"].partition("->")
            entry["call"] = f"{names[caller]}->{number}"
    return scenario


class Names(CliTest):
    def check(self, names, title, shown):
        """Every output of a run with these names; `shown` is what people see of them."""
        path = self.write(renamed(names, title))
        result = self.roamsim("run", path, "--out", "out")
        self.assert_ends(result, 0)
        self.assert_plain(result.stdout)
        self.assert_plain(result.stderr)
        text = result.stdout.decode()
        for word in shown:
            self.assertIn(word, text)
        out = self.folder / "out"
        self.assertEqual(summary(out)["header"]["title"], title)
        self.assertEqual(json.loads((out / "scenario.json").read_bytes())["title"], title)
        self.assertEqual([change["user"] for change in summary(out)["location_changes"]["list"]], [names["alice"]] * 2)
        with sqlite3.connect(out / "results.sqlite") as database:
            self.assertEqual(database.execute("SELECT value FROM header WHERE key = 'title'").fetchone()[0], title)
            self.assertEqual([name for name, in database.execute("SELECT name FROM users ORDER BY id")], [names["alice"], names["bob"]])
        for name in ("summary.json", "scenario.json", "fingerprints.json", "meta/run.json"):
            content = (out / name).read_bytes()
            self.assertEqual({byte for byte in content if byte < 0x20 and byte != 0x0a}, set(), name)
            json.loads(content)
        merged = self.roamsim("run", out / "scenario.json", "--quiet", "--out", "again")
        self.assert_ends(merged, 0)
        self.assertEqual(found(self.folder / "again"), found(out))
        as_json = self.roamsim("run", path, "--json", "--out", "out")
        self.assertEqual(as_json.stdout, (out / "summary.json").read_bytes())
        self.check_other_outputs(path, names, title)
        repeated = self.roamsim("run", path, "--repeat", 2, "--out", "many")
        self.assert_ends(repeated, 0)
        self.assert_plain(repeated.stdout)

    def check_other_outputs(self, path, names, title):
        """What looks at a scenario or a run, or at a run while it goes on."""
        for arguments in (("show", path), ("validate", path), ("results", "out"), ("results", "out", "v_requests"),
                          ("results", "out", "header"), ("diff", "out", "again")):
            with self.subTest(arguments[0]):
                result = self.roamsim(*arguments)
                self.assert_ends(result, 0)
                self.assert_plain(result.stdout)
                self.assert_plain(result.stderr)
        for arguments in (("show", path, "--json"), ("validate", path, "--json"), ("results", "out", "users", "--json"),
                          ("diff", "out", "again", "--json")):
            with self.subTest(arguments):
                result = self.roamsim(*arguments)
                self.assert_ends(result, 0)
                json.loads(result.stdout)
        users = list(csv.DictReader(io.StringIO(self.roamsim("results", "out", "users", "--format", "csv").stdout.decode())))
        self.assertEqual([user["name"].removeprefix("'") for user in users], [names["alice"], names["bob"]])
        self.assertFalse([user for user in users if user["name"][0] in "=+-@"], "no formula")
        looked_at = self.roamsim("run", path, "--out", "looked-at", "--trace", "trace.json", "--log", "trace", "-q")
        self.assert_ends(looked_at, 0)
        self.assert_plain(looked_at.stderr)
        self.assertIn(f"login of {names['alice']} at two is committed", looked_at.stderr.decode())
        trace = json.loads((self.folder / "trace.json").read_bytes())
        self.assertTrue(any(names["alice"] in event["name"] for event in trace["traceEvents"]))
        self.assertEqual(found(self.folder / "looked-at"), found(self.folder / "out"))

    def test_hostile(self):
        self.check({"alice": USER, "bob": "bob <i>"}, TITLE,
                   [r"\x1b]0;owned\x07 \x1b[31mred\x1b[0m\x0d\n\ttab \x00 nul \u{202e}right", r"\u{9b}31m", USER])

    def test_japanese(self):
        alice, bob = JAPANESE["alice"], JAPANESE["bob"]
        self.check({"alice": alice, "bob": bob}, JAPANESE["title"],
                   [JAPANESE["title"], f"{alice} logged in at two", f"{bob} -> 1001", f"met    login {alice}, at 3 min"])

    def test_failures_and_warnings_are_shown_safely(self):
        scenario = renamed({"alice": USER, "bob": "bob"}, TITLE)
        scenario["expect"] = [{"registered": USER, "in": "three", "at": "10 min"}, {"converged": "bob", "within": "1 min"}]
        path = self.write(scenario, "odd \x1b[31m\u202ename.json")
        for options in ([], ["--quiet"]):
            result = self.roamsim("run", path, "--out", "out", *options)
            self.assert_ends(result, 1)
            self.assert_plain(result.stdout)
            self.assert_plain(result.stderr)
        self.assertIn(USER, result.stderr.decode())
        scenario["clusters"][0]["users"][0]["id"] = "\x1b[31mann"
        result = self.roamsim("run", self.write(scenario), "--out", "bad")
        self.assert_ends(result, 2)
        self.assert_plain(result.stderr)

    def test_default_folder_of_an_odd_file(self):
        path = self.write(small_scenario(), "\x1b[31m ..東京.json")
        result = self.roamsim("run", path)
        self.assert_ends(result, 0)
        self.assert_plain(result.stdout)
        self.assertTrue((self.folder / "runs" / "\x1b[31m ..東京" / "summary.json").exists())


if __name__ == "__main__":
    unittest.main()
