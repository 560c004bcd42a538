"""Where each cluster sends the calls for one number, over time."""

import matplotlib.patheffects
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from roamsim_analysis import style
from roamsim_analysis.text import clock, shortened

ROW, DENSE_ROW = 0.56, 0.46  # inches a cluster; with more than DENSE_FROM
DENSE_FROM = 12
MOST_ROWS = 30
BAR_TOP, BAR_HEIGHT = 0.92, 0.56   # of a row, from its bottom
MARKS_AT = 0.16
LEVEL = 0.24         # inches a line of labels above the rows
MOST_LEVELS = 4

OUTAGES = {"down": ("#4D4D4D", "", "white"), "booting": ("#A6A6A6", "....", style.INK),
           "cut off": ("#8C8C8C", "xxxx", style.INK)}


def segments(steps, end):
    """(begin, end, value) of a value that changes at the steps' dates."""
    result = []
    for i, (at, value) in enumerate(steps):
        until = min(steps[i + 1][0], end) if i + 1 < len(steps) else end
        if until > at and result and result[-1][2] == value and result[-1][1] == at:
            result[-1] = (result[-1][0], until, value)
        elif until > at:
            result.append((at, until, value))
    return result


def rows_shown(run, changes):
    """The clusters to draw, in the order of the scenario: all, or the slowest to learn the user's changes."""
    if len(run.clusters) <= MOST_ROWS:
        return run.clusters
    slowest = {}
    for change in changes:
        for known in run.knowledge_of(change.id):
            delay = float("inf") if known.applied is None else known.applied - change.at
            slowest[known.cluster] = max(slowest.get(known.cluster, 0), delay)
    ranked = sorted(run.clusters, key=lambda cluster: (-slowest.get(cluster.id, 0), cluster.id))
    return sorted(ranked[:MOST_ROWS], key=lambda cluster: cluster.id)


