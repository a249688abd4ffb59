"""The ways to cut a message into matters, one for each number of them, each seen as a whole."""

from collections.abc import Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.answering.parting.pieces import FACTS, OF_MESSAGE, Pieces, shared
from assistant.answering.parting.vectors import PieceVectors
from assistant.understanding.talk.matters import MAX_MATTERS, asks, trimmed
from assistant.understanding.unsaid import asked_aspects
from index.search import DutySearch, Found

# Of a cut: how many matters it makes; how probable so many are if each piece is a draw of its own,
# and that they begin just there; how probably the least sure of them begins, and the surest other
# piece; whether the message says, or lists, so many.
OF_CUT = ("matters", "drawn", "together", "least_start", "next_start", "as_said", "as_listed")
# Of its matters: how surely a duty is found for them, and covers them; how much of what is found
# for one is found for another; how many have the duty of another; how many ask, how many do not,
# whether the first does, and how many others ask what no list holds; how probable their duties are
# for the message, and for themselves.
OF_MATTERS = (
    "least_right", "mean_right", "least_covered", "mean_covered", "most_alike", "mean_alike",
    "neighbours_alike", "same_duty", "asking", "telling", "first_asks", "unsaid", "in_whole",
    "mean_chance", "least_chance",
)  # fmt: skip
CUT_FACTS = (*OF_CUT, *OF_MATTERS, *OF_MESSAGE, "characters")
_OF_MESSAGE = [FACTS.index(name) for name in OF_MESSAGE]
_SAID, _LISTED = FACTS.index("number_said"), FACTS.index("number_listed")
_LEAST_DRAWN = 0.01  # a number less probable by its pieces is not looked at
_NONE = -1.0  # in place of a fact that a cut cannot have
_NEVER = 1e-4

Array = NDArray[Any]


class Cut(NamedTuple):
    """One way to cut a message."""

    texts: tuple[str, ...]  # of each matter; put together they are the message
    facts: tuple[float, ...]  # as many as CUT_FACTS


def cuts_of(pieces: Pieces, chances: Array, search: DutySearch, vectors: PieceVectors) -> list[Cut]:
    """The likeliest cut for each number of matters that is likely at all; at least one.

    `chances`: how probably a matter begins at each piece, (pieces,). No text is embedded.
    """

    @cache
    def found(start: int, end: int) -> Found:
        if end == start + 1:
            return pieces.found[start]
        if (start, end) == (0, len(pieces.texts)):
            return pieces.whole
        own = pieces.texts[start:end]
        state = np.average(pieces.states[start:end], axis=0, weights=[*map(len, own)])
        text = "".join(own)
        return search.find_by(vectors.told(state[None])[0], trimmed(text) or text)

    drawn = _numbers_drawn(chances)
    likely = [number for number in range(1, len(drawn)) if drawn[number] >= _LEAST_DRAWN]
    made = []
    for number in likely[:MAX_MATTERS] or [1]:
        begins = np.zeros(len(chances), bool)
        begins[np.argsort(-chances, kind="stable")[:number]] = True
        ends = [0, *np.flatnonzero(begins)[1:].tolist(), len(chances)]
        of_cut = _of_cut(number, float(drawn[number]), begins, chances, pieces)
        texts = tuple("".join(pieces.texts[start:end]) for start, end in pairwise(ends))
        of_matters = _of_matters([found(*own) for own in pairwise(ends)], texts, pieces.whole)
        of_message = pieces.facts[0, _OF_MESSAGE].tolist()
        characters = sum(map(len, pieces.texts))
        made.append(Cut(texts, (*of_cut, *of_matters, *of_message, characters)))
    return made


def _numbers_drawn(chances: Array) -> Array:
    """How probable each number of matters is, (pieces + 1,), if each piece is a draw."""
    numbers = np.ones(1)
    for chance in chances:
        numbers = np.convolve(numbers, [1 - chance, chance])
    return numbers


def _of_cut(
    number: int, drawn: float, begins: Array, chances: Array, pieces: Pieces
) -> tuple[float, ...]:
    chances = np.clip(chances, _NEVER, 1 - _NEVER)
    said, listed = pieces.facts[0, [_SAID, _LISTED]]
    return (
        number,
        float(np.log(drawn + _NEVER)),
        float(np.log(np.where(begins, chances, 1 - chances)).sum()),
        float(chances[begins].min()),
        float(chances[~begins].max(initial=0.0)),
        float(said == number) if said else _NONE,
        float(listed == number) if listed else _NONE,
    )


def _of_matters(found: Sequence[Found], texts: Sequence[str], whole: Found) -> tuple[float, ...]:
    right, covered = [one.rightness for one in found], [one.coverage for one in found]
    alike = [shared(one, other) for one, other in combinations(found, 2)]
    beside = [shared(one, other) for one, other in pairwise(found)]
    firsts = [int(one.chances.argmax()) for one in found]
    likely = [float(one.chances.max()) for one in found]
    asking = [*map(asks, texts)]
    return (
        min(right),
        float(np.mean(right)),
        min(covered),
        float(np.mean(covered)),
        max(alike, default=_NONE),
        float(np.mean(alike)) if alike else _NONE,
        max(beside, default=_NONE),
        len(firsts) - len({*firsts}),
        sum(asking),
        len(asking) - sum(asking),
        asking[0],
        sum(bool(asked_aspects(text)) for text in texts[1:]),
        float(whole.chances[[*{*firsts}]].sum()),
        float(np.mean(likely)),
        min(likely),
    )
