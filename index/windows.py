"""Long questions: cut into windows, one of which says what the matter is, then put together."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

# Up to here a question is searched as it is: of the 246 asked questions of 61 to 99 characters,
# each hidden while it is asked, 87 % find their duty so, and 79 % by windows
# (tests/test_windows.py).
LONG_CHARS = 99
WHOLE_CHARS = 200  # up to here the whole still says something beside its windows
WINDOW_CHARS = 40  # two or three clauses of a story

# Weights of the ranker's scores, by hit@1 on asked questions inside made-up stories.
_END_BONUS = 1.0  # a story's question mostly stands at its end
_WHOLE_WEIGHT = 0.5  # of the whole's score beside the best window's

# Where speech pauses; a window ends after one of these if it can.
_PAUSE = re.compile(r"[。！？!?；;，,、…\s]+")
_WORD = re.compile(r"\w")


def is_long(text: str) -> bool:
    """Whether a text is searched by its windows."""
    return len(text) > LONG_CHARS


def windows(text: str) -> tuple[str, ...]:
    """A text with words in consecutive windows of whole clauses, each up to WINDOW_CHARS long.

    Text without pauses (dictated) is cut by length.
    """
    found = [""]
    for clause in _clauses(text):
        if found[-1] and len(found[-1]) + len(clause) > WINDOW_CHARS:
            found.append("")
        found[-1] += clause
    return tuple(found)


def combined(scores: NDArray[np.float64], whole: NDArray[np.float64] | None) -> NDArray[np.float64]:
    """One score a duty, shape (duties,), from the windows' (windows, duties) and the whole's.

    A duty's best window counts, the last one with a bonus; on the scale of one question.
    """
    raised = scores.copy()
    raised[-1] += _END_BONUS
    best: NDArray[np.float64] = raised.max(axis=0)
    return best if whole is None else (best + _WHOLE_WEIGHT * whole) / (1 + _WHOLE_WEIGHT)


def _clauses(text: str) -> Iterator[str]:
    """Pieces with words between two pauses, with their punctuation; overlong ones are cut."""
    start = 0
    for end in [*(match.end() for match in _PAUSE.finditer(text)), len(text)]:
        clause, start = text[start:end], end
        pieces = (clause[p : p + WINDOW_CHARS] for p in range(0, len(clause), WINDOW_CHARS))
        yield from (piece for piece in pieces if _WORD.search(piece))
