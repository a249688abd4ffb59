"""The text of one table cell: its paragraphs, their items, and whose part each is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from corpus.interpreter.names import (
    LABEL,
    SHARED_HEADING,
    bare_heading,
    heading_pattern,
    is_shared,
    is_support,
    leading_department,
    official_name,
    split_names,
)
from corpus.models import BlockKind
from corpus.white_space import compact

_NUMERALS = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STOP = r"(?:^|(?<=[\s。；;：:]))"
_PAUSE = r"(?:^|(?<=[\s。；;：:，,、]))"
_MARK = re.compile(
    rf"{_STOP}(?P<dotted>\d{{1,2}})\s*[.．、](?!\d)"
    rf"|{_PAUSE}[（(](?P<bracketed>\d{{1,2}})[)）]"
    rf"|{_STOP}(?P<closed>\d{{1,2}})[)）]"
    rf"|(?P<circled>[{_CIRCLED}])"
    rf"|{_PAUSE}(?P<first>[{_NUMERALS}]{{1,2}})是"
    rf"|{_STOP}[（(](?P<inner>[{_NUMERALS}]{{1,3}})[)）]"
    rf"|{_STOP}(?P<outer>[{_NUMERALS}]{{1,3}})、"
)
_RUN_ON = re.compile(r"(?<=[。；])\s+")
_BREAK = re.compile(r"</?[a-zA-Z][^<>]*>|\n")


@dataclass
class Part:
    """Text of one holder, gathered while reading a cell; `holder` joins several by 、."""

    kind: BlockKind
    holder: str
    heading: str = ""
    items: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def extend(self, items: Sequence[str], line: int) -> None:
        """Add items that stand on this source line."""
        self.items.extend(items)
        if line not in self.lines:
            self.lines.append(line)


def paragraphs(cell: str) -> list[str]:
    """The cell's runs of text between line ends and tags, closed or not, with single spaces."""
    return [text for piece in _BREAK.split(cell) if (text := " ".join(piece.split()))]


def split_parts(
    pages: Sequence[tuple[int, str]],
    departments: Sequence[str],
    known: frozenset[str],
    default: Part | None,
) -> list[Part]:
    """The parts of a cell (given as (line, text) for each page it spans), in order.

    Text before any heading belongs to `default`; without one, headings alone open parts.
    A part that continues on the next page is one part. A heading without text has no items, and
    a support without holder waits for `give_support_to_holders`.
    """
    reader = _CellReader(departments, known.union(departments), [default] if default else [])
    for line, cell in pages:
        for paragraph in paragraphs(cell):
            for text in filter(str.strip, LABEL.split(paragraph)):
                reader.read(text, line)
    return [part for part in reader.parts if part.items or part.heading]


