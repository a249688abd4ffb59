"""The place of a matter, where it is not the town's own."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.understanding.words import places as words
from corpus.country.gazetteer import Gazetteer

_FILLERS = re.compile(words.FILLERS)
_MOTION_BEFORE = re.compile(words.MOTION_BEFORE)
_PASSING_AFTER = re.compile(words.PASSING_AFTER)
_HERE, _THERE = re.compile(words.HERE), re.compile(words.THERE)
_KIN_BEFORE, _STAYS_BEFORE = re.compile(words.KIN_BEFORE), re.compile(words.STAYS_BEFORE)
_SETTLED_BEFORE = re.compile(words.SETTLED_BEFORE)
_SETTLED_AFTER = re.compile(words.SETTLED_AFTER)
_NOT_A_NAME_AFTER = re.compile(words.NOT_A_NAME_AFTER)
_UNKNOWN_TOWN, _NO_STEM = re.compile(words.UNKNOWN_TOWN), re.compile(words.NO_STEM)
_STORY_CHARS = 100  # a longer message names many places; its own opens it
_FULL = re.compile(r"[省市县区旗盟州镇乡木道]$")


class _Named(NamedTuple):
    """A place name in a question."""

    start: int
    end: int
    ours: bool


def other_place(question: str, gazetteer: Gazetteer) -> str | None:
    """The place, as said, where a question's matter is, if it is another than the town's own.

    A place that somebody comes from, goes to or deals with is named in passing (从通辽打工回来).
    """
    named = list(_joined(_names(question, gazetteer)))
    here = any(name.ours for name in named) or bool(_HERE.search(question))
    for name in named:
        if not name.ours and _is_of_the_matter(question, name, here):
            return question[name.start : name.end]
    return None if named else _unknown_town(question)


def _names(question: str, gazetteer: Gazetteer) -> Iterator[_Named]:
    """The place names from left to right, the longest first."""
    start = 0
    while start < len(question):
        for end in range(min(len(question), start + gazetteer.longest), start + 1, -1):
            name = question[start:end]
            if name in gazetteer.ours or (
                gazetteer.is_other(name) and _is_a_name(question, start, end)
            ):
                yield _Named(start, end, name in gazetteer.ours)
                start = end - 1
                break
        start += 1


def _is_a_name(question: str, start: int, end: int) -> bool:
    """Whether the characters are the name of a place and not parts of words beside it."""
    name, after = question[start:end], question[end:]
    if not _FULL.search(name):
        return not _NOT_A_NAME_AFTER.match(after)
    if name[-1] in "镇乡" and _NO_STEM.search(name[-2]) and after[:1] in tuple("里上政干化建"):
        return False
    if name[-1] in "镇乡" and after[:1] in ("里", "上") and _runs_on(question[:start]):
        return False  # 服务站建设镇里管吗: 镇里 is the asker's own town
    return (name[-1], after[:1]) not in {("镇", "化"), ("乡", "镇"), ("乡", "村")}


def _runs_on(before: str) -> bool:
    """Whether the words before a name are of the matter and lead to no place."""
    return not (_FILLERS.fullmatch(before) or _STAYS_BEFORE.search(before))


def _joined(names: Iterator[_Named]) -> Iterator[_Named]:
    """Neighbouring names as one (辽宁省朝阳市); ours drops out before another (赤峰市松山区)."""
    last: _Named | None = None
    for name in names:
        if last and last.end == name.start:
            last = name if last.ours else _Named(last.start, name.end, name.ours)
            continue
        if last:
            yield last
        last = name
    if last:
        yield last


def _is_of_the_matter(question: str, name: _Named, here: bool) -> bool:
    before, after = question[: name.start], question[name.end :]
    there = bool(_THERE.search(after))
    if _KIN_BEFORE.search(before):
        return there and not here
    if _SETTLED_BEFORE.search(before) and _SETTLED_AFTER.match(after):
        return not here
    if _MOTION_BEFORE.search(before) or _PASSING_AFTER.match(after):
        return False
    whole = _FULL.search(question[name.start : name.end]) is not None
    if _FILLERS.fullmatch(before):
        return whole or not here
    if here or len(question) > _STORY_CHARS:
        return False
    return whole or there or bool(_STAYS_BEFORE.search(before))


def _unknown_town(question: str) -> str | None:
    """A town that opens the question and that only its form shows (白云镇的低保)."""
    opening = _FILLERS.match(question)
    match = _UNKNOWN_TOWN.match(question, opening.end() if opening else 0)
    if match is None or _NO_STEM.search(match["stem"]):
        return None
    return match.group()
