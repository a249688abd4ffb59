"""A page of a scan: its lines recognised, each with its characters' places, between the rulings."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np

from corpus.readers.pdf.page import PageText, page_text
from corpus.readers.scan.recogniser import Picture, Quads, Recognised, Recogniser
from corpus.readers.scan.rulings import Inked, inked, tables_in
from corpus.readers.scan.upright import box_of, set_upright

_PAGE = 842.0  # points of the longer side of a page
_LINE_HEIGHT = 12.5  # points of most lines with what a detector leaves around them
_EM = 10.5  # points of most characters, then
_BETWEEN = 0.8  # of that without any ink: between two columns, or after a stop
_OTHER = 2.5  # times that a page may be larger or smaller
_DOUBTFUL = 0.8  # certainty of a line below which it is shown for a look
_NOTHING = 0.3  # certainty below which a speck was taken for a character
_PAD = 4  # pixels around the ink of a line
_LEAST_INK = 2  # pixels across a row or a column that are no speck
# Of a character's size: how low and how high a digit may be, how narrow, and how far from another.
_LOW, _HIGH, _NARROW, _APART = 0.5, 1.6, 0.12, 0.4
_FULL_WIDTH = str.maketrans(",;:?!()", "，；：？！（）")
_ASCII_STOP = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：、）])[,;:?!()]|[,;:?!()](?=[\u4e00-\u9fff（“])|\((?=\d）)"
)
_SPACE = re.compile(r"(?<=[\u4e00-\u9fff。，；：、）]) | (?=[\u4e00-\u9fff（“])")

_OPENING, _CLOSING = "（“《〈【", "，。、；：）”》〉】"

Area = tuple[int, int, int, int]  # left, top, right, bottom in pixels


class _Line(NamedTuple):
    area: Area
    recognised: Recognised


def scanned_page(number: int, picture: Picture, recogniser: Recogniser) -> PageText:
    """The page in this picture, as large as its text would be printed."""
    level = set_upright(picture, recogniser)
    scale = _scale(level.lines, max(picture.shape[:2]))
    page = inked(level.picture, scale)
    tables = tables_in(page.edges)
    walls = [
        (edge["x0"] / scale, edge["top"] / scale, edge["bottom"] / scale)
        for edge in page.edges
        if edge["orientation"] == "v"
    ]
    apart = _BETWEEN * _EM / scale
    areas = [
        part
        for quad in level.lines
        for area in _areas(page, box_of(quad), walls)
        for part in _split(page, area, apart)
    ]
    lines = [line for area in areas if (line := _read(page, area, recogniser))]
    size = _usual_size(lines)
    lost = list(_lost_areas(page, areas, size))
    lines += [line for area in lost if (line := _read(page, area, recogniser))]
    chars = [char for line in lines for char in _chars(line, size, scale)]
    return page_text(number, level.picture.shape[0] * scale, chars, tables)


def _scale(lines: Quads, longer: int) -> float:
    """Points a pixel: by the height of lines, as a photo may show any part of a page."""
    whole = _PAGE / longer
    if not len(lines):
        return whole
    heights = np.linalg.norm(lines[:, 3] - lines[:, 0], axis=1)
    by_text = _LINE_HEIGHT / max(1.0, float(np.median(heights)))
    return min(max(by_text, whole / _OTHER), whole * _OTHER)


def _areas(page: Inked, box: Area, walls: Sequence[tuple[float, float, float]]) -> Iterator[Area]:
    """Where there is ink in a line's box, on each side of rulings that cross it."""
    left, top, right, bottom = box
    middle = (top + bottom) / 2
    cuts = sorted(x for x, low, high in walls if left < x < right and low < middle < high)
    for start, end in zip([left, *cuts], [*cuts, right], strict=True):
        if (area := _shrunk(page, (round(start), top, round(end), bottom))) is not None:
            yield area


