"""The pictures of a sweep, each drawn for a wide screen or for a phone. What is drawn are means with their intervals."""

import math

from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from roamsim_analysis import style
from roamsim_analysis.charts import ROW, Canvas
from roamsim_analysis.convergence import UNITS, nice_step
from roamsim_analysis.sweep_words import amount, plain
from roamsim_analysis.text import shortened, units

LOG_SPAN = 20      # from the least to the most, beyond which a scale is logarithmic
FITTED = 0.6       # of the most: a scale whose least is above does not begin at 0
NARROW_LETTERS = 20  # beside a row of a picture for a phone
MOST_LETTERS = 12  # of a value under an axis
MOST_DOTS = 600    # of single repetitions in a picture
FEWEST_MARKS = 2   # on the scale of a measure
PALEST, DARKEST = (0xEE, 0xF4, 0xF9), (0x00, 0x4A, 0x80)
ON_PALE, ON_DARK = "#1a1a1a", "#fdfdfd"  # none of those that the page changes in the dark


def _ends(cells):
    found = [end for cell in cells for end in (cell.interval.low, cell.interval.high, cell.least, cell.most, cell.interval.estimate) if math.isfinite(end)]
    return min(found, default=0.0), max(found, default=1.0)


class Scale:
    """Of the measure: where it begins and ends, its unit in words, its marks."""

    def __init__(self, low, high, unit, marks):
        self.fitted = low > FITTED * high and low >= 0
        span = (high - (low if self.fitted else min(low, 0.0))) or abs(high) or 1.0
        pad = 0.06 * span
        self.begin = low - pad if self.fitted or low < 0 else 0.0
        self.end = high + pad
        self.factor, self.unit = 1.0, unit
        if unit == "s":
            name, ns = next((u for u in UNITS if max(abs(self.end), abs(self.begin)) * 1e9 >= 2 * u[1]), UNITS[-1])
            self.factor, self.unit = ns / 1e9, name
        self.marks = []
        while len(self.marks) < FEWEST_MARKS:
            step = nice_step((self.end - self.begin) / self.factor / marks) * self.factor
            first = math.ceil(self.begin / step - 1e-9)
            self.marks = [i * step for i in range(first, int(math.floor(self.end / step + 1e-9)) + 1)]
            marks += 1

    def label(self, what):
        return f"{what} ({self.unit})" if self.unit else what

    def named(self, figure, what, shown, inches, brief=""):
        """The label, within so many inches: with `brief` in place of what it is of, then shortened. The unit stays."""
        room = inches - style.text_width(figure, f" ({self.unit})", style.SMALL) if self.unit else inches
        if brief and style.text_width(figure, shown(what), style.SMALL) > room:
            what = brief
        return self.label(style.fitted(figure, shown(what), room, style.SMALL))

    def apply(self, axis):
        axis.set_major_locator(FixedLocator(self.marks))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda value, _: plain(value / self.factor, 6)))


def is_fitted(cells):
    """Whether the scale of these does not begin at 0."""
    low, high = _ends(cells)
    return low > FITTED * high and low >= 0


def _positions(axis):
    """Where the values of an axis of numbers stand, and whether that is by their logarithm."""
    numbers = [value.number for value in axis.values]
    logarithmic = min(numbers) > 0 and max(numbers) >= LOG_SPAN / 2 * min(numbers)
    return {value.label: math.log(value.number) if logarithmic else value.number for value in axis.values}, logarithmic


def _marks(canvas, names, inches, positions):
    """Those of the values, {label: what is written}, that can be written side by side, the first and the last among them."""
    labels = list(names)
    low, high = min(positions.values()), max(positions.values())
    kept, free = [], -math.inf
    last = labels[-1]
    place = {label: (positions[label] - low) / ((high - low) or 1) * inches for label in labels}
    half = {label: style.text_width(canvas.figure, name, style.SMALL) / 2 + 0.06 for label, name in names.items()}
    for label in labels:
        if label != last and (place[label] - half[label] < free or place[label] + half[label] > place[last] - half[last]):
            continue
        kept.append(label)
        free = place[label] + half[label]
    return kept


