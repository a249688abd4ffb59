"""How much of a card the first screen of a phone has room for, in rows of its body's text."""

from collections.abc import Sequence
from math import ceil

_WIDTH = 18.0  # Chinese characters in a row of a phone 390 px wide
_SPACE = 0.33  # of a row, below a paragraph
_SCREEN = 20.6  # rows of 29 px between the browser's own bars and the question box
_DIRECT = 13.5, 1.19  # the first line's letters in a row, and its height
CUT_ROWS = 2 + _SPACE  # what is left to see of a long item
HEADING_ROWS = 1.45
FOLD_ROWS = 1.6  # a finger's height
CALLS_ROWS = 2.1
SOURCES_ROWS = 3.2
TOOLS_ROWS = 1.8


def room_below(direct: str, paragraphs: Sequence[str], others: float) -> float:
    """What is left beside the first line, these paragraphs, and so many rows of other things."""
    width, height = _DIRECT
    taken = max(1, ceil(_width_of(direct) / width)) * height + _SPACE
    return _SCREEN - taken - sum(map(rows_of, paragraphs)) - others


def rows_of(text: str) -> float:
    """Rows that a paragraph takes, the space below it included."""
    return max(1, ceil(_width_of(text) / _WIDTH)) + _SPACE


def beginning(text: str) -> str:
    """As much as fits into the rows that a long item is cut to, less what says it goes on."""
    width = 0.0
    for place, char in enumerate(text):
        width += _width_of(char)
        if width > (CUT_ROWS - _SPACE) * _WIDTH - 3:
            return text[:place]
    return text


def _width_of(text: str) -> float:
    """In Chinese characters; digits and Latin letters are half as wide."""
    return sum(0.55 if char.isascii() else 1.0 for char in text)
