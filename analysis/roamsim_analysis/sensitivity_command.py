"""roamsim sensitivity: on which assumption an answer hangs. Each assumed parameter is moved alone around the scenario."""

import csv
import dataclasses
import io
import json
import pathlib
import re

from roamsim_analysis import intervals, style, sweep_charts
from roamsim_analysis.errors import AnalysisError
from roamsim_analysis.parts import Picture
from roamsim_analysis.solve_command import Report, Words
from roamsim_analysis.sweep_driver import Driver, add_options, amount, measure_of, options_of, written
from roamsim_analysis.sweep_words import plain, signed, sure
from roamsim_analysis.tables import Table
from roamsim_analysis.text import count, file_part, printable

BASE = "as it is"
AXIS = "assumption"
MOST_ROUNDS = 8   # of leaving out what the scenario does not allow
MOST_DRAWN = 25
LEAST_DRAWN = 0.01  # of the greatest effect: less is no bar that could be seen
MOST_TOLD = 5
WHERE = re.compile(r"/axes/0/fragments/((?:[^/:]|:(?! ))+)")


@dataclasses.dataclass(frozen=True)
class Change:
    """One assumption at another value."""
    path: str      # as in docs/parameters.md
    base: object
    value: object

    @property
    def name(self):
        return f"{self.path} = {self.shown}"

    @property
    def shown(self):
        return self.value if isinstance(self.value, str) else json.dumps(self.value)

    @property
    def pointer(self):
        return "/" + self.path.replace(".", "/")


@dataclasses.dataclass(frozen=True)
class Effect:
    change: Change
    difference: intervals.Interval


def add(commands):
    command = commands.add_parser("sensitivity", help="find the assumption on which an answer hangs")
    command.add_argument("scenario", metavar="SCENARIO")
    command.add_argument("--program", required=True)
    command.add_argument("--measure", required=True)
    command.add_argument("--of", default="")
    command.add_argument("--only", action="append", default=[], metavar="WORD")
    command.add_argument("--factor", type=float, default=2.0)
    command.add_argument("--whole-range", action="store_true")
    command.add_argument("--repetitions", type=int, default=10)
    add_options(command)
    command.add_argument("--out", metavar="DIR")
    command.add_argument("--html", metavar="FILE")
    command.add_argument("--pictures", metavar="DIR")
    command.add_argument("--csv", metavar="DIR")
    command.add_argument("--format", choices=tuple(style.FORMATS))


def value_at(scenario, path):
    """What the merged scenario says; None if it has no such key."""
    for part in path.split("."):
        if not isinstance(scenario, dict) or part not in scenario:
            return None
        scenario = scenario[part]
    return scenario


def changes_of(parameters, scenario, factor, whole_range):
    """The changes of each assumed parameter that holds for all clusters, and the paths of those that have none.
    `parameters`: rows of `roamsim params --format csv`; `scenario`: the merged one."""
    changes, still = [], []
    for row in parameters:
        path = row["path"]
        if row["provenance"] != "assumed" or "[" in path or path.startswith("templates."):
            continue
        # What holds for all clusters stands in each of them once the scenario is merged.
        base = next((value for value in (value_at(place, path) for place in (scenario, *scenario.get("clusters", [])[:1])) if value is not None), None)
        if base is None:
            continue
        found = _values(row, base, factor, whole_range)
        changes += [Change(path, base, value) for value in found]
        if not found:
            still.append(path)
    return changes, still


def _values(row, base, factor, whole_range):
    if isinstance(base, bool):
        return [not base]
    if row["type"] == "choice":
        return [value for value in row["range"].split(", ") if value != base]
    here = amount(base)
    ends = [amount(end) for end in row["range"].split(" to ")]
    if here is None or len(ends) != 2 or None in ends:
        return []
    number, unit = here
    if not whole_range and number == 0:
        return []  # no factor moves it
    found = []
    for (end, end_unit), moved, inside in ((ends[0], number / factor, max), (ends[1], number * factor, min)):
        if row["type"] == "count":
            moved = float(round(moved))
        value = end if whole_range else inside(moved, end) if end_unit == unit else moved
        value_unit = end_unit if whole_range else unit
        if (value, value_unit) != (number, unit):
            found.append(written(value, value_unit))
    return found


def without_wrong(driver, changes, title, measure, repetitions):
    """The sweep file of those changes that the scenario allows, and the others with what is wrong with them."""
    left_out = {}
    for _ in range(MOST_ROUNDS):
        fragments = {BASE: {}, **{change.name: {change.pointer: change.value} for change in changes}}
        file = driver.file(title, [{"name": AXIS, "fragments": fragments}], [measure], repetitions)
        lines = driver.mistakes(file)
        if not lines:
            return file, changes, left_out
        wrong = {}
        for line in lines:
            found = WHERE.search(line)
            if found:
                wrong[found.group(1).replace("~1", "/").replace("~0", "~")] = line
        kept = [change for change in changes if change.name not in wrong]
        if len(kept) == len(changes):
            raise AnalysisError(printable(lines[0]))
        left_out.update(wrong)
        changes = kept
    raise AnalysisError("too many of the changes are not allowed together with the scenario; --only chooses some")