@dataclass
class _CellReader:
    departments: Sequence[str]
    known: frozenset[str]
    parts: list[Part]

    def read(self, text: str, line: int) -> None:
        """Add a run of text: what stands before its first heading goes to the part before."""
        headings = self._headings(text)
        if not headings and (name := self._begins_with(text)):
            self.parts.append(Part(BlockKind.DEPARTMENT, name))
        bounds = [*(heading.start() for heading in headings), len(text)]
        if self.parts and (before := split_items(text[: bounds[0]])):
            self.parts[-1].extend(before, line)
        for heading, end in zip(headings, bounds[1:], strict=True):
            self.parts.append(self._open(heading))
            self.parts[-1].extend(split_items(text[heading.end() : end]), line)

    def _begins_with(self, text: str) -> str:
        """One of several departments, where a sentence begins with it: 县水利局负责巡查."""
        if len(self.departments) < 2 or any(part.heading for part in self.parts):
            return ""
        name = official_name(leading_department(text, self.known), self.departments)
        return name if name in self.departments else ""

    def _headings(self, text: str) -> list[re.Match[str]]:
        found = heading_pattern(self.known).finditer(text)
        headings = [match for match in found if not match["ordinal"] or self._is_expected(match)]
        bare = None if headings else bare_heading(text, self.known)
        return [bare] if bare and self._opens(bare["head"]) else headings

    def _is_expected(self, heading: re.Match[str]) -> bool:
        """Whether a numbered heading is no item: it names a department of the duty."""
        names = [
            official_name(n, self.departments) for n in split_names(heading["head"], self.known)
        ]
        return not self.departments or set(names) <= set(self.departments)

    def _opens(self, head: str) -> bool:
        """Whether names without a colon open a part."""
        if not self.parts or is_support(head) or is_shared(head):
            return True
        return self.known.issuperset(split_names(head, self.known))

    def _open(self, heading: re.Match[str]) -> Part:
        head, printed = heading["head"], compact(heading["head"] + heading["rest"])
        if is_support(head):
            return Part(BlockKind.SUPPORT, "", printed)
        if is_shared(head):
            return Part(BlockKind.SHARED, SHARED_HEADING, printed)
        names = (official_name(name, self.departments) for name in split_names(head, self.known))
        return Part(BlockKind.DEPARTMENT, "、".join(names), printed)


def give_support_to_holders(parts: Sequence[Part], departments: Sequence[str]) -> None:
    """One 履职保障 is the lead department's; of several, each belongs to the part before it."""
    supports = [part for part in parts if part.kind is BlockKind.SUPPORT]
    named = [part.holder for part in parts if part.kind is BlockKind.DEPARTMENT]
    lead = next(iter([*departments, *named]), "").split("、")[0]
    holder = lead
    for part in parts:
        if part.kind is BlockKind.DEPARTMENT:
            holder = part.holder
        elif part.kind is BlockKind.SUPPORT:
            part.holder = holder if len(supports) > 1 else lead


class _Mark(NamedTuple):
    start: int
    style: str
    number: int


def split_items(text: str) -> list[str]:
    """The items of a paragraph, verbatim with their own numbers where they have them.

    Numbered items may share a paragraph (`1.… 2.…`), and one may hold items of another style;
    items that lost their numbers run on, separated by a full stop and a space.
    """
    starts = list(_starts(text, [_mark(match) for match in _MARK.finditer(text)]))
    if not starts:
        return [item for item in _RUN_ON.split(text.strip()) if item]
    bounds = [0, *starts, len(text)] if text[: starts[0]].strip() else [*starts, len(text)]
    return [text[a:b].strip() for a, b in pairwise(bounds)]


def _mark(match: re.Match[str]) -> _Mark:
    style = str(match.lastgroup)
    value = match[style]
    if value.isdecimal():
        return _Mark(match.start(), style, int(value))
    if style == "circled":
        return _Mark(match.start(), style, _CIRCLED.index(value) + 1)
    return _Mark(match.start(), style, _ordinal(value))


def _ordinal(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    before = (_NUMERALS.find(tens) + 1 if tens else 1) if ten else 0
    return before * 10 + (_NUMERALS.find(ones) + 1 if ones else 0)


def _starts(text: str, marks: list[_Mark]) -> Iterator[int]:
    """Where items begin: at marks that go on with a run, or open one."""
    runs: dict[str, int] = {}  # style -> number expected, outer runs first
    for at, mark in enumerate(marks):
        opens = not text[: mark.start].strip()
        if runs.get(mark.style) == mark.number:
            inner = list(runs)[list(runs).index(mark.style) + 1 :]
            for style in inner:
                del runs[style]
        elif not opens and not _opens_run(mark, marks[at + 1 :]):
            continue
        runs[mark.style] = mark.number + 1
        yield mark.start


def _opens_run(mark: _Mark, later: list[_Mark]) -> bool:
    """A first number inside a text opens a run only if the second one follows."""
    return mark.number == 1 and any(m.style == mark.style and m.number == 2 for m in later)
