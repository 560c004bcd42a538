"""Pictures as a part of a page: in its colours, with its fonts, and with names that no other picture has."""

import io
import re
import warnings

from roamsim_analysis import style

# Drawn in the colour on the left, shown in that of the page, which knows about dark mode.
PAGE_COLOURS = {
    style.INK: "--ink", "#000000": "--ink", style.GREY: "--grey", style.PALE: "--pale", "#ffffff": "--paper", style.GOOD: "--right", style.BAD: "--stale",
}
METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
RULES = re.compile(r"<style\b.*?</style>", re.DOTALL)
NAMESPACE = re.compile(r'\sxmlns(:\w+)?="[^"]*"')
NAME = re.compile(r'(\sid="|url\(#|xlink:href="#)')
USED = re.compile(r'(?:url\(#|xlink:href="#)([^")]*)')
ID = re.compile(r'\sid="([^"]*)"')
STYLE = re.compile(r'\sstyle="([^"]*)"')
TURNED_BY_NOTHING = re.compile(r'\stransform="rotate\(-?0 [^"]*"')
COORDINATES = re.compile(r'\s(?:x|y|d|width|height)="[^"]*"')
DIGITS = re.compile(r"(\.[0-9]{2})[0-9]+")  # hundredths of a point are less than what is seen
FONT = re.compile(r"(font:[^;\"]*?px) [^;\"]*")


def inline(figure, prefix, label, styles):
    """The picture as an svg element. `label` is an escaped text, `prefix` sets its names apart. `styles`: the page's rules so far,
    {rule: name of its class}; it takes up those of the picture, of which there are few for very many marks."""
    text = io.StringIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of glyphs that no font has, which are written out
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    svg = text.getvalue()
    svg = svg[svg.index("<svg"):]
    svg = RULES.sub("", METADATA.sub("", svg))
    head, body = svg.split(">", 1)
    head = NAMESPACE.sub("", head)
    head = re.sub(r'\s(width|height|version)="[^"]*"', "", head) + f' role="img" aria-label="{label}"'
    used = set(USED.findall(body))

    def change(tag):
        tag = FONT.sub(r"\1 var(--font)", _recoloured(tag))
        tag = ID.sub(lambda found: found.group(0) if found.group(1) in used else "", TURNED_BY_NOTHING.sub("", tag))
        tag = COORDINATES.sub(lambda found: DIGITS.sub(r"\1", found.group(0)), NAME.sub(rf"\g<1>{prefix}-", tag))
        return STYLE.sub(lambda found: f' class="{_class_of(found.group(1), styles)}"', " ".join(tag.split()))

    return head + ">" + _outside_text(body, change)


def _class_of(rule, styles):
    return styles.setdefault(rule, f"s{len(styles)}")


def _outside_text(svg, change):
    """Applies `change` to the tags only: what stands between them are names from files. Comments go."""
    parts = re.split(r"(<!--.*?-->|<[^>]*>)", svg, flags=re.DOTALL)
    return "".join("" if part.startswith("<!--") or part.isspace() and "\n" in part else change(part) if part.startswith("<") else part for part in parts)


def _recoloured(tag):
    for colour, name in PAGE_COLOURS.items():
        tag = re.sub(rf"((?:fill|stroke)(?:: |=\"))\s*{colour}\b", rf"\1var({name})", tag, flags=re.IGNORECASE)
    return tag
