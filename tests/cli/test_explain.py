#!/usr/bin/python3
"""`roamsim explain`: on staged runs it names the cause, the place and the waiting time that follow from the scenario.

All arithmetic is from defaults: the stages of a login until its commit, a line of 10 ms from a cluster to the cloud, 1 s of
work for a batch, 500 records written a second, 1 s of replication. A batch of one or two updates is on the line for less
than FLOW beside its latency.
"""

import json
import pathlib
import sqlite3
import unittest

from support import SCENARIOS, CliTest, small_scenario

STAGED = pathlib.Path(__file__).resolve().parent / "explain"
S = 1_000_000_000
MS = 1_000_000
END = 600 * S  # of every staged run
# services_list 200 ms, sign_in_page 180 ms, typing 11.7 s, service 261 ms, commit 50 ms
TO_COMMIT = (200 + 180 + 11_700 + 261 + 50) * MS
COMMIT = 60 * S + TO_COMMIT
LINE = 2 * 10 * MS  # from one cluster by the cloud to another
EXCHANGE = 3 * LINE  # notice, request, batch
WORK = 1 * S
WRITE = S // 500  # one record
REPLICATION = 1 * S
BOOT = 180 * S
TIMEOUT, RETRY = 10 * S, 30 * S  # request_timeout, retry_interval
FLOW = 2 * MS


class ExplainTest(CliTest):
    def staged(self, name, *options):
        self.assert_ends(self.roamsim("run", STAGED / f"{name}.json", "--quiet", "--out", name, *options), 0)
        return self.folder / name

    def shipped(self, name, *options):
        self.assert_ends(self.roamsim("run", SCENARIOS / f"{name}.json", "--quiet", "--out", name, *options), 0)
        return self.folder / name

    def json(self, *arguments):
        result = self.roamsim("explain", *arguments, "--json")
        self.assert_ends(result, 0, arguments)
        return json.loads(result.stdout)

    def text(self, *arguments):
        result = self.roamsim("explain", *arguments)
        self.assert_ends(result, 0, arguments)
        self.assert_plain(result.stdout)
        return result.stdout.decode()

    def belief(self, run, cluster, at, user="bob"):
        found = self.json(run, "--user", user, "--cluster", cluster, "--at", at)
        self.assertEqual(found["kind"], "beliefs")
        [belief] = found["beliefs"]
        self.assertEqual((belief["user"], belief["cluster"]), (user, cluster))
        return belief

    def held_up(self, run, cluster, at):
        """What holds up the login at COMMIT, of which the cluster had not heard."""
        [missing] = [journey for journey in self.belief(run, cluster, at)["not_heard"] if journey["change"]["kind"] == "login"]
        self.assertEqual(missing["change"]["committed_ns"], COMMIT)
        waits = missing["waits"]
        self.assertEqual(waits[0]["since_ns"], COMMIT)
        for earlier, later in zip(waits, waits[1:]):
            self.assertEqual(earlier["until_ns"], later["since_ns"], "no time without a cause")
        if missing["applied_ns"] is not None:
            self.assertEqual(waits[-1]["until_ns"], missing["applied_ns"])
        return missing["held_up"]

    def hindrance(self, belief, cause):
        [found] = [wait for wait in belief["hindrances"] if wait["cause"] == cause]
        return found

    def assert_wait(self, wait, cause, place, since, until, **more):
        self.assertEqual((wait["cause"], wait["place"]), (cause, place), wait)
        self.assert_near(wait["since_ns"], since)
        if until is None:
            self.assertIsNone(wait["until_ns"])
        else:
            self.assert_near(wait["until_ns"], until)
        ended = END if wait["until_ns"] is None else wait["until_ns"]
        self.assertEqual(wait["waited_ns"], ended - wait["since_ns"])
        self.assertEqual({key: wait[key] for key in more}, more)

    def assert_near(self, found, wanted):
        """A date that is exact or, given as (date, batches), later by the time of so many batches on the line."""
        date, batches = wanted if isinstance(wanted, tuple) else (wanted, 0)
        self.assertGreaterEqual(found, date)
        self.assertLessEqual(found, date + batches * FLOW)

    def changed(self, run, *statements):
        database = sqlite3.connect(run / "results.sqlite")
        with database:
            for statement in statements:
                database.execute(statement)
        database.close()

    def kept(self, run):
        with sqlite3.connect(f"file:{run / 'results.sqlite'}?mode=ro", uri=True) as database:
            return database.execute("SELECT value FROM header WHERE key = 'recorded'").fetchone()[0].split()

    def refused(self, *arguments, code=2):
        result = self.roamsim("explain", *arguments)
        self.assert_ends(result, code, arguments)
        self.assertEqual(result.stdout, b"")
        self.assert_plain(result.stderr)
        self.assert_no_trace(result.stderr)
        return result.stderr.decode()


