"""roamsim solve: the values of a parameter with which a target is met."""

import math
import pathlib

from roamsim_analysis import solving, style, sweep_charts
from roamsim_analysis.errors import AnalysisError
from roamsim_analysis.parts import Picture, Section
from roamsim_analysis.sweep import Axis, Cell, Measure, Value
from roamsim_analysis.sweep_driver import Driver, add_options, amount, measure_of, options_of, written
from roamsim_analysis.sweep_words import amount as worded, plain
from roamsim_analysis.tables import Table
from roamsim_analysis.text import file_part, printable


def add(commands):
    command = commands.add_parser("solve", help="find the values of a parameter that meet a target")
    command.add_argument("scenario", metavar="SCENARIO")
    command.add_argument("--program", required=True)
    command.add_argument("--key", required=True, metavar="POINTER")
    command.add_argument("--from", dest="low", required=True)
    command.add_argument("--to", dest="high", required=True)
    command.add_argument("--points", type=int, default=9)
    command.add_argument("--scale", choices=("linear", "log"), default="linear")
    command.add_argument("--measure", required=True)
    command.add_argument("--of", default="")
    limit = command.add_mutually_exclusive_group(required=True)
    limit.add_argument("--at-most")
    limit.add_argument("--at-least")
    command.add_argument("--in-share", type=float)
    command.add_argument("--confidence", type=float, default=0.95)
    command.add_argument("--repetitions", type=int, default=20)
    add_options(command)
    command.add_argument("--out", metavar="DIR")
    command.add_argument("--html", metavar="FILE")
    command.add_argument("--pictures", metavar="DIR")
    command.add_argument("--csv", metavar="DIR")
    command.add_argument("--format", choices=tuple(style.FORMATS))


def grid(low, high, points, logarithmic, whole):
    """So many values from low to high, rounded as in sweeps."""
    if not low < high or logarithmic and low <= 0:
        raise AnalysisError("--from must be less than --to" + (" and more than 0 on a log scale" if logarithmic else ""))
    values = []
    for i in range(points):
        share = i / (points - 1)
        value = low * (high / low) ** share if logarithmic else low + (high - low) * share
        values.append(low if i == 0 else high if i == points - 1 else float(round(value)) if whole else float(f"{value:.3g}"))
    return sorted(set(values))


class Report:
    """What the page shows of a solution."""

    def __init__(self, run, title, fonts, sentences, pictures):
        self.run, self.fonts, self.told = run, fonts, sentences
        run.title = title
        self.sections = [Section("answer", "What was measured", [], pictures)]
        self.tables = [picture.table for picture in pictures]


class Words:
    """As sweep_story, for a page whose words are known."""
    LISTED = True

    def __init__(self, kind):
        self.kind = kind

    def subtitle(self, report):
        return f"{self.kind} · common random numbers from seed {printable(report.run.header.get('first_seed', '?'))}"

    def sentences(self, report):
        return report.told

    def figures(self, report):
        return [("runs", str(report.run.runs))]

    def footer(self, report):
        return f"roamsim {printable(report.run.header.get('program_version', '?'))}"


def words_of(solution, target, key, unit, measure):
    """The answer in sentences."""
    def name(value):
        return worded(value, unit)

    limit = worded(target.limit, measure.unit)
    aim = f"{printable(measure.name)} {'at most' if target.at_most else 'at least'} {limit}" + \
        (f" in at least {100 * target.share:g} % of the runs" if target.share is not None else " on average")
    if solution.feasible:
        stretches = [name(a) if a == b else f"{name(a)} to {name(b)}" for a, b in solution.feasible]
        yield f"{aim}: met with {printable(key)} at {', and at '.join(stretches)}."
    else:
        yield f"{aim}: at none of the values looked at is it sure that it is met."
    if solution.open:
        yield f"Not decided: {', '.join(name(point.value) for point in solution.open)}; more --repetitions decide."
    if solution.rising is None:
        yield "The measure is not surely monotone along the scan, so nothing was bisected; between neighbouring values it is not known."
    else:
        changes = {solving.Verdict.MET, solving.Verdict.NOT_MET} <= {point.verdict for point in solution.points}
        yield f"The measure {'rises' if solution.rising else 'falls'} along the scan{'; where the verdict changes, it was bisected' if changes else ''}."
    yield f"All {len(solution.points)} verdicts hold together with a confidence of {100 * solution.confidence:g} %."


