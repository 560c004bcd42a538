"""How long each cluster took to learn one change of location."""

import math

from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from roamsim_analysis import style
from roamsim_analysis.text import clock, duration, shortened

ROW, DENSE_ROW = 0.5, 0.42  # inches a cluster; with more than DENSE_FROM
DENSE_FROM = 12
MOST_ROWS = 30
RECEIVED, APPLIED = ("#56B4E9", "///"), ("#0072B2", "")
STAGES_BAR = 0.36
STAGES_KEY_LINE = 0.23
STAGES_NUMBERS = 0.26  # above the bar, for stages too short to hold theirs


def ranked(run, change):
    """What the clusters knew when, the fastest first; and of how many these are the slowest."""
    known = run.knowledge_of(change.id)
    known.sort(key=lambda k: (k.applied is None, k.applied or 0, k.received is None, k.received or 0, k.cluster))
    return known[-MOST_ROWS:], len(known)


class ConvergenceFigure:
    def __init__(self, run, change, fonts):
        self.run, self.change, self.fonts = run, change, fonts
        self.known, self.total = ranked(run, change)
        self.user = next(user for user in run.users if user.id == change.user)
        self.names = {cluster.id: shortened(fonts.shown(cluster.name), 26) for cluster in run.clusters}
        self.spans = [span for span in run.spans_of(change.request)] if change.request is not None else []
        self.all_outages = run.outages()
        self.outages = [outage for outage in self.all_outages if outage.begin <= change.at < outage.end]
        self.figure = style.new_figure(4)

    def draw(self):
        figure = self.figure
        labels = [self.names.get(known.cluster, "?") for known in self.known]
        reasons = [self._why(known) for known in self.known]
        left = 0.38 + max([style.text_width(figure, label) for label in labels] +
                          [style.text_width(figure, reason, style.SMALL) for reason in reasons] + [1.0])
        width = style.WIDTH - left - 0.3
        key = self._key_lines(style.WIDTH - 2 * style.EDGE)
        rows = (ROW if len(self.known) <= DENSE_FROM else DENSE_ROW) * max(len(self.known), 1)
        stages = (0.34 + STAGES_BAR + self._numbers_lane() + 0.34 + STAGES_KEY_LINE * len(key) + 0.12) if self.spans else 0
        below = 1.0
        height = below + rows + 0.42 + stages + 0.74
        figure.set_size_inches(style.WIDTH, height)
        self.height = height
        bars = figure.add_axes((left / style.WIDTH, below / height, width / style.WIDTH, rows / height))
        self._bars(bars, labels, reasons, width)
        self._heading(below + rows + 0.12, "Until each cluster has learned it")
        if self.spans:
            bottom = below + rows + 0.42 + STAGES_KEY_LINE * len(key) + 0.12 + 0.34
            self._stages(figure.add_axes((style.EDGE / style.WIDTH, bottom / height, (style.WIDTH - 0.45) / style.WIDTH,
                                          STAGES_BAR / height)))
            self._key(key, bottom - 0.36)
            self._heading(bottom + STAGES_BAR + self._numbers_lane() + 0.1, self._stages_title())
        self._titles()
        return figure

    def _heading(self, inches, text):
        self.figure.text(style.EDGE / style.WIDTH, inches / self.height, text, size=style.TEXT, weight="bold", va="bottom")

    def _titles(self):
        words = {"login": "Login", "logout": "Logout", "automatic_logout": "Automatic logout"}
        note = "" if len(self.known) == self.total else f"the {len(self.known)} slowest of {self.total} clusters"
        title = (f"{words.get(self.change.kind, self.change.kind)} of {shortened(self.fonts.shown(self.user.name), 22)}"
                 f" at {self.names.get(self.change.cluster, '?')}, committed at {clock(self.change.at)}")
        style.headings(self.figure, title, self.run, self.fonts, note)

    # The bars of the clusters

    def _scale(self, axes, width):
        """Linear, or logarithmic where the slowest would squeeze the others; returns where bars begin and end (ns)."""
        texts = {self._label(delay) for known in self.known for delay in self._delays(known)}
        room = max((style.text_width(self.figure, text, style.SMALL) for text in texts), default=0) + 0.2
        share = (width - room) / width  # of the width, for the longest bar
        delays = [d for known in self.known for d in self._delays(known) if d is not None and d > 0]
        longest = max(delays, default=1_000_000_000)
        if longest > 30 * min(delays, default=longest):
            begin = 10.0 ** math.floor(math.log10(min(delays)) - 0.05)
            axes.set_xscale("log")
            marks = [m for m in LOG_MARKS if begin <= m <= longest * 1.3]
            every = max(1, math.ceil(len(marks) / 9))
            axes.xaxis.set_major_locator(FixedLocator(marks[::every]))
            axes.xaxis.set_minor_locator(NullLocator())
            axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short_duration(value)))
            axes.set_xlim(begin, begin * (longest / begin) ** (1 / share))
            axes.set_xlabel("delay after the commit (logarithmic scale)")
            return begin, longest
        scale_end = longest / share
        unit = next((u for u in UNITS if longest >= 2 * u[1]), UNITS[-1])
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / unit[1]:g}"))
        step = nice_step(scale_end / unit[1] / 8) * unit[1]
        axes.xaxis.set_major_locator(FixedLocator([i * step for i in range(int(scale_end / step) + 1)]))
        axes.set_xlim(0, scale_end)
        axes.set_xlabel(f"delay after the commit ({unit[0]})")
        return 0, longest

    @staticmethod
    def _label(delay):
        return "not before the end" if delay is None else duration(delay)

    def _delays(self, known):
        return tuple(None if at is None else at - self.change.at for at in (known.received, known.applied))

    def _bars(self, axes, labels, reasons, width):
        begin, end = self._scale(axes, width)
        axes.set_ylim(max(len(self.known), 1), 0)
        axes.set_yticks([])
        axes.spines["left"].set_color(style.GREY)
        axes.grid(axis="x", color=style.PALE, linewidth=0.6)
        axes.set_axisbelow(True)
        for row, known in enumerate(self.known):
            for delay, (colour, hatch), top in zip(self._delays(known), (RECEIVED, APPLIED), (0.12, 0.50)):
                shown = end if delay is None else max(delay, begin)
                axes.add_patch(Rectangle(
                    (begin, row + top), shown - begin, 0.36, facecolor="white" if delay is None else style.pale(colour, 0.3),
                    edgecolor=style.GREY if delay is None else "white" if hatch else "none",
                    hatch="" if delay is None else hatch, linewidth=0.8 if delay is None else 0,
                    linestyle=(0, (3, 2)) if delay is None else "solid", zorder=2))
                axes.annotate(self._label(delay), (shown, row + top + 0.18), xytext=(5, 0), textcoords="offset points", va="center_baseline",
                              size=style.SMALL, zorder=3)
            axes.text(0, row + (0.34 if reasons[row] else 0.5), labels[row] + "  ", transform=axes.get_yaxis_transform(),
                      ha="right", va="center_baseline")
            axes.text(0, row + 0.68, reasons[row] + "  ", transform=axes.get_yaxis_transform(), ha="right",
                      va="center_baseline", size=style.SMALL, color=style.GREY)
        handles = [Patch(facecolor=style.pale(colour, 0.3), edgecolor="white" if hatch else "none", hatch=hatch, linewidth=0,
                         label=label)
                   for (colour, hatch), label in ((RECEIVED, "received: the publisher has the update"),
                                                  (APPLIED, "applied: the last node routes by it"))]
        self.figure.legend(handles=handles, loc="lower left", ncol=2, frameon=False, fontsize=style.SMALL, borderaxespad=0,
                           borderpad=0, handlelength=1.9, bbox_to_anchor=(style.EDGE / style.WIDTH, 0.12 / self.height))

    def _why(self, known):
        """What kept a cluster from learning the change at once; empty if nothing did."""
        reason = next((outage for outage in self.outages if outage.cluster == known.cluster), None)
        if reason is None:
            return ""
        until = reason.end
        if reason.kind == "down":  # it boots before it is back
            until = next((outage.end for outage in self.all_outages if outage.cluster == known.cluster
                          and outage.kind == "booting" and outage.begin == until), until)
        return f"{reason.kind} to the end" if until >= self.run.end else f"{reason.kind} until {clock(until)}"

    # The stages of the request

    def _stages_title(self):
        begin, ends = self.spans[0].begin, [span.end for span in self.spans]
        took = f"{duration(ends[-1] - begin)}" if ends[-1] is not None else "not done by the end of the run"
        kind = "login" if self.change.kind == "login" else "logout"
        return f"Stages of the {kind}, from the first key press at {clock(begin)}: {took}"

    def _end_of(self, span):
        return self.run.end if span.end is None else span.end

    def _is_narrow(self, span):
        """Whether the bar of a stage has no room for its number."""
        total = max(max(self._end_of(s) for s in self.spans) - self.spans[0].begin, 1)
        return (self._end_of(span) - span.begin) / total * (style.WIDTH - 0.45) < 0.13

    def _numbers_lane(self):
        return STAGES_NUMBERS if any(self._is_narrow(span) for span in self.spans) else 0

    def _stages(self, axes):
        begin = self.spans[0].begin
        end = max(self._end_of(span) for span in self.spans)
        total = max(end - begin, 1)
        axes.set_xlim(0, total)
        axes.set_ylim(0, 1)
        axes.axis("off")
        inches = (style.WIDTH - 0.45) / total
        for i, span in enumerate(self.spans):
            colour, hatch = style.fill_of(i)
            low, high = span.begin - begin, self._end_of(span) - begin
            axes.add_patch(Rectangle((low, 0), high - low, 1, facecolor=style.pale(colour, 0.4), hatch=hatch,
                                     edgecolor="white" if hatch else "none", linewidth=0, zorder=2))
            axes.add_patch(Rectangle((low, 0), high - low, 1, fill=False, edgecolor=style.GREY, linewidth=0.7, zorder=3))
            if not self._is_narrow(span):
                box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
                axes.text((low + high) / 2, 0.5, str(i + 1), ha="center", va="center_baseline", size=style.SMALL, weight="bold",
                          zorder=5, bbox=box if (high - low) * inches > 0.25 else None)
        narrow = [(i, (span.begin + self._end_of(span)) / 2 - begin) for i, span in enumerate(self.spans) if self._is_narrow(span)]
        places = spread([middle * inches for _, middle in narrow], 0.17, style.WIDTH - 0.45)
        for (i, middle), place in zip(narrow, places):
            up = 1 + 0.1 / STAGES_BAR
            axes.plot([middle, place / inches], [1, up], color=style.GREY, linewidth=0.7, zorder=4, clip_on=False)
            axes.text(place / inches, up + 0.02, str(i + 1), ha="center", va="bottom", size=style.SMALL, weight="bold", zorder=5)
        at = self.change.at - begin
        if 0 <= at <= total:
            axes.plot([at, at], [-0.30, 1], color=style.INK, linewidth=1.6, zorder=6, clip_on=False)
            side = "left" if at < 0.8 * total else "right"
            axes.annotate("commit", (at, -0.05), xytext=(4 if side == "left" else -4, -3), textcoords="offset points", ha=side,
                          va="top", size=style.SMALL, zorder=6, annotation_clip=False)

    def _key_lines(self, width):
        """The stages with their numbers and durations, as many a line as fit."""
        lines, used = [], width
        for i, span in enumerate(self.spans):
            took = "unfinished" if span.end is None else duration(span.end - span.begin)
            text = f"{i + 1}  {shortened(self.fonts.shown(span.stage.replace('_', ' ')), 30)} {took}"
            need = style.text_width(self.figure, text, style.SMALL) + 0.28
            if used + need > width:
                lines.append([])
                used = 0.0
            lines[-1].append((used, text))
            used += need
        return lines

    def _key(self, lines, top):
        for i, line in enumerate(lines):
            for x, text in line:
                self.figure.text((style.EDGE + x) / style.WIDTH, (top - STAGES_KEY_LINE * i) / self.height, text, size=style.SMALL,
                                 va="top")


UNITS = (("d", 86400e9), ("h", 3600e9), ("min", 60e9), ("s", 1e9), ("ms", 1e6), ("µs", 1e3), ("ns", 1.0))
LOG_MARKS = tuple(10.0 ** i for i in range(0, 11)) + (60e9, 600e9, 3600e9, 36000e9, 86400e9, 864000e9, 8640000e9)


def short_duration(ns):
    for unit, size in UNITS:
        if ns >= size:
            return f"{ns / size:g} {unit}"
    return f"{ns:g} ns"


def nice_step(value):
    """The least of 1, 2, 5, 10, ... that is not less."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= value * (1 - 1e-9))


def spread(places, least, width):
    """The places, moved as far apart as `least`, in their order and within the width if they fit in it."""
    result = []
    for place in places:
        result.append(max(place, result[-1] + least if result else least / 2))
    limit = width - least / 2
    for i in reversed(range(len(result))):
        result[i] = min(result[i], limit)
        limit = result[i] - least
    return result


def draw(run, change, fonts):
    return ConvergenceFigure(run, change, fonts).draw()
