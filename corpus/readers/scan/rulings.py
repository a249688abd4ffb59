"""The rulings of a table in a picture: where they run, the cells between them, the ink beside."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from pdfplumber.table import (
    cells_to_tables,
    edges_to_intersections,
    intersections_to_cells,
    merge_edges,
)

from corpus.readers.pdf.table import SAME_EDGE, Box, open_ends
from corpus.readers.scan.recogniser import Picture

_LEVEL = 60.0  # points of a ruling across, at the least; no row of strokes is as long
_UPRIGHT = 12.0  # points of a ruling down: a row of one line, higher than its letters
_THICKEST = 4.0  # points
_LEAST_CELLS = 2
_FAINT = 20  # of 255: how much darker than what is around it ink is


Mask = NDArray[np.uint8]
Area = tuple[int, int, int, int]


@dataclass
class Inked:
    """What is drawn on a page."""

    ink: Mask  # 1 where there is any, without rulings
    clean: Picture  # the picture without rulings
    edges: list[dict[str, Any]]  # rulings in points, as pdfplumber has them


def inked(picture: Picture, scale: float) -> Inked:
    """The ink and the rulings of a level picture; `scale` is points a pixel."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    block = max(15, round(12 / scale) | 1)
    ink = _mask(
        cv2.adaptiveThreshold(
            grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, _FAINT
        )
    )
    level = _strokes(ink, True, scale)  # those down end at these, as strokes of letters don't
    edges = [_edge(True, *area, scale) for area, _ in level]
    drawn = _mask(np.zeros_like(ink))
    for area, shape in level:
        _draw(drawn, area, shape)
    reach = cv2.dilate(drawn, np.ones((max(3, round(2 * SAME_EDGE / scale)), 3), np.uint8))
    reach[:3], reach[-3:] = 1, 1  # a photo may end anywhere
    for area, shape in _strokes(ink, False, scale):
        left, top, width, height = area
        ends = [
            reach[at : at + 2, left : left + width].any()
            for at in (top, max(top, top + height - 2))
        ]
        if all(ends) or (any(ends) and height * scale > _LEVEL):
            edges.append(_edge(False, *area, scale))
            _draw(drawn, area, shape)
    drawn = _mask(cv2.dilate(drawn, np.ones((3, 3), np.uint8)))
    paper = cv2.dilate(picture, np.ones((9, 9), np.uint8))
    clean = np.where(drawn[..., None] > 0, paper, picture).astype(np.uint8)
    return Inked(_mask(ink & (1 - drawn)), clean, edges)


def _strokes(ink: Mask, level: bool, scale: float) -> list[tuple[Area, Mask]]:
    """Long thin strokes across or down: their area (left, top, width, height) and shape."""
    length = round((_LEVEL if level else _UPRIGHT) / scale)
    askew = np.ones((3, 1) if level else (1, 3), np.uint8)
    stroke = np.ones((1, length) if level else (length, 1), np.uint8)
    lines = cv2.morphologyEx(cv2.dilate(ink, askew), cv2.MORPH_OPEN, stroke)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    found: list[tuple[Area, Mask]] = []
    for at in range(1, count):
        left, top, width, height = (int(value) for value in stats[at][:4])
        if (height if level else width) * scale <= _THICKEST:
            shape = labels[top : top + height, left : left + width] == at
            found.append(((left, top, width, height), shape.astype(np.uint8)))
    return found


def _mask(values: Any) -> Mask:
    return np.asarray(values, np.uint8)


def _draw(drawn: Mask, area: Area, shape: Mask) -> None:
    left, top, width, height = area
    drawn[top : top + height, left : left + width] |= shape


def tables_in(edges: list[dict[str, Any]]) -> list[list[Box]]:
    """The cells (left, top, right, bottom) of each table that these rulings make."""
    merged = merge_edges(edges, SAME_EDGE, SAME_EDGE, SAME_EDGE, SAME_EDGE)
    if not merged:
        return []
    left, right = min(e["x0"] for e in merged), max(e["x1"] for e in merged)
    ends = [_edge_at(left, right, y) for y in open_ends(merged)]
    crossings = edges_to_intersections([*merged, *ends], SAME_EDGE, SAME_EDGE)
    tables = cells_to_tables(intersections_to_cells(crossings))
    return [table for table in tables if len(table) >= _LEAST_CELLS]


def _edge(
    level: bool, left: int, top: int, width: int, height: int, scale: float
) -> dict[str, Any]:
    middle_x, middle_y = left + width / 2, top + height / 2
    x0, x1 = (left, left + width) if level else (middle_x, middle_x)
    y0, y1 = (middle_y, middle_y) if level else (top, top + height)
    return _box(x0 * scale, y0 * scale, x1 * scale, y1 * scale, "h" if level else "v")


def _edge_at(left: float, right: float, y: float) -> dict[str, Any]:
    return _box(left, y, right, y, "h")


def _box(x0: float, top: float, x1: float, bottom: float, orientation: str) -> dict[str, Any]:
    return {
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "doctop": top,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": orientation,
    }
