"""What a sweep found, in a paragraph of words and figures."""

from roamsim_analysis.sweep_words import signed, sure
from roamsim_analysis.text import count, grouped, printable

MOST_TOLD = 3  # measures; the others are told where they are drawn
MOST_NAMED = 6  # values of an axis
LISTED = True  # the sentences stand each on their own


def listed(words):
    words = list(words)
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1] if words else "") if part)


def subtitle(report):
    header = report.sweep.header
    seeds = "common random numbers" if header.get("seeds") == "common" else "independent seeds"
    return f"Sweep report · {seeds} from seed {printable(header.get('first_seed', '?'))}"


def footer(report):
    header = report.sweep.header
    base = printable(header.get("base_fingerprint", ""))[:16]
    return f"roamsim {printable(header.get('program_version', '?'))}" + (f" · base scenario {base}" if base else "") + \
        " · intervals are of 95 % unless it says otherwise"


def figures(report):
    sweep = report.sweep
    found = [("points", grouped(len(sweep.points))), ("runs done", f"{grouped(sweep.statuses.get('done', 0))} of {grouped(sweep.runs)}")]
    for status in ("failed", "missing"):
        if sweep.statuses.get(status):
            found.append((status, grouped(sweep.statuses[status])))
    if sweep.repetitions:
        least, most = min(sweep.repetitions.values()), max(sweep.repetitions.values())
        found.append(("repetitions of a point", str(least) if least == most else f"{least} to {most}"))
    return found


def sentences(report):
    yield from _varied(report)
    for measure in report.measures[:MOST_TOLD]:
        yield from of_measure(report, measure)
    if report.settings:
        yield f"{report.words_of(report.settings[1])} is compared with {report.words_of(report.settings[0])} below."
    if len(report.measures) > MOST_TOLD:
        yield f"{count(len(report.measures) - MOST_TOLD, 'further measure')} below."
    if report.left_out:
        yield f"{count(report.left_out, 'measure')} more are not on this page; --measure chooses."
    for measure in report.never:
        yield f"No run has a number for {printable(measure.name)}."
    failed, missing = (report.sweep.statuses.get(status, 0) for status in ("failed", "missing"))
    if failed:
        yield f"{count(failed, 'run')} failed and {'is' if failed == 1 else 'are'} in no mean."
    if missing:
        yield f"The sweep is not complete: {count(missing, 'run')} {'is' if missing == 1 else 'are'} missing."


def _names(axis):
    """Of its values, as many as are told."""
    labels = [printable(value.label) for value in axis.values]
    return labels if len(labels) <= MOST_NAMED else [*labels[:MOST_NAMED - 1], f"{len(labels) - MOST_NAMED + 1} more"]


def _varied(report):
    axes = report.sweep.varied
    if not axes:
        yield "Nothing was varied: repetitions of one point."
        return
    parts = [f"{printable(axis.name)} ({count(len(axis.values), 'value')}, {printable(axis.values[0].label)} to {printable(axis.values[-1].label)})"
             if axis.is_number else f"{printable(axis.name)} ({listed(_names(axis))})" for axis in axes]
    yield f"Varied {'was' if len(axes) == 1 else 'were'} {listed(parts)}: {count(len(report.sweep.points), 'point')}."


def of_measure(report, measure):
    """What the axes do to the measure."""
    found = report.extremes(measure)
    if found is None:
        return
    (least_at, least), (most_at, most) = found
    name, unit = printable(measure.name), measure.unit
    if least.estimate == most.estimate:
        yield f"{name} is {sure(least, unit)} at every point."
        return
    yield f"{name} is least at {report.words_of(least_at)}: {sure(least, unit)}; most at {report.words_of(most_at)}: {sure(most, unit)}."
    rows = report.contrasts(measure)
    clear = [f"{printable(label)}, {signed(interval, unit)}" for label, interval in rows if interval.low > 0 or interval.high < 0]
    unclear = [printable(label) for label, interval in rows if not (interval.low > 0 or interval.high < 0)]
    if clear:
        yield f"From end to end: {'; '.join(clear)}."
    if unclear:
        yield f"No sure difference from end to end: {listed(unclear)}."