class StagedCases(ExplainTest):
    def test_the_hub_on_the_way_is_off(self):
        run = self.staged("hub_down")
        # hub2 has it after an exchange and its work; hub1 is off from 30 s for 90 s, and boots.
        self.assert_wait(self.held_up(run, "spoke1", "120 s"), "cluster_off", "hub1",
                         (COMMIT + EXCHANGE + WORK, 1), 30 * S + 90 * S + BOOT, fault_since_ns=30 * S, unreachable_to="hub2")
        # hub2 tells it at once, and takes it for unreachable when that stays without answer: both timeouts are 10 s.
        self.assert_near(self.held_up(run, "spoke1", "120 s")["unreachable_since_ns"], (COMMIT + EXCHANGE + WORK + TIMEOUT, 1))
        belief = self.belief(run, "spoke1", "120 s")
        self.assertEqual((belief["believed"]["location"], belief["truth"], belief["right"]), ("spoke1", "spoke2", False))
        later = self.belief(run, "spoke1", "500 s")
        self.assertEqual(later["believed"]["location"], "spoke2")
        self.assertEqual([(hop["from"], hop["to"]) for hop in later["believed"]["path"]],
                         [("spoke2", "hub2"), ("hub2", "hub1"), ("hub1", "spoke1")])
        text = self.text(run, "--user", "bob", "--cluster", "spoke1", "--at", "120 s")
        self.assertIn("At 2:00.000 spoke1 believed bob at spoke1, as when the run began; calls should have gone to spoke2.", text)
        self.assertIn("held up at hub1, which was off from 0:30.000 until 5:00.000", text)

    def test_the_next_question_of_the_poll(self):
        run = self.staged("poll_wait")
        # It asks 200 s after the start, and every 5 min.
        self.assert_wait(self.held_up(run, "other", "100 s"), "question", "other", COMMIT, 200 * S)
        self.assertIn("at other, which asks away when its interval is over: it does at 3:20.000 (2 min 8 s of waiting)",
                      self.text(run, "--user", "bob", "--cluster", "other", "--at", "100 s"))

    def test_the_queue_of_batches(self):
        run = self.staged("batch_queue")
        # alice's login came 2 s before bob's, and the publisher works 20 s on each.
        first = 58 * S + TO_COMMIT + EXCHANGE
        wait = self.held_up(run, "other", "80 s")
        self.assert_wait(wait, "batch_queue", "other", (COMMIT + EXCHANGE, 1), (first + 20 * S, 1), ahead=1)
        self.assertLessEqual(abs(wait["waited_ns"] - 18 * S), FLOW)
        self.assert_wait(self.held_up(run, "other", "100 s"), "batch_processing", "other", (first + 20 * S, 1),
                         (first + 40 * S, 1))

    def test_the_phone_restarts(self):
        run = self.staged("phone_restart")
        # rebuild 100 ms, restart 15.37 s, configuration 630 ms, registration 135 ms
        wait = self.hindrance(self.belief(run, "away", "80 s"), "phone_restarting")
        self.assert_wait(wait, "phone_restarting", "away", COMMIT, COMMIT + (100 + 15_370 + 630 + 135) * MS)
        self.assertEqual(wait["waited_ns"], 16_235 * MS)
        self.assertIn("restarts after the login from 1:12.391 until 1:28.626 (16.235 s)",
                      self.text(run, "--user", "bob", "--cluster", "away", "--at", "80 s"))

    def test_the_limit_of_learned_objects(self):
        run = self.staged("limit_reached")
        belief = self.belief(run, "other", "100 s")
        self.assertEqual((belief["believed"]["location"], belief["truth"]), ("home", "away"))
        self.assert_wait(belief["prevented"], "learned_limit", "other",
                         (COMMIT + EXCHANGE + WORK + WRITE + REPLICATION, 1), None, detail="1")

    def test_what_was_learned_first(self):
        run = self.staged("first_learned")
        belief = self.belief(run, "other", "100 s")
        # home is up again at 30 s + 2 min + boot. It greets, is told, asks, works and applies, and ends the old login, of which
        # other hears by an exchange of its own.
        up = 30 * S + 120 * S + BOOT
        ended = up + 4 * LINE + WORK + WRITE + REPLICATION
        self.assert_wait(belief["prevented"], "first_learned", "other", (COMMIT + EXCHANGE + WORK + WRITE + REPLICATION, 1),
                         (ended + EXCHANGE + WORK + WRITE + REPLICATION, 2), other="home")

    def test_a_clock_that_is_ahead(self):
        run = self.staged("clock_skew")
        belief = self.belief(run, "other", "200 s")
        self.assertEqual((belief["believed"]["location"], belief["truth"]), ("away", "third"))
        second = 120 * S + TO_COMMIT
        up = 100 * S + 60 * S + BOOT
        ended = up + 4 * LINE + WORK + WRITE + REPLICATION
        self.assert_wait(belief["prevented"], "wall_clock", "other", (second + EXCHANGE + WORK + WRITE + REPLICATION, 1),
                         (ended + EXCHANGE + WORK + WRITE + REPLICATION, 2), other="away", detail="away 1 h ahead")

    def test_a_partition_and_the_retry_after_it(self):
        run = self.staged("partition")
        self.assert_wait(self.held_up(run, "other", "200 s"), "partition", None, COMMIT, 330 * S, fault_since_ns=30 * S,
                         detail="main | island")
        # away has told at the commit, gives up after 10 s and greets again 30 s later, again and again; the partition ends while
        # it waits for the seventh time.
        again = COMMIT + 7 * (TIMEOUT + RETRY)
        self.assertTrue(again - RETRY < 330 * S < again)
        self.assert_wait(self.held_up(run, "other", "340 s"), "retry", "away", 330 * S, again)

    def test_broken_replication(self):
        run = self.staged("replication_broken")
        wait = self.held_up(run, "other", "100 s")
        self.assert_wait(wait, "replication_broken", "other", (COMMIT + EXCHANGE + WORK, 1), 40 * S + 220 * S,
                         fault_since_ns=40 * S)

    def test_a_dead_peer_that_is_not_detected(self):
        run = self.staged("dead_peer")
        # other is 510 ms away from everybody. It asks away when told, which is off by the time the question comes; home has it
        # then and tells other, which goes on waiting for away until its question has timed out.
        asked = COMMIT + 510 * MS
        self.assertLess(73 * S, asked + 510 * MS)
        self.assert_wait(self.held_up(run, "other", "80 s"), "dead_peer_not_detected", "other",
                         (COMMIT + EXCHANGE + WORK, 1), asked + TIMEOUT, other="away")

    def test_a_pending_logout(self):
        run = self.staged("pending_logout")
        belief = self.belief(run, "other", "200 s")
        self.assertTrue(belief["right"])
        # As in the partition away tells home with its seventh retry, at which home asks, works, applies and logs out.
        again = COMMIT + 7 * (TIMEOUT + RETRY)
        self.assert_wait(self.hindrance(belief, "pending_logout"), "pending_logout", "home", COMMIT,
                         (again + EXCHANGE + WORK + WRITE + REPLICATION, 1))
        self.assert_wait(self.held_up(run, "home", "200 s"), "line_dead", "home", COMMIT, 330 * S, fault_since_ns=30 * S)

    def test_a_dead_trunk(self):
        run = self.staged("dead_trunk")
        belief = self.belief(run, "other", "200 s")
        self.assertTrue(belief["right"])
        up = 100 * S + 60 * S + BOOT
        self.assert_wait(self.hindrance(belief, "cluster_off"), "cluster_off", "home", 100 * S, up, fault_since_ns=100 * S)
        self.assertEqual(self.belief(run, "other", "400 s")["hindrances"], [])
        self.assertIn("Calls there were held up at home, which was off from 1:40.000 until 5:40.000",
                      self.text(run, "--user", "bob", "--cluster", "other", "--at", "200 s"))