def curves(width, panels, axis, measure, shown, limit=None):
    """`panels`: (parts of the title, {label of the axis: Cell}), side by side on one scale; `shown` writes a text so that the fonts
    have it; `limit`: a line across."""
    canvas = Canvas(width)
    cells = [cell for _, row in panels for cell in row.values()]
    columns = 1 if len(panels) == 1 else min(len(panels), 2 if canvas.narrow else 3)
    rows = math.ceil(len(panels) / columns)
    height = (2.2 if canvas.narrow else 2.8) if len(panels) == 1 else (1.3 if canvas.narrow else 1.6)
    low, high = _ends(cells)
    if limit is not None:
        low, high = min(low, limit), max(high, limit)
    scale = Scale(low, high, measure.unit, 5)
    left = 0.42 + max(style.text_width(canvas.figure, str(plain(mark / scale.factor, 6)), style.SMALL) for mark in scale.marks or [0])
    names = {value.label: shown(shortened(value.label, MOST_LETTERS)) for value in axis.values}
    overhang = [style.text_width(canvas.figure, names[axis.values[i].label], style.SMALL) / 2 for i in (0, -1)]
    between, right, below = sum(overhang) + 0.04, max(0.3, overhang[1] + 0.05), 0.34
    left = max(left, overhang[0] + 0.05)
    inches = (width - left - right - (columns - 1) * between) / columns
    titles = [", ".join(shown(part) for part in parts) for parts, _ in panels]
    if any(style.text_width(canvas.figure, title, style.SMALL, "bold") > inches for title in titles):
        titles = ["\n".join(style.fitted(canvas.figure, shown(part), inches, style.SMALL, "bold") for part in parts) for parts, _ in panels]
    above = 0.12 if len(panels) == 1 else 0.3 + 0.15 * max(title.count("\n") for title in titles)
    total = rows * (height + above + below) + 0.22
    canvas.figure.set_size_inches(width, total)
    positions, logarithmic = _positions(axis)
    pad = 0.05 * ((max(positions.values()) - min(positions.values())) or 1)
    marks = _marks(canvas, names, inches / 1.1, positions)
    dots = sum(len(cell.values) for cell in cells) <= MOST_DOTS
    for number, (_, row) in enumerate(panels):
        line, column = divmod(number, columns)
        bottom = total - (line + 1) * (height + above + below) + below
        axes = canvas.figure.add_axes(((left + column * (inches + between)) / width, bottom / total, inches / width, height / total))
        axes.tick_params(labelsize=style.SMALL)
        axes.grid(axis="y", color=style.PALE, linewidth=0.6)
        axes.set_axisbelow(True)
        present = [value.label for value in axis.values if value.label in row]
        axes.plot([positions[label] for label in present], [row[label].interval.estimate for label in present], color=style.GOOD, linewidth=1.6,
                  marker="o", markersize=4.5, zorder=4)
        for label in present:
            cell, x = row[label], positions[label]
            if math.isfinite(cell.interval.low) and math.isfinite(cell.interval.high):
                axes.plot([x, x], [cell.interval.low, cell.interval.high], color=style.GOOD, linewidth=2.2, alpha=0.9, marker="_", markersize=9,
                          markeredgewidth=1.4, zorder=3)
            if dots:
                axes.plot([x] * len(cell.values), cell.values, linestyle="none", marker=".", markersize=3, color=style.GREY, alpha=0.55, zorder=2)
        if limit is not None:
            axes.axhline(limit, color=style.BAD, linewidth=1.4, linestyle=(0, (5, 2)), zorder=2)
        axes.set_ylim(scale.begin, scale.end)
        axes.set_xlim(min(positions.values()) - pad, max(positions.values()) + pad)
        axes.xaxis.set_minor_locator(NullLocator())
        axes.set_xticks([positions[label] for label in marks], [names[label] for label in marks])
        scale.apply(axes.yaxis)
        if column:
            axes.tick_params(axis="y", labelleft=False)
        if len(panels) > 1:
            axes.set_title(titles[number], size=style.SMALL, weight="bold", pad=4)
    name = scale.named(canvas.figure, measure.name, shown, total - 0.5)
    canvas.figure.text(0.04 / width, 0.5 + 0.1 / total, name, rotation=90, size=style.SMALL, va="center", ha="left")
    rest = " (logarithmic scale)" if logarithmic else ""
    what = style.fitted(canvas.figure, shown(axis.name), width - left - right - (1.3 if rest else 0), style.SMALL) + rest
    canvas.figure.text((left + (width - left - right) / 2) / width, 0.06 / total, what, size=style.SMALL, ha="center", va="bottom")
    return canvas.figure