def solve(arguments, write):
    """`write(report, fonts, words)` puts page, pictures and tables where they are asked for."""
    low, high = amount(arguments.low), amount(arguments.high)
    limit = amount(arguments.at_most if arguments.at_most is not None else arguments.at_least)
    for option, found in (("--from", low), ("--to", high), ("--at-most or --at-least", limit)):
        if found is None:
            raise AnalysisError(f"{option}: a number, with its unit where it has one, is needed")
    if low[1] != high[1]:
        raise AnalysisError("--from and --to must have the same unit")
    if not 0 < arguments.confidence < 1 or arguments.in_share is not None and not 0 < arguments.in_share < 1:
        raise AnalysisError("--confidence and --in-share are between 0 and 1")
    if arguments.repetitions < 2:
        raise AnalysisError("--repetitions: at least 2 are needed")
    unit, logarithmic = low[1], arguments.scale == "log"
    whole = not unit and low[0] == int(low[0]) and high[0] == int(high[0])
    if arguments.points < solving.LEAST_POINTS:
        raise AnalysisError(f"--points: at least {solving.LEAST_POINTS} are needed")
    target = solving.Target(limit[0], arguments.at_most is not None, arguments.in_share)
    folder = arguments.out or f"runs/solve-{file_part(pathlib.Path(arguments.scenario).stem)}"
    driver = Driver(arguments.program, arguments.scenario, folder, options_of(arguments))
    name = arguments.key.rsplit("/", 1)[-1] or "value"
    asked, sweeps = [], []

    def measure(values):
        asked.extend(values)
        texts = {value: written(value, unit) for value in sorted(asked)}
        file = driver.file(f"{name} for {arguments.measure}", [{"name": name, "key": arguments.key, "values": list(texts.values())}],
                           [measure_of(arguments.measure, arguments.of)], arguments.repetitions)
        sweep = driver.run(file)
        sweeps.append(sweep)
        found = {}
        for value in values:
            points = sweep.at({0: str(texts[value])})
            if len(points) != 1:
                raise AnalysisError(f"the sweep has no point for {printable(str(texts[value]))}")
            of = sweep.by_repetition(sweep.measures[0], points)
            found[value] = [of.get(repetition) for repetition in range(arguments.repetitions)]
        return found

    try:
        solution = solving.solve(measure, grid(low[0], high[0], arguments.points, logarithmic, whole), target, arguments.confidence, whole, logarithmic)
    except ValueError as error:
        raise AnalysisError(str(error)) from error
    sweep = sweeps[-1]
    if all(point.interval is None for point in solution.points) and not sweep.measured(sweep.measures[0]):
        raise AnalysisError(f"no run has a number for {printable(arguments.measure)}" + (f" of {printable(arguments.of)}" if arguments.of else ""))
    if sweep.failures:
        print(f"note: {len(sweep.failures)} runs failed and count as not met")
    of = sweep.measures[0]
    told = list(words_of(solution, target, arguments.key, unit, of))
    for sentence in told:
        print(sentence)
    fonts = style.Fonts([name, of.name])
    write(Report(sweep, f"{name} for {of.name}", fonts, told, [picture(solution, target, name, unit, of, fonts)]), fonts, Words("Solved"))
    return 0


def picture(solution, target, name, unit, measure, fonts):
    shown = Measure(0, "share of the runs" if target.share is not None else measure.name, "" if target.share is not None else measure.unit)
    suffix = f" ({shown.unit})" if shown.unit else ""
    rows = [[str(written(p.value, unit)), p.interval.count if p.interval else None, plain(p.interval.estimate) if p.interval else None,
             plain(p.interval.low) if p.interval else None, plain(p.interval.high) if p.interval else None, p.verdict.value] for p in solution.points]
    table = Table("solved", (name, "repetitions", "mean" + suffix, "from" + suffix, "to" + suffix, "target"), rows)
    cells = {str(written(p.value, unit)): Cell(p.interval, p.interval.estimate, p.interval.estimate, ()) for p in solution.points
             if p.interval is not None and math.isfinite(p.interval.estimate)}
    axis = Axis(0, name, "", unit, tuple(Value(label, p.value) for p in solution.points for label in [str(written(p.value, unit))] if label in cells))
    if len(cells) < 2:
        return Picture("", "", None, "", table)
    limit = target.share if target.share is not None else target.limit
    return Picture("", f"{shown.name} by {name}", lambda width: sweep_charts.curves(width, [((), cells)], axis, shown, fonts.shown, limit),
                   f"The line across is the target, {worded(limit, shown.unit)}. Bars: intervals that hold together with {100 * solution.confidence:g} %."
                   " Values without a number are left out.", table)

