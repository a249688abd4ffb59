"""Plain and pasted text: one row a line, its cells between tabs."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.readers.grid import Form, GridRow, Place, Reading
from corpus.source import decoded, lines_of

_RULED = re.compile(r"\s*\|.*\|\s*")  # a table as Markdown writes it
_RULE = re.compile(r"[\s|:-]*-{3}[\s|:-]*")
_QUOTED = re.compile(r'(?:^|\t)"(?:[^"]|"")*(?:\n|$)')


def read_plain(path: Path, data: bytes) -> Reading:
    """The rows of a text file; SourceError where it isn't text."""
    return Reading(path.name, tuple(text_rows(lines_of(decoded(path, data)))))


def text_rows(lines: Sequence[str]) -> Iterator[GridRow]:
    """One row a line, so that a row's number is its line's.

    A cell in quotation marks may hold line ends, as Excel writes it: its lines after the first are
    empty rows.
    """
    at = 0
    while at < len(lines):
        size = _quoted_lines(lines, at)
        cells = _cells(lines[at : at + size])
        yield GridRow(Place(at + 1), cells, Form.LINE)
        for spent in range(at + 1, at + size):
            yield GridRow(Place(spent + 1), ("",), Form.LINE)
        at += size


def _quoted_lines(lines: Sequence[str], start: int) -> int:
    """How many lines a row takes: one, unless a quotation mark opens a cell and closes later."""
    text = lines[start]
    if not _QUOTED.search(text) or not _open_quote(text):
        return 1
    for end in range(start + 1, len(lines)):
        text += "\n" + lines[end]
        if not _open_quote(text):
            return end - start + 1
    return 1


def _open_quote(text: str) -> bool:
    return text.count('"') % 2 == 1


def _cells(lines: Sequence[str]) -> tuple[str, ...]:
    text = "\n".join(lines)
    if '\t"' in text or text.startswith('"'):
        rows = list(csv.reader(io.StringIO(text), delimiter="\t"))
        if len(rows) == 1:
            return tuple(cell.strip() for cell in rows[0])
    if _RULED.fullmatch(text):
        cells = "" if _RULE.fullmatch(text) else text.strip().strip("|")
        return tuple(cell.strip() for cell in cells.split("|"))
    return tuple(cell.strip() for cell in text.split("\t"))