class RoutesFigure:
    """One picture; the methods draw its parts from the bottom layer up."""

    def __init__(self, run, user, fonts):
        self.run, self.user, self.fonts = run, user, fonts
        self.changes = run.changes_of(user.id)
        self.clusters = rows_shown(run, self.changes)
        self.names = {cluster.id: fonts.shown(cluster.name) for cluster in run.clusters}
        self.routes = run.routes_of([user.id])[user.id]
        self.row_of = {cluster.id: i + 1 for i, cluster in enumerate(self.clusters)}
        self.truth = segments([(0, user.home)] + [(change.at, change.truth) for change in self.changes], run.end)
        self.outages = [outage for outage in run.outages() if outage.cluster in self.row_of]
        self.row = ROW if len(self.clusters) <= DENSE_FROM else DENSE_ROW
        self.labels = []      # of commits: date, left end, level, text
        self.used_kinds = []  # of marks, for the legend
        targets = {to for _, _, to in self.truth} | {
            to for cluster in self.row_of for _, to in self.routes.get(cluster, [])}
        self.fills = {to: style.fill_of(i) for i, to in enumerate(sorted(t for t in targets if t is not None))}

    def draw(self):
        self.figure = style.new_figure(4)
        who = shortened(self.fonts.shown(self.user.name), 24)
        labels = [f"where {who} is"] + [
            shortened(self.names[c.id], 22) + (f"  ({c.role})" if c.role else "") for c in self.clusters]
        left = max(style.text_width(self.figure, label, weight="normal" if i else "bold") for i, label in enumerate(labels)) + 0.32
        width = style.WIDTH - left - 0.32
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self._scale_axes(labels, width)
        self._bars()
        self._outage_spans()
        self._marks()
        levels = self._commits()
        self._arrange(left, width, levels, who)
        return self.figure

    def _scale_axes(self, labels, width):
        axes = self.axes
        self.scale, self.unit = style.time_axis(axes.xaxis, self.run.end)
        axes.set_xlim(0, self.run.end / self.scale)
        axes.set_ylim(len(labels), 0)
        axes.set_yticks([i + 1 - (BAR_TOP - BAR_HEIGHT / 2) for i in range(len(labels))], labels)
        axes.get_yticklabels()[0].set_fontweight("bold")
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(f"simulated time ({self.unit})")
        axes.axhline(1.0, color=style.INK, linewidth=1.0, zorder=1)
        for i in range(2, len(labels)):
            axes.axhline(i, color=style.PALE, linewidth=0.6, zorder=0)
        self.inches = width / (self.run.end / self.scale)  # of one unit of time

    def _place(self, row):
        return row + 1 - BAR_TOP

    def _label(self, row, begin, end, text, whole=False, **options):
        """Text in the middle of a bar, if there is room for it; beside the lines of commits if it fits there."""
        def inches(a, b):
            return (b - a) / self.scale * self.inches

        weight = options.get("weight", "normal")
        parts = without(begin, end, [(change.at, change.at) for change in self.changes])
        part = max(parts, key=lambda p: p[1] - p[0], default=(begin, end))
        if inches(*part) >= style.text_width(self.figure, text, style.SMALL, weight) + 0.14:
            begin, end = part
        elif inches(begin, end) < style.text_width(self.figure, text, style.SMALL, weight) + (0.04 if whole else 0.14):
            if whole or inches(begin, end) < 0.44:
                return
            text = style.fitted(self.figure, text, inches(begin, end) - 0.14, style.SMALL, weight)
            if len(text) < 4:
                return
        self.axes.text((begin + end) / 2 / self.scale, self._place(row) + BAR_HEIGHT / 2, text, size=style.SMALL,
                       ha="center", va="center_baseline", **options)

    def _bar(self, row, begin, end, to):
        colour, hatch = self.fills.get(to, ("white", ""))
        self.axes.add_patch(Rectangle(
            (begin / self.scale, self._place(row)), (end - begin) / self.scale, BAR_HEIGHT, zorder=2, hatch=hatch,
            facecolor=style.pale(colour, 0.35) if to is not None else "white", edgecolor="white" if hatch else "none",
            linewidth=0))
        self.axes.add_patch(Rectangle(
            (begin / self.scale, self._place(row)), (end - begin) / self.scale, BAR_HEIGHT, zorder=3, fill=False,
            edgecolor=style.GREY, linewidth=0.7))

    def _bars(self):
        halo = [matplotlib.patheffects.withStroke(linewidth=3, foreground="white")]
        for begin, end, to in self.truth:
            self._bar(0, begin, end, to)
            self._label(0, begin, end, "nowhere" if to is None else self.names.get(to, "?"), zorder=6, path_effects=halo,
                        weight="bold")
        for cluster in self.clusters:
            row = self.row_of[cluster.id]
            steps = self.routes.get(cluster.id, [])
            if not steps or steps[0][0] > 0:
                steps = [(0, None)] + steps
            hidden = [(o.begin, o.end) for o in self.outages if o.cluster == cluster.id and o.kind != "cut off"]
            for begin, end, to in segments(steps, self.run.end):
                self._bar(row, begin, end, to)
                for visible_begin, visible_end in without(begin, end, hidden):
                    self._label(row, visible_begin, visible_end, "→ " + ("nowhere" if to is None else self.names.get(to, "?")),
                                zorder=6, path_effects=halo)

    def _outage_spans(self):
        for outage in self.outages:
            row = self.row_of[outage.cluster]
            colour, hatch, ink = OUTAGES[outage.kind]
            thin = outage.kind == "cut off"  # the cluster itself works on: its route stays visible above
            height = 0.14 if thin else BAR_HEIGHT
            bottom = self._place(row) + (BAR_HEIGHT - height if thin else 0)
            self.axes.add_patch(Rectangle(
                (outage.begin / self.scale, bottom), (outage.end - outage.begin) / self.scale, height, zorder=4,
                facecolor=colour, edgecolor="white" if hatch else style.INK, hatch=hatch, linewidth=0))
            if thin:
                continue
            options = {"color": ink}
            if hatch:
                options["path_effects"] = [matplotlib.patheffects.withStroke(linewidth=3, foreground=colour)]
            self._label(row, outage.begin, outage.end, outage.kind, whole=True, zorder=7, **options)

    def _mark(self, kind, at, row):
        if kind not in self.used_kinds:
            self.used_kinds.append(kind)
        marker, colour, face, _ = MARKS[kind]
        self.axes.plot([at / self.scale], [row + 1 - MARKS_AT], marker=marker, markersize=7.5, markeredgecolor=colour,
                       markerfacecolor=face, markeredgewidth=1.3, linestyle="none", zorder=8, clip_on=False)

    def _marks(self):
        for registration in self.run.registrations_of(self.user.id):
            if registration.at > 0 and registration.cluster in self.row_of:
                kind = "registered" if registration.registered else "unregistered"
                self._mark(kind, registration.at, self.row_of[registration.cluster])
        for call in self.run.calls_to(self.user.id):
            if call.origin in self.row_of:
                kind = "call ok" if call.outcome == "connected" else "call failed" if call.outcome else "call open"
                self._mark(kind, call.at, self.row_of[call.origin])

    def _commits(self):
        """A line and a label for each change of location; returns how many lines of labels that takes."""
        words = {"login": "login at", "logout": "logout at", "automatic_logout": "automatic logout at"}
        full = self.run.end / self.scale * self.inches
        free = [full + 1.0] * MOST_LEVELS  # inches from the left from which on each level is full
        highest = 0
        # From the right: an earlier label stands higher, and its line passes the later ones on their left.
        for change in reversed(self.changes):
            at = change.at / self.scale
            self.axes.plot([at, at], [0, len(self.clusters) + 1], color=style.INK, linewidth=1.1,
                           linestyle=(0, (4, 2)), zorder=5,
                           path_effects=[matplotlib.patheffects.withStroke(linewidth=2.8, foreground="white")])
            text = f"{words.get(change.kind, change.kind)} {shortened(self.names.get(change.cluster, '?'), 22)}, {clock(change.at)}"
            width = style.text_width(self.figure, text, style.SMALL)
            begin = min(max(at * self.inches - 0.06, 0), max(full + 0.2 - width, 0))
            level = next((i for i, used in enumerate(free) if begin + width + 0.12 <= used), None)
            if level is None:
                continue  # the line alone
            free[level] = begin
            highest = max(highest, level + 1)
            self.labels.append((at, begin / self.inches, level, text))
        return highest

    def _legend(self):
        handles = []
        for to, (colour, hatch) in self.fills.items():
            handles.append(Patch(facecolor=style.pale(colour, 0.35), edgecolor="white" if hatch else "none", hatch=hatch,
                                 linewidth=0, label="to " + shortened(self.names.get(to, "?"), 22)))
        for kind in OUTAGES:
            if any(outage.kind == kind for outage in self.outages):
                colour, hatch, _ = OUTAGES[kind]
                handles.append(Patch(facecolor=colour, edgecolor="white", hatch=hatch, linewidth=0, label="cluster " + kind))
        handles.append(Line2D([], [], color=style.INK, linewidth=1.1, linestyle=(0, (4, 2)), label="commit"))
        for kind in MARKS:
            if kind in self.used_kinds:
                marker, colour, face, label = MARKS[kind]
                handles.append(Line2D([], [], marker=marker, markersize=7.5, markeredgecolor=colour, markerfacecolor=face,
                                      markeredgewidth=1.3, linestyle="none", label=label))
        return handles

    def _arrange(self, left, width, levels, who):
        """Sizes the figure to its content, in inches from the bottom: legend, axis, rows, labels, titles."""
        figure = self.figure
        handles = self._legend()
        columns = max(1, min(len(handles), 5))
        legend = figure.legend(handles=handles, loc="lower left", ncol=columns, frameon=False, fontsize=style.SMALL,
                               handlelength=1.9, columnspacing=1.6, borderaxespad=0, borderpad=0)
        while columns > 1 and style.extent(figure, legend)[0] > style.WIDTH - 2 * style.EDGE:
            legend.remove()
            columns -= 1
            legend = figure.legend(handles=handles, loc="lower left", ncol=columns, frameon=False, fontsize=style.SMALL,
                                   handlelength=1.9, columnspacing=1.6, borderaxespad=0, borderpad=0)
        below = 0.12 + style.extent(figure, legend)[1] + 0.62
        rows = self.row * (len(self.clusters) + 1)
        above = 0.1 + LEVEL * levels + 0.72
        height = below + rows + above
        figure.set_size_inches(style.WIDTH, height)
        self.axes.set_position((left / style.WIDTH, below / height, width / style.WIDTH, rows / height))
        legend.set_bbox_to_anchor((style.EDGE / style.WIDTH, 0.12 / height), transform=figure.transFigure)
        self._raise_labels()
        note = "" if len(self.clusters) == len(self.run.clusters) else (
            f"the {len(self.clusters)} slowest of {len(self.run.clusters)} clusters")
        style.headings(figure, f"Where calls to {shortened(self.fonts.shown(self.user.dn), 24)} ({who}) are sent", self.run,
                       self.fonts, note)

    def _raise_labels(self):
        for at, begin, level, text in self.labels:
            up = -(0.06 + LEVEL * level) / self.row
            self.axes.plot([at, at], [0, up], color=style.INK, linewidth=0.8, zorder=9, clip_on=False)
            self.axes.text(begin, up, text, size=style.SMALL, va="bottom", ha="left", zorder=10 + level,
                           bbox={"boxstyle": "square,pad=0.08", "facecolor": "white", "edgecolor": "none"})


# kind: marker, edge, face, label
MARKS = {
    "registered": ("^", style.INK, "white", "phone registered"),
    "unregistered": ("v", style.INK, style.PALE, "phone no longer registered"),
    "call ok": ("o", style.GOOD, "white", "call connected"),
    "call failed": ("X", style.BAD, style.BAD, "call failed"),
    "call open": ("d", style.GREY, "white", "call unfinished"),
}


def without(begin, end, hidden):
    """The parts of a span that lie in none of the hidden ones."""
    parts = [(begin, end)]
    for low, high in hidden:
        parts = [piece for a, b in parts for piece in ((a, min(b, low)), (max(a, high), b)) if piece[1] > piece[0]]
    return parts


def draw(run, user, fonts):
    return RoutesFigure(run, user, fonts).draw()
