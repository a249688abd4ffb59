"""The matters of a message as learned: a new one begins where trees over its pieces tell so."""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from assistant.answering.parting.pieces import FACTS, UNSEARCHED, pieces_by_words, with_found
from assistant.answering.parting.trees import Trees
from assistant.answering.parting.vectors import PieceVectors
from assistant.answering.talk.talk_search import SEARCHED
from assistant.understanding.reader.reader import Reader
from assistant.understanding.talk.listed_matters import matters_said
from assistant.understanding.talk.matters import asks, matters_of, trimmed, without_joint
from index.engine.embedding import Embedder
from index.search import DutySearch, Found
from index.text.messages import is_long
from index.text.remembering import held_weakly

STARTS_FILE = Path(__file__).parent / "starts.json"
# How probably a second matter begins before any piece is searched for, to search for them.
_MAY_BEGIN = 0.15
# How probably a list covers a piece or all of the message, to search for its matters.
_MAY_BE_COVERED = 0.1
_COVERED = [FACTS.index(name) for name in ("covered", "whole_covered")]
# How much less probable than by the examples each further matter of a letter is: people write at
# length of one thing. Chosen on real letters: `python -m eval run letters_dev.jsonl`.
_FURTHER_OF_LETTER = 0.08
# How surely a matter must begin, or a duty be found, for what asks nothing to be one.
_SURELY, _TOLD = 0.8, 0.8
_REMEMBERED = 4  # messages

Array = NDArray[Any]


class Parted(NamedTuple):
    """The matters of a message, and how probable it is that it has just these."""

    texts: tuple[str, ...]
    probability: float


class MatterStarts:
    """Parts messages of one town."""

    def __init__(
        self, first: Trees, trees: Trees, vectors: PieceVectors, search: DutySearch, reader: Reader
    ) -> None:
        """Part by these trees, by what is found and what the network hears.

        The `first` ones tell without a search if a message is worth one for each piece.
        """
        self._first_trees = first
        self._trees = trees
        self._vectors = vectors
        self._search = search
        self._reader = reader
        self._remembered = lru_cache(_REMEMBERED)(held_weakly(self._parted))

    @classmethod
    def of(cls, search: DutySearch, reader: Reader | None) -> Self | None:
        """With the search's engine; None where no trees are for it."""
        engine = search.embedder
        if reader is None or not isinstance(engine, Embedder):
            return None
        stored = json.loads(STARTS_FILE.read_text(encoding="utf-8"))
        made_so = stored["facts"] == [*FACTS] and stored.get("unsearched") == UNSEARCHED
        if stored["engine"] != engine.weights_hash or not made_so:
            return None
        vectors = PieceVectors.load(engine.weights_hash)
        if vectors is None:
            return None
        first, trees = Trees.of(stored["first"]), Trees.of(stored["trees"])
        return cls(first, trees, vectors, search, reader)

    def parted(self, message: str) -> Parted | None:
        """The matters of a normalised message; None where it is of one piece.

        Remembered for a while: who answers it as one asks how surely it is one.
        """
        return self._remembered(message)

    def _parted(self, message: str) -> Parted | None:
        pieces = pieces_by_words(message, self._search, self._reader)
        if pieces is None:
            return None
        may_begin = self._first_trees.probabilities(pieces.facts[:, UNSEARCHED])
        second = float(np.sort(may_begin)[-2])
        if second < _MAY_BEGIN:
            return Parted((message,), 1 - second)
        pieces = with_found(message, pieces, self._search, self._vectors)
        if pieces.facts[:, _COVERED].max() < _MAY_BE_COVERED:
            return Parted((message,), 1 - second)  # no list has a duty for any of it
        chances = self._trees.probabilities(pieces.facts)
        begins = begins_at(chances, letter=is_long(message))
        surely = float(np.maximum(chances, 1 - chances).prod())
        if begins.sum() < 2:
            return Parted((message,), surely)
        said = matters_said(message)
        if 1 < said <= len(chances):
            begins = _likeliest(chances, said)
        texts: list[str] = []
        sure: list[float] = []  # how probably a matter begins with each
        for text, chance, starts in zip(pieces.texts, chances, begins, strict=True):
            if starts or not texts:
                texts.append(text)
                sure.append(chance)
            else:
                texts[-1] += text
        if not begins[0]:
            texts[:2] = ["".join(texts[:2])]  # told before the first
            sure[:2] = sure[1:2]
        own = tuple(map(_own_words, self._merged(self._with_background(texts, sure))))
        marked = matters_of(message)
        if marked.marked and len(marked.texts) == len(own):
            own = marked.texts  # each with what is asked of all: 低保、特困分别找谁
        return Parted(own, surely)

    def _with_background(self, texts: Sequence[str], sure: Sequence[float]) -> list[str]:
        """What asks nothing goes with the next, if it is neither well found nor surely a matter, or
        no list covers any that follows: 有人在禁牧区放羊，酒类许可证咋申请; and it is of all of
        them, if its duty is that of a later one.
        """
        told: list[str] = []
        before = ""
        for place, (text, chance) in enumerate(zip(texts, sure, strict=True)):
            later = {self._first(one) for one in texts[place + 1 :]}
            again = self._first(text) in later - {None}
            told_well = chance >= _SURELY or self._found(text).rightness >= _TOLD
            told_well &= later != {None}
            if later and not asks(text) and not told_well:
                before += text
            elif asks(text) or not again:
                told.append(before + text)
                before = ""
        return told

    def _merged(self, texts: Sequence[str]) -> list[str]:
        """Those one after another for which the same duty is found are one."""
        merged = [texts[0]]
        for text in texts[1:]:
            first = self._first(text)
            if first and first == self._first(merged[-1]):
                merged[-1] += text
            else:
                merged.append(text)
        return merged

    def _first(self, text: str) -> str | None:
        """The first duty; None where none covers it."""
        found = self._found(text)
        return found.hits[0].duty.duty_id if found.covered else None

    def _found(self, text: str) -> Found:
        return self._search.find(_own_words(text), SEARCHED)


def begins_at(chances: Array, *, letter: bool = False) -> Array:
    """At which pieces a matter begins, (pieces,), by how probably one does at each.

    As many begin as is most probable, at least one, if each piece is a draw of its own.
    """
    numbers = np.ones(1)  # how probable each number is
    for chance in chances:
        numbers = np.convolve(numbers, [1 - chance, chance])
    if letter:
        numbers = numbers * _FURTHER_OF_LETTER ** np.arange(len(numbers))
    return _likeliest(chances, 1 + int(numbers[1:].argmax()))


def _likeliest(chances: Array, number: int) -> Array:
    """So many of the pieces, (pieces,)."""
    begins = np.zeros(len(chances), bool)
    begins[np.argsort(-chances, kind="stable")[:number]] = True
    return begins


def _own_words(text: str) -> str:
    return trimmed(without_joint(text)) or text
