"""The pictures of the page, each drawn for a wide screen or for a phone."""

import math

import numpy
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from roamsim_analysis import style
from roamsim_analysis.convergence import LOG_MARKS, UNITS, nice_step, short_duration
from roamsim_analysis.text import duration, shortened

WIDE, NARROW = 9.0, 3.7  # inches
ROW = 0.32
LINES = ("solid", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
MOST_MARKS, MOST_STEPS = 150, 2000
HATCHES = ("", "///", "\\\\\\", "|||", "---", "xx", "++")  # no dots: each of those is a path of a hundred numbers


def fill_of(index):
    """Colour and hatch of the index-th thing to be told apart."""
    return style.COLOURS[index % len(style.COLOURS)], HATCHES[index % len(HATCHES)]


class Canvas:
    """A figure that is filled from top to bottom, in inches."""

    def __init__(self, width):
        self.width = width
        self.narrow = width < WIDE
        self.figure = Figure(figsize=(width, 3))
        FigureCanvasAgg(self.figure)

    def label_room(self, labels, size=style.SMALL):
        return max([style.text_width(self.figure, label, size) for label in labels] + [0.3]) + 0.12

    def axes(self, height, left=0.1, right=0.1, top=0.1, below=0.5):
        """The one axes of the figure, `height` inches of it, with the given room around."""
        total = top + height + below
        self.figure.set_size_inches(self.width, total)
        axes = self.figure.add_axes((left / self.width, below / total, (self.width - left - right) / self.width, height / total))
        axes.tick_params(labelsize=style.SMALL)
        axes.grid(axis="x", color=style.PALE, linewidth=0.6)
        axes.set_axisbelow(True)
        return axes

    def legend(self, axes, handles):
        """Above the axes, as many a line as fit; returns the room that it takes in inches."""
        left = axes.get_position().x0 * self.width
        height = axes.get_position().height * self.figure.get_size_inches()[1]
        axes.legend(handles=handles, loc="lower left", bbox_to_anchor=((0.05 - left) / (axes.get_position().width * self.width),
                                                                       1 + 0.05 / height),
                    ncol=self.legend_columns([h.get_label() for h in handles]), frameon=False, fontsize=style.SMALL, borderaxespad=0, handlelength=1.8, columnspacing=1.2)

    def legend_room(self, labels):
        return 0.2 * math.ceil(len(labels) / self.legend_columns(labels)) + 0.15

    def legend_columns(self, labels):
        """One line if all fit into it, else columns of one width."""
        widths = [style.text_width(self.figure, label, style.SMALL) + 0.55 for label in labels]
        return len(labels) if sum(widths) <= self.width - 0.1 else max(1, min(len(labels), int((self.width - 0.2) / max(widths))))


def thinned(values, most=MOST_STEPS):
    """As many of the values as are drawn, the first and the last among them."""
    return values if len(values) <= most else values[numpy.linspace(0, len(values) - 1, most).astype(int)]


def delay_axis(axes, least, longest, narrow, what="time after the commit"):
    """Linear, or logarithmic where the longest is far from the least; returns where the axis begins (ns)."""
    if least > 0 and longest > 30 * least:
        begin = 10.0 ** math.floor(math.log10(least) - 0.05)
        axes.set_xscale("log")
        marks = [mark for mark in LOG_MARKS if begin <= mark <= longest * 1.3]
        axes.xaxis.set_major_locator(FixedLocator(marks[::max(1, math.ceil(len(marks) / (4 if narrow else 9)))]))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short_duration(value)))
        axes.set_xlim(begin, longest * 1.15)
        axes.set_xlabel(f"{what} (logarithmic scale)", size=style.SMALL)
        return begin
    linear_axis(axes, longest * 1.05, narrow, what)
    return 0


