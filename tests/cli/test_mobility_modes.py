#!/usr/bin/python3
"""The page on the three modes of mobility is what the program measures now."""

import unittest

import mobility_modes
from support import PROGRAM, SOURCE

PAGE = SOURCE / "docs" / "mobility-modes.md"


class MobilityModes(unittest.TestCase):
    """docs/mobility-modes.md."""

    maxDiff = None

    def test_the_page_is_current(self):
        self.assertEqual(mobility_modes.page(PROGRAM, SOURCE), PAGE.read_text(),
                         "write it anew: tests/cli/mobility_modes.py PROGRAM SOURCE > docs/mobility-modes.md")


if __name__ == "__main__":
    unittest.main()
