"""The columns of a table without rulings: between its headers, where least text stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.readers.pdf.headers import PIECE_GAP, LooseTable, Part, Piece, pieces
from corpus.readers.pdf.text import CLOSING, Frame, Printed, printed_lines

_STEP = 0.5  # points: the grain of positions
_ONE_COLUMN = 0.35  # of a column's lines run through a gap that parts no columns
_CROSSING = 0.25  # of a character's size: less space where a line goes on over two columns
_NUMBER_HEADER = "序号"
NUMBER = re.compile(r"[(（]?[*＊★▲△☆※]?\d{1,3}[)）]?[.、．]?[*＊★▲△☆※]?")


@dataclass
class Columns:
    """Where columns part, and how far the text of each reaches."""

    parts: list[float]  # between columns: one less than there are
    lefts: list[float]
    rights: list[float]
    number: int  # the column of 序号

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.parts) + 1

    @property
    def edges(self) -> list[float]:
        """With the outer edges."""
        return [min(self.lefts), *self.parts, max(self.rights)]

    def frame(self, at: int) -> Frame:
        """Where the text of a column may stand."""
        return Frame(self.lefts[at], self.rights[at])

    def of(self, left: float, right: float) -> int:
        """The column in whose middle, or nearest to it, this stands."""
        middle = (left + right) / 2
        return sum(1 for part in self.parts if part < middle)


@dataclass
class Sorted:
    """A part's lines by column, and those that run over several."""

    columns: list[list[Printed]]
    wide: list[Printed]


def columns_of(table: LooseTable) -> Columns:
    """The columns of a table, by its first header and all its lines."""
    heads = _heads(table.parts[0].header)
    spans = [_spans(line) for part in table.parts for line in part.body]
    right = max(end for line in [[(0.0, head.right) for head in heads], *spans] for _, end in line)
    cover = _cover(spans, right)
    beside = _cover([line for line in spans if len(line) > 1], right)  # no headings of sections
    parts: list[float] = []
    kept = [heads[0]]
    for head in heads[1:]:
        place, _ = _least(cover, kept[-1].right, head.left)
        _, through = _least(beside, kept[-1].right, head.left)
        around = min(_most(beside, kept[-1]), _most(beside, head))
        if through > _ONE_COLUMN * around:
            kept[-1] = _joined(kept[-1], head)
        else:
            parts.append(place)
            kept.append(head)
    number = next((at for at, head in enumerate(kept) if head.text == _NUMBER_HEADER), 0)
    columns = Columns(parts, [h.left for h in kept], [h.right for h in kept], number)
    _reach(columns, table)
    return columns


def sort_lines(columns: Columns, lines: Sequence[Printed]) -> Sorted:
    """Lines by column; alone and over several columns, or amid the table, they are wide."""
    chars: list[list[dict[str, object]]] = [[] for _ in range(columns.count)]
    wide = []
    for line in lines:
        found = [part for piece in pieces(line) for part in _cut(columns, piece)]
        if len(found) == 1 and _is_wide(columns, found[0]):
            wide.append(line)
            continue
        for piece in found:
            chars[columns.of(piece.left, piece.right)] += piece.chars
    return Sorted([printed_lines(held) for held in chars], wide)


def _is_wide(columns: Columns, piece: Piece) -> bool:
    misplaced = columns.of(piece.left, piece.right) == columns.number
    return (
        (misplaced and NUMBER.fullmatch(piece.text) is None)
        or _crosses(columns, piece)
        or _amid(columns, piece)
    )


def _reach(columns: Columns, table: LooseTable) -> None:
    """How far the text of each column reaches; a stop may hang over."""
    held: list[list[Printed]] = [[] for _ in range(columns.count)]
    for part in table.parts:
        for at, lines in enumerate(sort_lines(columns, part.body).columns):
            held[at] += lines
    for at, lines in enumerate(held):
        if lines:
            full = [line for line in lines if line.line.text[-1] not in CLOSING] or lines
            columns.lefts[at] = min(line.line.left for line in lines)
            columns.rights[at] = max(line.line.right for line in full)


