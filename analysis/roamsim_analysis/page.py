"""The convergence report of a run as one page that needs nothing else, and the tables behind it as CSV."""

import base64
import dataclasses
import html
import pathlib

import jinja2
import markupsafe

from roamsim_analysis import story, style
from roamsim_analysis.inline_svg import inline
from roamsim_analysis.charts import NARROW, WIDE
from roamsim_analysis.text import printable

MOST_ROWS = 200            # of a table on the page
MOST_CSV_BYTES = 1_000_000  # of a table in a link


@dataclasses.dataclass(frozen=True)
class Part:
    title: str
    wide: "markupsafe.Markup | None"
    narrow: "markupsafe.Markup | None"
    caption: str
    table: object


@dataclasses.dataclass(frozen=True)
class Section:
    id: str
    title: str
    texts: list
    parts: list


def render(report, fonts, words=story):
    """The page as text. `report`: what sections.Report or sweep_report.Report found; `words`: the module that tells it."""
    drawn, styles = [], {}
    with style.settings(fonts), style.page_settings():
        for number, section in enumerate(report.sections):
            parts = [_part(picture, f"p{number}-{i}", styles) for i, picture in enumerate(section.pictures)]
            drawn.append(Section(section.id, section.title, section.texts, parts))
    tables = report.tables
    # Neither loader nor cache: the one template is a file of this package.
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string((pathlib.Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
    return template.render(title=printable(report.run.title) or "untitled run", subtitle=words.subtitle(report), story=words.sentences(report), listed=words.LISTED,
                           figures=words.figures(report), sections=drawn, most_rows=MOST_ROWS, footer=words.footer(report),
                           styles=[markupsafe.Markup(f".{name} {{ {html.unescape(rule)} }}".replace("<", "")) for rule, name in styles.items()],
                           downloads={table.name: _link(table) for table in tables})


def _part(picture, prefix, styles):
    if picture.draw is None:
        return Part(picture.title, None, None, "", picture.table)
    label = markupsafe.escape(picture.label)
    wide, narrow = (markupsafe.Markup(inline(picture.draw(width), prefix + name, label, styles)) for name, width in (("w", WIDE), ("n", NARROW)))
    return Part(picture.title, wide, narrow, picture.caption, picture.table)


def _link(table):
    data = table.csv().encode("utf-8")
    if len(data) > MOST_CSV_BYTES:
        return ""
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(data).decode("ascii")