class OtherCases(ExplainTest):
    LOGIN = {"at": "60 s", "do": "login", "user": "bob", "cluster": "away"}

    def also(self, name, *actions):
        """The staged run with other actions beside the login."""
        return self.staged(name, "--set", "timeline=" + json.dumps([self.LOGIN, *actions]))

    def test_call_processing_of_the_only_node(self):
        scenario = json.loads((STAGED / "dead_trunk.json").read_text(encoding="utf-8"))
        scenario["clusters"][1]["nodes"] = [{"id": "away-pub"}]
        scenario["timeline"] = [self.LOGIN, {"at": "100 s", "do": "service_stop", "service": "call_processing", "node": "away-pub", "for": "60 s"}]
        self.assert_ends(self.roamsim("run", self.write(scenario), "--quiet", "--out", "run"), 0)
        belief = self.belief("run", "other", "120 s")
        self.assert_wait(self.hindrance(belief, "call_processing_stopped"), "call_processing_stopped", "away", 100 * S, 160 * S, fault_since_ns=100 * S)

    def test_of_faults_that_overlap_the_one_that_ends_last(self):
        parted = json.loads((STAGED / "partition.json").read_text(encoding="utf-8"))["timeline"][0]  # from 30 s for 300 s
        cut = {"at": "100 s", "do": "access_outage", "cluster": "away"}
        run = self.also("partition", parted, cut | {"for": "100 s"})
        self.assert_wait(self.held_up(run, "other", "150 s"), "partition", None, COMMIT, 330 * S)
        run = self.also("partition", parted, cut | {"for": "400 s"})
        self.assert_wait(self.held_up(run, "other", "90 s"), "partition", None, COMMIT, 100 * S)
        self.assert_wait(self.held_up(run, "other", "150 s"), "line_dead", "away", 100 * S, 500 * S, fault_since_ns=100 * S)

    def test_writing_and_replicating(self):
        run = self.staged("phone_restart", "--set", "ils.records_written_per_second=1")
        received = COMMIT + EXCHANGE + WORK
        self.assert_wait(self.held_up(run, "other", "74 s"), "writer_queue", "other", (received, 1), (received + 1 * S, 1))
        self.assert_wait(self.held_up(run, "other", "75 s"), "replication", "other", (received + 1 * S, 1),
                         (received + 1 * S + REPLICATION, 1))

    def test_a_batch_that_arrived_and_was_lost_with_the_service(self):
        # It is at work on the batch until 92 s, and loses its power at 80 s.
        run = self.also("batch_queue", {"at": "80 s", "do": "cluster_outage", "cluster": "other", "for": "10 s"})
        self.assert_wait(self.held_up(run, "other", "100 s"), "cluster_off", "other", 80 * S, 80 * S + 10 * S + BOOT, fault_since_ns=80 * S)

    def test_who_is_back_home_is_logged_in_nowhere_else(self):
        cut = {"at": "30 s", "do": "access_outage", "cluster": "home", "for": "300 s"}
        run = self.also("pending_logout", cut, {"at": "100 s", "do": "logout", "user": "bob", "cluster": "away"})
        belief = self.belief(run, "other", "200 s")
        self.assertEqual(belief["truth"], "home")
        self.assertEqual([wait["cause"] for wait in belief["hindrances"]], ["line_dead"])

    def test_a_blocked_pattern(self):
        run = self.shipped("blocked-pattern")
        self.assertEqual(self.belief(run, "cluster3", "8 min")["prevented"]["cause"], "blocked_pattern")

    def test_a_cluster_that_was_no_member(self):
        run = self.shipped("leave-and-return")
        slowest = self.json(run, "--top", "1")["changes"][0]
        self.assertEqual((slowest["held_up"]["cause"], slowest["held_up"]["place"]), ("outside_the_network", "cluster3"))
        self.assertEqual((slowest["held_up"]["fault_since_ns"], slowest["held_up"]["until_ns"]), (50 * 60 * S, 60 * 60 * S))

    def test_what_a_call_would_have_met(self):
        less = self.staged("phone_restart", "--set", 'record={"tables": {"reachability_steps": false}}')
        self.assertIsNone(self.belief(less, "home", "80 s")["call"])
        run = self.staged("phone_restart")
        ids = {name: i for i, name in enumerate(("home", "away", "other"))}
        self.changed(run, "DELETE FROM reachability_steps",
                     f"INSERT INTO reachability_steps(id, at_ns, cluster, user, reachable, reason, target) VALUES(0, 0, {ids['other']}, 0, 1, 'answered', {ids['home']}), "
                     f"(1, {70 * S}, {ids['other']}, 0, 0, 'phone_restarting', {ids['away']}), (2, {90 * S}, {ids['other']}, 0, 0, 'no_trunk', NULL), "
                     f"(3, {75 * S}, {ids['home']}, 0, 1, 'answered', {ids['home']})")
        met = {at: self.belief(run, "other", at)["call"] for at in ("69999 ms", "70 s", "80 s", "90 s")}
        self.assertEqual(met["69999 ms"], {"reachable": True, "reason": "answered", "target": "home", "since_ns": 0})
        self.assertEqual(met["70 s"], {"reachable": False, "reason": "phone_restarting", "target": "away", "since_ns": 70 * S})
        self.assertEqual(met["80 s"], met["70 s"])
        self.assertEqual(met["90 s"], {"reachable": False, "reason": "no_trunk", "target": None, "since_ns": 90 * S})
        self.assertIn("A call from other to bob would have failed: phone_restarting (the user's phone restarts or resets after a login), "
                      "sent to away; so since 1:10.000.", self.text(run, "--user", "bob", "--cluster", "other", "--at", "80 s"))

    def test_who_is_logged_out_by_the_cluster_is_followed(self):
        self.assert_ends(self.roamsim("run", SCENARIOS / "conformance" / "E2-administrators.json", "--quiet", "--out", "run"), 0)
        with sqlite3.connect(self.folder / "run" / "results.sqlite") as database:
            rows = database.execute("SELECT v.right_ns - x.at_ns FROM convergence v JOIN location_changes x ON x.id = v.change"
                                    " JOIN users u ON u.id = x.user WHERE x.kind = 'forced_logout' AND u.name = 'alice'").fetchall()
        self.assertEqual(rows, [(0,)] * 3, "she stays where she was, at home")

    def test_a_cluster_that_is_right(self):
        run = self.shipped("figure-3-roaming")
        for belief in self.json(run, "--user", "bob")["beliefs"]:
            self.assertTrue(belief["right"], belief)
            self.assertEqual((belief["not_heard"], belief["prevented"]), ([], None))

    def test_what_a_run_of_every_scenario_believes_is_what_it_recorded(self):
        """Against the tables: the location, and that every change not applied by then is named with a cause."""
        for name in ("hub-failure", "storm-and-faults", "recovery", "partition"):
            run = self.shipped(name)
            with sqlite3.connect(f"file:{run / 'results.sqlite'}?mode=ro", uri=True) as database:
                moved = [user for user, in database.execute("SELECT DISTINCT user FROM v_routes")][:3]
                for user in moved:
                    for belief in self.json(run, "--user", user, "--at", "13 min")["beliefs"]:
                        at = belief["at_ns"]
                        wanted = database.execute("SELECT to_cluster FROM v_routes WHERE user = ? AND cluster = ? AND at_ns <= ? "
                                                  "ORDER BY at_ns DESC, id DESC LIMIT 1", (user, belief["cluster"], at)).fetchone()
                        self.assertEqual(belief["believed"]["location"], wanted[0])
                        missing = database.execute(
                            "SELECT x.id FROM v_location_changes x WHERE x.user = ? AND x.at_ns <= ? AND x.cluster <> ? AND NOT EXISTS "
                            "(SELECT 1 FROM v_convergence v WHERE v.change = x.id AND v.cluster = ? AND x.at_ns + v.applied_after_ns "
                            "<= ?) ORDER BY x.at_ns, x.id", (user, at, belief["cluster"], belief["cluster"], at)).fetchall()
                        self.assertEqual([journey["change"]["id"] for journey in belief["not_heard"]], [i for i, in missing])
                        for journey in belief["not_heard"]:
                            self.assertIsNotNone(journey["held_up"], (name, user, belief["cluster"]))
                            self.assertNotEqual(journey["held_up"]["cause"], "unknown")


