"""The pictures of what clusters knew over time."""

import numpy
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter

from roamsim_analysis import style
from roamsim_analysis.charts import ROW, Canvas, legend_at_top
from roamsim_analysis.knowledge import LOST, RIGHT, STALE, STATES, UNREACHABLE
from roamsim_analysis.text import shortened

FILLS = {RIGHT: (style.GOOD, ""), STALE: (style.COLOURS[1], "////"), LOST: (style.BAD, "xxxx"), UNREACHABLE: (style.GREY, "xxxx")}
FAULT = "fault of the cluster"
MOST_TICKS = 400


def timeline(width, names, states, outages, moves, end):
    """`states`: by cluster (begin, end, state); `outages` of these clusters; `moves`: dates, numbered from 1 on."""
    used = {state for spans in states.values() for _, _, state in spans}
    canvas, axes = _axes(width, names, list(states), used, outages, end)
    for row, spans in enumerate(states.values()):
        for begin, until, state in spans:
            axes.add_patch(Rectangle((begin, row + 0.1), until - begin, 0.72, zorder=2, **_look(state)))
    _numbers(canvas, axes, moves, end, len(states))
    return canvas.figure


def shares_timeline(width, names, shares, top, edges, outages, moves):
    """`shares`: by cluster an array with a row for each state and a column for each span between the edges; a share of `top` fills the
    height of the cluster. `moves`: dates."""
    used = {state for i, state in enumerate(STATES) if any(one[i].any() for one in shares.values())}
    # Without hatches, which a browser prints as a bitmap for each of the many shapes; what is worse stands below.
    canvas, axes = _axes(width, names, list(shares), used, outages, int(edges[-1]), hatched=False)
    for row, one in enumerate(shares.values()):
        # What is right lies behind, the others stand on the line.
        heights = 0.72 * numpy.cumsum(one[:0:-1], axis=0)[::-1] / top
        floor = numpy.vstack((heights[1:], numpy.zeros((1, one.shape[1]))))
        axes.fill_between(edges, row + 0.1, row + 0.82, step="post", zorder=2, where=_closed(one.sum(axis=0) > 0), **_look(RIGHT))
        for i, state in enumerate(STATES[1:]):
            if one[i + 1].any():
                axes.fill_between(edges, row + 0.82 - _closed(heights[i]), row + 0.82 - _closed(floor[i]), step="post", zorder=3,
                                  where=_closed(one[i + 1] > 0), **_look(state, hatched=False))
    axes.set_ylim(len(shares) + 0.25, 0)
    for at in moves[::-(-len(moves) // MOST_TICKS) or 1]:
        axes.plot([at, at], [len(shares) + 0.05, len(shares) + 0.25], color=style.INK, linewidth=0.8, zorder=4)
    return canvas.figure


def _closed(values):
    """With the last value once more: of spans, at their edges."""
    return numpy.append(values, values[-1])


def _look(state, hatched=True):
    colour, hatch = FILLS[state] if hatched else (FILLS[state][0], "")
    return {"facecolor": colour, "hatch": hatch, "edgecolor": "#ffffff" if hatch else "none", "linewidth": 0}


def _axes(width, names, clusters, used, outages, end, hatched=True):
    """With a row for each cluster, their faults, the time and the legend."""
    canvas = Canvas(width)
    labels = [shortened(names[cluster], 14 if canvas.narrow else 28) for cluster in clusters]
    handles = [Patch(label=state, **_look(state, hatched)) for state in STATES if state in used]
    if outages:
        handles.append(Line2D([], [], color=style.INK, linewidth=3, label=FAULT))
    axes = canvas.axes(ROW * len(clusters), left=canvas.label_room(labels) + 0.05, right=0.2, below=0.48,
                       top=canvas.legend_room([handle.get_label() for handle in handles]) + 0.18)
    rows = {cluster: row for row, cluster in enumerate(clusters)}
    for outage in outages:
        axes.add_patch(Rectangle((outage.begin, rows[outage.cluster] + 0.86), outage.end - outage.begin, 0.12, facecolor=style.INK, linewidth=0, zorder=3))
    axes.set_ylim(len(clusters), 0)
    axes.set_yticks([row + 0.46 for row in range(len(clusters))], labels)
    axes.tick_params(axis="y", length=0)
    scale, unit = style.time_axis(axes.xaxis, end)
    ticks = axes.xaxis.get_major_locator().locs
    axes.xaxis.set_major_locator(FixedLocator([tick * scale for tick in ticks[::3 if canvas.narrow else 1]]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / scale:g}"))
    axes.set_xlim(0, end)
    axes.set_xlabel(f"simulated time ({unit})", size=style.SMALL)
    legend_at_top(canvas, handles)
    return canvas, axes


def _numbers(canvas, axes, moves, end, rows):
    """A line at each move, with its number above unless that of the one before is in the way."""
    inches = axes.get_position().width * canvas.width / end
    free = -1.0
    for number, at in enumerate(moves, 1):
        axes.plot([at, at], [0, rows], color=style.INK, linewidth=1.1, zorder=4)
        if at * inches >= free:
            axes.annotate(str(number), (at, 0), xytext=(0, 2), textcoords="offset points", ha="center", va="bottom", size=style.SMALL,
                          weight="bold")
            free = at * inches + 0.18
