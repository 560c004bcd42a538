"""Tables behind pictures: for people as rows of a page, for programs as CSV."""

import csv
import dataclasses
import io
import re

from roamsim_analysis.text import printable

NOT_REACHED = "not reached"
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?\Z")


@dataclasses.dataclass(frozen=True)
class Table:
    name: str         # part of a file name
    columns: tuple    # with their units
    rows: list        # of texts and integers; None is empty

    def shown(self, limit):
        """The first rows as texts."""
        return [["" if value is None else printable(str(value)) for value in row] for row in self.rows[:limit]]

    def numeric(self):
        """Which columns hold numbers only."""
        return [all(row[i] in (None, NOT_REACHED) or NUMBER.match(str(row[i])) for row in self.rows) for i in range(len(self.columns))]

    def csv(self):
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(self.columns)
        writer.writerows([_cell(value) for value in row] for row in self.rows)
        return text.getvalue()


def _cell(value):
    """A text that a spreadsheet would take for a formula gets an apostrophe in front, as in call records."""
    if value is None:
        return ""
    text = printable(str(value))
    return "'" + text if text[:1] in "=+-@" and not NUMBER.match(text) else text


def seconds(ns):
    """Exact, without zeros at the end; None stays None."""
    if ns is None:
        return None
    whole, rest = divmod(abs(int(ns)), 1_000_000_000)
    digits = f"{whole}.{rest:09d}".rstrip("0").rstrip(".")
    return "-" + digits if ns < 0 else digits
