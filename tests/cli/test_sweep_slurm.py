#!/usr/bin/python3
"""A sweep on a private Slurm of two nodes: a task is killed, a node lost, the controller and the driver restarted, and the
results are those of the local executor, byte for byte."""

import os
import pathlib
import signal
import subprocess
import time
import unittest

from support import ENVIRONMENT, SCENARIOS
from sweep_support import SweepTest, kill, small_sweep, sweep_dump

SANDBOX = pathlib.Path(__file__).resolve().with_name("slurm_sandbox.sh")
PATH = ENVIRONMENT.get("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin"


def environment_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


class Slurm(SweepTest):
    def setUp(self):
        super().setUp()
        self.place = self.folder / "slurm"
        self.environment = ENVIRONMENT | {"PATH": PATH, "SLURM_CONF": str(self.place / "slurm.conf")}
        self.addCleanup(self.sandbox, "stop")
        result = self.sandbox("start", "2", "2")
        self.assertEqual(result.returncode, 0, result)

    def sandbox(self, action, *arguments):
        return subprocess.run(["bash", SANDBOX, action, self.place, *arguments], env=self.environment, check=False, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)

    def slurm(self, *words):
        return subprocess.run(words, env=self.environment, check=False, timeout=60, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def workers(self):
        """The tasks' processes of this Slurm, and of no other."""
        ours = f"SLURM_CONF={self.place / 'slurm.conf'}".encode()
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if words[1:3] == [b"sweep", b"worker"] and ours in environment_of(entry.name) and parent.isdigit():
                above = pathlib.Path(f"/proc/{parent}/cmdline").read_bytes() if pathlib.Path(f"/proc/{parent}").exists() else b""
                if b"sweep\0worker" not in above:  # not the runs that a worker has forked
                    found.append(int(entry.name))
        return found

    def records(self):
        return len(list((self.folder / "out" / "records").rglob("*.json")))

    def drive(self, *arguments):
        return self.start("sweep", "run", *arguments, "--executor", "slurm", "--chunks", "24", env=self.environment)

    def test_all_that_can_go_wrong(self):
        sweep = self.write(small_sweep(scenario=str(SCENARIOS / "ten-sites.json"), repetitions=60, measures=["events", "ils.messages"],
                                       axes=[{"name": "interval", "key": "/ils/interval", "values": ["2 min", "5 min"]}]), "sweep.json")
        driver = self.drive(sweep, "--out", "out")
        self.wait_for("the first results", lambda: self.records() >= 3)
        self.wait_for("a task", self.workers)
        kill(self.workers()[0])
        self.wait_for("more results", lambda: self.records() >= 15)
        self.assertEqual(self.sandbox("kill-node", "1").returncode, 0)
        self.assertEqual(self.slurm("scontrol", "update", "NodeName=n1", "State=DOWN", "Reason=lost").returncode, 0)
        self.wait_for("results of the other node", lambda: self.records() >= 25)
        controller = int((self.place / "slurmctld.pid").read_text())
        kill(controller)
        self.wait_for("the controller to be gone", lambda: self.slurm("squeue").returncode != 0)
        time.sleep(2)  # the driver looks at the queue meanwhile
        self.assertIsNone(driver.poll())
        self.assertEqual(self.slurm("slurmctld").returncode, 0)
        self.wait_for("the controller", lambda: self.slurm("squeue").returncode == 0)
        kill(driver.pid)
        driver.wait(timeout=30)
        self.sandbox("start-node", "1")
        driver = self.drive("out")
        _, errors = driver.communicate(timeout=170)
        self.assertEqual(driver.returncode, 0, errors)
        self.roamsim("sweep", "run", sweep, "--quiet", "--out", "local")
        self.assertEqual(sweep_dump(self.folder / "out"), sweep_dump(self.folder / "local"))
        self.assertEqual(os.listdir(self.folder / "out" / "failed"), [])

    def test_an_interrupted_driver_takes_its_tasks_away(self):
        sweep = self.write(small_sweep(scenario=str(SCENARIOS / "ten-sites.json"), repetitions=5000, axes=[], measures=["events"]))
        driver = self.drive(sweep, "--out", "out")
        self.wait_for("the first results", lambda: self.records() >= 3)
        driver.send_signal(signal.SIGTERM)
        driver.wait(timeout=30)
        self.assertEqual(driver.returncode, 143)
        self.wait_for("the tasks to be gone", lambda: not self.slurm("squeue", "-h").stdout.strip() and not self.workers())


if __name__ == "__main__":
    unittest.main()
