"""What a page is made of."""

import dataclasses

from roamsim_analysis.tables import Table


@dataclasses.dataclass(frozen=True)
class Picture:
    title: str
    label: str      # for who cannot see it
    draw: object    # from the width in inches to a figure; None: the table is all there is
    caption: str
    table: Table


@dataclasses.dataclass(frozen=True)
class Section:
    id: str
    title: str
    texts: list
    pictures: list