def _heads(header: Sequence[Printed]) -> list[Piece]:
    """The header's cells from left to right; characters set apart are one word."""
    found: list[Piece] = []
    for piece in sorted((p for line in header for p in pieces(line)), key=lambda p: p.left):
        if found and piece.left < found[-1].right:
            found[-1] = _joined(found[-1], piece)
        else:
            found.append(piece)
    spread: list[Piece] = []
    for piece in found:
        alone = len(piece.text) == 1
        if alone and spread and (len(spread[-1].text) == 1 or _is_spread(spread[-1])):
            spread[-1] = _joined(spread[-1], piece)
        else:
            spread.append(piece)
    return spread


def _is_spread(piece: Piece) -> bool:
    gaps = [after["x0"] - char["x1"] for char, after in pairwise(piece.chars)]
    return bool(gaps) and all(gap > piece.chars[0]["size"] * PIECE_GAP for gap in gaps)


def _joined(one: Piece, other: Piece) -> Piece:
    chars = sorted([*one.chars, *other.chars], key=lambda char: (char["x0"], char["top"]))
    return Piece(chars)


def _spans(line: Printed) -> list[tuple[float, float]]:
    return [(piece.left, piece.right) for piece in pieces(line)]


def _cover(spans: Sequence[Sequence[tuple[float, float]]], right: float) -> list[int]:
    """How many lines have text at each position."""
    cover = [0] * (int(right / _STEP) + 2)
    for line in spans:
        for low, high in line:
            for at in range(int(low / _STEP), int(high / _STEP) + 1):
                cover[at] += 1
    return cover


def _least(cover: Sequence[int], left: float, right: float) -> tuple[float, int]:
    """The middle of the widest stretch between two positions where least text stands."""
    low, high = int(left / _STEP) + 1, max(int(right / _STEP), int(left / _STEP) + 2)
    inside = cover[low:high] or [0]
    least = min(inside)
    best, start = (0, 0), None
    for at, count in enumerate([*inside, least + 1]):
        if count == least and start is None:
            start = at
        elif count != least and start is not None:
            best, start = max(best, (at - start, start)), None
    length, first = best
    return (low + first + length / 2) * _STEP, least


def _most(cover: Sequence[int], head: Piece) -> int:
    return max(cover[int(head.left / _STEP) : int(head.right / _STEP) + 1], default=0)


def _cut(columns: Columns, piece: Piece) -> list[Piece]:
    """The piece parted where columns part, if there is any space."""
    found = [Piece([piece.chars[0]])]
    for char, after in pairwise(piece.chars):
        space = after["x0"] - char["x1"]
        between = any(char["x1"] - 1 <= part <= after["x0"] + 1 for part in columns.parts)
        if between and space > _CROSSING * char["size"]:
            found.append(Piece([after]))
        else:
            found[-1].chars.append(after)
    return found


def _crosses(columns: Columns, piece: Piece) -> bool:
    inner = piece.chars[0]["size"] / 2
    return any(piece.left + inner < part < piece.right - inner for part in columns.parts)


def _amid(columns: Columns, piece: Piece) -> bool:
    """Whether it is a short text in the middle of the table, not at its column's left."""
    size = piece.chars[0]["size"]
    edges = columns.edges
    amid = abs(piece.left + piece.right - edges[0] - edges[-1]) < 2 * size
    own = columns.of(piece.left, piece.right)
    return bool(amid and own != columns.number and piece.left > columns.lefts[own] + 3 * size)


def header_cells(columns: Columns, part: Part) -> list[list[Printed]]:
    """The lines of a part's header by column."""
    chars: list[list[dict[str, object]]] = [[] for _ in range(columns.count)]
    for line in part.header:
        for piece in pieces(line):
            for char in piece.chars:
                chars[columns.of(char["x0"], char["x1"])].append(char)
    return [printed_lines(held) for held in chars]
