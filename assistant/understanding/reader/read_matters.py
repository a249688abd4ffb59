"""The matters of a message, by where the network tells that the words of each begin."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from assistant.understanding.reader.labels import ACTS, PIECES
from assistant.understanding.reader.marked import Marked
from assistant.understanding.reader.network import Told

_OUT, _BEGINS = PIECES.index("out"), PIECES.index("begins")
# How probably a matter begins somewhere, before it is one of several. What it parts of examples
# held back: `python -m eval reader`.
LEAST_PARTED = 0.2
_HALF = 0.5
_AROUND = " ，,。；;：:、？?！!（）()\n"


class ReadMatters(NamedTuple):
    """Each matter's own words; what is said after the last, of all of them; and how probable."""

    texts: tuple[str, ...]
    after: str
    probability: float  # that there are several
    of_sets: bool  # likelier it asks for sets, which are told apart where they are read


def read_matters(text: Marked, told: Told) -> ReadMatters:
    """The pieces of a text with at least one token."""
    spans = text.tokens.spans
    stretches = [*_stretches(told)]
    own = (text.text[spans[first][0] : spans[last][1]].strip(_AROUND) for first, last in stretches)
    end = spans[stretches[-1][1]][1]
    begins = sorted(told.pieces[:, _BEGINS])
    several = float(begins[-2]) if len(begins) > 1 else 0.0
    of_sets = int(told.heads["act"].argmax()) == ACTS.index("set")
    after = text.text[end:].strip(_AROUND)
    return ReadMatters(tuple(filter(None, own)), after, several, of_sets)


def _stretches(told: Told) -> Iterator[tuple[int, int]]:
    """First and last token of each piece; of two tokens side by side only one begins one."""
    begins, out = told.pieces[:, _BEGINS], told.pieces[:, _OUT] >= _HALF
    beside = np.pad(begins, 1)
    highest = np.maximum(beside[:-2], beside[2:])
    firsts = [int(n) for n in np.flatnonzero((begins >= LEAST_PARTED) & (begins >= highest))]
    earliest = int(np.argmin(out))  # the first token that is some matter's
    if not firsts or firsts[0] > earliest:
        firsts.insert(0, earliest)
    for first, behind in pairwise([*firsts, len(begins)]):
        own = np.flatnonzero(~out[first:behind])
        yield first, first + int(own[-1]) if len(own) else first
