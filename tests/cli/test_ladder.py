#!/usr/bin/python3
"""`roamsim ladder`: what it draws is what results.sqlite holds, in 80 places, whatever the names and the terminal."""

import json
import os
import pty
import re
import sqlite3
import subprocess
import unicodedata
import unittest
import xml.etree.ElementTree as ElementTree

from support import ENVIRONMENT, PROGRAM, SCENARIOS, CliTest, small_scenario

STORY = os.environ["ROAMSIM_STORY"]
SVG = "{http://www.w3.org/2000/svg}"


def places(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


class LadderTest(CliTest):
    def story(self, kind="calls"):
        subprocess.run([STORY, self.folder / kind, kind], check=True, stdout=subprocess.DEVNULL)
        return self.folder / kind

    def shipped(self, name, *options):
        self.assert_ends(self.roamsim("run", SCENARIOS / f"{name}.json", "--quiet", "--out", name, *options), 0)
        return self.folder / name

    def rows(self, run, sql):
        with sqlite3.connect(f"file:{run / 'results.sqlite'}?mode=ro", uri=True) as database:
            return database.execute(sql).fetchall()

    def text(self, *arguments, **env):
        """The output, which fits."""
        result = self.roamsim("ladder", *arguments, env=env)
        self.assert_ends(result, 0, arguments)
        self.assert_plain(result.stdout)
        text = result.stdout.decode()
        self.assertEqual([line for line in text.splitlines() if places(line) > 80], [])
        return text

    def json(self, *arguments):
        result = self.roamsim("ladder", *arguments, "--json")
        self.assert_ends(result, 0, arguments)
        return json.loads(result.stdout)

    def svg(self, *arguments):
        result = self.roamsim("ladder", *arguments, "--svg", "out.svg")
        self.assert_ends(result, 0, arguments)
        self.assertEqual((result.stdout, result.stderr), (b"", b""))
        return (self.folder / "out.svg").read_text(encoding="utf-8")

    def refused(self, *arguments, code=2):
        result = self.roamsim("ladder", *arguments)
        self.assert_ends(result, code, arguments)
        self.assertEqual(result.stdout, b"")
        self.assert_plain(result.stderr)
        self.assert_no_trace(result.stderr)
        return result.stderr.decode()


class Drawings(LadderTest):
    def test_a_call(self):
        run = self.story()
        drawn = self.json(run, "0")
        self.assertEqual([lane["name"] for lane in drawn["lanes"]], ["kally", "cluster3", "cluster1", "bob"])
        self.assertEqual([lane["kind"] for lane in drawn["lanes"]], ["caller", "cluster", "cluster", "called"])
        wanted = self.rows(run, "SELECT at_ns, message, arrives_ns FROM call_messages WHERE call = 0 ORDER BY at_ns, id")
        self.assertEqual([(r["at_ns"], r["text"], r["until_ns"]) for r in drawn["rungs"]], wanted)
        text = self.text(run, "0")
        self.assertEqual(text, self.text(run, "--call", "0"))
        self.assertIn("call 0 at 2:00.250: kally dials 1000-001, connected (answered)", text)
        self.assertEqual(text.count("▶"), 6)
        self.assertEqual(text.count("◀"), 6)
        self.assertRegex(text, r"(?m)^ *s +kally +cluster3 +cluster1 +bob$")
        self.assertRegex(text, r"(?m)^ 0\.000 +│─+ INVITE ─+▶│ +│ +│$")
        self.assertRegex(text, r"(?m)^ 4\.000 +│ +│ +│◀─+ 200 OK ─+│$")

    def test_clusters_stand_in_the_order_of_the_path_and_the_pstn_behind_them(self):
        run = self.story()
        self.assertEqual([lane["name"] for lane in self.json(run, "4")["lanes"]], ["kally", "cluster3", "cluster2", "PSTN", "bob"])
        self.assertEqual([lane["name"] for lane in self.json(run, "5")["lanes"]], ["alice", "cluster1", "cluster2", "cluster3", "bob"])

    def test_lost_messages_are_marked(self):
        run = self.story()
        self.assertEqual([r["lost"] for r in self.json(run, "1")["rungs"]], [False, True, True, True, False])
        self.assertEqual(len(re.findall(r"INVITE \(lost\) ─+x│", self.text(run, "1"))), 3)
        picture = ElementTree.fromstring(self.svg(run, "1"))
        self.assertEqual(len(picture.findall(f"{SVG}line[@class='lost']")), 3)
        self.assertEqual(len(picture.findall(f"{SVG}path[@class='cross']")), 3)
        self.assertEqual(len(picture.findall(f"{SVG}line[@class='message']")), 2)

    def test_a_call_without_messages(self):
        text = self.text(self.story(), "6")
        self.assertIn("no message of it was recorded (source: plan)", text)

    def test_a_login_and_who_learned_of_it(self):
        run = self.shipped("figure-3-roaming")
        drawn = self.json(run, "--login", "0")
        self.assertEqual([lane["kind"] for lane in drawn["lanes"]][:2], ["phone", "service"])
        stages = [(r["at_ns"], r["text"], r["until_ns"]) for r in drawn["rungs"]]
        for span in self.rows(run, "SELECT begin_ns, stage, end_ns FROM spans WHERE request = 0"):
            self.assertIn(span, stages)
        learned = self.rows(run, "SELECT v.applied_ns FROM convergence v JOIN location_changes x ON x.id = v.change WHERE x.request = 0 AND v.cluster <> x.cluster")
        self.assertEqual(sorted(at for at, in learned), sorted(r["at_ns"] for r in drawn["rungs"] if r["text"] == "applied"))
        text = self.text(run, "--login", "0")
        self.assertIn("typing (11.7 s)", text)
        self.assertIn("code 0: success", text)

    def test_how_a_location_change_spread(self):
        for name in ("figure-3-roaming", "hub-failure"):
            run = self.shipped(name)
            changes = self.rows(run, "SELECT x.id, x.user, x.at_ns, u.name FROM location_changes x JOIN users u ON u.id = x.user ORDER BY x.id")
            ordinal = {}
            for change, user, at, who in changes:
                ordinal[user] = ordinal.get(user, 0) + 1
                drawn = self.json(run, "--update", change)
                self.assertEqual(drawn, self.json(run, "--update", f"{who}@{ordinal[user]}"))
                lanes = [lane["name"] for lane in drawn["lanes"]]
                found = {(lanes[r["to"]], r["text"]): r["at_ns"] for r in reversed(drawn["rungs"])}
                wanted = self.rows(run, f"SELECT c.name, v.received_ns, v.applied_ns FROM convergence v JOIN clusters c ON c.id = v.cluster JOIN location_changes x ON x.id = v.change WHERE v.change = {change} AND v.cluster <> x.cluster")
                for cluster, received, applied in wanted:
                    self.assertEqual((found.get((cluster, "received")), found.get((cluster, "applied"))), (received, applied), (name, change, cluster))
                self.assertEqual(drawn["begin_ns"], at)
                knows = {0}
                for rung in drawn["rungs"]:
                    if rung["text"] == "received":
                        self.assertIn(rung["from"], knows, "who sends it has it")
                        knows.add(rung["to"])
                self.text(run, "--update", change)

    def test_more_clusters_than_lanes_fit(self):
        scenario = small_scenario(duration="40 min", expect=[])
        scenario["clusters"].append({"id": "far-away-in-the-mountains-beyond-the-sea-{n}", "count": 40, "ils": {"role": "hub"}})
        path = self.write(json.loads(json.dumps(scenario).replace('"two"', '"two-behind-the-hills"')))
        self.assert_ends(self.roamsim("run", path, "--quiet", "--out", "many"), 0)
        text = self.text("many", "--update", "alice@1")
        self.assertRegex(text, r"(?m)^ +\d+\.\d{3}  two-behind-the-hills -> far-away-in-the-mountains-beyond-the-sea-.*…$")
        self.assertGreater(len(text.splitlines()), 80)
        self.assertEqual(len(ElementTree.fromstring(self.svg("many", "--update", "alice@1")).findall(f"{SVG}text[@class='name']")),
                         len(self.json("many", "--update", "alice@1")["lanes"]))

    def test_what_can_be_drawn(self):
        run = self.story()
        text = self.text(run)
        for words in ("calls (draw one with --call ID)", "logins (draw one with --login ID)", "updates (draw one with --update ID)"):
            self.assertIn(words, text)
        listed = self.json(run)
        self.assertEqual([call["messages"] for call in listed["calls"]], [12, 5, 8, 0, 16, 12, 0, 0])
        self.assertEqual([(change["user"], change["n"]) for change in listed["updates"]], [("bob", 1)])


class Terminals(LadderTest):
    def test_strokes_follow_the_locale(self):
        run = self.story()
        boxes = self.text(run, "4")
        for env in ({"LC_ALL": "C"}, {"LC_ALL": "", "LC_CTYPE": "", "LANG": ""}, {"LC_ALL": "", "LC_CTYPE": "POSIX", "LANG": "C.UTF-8"}):
            text = self.text(run, "4", **env)
            self.assertTrue(text.isascii(), env)
            self.assertEqual(len(text.splitlines()), len(boxes.splitlines()))
        for env in ({"LC_ALL": "", "LC_CTYPE": "", "LANG": "ja_JP.utf8"}, {"LC_ALL": "en_US.UTF-8"}):
            self.assertEqual(self.text(run, "4", **env), boxes, env)

    def shown(self, run, **env):
        """What a terminal gets."""
        leader, follower = pty.openpty()
        process = subprocess.Popen([PROGRAM, "ladder", run, "1"], stdin=subprocess.DEVNULL, stdout=follower, env=ENVIRONMENT | env)  # pylint: disable=consider-using-with
        os.close(follower)
        output = b""
        try:
            while piece := os.read(leader, 65536):
                output += piece
        except OSError:  # the other end is closed
            pass
        os.close(leader)
        self.assertEqual(process.wait(timeout=60), 0)
        return output.decode().replace("\r\n", "\n")

    def test_colours_on_a_terminal_only(self):
        run = self.story()
        plain = self.text(run, "1")
        coloured = self.shown(run)
        self.assertEqual(coloured.count("\x1b[31m"), 3, "what is lost is red")
        self.assertEqual(re.sub(r"\x1b\[\d+m", "", coloured), plain)
        self.assertEqual(self.shown(run, NO_COLOR="1"), plain)
        self.assertEqual(self.shown(run, TERM="dumb"), plain)


class Pictures(LadderTest):
    def check(self, text):
        """A picture that fetches nothing."""
        root = ElementTree.fromstring(text)
        self.assertEqual({element.tag.removeprefix(SVG) for element in root.iter()} - {"svg", "title", "style", "rect", "text", "line", "polygon", "circle", "path"}, set())
        for element in root.iter():
            self.assertEqual({name for name in element.attrib if "href" in name or name.startswith("on")}, set())
        self.assertNotRegex(text.replace('xmlns="http://www.w3.org/2000/svg"', ""), r"https?:|url\(|@import|<!|<\?")
        self.assertIn("prefers-color-scheme: dark", text)
        self.assertFalse(re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", text))
        return root

    def test_the_same_as_the_text(self):
        run = self.story()
        for call in range(8):
            root = self.check(self.svg(run, call))
            drawn = self.json(run, call)
            arrows = root.findall(f"{SVG}polygon[@class='head']") + root.findall(f"{SVG}path[@class='cross']")
            self.assertEqual(len(arrows), len(drawn["rungs"]))
            self.assertEqual([e.text for e in root.findall(f"{SVG}text[@class='name']")], [lane["name"] for lane in drawn["lanes"]])

    def test_hostile_names(self):
        run = self.story("hostile-calls")
        for call in range(8):
            self.check(self.svg(run, call))
            self.text(run, call)
            self.text(run, call, LC_ALL="C")
        root = self.check(self.svg(run, "0"))
        self.assertIn("$\\frac{1}{$ <b>&amp;", [e.text for e in root.findall(f"{SVG}text[@class='name']")])
        self.text(run)
        self.assertEqual(self.json(run, "0")["lanes"][0]["name"], "\u202eevil\u0007")
        self.text(run, "--login", "0")
        self.check(self.svg(run, "--update", "大阪 太郎\n\t\"quoted\", comma@1"))
        self.assertIn("did you mean", self.refused(run, "--update", "大阪 太郎\n\t\"quoted\", comm@1"))

    def test_where_it_may_be_written(self):
        run = self.story()
        self.assertIn("does not end with .svg", self.refused(run, "0", "--svg", run / "results.sqlite", code=64))
        (self.folder / "link.svg").symlink_to(run / "results.sqlite")
        self.assertIn("no ordinary file", self.refused(run, "0", "--svg", "link.svg", code=73))
        self.refused(run, "0", "--svg", "nowhere/x.svg", code=73)
        self.assertIn("--svg needs a call", self.refused(run, "--svg", "x.svg", code=64))


class Refusals(LadderTest):
    def test_unknown_ids(self):
        run = self.story()
        self.assertIn("there is no call 99; the run has 0 to 7", self.refused(run, "99"))
        self.assertIn("there is no login or logout 1; the run has only 0", self.refused(run, "--login", "1"))
        self.assertIn("there is no location change 5; the run has only 0", self.refused(run, "--update", "5"))
        self.assertIn('there is no user "bobb"; did you mean "bob"?', self.refused(run, "--update", "bobb@1"))
        for ordinal in ("0", "2", "x", "", "-1"):
            self.assertIn("bob has only bob@1", self.refused(run, "--update", f"bob@{ordinal}"))
        self.assertIn("no location change of kally", self.refused(run, "--update", "kally@1"))
        self.assertIn("neither the id", self.refused(run, "--update", "bob"))
        for usage in (("x",), ("-1",), ("0", "--login", "0"), ("--call", "0", "--update", "0"), ("0", "--json", "--svg", "x.svg")):
            self.refused(run, *usage, code=64)

    def test_what_was_not_recorded(self):
        run = self.shipped("figure-3-roaming", "--set", "record=calls")
        for selection, table, level in ((("0",), "call_messages", "everything"), (("--update", "0"), "advances", "everything")):
            said = self.refused(run, *selection)
            self.assertIn(f"does not keep {table}", said)
            self.assertIn(f"roamsim run RUN/scenario.json --set record={level} --out NEW", said)
        self.assertIn("who learned of it is not kept", self.text(run, "--login", "0"))
        self.assertIn("does not keep advances", self.roamsim("ladder", run).stdout.decode())
        self.assertEqual(self.json(run)["calls"], None)
        run = self.shipped("figure-3-roaming", "--set", "record=counters")
        self.assertIn("does not keep requests", self.refused(run, "--login", "0"))

    def test_another_schema_version(self):
        run = self.story()
        with sqlite3.connect(run / "results.sqlite") as database:
            database.execute("PRAGMA user_version = 77")
        database.close()
        self.assertIn("has schema version 77", self.refused(run, "0"))


if __name__ == "__main__":
    unittest.main()
