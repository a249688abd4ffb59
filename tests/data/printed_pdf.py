"""Prints a table as a pdf page by page, cutting rows wherever a page ends, as Word does."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.grid import Cell
from tests.data.made_towns import Style, Table

FONT = "STSong-Light"
SIZE, LEADING, PADDING = 10.5, 14.0, 4.0  # points
PAGE = (595.0, 842.0)
LEFT, TOP, WIDTH = 50.0, 770.0, 495.0
LINES_A_PAGE = 44
NEVER_FIRST = "，。、；：）”》！？"  # of a line
NEVER_LAST = "（“《"


def print_pdf(path: Path, style: Style, printed: Sequence[Table], cover: Sequence[str]) -> None:
    """Cover, contents and the lists, each page with a running head and its number."""
    registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=PAGE, invariant=True)
    printer = _Printer(canvas, style)
    printer.page([(line, SIZE * 1.5) for line in cover])
    for table in printed:
        printer.table(table)
    if style.notes:
        printer.page([(note, SIZE) for note in style.notes])
    canvas.save()


class _Printer:
    def __init__(self, canvas: Canvas, style: Style) -> None:
        self.canvas, self.style, self.number = canvas, style, 0

    def _open(self) -> None:
        self.number += 1
        self.canvas.setFont(FONT, 9)
        self.canvas.drawCentredString(PAGE[0] / 2, 805, f"{self.style.name}履职事项清单")
        self.canvas.drawCentredString(PAGE[0] / 2, 40, f"— {self.number} —")

    def page(self, lines: Sequence[tuple[str, float]]) -> None:
        self._open()
        for at, (line, size) in enumerate(lines):
            self.canvas.setFont(FONT, size)
            self.canvas.drawCentredString(PAGE[0] / 2, TOP - at * 30, line)
        self.canvas.showPage()

    def table(self, table: Table) -> None:
        edges = _edges(table)
        wrapped = {cell: _wrapped(cell, edges) for cell in table.cells}
        tops = _tops(table, wrapped)
        header = tops[1]
        body = LINES_A_PAGE - header
        first, position = True, header
        while position < tops[-1]:
            self._open()
            y = TOP
            if first:
                self.canvas.setFont(FONT, 14)
                self.canvas.drawCentredString(PAGE[0] / 2, y + 8, table.heading)
                first = False
            for cell, lines in wrapped.items():
                if cell.row == 0:
                    self._cell(cell, edges, lines, y, 0, header, 0)
            end = min(position + body, tops[-1])
            for cell, lines in wrapped.items():
                low, high = tops[cell.row], tops[cell.row + cell.rows]
                if cell.row and low < end and high > position:
                    start = self._first_line(cell, low, high, len(lines))
                    self._cell(
                        cell,
                        edges,
                        [""] * (start - low) + lines,
                        y - (header - position) * LEADING,
                        max(low, position),
                        min(high, end),
                        low,
                    )
            self.canvas.showPage()
            position = end

    def _first_line(self, cell: Cell, low: int, high: int, count: int) -> int:
        centred = self.style.centred_numbers and cell.column == 0 and cell.columns == 1
        return low + (high - low - count) // 2 if centred else low

    def _cell(
        self,
        cell: Cell,
        edges: Sequence[float],
        lines: Sequence[str],
        y: float,
        low: int,
        high: int,
        top: int,
    ) -> None:
        """The part of a cell between two lines of the table, with its frame."""
        left, right = edges[cell.column], edges[cell.column + cell.columns]
        self.canvas.rect(left, y - high * LEADING, right - left, (high - low) * LEADING)
        self.canvas.setFont(FONT, SIZE)
        for at in range(low, high):
            text = lines[at - top] if at - top < len(lines) else ""
            baseline = y - at * LEADING - SIZE
            if cell.column == 0 and cell.columns == 1:
                self.canvas.drawCentredString((left + right) / 2, baseline, text)
            else:
                self.canvas.drawString(left + PADDING, baseline, text)


def _edges(table: Table) -> list[float]:
    shares = {
        2: (1, 9),
        3: (1, 5, 6),
        4: (1, 4, 3, 5),
        5: (1, 3, 2.5, 6, 5),
        6: (1, 2.5, 2.5, 5, 6, 1.5),
    }
    widths = shares[len(table.header)]
    unit = WIDTH / sum(widths)
    edges = [LEFT]
    for width in widths:
        edges.append(edges[-1] + width * unit)
    return edges


def _wrapped(cell: Cell, edges: Sequence[float]) -> list[str]:
    width = edges[cell.column + cell.columns] - edges[cell.column] - 2 * PADDING
    return [line for text in cell.text.split("\n") for line in _wrap(text, width)]


def _wrap(text: str, width: float) -> Iterator[str]:
    """Lines as an office program breaks them: no stop at a line's head, no number broken."""
    line = ""
    for char in text:
        if line and stringWidth(line + char, FONT, SIZE) > width:
            keep = len(line)
            if char in NEVER_FIRST or line[-1] in NEVER_LAST:
                keep -= 1
            while keep > 1 and _joined(line[keep - 1], (line + char)[keep]):
                keep -= 1
            yield line[:keep]
            line = line[keep:]
        line += char
    yield line


def _joined(one: str, other: str) -> bool:
    return all(char.isascii() and (char.isalnum() or char == ".") for char in (one, other))


def _tops(table: Table, wrapped: dict[Cell, list[str]]) -> list[int]:
    """The first line of each row, and the end."""
    heights = [1] * table.rows
    for cell, lines in wrapped.items():
        if cell.rows == 1:
            heights[cell.row] = max(heights[cell.row], len(lines))
    for cell, lines in wrapped.items():
        last = cell.row + cell.rows
        heights[last - 1] += max(0, len(lines) - sum(heights[cell.row : last]))
    tops = [0]
    for height in heights:
        tops.append(tops[-1] + height)
    return tops
