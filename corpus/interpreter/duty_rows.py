"""The rows of one duty: which of them belong together, and what their cells print as one."""

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.interpreter.cells import paragraphs
from corpus.interpreter.columns import Column
from corpus.interpreter.elements import Row
from corpus.models import ListName
from corpus.white_space import compact

# Two spellings of one cell, repeated by a page break, are at least this alike (difflib ratio);
# measured on the reference document: repeats are at least 0.92, neighbouring duties at most 0.65.
_SAME_CELL = 0.8


@dataclass
class DutyRows:
    """The rows of one duty, in order, under their list and section."""

    list_name: ListName
    section: str
    number: int
    rows: list[Row]

    def continues_with(self, row: Row) -> bool:
        """Whether this row is the same duty: without a number, or repeated by a page break."""
        if row.number is None:
            return True
        return (
            self.number == row.number
            and self.list_name is not ListName.BASIC
            and alike(_title(self.rows[0]), _title(row))
        )

    def pages(self, *columns: Column) -> list[tuple[int, str]]:
        """(line, cell) of each page that the duty spans; a repeat differs in marks only."""
        return pages_of(self.rows, *columns)

    def has(self, column: Column) -> bool:
        """Whether the duty's table has this column."""
        return any(column in row.cells for row in self.rows)


def pages_of(rows: Iterable[Row], *columns: Column) -> list[tuple[int, str]]:
    """(line, cell) of each row with text in these columns; a repeat differs in marks only."""
    pages: dict[str, tuple[int, str]] = {}
    for row in rows:
        for cell in (row.cells.get(column, "") for column in columns):
            if text := compact("".join(paragraphs(cell))):
                pages.setdefault(unicodedata.normalize("NFKC", text), (row.line, cell))
    return list(pages.values())


def _title(row: Row) -> str:
    """The title's paragraphs as one line; between Chinese characters a line's end is nothing."""
    title = ""
    for text in row.cells.get(Column.TITLE, "").split("\n"):
        text = " ".join(paragraphs(text))
        gap = " " if title and text and (title[-1].isascii() and text[0].isascii()) else ""
        title += gap + text
    return title


def titles_of(rows: Iterable[Row]) -> list[str]:
    """The titles that the rows print, without those that differ in white space only.

    A row without a number goes on with the title before it, or repeats it.
    """
    titles: list[str] = []
    for row in rows:
        text = _title(row)
        if row.number is not None or not titles or alike(titles[-1], text):
            titles.append(text)
        else:
            titles[-1] += text
    distinct: dict[str, str] = {}
    for title in filter(None, titles):
        distinct.setdefault(compact(title), title)
    return list(distinct.values()) or [""]


def alike(one: str, other: str) -> bool:
    """Whether two cells are one, printed again in slightly other words."""
    one, other = compact(one), compact(other)
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SAME_CELL
