"""How every picture looks, and how it is written so that the same run gives the same bytes."""

import functools
import os
import warnings

import matplotlib
from matplotlib import font_manager, ft2font
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter
from matplotlib.transforms import Bbox

from roamsim_analysis import files
from roamsim_analysis.text import escaped, printable, units

WIDTH = 10.0  # inches: 1200 pixels
DPI = 120
EDGE = 0.15  # inches left free at each side
TEXT, SMALL, TITLE = 10, 9, 13

# Okabe and Ito's palette for all kinds of colour vision, without black and yellow; hatches tell apart without colour.
COLOURS = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#0072B2", "#D55E00")
HATCHES = ("", "///", "...", "\\\\\\", "xx", "---", "|||", "oo", "++")
INK, GREY, PALE = "#222222", "#666666", "#D9D9D9"
GOOD, BAD = "#0072B2", "#D55E00"

# Fonts with Japanese, best first; the first one that is installed is used where DejaVu Sans has no glyph.
JAPANESE = ("NotoSansCJK-Regular", "NotoSansCJKjp-Regular", "NotoSansJP-Regular", "NotoSansJP", "ipaexg", "ipag", "ipagp",
            "TakaoPGothic", "VL-PGothic-Regular", "SourceHanSansJP-Regular", "DroidSansFallbackFull",
            "DroidSansFallback")


def fill_of(index):
    """Colour and hatch of the index-th thing to be told apart: 54 different pairs."""
    return COLOURS[index % len(COLOURS)], HATCHES[index % len(HATCHES)]


class Fonts:
    """The fonts for a set of texts."""

    def __init__(self, texts):
        base = font_manager.findfont("DejaVu Sans")
        self.families = ["DejaVu Sans"]
        self._covered = self._coverage(base)
        needed = {ord(c) for text in texts for c in printable(text)} - self._covered
        if needed:
            self._add_japanese(needed)
        self.missing = bool(needed - self._covered)

    @staticmethod
    def _coverage(file):
        return set(ft2font.FT2Font(file).get_charmap())

    def _add_japanese(self, needed):
        files = {os.path.splitext(os.path.basename(file))[0]: file for file in sorted(font_manager.findSystemFonts())}
        for name in JAPANESE:
            if name not in files:
                continue
            try:
                covered = self._coverage(files[name])
                font_manager.fontManager.addfont(files[name])
                family = font_manager.FontProperties(fname=files[name]).get_name()
            except (OSError, RuntimeError):
                continue
            if needed & covered:
                self.families.append(family)
                self._covered |= covered
                return

    def shown(self, text):
        """The text on one line, with what no font has written out; dollar signs are no formulas."""
        return "".join(c if ord(c) in self._covered else escaped(c) for c in printable(text))


def settings(fonts):
    """Everything that shapes a picture, whatever the user's own matplotlibrc says."""
    values = dict(matplotlib.rcParamsDefault)
    for key in ("backend", "backend_fallback", "interactive", "toolbar", "timezone"):
        values.pop(key, None)
    values.update({
        "font.family": fonts.families, "font.size": TEXT, "text.parse_math": False, "text.usetex": False,
        "axes.edgecolor": GREY, "axes.labelcolor": INK, "axes.titlelocation": "left", "text.color": INK,
        "xtick.color": GREY, "xtick.labelcolor": INK, "ytick.labelcolor": INK, "axes.spines.top": False,
        "axes.spines.right": False, "hatch.linewidth": 0.6, "svg.hashsalt": "roamsim", "svg.fonttype": "path",
        "figure.dpi": DPI, "savefig.dpi": DPI, "axes.formatter.use_mathtext": False,
    })
    return matplotlib.rc_context(values)


def page_settings():
    """On top of `settings`: texts stay texts, for the page shows them with its own fonts."""
    return matplotlib.rc_context({"svg.fonttype": "none", "font.size": SMALL, "hatch.linewidth": 0.8})


def new_figure(height):
    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def extent(figure, artist):
    """(width, height) of an artist in inches."""
    box = artist.get_window_extent(figure.canvas.get_renderer())
    return box.width / figure.dpi, box.height / figure.dpi


def text_width(figure, text, size=TEXT, weight="normal"):
    artist = figure.text(0, 0, text, size=size, weight=weight)
    width = extent(figure, artist)[0]
    artist.remove()
    return width


def fitted(figure, text, width, size=TEXT, weight="normal"):
    """The text, with an ellipsis at its end if it is wider than `width` inches."""
    if text_width(figure, text, size, weight) <= width:
        return text
    parts = units(text)
    low, high = 0, len(parts)
    while low < high:
        middle = (low + high + 1) // 2
        fits = text_width(figure, "".join(parts[:middle]) + "…", size, weight) <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return "".join(parts[:low]) + "…"


HEADINGS = 0.7  # inches that title and subtitle take


def headings(figure, title, run, fonts, note="", above=0.0):
    """Title and subtitle at the top left, or `above` inches over that; `note` says what the picture leaves out."""
    width, height = figure.get_size_inches()
    room, top = width - 2 * EDGE, 1 + above / height
    figure.text(EDGE / width, top - 0.16 / height, fitted(figure, title, room, TITLE, "bold"), size=TITLE, weight="bold", va="top")
    parts = ([note] if note else []) + [f"seed {printable(run.header.get('seed', '?'))}"]
    parts.append(fonts.shown(run.title))
    figure.text(EDGE / width, top - 0.45 / height, fitted(figure, "   ·   ".join(part for part in parts if part), room, SMALL),
                size=SMALL, color=GREY, va="top")


def pale(colour, share=0.55):
    """The colour mixed with white."""
    mixed = (round(int(colour[i:i + 2], 16) * (1 - share) + 255 * share) for i in (1, 3, 5))
    return "#" + "".join(f"{value:02x}" for value in mixed)


def time_axis(axis, end):
    """Ticks at round dates; returns the factor from ns and the unit for the axis' label."""
    unit, scale = next(((u, s) for u, s, least in (("d", 86400e9, 3), ("h", 3600e9, 3), ("min", 60e9, 3), ("s", 1e9, 1),
                                                   ("ms", 1e6, 1)) if end / s >= least), ("ns", 1.0))
    span = end / scale
    steps = (1, 2, 3, 6, 12, 24) if unit == "h" else (1, 2, 5, 10, 15, 30, 60) if unit in ("min", "s") else (1, 2, 5, 10)
    step = next((s for s in steps if span / s <= 13), None)
    if step is None:
        step = 10 ** len(str(int(span / 13)))
    axis.set_major_locator(FixedLocator([i * step for i in range(int(span / step + 1e-9) + 1)]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    return scale, unit


FORMATS = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}  # with the metadata to leave out


def save(figure, folder, name, formats=tuple(FORMATS), above=0.0):
    """The picture in each of the formats, with `above` inches more than the figure is high; returns the paths."""
    width, height = figure.get_size_inches()
    box = Bbox([[0, 0], [width, height + above]])

    def fill(file, suffix):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of glyphs that no font has, which are written out
            figure.savefig(file, format=suffix, metadata=FORMATS[suffix], bbox_inches=box if above else None)

    return [files.replace(folder / f"{name}.{suffix}", functools.partial(fill, suffix=suffix)) for suffix in formats]