def linear_axis(axes, end, narrow, what):
    unit = next((u for u in UNITS if end >= 2 * u[1]), UNITS[-1])
    step = nice_step(max(end, 1) / unit[1] / (4 if narrow else 9)) * unit[1]
    axes.xaxis.set_major_locator(FixedLocator([i * step for i in range(int(end / step + 1e-9) + 1)]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / unit[1]:g}"))
    axes.set_xlim(0, max(end, 1))
    axes.set_xlabel(f"{what} ({unit[0]})", size=style.SMALL)


def learned(width, curves, bands=(), looks=None):
    """`curves`: (label, Survival, durations cut off, durations overtaken). The share that has learned the change by then.
    `bands`: of each, None for one without; `looks`: colour and line of each."""
    canvas = Canvas(width)
    labels = [label for label, *_ in curves]
    has_cut, has_overtaken = (any(len(curve[i]) for curve in curves) for i in (2, 3))
    marks = [("|", "cut off by the end of the run")] * has_cut + [("x", "overtaken by the next move")] * has_overtaken
    axes = canvas.axes(2.4 if canvas.narrow else 3.0, left=0.85, right=0.2, below=0.5,
                       top=canvas.legend_room(labels + [text for _, text in marks]))
    dates = numpy.concatenate([times for _, curve, *cut in curves for times in (curve.times, *cut)])
    longest = int(dates.max(initial=0)) or 1_000_000_000
    begin = delay_axis(axes, int(dates[dates > 0].min(initial=longest)), longest, canvas.narrow)
    end = axes.get_xlim()[1]
    handles = []
    for number, (label, curve, cut, overtaken) in enumerate(curves):
        colour, line = looks[number] if looks else (style.INK, "solid") if number == 0 else (
            style.COLOURS[number % len(style.COLOURS)], LINES[number % len(LINES)])
        look = {"color": colour, "linestyle": line, "linewidth": 2.0 if number == 0 else 1.6}
        steps = [(begin, 1 - curve.at(0) if begin else 0.0)]
        steps += [(max(time, begin), 1 - left) for time, left in zip(curve.times.tolist(), curve.survival.tolist())]
        last = max([times.max() for times in (curve.times, cut, overtaken) if len(times)], default=end)
        steps.append((last, steps[-1][1]))
        axes.step([x for x, _ in steps], [y for _, y in steps], where="post", zorder=5 - number, **look)
        handles.append(Line2D([], [], label=label, **look))
        band = bands[number] if number < len(bands) else None
        if band is not None:
            axes.fill_between(numpy.maximum(thinned(band.times), begin), 1 - thinned(band.high), 1 - thinned(band.low), step="post",
                              color=style.GREY if number == 0 else colour, alpha=0.22, zorder=1, linewidth=0)
        for (marker, _), times in zip((("|", ""), ("x", "")), (cut, overtaken)):
            some = thinned(numpy.unique(times), MOST_MARKS).tolist()
            axes.plot([max(x, begin) for x in some], [1 - curve.at(x) for x in some], linestyle="none", marker=marker, markersize=7,
                      markeredgewidth=1.3, color=colour, zorder=6, clip_on=False)
    handles += [Line2D([], [], linestyle="none", marker=marker, markersize=7, color=style.INK, label=text) for marker, text in marks]
    _share_axis(axes, "share that has learned it")
    canvas.legend(axes, handles)
    return canvas.figure


def _share_axis(axes, what):
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:g} %"))
    axes.set_ylabel(what, size=style.SMALL)
    axes.grid(axis="y", color=style.PALE, linewidth=0.6)


def shares(width, lines, what="time after the commit", of="share of the changes"):
    """`lines`: (label, times in ns, shares from each of them on)."""
    canvas = Canvas(width)
    axes = canvas.axes(2.0 if canvas.narrow else 2.4, left=0.85, right=0.2, below=0.5, top=canvas.legend_room([label for label, *_ in lines]))
    dates = numpy.concatenate([times for _, times, _ in lines])
    longest = int(dates.max(initial=0)) or 1_000_000_000
    begin = delay_axis(axes, int(dates[dates > 0].min(initial=longest)), longest, canvas.narrow, what)
    handles = []
    for number, (label, times, values) in enumerate(lines):
        look = {"color": (style.GOOD, style.BAD)[number % 2], "linestyle": LINES[number % len(LINES)], "linewidth": 2.0}
        axes.step([begin, *(max(time, begin) for time in thinned(times).tolist()), axes.get_xlim()[1]],
                  [0.0, *thinned(values).tolist(), values[-1] if len(values) else 0.0], where="post", **look)
        handles.append(Line2D([], [], label=label, **look))
    _share_axis(axes, of)
    canvas.legend(axes, handles)
    return canvas.figure


def distribution(width, lines):
    """`lines`: (label, times in ns, share of the users with at most that much)."""
    return shares(width, lines, "time, all clusters together", "share of the users")


