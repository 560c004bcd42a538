"""What the page shows of a sweep: words, every measure against every axis, comparisons, rankings, and the tables behind them."""

import dataclasses
import functools
import itertools
import math

from roamsim_analysis import intervals, sweep_charts, sweep_story
from roamsim_analysis.errors import AnalysisError
from roamsim_analysis.parts import Picture, Section
from roamsim_analysis.sweep import Cell
from roamsim_analysis.sweep_words import plain
from roamsim_analysis.tables import Table
from roamsim_analysis.text import count, file_part, printable

MOST_MEASURES = 12
MOST_PANELS = 12
MOST_TOGETHER = 3  # axes of which each two are drawn together
MOST_RANKED = 30
MOST_FAILURES = 50
MOST_POINTS = 1000


@dataclasses.dataclass(frozen=True)
class Choice:
    """What the reader asked for; empty: all of it."""
    measures: tuple = ()
    axes: tuple = ()
    compare: tuple = ()  # two settings as texts: axis=value,axis=value


@dataclasses.dataclass(frozen=True)
class Ranked:
    label: str
    cell: Cell
    behind: "intervals.Interval | None"  # against the first; None for the first itself


class Report:
    def __init__(self, sweep, fonts, choice=Choice()):
        self.run = self.sweep = sweep
        self.fonts = fonts
        known = [measure for measure in sweep.measures if sweep.measured(measure)]
        self.never = [measure for measure in sweep.measures if not sweep.measured(measure)]
        self.measures = [_named(name, known, "measure with a value") for name in choice.measures] or known[:MOST_MEASURES]
        self.left_out = 0 if choice.measures else len(known) - len(self.measures)
        self.axes = [_named(name, sweep.axes, "axis") for name in choice.axes] or sweep.varied
        if choice.axes and not all(len(axis.values) > 1 for axis in self.axes):
            raise AnalysisError("an axis with one value only is nothing to draw against")
        self.settings = [self._setting(text) for text in choice.compare]
        if self.settings and any(not sweep.at(setting) for setting in self.settings):
            raise AnalysisError("no point of the sweep has the settings that are to be compared")
        self._names = set()

    def _setting(self, text):
        setting = {}
        for part in text.split(","):
            name, equals, label = part.partition("=")
            axis = _named(name.strip(), self.sweep.axes, "axis")
            if not equals or label.strip() not in {value.label for value in axis.values}:
                raise AnalysisError(f"{printable(part)}: not AXIS=VALUE with a value of {printable(axis.name)}: "
                                    + ", ".join(printable(value.label) for value in axis.values))
            setting[axis.id] = label.strip()
        return setting

    def words_of(self, setting):
        names = {axis.id: axis.name for axis in self.sweep.axes}
        return ", ".join(f"{printable(names[axis])} {printable(label)}" for axis, label in setting.items())

    def table_name(self, *parts):
        name = base = "-".join(file_part(part) for part in parts)
        number = 1
        while name in self._names:
            number += 1
            name = f"{base}-{number}"
        self._names.add(name)
        return name

    @functools.cached_property
    def sections(self):
        made = []
        for number, measure in enumerate(self.measures):
            pictures = self._of(measure)
            if pictures:
                made.append(Section(f"measure{number}", printable(measure.name), list(sweep_story.of_measure(self, measure)), pictures))
        made += [self._compared(), self._contrasts(), self._rankings(), self._failures(), self._points()]
        return [section for section in made if section is not None]

    @property
    def tables(self):
        return [picture.table for section in self.sections for picture in section.pictures]

    # A measure against axes

    def is_flat(self, measure):
        """Whether it is the same in every run: words say that, a picture shows nothing."""
        found = [cell for cell in (self.sweep.cell(measure, labels) for labels in self.sweep.points.values()) if cell is not None]
        return len({value for cell in found for value in cell.values}) == 1

    def _of(self, measure):
        pictures = [] if self.is_flat(measure) else self._drawn(measure)
        if not pictures:
            cell = self.sweep.cell(measure, {})
            pictures.append(Picture("", "", None, "", Table(self.table_name(measure.name), self._columns(measure), [self._row([], cell)])))
        return [picture for picture in pictures if picture is not None]

    def _drawn(self, measure):
        """Against each axis, against the first one of numbers for all values of the others, and against each two as a map."""
        pictures = [self._against(measure, axis) for axis in self.axes]
        axes = self.axes[:MOST_TOGETHER]
        if len(axes) >= 2:
            number = next((axis for axis in axes if axis.is_number), None)
            if number is not None:
                others = [axis for axis in axes if axis is not number]
                while len(others) > 1 and math.prod(len(axis.values) for axis in others) > MOST_PANELS:
                    others.pop()
                pictures.append(self._multiples(measure, number, others))
            for first, second in itertools.combinations(axes, 2):
                if not first.is_number and second.is_number:
                    first, second = second, first
                pictures.append(self._map(measure, first, second))
        return pictures

    def _cells(self, measure, axes):
        """The cell for each combination of labels that has one."""
        combinations = [()]
        for axis in axes:
            combinations = [(*head, value.label) for head in combinations for value in axis.values]
        found = {labels: self.sweep.cell(measure, {axis.id: label for axis, label in zip(axes, labels)}) for labels in combinations}
        return {labels: cell for labels, cell in found.items() if cell is not None}

    @staticmethod
    def _columns(measure, *axes):
        unit = f" ({printable(measure.unit)})" if measure.unit else ""
        return (*(printable(axis.name) for axis in axes), "repetitions", "mean" + unit, "from" + unit, "to" + unit, "least" + unit, "most" + unit)

    @staticmethod
    def _row(labels, cell):
        interval = cell.interval
        return [*labels, interval.count, plain(interval.estimate), plain(interval.low), plain(interval.high), plain(cell.least), plain(cell.most)]

    def _table(self, measure, axes, cells):
        return Table(self.table_name(measure.name, "by", *(axis.name for axis in axes)), self._columns(measure, *axes),
                     [self._row(labels, cell) for labels, cell in cells.items()])

    def _caption(self, cells, others):
        """What the marks mean, in words."""
        found = list(cells.values())
        repeated = any(cell.interval.count > 1 for cell in found)
        words = ["Means with their 95 % intervals; dots are single repetitions." if repeated else "Of one repetition, so without intervals."]
        if others:
            words.append(f"Over all values of {' and '.join(printable(axis.name) for axis in others)} together.")
        if sweep_charts.is_fitted(found):
            words.append("The scale does not begin at 0.")
        if len({cell.interval.count for cell in found}) > 1:
            words.append("Some values come from fewer repetitions, see the table.")
        return " ".join(words)

    def _others(self, *axes):
        return [axis for axis in self.sweep.varied if axis.id not in {of.id for of in axes}]

    def _against(self, measure, axis):
        cells = self._cells(measure, [axis])
        if not cells:
            return None
        of = {labels[0]: cell for labels, cell in cells.items()}
        if axis.is_number:
            def draw(width):
                return sweep_charts.curves(width, [((), of)], axis, measure, self.fonts.shown)
        else:
            def draw(width):
                return sweep_charts.dots(width, list(of.items()), measure.name, measure.unit, self.fonts.shown)
        return Picture(f"By {printable(axis.name)}", f"{measure.name} by {axis.name}, means with intervals", draw, self._caption(cells, self._others(axis)),
                       self._table(measure, [axis], cells))

    def _multiples(self, measure, first, others):
        """Against the first, a panel for each combination of values of the others."""
        cells = self._cells(measure, [*others, first])
        rows = {}
        for (*head, label), cell in cells.items():
            rows.setdefault(tuple(head), {})[label] = cell
        # One axis is named with its value; of several the values have to speak for themselves.
        panels = [((f"{others[0].name} {head[0]}",) if len(others) == 1 else head, row) for head, row in rows.items()]
        if not panels:
            return None
        names = " and ".join(printable(axis.name) for axis in others)
        caption = self._caption(cells, self._others(first, *others))
        if len(panels) > MOST_PANELS:
            caption += f" {MOST_PANELS} of {len(panels)} values of {names} are drawn, the table has all."
            step = (len(panels) - 1) / (MOST_PANELS - 1)
            panels = [panels[round(i * step)] for i in range(MOST_PANELS)]
        words = f"By {printable(first.name)}, for each {names}"
        return Picture(words, f"{measure.name} {words[0].lower()}{words[1:]}",
                       lambda width: sweep_charts.curves(width, panels, first, measure, self.fonts.shown), caption,
                       self._table(measure, [*others, first], cells))

    def _map(self, measure, first, second):
        cells = self._cells(measure, [first, second])
        if not cells:
            return None
        others = self._others(first, second)
        caption = "The darker, the more. ± is half of the 95 % interval; on a narrow screen the numbers stand in the table."
        if others:
            caption += f" Over all values of {' and '.join(printable(axis.name) for axis in others)} together."
        return Picture(f"{printable(first.name)} and {printable(second.name)} as a map", f"{measure.name} as a map of {first.name} and {second.name}",
                       lambda width: sweep_charts.heat_map(width, first, second, cells, measure, self.fonts.shown), caption,
                       self._table(measure, [first, second], cells))

    # Comparisons

    def _difference_table(self, name, head, measure, rows):
        unit = f" ({printable(measure.unit)})" if measure.unit else ""
        return Table(name, (head, "repetitions", "difference" + unit, "from" + unit, "to" + unit, "surely different"),
                     [[printable(label), found.count, plain(found.estimate), plain(found.low), plain(found.high),
                       "yes" if found.low > 0 or found.high < 0 else "no"] for label, found in rows])

    def _differences(self, title, what, measure, rows, name, head, caption):
        drawn = [(label, Cell(found, found.estimate, found.estimate, ())) for label, found in rows]
        return Picture(title, what, lambda width: sweep_charts.dots(width, drawn, f"difference of {measure.name}", measure.unit, self.fonts.shown, zero=True),
                       caption, self._difference_table(name, head, measure, rows))

    def comparison(self, measure):
        """Rows (label, difference) of the two settings asked for: all points together, then those that are alike otherwise."""
        first, second = self.settings
        groups = [("all together", {})]
        others = [axis for axis in self.sweep.varied if axis.id not in first and axis.id not in second]
        if len(others) == 1 and len(others[0].values) < MOST_RANKED:
            groups += [(f"{others[0].name} {value.label}", {others[0].id: value.label}) for value in others[0].values]
        confidence = intervals.simultaneous(intervals.CONFIDENCE, len(groups))
        found = [(label, self.sweep.difference(measure, {**extra, **first}, {**extra, **second}, confidence)) for label, extra in groups]
        return [(label, interval) for label, interval in found if interval is not None]

    def _compared(self):
        if not self.settings:
            return None
        pictures = []
        for measure in self.measures:
            rows = self.comparison(measure)
            if rows:
                pictures.append(self._differences(printable(measure.name), f"difference of {measure.name}", measure, rows,
                                                  self.table_name(measure.name, "compared"), "where",
                                                  "Right of the line: more with the second. Grey: may as well be none. All intervals of a picture hold together with 95 %."))
        text = f"{self.words_of(self.settings[1])} against {self.words_of(self.settings[0])}, paired by repetition, at points that are otherwise alike."
        return Section("compared", "Two settings compared", [text], pictures) if pictures else None

    def contrasts(self, measure):
        """Rows (label, difference) for each axis: its last value against its first."""
        confidence = intervals.simultaneous(intervals.CONFIDENCE, len(self.axes))
        rows = []
        for axis in self.axes:
            first, last = axis.values[0].label, axis.values[-1].label
            found = self.sweep.difference(measure, {axis.id: first}, {axis.id: last}, confidence)
            if found is not None:
                rows.append((f"{axis.name}: {first} to {last}", found))
        return rows

    def _contrasts(self):
        if self.settings or not self.axes:
            return None
        pictures = []
        for measure in self.measures:
            rows = [] if self.is_flat(measure) else self.contrasts(measure)
            if rows:
                pictures.append(self._differences(printable(measure.name), f"difference of {measure.name} from one end of each axis to the other", measure, rows,
                                                  self.table_name(measure.name, "from-end-to-end"), "axis",
                                                  "Grey: may as well be none. All intervals of a picture hold together with 95 %."))
        text = "The last value of each axis against its first, paired by repetition, over all points that are otherwise alike."
        return Section("contrasts", "From one end of each axis to the other", [text], pictures) if pictures else None

    # Rankings

    def ranking(self, measure, axis):
        """The values of the axis, the least first, each with its difference from the least; the differences hold together."""
        cells = [(value.label, self.sweep.cell(measure, {axis.id: value.label})) for value in axis.values]
        cells = sorted(((label, cell) for label, cell in cells if cell is not None), key=lambda item: item[1].interval.estimate)
        if len(cells) < 2:
            return []
        best = cells[0][0]
        # Which one is the least was seen in the same data, so the differences between all pairs have to hold.
        confidence = intervals.simultaneous(intervals.CONFIDENCE, len(cells) * (len(cells) - 1) // 2)
        return [Ranked(label, cell, None if label == best else self.sweep.difference(measure, {axis.id: best}, {axis.id: label}, confidence))
                for label, cell in cells]

    def _rankings(self):
        pictures, texts = [], []
        for axis in self.axes:
            if axis.is_number:
                continue
            for measure in self.measures:
                ranked = [] if self.is_flat(measure) else self.ranking(measure, axis)
                if ranked:
                    pictures.append(self._ranking_picture(measure, axis, ranked))
        if pictures:
            texts.append("The least first; whether less is better depends on the measure. A difference from the first that may as well be none is no rank.")
        return Section("ranking", "Ranking", texts, pictures) if pictures else None

    def _ranking_picture(self, measure, axis, ranked):
        unit = f" ({printable(measure.unit)})" if measure.unit else ""
        rows = []
        for place, one in enumerate(ranked, 1):
            behind = [None, None, None, None] if one.behind is None else [
                plain(one.behind.estimate), plain(one.behind.low), plain(one.behind.high), "yes" if one.behind.low > 0 else "no"]
            rows.append([place, printable(one.label), one.cell.interval.count, plain(one.cell.interval.estimate), plain(one.cell.interval.low),
                         plain(one.cell.interval.high), *behind])
        table = Table(self.table_name(measure.name, "ranking", axis.name),
                      ("place", printable(axis.name), "repetitions", "mean" + unit, "from" + unit, "to" + unit, "more than the first" + unit,
                       "more, from" + unit, "more, to" + unit, "surely more"), rows)
        drawn = [(one.label, one.cell) for one in ranked[:MOST_RANKED]]
        tied = [one for one in ranked[1:] if one.behind is not None and not one.behind.low > 0]
        told = "All others have surely more than the first." if not tied else \
            f"Not to be told apart from the first: {', '.join(printable(one.label) for one in tied[:6])}{f' and {len(tied) - 6} more' if len(tied) > 6 else ''}."
        return Picture(f"{printable(measure.name)}, {printable(axis.name)}", f"{axis.name} ranked by {measure.name}",
                       lambda width: sweep_charts.dots(width, drawn, measure.name, measure.unit, self.fonts.shown),
                       told + " Bars: 95 % intervals of the means; the differences in the table hold together with 95 %.", table)

    # What else there is

    def _failures(self):
        if not self.sweep.failures:
            return None
        rows = [[printable(", ".join(self.sweep.points[point].values())), repetition, seed, signal if signal is not None else exit_code,
                 "time limit" if timed_out else "signal" if signal is not None else "exit code", printable(str(message))]
                for point, repetition, seed, exit_code, signal, timed_out, message in self.sweep.failures[:MOST_FAILURES]]
        table = Table(self.table_name("failed-runs"), ("point", "repetition", "seed", "code", "ended by", "message"), rows)
        text = f"{count(len(self.sweep.failures), 'run')} failed. Means are of the others, so they may be too kind to the points that failed."
        return Section("failures", "Failed runs", [text], [Picture("", "", None, "", table)])

    def _points(self):
        """Every point with every measure."""
        axes, rows = self.sweep.axes, []
        if len(self.sweep.points) < 2:
            return None
        for point, labels in list(self.sweep.points.items())[:MOST_POINTS]:
            found = [self.sweep.by_repetition(measure, [point]) for measure in self.measures]
            means = [intervals.mean_interval(list(values.values())) if values else None for values in found]
            rows.append([point, *(printable(labels.get(axis.id, "")) for axis in axes), self.sweep.repetitions[point],
                         *(plain(mean.estimate) if mean else None for mean in means)])
        columns = ("point", *(printable(axis.name) for axis in axes), "repetitions",
                   *(f"{printable(measure.name)}{f' ({printable(measure.unit)})' if measure.unit else ''}" for measure in self.measures))
        texts = [f"The first {MOST_POINTS} of {len(self.sweep.points)} points."] if len(self.sweep.points) > MOST_POINTS else []
        return Section("points", "All points", texts, [Picture("", "", None, "", Table(self.table_name("points"), columns, rows))])

    def extremes(self, measure):
        """The points with the least and the most: ((labels, interval), (labels, interval))."""
        found = []
        for point, labels in self.sweep.points.items():
            values = self.sweep.by_repetition(measure, [point])
            if values:
                found.append((labels, intervals.mean_interval(list(values.values()))))
        if not found:
            return None
        return min(found, key=lambda item: item[1].estimate), max(found, key=lambda item: item[1].estimate)


def _named(name, known, what):
    found = next((one for one in known if one.name == name), None)
    if found is None:
        raise AnalysisError(f"{printable(name)}: the sweep has no such {what}; there are: {', '.join(printable(one.name) for one in known) or 'none'}")
    return found