def _split(page: Inked, area: Area, apart: float) -> Iterator[Area]:
    """The area parted where there is no ink for more than a character: between columns."""
    left, top, right, bottom = area
    inked_columns = np.flatnonzero(page.ink[top:bottom, left:right].sum(axis=0) >= _LEAST_INK)
    start = left
    for before, after in pairwise(inked_columns.tolist()):
        if after - before > apart:
            if (part := _shrunk(page, (start, top, left + before + 1, bottom))) is not None:
                yield part
            start = left + after
    if (part := _shrunk(page, (start, top, right, bottom))) is not None:
        yield part


def _shrunk(page: Inked, area: Area) -> Area | None:
    """The area without its empty margins; None where it holds no ink."""
    left, top, right, bottom = area
    ink = page.ink[top:bottom, left:right]
    columns = np.flatnonzero(ink.sum(axis=0) >= _LEAST_INK)
    rows = np.flatnonzero(ink.sum(axis=1) >= _LEAST_INK)
    if not len(columns) or not len(rows):
        return None
    return (
        left + int(columns[0]),
        top + int(rows[0]),
        left + int(columns[-1]) + 1,
        top + int(rows[-1]) + 1,
    )


def _read(page: Inked, area: Area, recogniser: Recogniser) -> _Line | None:
    left, top, right, bottom = area
    crop = page.clean[max(0, top - _PAD) : bottom + _PAD, max(0, left - _PAD) : right + _PAD]
    found = recogniser.read(np.ascontiguousarray(crop))
    text = _SPACE.sub("", _ASCII_STOP.sub(lambda m: m[0].translate(_FULL_WIDTH), found.text))
    if not text.strip() or found.certainty < _NOTHING:
        return None
    return _Line(area, Recognised(text.strip(), found.certainty))


def _usual_size(lines: Sequence[_Line]) -> float:
    """The size of most characters in pixels, by lines long enough to tell."""
    sizes = [_size(line) for line in lines if _units(line.recognised.text) >= 6]
    if not sizes:
        sizes = [line.area[3] - line.area[1] for line in lines] or [1]
    return float(np.median(sizes))


def _size(line: _Line) -> float:
    before, after = _bearings(line.recognised.text)
    return (line.area[2] - line.area[0]) / (_units(line.recognised.text) - before - after)


def _bearings(text: str) -> tuple[float, float]:
    """How much of a line's first and last character is empty, in its size."""
    before = 0.5 if text[0] in _OPENING else 0.0
    return before, 0.5 if text[-1] in _CLOSING and len(text) > 1 else 0.0


def _units(text: str) -> float:
    return sum(map(_unit, text))


def _unit(char: str) -> float:
    """A character's width in its size."""
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5


def _lost_areas(page: Inked, found: Sequence[Area], size: float) -> Iterator[Area]:
    """Ink as high as characters where no line was found, as happens to a number on its own."""
    free = page.ink.copy()
    for left, top, right, bottom in found:
        free[max(0, top - _PAD) : bottom + _PAD, max(0, left - _PAD) : right + _PAD] = 0
    beside = np.ones((1, max(3, round(size * _APART))), np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(free, beside), connectivity=8)
    for left, top, width, height, _ in stats[1:].tolist():
        if _LOW * size < height < _HIGH * size:
            area = _shrunk(page, (left, top, left + width, top + height))
            if area is not None and area[2] - area[0] > _NARROW * size:
                yield area


def _chars(line: _Line, usual: float, scale: float) -> Iterator[dict[str, Any]]:
    """The line's characters as those of a pdf, spread over its width."""
    left, top, _, bottom = line.area
    text = line.recognised.text
    own = _size(line)
    size = own if _units(text) >= 4 and own > 1.2 * usual else usual
    middle, doubtful = (top + bottom) / 2, line.recognised.certainty < _DOUBTFUL
    at = left - own * _bearings(text)[0]
    for char in text:
        width = own * _unit(char)
        if not char.isspace():
            yield {
                "text": char,
                "x0": at * scale,
                "x1": (at + width) * scale,
                "top": (middle - size / 2) * scale,
                "bottom": (middle + size / 2) * scale,
                "size": size * scale,
                "doubtful": doubtful,
            }
        at += width
