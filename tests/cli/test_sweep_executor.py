#!/usr/bin/python3
"""How the driver gets on with Slurm's commands, which are scripts here: each does as Slurm would, or worse."""

import os
import signal
import time
import unittest

from support import ENVIRONMENT
from sweep_support import SweepTest, sweep_dump

# The tasks run one after the other, at once, and are gone from the queue then.
SBATCH = r"""#!/bin/sh
echo "$@" >> calls
for script; do :; done
last=$(sed -n 's/#SBATCH --array=0-//p' "$script")
i=0
while [ $i -le "$last" ]; do
  [ "$LOSE" = "$i" ] && [ ! -e lost ] || SLURM_ARRAY_TASK_ID=$i sh "$script" > /dev/null 2>&1
  i=$((i + 1))
done
[ -n "$LOSE" ] && : > lost
echo "$(wc -l < calls);cluster"
"""


class Executor(SweepTest):
    def setUp(self):
        super().setUp()
        (self.folder / "bin").mkdir()
        self.environment = {"PATH": f"{self.folder / 'bin'}:/usr/bin:/bin"}
        self.command("sbatch", SBATCH)
        self.command("squeue", "#!/bin/sh\necho 'slurm_load_jobs error: Invalid job id specified' >&2\nexit 1\n")
        self.command("scancel", "#!/bin/sh\necho cancel \"$@\" >> calls\n")
        self.command("scontrol", "#!/bin/sh\necho 'MaxArraySize            = 5'\n")

    def sweep(self, name="sweep.json", **changes):
        return super().sweep(name, **({"repetitions": 1} | changes))

    def command(self, name, text):
        path = self.folder / "bin" / name
        path.write_text(text)
        path.chmod(0o755)

    def slurm(self, *arguments, code=0, **environment):
        return self.run_sweep(*arguments, "--executor", "slurm", code=code, env=self.environment | environment)

    def calls(self):
        return (self.folder / "calls").read_text().splitlines() if (self.folder / "calls").exists() else []

    def local(self):
        self.run_sweep("sweep.json", "--quiet", "--out", "local")
        return sweep_dump(self.folder / "local")

    def test_as_on_this_machine(self):
        self.slurm(self.sweep(), "--out", "out", "--sbatch-args", "-p 'a b' --mem=1G")
        self.assertEqual(sweep_dump(self.folder / "out"), self.local())
        self.assertEqual(len(self.calls()), 1)
        self.assertRegex(self.calls()[0], r"^--parsable --requeue .* -p a b --mem=1G ")
        # No array is larger than Slurm allows.
        self.assertIn("--array=0-3\n", (self.folder / "out" / "submit" / "array.sh").read_text())

    def test_what_a_task_did_not_do_is_submitted_again(self):
        self.slurm(self.sweep(), "--out", "out", LOSE="1")
        self.assertEqual(len(self.calls()), 2)
        self.assertEqual(sweep_dump(self.folder / "out"), self.local())

    def test_tasks_that_bring_nothing(self):
        self.command("sbatch", "#!/bin/sh\necho x >> calls\necho 7\n")
        result = self.slurm(self.sweep(), "--out", "out", code=4)
        self.assertEqual(len(self.calls()), 3)
        self.assertIn(b"3 submissions brought no result", result.stderr)
        self.assertIn(b"go on with", result.stderr)

    def test_slurm_that_refuses_or_is_not_there(self):
        self.command("sbatch", "#!/bin/sh\necho 'sbatch: error: invalid partition' >&2\nexit 1\n")
        self.assertIn(b"invalid partition", self.slurm(self.sweep(), "--out", "out", code=4).stderr)
        (self.folder / "bin" / "sbatch").unlink()
        self.environment["PATH"] = str(self.folder / "bin")
        self.assertIn(b"no sbatch", self.slurm(self.sweep(), "--out", "out", code=4).stderr)
        self.assert_ends(self.roamsim("sweep", "run", "sweep.json", "--executor", "slurm", "--sbatch-args", "'open"), 64)

    def test_a_controller_that_is_away_is_waited_for(self):
        self.command("squeue", "#!/bin/sh\necho x >> looks\n[ $(wc -l < looks) -ge 3 ] && exit 0\n"
                               "echo 'Unable to contact slurm controller (connect failure)' >&2\nexit 1\n")
        self.slurm(self.sweep(), "--out", "out", LOSE="1")
        self.assertEqual(len((self.folder / "looks").read_text().split()), 4)
        self.assertEqual(len(self.calls()), 2)

    def test_detached_and_collected_later(self):
        result = self.slurm(self.sweep(), "--out", "out", "--detach")
        self.assertIn(b"submitted as job 1", result.stdout)
        self.assertFalse((self.folder / "out" / "results.sqlite").exists())
        self.slurm("out")
        self.assertEqual(len(self.calls()), 1)
        self.assertEqual(sweep_dump(self.folder / "out"), self.local())

    def test_goes_on_with_a_job_in_the_queue(self):
        self.slurm(self.sweep(), "--out", "out", "--detach")
        self.command("squeue", "#!/bin/sh\necho \"$@\" >> looks\n[ $(wc -l < looks) -ge 3 ] && exit 0\necho R\n")
        self.slurm("out", "--detach")
        self.assertEqual(len(self.calls()), 1)
        (self.folder / "looks").unlink()
        next((self.folder / "out" / "records").rglob("*.json")).unlink()
        self.slurm("out")
        looks = (self.folder / "looks").read_text().splitlines()
        self.assertEqual(looks[:3], ["-h -j 1 -o %t"] * 3)
        self.assertEqual(len(self.calls()), 2)

    def test_a_queue_that_never_empties_is_not_waited_for_without_need(self):
        self.command("squeue", "#!/bin/sh\necho R\n")
        self.slurm(self.sweep(), "--out", "out")
        self.assertEqual(len(self.calls()), 2)
        self.assertEqual(self.calls()[-1], "cancel 1")
        self.assertEqual(sweep_dump(self.folder / "out"), self.local())

    def test_interruption_and_cancel_take_the_tasks_away(self):
        self.command("squeue", "#!/bin/sh\necho R\n")
        self.command("sbatch", "#!/bin/sh\necho x >> calls\necho 42\n")
        process = self.start("sweep", "run", self.sweep(), "--out", "out", "--executor", "slurm", env=ENVIRONMENT | self.environment)
        self.wait_for("the job", lambda: (self.folder / "out" / "submit" / "job").exists())
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=30), 130)
        self.assertEqual(self.calls()[-1], "cancel 42")
        os.unlink(self.folder / "calls")
        self.assert_ends(self.roamsim("sweep", "cancel", "out", env=self.environment), 0)
        self.assertEqual(self.calls(), ["cancel 42"])


if __name__ == "__main__":
    unittest.main()
