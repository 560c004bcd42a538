#!/usr/bin/python3
"""`roamsim run --trace`: a picture of the run in which every row of its tables is found once, drawn where it belongs."""

import collections
import decimal
import json
import os
import resource
import signal
import sqlite3
import time
import unittest

from support import MINUTE, SCENARIOS, CliTest, found, long_scenario, shipped_scenarios, small_scenario

ROW_TABLES = ("requests", "spans", "calls", "exchanges", "events", "location_changes")


def nanoseconds(microseconds):
    value = microseconds * 1000
    assert value == value.to_integral_value(), f"{microseconds} us is no whole number of ns"
    return int(value)


class Drawing:
    """A trace file taken apart; dates in nanoseconds."""

    def __init__(self, path):
        whole = json.loads(path.read_bytes().decode("utf-8"), parse_float=decimal.Decimal)
        assert list(whole) == ["displayTimeUnit", "traceEvents", "otherData"]
        self.about = whole["otherData"]
        self.events = whole["traceEvents"]
        for event in self.events:
            assert event["ph"] in "MXbeiC", event
            for key in ("ts", "dur"):
                if key in event:
                    event[key] = nanoseconds(event[key])
        self.processes = {e["pid"]: e["args"]["name"] for e in self.of("M") if e["name"] == "process_name"}
        self.threads = {(e["pid"], e["tid"]): e["args"]["name"] for e in self.of("M") if e["name"] == "thread_name"}

    def of(self, phases, category=None):
        return [e for e in self.events if e["ph"] in phases and category in (None, e.get("cat"))]

    def place(self, event):
        return self.processes[event["pid"]], self.threads[event["pid"], event["tid"]]


