"""Tables without rulings: where one begins by its header, and which lines of the pages are its."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from corpus.readers.pdf.text import Printed

_NUMBER_HEADER = "序号"
_HEADER_WORD = re.compile(r"事项|名称|职责|部门|单位|方式|备注|类别|保障|措施|内容")
_LIST_TITLE = re.compile(
    r".{0,30}(?:基本|配合|协助|上收|收回|回收).{0,12}(?:清单|目录|表)(?:.{0,8}项.?)?"
)
_AFTER_TABLE = re.compile(
    r"[（(]?(?:备?注|说明|填表说明|附注|注释)\s*\d*\s*[：:]|附[件表]\s*\d*[：:]?$"
)
_ROW_START = re.compile(
    r"[*★▲]?\d{1,3}[.、]?[*★▲]?|[（(]?[一二三四五六七八九十]{1,3}[)）、.].*|.*[。；].*|.*[，、].*[，、].*"
)
PIECE_GAP = 0.5  # of a character's size between what stands in two columns, at the least
_SAME_HEADER = 0.9  # likeness of a header's characters, one of which may be misread, to its own
_LINE_GAP = 0.8  # of a character's size between two lines of one header


@dataclass
class Piece:
    """Characters of a line with no wide gap between them."""

    chars: list[dict[str, Any]]

    @property
    def left(self) -> float:
        """In points."""
        return float(self.chars[0]["x0"])

    @property
    def right(self) -> float:
        """In points."""
        return float(self.chars[-1]["x1"])

    @property
    def text(self) -> str:
        """Without white space."""
        return "".join(char["text"] for char in self.chars)


@dataclass
class Part:
    """What one page holds of a table: its printed header, where it has one, and its lines."""

    page: int
    header: list[Printed]
    body: list[Printed] = field(default_factory=list)

    @property
    def top(self) -> float:
        """In points from the top of the page."""
        return (self.header or self.body)[0].top


@dataclass
class LooseTable:
    """A table without rulings over all its pages."""

    parts: list[Part] = field(default_factory=list)


def pieces(line: Printed) -> list[Piece]:
    """The line parted at its wide gaps."""
    found: list[Piece] = []
    for char in line.chars:
        if char["text"].isspace():
            continue
        if found and char["x0"] - found[-1].right <= char["size"] * PIECE_GAP:
            found[-1].chars.append(char)
        else:
            found.append(Piece([char]))
    return found


def loose_tables(pages: Iterable[tuple[int, Sequence[Printed]]]) -> list[LooseTable]:
    """The tables that these lines of pages, from top to bottom, make."""
    tables: list[LooseTable] = []
    within = False
    for number, lines in pages:
        at = 0
        while at < len(lines):
            if (span := _header(lines, at)) is not None:
                header = list(lines[span[0] : span[1]])
                if within and (again := _repeated(tables[-1], lines, span[0])):
                    header = list(lines[span[0] : again])
                    before = tables[-1].parts[-1]
                    if before.page == number and not before.header:
                        tables[-1].parts.pop()  # the head of a page, above the header again
                else:
                    tables.append(LooseTable())
                tables[-1].parts.append(Part(number, header))
                within, at = True, span[0] + len(header)
                continue
            if within and ends_table(lines[at].line.text):
                within = False
            elif within:
                if tables[-1].parts[-1].page != number:
                    tables[-1].parts.append(Part(number, []))
                tables[-1].parts[-1].body.append(lines[at])
            at += 1
    return tables


def header_top(lines: Sequence[Printed]) -> float:
    """Where the first table's header stands; beyond the page where there is none."""
    found = (line.top for at, line in enumerate(lines) if _names_number(lines, at))
    return next(found, float("inf")) - 2


def ends_table(text: str) -> bool:
    """Whether what stands here belongs to no table: a list's title, a note."""
    plain = "".join(text.split())
    return bool(_LIST_TITLE.fullmatch(plain) or _AFTER_TABLE.match(plain))


def _header(lines: Sequence[Printed], at: int) -> tuple[int, int] | None:
    """The lines (from, to) of a header of which this is the one with 序号, or its first one."""
    for middle in range(at, min(at + 3, len(lines))):
        if _names_number(lines, middle):
            start = middle
            while start > at and _beside(lines[start - 1], lines[start]):
                start -= 1
            if start > at:
                return None
            end = middle + 1
            while end < len(lines) and _goes_on(lines[middle], lines[end - 1], lines[end]):
                end += 1
            return start, end
    return None


def _goes_on(named: Printed, line: Printed, after: Printed) -> bool:
    """Whether a header goes on with a line: below words as wide, and below 序 only with 号."""
    number = next(piece for piece in pieces(named) if piece.text[0] == "序")
    below = [p for p in pieces(after) if p.left < number.right and number.left < p.right]
    return (
        _beside(line, after)
        and not ends_table(after.line.text)
        and not any(_ROW_START.fullmatch(piece.text) for piece in pieces(after))
        and all(piece.text == "号" for piece in below)
        and all(_wraps(named, piece) for piece in pieces(after))
    )


def _wraps(named: Printed, piece: Piece) -> bool:
    """Whether this may be the rest of a word of the header above: it is no wider."""
    room = piece.chars[0]["size"] / 2
    above = [p for p in pieces(named) if p.left < piece.right and piece.left < p.right]
    return not above or (
        min(p.left for p in above) - room <= piece.left
        and piece.right <= max(p.right for p in above) + room
    )


def _names_number(lines: Sequence[Printed], at: int) -> bool:
    found = pieces(lines[at])
    texts = [piece.text for piece in found]
    beside = "".join(texts)
    if len(found) < 2 or not _HEADER_WORD.search(beside) or len(beside) > 80:
        return False
    if _NUMBER_HEADER in texts or ("序", "号") in pairwise(texts):
        return True
    return (
        "序" in texts
        and at + 1 < len(lines)
        and any(piece.text == "号" for piece in pieces(lines[at + 1]))
    )


def _beside(line: Printed, after: Printed) -> bool:
    size = min(line.line.size, after.line.size)
    return after.top - line.bottom < size * _LINE_GAP and not ends_table(line.line.text)


def _repeated(table: LooseTable, lines: Sequence[Printed], start: int) -> int | None:
    """Where the table's own header, printed again here, ends."""
    first = sorted("".join(_plain(table.parts[0].header)))
    last = min(start + 1 + len(table.parts[0].header), len(lines))
    likeness = {
        end: SequenceMatcher(None, first, sorted("".join(_plain(lines[start:end])))).ratio()
        for end in range(start + 1, last + 1)
    }
    best = max(likeness, key=lambda end: likeness[end])
    return best if likeness[best] >= _SAME_HEADER else None


def _plain(lines: Sequence[Printed]) -> Iterator[str]:
    for line in lines:
        yield "".join(line.line.text.split())
