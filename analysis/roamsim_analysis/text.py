"""Names come from files of others: what a terminal would act on, or a font cannot show, is written out."""

import re
import unicodedata

# The same as acts_on_terminal of sim/core/text.hpp.
_ACTING = ((0x00, 0x1F), (0x7F, 0x9F), (0x61C, 0x61C), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F),
           (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xE0000, 0xE007F), (0xD800, 0xDFFF))
_UNIT = re.compile(r"\\u\{[0-9a-f]+\}|\\x[0-9a-f]{2}|.", re.DOTALL)


def escaped(character):
    """The character as \\n, \\t, \\x1b or \\u{202e}."""
    code = ord(character)
    if character in "\n\t":
        return {"\n": "\\n", "\t": "\\t"}[character]
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{{{code:x}}}"


def printable(text):
    """The text on one line, without anything that a terminal acts on."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(escaped(c) if any(low <= ord(c) <= high for low, high in _ACTING) else c for c in text)


def units(text):
    """The characters; what `escaped` made of one stays together."""
    return _UNIT.findall(text)


def _columns(parts):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for part in parts for c in part)


def shortened(text, width):
    """At most `width` columns (a wide character takes two), with an ellipsis in place of the middle."""
    parts = units(text)
    if _columns(parts) <= width:
        return text
    head, tail = len(parts), 0
    while head + tail > 0 and _columns(parts[:head] + parts[len(parts) - tail:]) + 1 > width:
        head -= 1
        tail = min(head // 2, len(parts) - head - 1)
    return "".join(parts[:head]) + "…" + "".join(parts[len(parts) - tail:])


def file_part(text):
    """A part of a file name: what is not a plain letter, digit, dot or dash becomes an underscore."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in ".-") else "_" for c in text[:40])
    return kept.lstrip(".-") or "_"


def duration(ns):
    """A span of time in words: 180 ms, 2.45 s, 11 min 55 s, 3 h 05 min."""
    if ns < 0:
        return "-" + duration(-ns)
    if ns == 0:
        return "0 s"
    if ns < 1_000:
        return f"{ns} ns"
    if ns < 1_000_000:
        return f"{ns / 1e3:.3g} µs"
    if ns < 999_500_000:
        return f"{ns / 1e6:.3g} ms"
    if ns < 9_995_000_000:
        return f"{ns / 1e9:.2f} s"
    if ns < 59_950_000_000:
        return f"{ns / 1e9:.1f} s"
    seconds = round(ns / 1e9)
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60:02d} s"
    minutes = round(ns / 60e9)
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    hours = round(ns / 3600e9)
    return f"{hours // 24} d {hours % 24:02d} h"


def clock(ns):
    """A date of the simulation: 6:12 (minutes and seconds), 1:06:12 with hours."""
    seconds = ns // 1_000_000_000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02d}:{seconds % 60:02d}" if hours else f"{minutes}:{seconds % 60:02d}"


def grouped(number):
    """1 234 567, with spaces that do not break."""
    return f"{number:,}".replace(",", "\u00a0")


def count(number, singular, plural=None):
    """1 batch, 2 batches."""
    return f"{grouped(number)} {singular if number == 1 else plural or singular + 's'}"
