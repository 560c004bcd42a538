"""The pictures of logins under load, each drawn for a wide screen or for a phone."""

import numpy
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter

from roamsim_analysis import style
from roamsim_analysis.charts import LINES, ROW, Canvas, _share_axis, fill_of, legend_at_top, linear_axis, thinned
from roamsim_analysis.convergence import nice_step
from roamsim_analysis.text import clock, duration, grouped, shortened

PANEL, GAP = 1.15, 0.42  # inches of one of several axes, and between two
LIMIT = (style.BAD, (0, (5, 2)))
MEAN = "#004B7A"


def count_axis(axes, most):
    """From 0, with round numbers."""
    step = max(1, int(nice_step(max(most, 1) / 4)))
    axes.yaxis.set_major_locator(FixedLocator([i * step for i in range(int(most * 1.15 / step) + 2)]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: grouped(int(value))))
    axes.set_ylim(0, max(most, 1) * 1.15)
    axes.grid(axis="y", color=style.PALE, linewidth=0.6)


def in_progress(width, begin, span, panels):
    """`panels`: (name, most in progress, most slots, mean in progress, limit or None), arrays of spans from `begin` on."""
    canvas = Canvas(width)
    handles = [Patch(facecolor=style.pale(style.COLOURS[0], 0.35), label="in progress, the most"), Line2D([], [], color=MEAN, linewidth=1.6, label="of them with a slot, the most"),
               Line2D([], [], color=style.GREY, linewidth=1.2, linestyle=LINES[2], label="in progress, mean")]
    if any(panel[4] is not None for panel in panels):
        handles.append(Line2D([], [], color=LIMIT[0], linestyle=LIMIT[1], linewidth=1.8, label="limit of slots"))
    room = canvas.legend_room([h.get_label() for h in handles])
    below, head = 0.5, 0.24
    total = room + below + len(panels) * (PANEL + head) + (len(panels) - 1) * (GAP - head)
    canvas.figure.set_size_inches(width, total)
    left, right = 0.62, 0.2
    top = total - room
    for number, (name, most, slots, mean, limit) in enumerate(panels):
        bottom = top - head - PANEL
        axes = canvas.figure.add_axes((left / width, bottom / total, (width - left - right) / width, PANEL / total))
        axes.tick_params(labelsize=style.SMALL)
        axes.grid(axis="x", color=style.PALE, linewidth=0.6)
        axes.set_axisbelow(True)
        linear_axis(axes, len(most) * span, canvas.narrow, f"time after {clock(begin)}")
        if number + 1 < len(panels):
            axes.set_xlabel("")
            axes.tick_params(axis="x", labelbottom=False)
        edges = numpy.arange(len(most) + 1) * span
        axes.stairs(most, edges, fill=True, facecolor=style.pale(style.COLOURS[0], 0.35), linewidth=0, zorder=2)
        axes.stairs(slots, edges, baseline=None, color=MEAN, linewidth=1.4, zorder=4)
        axes.stairs(mean, edges, baseline=None, color=style.GREY, linewidth=1.1, linestyle=LINES[2], zorder=5)
        if limit is not None:
            axes.axhline(limit, color=LIMIT[0], linestyle=LIMIT[1], linewidth=1.8, zorder=6)
        count_axis(axes, max(int(most.max(initial=0)), limit or 0))
        axes.set_ylabel("requests", size=style.SMALL)
        text = shortened(name, 34 if canvas.narrow else 80) + (f" (limit {limit})" if limit is not None else "")
        canvas.figure.text(left / width, (top - 0.06) / total, text, size=style.SMALL, va="top", weight="bold")
        top = bottom - (GAP - head)
    legend_at_top(canvas, handles)
    return canvas.figure


def refusals(width, begin, span, codes, done):
    """`codes`: (label, numbers by span) from the most frequent on, stacked; `done`: requests that succeeded."""
    canvas = Canvas(width)
    handles = []
    for number, (label, _) in enumerate(codes):
        colour, hatch = look_of(number)
        handles.append(Patch(facecolor=colour, hatch=hatch, edgecolor="#ffffff" if hatch else "none", linewidth=0, label=label))
    handles.append(Line2D([], [], color=style.GOOD, linewidth=1.8, label="succeeded"))
    axes = canvas.axes(2.0 if canvas.narrow else 2.6, left=0.72, right=0.2, below=0.5, top=canvas.legend_room([h.get_label() for h in handles]))
    spans = len(done)
    linear_axis(axes, spans * span, canvas.narrow, f"time after {clock(begin)}")
    floor = numpy.zeros(spans, numpy.int64)
    for number, (_, numbers) in enumerate(codes):
        colour, hatch = look_of(number)
        for i in numpy.flatnonzero(numbers).tolist():
            axes.add_patch(Rectangle(((i + 0.06) * span, int(floor[i])), 0.88 * span, int(numbers[i]), facecolor=colour, hatch=hatch,
                                     edgecolor="#ffffff" if hatch else "none", linewidth=0, zorder=2))
        floor = floor + numbers
    axes.stairs(done, numpy.arange(spans + 1) * span, baseline=None, color=style.GOOD, linewidth=1.8, zorder=4)
    count_axis(axes, max(int(floor.max(initial=0)), int(done.max(initial=0))))
    axes.set_ylabel(f"requests in {duration(span)}", size=style.SMALL)
    legend_at_top(canvas, handles)
    return canvas.figure


