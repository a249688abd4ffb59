"""Printed lines of a pdf: from characters to lines, and from lines back to paragraphs."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

_OPENING = "（“‘《〈【「『([{"
CLOSING = "，。、；：！？）”’》〉】」』…—,.;:!?)]}%％"
_SENTENCE_END = "。；;：:！？"
_ITEM_START = re.compile(
    r"\d{1,2}[.．、](?!\d)|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|[①-⑳㈠-㈩⒈-⒛]"
    r"|[一二三四五六七八九十]{1,3}、|[一二三四五六七八九十]是"
)
_SENTENCE = re.compile(r"[，。；]")
_INNER_SPACE = re.compile(r"(?<=[\u4e00-\u9fff，、]) (?=[\u4e00-\u9fff])")
_GAP = 0.6  # of a character's size between two that a space separates
_SAME_PLACE = 0.1  # of a character's size; bold print may set a character twice
_INDENT = 1.5  # characters by which a paragraph's first line stands in


class Line(NamedTuple):
    """A printed line; widths in points."""

    text: str
    left: float
    right: float
    head: float  # width of what can't be parted from the line's first character
    size: float  # of a character
    doubtful: bool = False  # recognised in a picture, and not with certainty


class Printed(NamedTuple):
    """A line with its characters (of pdfplumber) from left to right."""

    line: Line
    top: float
    bottom: float
    chars: list[dict[str, Any]]


@dataclass(frozen=True)
class Frame:
    """Where a cell's text may stand."""

    left: float
    right: float

    def room(self, line: Line) -> float:
        """Width left free in a line; of a centred line, on both sides."""
        before, after = line.left - self.left, self.right - line.right
        centred = before > 1 and abs(before - after) < line.size / 4
        return before + after if centred else after


def lines_of(chars: Iterable[dict[str, Any]]) -> list[Line]:
    """The lines that these characters make, from top to bottom."""
    return [printed.line for printed in printed_lines(chars)]


def printed_lines(chars: Iterable[dict[str, Any]]) -> list[Printed]:
    """The same with their characters."""
    rows: list[list[dict[str, Any]]] = []
    middle = 0.0
    for char in sorted(chars, key=_middle):
        if rows and _middle(char) - middle < char["size"] / 2:
            rows[-1].append(char)
        else:
            rows.append([char])
            middle = _middle(char)
    return [_printed(row) for row in rows if any(not char["text"].isspace() for char in row)]


def _printed(row: list[dict[str, Any]]) -> Printed:
    chars = sorted(row, key=lambda char: char["x0"])
    solid = [char for char in chars if not char["text"].isspace()]
    top, bottom = min(c["top"] for c in solid), max(c["bottom"] for c in solid)
    return Printed(_line(chars), float(top), float(bottom), chars)


def _middle(char: dict[str, Any]) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _line(row: list[dict[str, Any]]) -> Line:
    chars: list[dict[str, Any]] = []
    text = ""
    for char in row:
        size = char["size"]
        if chars and _is_twice(char, chars[-1]):
            continue
        if chars and char["x0"] - chars[-1]["x1"] > size * _GAP:
            text += " "
        text += char["text"]
        chars.append(char)
    solid = [char for char in chars if not char["text"].isspace()]
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    doubtful = any(char.get("doubtful", False) for char in solid)
    return Line(plain, solid[0]["x0"], solid[-1]["x1"], _head(solid), solid[0]["size"], doubtful)


def _is_twice(char: dict[str, Any], before: dict[str, Any]) -> bool:
    shift = float(char["x0"] - before["x0"])
    return bool(char["text"] == before["text"]) and shift < char["size"] * _SAME_PLACE


def _head(chars: Sequence[dict[str, Any]]) -> float:
    """The width of the first character with all that typesetting keeps beside it."""
    end = 1
    while end < len(chars) and chars[end - 1]["text"] in _OPENING:
        end += 1
    while end < len(chars) and _is_word(chars[end - 1]["text"]) and _is_word(chars[end]["text"]):
        end += 1
    while end < len(chars) and chars[end]["text"] in CLOSING:
        end += 1
    return sum(float(char["x1"] - char["x0"]) for char in chars[:end])


def _is_word(text: str) -> bool:
    return text.isascii() and (text.isalnum() or text in ".-/%")


def goes_on(line: Line, after: Line, frame: Frame) -> bool:
    """Whether a paragraph runs on from this line to the one after it."""
    if frame.room(line) > after.head + 0.5:
        return False
    if line.text[-1] in _SENTENCE_END and _ITEM_START.match(after.text):
        return False
    indented = after.left - frame.left > _INDENT * after.size
    centred = abs((after.left - frame.left) - (frame.right - after.right)) < after.size
    return not indented or centred


def cell_text(lines: Sequence[Line], frame: Frame) -> str:
    """The text of a cell, a paragraph a line.

    In sentences, a space between Chinese characters is the typesetter's; elsewhere it may part
    names.
    """
    text = "".join(_joined(lines, frame))
    return _INNER_SPACE.sub("", text) if _SENTENCE.search(text) else text


def _joined(lines: Sequence[Line], frame: Frame) -> Iterator[str]:
    for at, line in enumerate(lines):
        if at and not goes_on(lines[at - 1], line, frame):
            yield "\n"
        yield line.text
