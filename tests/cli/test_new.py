#!/usr/bin/python3
"""`roamsim new`: what it writes loads, runs and meets what it expects; nothing is ever replaced."""

import unittest

from support import CliTest


class New(CliTest):
    def test_what_it_writes_runs_and_is_met(self):
        made = self.roamsim("new", "first")
        self.assert_ends(made, 0)
        self.assertEqual(made.stderr, b"")
        self.assertIn("//", (self.folder / "first.json").read_text())
        checked = self.roamsim("validate", "first.json")
        self.assert_ends(checked, 0)
        self.assertEqual(checked.stderr, b"")
        ran = self.roamsim("run", "first.json")
        self.assert_ends(ran, 0)
        self.assertIn(b"3 of 3 met", ran.stdout)

    def test_an_existing_file_stays(self):
        (self.folder / "mine.json").write_text("mine")
        refused = self.roamsim("new", "mine.json")
        self.assert_ends(refused, 73)
        self.assertIn(b"mine.json", refused.stderr)
        self.assertEqual((self.folder / "mine.json").read_text(), "mine")

    def test_a_folder_that_is_not_there_is_named(self):
        refused = self.roamsim("new", "nowhere/first")
        self.assert_ends(refused, 73)
        self.assertIn(b"nowhere/first.json", refused.stderr)


if __name__ == "__main__":
    unittest.main()