def medians(width, rows, longest, what="time after the commit"):
    """`rows`: (label, median, 95 %) in ns; None: not reached within the longest that was watched."""
    canvas = Canvas(width)
    labels = [shortened(label, 17 if canvas.narrow else 40) for label, _, _ in rows]
    axes = canvas.axes(ROW * len(rows), left=canvas.label_room(labels) + 0.05, right=0.2, below=0.48)
    texts = [duration(high) if high is not None else "not reached" for _, _, high in rows]
    inches = axes.get_position().width * canvas.width
    end = max([high for _, _, high in rows if high is not None] + [1]) if any(high is not None for _, _, high in rows) else longest
    end = max([end] + [median for _, median, _ in rows if median is not None])
    linear_axis(axes, end * inches / max(inches - canvas.label_room(texts), inches / 3), canvas.narrow, what)
    for row, ((_, median, high), text) in enumerate(zip(rows, texts)):
        until = end if high is None else high
        axes.add_patch(Rectangle((0, row + 0.22), until, 0.56, facecolor=style.PALE if high is None else style.GOOD, hatch="xx" if high is None else "",
                                 edgecolor="#ffffff" if high is None else "none", linewidth=0, zorder=2))
        if median is not None:
            axes.plot([median, median], [row + 0.08, row + 0.92], color=style.INK, linewidth=2.2, zorder=4)
        axes.annotate(text, (until, row + 0.5), xytext=(4, 0), textcoords="offset points", va="center_baseline", size=style.SMALL, zorder=5)
    axes.set_ylim(len(rows), 0)
    axes.set_yticks([row + 0.5 for row in range(len(rows))], labels)
    axes.tick_params(axis="y", length=0)
    return canvas.figure


def legend_at_top(canvas, handles):
    columns = canvas.legend_columns([h.get_label() for h in handles])
    canvas.figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.05 / canvas.width, 1), ncol=columns, frameon=False,
                         fontsize=style.SMALL, borderaxespad=0.1, handlelength=1.8, columnspacing=1.2)


def stages(width, bars, names):
    """`bars`: (label, [(stage, ns)], whether it is unfinished); `names`: the stages in their order."""
    canvas = Canvas(width)
    labels = [shortened(label, 17 if canvas.narrow else 40) for label, _, _ in bars]
    shown = [name.replace("_", " ") for name in names]
    axes = canvas.axes(ROW * len(bars), left=canvas.label_room(labels) + 0.05, right=0.2, top=canvas.legend_room(shown), below=0.48)
    longest = max(sum(took for _, took in parts) for _, parts, _ in bars)
    room = canvas.label_room([_total(parts, cut) for _, parts, cut in bars])
    inches = axes.get_position().width * canvas.width
    linear_axis(axes, longest * inches / max(inches - room, inches / 3), canvas.narrow, "time after the first key press")
    for row, (_, parts, cut) in enumerate(bars):
        begin = 0
        for stage, took in parts:
            colour, hatch = fill_of(names.index(stage))
            axes.add_patch(Rectangle((begin, row + 0.12), took, 0.76, facecolor=colour, hatch=hatch,
                                     edgecolor="#ffffff" if hatch else "none", linewidth=0, zorder=2))
            begin += took
        axes.annotate(_total(parts, cut), (begin, row + 0.5), xytext=(4, 0), textcoords="offset points", va="center_baseline", size=style.SMALL)
    axes.set_ylim(len(bars), 0)
    axes.set_yticks([row + 0.5 for row in range(len(bars))], labels)
    axes.tick_params(axis="y", length=0)
    handles = []
    for number, name in enumerate(shown):
        colour, hatch = fill_of(number)
        handles.append(Patch(facecolor=colour, hatch=hatch, edgecolor="#ffffff" if hatch else "none", linewidth=0, label=name))
    legend_at_top(canvas, handles)
    return canvas.figure


def _total(parts, cut):
    return ("over " if cut else "") + duration(sum(took for _, took in parts))


def bars(width, rows, what, text=str, colours=None):
    """`rows`: (label, number), one bar each; `text` writes the number."""
    canvas = Canvas(width)
    labels = [shortened(label, 20 if canvas.narrow else 48) for label, _ in rows]
    axes = canvas.axes(ROW * len(rows), left=canvas.label_room(labels) + 0.05, right=0.2, below=0.48)
    inches = axes.get_position().width * canvas.width
    room = canvas.label_room([text(number) for _, number in rows])
    end = max(max(number for _, number in rows), 1) * inches / max(inches - room, inches / 3)
    for row, (_, number) in enumerate(rows):
        axes.add_patch(Rectangle((0, row + 0.15), number, 0.7, facecolor=colours[row] if colours else style.GOOD, linewidth=0, zorder=2))
        axes.annotate(text(number), (number, row + 0.5), xytext=(4, 0), textcoords="offset points", va="center_baseline", size=style.SMALL)
    axes.set_xlim(0, end)
    step = max(1, nice_step(end / (3 if canvas.narrow else 7)))
    axes.xaxis.set_major_locator(FixedLocator([i * step for i in range(int(end / step) + 1)]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}".replace(",", " ")))
    axes.set_ylim(len(rows), 0)
    axes.set_yticks([row + 0.5 for row in range(len(rows))], labels)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(what, size=style.SMALL)
    return canvas.figure