class SlowestChanges(ExplainTest):
    def test_ranked_with_what_held_them_up(self):
        run = self.shipped("partition")
        changes = self.json(run)["changes"]
        self.assertEqual([change["change"]["kind"] for change in changes], ["login", "automatic_logout"])
        self.assertEqual(sorted((change["took_ns"] for change in changes), reverse=True), [change["took_ns"] for change in changes])
        self.assertEqual(changes[0]["held_up"]["cause"], "partition")
        # From the commit, 11 min + TO_COMMIT, until 20 min.
        self.assertEqual(changes[0]["held_up"]["waited_ns"], 20 * 60 * S - (11 * 60 * S + TO_COMMIT))
        with sqlite3.connect(f"file:{run / 'results.sqlite'}?mode=ro", uri=True) as database:
            wanted = database.execute("SELECT max(applied_after_ns) FROM v_convergence GROUP BY change ORDER BY 1 DESC").fetchall()
        self.assertEqual([change["took_ns"] for change in changes], [took for took, in wanted])
        self.assertEqual(len(self.json(run, "--top", "1")["changes"]), 1)
        text = self.text(run)
        self.assertIn("1. the login of bob at south of 11:12.391", text)
        self.assertIn("by the partition main | island", text)

    def test_one_that_never_comes(self):
        run = self.staged("hub_down", "--set", "duration=4 min")
        [change] = self.json(run)["changes"]
        self.assertEqual((change["last"], change["missing"], change["applied_ns"]), ("hub1", 2, None))
        self.assertEqual((change["held_up"]["cause"], change["held_up"]["until_ns"]), ("cluster_off", None))
        self.assertIn("not by the end of the run", self.text(run))

    def test_a_run_without_changes(self):
        run = self.staged("dead_trunk")
        self.assertEqual(self.json(run)["changes"], [])
        self.assertIn("no location change", self.text(run))


