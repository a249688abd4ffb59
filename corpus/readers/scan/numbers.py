"""Numbers of a list as they were recognised: what looks like a digit is one, and the run mends."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.readers.grid import Form, GridRow

_NUMBER_HEADER = "序号"
_LOOKS_LIKE = str.maketrans("lI|i!丨OoQ〇○DZzSsBb", "111111000000225586")
_MARKS = "*＊★▲△☆※"
_EDGES = " .、．。,，·:：'‘’_-—" + _MARKS
_PLAIN = re.compile(rf"[{_MARKS}]?\d{{1,3}}[.、．]?[{_MARKS}]?")


class _Entry(NamedTuple):
    """A row that may have a number of its own."""

    row: int
    column: int
    number: int | None


def with_mended_numbers(rows: Sequence[GridRow], pages: frozenset[int]) -> list[GridRow]:
    """The rows with numbers of recognised pages that go on with the run of their list.

    A number that was misread or lost is known where those around it leave one place.
    """
    mended = list(rows)
    for entry in _settled(list(_entries(rows))):
        row = rows[entry.row]
        cell = "".join(row.cells[entry.column].split())
        told = _PLAIN.fullmatch(cell) and _number(cell) == entry.number
        if row.place.page in pages and not told:
            mark = cell[:1] if cell[:1] in _MARKS else ""
            cells = list(row.cells)
            cells[entry.column] = f"{mark}{entry.number}"
            mended[entry.row] = replace(row, cells=tuple(cells))
    return mended


def _entries(rows: Sequence[GridRow]) -> Iterator[_Entry]:
    column: int | None = None
    for at, row in enumerate(rows):
        texts = ["".join(cell.split()) for cell in row.cells]
        if _NUMBER_HEADER in texts:
            column = texts.index(_NUMBER_HEADER)
        elif row.form is Form.TABLE and column is not None and column < len(texts):
            beside = sum(1 for text in texts if text) - bool(texts[column])
            if not row.wide and column not in row.above and beside:
                yield _Entry(at, column, _number(texts[column]))


def _number(cell: str) -> int | None:
    text = cell.strip(_EDGES).translate(_LOOKS_LIKE)
    return int(text) if text.isdecimal() and len(text) <= 3 else None


def _settled(entries: Sequence[_Entry]) -> Iterator[_Entry]:
    """The entries whose number is certain, with it."""
    before, follows = 0, True
    for at, entry in enumerate(entries):
        number = entry.number
        after = next((later.number for later in entries[at + 1 : at + 2]), None)
        if number != before + 1 and after == before + 2 and follows:
            number = before + 1
        follows = number is not None
        if number is not None:
            before = number
            yield entry._replace(number=number)
