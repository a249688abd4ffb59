"""What every reader gives: the rows of a document in order, each with its place in the file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple


class Form(StrEnum):
    """What a row is in the file."""

    LINE = "line"  # of a text: cells between tabs
    TABLE = "table"
    PARAGRAPH = "paragraph"  # outside of any table
    SHEET = "sheet"  # the name of a sheet, which may be a list's


@dataclass(frozen=True)
class Place:
    """Where a row stands; what a format doesn't have is None."""

    row: int  # of the sheet, the table or the text, from 1
    page: int | None = None
    sheet: str | None = None
    table: int | None = None

    def __str__(self) -> str:
        """`第 3 页第 2 行`."""
        if self.sheet is not None:
            return f"“{self.sheet}”表第 {self.row} 行"
        if self.page is not None:
            return f"第 {self.page} 页第 {self.row} 行"
        if self.table is not None:
            return f"第 {self.table} 个表格第 {self.row} 行"
        return f"第 {self.row} 行"


@dataclass(frozen=True)
class GridRow:
    """One row; a cell's paragraphs stand on lines of their own.

    A merged cell has its text in its first row and column, and is empty in the others.
    """

    place: Place
    cells: tuple[str, ...]
    form: Form
    above: frozenset[int] = frozenset()  # columns whose cell is that of the row above
    wide: bool = False  # one cell fills the row
    doubtful: tuple[str, ...] = ()  # lines in it that were recognised without certainty


@dataclass(frozen=True)
class Reading:
    """A document as it was read. Rows are numbered from 1; in a text, these are its lines."""

    file: str
    rows: tuple[GridRow, ...]
    doubts: tuple[str, ...] = field(default=())

    def place(self, number: int) -> Place:
        """Where the row of this number stands; the last one's for a number beyond."""
        return self.rows[min(number, len(self.rows)) - 1].place if self.rows else Place(1)

    @property
    def lines(self) -> list[str]:
        """The rows as lines of tab-separated text."""
        return ["\t".join(cell.replace("\n", "<br>") for cell in row.cells) for row in self.rows]


class Cell(NamedTuple):
    """A table's cell at its first row and column, both from 0."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    doubtful: tuple[str, ...] = ()


def table_rows(cells: Iterable[Cell], place: Place, form: Form = Form.TABLE) -> Iterator[GridRow]:
    """The rows of a table, first one at `place`; columns that no row uses are dropped."""
    cells = list(cells)
    width = max((cell.column + cell.columns for cell in cells), default=0)
    used = sorted({cell.column for cell in cells})
    position = {column: at for at, column in enumerate(used)}
    texts: defaultdict[int, dict[int, str]] = defaultdict(dict)
    above: defaultdict[int, set[int]] = defaultdict(set)
    wide: set[int] = set()
    doubtful: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for cell in cells:
        doubtful[cell.row] += cell.doubtful
        for row in range(cell.row, cell.row + cell.rows):
            if row == cell.row:
                texts[row][position[cell.column]] = cell.text
            else:
                texts[row].setdefault(position[cell.column], "")
                above[row].add(position[cell.column])
        if cell.columns == width and width > 1 and cell.text.strip():
            wide.add(cell.row)
    for row in sorted(texts):
        filled = tuple(texts[row].get(at, "") for at in range(len(used)))
        at = replace(place, row=place.row + row)
        yield GridRow(at, filled, form, frozenset(above[row]), row in wide, doubtful[row])


def paragraph_rows(texts: Sequence[str], place: Place) -> Iterator[GridRow]:
    """Rows of text outside of tables, which all stand at this place."""
    for text in texts:
        if text.strip():
            yield GridRow(place, (text.strip(),), Form.PARAGRAPH)
