"""Files that are replaced in one step."""

import os
import pathlib

from roamsim_analysis.errors import AnalysisError
from roamsim_analysis.text import printable


def replace(path, fill):
    """Writes the file by `fill`, which gets it open; a symbolic link in its place is replaced, not followed. Returns its path."""
    path = pathlib.Path(path)
    temporary = path.parent / f".{path.name}.new"
    try:
        temporary.unlink(missing_ok=True)
        with open(temporary, "xb") as file:
            fill(file)
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise AnalysisError(f"{printable(str(path))}: cannot write: {error.strerror}") from error
    return path


def write(path, text):
    return replace(path, lambda file: file.write(text.encode("utf-8")))
