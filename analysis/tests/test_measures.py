"""What is measured of a run, against databases small enough to be worked by hand, and against the queries of docs/results.md."""

import pathlib
import random
import re
import sqlite3
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from roamsim_analysis import going_home, knowledge, learned, reached  # noqa: E402
from roamsim_analysis.going_home import Pending, Return  # noqa: E402
from roamsim_analysis.learned import APPLIED, OVERTAKEN, UNFINISHED  # noqa: E402
from roamsim_analysis.run import Run  # noqa: E402
from tests import sample  # noqa: E402

A, B, C, D = range(4)


class Made(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="roamsim-analysis-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name) / "run"

    def sample(self, users=(A,), end=100, **header):
        """Hubs a and b, the spoke c, and d outside the network; users by their homes."""
        made = sample.Sample(self.folder)
        made.header(duration_ns=str(end), **header)
        made.add("clusters", ("a", "hub"), ("b", "hub"), ("c", "spoke"), ("d", "standalone"))
        made.add("users", *((f"user{i}", f"100{i}", home, 1) for i, home in enumerate(users)))
        return made

    def change(self, made, at, kind, user, cluster, truth, **applied):
        number = made.database.execute("SELECT count(*) FROM location_changes").fetchone()[0]
        made.add("location_changes", (at, kind, user, cluster, truth, 0, number, None))
        for name, date in applied.items():
            made.add("convergence", (number, "abcd".index(name), date, date))

    def opened(self, made):
        run = Run(made.close())
        self.addCleanup(run.close)
        return run


class Learned(Made):
    def story(self, **header):
        made = self.sample((A, B), **header)
        self.change(made, 10, "login", 0, B, B, b=10, a=15, c=22)
        self.change(made, 15, "automatic_logout", 0, A, B, a=15, b=16, c=17)
        self.change(made, 40, "login", 1, C, C, c=40, a=70, b=60)       # a hears of it too late
        self.change(made, 60, "logout", 1, C, B, c=60, b=60, a=75)
        self.change(made, 80, "forced_logout", 0, B, A, b=80, c=100)    # a: not before the end
        self.change(made, 90, "login", 0, D, D)                        # nobody will hear of it, but it overtakes
        return self.opened(made)

    def listed(self, times):
        return sorted(zip(times.changes.tolist(), times.durations.tolist(), times.outcomes.tolist()))

    def test_by_role_and_last(self):
        found = learned.learned(self.story())
        self.assertEqual([change.id for change in found.changes], [0, 2, 3, 4])
        self.assertEqual(found.outside, 1)
        hubs = [(0, 5, APPLIED), (1, 20, OVERTAKEN), (1, 20, APPLIED), (2, 0, APPLIED), (2, 15, APPLIED), (3, 10, OVERTAKEN)]
        self.assertEqual(self.listed(found.of([A, B])), sorted(hubs))
        self.assertEqual(self.listed(found.of([C])), [(0, 12, APPLIED), (3, 10, OVERTAKEN)])
        self.assertEqual(self.listed(found.last()), [(0, 12, APPLIED), (1, 20, OVERTAKEN), (2, 15, APPLIED), (3, 10, OVERTAKEN)])

    def test_cut_off_by_the_end(self):
        made = self.sample()
        self.change(made, 30, "login", 0, B, B, b=30, c=100)
        found = learned.learned(self.opened(made))
        self.assertEqual(self.listed(found.of([A, B, C])), [(0, 70, UNFINISHED), (0, 70, APPLIED)])
        self.assertEqual(self.listed(found.last()), [(0, 70, UNFINISHED)])

    def test_after_the_warm_up(self):
        self.assertEqual([change.id for change in learned.learned(self.story(warmup_ns="40")).changes], [2, 3, 4])

    def test_two_moves_at_once_do_not_overtake_each_other(self):
        made = self.sample()
        self.change(made, 10, "logout", 0, B, A, a=12, c=12)
        self.change(made, 10, "login", 0, C, C, a=12)
        self.change(made, 20, "logout", 0, C, A)
        found = learned.learned(self.opened(made))
        self.assertEqual(self.listed(found.of([A, B, C])), [
            (0, 2, APPLIED), (0, 2, APPLIED), (1, 2, APPLIED), (1, 10, OVERTAKEN), (2, 80, UNFINISHED), (2, 80, UNFINISHED)])

    def test_nothing(self):
        found = learned.learned(self.opened(self.sample()))
        self.assertEqual((len(found.last()), len(found.of([A, B, C])), found.outside), (0, 0, 0))


class ByHop(Made):
    def test_by_number_of_exchanges(self):
        made = self.sample()
        made.add("location_changes", (10, "login", 0, B, B, 0, 0, None), (20, "login", 0, C, C, 0, 1, None))
        made.add("convergence", *((*row[:4], None, None, row[4]) for row in (
            (0, B, 10, 10, 0), (0, A, 12, 15, 1), (0, C, 16, 18, 2), (1, C, 20, 20, 0), (1, B, 30, 33, 1), (1, A, 40, None, 2))))
        found = learned.learned(self.opened(made))
        self.assertEqual([(times.durations.tolist(), times.outcomes.tolist()) for times in (found.of_hops(0, 0), found.of_hops(1, 1), found.of_hops(2, 9))],
                         [([], []), ([5, 13], [APPLIED, APPLIED]), ([8, 80], [APPLIED, UNFINISHED])])
        self.assertEqual(found.received.tolist(), [[2, 0, 6], [20, 10, 0]])


class Reached(Made):
    def times(self, made):
        run = self.opened(made)
        found = reached.reached(run)
        return {(change.id, cluster): (int(found.durations[row, column]), int(found.outcomes[row, column]))
                for row, change in enumerate(found.changes) for column, cluster in enumerate(found.members) if found.watched[row, column]}

    def test_by_hand(self):
        made = self.sample((A, A))
        self.change(made, 10, "login", 0, B, B)
        self.change(made, 50, "logout", 0, B, A)
        self.change(made, 60, "login", 1, B, B)     # was not looked at
        self.change(made, 70, "login", 0, C, C)
        self.change(made, 80, "logout", 0, C, None)  # is nowhere afterwards
        made.steps(A, 0, (0, 1, A), (12, 0, None), (20, 1, B), (51, 1, A), (65, 1, C), (70, 0, None), (75, 1, C))  # finds the phone until the very commit
        made.steps(C, 0, (0, 1, A), (9, 1, B), (30, 0, B), (31, 1, B))  # was there already at the commit, never learns of the logout
        made.steps(B, 0, (0, 1, A), (10, 1, B), (50, 0, None), (55, 1, A), (70, 0, A), (82, 1, C))
        self.assertEqual(self.times(made), {
            (0, A): (10, APPLIED), (0, C): (0, APPLIED), (1, A): (1, APPLIED), (1, C): (20, OVERTAKEN), (3, A): (5, APPLIED), (3, B): (10, OVERTAKEN)})

    def test_against_the_definition(self):
        generator = random.Random(5)
        made = self.sample((A, B, C), end=500)
        steps = {}
        for cluster in (A, B, C):
            for user in range(3):
                dates = [0, *sorted(generator.choices(range(1, 500), k=40))]
                steps[cluster, user] = [(at, generator.random() < 0.6, generator.choice((A, B, C))) for at in dates]
        for (cluster, user), own in sorted(steps.items(), key=lambda item: generator.random()):
            made.steps(cluster, user, *own)
        moved = {user: sorted(generator.sample(range(1, 500), 12)) for user in range(3)}
        expected, changes = {}, sorted((at, user) for user in moved for at in moved[user])
        for number, (at, user) in enumerate(changes):
            truth = generator.choice((A, B, C))
            self.change(made, at, "login", user, truth, truth)
            limit = next((later for later in moved[user] if later > at), 500)
            for cluster in {A, B, C} - {truth}:
                own = steps[cluster, user]
                good = [date for date in range(at, limit + 1)
                        if [s for s in own if s[0] <= date][-1][1:] == (True, truth)]
                late = OVERTAKEN if limit in moved[user] else UNFINISHED
                expected[number, cluster] = (good[0] - at, APPLIED) if good and good[0] < 500 else (limit - at, late)
        self.assertEqual(self.times(made), expected)
        self.assertGreater(len([1 for _, outcome in expected.values() if outcome == OVERTAKEN]), 10)

    def test_nobody_was_looked_at(self):
        made = self.sample()
        self.change(made, 10, "login", 0, B, B)
        self.assertEqual(self.times(made), {})


class Among(Made):
    """The last of the clusters that were up, of those that were within reach."""

    def test_by_hand(self):
        made = self.sample((A, A))
        self.change(made, 10, "login", 0, B, B, b=10, a=15, c=40)
        self.change(made, 60, "login", 1, A, A, a=60, b=70, c=75)
        made.add("events", (12, "failed", C, None, ""), (20, "repaired", C, None, ""), (30, "recovered", C, None, ""),
                 (62, "access_down", A, None, ""), (63, "access_up", A, None, ""), (72, "access_down", C, None, ""), (73, "access_up", C, None, ""))
        run = self.opened(made)
        found, outages = learned.learned(run), run.outages()
        up = found.without([outage for outage in outages if outage.kind != "cut off"])
        self.assertEqual(found.last().durations.tolist(), [30, 15])
        self.assertEqual(found.last(up).durations.tolist(), [5, 15])
        cut = [outage for outage in outages if outage.kind == "cut off"]
        self.assertEqual(found.last(up & found.without(cut)).durations.tolist(), [5, 10])
        reachable = found.last(up & found.without(cut, of_origin=True))
        self.assertEqual((reachable.changes.tolist(), reachable.durations.tolist()), ([0], [5]), "the second one was committed where the line was cut")

    def test_an_outage_that_ends_as_the_change_comes_counts_not(self):
        made = self.sample()
        self.change(made, 30, "login", 0, B, B, a=40, c=50)
        made.add("events", (20, "access_down", C, None, ""), (30, "access_up", C, None, ""), (40, "access_down", A, None, ""))
        run = self.opened(made)
        self.assertTrue(learned.learned(run).without(run.outages()).all())


class LikeTheDocumentation(Made):
    """Random routes and registrations, measured here and by the queries of docs/results.md."""

    def query(self, word):
        text = (sample.TOP / "docs/results.md").read_text(encoding="utf-8")
        found = [sql for sql in re.findall(r"```sql\n(.*?)```", text, re.DOTALL) if word in sql]
        self.assertEqual(len(found), 1)
        return found[0]

    def test_stale_time_and_double_registration(self):
        generator = random.Random(11)
        made = self.sample((A, B, C), end=1000 * sample.SECOND)
        for user in range(3):
            for cluster in range(4):
                made.add("routes", (0, cluster, user, user))
        for at in sorted(generator.sample(range(1, 1000), 200)):
            at, user, cluster = at * sample.SECOND, generator.randrange(3), generator.randrange(4)
            kind = generator.randrange(3)
            if kind == 0:
                self.change(made, at, "login", user, cluster, generator.choice((None, *range(4))))
            elif kind == 1:
                made.add("routes", (at, cluster, user, generator.choice((None, *range(4)))))
            elif cluster < 2:  # two clusters with a phone each: the query counts pairs of phones
                made.add("registrations", (at, user, cluster, "SEP1", generator.randrange(2)))
        run = self.opened(made)
        with sqlite3.connect(self.folder / "results.sqlite") as database:
            wrong = {name: seconds for name, _, seconds in database.execute(self.query("stale_s"))}
            double = {name: seconds for name, _, _, seconds in database.execute(self.query("double_s"))}
        names = {user.id: user.name for user in run.users}
        states = knowledge.Knowledge(run).states(run.users)
        spans = {user.name: [span for own in states[user.id].values() for span in own] for user in run.users}
        self.assertEqual({name: sum(end - begin for begin, end, state in own if state == "stale") / 1e9 for name, own in spans.items()}, wrong)
        self.assertEqual({names[user]: time / 1e9 for user, time in going_home.registered_twice(run).items()}, double)
        self.assertGreater(min(wrong.values()), 0)
        self.assertEqual(len(double), 3)


class GoingHome(Made):
    def test_pending_logouts(self):
        made = self.sample((A, A, A, B))
        self.change(made, 10, "login", 0, B, B)
        self.change(made, 18, "automatic_logout", 0, A, B)
        self.change(made, 20, "login", 0, C, C)             # b logs out at 24
        self.change(made, 24, "automatic_logout", 0, B, C)
        self.change(made, 30, "login", 1, B, B)             # back home before home has heard of it
        self.change(made, 45, "login", 1, A, A)             # b never hears of that
        self.change(made, 50, "login", 2, B, B, a=55)       # a knew and had nobody to log out
        self.change(made, 60, "login", 3, C, C)
        self.change(made, 70, "logout", 3, C, B)
        self.change(made, 80, "login", 3, A, A, b=81, c=82)  # nothing was open in c, and home was never asked
        found = going_home.pending_logouts(self.opened(made))
        self.assertEqual(found, [
            Pending(0, A, B, 10, 8, "logged out"), Pending(0, B, C, 20, 4, "logged out"), Pending(1, A, B, 30, 15, "came back"),
            Pending(1, B, A, 45, 55, "end of the run"), Pending(3, B, C, 60, 40, "end of the run")])

    def test_back_before_the_old_place_logged_out(self):
        made = self.sample()
        self.change(made, 10, "login", 0, B, B, c=12)
        self.change(made, 20, "login", 0, A, A)
        self.change(made, 30, "login", 0, C, C)
        self.change(made, 35, "automatic_logout", 0, A, C)
        self.change(made, 36, "automatic_logout", 0, B, C)
        found = going_home.pending_logouts(self.opened(made))
        self.assertEqual(found, [Pending(0, A, B, 10, 10, "came back"), Pending(0, B, A, 20, 16, "logged out"), Pending(0, A, C, 30, 5, "logged out")])

    def test_registered_twice(self):
        made = self.sample((A, A, A))
        made.add("registrations", (30, 0, B, "SEP2", 1), (35, 0, B, "SEP3", 1), (42, 0, A, "SEP1", 0),  # two phones of b
                 (50, 0, A, "SEP1", 1), (55, 0, B, "SEP2", 0), (60, 0, B, "SEP3", 0), (60, 0, C, "SEP4", 1),
                 (10, 1, B, "SEP5", 1), (20, 1, B, "SEP5", 0), (20, 1, A, "SEP6", 1),
                 (90, 2, A, "SEP7", 1), (95, 2, C, "SEP8", 1))
        self.assertEqual(going_home.registered_twice(self.opened(made)), {0: 12 + 10 + 40, 2: 5})

    def test_the_last_user_is_home(self):
        made = self.sample((A, A, B, A))
        self.change(made, 10, "login", 0, B, B)
        self.change(made, 12, "login", 1, C, C)
        self.change(made, 14, "login", 2, C, C)
        made.add("events", (5, "failed", A, None, ""), (30, "repaired", A, None, ""), (40, "recovered", A, None, ""))
        self.change(made, 45, "logout", 0, B, A)
        self.change(made, 46, "login", 0, C, C)
        self.change(made, 70, "logout", 1, C, A)
        made.add("events", (71, "failed", A, None, ""), (80, "recovered", A, None, ""), (90, "recovered", C, None, ""))
        self.assertEqual(going_home.returns(self.opened(made)), [
            Return(A, 40, 2, 0, 30), Return(A, 80, 1, 1, None), Return(C, 90, 0, 0, None)])


if __name__ == "__main__":
    unittest.main()