def dots(width, rows, name, unit, shown, zero=False):
    """`rows`: (label, Cell), a line each with the interval across; `zero`: differences, with a line at 0."""
    canvas = Canvas(width)
    # Where a phone has no room beside the rows, each has its name above.
    above = canvas.narrow and any(len(units(label)) > NARROW_LETTERS for label, _ in rows)
    labels = [shown(shortened(label, 46)) for label, _ in rows]
    axes = canvas.axes((2 if above else 1) * ROW * len(rows), left=0.15 if above else canvas.label_room(labels) + 0.05, right=0.3, below=0.48)
    low, high = _ends([cell for _, cell in rows])
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    scale = Scale(low, high, unit, 3 if canvas.narrow else 7)
    for row, (_, cell) in enumerate(rows):
        interval, y = cell.interval, row + (0.7 if above else 0.5)
        # What surely differs is told from what may not by its colour, and by standing clear of the line.
        clear = not zero or interval.low > 0 or interval.high < 0
        colour = style.GOOD if clear else style.GREY
        if math.isfinite(interval.low) and math.isfinite(interval.high):
            axes.plot([interval.low, interval.high], [y, y], color=colour, linewidth=2.4, marker="|", markersize=9, markeredgewidth=1.6, zorder=3)
        axes.plot([interval.estimate], [y], linestyle="none", marker="o", markersize=6, color=colour, zorder=4)
        if cell.values and len(rows) * len(cell.values) <= MOST_DOTS:
            axes.plot(cell.values, [y + (0.11 if above else 0.22)] * len(cell.values), linestyle="none", marker=".", markersize=3, color=style.GREY, alpha=0.55, zorder=2)
    if zero:
        axes.axvline(0, color=style.INK, linewidth=1.0, zorder=1)
    axes.set_xlim(scale.begin, scale.end)
    scale.apply(axes.xaxis)
    axes.set_ylim(len(rows), 0)
    axes.set_yticks([] if above else [row + 0.5 for row in range(len(rows))], [] if above else labels)
    for row, label in enumerate(labels if above else ()):
        axes.annotate(style.fitted(canvas.figure, label, width - 0.5, style.SMALL), (0, row + 0.28), xycoords=axes.get_yaxis_transform(), xytext=(4, 0),
                      textcoords="offset points", va="center", ha="left", size=style.SMALL, bbox={"facecolor": "#ffffff", "linewidth": 0, "pad": 1}, zorder=5)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(scale.named(canvas.figure, name, shown, axes.get_position().width * width, "difference" if zero else ""), size=style.SMALL)
    return canvas.figure


def _shade(share):
    mixed = tuple(round(a + (b - a) * share) for a, b in zip(PALEST, DARKEST))
    return "#" + "".join(f"{part:02x}" for part in mixed), ON_DARK if share > 0.45 else ON_PALE


