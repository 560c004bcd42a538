"""Numbers of a sweep as words: with their unit, and with how sure they are."""

import math

import numpy

from roamsim_analysis.text import duration


def amount(value, unit, precision=4):
    """13 min 22 s for seconds, else the number with its unit."""
    if unit == "s":
        return duration(round(value * 1e9))
    text = plain(value, precision)
    return f"{text} {unit}" if unit else text


def plain(value, precision=9):
    """The number without an exponent and without zeros at its end; None and what is infinite are empty."""
    if value is None or not math.isfinite(value):
        return None
    text = numpy.format_float_positional(value, precision=precision, unique=True, fractional=False, trim="-")
    return "0" if text == "-0" else text


def sure(interval, unit):
    """The estimate with its interval behind."""
    text = amount(interval.estimate, unit)
    if not (math.isfinite(interval.low) and math.isfinite(interval.high)):
        return f"{text} (of one repetition)"
    if interval.low == interval.high:
        return f"{text} (the same in all {interval.count} repetitions)"
    low, high = amount(interval.low, unit), amount(interval.high, unit)
    return text if low == high else f"{text} ({low} to {high})"


def signed(interval, unit):
    """A difference with its interval: 5 s more (4 s to 6 s), 5 s less (4 s to 6 s)."""
    less = interval.estimate < 0
    text = f"{amount(abs(interval.estimate), unit)} {'less' if less else 'more'}"
    if not (math.isfinite(interval.low) and math.isfinite(interval.high)):
        return text
    if interval.low == interval.high:
        return f"{text} in all repetitions"
    low, high = (amount(end, unit) for end in ((-interval.high, -interval.low) if less else (interval.low, interval.high)))
    return text if low == high else f"{text} ({low} to {high})"
