"""Items of a paragraph: `1.`, `（1）`, `①`, `一是` and others, also inside one another."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

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