class Requests(ExplainTest):
    def test_a_refused_login_has_cause_and_remedy(self):
        scenario = small_scenario(expect=[], timeline=[{"at": "1 min", "do": "login", "user": "bob", "cluster": "one"}])
        self.assert_ends(self.roamsim("run", self.write(scenario), "--quiet", "--out", "refused"), 0)
        request = self.json("refused", "--request", "0")["request"]
        self.assertEqual((request["code"], request["error"]["cause"]), (201, "not_a_super_user"))
        self.assertEqual(request["error"]["remedy"], "Put the user into the group Standard EM Roaming Across Clusters Super Users.")
        text = self.text("refused", "--request", "0")
        self.assertIn("Please try to login again (201)", text)
        self.assertIn("Remedy: Put the user into the group", text)

    def test_one_that_succeeded(self):
        run = self.staged("phone_restart")
        self.assertIsNone(self.json(run, "--request", "0")["request"]["error"])
        self.assertIn("succeeded at 1:28.626", self.text(run, "--request", "0"))

    def test_one_that_met_an_outage(self):
        run = self.staged("phone_restart", "--set", 'timeline=[{"at":"60 s","do":"login","user":"bob","cluster":"away"},'
                                                   '{"at":"65 s","do":"cluster_outage","cluster":"away","for":"60 s"}]')
        request = self.json(run, "--request", "0")["request"]
        self.assertEqual(request["error"]["cause"], "no_service")
        self.assertEqual([(wait["cause"], wait["place"], wait["fault_since_ns"]) for wait in request["outages"]],
                         [("cluster_off", "away", 65 * S)])


