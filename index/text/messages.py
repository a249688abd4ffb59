"""Long messages: a letter's heading, the pieces of an endless story, and how a message ends."""

import re
from collections.abc import Iterator

# The model reads 512 tokens, about so many characters; what is longer is cut into pieces.
WHOLE_CHARS = 500
PIECE_CHARS = 200  # as long as the letters that are searched
LONG_CHARS = 99  # no question of one matter is longer: a longer text is a letter or a story
ENDING_CHARS = 40  # two or three clauses
_HEADING_CHARS = range(5, 46)

_SENTENCE_END = re.compile(r"[。！？!?；;\s]")
# Where speech pauses; a piece ends after one of these if it can.
_PAUSE = re.compile(r"[。！？!?；;，,、…\s]+")
_WORD = re.compile(r"\w")


def is_long(text: str) -> bool:
    """Whether a text tells a story; it neither leans on an earlier question nor asks for a list."""
    return len(text) > LONG_CHARS


def heading(text: str) -> str:
    """The title that stands before a letter, or its first sentence; "" where there is none.

    An endless story begins anywhere.
    """
    if not LONG_CHARS < len(text) <= WHOLE_CHARS:
        return ""
    end = _SENTENCE_END.search(text)
    first = text[: end.start()] if end else ""
    return first if len(first) in _HEADING_CHARS else ""


def pieces(text: str) -> tuple[str, ...]:
    """A text with words in consecutive pieces of whole clauses, each up to PIECE_CHARS long.

    One that the model can read whole is one piece. Text without pauses (dictated) is cut by
    length.
    """
    return (text,) if len(text) <= WHOLE_CHARS else tuple(_filled(text, PIECE_CHARS))


def ending(text: str) -> str:
    """The last clauses of a text with words, where a story's question mostly stands."""
    *_, last = _filled(text, ENDING_CHARS)
    return last


def _filled(text: str, size: int) -> list[str]:
    """Consecutive pieces of whole clauses, each as long as `size` allows."""
    found = [""]
    for clause in _clauses(text, size):
        if found[-1] and len(found[-1]) + len(clause) > size:
            found.append("")
        found[-1] += clause
    return found


def _clauses(text: str, size: int) -> Iterator[str]:
    """Pieces with words between two pauses, with their punctuation; overlong ones are cut."""
    start = 0
    for end in [*(match.end() for match in _PAUSE.finditer(text)), len(text)]:
        clause, start = text[start:end], end
        parts = (clause[p : p + size] for p in range(0, len(clause), size))
        yield from (part for part in parts if _WORD.search(part))
