#!/usr/bin/python3
"""Bad scenario files end the program with code 2, a message that names the place, and nothing else."""

import json
import os
import random
import subprocess
import unittest

from support import SCENARIOS, SOURCE, CliTest, small_scenario

CORPUS = SOURCE / "tests" / "scenario" / "bad"
LONGEST_MESSAGE = 200_000


class BadFiles(CliTest):
    def refused(self, path, **how):
        """What the program says of the file."""
        before = sorted(os.listdir(self.folder))
        result = self.roamsim("run", path, "--out", "out", **how)
        self.assert_ends(result, 2, path)
        self.assertEqual(result.stdout, b"")
        self.assertIn(os.fsencode(os.path.basename(path)), result.stderr)
        self.assertLess(len(result.stderr), LONGEST_MESSAGE)
        self.assert_plain(result.stderr)
        self.assert_no_trace(result.stderr)
        self.assertEqual(sorted(os.listdir(self.folder)), before, "nothing is written")
        return result.stderr.decode()

    def test_the_collection(self):
        manifest = (CORPUS / "MANIFEST").read_text().splitlines()
        expected = {}
        for line in manifest:
            if line and not line.startswith("#"):
                start, *rest = line.split(" ... ")
                file, included, inner = start.partition(" > ")  # a mistake in an included file
                start = inner if included else start
                expected.setdefault(file if included else file.partition(":")[0], []).append((start, rest))
        names = {path.name for path in CORPUS.glob("*.json")}
        self.assertEqual(expected.keys(), names)
        self.assertGreaterEqual(len(names), 60)
        for name in sorted(names):
            with self.subTest(name):
                said = self.refused(CORPUS / name).splitlines()
                self.assertEqual(len(said), len(expected[name]))
                for start, rest in expected[name]:
                    self.assertTrue(any(line.startswith(f"{CORPUS}/{start}") and all(word in line.replace(f"{CORPUS}/", "") for word in rest) for line in said),
                                    f"{start} {rest} not in {said}")

    def generated(self, content, name="bad.json"):
        path = self.folder / name
        path.write_bytes(content)
        try:
            return self.refused(path)
        finally:
            path.unlink()

    def test_depth(self):
        for text in ("[" * 10_000, "[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000, '[{"a":' * 5_000):
            self.assertIn("nesting deeper than 64", self.generated(text.encode()))

    def test_a_hundred_megabytes_of_garbage(self):
        path = self.folder / "garbage.json"
        block = random.Random(1).randbytes(1 << 20)
        with open(path, "wb") as file:
            for _ in range(100):
                file.write(block)
        self.assertIn("64 MiB", self.refused(path))
        # A pipe does not tell its size.
        with subprocess.Popen(["cat", path, path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as cat:
            self.assertRegex(self.refused("/dev/stdin", stdin=cat.stdout), "64 MiB|67108864 bytes")
            cat.stdout.close()

    def test_truncated_anywhere(self):
        whole = (SCENARIOS / "figure-3-roaming.json").read_bytes().rstrip()
        for length in random.Random(2).sample(range(len(whole)), 25) + [0, 1, len(whole) - 1]:
            with self.subTest(length=length):
                self.assertRegex(self.generated(whole[:length]), r"bad\.json:\d+:\d+: ")

    def test_not_utf_8(self):
        whole = json.dumps(small_scenario(title="T\u00fcr"), ensure_ascii=False)
        for name, content in (("latin-1", whole.encode("latin-1")), ("utf-16", whole.encode("utf-16")), ("utf-32", whole.encode("utf-32")),
                              ("overlong", whole.encode("latin-1").replace(b"\xfc", b"\xc0\xaf")),
                              ("surrogate", whole.encode("latin-1").replace(b"\xfc", b"\xed\xa0\x80")),
                              ("cut", whole.encode()[:whole.encode().index(b"\xc3") + 1])):
            with self.subTest(name):
                self.assertRegex(self.generated(content), r"bad\.json:\d+:\d+: ")

    def test_noise(self):
        draw = random.Random(3)
        whole = (SCENARIOS / "join.json").read_bytes()
        for round_ in range(20):
            with self.subTest(round_):
                content = bytearray(whole)
                for place in draw.sample(range(len(content)), 30):
                    content[place] = draw.randrange(256)
                self.generated(bytes(content))
        self.generated(draw.randbytes(5000))
        self.generated(b"\0" * 5000)

    def test_names_of_files_are_hostile_too(self):
        said = self.roamsim("run", "\x1b[31mred\n.json")
        self.assert_ends(said, 2)
        self.assert_plain(said.stderr)
        self.assertIn(rb"\x1b[31mred\n.json", said.stderr)

    def test_odd_places(self):
        self.assertIn("directory", self.refused(self.folder))
        self.assertIn("/dev/null", self.refused("/dev/null"))
        (self.folder / "loop").symlink_to("loop")
        self.assertIn("cannot be read", self.refused(self.folder / "loop"))


if __name__ == "__main__":
    unittest.main()
