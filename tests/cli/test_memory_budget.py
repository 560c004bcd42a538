#!/usr/bin/python3
"""The memory budget: what a phone, a user and a login in progress take, as the slope of peak memory, is within what
`roamsim run --stats` says."""

import os
import re
import subprocess
import unittest

from support import ENVIRONMENT, CliTest

CLUSTERS = 10
MANY = 20_000  # in each cluster
FEW_LOGINS, MANY_LOGINS = 2_000, 6_000  # in each cluster
LINE = re.compile(r"^  (?P<words>[a-z, ]+?) +(?P<bytes>\d+) B +(?P<count>\d+) +[0-9.]+ MB$", re.MULTILINE)


class MemoryBudget(CliTest):
    def scenario(self, spare=0, typing=False, **users):
        """`typing`: all users have asked for the sign-in page and type when the run ends."""
        def cluster(number):
            role = {"role": "hub"} if number == 0 else {"role": "spoke", "hub": "c0"}
            return {"id": f"c{number}", "ils": role, "spare_phones": spare,
                    "users": [{"id": f"c{number}-{{n:6}}", "dn": f"{number + 10}{{n:6}}"} | users] if users else []}
        storm = {"name": "walkover", "users": "*", "at": "1 s", "arrivals": "even", "over": "10 s", "to": [{"cluster": "*"}],
                 "typing": {"distribution": "fixed", "mean": "60 s"}}
        return {"schema_version": 1, "title": "Idle", "duration": "15 s" if typing else "1 ms", "record": "counters",
                # So little work that nobody waits for the page where the nodes have more to do than they can.
                "extension_mobility": {"state_query": "1 ms"}, "ils": {"max_learned_objects": 1_000_000},
                "clusters": [cluster(number) for number in range(CLUSTERS)]} | ({"storms": [storm]} if typing else {})

    def peak(self, **things):
        """Bytes at the peak of a run with so many things in each cluster."""
        path = self.write(self.scenario(**things))
        with subprocess.Popen([self.program, "run", path, "--quiet", "--out", self.folder / "out"],
                              env=ENVIRONMENT, stdin=subprocess.DEVNULL) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        return usage.ru_maxrss * 1024

    def budget(self):
        result = self.roamsim("run", self.write(self.scenario(spare=3, count=2, advertised=False)), "--stats", "--out", "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = {line["words"]: (int(line["bytes"]), int(line["count"])) for line in LINE.finditer(result.stdout.decode())}
        self.assertEqual(lines["cluster"][1], CLUSTERS)
        self.assertEqual(lines["idle phone"][1], 5 * CLUSTERS)
        self.assertEqual(lines["user"][1], 2 * CLUSTERS)
        self.assertEqual(lines["advertised user, more"][1], 0)
        return {words: of_one for words, (of_one, _) in lines.items()}

    def hold(self, budget, few, many):
        slope = (self.peak(**many) - self.peak(**few)) / (CLUSTERS * (MANY - 1000))
        print(f"{many}: {slope:.1f} of {budget} bytes")
        self.assertLessEqual(slope, budget, many)
        self.assertGreater(slope, budget / 4, "a budget says what is needed, too")

    def test_what_is_there_from_the_start(self):
        budget = self.budget()
        phone, user = budget["idle phone"], budget["user"]
        self.assertLessEqual(phone, 48)
        self.assertLessEqual(user, 64)
        self.assertLessEqual(user + budget["advertised user, more"], 160)
        self.hold(phone, {"spare": 1000}, {"spare": MANY})
        for more, changes in ((0, {"advertised": False}), (budget["advertised user, more"], {}),
                              (budget["advertised user, more"], {"super_user": True})):
            self.hold(phone + user + more, {"count": 1000} | changes, {"count": MANY} | changes)

    def test_a_login_in_progress(self):
        budget = self.budget()
        self.assertLessEqual(budget["user"] + budget["advertised user, more"] + budget["login in progress"], 600)

        def slope(typing):
            few, many = (self.peak(spare=count + 10, count=count, super_user=True, typing=typing)
                         for count in (FEW_LOGINS, MANY_LOGINS))
            return (many - few) / (CLUSTERS * (MANY_LOGINS - FEW_LOGINS))
        more = slope(typing=True) - slope(typing=False)
        print(f"a login in progress: {more:.1f} of {budget['login in progress']} bytes")
        self.assertLessEqual(more, budget["login in progress"])
        self.assertGreater(more, budget["login in progress"] / 4, "a budget says what is needed, too")


if __name__ == "__main__":
    unittest.main()