def effects_of(sweep, changes, confidence=intervals.CONFIDENCE):
    """What each change does to the first measure, paired by repetition, the greatest effect of a parameter first; the intervals hold together."""
    each = intervals.simultaneous(confidence, max(len(changes), 1))
    found = [(change, sweep.difference(sweep.measures[0], {0: BASE}, {0: change.name}, each)) for change in changes]
    effects = [Effect(change, difference) for change, difference in found if difference is not None]
    span = {}
    for effect in effects:
        span[effect.change.path] = max(span.get(effect.change.path, 0.0), abs(effect.difference.estimate))
    return sorted(effects, key=lambda effect: (-span[effect.change.path], effect.change.path))


def is_sure(effect):
    return effect.difference.low > 0 or effect.difference.high < 0


def words_of(effects, base, measure, left_out, still, measured_not):
    yield f"{printable(measure.name)} is {sure(base.interval, measure.unit)} as the scenario is."
    certain = [effect for effect in effects if is_sure(effect)]
    if certain:
        yield f"Of {count(len({effect.change.path for effect in effects}), 'assumption')} moved one at a time, {len({e.change.path for e in certain})} surely matter:"
        for effect in certain[:MOST_TOLD]:
            yield f"{printable(effect.change.name)} makes it {signed(effect.difference, measure.unit)}."
    else:
        yield f"None of {count(len({effect.change.path for effect in effects}), 'assumption')} moved one at a time surely matters."
    if left_out:
        yield f"Not allowed in this scenario and left out: {', '.join(printable(name) for name in left_out)}."
    if measured_not:
        yield f"Without a number: {', '.join(printable(name) for name in measured_not)}."
    if still:
        yield f"Not moved, for they are 0: {', '.join(printable(path) for path in still)} (--whole-range moves them)."
    yield "All intervals of the differences hold together with 95 %. What a cluster sets for itself is not moved."


def sensitivity(arguments, write):
    if arguments.factor <= 1 or arguments.repetitions < 2:
        raise AnalysisError("--factor is more than 1, and --repetitions at least 2")
    folder = arguments.out or f"runs/sensitivity-{file_part(pathlib.Path(arguments.scenario).stem)}"
    driver = Driver(arguments.program, arguments.scenario, folder, options_of(arguments))
    parameters = list(csv.DictReader(io.StringIO(driver.ask("params", "--format", "csv"))))
    scenario = json.loads(driver.ask("show", driver.scenario, "--json"))
    changes, still = changes_of(parameters, scenario, arguments.factor, arguments.whole_range)
    if arguments.only:
        changes = [change for change in changes if any(word in change.path for word in arguments.only)]
        still = [path for path in still if any(word in path for word in arguments.only)]
    if not changes:
        raise AnalysisError("no assumed parameter is left to move")
    title = f"On what {arguments.measure} hangs"
    file, changes, left_out = without_wrong(driver, changes, title, measure_of(arguments.measure, arguments.of), arguments.repetitions)
    sweep = driver.run(file)
    measure = sweep.measures[0]
    base = sweep.cell(measure, {0: BASE})
    if base is None:
        raise AnalysisError(f"no run of the scenario as it is has a number for {printable(arguments.measure)}")
    effects = effects_of(sweep, changes)
    without = [change.name for change in changes if change not in {effect.change for effect in effects}]
    told = list(words_of(effects, base, measure, left_out, still, without))
    for sentence in told:
        print(sentence)
    fonts = style.Fonts([measure.name])
    write(Report(sweep, title, fonts, told, [picture(effects, measure, fonts)]), fonts, Words("Sensitivity"))
    return 0


def picture(effects, measure, fonts):
    unit = f" ({measure.unit})" if measure.unit else ""
    table = Table("sensitivity", ("assumption", "as it is", "moved to", "repetitions", "difference" + unit, "from" + unit, "to" + unit, "surely matters"),
                  [[e.change.path, e.change.base if isinstance(e.change.base, str) else json.dumps(e.change.base), e.change.shown, e.difference.count, plain(e.difference.estimate), plain(e.difference.low),
                    plain(e.difference.high), "yes" if is_sure(e) else "no"] for e in effects])
    greatest = max((abs(effect.difference.estimate) for effect in effects), default=0.0)
    moved = [effect for effect in effects if effect.difference.estimate != 0 and abs(effect.difference.estimate) >= LEAST_DRAWN * greatest]
    paths = list(dict.fromkeys(effect.change.path for effect in moved))[:MOST_DRAWN]
    if not paths:
        return Picture("", "", None, "", table)
    rows = [(path, [(e.change.shown, e.difference, is_sure(e)) for e in effects if e.change.path == path]) for path in paths]
    return Picture("", f"What each assumption does to {measure.name}", lambda width: sweep_charts.tornado(width, rows, f"difference of {measure.name}", measure.unit, fonts.shown),
                   "Bars: what the measure changes by when the assumption alone is moved, with the value that it is moved to; thin lines: intervals that hold"
                   f" together with 95 %. Grey: may as well be nothing. Those that do a hundredth of what the first does are drawn; the table has all.", table)