def look_of(number):
    """The first refusal is in the colour of what goes wrong."""
    return (style.BAD, "") if number == 0 else fill_of(number)


def completed(width, curves):
    """`curves`: (label, users, times at which they came, times of their first success, marks), times in ns since the begin; marks: (percent, time)."""
    canvas = Canvas(width)
    handles = []
    for number, (label, *_) in enumerate(curves):
        handles.append(Line2D([], [], color=colour_of(number), linestyle=LINES[number % len(LINES)], linewidth=2.0,
                              label=f"{shortened(label, 24 if canvas.narrow else 48)}: done"))
    handles.append(Line2D([], [], color=style.GREY, linewidth=1.2, label="came" if len(curves) == 1 else "came (each storm)"))
    marks = sorted({percent for *_, own in curves for percent, _ in own})
    if marks:
        handles.append(Line2D([], [], linestyle="none", marker="o", markersize=6, markerfacecolor="#ffffff", markeredgecolor=style.INK,
                              label=", ".join(map(str, marks)) + " % of all its users"))
    axes = canvas.axes(2.2 if canvas.narrow else 2.8, left=0.85, right=0.25, below=0.5, top=canvas.legend_room([h.get_label() for h in handles]))
    end = max([int(times[-1]) for _, _, came, done, _ in curves for times in (came, done) if len(times)] + [1_000_000_000])
    linear_axis(axes, end * 1.04, canvas.narrow, "time after the storm began")
    for number, (_, users, came, done, own) in enumerate(curves):
        colour = colour_of(number)
        for times, look in ((came, {"color": style.GREY, "linewidth": 1.2, "zorder": 2}),
                            (done, {"color": colour, "linestyle": LINES[number % len(LINES)], "linewidth": 2.0, "zorder": 4})):
            if not len(times):
                continue
            place = thinned(numpy.arange(len(times)))
            axes.step([0, *times[place].tolist(), end * 1.04], [0, *((place + 1) / users).tolist(), len(times) / users], where="post", **look)
        for percent, time in own:
            axes.plot([time, time], [0, percent / 100], color=colour, linewidth=0.8, linestyle=LINES[2], zorder=3)
            axes.plot([time], [percent / 100], linestyle="none", marker="o", markersize=6, markerfacecolor="#ffffff", markeredgecolor=colour,
                      markeredgewidth=1.5, zorder=6)
    if len(curves) == 1 and curves[0][4]:
        # In the corner below the curve, where labels at the marks would cover each other.
        text = "\n".join(f"{percent} % after {duration(time)}" for percent, time in curves[0][4])
        axes.text(0.985, 0.04, text, transform=axes.transAxes, ha="right", va="bottom", size=style.SMALL, zorder=7)
    _share_axis(axes, "share of the users")
    legend_at_top(canvas, handles)
    return canvas.figure


def colour_of(number):
    return (style.GOOD, style.BAD, *style.COLOURS[2:4], style.COLOURS[0], style.COLOURS[1])[number % 6]


def beside(width, rows):
    """`rows`: (node, share measured, share by the formula)."""
    canvas = Canvas(width)
    labels = [shortened(label, 17 if canvas.narrow else 40) for label, _, _ in rows]
    handles = [Patch(facecolor=style.GOOD, label="measured"), Line2D([], [], color=style.BAD, linestyle="none", marker="D", markersize=7, label="theory")]
    axes = canvas.axes(ROW * len(rows), left=canvas.label_room(labels) + 0.05, right=0.25, below=0.48, top=canvas.legend_room(["measured", "theory"]))
    for row, (_, measured, theory) in enumerate(rows):
        axes.add_patch(Rectangle((0, row + 0.22), measured, 0.56, facecolor=style.GOOD, linewidth=0, zorder=2))
        axes.plot([theory], [row + 0.5], linestyle="none", marker="D", markersize=7, color=style.BAD, markeredgecolor="#ffffff", zorder=4, clip_on=False)
    end = max([0.01] + [value for row in rows for value in row[1:]]) * 1.15
    step = float(nice_step(end * 100 / (3 if canvas.narrow else 7))) / 100 if end > 0.1 else end / 4
    axes.set_xlim(0, end)
    axes.xaxis.set_major_locator(FixedLocator([i * step for i in range(int(end / step + 1e-9) + 1)]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.3g} %"))
    axes.set_ylim(len(rows), 0)
    axes.set_yticks([row + 0.5 for row in range(len(rows))], labels)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("share of the requests for a slot that were refused", size=style.SMALL)
    legend_at_top(canvas, handles)
    return canvas.figure