class Trace(CliTest):
    def traced(self, scenario, *options, code=0):
        result = self.roamsim("run", scenario, "--quiet", "--out", "out", "--trace", "trace.json", *options)
        self.assert_ends(result, code)
        self.assertEqual([name for name in os.listdir(self.folder) if name.endswith(".new")], [])
        return Drawing(self.folder / "trace.json")

    def rows(self, query):
        with sqlite3.connect(f"file:{self.folder / 'out' / 'results.sqlite'}?mode=ro", uri=True) as database:
            database.row_factory = sqlite3.Row
            return database.execute(query).fetchall()

    def check(self, drawing):
        """Pairing, nesting, places, and the whole of results.sqlite."""
        self.assertEqual(len(set(drawing.processes.values())), len(drawing.processes))
        self.assertEqual([drawing.processes[pid] for pid in sorted(drawing.processes)],
                         ["run"] + [f"cluster {row['name']}" for row in self.rows("SELECT name FROM clusters ORDER BY id")])
        for event in drawing.of("Xbei"):
            self.assertIn((event["pid"], event["tid"]), drawing.threads)
        self.check_pairs(drawing)
        self.check_nesting(drawing)
        self.check_rows(drawing)

    def check_pairs(self, drawing):
        begun = {}
        for event in sorted(drawing.of("be"), key=lambda e: e["ts"]):
            key = (event["cat"], event["id"], event["pid"], event["name"])
            if event["ph"] == "b":
                self.assertNotIn(key, begun)
                begun[key] = event
            else:
                self.assertLessEqual(begun.pop(key)["ts"], event["ts"])
        self.assertEqual(begun, {})

    def check_nesting(self, drawing):
        """In each thread, spans follow each other or lie in each other, and only stages lie in something: requests."""
        threads = collections.defaultdict(list)
        for event in drawing.of("X"):
            threads[event["pid"], event["tid"]].append(event)
        for events in threads.values():
            open_ = []
            for event in sorted(events, key=lambda e: e["ts"]):
                while open_ and open_[-1]["ts"] + open_[-1]["dur"] <= event["ts"] and event["cat"] != "spans":
                    open_.pop()
                while len(open_) > 1 and open_[-1]["ts"] + open_[-1]["dur"] <= event["ts"]:
                    open_.pop()
                if event["cat"] == "spans":
                    self.assertEqual(len(open_), 1, event)
                    self.assertEqual(open_[0]["cat"], "requests")
                    self.assertGreaterEqual(event["ts"], open_[0]["ts"])
                    self.assertLessEqual(event["ts"] + event["dur"], open_[0]["ts"] + open_[0]["dur"])
                else:
                    self.assertEqual(open_, [], f"{event} is drawn within another")
                open_.append(event)

    def check_rows(self, drawing):
        ended = drawing.about["ended_ns"]
        drawn = collections.defaultdict(dict)
        for event in drawing.of("Xbi"):
            if event["cat"] not in ROW_TABLES:
                continue
            for key in ("row", "row_of_end"):
                if key in event["args"]:
                    self.assertNotIn(event["args"][key], drawn[event["cat"]], "drawn once")
                    drawn[event["cat"]][event["args"][key]] = event
        for table in ROW_TABLES:
            self.assertEqual(sorted(drawn[table]), [row["id"] for row in self.rows(f"SELECT id FROM {table} ORDER BY id")], table)
        for table, begin, end, cluster, thread in (
                ("requests", "begin_ns", "end_ns", "cluster", "logins and logouts"),
                ("calls", "at_ns", "end_ns", "origin", "calls"), ("spans", "begin_ns", "end_ns", None, "logins and logouts")):
            for row in self.rows(f"SELECT * FROM {table}"):
                event = drawn[table][row["id"]]
                self.assertEqual(event["ts"], row[begin])
                self.assertEqual(event["ts"] + event["dur"], ended if row[end] is None else row[end])
                self.assertEqual(event["args"].get("open_at_the_end_of_the_run", False), row[end] is None)
                process, track = drawing.place(event)
                self.assertTrue(track.startswith(thread), track)
                if cluster is not None:
                    self.assertEqual(event["pid"], 1 if row[cluster] is None else row[cluster] + 2, process)
        for row in self.rows("SELECT * FROM exchanges"):
            event = drawn["exchanges"][row["id"]]
            self.assertEqual((event["ts"], event["pid"]), (row["at_ns"], row["from_cluster"] + 2))
            self.assertEqual(event["ph"], "i" if row["arrived_ns"] is None else "b")
            self.assertEqual(event["args"]["bytes"], row["bytes"])
        for row in self.rows("SELECT * FROM location_changes"):
            event = drawn["location_changes"][row["id"]]
            self.assertEqual((event["ts"], event["pid"]), (row["at_ns"], row["cluster"] + 2))

    def test_every_scenario(self):
        for path in shipped_scenarios():
            with self.subTest(path.name):
                # What else a scenario says of its record stays: an expectation may need it.
                record = json.loads(path.read_text(encoding="utf-8")).get("record")
                key = "record.level" if isinstance(record, dict) else "record"
                self.check(self.traced(path, "--set", f"{key}=everything"))

    def test_the_story_of_figure_3(self):
        drawing = self.traced(SCENARIOS / "figure-3-roaming.json")
        fault, = drawing.of("X", "events")
        self.assertEqual((fault["name"], fault["ts"], fault["dur"]), ("failed", 5 * MINUTE, 13 * MINUTE))
        self.assertEqual(drawing.place(fault), ("cluster cluster1", "cluster"))
        login, = drawing.of("X", "requests")
        stages = drawing.of("X", "spans")
        self.assertEqual(sum(stage["dur"] for stage in stages), login["dur"], "the stages have no gaps")
        self.assertEqual(drawing.place(login)[0], "cluster cluster2")
        phones = [(e["pid"], e["args"]) for e in drawing.of("C") if e["name"] == "roaming phones registered"]
        self.assertEqual(phones, [(3, {"phones": 0}), (3, {"phones": 1})])

    def storm(self, size=40):
        """Logins that overlap, are refused, cut off and open at the end, while lines fail and a cluster fails as it boots."""
        users = [{"id": f"u{n}", "dn": f"5{n:04}", "super_user": True} for n in range(size)]
        scenario = small_scenario(duration="20 min", expect=[])
        scenario["network"] = {"links": [{"between": ["one", "two"]}]}
        scenario["clusters"][1]["users"] += users
        scenario["clusters"][0]["spare_phones"] = 30
        timeline = [{"at": "10 min", "do": "cluster_outage", "cluster": "one", "for": "1 min"},
                    {"at": "12 min", "do": "cluster_outage", "cluster": "one", "for": "1 min"},
                    {"at": "3 min", "do": "access_outage", "cluster": "three", "for": "2 min"},
                    {"at": "18 min", "do": "access_outage", "cluster": "three", "for": "10 s"},
                    {"at": "15 min", "do": "link_outage", "between": ["one", "two"], "for": "1 h"},
                    {"at": "19 min", "do": "call", "from": "bob", "to": "9999"}]
        for n in range(size):
            timeline.append({"at": f"{595_000 + 5200 * n // size} ms", "do": "login", "user": f"u{n}", "cluster": "one"})
            timeline.append({"at": f"{1_190_000 + 8000 * n // size} ms", "do": "login", "user": f"u{n}", "cluster": "three"})
        return scenario | {"timeline": timeline}

    def test_a_storm(self):
        drawing = self.traced(self.write(self.storm()))
        self.check(drawing)
        lanes = {name for (pid, _), name in drawing.threads.items() if pid == 2 and name.startswith("logins")}
        self.assertGreater(len(lanes), 20, "logins at once in lanes of their own")
        under_way = [e["args"]["requests"] for e in drawing.of("C") if e["name"] == "logins and logouts under way" and e["pid"] == 2]
        self.assertEqual((min(under_way), under_way[-1]), (0, 0))
        self.assertEqual(max(under_way), len({e["tid"] for e in drawing.of("X", "requests") if e["pid"] == 2 and e["dur"] > 0}))
        self.assertTrue(any("open_at_the_end_of_the_run" in e["args"] for e in drawing.of("X", "requests")))
        outages = [(e["name"], e["ts"] // MINUTE, drawing.place(e)[1]) for e in drawing.of("X", "events")]
        self.assertEqual(outages, [("access_down", 3, "line to the cloud"), ("failed", 10, "cluster"),
                                   ("access_down", 18, "line to the cloud"), ("link_down", 15, "direct line one - two")])

    def test_a_run_that_records_little_is_drawn_whole(self):
        scenario = small_scenario()
        whole = self.traced(self.write(scenario)).events
        for level in ("counters", "changes"):
            drawing = self.traced(self.write(scenario | {"record": level}))
            self.assertEqual(self.rows("SELECT * FROM requests"), [])
            self.assertEqual(drawing.events, whole)

    def test_results_are_the_same_and_so_are_the_bytes(self):
        for path in shipped_scenarios():
            self.traced(path)
            first = (self.folder / "trace.json").read_bytes()
            traced = found(self.folder / "out")
            self.traced(path)
            self.assertEqual((self.folder / "trace.json").read_bytes(), first)
            self.assert_ends(self.roamsim("run", path, "-q", "--out", "out"), 0)
            self.assertEqual(found(self.folder / "out"), traced)

    def test_names_may_be_anything(self):
        scenario = small_scenario(title="\x1b[31m\" </script> \u202e\x00")
        name = "alice$\\\"'<b>`;|&\u00e9 =1+1\u2028"
        scenario["clusters"][0]["users"][0]["id"] = name[:-1]
        scenario["timeline"][2]["user"] = name[:-1]
        scenario["expect"] = []
        drawing = self.traced(self.write(scenario))
        self.assertEqual(drawing.about["title"], scenario["title"])
        self.assertEqual([e["name"] for e in drawing.of("X", "requests")], [f"login {name[:-1]}"])

    def test_a_place_that_cannot_be_written_to_is_told_before_the_run(self):
        scenario = self.write(small_scenario())
        (self.folder / "link").symlink_to("elsewhere")
        (self.folder / "folder").mkdir()
        for option in ("--trace", "--simgrid-trace"):
            for place, why in (("nowhere/trace.json", "No such file"), ("link", "symbolic link"), ("folder", "no ordinary file"),
                               ("/dev/full", "no ordinary file"), ("out/results.sqlite", "own files"), ("folder/", "names no file")):
                result = self.roamsim("run", scenario, "--out", "out", option, place)
                self.assert_ends(result, 73, place)
                self.assertEqual(result.stdout, b"")
                self.assertIn(place.encode(), result.stderr)
                self.assertIn(why.encode(), result.stderr)
                self.assertFalse((self.folder / "out" / "summary.json").exists())
        self.assertEqual(sorted(os.listdir(self.folder)), ["folder", "link", "out", "scenario.json"])

    def test_a_full_disk_costs_the_trace_and_not_the_results(self):
        scenario = self.storm(400)
        scenario["record"] = "counters"
        path = self.write(scenario)
        self.assert_ends(self.roamsim("run", path, "-q", "--out", "plain"), 0)
        limit = max(file.stat().st_size for file in (self.folder / "plain").iterdir() if file.is_file()) + 4096
        self.traced(path)
        self.assertGreater((self.folder / "trace.json").stat().st_size, limit, "else the limit shows nothing")
        (self.folder / "trace.json").write_text("an earlier one")
        result = self.roamsim("run", path, "--quiet", "--out", "limited", "--trace", "trace.json",
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assert_ends(result, 73)
        self.assertIn(b"trace.json: cannot write: File too large", result.stderr)
        self.assertEqual(found(self.folder / "limited"), found(self.folder / "plain"))
        self.assertEqual((self.folder / "trace.json").read_text(), "an earlier one")
        self.assertNotIn(".trace.json.new", os.listdir(self.folder))

    def test_one_file_and_many_runs_do_not_go_together(self):
        for option, value in (("--trace", "t.json"), ("--simgrid-trace", "t.paje"), ("--log", "info")):
            result = self.roamsim("run", self.write(small_scenario()), "--repeat", 2, option, value)
            self.assert_ends(result, 64)
            self.assertIn(option.encode(), result.stderr)

    def test_two_traces_are_two_files(self):
        scenario = self.write(small_scenario())
        result = self.roamsim("run", scenario, "--trace", "t", "--simgrid-trace", "./t")
        self.assert_ends(result, 64)
        self.assertIn(b"the same file", result.stderr)
        self.assert_ends(self.roamsim("run", scenario, "-q", "--trace", "t", "--simgrid-trace", "s"), 0)
        self.assertTrue((self.folder / "s").read_bytes().startswith(b"#"))
        json.loads((self.folder / "t").read_bytes())

    def test_an_interrupted_run_is_drawn_as_far_as_it_came(self):
        scenario = long_scenario()
        scenario["timeline"] = [{"at": "1 min", "do": "cluster_outage", "cluster": "three", "for": "3000 d"}]
        process = self.start("run", self.write(scenario), "-q", "--out", "out", "--trace", "trace.json")
        self.wait_for("the run", (self.folder / ".trace.json.new").exists)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        drawing = Drawing(self.folder / "trace.json")
        self.assertEqual(drawing.about["end"], "stopped")
        self.assertLess(drawing.about["ended_ns"], int(drawing.about["duration_ns"]))
        outage, = drawing.of("X", "events")
        self.assertTrue(outage["args"]["open_at_the_end_of_the_run"])
        self.assertEqual(outage["ts"] + outage["dur"], drawing.about["ended_ns"])


if __name__ == "__main__":
    unittest.main()
