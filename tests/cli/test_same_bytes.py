#!/usr/bin/python3
"""The same scenario and seed give the same results, byte for byte, whatever else differs."""

import json
import os
import subprocess
import sys
import unittest

from support import CliTest, found, shipped_scenarios

WITHOUT_VECTORS = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX,-AVX2,-AVX512F"}
BUSY = [sys.executable, "-c", "while True: pass"]


class SameBytes(CliTest):
    """On every shipped scenario."""

    def run_to(self, name, scenario, *options, **how):
        out = self.folder / name
        result = self.roamsim("run", scenario, "--quiet", "--out", out, *options, **how)
        self.assert_ends(result, 0, f"{scenario} to {name}")
        return found(out)

    def each(self):
        """Every scenario with what a plain run finds."""
        for path in shipped_scenarios():
            yield path, self.run_to("plain-" + path.stem, path)

    def test_a_second_run_under_load(self):
        busy = [subprocess.Popen(BUSY) for _ in range(2)]
        try:
            for path, plain in self.each():
                self.assertEqual(self.run_to("loaded-" + path.stem, path), plain)
                self.assertTrue(all(process.poll() is None for process in busy), "the load was there")
        finally:
            for process in busy:
                process.kill()
                process.wait()

    def test_without_fma_and_avx2(self):
        for path, plain in self.each():
            self.assertEqual(self.run_to("masked-" + path.stem, path, env=WITHOUT_VECTORS), plain)

    def test_in_another_place_and_under_another_name(self):
        for path, plain in self.each():
            elsewhere = self.folder / "else" / "where"
            elsewhere.mkdir(parents=True, exist_ok=True)
            (elsewhere / "renamed.json").write_bytes(path.read_bytes())
            result = self.roamsim("run", "renamed.json", cwd=elsewhere, env={"LC_ALL": "C", "TZ": "Asia/Tokyo"})
            self.assert_ends(result, 0)
            self.assertEqual(found(elsewhere / "runs" / "renamed"), plain)

    def test_the_merged_scenario(self):
        for path, plain in self.each():
            merged = self.folder / f"plain-{path.stem}" / "scenario.json"
            self.assertEqual(self.run_to("merged-" + path.stem, merged), plain)

    def test_over_an_earlier_run(self):
        for path, plain in self.each():
            self.assertEqual(self.run_to("plain-" + path.stem, path), plain)

    def test_repetitions_by_one_and_by_two(self):
        for path, plain in self.each():
            seed = json.loads(path.read_text()).get("seed", 1)
            names = [f"seed-{seed + n}" for n in range(6)]
            outs = [self.folder / f"{path.stem}-{jobs}" for jobs in (1, 2)]
            for jobs, out in enumerate(outs, start=1):
                result = self.roamsim("run", path, "--quiet", "--repeat", 6, "--jobs", jobs, "--out", out)
                self.assertIn(result.returncode, (0, 3), result.stderr)  # another seed may miss an expectation
                self.assertEqual(sorted(os.listdir(out)), sorted(names))
            for name in names:
                self.assertEqual(found(outs[0] / name), found(outs[1] / name), name)
            labelled = self.run_to(f"labelled-{path.stem}", path, "--set", "repetition=0")
            self.assertEqual(found(outs[0] / names[0]), labelled, "the first repetition is the plain run with its label")
            prints = [(self.folder / name / "fingerprints.json").read_bytes() for name in (f"{path.stem}-1/{names[0]}", f"plain-{path.stem}")]
            self.assertEqual(prints[0], prints[1], "and labels change nothing that is found")


if __name__ == "__main__":
    unittest.main()
