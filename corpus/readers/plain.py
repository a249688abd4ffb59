"""Plain and pasted text: one row a line, its cells between tabs."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.readers.grid import Form, GridRow, Place, Reading
from corpus.source import SourceError, decoded, lines_of

_RULED = re.compile(r"\s*\|.*\|\s*")  # a table as Markdown writes it
_RULE = re.compile(r"[\s|:-]*-{3}[\s|:-]*")
_HEADER = re.compile(r"[\s|\"]*序\s*号(?:[\s|\"]|$)")
_QUOTED = re.compile(r'(?:^|\t)"(?:[^"]|"")*(?:\n|$)')


def read_plain(path: Path, data: bytes) -> Reading:
    """The rows of a text file; SourceError where it isn't text."""
    lines = lines_of(decoded(path, data))
    if _has_lost_columns(lines):
        raise SourceError(
            f"{path}：这份纯文本里表格的列已经丢失，分不清哪些字属于哪一栏，"
            "请直接导入原来的 docx、xlsx 或 pdf，或从表格里整表复制后粘贴成文本。"
        )
    return Reading(path.name, tuple(text_rows(lines)))


def _has_lost_columns(lines: Sequence[str]) -> bool:
    """Whether the headers of all tables stand without tabs: a cell a line, or between spaces."""
    headers = [line for line in lines if _HEADER.match(line)]
    return bool(headers) and not any("\t" in line or "|" in line for line in headers)


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