def heat_map(width, across, down, cells, measure, shown):
    """`cells`: {(label across, label down): Cell}; the darker the more. A field without a value is crossed out."""
    canvas = Canvas(width)
    names = [shown(shortened(value.label, NARROW_LETTERS if canvas.narrow else 24)) for value in down.values]
    left = canvas.label_room(names) + 0.3
    fields = len(across.values)
    titles = {value.label: shown(shortened(value.label, MOST_LETTERS)) for value in across.values}
    last = style.text_width(canvas.figure, titles[across.values[-1].label], style.SMALL) / 2
    right = max(0.12, last - (width - left - last) / fields / 2 + 0.05)
    axes = canvas.axes(0.42 * len(down.values), left=left, right=right, top=0.12, below=0.52)
    axes.grid(False)
    inches = (width - left - right) / fields
    estimates = [cell.interval.estimate for cell in cells.values()]
    low, span = min(estimates), (max(estimates) - min(estimates)) or 1.0
    for column, x in enumerate(across.values):
        for row, y in enumerate(down.values):
            cell = cells.get((x.label, y.label))
            if cell is None:
                axes.add_patch(Rectangle((column, row), 1, 1, facecolor="none", edgecolor=style.PALE, hatch="xx", linewidth=0.5))
                continue
            colour, ink = _shade((cell.interval.estimate - low) / span)
            axes.add_patch(Rectangle((column + 0.02, row + 0.03), 0.96, 0.94, facecolor=colour, linewidth=0, zorder=2))
            half = cell.interval.half_width
            lines = [amount(cell.interval.estimate, measure.unit, 3)]
            if math.isfinite(half) and half >= 1e-9 * abs(cell.interval.estimate) and half > (5e-10 if measure.unit == "s" else 0):
                lines.append(f"± {amount(half, measure.unit, 2)}")
            fitting = [line for line in lines if style.text_width(canvas.figure, line, style.SMALL) <= inches - 0.06]
            if not fitting or fitting[0] != lines[0]:
                continue
            for place, line in enumerate(fitting):
                axes.text(column + 0.5, row + (0.5 if len(fitting) == 1 else 0.3 + 0.42 * place), line, ha="center", va="center", size=style.SMALL,
                          color=ink, zorder=3)
    axes.set_xlim(0, fields)
    axes.set_ylim(len(down.values), 0)
    places = {value.label: column + 0.5 for column, value in enumerate(across.values)}
    kept = _marks(canvas, titles, (width - left - right) * (fields - 1) / fields, places)
    axes.set_xticks([places[label] for label in kept], [titles[label] for label in kept])
    axes.set_yticks([row + 0.5 for row in range(len(names))], names)
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel(style.fitted(canvas.figure, shown(across.name), width - left - 0.2, style.SMALL), size=style.SMALL)
    axes.set_ylabel(style.fitted(canvas.figure, shown(down.name), 0.42 * len(down.values), style.SMALL), size=style.SMALL)
    return canvas.figure


def tornado(width, rows, name, unit, shown):
    """`rows`: (label, [(value, Interval of the difference, whether it is sure)]), the widest on top; bars from the line at 0."""
    canvas = Canvas(width)
    labels = [shown(shortened(label, 20 if canvas.narrow else 46)) for label, _ in rows]
    axes = canvas.axes(1.25 * ROW * len(rows), left=canvas.label_room(labels) + 0.05, right=0.3, below=0.48)
    ends = [end for _, bars in rows for _, interval, _ in bars for end in (interval.low, interval.high, interval.estimate) if math.isfinite(end)]
    low, high = min([*ends, 0.0]), max([*ends, 0.0])
    # Room for the values at both sides.
    inches = axes.get_position().width * width
    room = canvas.label_room([shown(shortened(value, 16)) for _, bars in rows for value, _, _ in bars])
    more = (high - low or 1.0) * room / max(inches - 2 * room, inches / 3)
    scale = Scale(low - more, high + more, unit, 3 if canvas.narrow else 7)
    for row, (_, bars) in enumerate(rows):
        for place, (value, interval, sure) in enumerate(bars):
            height = 0.8 / len(bars)
            top = row + 0.1 + place * height
            axes.add_patch(Rectangle((min(0.0, interval.estimate), top + 0.03), abs(interval.estimate), height - 0.06, zorder=2, linewidth=0,
                                     facecolor=(style.GOOD if interval.estimate < 0 else style.BAD) if sure else style.GREY))
            y = top + height / 2
            if math.isfinite(interval.low) and math.isfinite(interval.high):
                axes.plot([interval.low, interval.high], [y, y], color=style.INK, linewidth=1.0, zorder=3)
            right = interval.estimate >= 0
            edge = max(interval.high if math.isfinite(interval.high) else 0.0, interval.estimate) if right else min(
                interval.low if math.isfinite(interval.low) else 0.0, interval.estimate)
            axes.annotate(shown(shortened(value, 16)), (edge, y), xytext=(4 if right else -4, 0), textcoords="offset points", va="center_baseline",
                          ha="left" if right else "right", size=style.SMALL, zorder=5)
    axes.axvline(0, color=style.INK, linewidth=1.0, zorder=1)
    axes.set_xlim(scale.begin, scale.end)
    scale.apply(axes.xaxis)
    axes.set_ylim(len(rows), 0)
    axes.set_yticks([row + 0.5 for row in range(len(rows))], labels)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(scale.named(canvas.figure, name, shown, inches, "difference"), size=style.SMALL)
    return canvas.figure
