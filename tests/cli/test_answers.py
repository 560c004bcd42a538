"""Answers that need a sweep: the values that meet a target, the assumptions on which a measure hangs, the report of a sweep."""

import csv
import shutil
import unittest

from support import SOURCE, CliTest, small_scenario

ANALYSIS = {"ROAMSIM_ANALYSIS": str(SOURCE / "analysis")}


class Answers(CliTest):
    def answer(self, *words, code=0):
        done = self.roamsim(*words, env=ANALYSIS)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return (done.stdout if code == 0 else done.stderr).decode()

    def solve(self, *more, code=0):
        scenario = self.write(small_scenario(ils={"batch_processing": "1 s", "replication": "0 s"}))
        return self.answer("solve", scenario, "--key", "/ils/batch_processing", "--from", "1 s", "--to", "33 s", "--measure", "convergence.mean", "--out", "out",
                           *more, code=code)

    def test_solve(self):
        """One cluster learns late and each second of a batch adds one to the mean, which is 168.693 s with 1 s: at most 188 s is met up to 20.3 s."""
        more = ("--at-most", "188 s", "--repetitions", "5", "--csv", "tables", "--html", "page.html")
        said = self.solve(*more)
        self.assertIn("The measure rises along the scan", said)
        self.assertNotIn("Not decided", said)
        with open(self.folder / "tables" / "solved.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertGreater(len(rows), 9)
        met = [float(row["batch_processing"].split()[0]) for row in rows if row["target"] == "met"]
        missed = [float(row["batch_processing"].split()[0]) for row in rows if row["target"] == "not met"]
        self.assertEqual((max(met), min(missed)), (20.3, 20.4))
        self.assertIn("met with /ils/batch_processing at 1.00 s to 20.3 s.", said)
        # Once more: nothing is run again, and the answer is the same.
        records = sorted(path.stat().st_mtime_ns for path in (self.folder / "out" / "sweep" / "records").rglob("*.json"))
        page = (self.folder / "page.html").read_bytes()
        self.assertEqual(self.solve(*more), said)
        self.assertEqual(sorted(path.stat().st_mtime_ns for path in (self.folder / "out" / "sweep" / "records").rglob("*.json")), records)
        self.assertEqual((self.folder / "page.html").read_bytes(), page)

    def test_bad_questions(self):
        for more, told in ((("--at-most", "x"), "a number, with its unit"), (("--at-most", "5 s", "--points", "3"), "at least 7"),
                           (("--at-most", "5 s", "--confidence", "2"), "between 0 and 1"), (("--at-most", "5 s", "--from", "9"), "the same unit")):
            if "--from" in more:
                scenario = self.write(small_scenario())
                said = self.answer("solve", scenario, "--key", "/ils/interval", "--from", "9", "--to", "3 min", "--measure", "m", "--at-most", "1", code=2)
            else:
                said = self.solve(*more, code=2)
            self.assertIn(told, said)
        self.assertIn("/axes/0/key", self.answer("solve", self.write(small_scenario()), "--key", "/ils/intervall", "--from", "1 min", "--to", "9 min",
                                                 "--measure", "convergence.mean", "--at-most", "1 s", "--out", "o", code=2))

    def test_sensitivity(self):
        said = self.answer("sensitivity", self.write(small_scenario()), "--measure", "convergence.mean", "--only", "ils.batch_processing", "--only",
                           "calls.digit_analysis", "--repetitions", "5", "--out", "out", "--csv", "tables", "--pictures", "pictures", "--format", "png")
        self.assertIn("ils.batch_processing = 2 s makes it ", said)
        with open(self.folder / "tables" / "sensitivity.csv", newline="", encoding="utf-8") as file:
            rows = {(row["assumption"], row["moved to"]): row for row in csv.DictReader(file)}
        self.assertEqual(len(rows), 4)
        self.assertEqual(rows["ils.batch_processing", "2 s"]["surely matters"], "yes")
        self.assertEqual(float(rows["calls.digit_analysis", "0.1 s"]["difference (s)"]), 0)
        self.assertTrue((self.folder / "pictures" / "sensitivity.png").is_file())

    def test_report_of_a_sweep(self):
        shutil.copyfile(self.write(small_scenario()), self.folder / "base.json")
        sweep = self.write({"schema_version": 1, "title": "Two", "scenario": "base.json", "repetitions": 3, "measures": ["convergence.mean"],
                            "axes": [{"name": "batch", "key": "/ils/batch_processing", "values": ["1 s", "5 s"]}]}, "two.json")
        self.answer("sweep", "run", sweep, "--out", "out", "--quiet")
        said = self.answer("report", "out", "--measure", "convergence.mean", "--by", "batch", "--compare", "batch=1 s", "batch=5 s", "--csv", "tables")
        self.assertIn("batch 5 s is compared with batch 1 s", said)
        self.assertTrue((self.folder / "tables" / "convergence.mean-compared.csv").is_file())


if __name__ == "__main__":
    unittest.main()
