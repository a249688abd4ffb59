"""Tables without rulings as the tables that rulings make."""

from collections.abc import Sequence
from itertools import pairwise

from corpus.readers.pdf.bands import Band, Spacing, bands_of, spacing_of
from corpus.readers.pdf.columns import Columns, columns_of, header_cells, sort_lines
from corpus.readers.pdf.headers import LooseTable, Part
from corpus.readers.pdf.table import PdfCell, PdfTable
from corpus.readers.pdf.text import Printed

_MORE = 0.3  # of a character's size: see bands


def tables_of(table: LooseTable) -> tuple[list[PdfTable], list[tuple[int, Printed]]]:
    """The table on each of its pages, and the lines (with their page) that come after its end."""
    columns = columns_of(table)
    parts = [sort_lines(columns, part.body) for part in table.parts]
    spacing = spacing_of(columns, parts)
    rows = [bands_of(columns, part, spacing, opens=at == 0) for at, part in enumerate(parts)]
    after: list[tuple[int, Printed]] = []
    while rows and rows[-1] and rows[-1][-1].wide:
        after[:0] = [(table.parts[len(rows) - 1].page, line) for line in rows[-1].pop().wide]
    found = [
        _page_table(columns, spacing, part, bands)
        for part, bands in zip(table.parts, rows, strict=True)
        if bands or part.header
    ]
    return found, after


def _page_table(columns: Columns, spacing: Spacing, part: Part, bands: Sequence[Band]) -> PdfTable:
    cells: list[PdfCell] = []
    row = 0
    if part.header:
        cells += _row(columns, row, header_cells(columns, part))
        row += 1
    for band in bands:
        if band.wide:
            lines = [line.line for line in band.wide]
            edges = columns.edges
            cells.append(PdfCell(row, 0, 1, columns.count, edges[0], edges[-1], lines))
            row += 1
            continue
        splits = _splits(columns, spacing, band)
        cells += _split_row(columns, row, band, splits)
        row += 1 + len(splits)
    return PdfTable(part.page, part.top, columns.edges, row, cells)


def _row(columns: Columns, row: int, held: Sequence[Sequence[Printed]]) -> list[PdfCell]:
    return [_cell(columns, row, at, lines) for at, lines in enumerate(held)]


def _cell(columns: Columns, row: int, at: int, lines: Sequence[Printed], rows: int = 1) -> PdfCell:
    left, right = columns.lefts[at], columns.rights[at]
    return PdfCell(row, at, rows, 1, left, right, [line.line for line in lines])


def _split_row(columns: Columns, row: int, band: Band, splits: Sequence[float]) -> list[PdfCell]:
    """A row's cells: those that hold text of each of its inner rows are parted."""
    cells = []
    for at, lines in enumerate(band.columns):
        if splits and _opens_at(lines, splits):
            for under, (low, high) in enumerate(pairwise([-1.0, *splits, float("inf")])):
                inside = [line for line in lines if low <= line.top + 1 < high]
                cells.append(_cell(columns, row + under, at, inside))
        else:
            cells.append(_cell(columns, row, at, lines, 1 + len(splits)))
    return cells


def _splits(columns: Columns, spacing: Spacing, band: Band) -> list[float]:
    """Where inner rows begin: two columns have space between lines at the same heights."""
    best: list[float] = []
    for at in range(columns.number + 1, columns.count - 1):
        tops = _after_space(band.columns[at], spacing)
        matched = [
            top
            for top in tops
            if any(_opens_at(lines, [top]) for lines in band.columns[at + 1 : at + 2])
        ]
        if len(matched) > len(best):
            best = matched
    return [top - spacing.size / 4 for top in best]


def _after_space(lines: Sequence[Printed], spacing: Spacing) -> list[float]:
    least = spacing.line_gap + _MORE * spacing.size
    return [after.top for line, after in pairwise(lines) if after.top - line.bottom >= least]


def _opens_at(lines: Sequence[Printed], tops: Sequence[float]) -> bool:
    """Whether a line other than the first begins at each of these heights."""
    return bool(lines) and all(
        any(abs(line.top - top) < line.line.size / 2 for line in lines[1:]) for top in tops
    )
