"""A table on one page of a pdf: cells between rulings, also where the page's end cuts them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.readers.pdf.text import Line, lines_of

SAME_EDGE = 3.0  # points between two rulings that are one

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass
class PdfCell:
    """A cell of one page at its first row and column."""

    row: int
    column: int
    rows: int
    columns: int
    left: float
    right: float
    lines: list[Line]

    @property
    def text(self) -> str:
        """All of it without any line ends."""
        return "".join(line.text for line in self.lines)


@dataclass
class PdfTable:
    """A table on one page."""

    page: int
    top: float
    edges: list[float]  # left edges of the columns, and the right edge
    row_count: int
    cells: list[PdfCell]


def open_ends(edges: Sequence[dict[str, Any]]) -> list[float]:
    """Where rulings between columns end without one across: rows that a page's end cuts open."""
    level = [edge for edge in edges if edge["orientation"] == "h"]
    ends: defaultdict[int, list[float]] = defaultdict(list)
    for edge in edges:
        if edge["orientation"] == "v":
            for end in (edge["top"], edge["bottom"]):
                if not any(_crosses(line, edge["x0"], end) for line in level):
                    ends[round(end / SAME_EDGE)].append(end)
    return [sum(found) / len(found) for found in ends.values() if len(found) > 1]


def _crosses(line: dict[str, Any], x: float, y: float) -> bool:
    near = abs(line["top"] - y) <= SAME_EDGE
    return bool(near and line["x0"] - SAME_EDGE <= x <= line["x1"] + SAME_EDGE)


def page_table(
    boxes: Sequence[Box], chars: Sequence[dict[str, Any]], page: int, top: float
) -> PdfTable:
    """The table that these cells (left, top, right, bottom) and characters make."""
    edges = _edges([x for box in boxes for x in (box[0], box[2])])
    tops = _edges([y for box in boxes for y in (box[1], box[3])])
    held: defaultdict[Box, list[dict[str, Any]]] = defaultdict(list)
    for char in chars:
        if (box := _box_of(char, boxes)) is not None:
            held[box].append(char)
    cells = []
    for box in sorted(boxes, key=lambda box: (box[1], box[0])):
        row, column = nearest(tops, box[1]), nearest(edges, box[0])
        rows, columns = nearest(tops, box[3]) - row, nearest(edges, box[2]) - column
        cells.append(PdfCell(row, column, rows, columns, box[0], box[2], lines_of(held[box])))
    return PdfTable(page, top, edges, len(tops) - 1, cells)


def _edges(values: Sequence[float]) -> list[float]:
    """The values in order, near ones as one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > SAME_EDGE:
            edges.append(value)
    return edges


def nearest(edges: Sequence[float], value: float) -> int:
    """The place of the edge that is nearest to a value."""
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))


def _box_of(char: dict[str, Any], boxes: Sequence[Box]) -> Box | None:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    inside = (box for box in boxes if box[0] <= x <= box[2] and box[1] <= y <= box[3])
    return min(inside, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]), default=None)
