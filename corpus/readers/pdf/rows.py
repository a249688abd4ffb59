"""Rows of a pdf's tables over all pages: what a page's end parts is made whole."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.readers.grid import Cell, Form, GridRow, Place, table_rows
from corpus.readers.pdf.table import SAME_EDGE, PdfCell, PdfTable, nearest
from corpus.readers.pdf.text import CLOSING, Frame, cell_text, goes_on

_MIN_LINES = 5  # in a column, before it tells how far text stands from a ruling
_DEFAULT_PADDING = 5.4  # points; Word's
_NUMBER_HEADER = "序号"


@dataclass
class _Whole:
    """Rows of one table over all the pages that it spans."""

    page: int
    edges: list[float]
    cells: list[PdfCell] = field(default_factory=list)
    row_count: int = 0
    number_column: int = 0
    header: dict[int, str] = field(default_factory=dict)  # by column
    pages: dict[int, tuple[int, int]] = field(default_factory=dict)  # row -> page and row there


def rows_of_pages(blocks: Sequence[PdfTable | tuple[int, str]]) -> Iterator[GridRow]:
    """Tables and lines in reading order; a table goes on where nothing stands between."""
    padding = _padding([block for block in blocks if isinstance(block, PdfTable)])
    whole: _Whole | None = None
    for block in blocks:
        if not isinstance(block, PdfTable):
            if whole is not None:
                yield from _grid_rows(whole, padding)
            whole = None
            yield GridRow(Place(0, page=block[0]), (block[1],), Form.PARAGRAPH)
        elif whole is not None and _goes_on(whole, block):
            _append(whole, block, padding)
        else:
            if whole is not None:
                yield from _grid_rows(whole, padding)
            whole = _Whole(block.page, block.edges)
            _append(whole, block, padding)
    if whole is not None:
        yield from _grid_rows(whole, padding)


def _padding(tables: Sequence[PdfTable]) -> float:
    """How far the fullest lines stand from the ruling on their right; a stop may hang over."""
    gaps: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for table in tables:
        for cell in table.cells:
            lines = [line for line in cell.lines if line.text[-1] not in CLOSING]
            if len(cell.lines) > 1:
                column = gaps[round(cell.left), round(cell.right)]
                column += [cell.right - line.right for line in lines]
    least = [min(column) for column in gaps.values() if len(column) >= _MIN_LINES]
    return max(0.0, min(least)) if least else _DEFAULT_PADDING


def _goes_on(whole: _Whole, table: PdfTable) -> bool:
    """Whether a table has the columns of the one before: all of them, or some are merged away."""
    near = (abs(whole.edges[0] - table.edges[0]), abs(whole.edges[-1] - table.edges[-1]))
    if max(near) > 2 * SAME_EDGE:
        return False
    known = [min(abs(edge - other) for other in whole.edges) for edge in table.edges]
    return max(known) <= 2 * SAME_EDGE


def _append(whole: _Whole, table: PdfTable, padding: float) -> None:
    """Add a page's rows; cells that go on from the page before are made one with those."""
    for cell in table.cells:  # columns as the whole table counts them
        column = nearest(whole.edges, table.edges[cell.column])
        end = nearest(whole.edges, table.edges[cell.column + cell.columns])
        cell.column, cell.columns = column, end - column
    rows = [[c for c in table.cells if c.row == row] for row in range(table.row_count)]
    if len(rows) > 1 and whole.header and _drop_header(rows[0], whole.header):
        before = _last_in(whole, whole.number_column)
        unnumbered = before is not None and not before.text
        rows = _with_rest(rows, whole.number_column, unnumbered)
    first = 0
    while first < len(rows) and _is_header(rows[first]):
        whole.number_column = _number_column(rows[first])
        whole.header = {cell.column: _plain(cell) for cell in rows[first] if cell.lines}
        first += 1
    if whole.cells and first < len(rows):
        _join_first_row(whole, rows[first], padding)
    for row in range(table.row_count):
        whole.pages[whole.row_count + row] = (table.page, row + 1)
    for cell in (cell for cells in rows for cell in cells):
        cell.row += whole.row_count
        whole.cells.append(cell)
    whole.row_count += table.row_count


