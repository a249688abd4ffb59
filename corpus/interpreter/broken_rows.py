"""Rows of a pasted table whose cells' line ends broke them: joined by the header's columns."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.interpreter.columns import header_of
from corpus.interpreter.headings import (
    contents_entry,
    is_attachment,
    is_note,
    is_page_number,
    is_section_name,
    list_title,
    section_title,
)
from corpus.readers.grid import Form, GridRow

_NUMBER = re.compile(r"[*＊★▲]?\s*\d{1,3}\s*[.、．]?\s*[*＊★▲]?")
_ITEM = re.compile(
    r"\d{1,2}[.．、]|[（(][\d一二三四五六七八九十]{1,3}[)）]|[①-⑳]|[一二三四五六七八九十]是"
)
_STOPS = ("。", "；", "！", "？", "）")
_LIST_OF_TITLES = 2  # columns: a line that stands alone below it may be anything


def rejoined(rows: Sequence[GridRow]) -> list[GridRow]:
    """The rows of a text, with lines that go on with a row's last cell moved into it.

    A row's number stays its line's: lines that were moved leave empty rows.
    """
    joined: list[GridRow] = []
    width = 0  # of the table that the reading stands in
    last: int | None = None  # the row that the next line may go on with
    gap = False  # a blank line since
    for row in rows:
        if row.form is not Form.LINE:
            return list(rows)
        text = row.cells[0].strip() if len(row.cells) == 1 else ""
        if header_of(row) is not None:
            width, last = len(row.cells), None
        elif not any(cell.strip() for cell in row.cells):
            gap = True
            joined.append(row)
            continue
        elif last is not None and _goes_on(joined[last], row, width, gap):
            joined[last] = _with(joined[last], row)
            joined.append(replace(row, cells=("",)))
            continue
        elif len(row.cells) > 1 and width:
            last = len(joined)
        elif text:
            last = None
        gap = False
        joined.append(row)
    return joined


def _goes_on(row: GridRow, after: GridRow, width: int, gap: bool) -> bool:
    if _starts_row(after, width):
        return False
    if len(row.cells) < width:
        return not _is_heading(after)
    if len(after.cells) > 1 or gap or _is_heading(after):
        return False
    text = after.cells[0].strip()
    if is_page_number(text) or is_note(text) or is_attachment(text):
        return False
    return (
        width > _LIST_OF_TITLES
        or _ITEM.match(text) is not None
        or not row.cells[-1].rstrip().endswith(_STOPS)
    )


def _starts_row(row: GridRow, width: int) -> bool:
    if len(row.cells) == 1:
        return False
    first = row.cells[0].strip()
    return _NUMBER.fullmatch(first) is not None or (not first and len(row.cells) == width)


def _is_heading(row: GridRow) -> bool:
    text = "".join(row.cells)
    if list_title(text) is not None or list_title(contents_entry(text) or "") is not None:
        return True
    section = section_title(text)
    if section is None:
        return False
    named = section.declared is not None or is_section_name(section.name)
    return named or section.style == "outer"


def _with(row: GridRow, after: GridRow) -> GridRow:
    last = f"{row.cells[-1]}\n{after.cells[0]}".strip()
    return replace(row, cells=(*row.cells[:-1], last, *after.cells[1:]))