class Refusals(ExplainTest):
    def test_what_the_run_does_not_have(self):
        run = self.staged("phone_restart")
        self.assertIn('there is no user "bobb"; did you mean "bob"?', self.refused(run, "--user", "bobb"))
        self.assertIn('there is no cluster "oter"; did you mean "other"?', self.refused(run, "--user", "bob", "--cluster", "oter"))
        self.assertIn("the run has no date 11 min; the nearest is its end, 10 min", self.refused(run, "--user", "bob", "--at", "11 min"))
        self.assertIn("there is no login or logout 7; the run has 0 to 0, the nearest is 0", self.refused(run, "--request", "7"))

    def test_wrong_usage(self):
        run = self.staged("phone_restart")
        for usage in (("--cluster", "other"), ("--at", "1 min"), ("--user", "bob", "--at", "-1 s"), ("--user", "bob", "--at", "x"),
                      ("--request", "-1"), ("--request", "x"), ("--request", "0", "--user", "bob"), ("--top", "0"),
                      ("--top", "3", "--user", "bob"), ("--top", "3", "--request", "0")):
            self.refused(run, *usage, code=64)

    def test_what_was_not_recorded(self):
        run = self.staged("phone_restart", "--set", "record=requests")
        for arguments in ((), ("--user", "bob")):
            said = self.refused(run, *arguments)
            self.assertIn('the answer needs the level "everything"', said)
            self.assertIn("roamsim run RUN/scenario.json --set record=everything --out NEW", said)
        self.assertIn("succeeded", self.text(run, "--request", "0"))
        run = self.staged("phone_restart", "--set", "record=changes")
        self.assertIn('the answer needs the level "requests"', self.refused(run, "--request", "0"))
        run = self.staged("phone_restart", "--set", 'record={"clusters":["other"]}')
        self.assertIn("keeps only the rows of some clusters or users", self.refused(run))

    def test_another_schema_version(self):
        run = self.staged("phone_restart")
        with sqlite3.connect(run / "results.sqlite") as database:
            database.execute("PRAGMA user_version = 77")
        database.close()
        said = self.refused(run)
        self.assertIn("has schema version 77", said)
        self.assertIn("run the scenario.json beside it again", said)

    def test_a_scenario_that_is_not_the_runs(self):
        run = self.staged("phone_restart")
        scenario = (run / "scenario.json").read_text(encoding="utf-8")
        (run / "scenario.json").write_text(scenario.replace("10 min", "11 min", 1), encoding="utf-8")
        self.assertIn("is not the scenario that was run", self.refused(run))
        (run / "scenario.json").unlink()
        self.assertIn("scenario beside the results cannot be read", self.refused(run))

    def test_names_that_a_terminal_would_act_on(self):
        run = self.staged("phone_restart")
        evil = "\u202eevil\x1b[31m\n<b>"
        self.changed(run, "UPDATE registrations SET phone = char(8238) || 'evil' || char(27) || '[31m' || char(10) || '<b>'",
                     "UPDATE requests SET phone = char(8238) || 'evil' || char(27) || '[31m' || char(10) || '<b>'")
        arguments = (run, "--user", "bob", "--cluster", "away", "--at", "80 s")
        self.assertIn("the phone \\u{202e}evil\\x1b[31m\\n<b> at away restarts", self.text(*arguments))
        self.assertIn("on \\u{202e}evil", self.text(run, "--request", "0"))
        self.assertEqual(self.hindrance(self.json(*arguments)["beliefs"][0], "phone_restarting")["detail"], evil)
        self.refused(run, "--user", "\u202eb\x1bob")

    def test_results_that_name_what_is_not_there(self):
        for statement in ("UPDATE convergence SET cluster = 77", "UPDATE location_changes SET cluster = 77", "UPDATE location_changes SET truth = 77",
                          "UPDATE advances SET peer = 77 WHERE peer IS NOT NULL", "UPDATE routes SET to_cluster = 77",
                          "UPDATE location_changes SET user = 77", "UPDATE convergence SET cluster = -1", "UPDATE requests SET user = 77"):
            run = self.staged("phone_restart")
            self.changed(run, statement)
            for arguments in ((), ("--user", "bob"), ("--user", "bob", "--at", "73 s"), ("--request", "0")):
                result = self.roamsim("explain", run, *arguments)
                self.assertIn(result.returncode, (0, 2), (statement, arguments, result.stderr))
                self.assert_no_trace(result.stderr)
            self.assertIn(b"they are damaged" if "routes" in statement or "truth" in statement else b"", self.roamsim("explain", run, "--user", "bob").stderr)


if __name__ == "__main__":
    unittest.main()