def _drop_header(cells: Sequence[PdfCell], header: dict[int, str]) -> bool:
    """Take a repeated header out of cells that no ruling parts from it; whether there was one."""
    sizes: dict[int, int] = {}
    for cell in cells:
        lines = [line.text for line in cell.lines]
        for size in range(len(lines) + 1):
            if "".join("".join(lines[:size]).split()) == header.get(cell.column, ""):
                sizes[cell.column] = size
                break
    alone = all(len(cell.lines) == sizes.get(cell.column) for cell in cells)
    if alone or len(sizes) < len(cells):
        return False
    for cell in cells:
        cell.lines = cell.lines[sizes[cell.column] :]
    return True


def _with_rest(
    rows: list[list[PdfCell]], number_column: int, unnumbered: bool
) -> list[list[PdfCell]]:
    """The rows with what stood in a header moved down to the row that it begins.

    With a number it is a row of its own. Above a row with a number it goes on with the page
    before, unless the row there waits for a number (`unnumbered`).
    """
    top, below = rows[0], rows[1]
    numbered = [any(c.lines for c in row if c.column == number_column) for row in (top, below)]
    if numbered[0] or (numbered[1] and not unnumbered):
        return rows
    for cell in top:
        place = (cell.column, cell.columns)
        under = next((c for c in below if (c.column, c.columns) == place), None)
        if under is not None:
            under.lines, cell.lines = [*cell.lines, *under.lines], []
    return rows if any(cell.lines for cell in top) else rows[1:]


def _is_header(cells: Sequence[PdfCell]) -> bool:
    return any(_plain(cell) == _NUMBER_HEADER for cell in cells)


def _number_column(cells: Sequence[PdfCell]) -> int:
    return next(cell.column for cell in cells if _plain(cell) == _NUMBER_HEADER)


def _plain(cell: PdfCell) -> str:
    return "".join(cell.text.split())


def _join_first_row(whole: _Whole, cells: Sequence[PdfCell], padding: float) -> None:
    """Give what goes on from the page before to the cells that it belongs to.

    With its number on this page alone, or with none, the row goes on. Of a row that has none, a
    cell that opens a paragraph stays where it is: it may be that of a row of its own.
    """
    width = len(whole.edges) - 1
    if any(cell.columns == width for cell in cells):
        return
    number = next((c for c in cells if c.column == whole.number_column), None)
    before = _last_in(whole, whole.number_column)
    if before is None or before.columns == width:
        return
    certain = number is not None and bool(number.text)
    if certain and (before.text or before.row + before.rows < whole.row_count):
        return
    pairs = [(last, cell) for cell in cells if (last := _last_beside(whole, cell)) is not None]
    running = [pair for pair in pairs if pair[0].lines and _runs_on(*pair, padding)]
    for last, cell in pairs:
        begun = not last.lines and last.row + last.rows == whole.row_count
        if certain or (last, cell) in running or (running and begun):
            last.lines += cell.lines
            cell.lines = []


def _last_beside(whole: _Whole, cell: PdfCell) -> PdfCell | None:
    """The lowest cell of the page before in this one's columns, which holds text."""
    last = _last_in(whole, cell.column)
    return last if last is not None and last.columns == cell.columns and cell.lines else None


def _runs_on(last: PdfCell, cell: PdfCell, padding: float) -> bool:
    """Whether a cell goes on with the one before; a name of the same county is another one."""
    if cell.text[:2] == last.text[:2] and last.text[-1] in "局委部会办院队心":
        return False
    return goes_on(last.lines[-1], cell.lines[0], _frame(last, padding))


def _frame(cell: PdfCell, padding: float) -> Frame:
    return Frame(cell.left + padding, cell.right - padding)


def _last_in(whole: _Whole, column: int) -> PdfCell | None:
    """The lowest cell of a column."""
    inside = (cell for cell in whole.cells if cell.column == column)
    return max(inside, key=lambda cell: cell.row, default=None)


def _grid_rows(whole: _Whole, padding: float) -> Iterator[GridRow]:
    cells = [
        Cell(
            c.row,
            c.column,
            cell_text(c.lines, _frame(c, padding)),
            c.rows,
            c.columns,
            tuple(line.text for line in c.lines if line.doubtful),
        )
        for c in whole.cells
    ]
    for at, row in enumerate(table_rows(cells, Place(1, page=whole.page))):
        page, printed = whole.pages.get(at, (whole.page, at + 1))
        yield replace(row, place=Place(printed, page=page))
