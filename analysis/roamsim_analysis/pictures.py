"""The pictures of the page as files, each with a heading and named like the table behind it."""

from roamsim_analysis import style


def write(report, fonts, folder, formats):
    """Draws one after the other; yields the path of each file that it wrote."""
    for section in report.sections:
        for picture in section.pictures:
            if picture.draw is None:
                continue
            with style.settings(fonts):
                figure = picture.draw(style.WIDTH)
                title = " · ".join(part for part in (section.title, picture.title) if part)
                style.headings(figure, title, report.run, fonts, above=style.HEADINGS)
                paths = style.save(figure, folder, picture.table.name, formats, above=style.HEADINGS)
            yield from paths
