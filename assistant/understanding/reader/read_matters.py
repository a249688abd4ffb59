"""The matters of a message, by where the network tells that the words of each begin."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
    """Each matter's own words, and how probable it is that there are several."""

    texts: tuple[str, ...]
    probability: float
    of_sets: bool  # likelier it asks for sets, which are told apart where they are read


class MatterTokens(NamedTuple):
    """The tokens of a message, with how probably a matter begins at each, or none has it."""

    starts: tuple[int, ...]  # characters
    states: NDArray[np.floating]  # of the middle of the encoder, (tokens, width)
    begins: NDArray[np.floating]  # (tokens,)
    out: NDArray[np.floating]  # (tokens,)

    @property
    def several(self) -> float:
        """How probably there are several matters."""
        begins = sorted(self.begins)
        return float(begins[-2]) if len(begins) > 1 else 0.0

    def beginnings(self, least: float) -> list[int]:
        """Where so probably a matter begins; of two tokens side by side only at one."""
        beside = np.pad(self.begins, 1)
        highest = np.maximum(beside[:-2], beside[2:])
        own = np.flatnonzero((self.begins >= least) & (self.begins >= highest))
        return [self.starts[place] for place in own]

    def within(self, start: int, end: int) -> tuple[float, float]:
        """How probably a matter begins between these places, and how much is out of any."""
        own = self._between(start, end)
        if not own:
            return 0.0, 1.0
        return float(self.begins[own].max()), float(self.out[own].mean())

    def state_within(self, start: int, end: int) -> NDArray[np.floating]:
        """The mean state of the tokens between these places, (width,); without any it is 0."""
        own = self._between(start, end)
        states = self.states[own].astype(np.float32)
        return states.mean(axis=0) if own else np.zeros(self.states.shape[1], np.float32)

    def _between(self, start: int, end: int) -> list[int]:
        return [place for place, at in enumerate(self.starts) if start <= at < end]


def matter_tokens(text: Marked, told: Told) -> MatterTokens:
    """The tokens of a text with at least one."""
    starts = tuple(start for start, _ in text.tokens.spans)
    begins, out = told.pieces[:, _BEGINS], told.pieces[:, _OUT]
    return MatterTokens(starts, text.tokens.states, begins, out)


def read_matters(text: Marked, told: Told) -> ReadMatters:
    """The pieces of a text with at least one token."""
    spans = text.tokens.spans
    stretches = [*_stretches(told)]
    own = (text.text[spans[first][0] : spans[last][1]].strip(_AROUND) for first, last in stretches)
    several = matter_tokens(text, told).several
    of_sets = int(told.heads["act"].argmax()) == ACTS.index("set")
    return ReadMatters(tuple(filter(None, own)), several, of_sets)


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
