"""The matters of a message as learned: trees tell where one begins, and which cut is right."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from assistant.answering.parting.cuts import CUT_FACTS, Cut, cuts_of
from assistant.answering.parting.pieces import FACTS, UNSEARCHED, pieces_by_words, with_found
from assistant.answering.parting.trees import Trees
from assistant.answering.parting.vectors import PieceVectors
from assistant.understanding.reader.reader import Reader
from assistant.understanding.talk.listed_matters import matters_said, things_listed
from assistant.understanding.talk.matters import names_something, trimmed, without_joint
from assistant.understanding.unsaid import asked_aspects
from index.engine.embedding import Embedder
from index.search import DutySearch
from index.text.messages import is_long
from index.text.remembering import held_weakly

TREES = ("first", "begins", "cuts")
STARTS_FILE = Path(__file__).parent / "starts.json"
# How probably a second matter begins before any piece is searched for, to search for them.
_MAY_BEGIN = 0.15
# How probably a list covers a piece or all of the message, to search for its matters.
_MAY_BE_COVERED = 0.1
_COVERED = [FACTS.index(name) for name in ("covered", "whole_covered")]
# How much less probable than by the examples each further matter of a letter is: people write at
# length of one thing. Chosen on real letters: `python -m eval run letters_dev.jsonl`.
_FURTHER_OF_LETTER = 0.08
# How probable several matters must be where neither marks nor words of the message part it: of the
# examples half have several, of real messages few. Chosen on `python -m eval`, letters, blind sets.
_SURELY_SEVERAL = 0.86
_SURELY_COUNTED = 3  # so many matters its marks part as if it said their number; 和 joins two
_MAY_BE_RIGHT = 0.3  # how probably right a cut into as many as it says must be
_REMEMBERED = 4  # messages

Array = NDArray[Any]


def made_of() -> dict[str, list[Any]]:
    """The facts that each of TREES looks at: others' trees tell nothing."""
    return {"first": UNSEARCHED, "begins": [*FACTS], "cuts": [*CUT_FACTS]}


class Parted(NamedTuple):
    """The matters of a message, and how probable it is that it has just these."""

    texts: tuple[str, ...]
    probability: float
    marked: bool = False  # it counts them or separates them itself
    own_number: bool = False  # or says or shows otherwise that it has several


class MatterStarts:
    """Parts messages of one town."""

    def __init__(
        self,
        trees: Mapping[str, Trees],
        vectors: PieceVectors,
        search: DutySearch,
        reader: Reader,
    ) -> None:
        """Part by these trees, by what is found and what the network hears.

        The `first` ones tell without a search if a message is worth one for each piece, those
        of what `begins` where a matter does, and `cuts` which of the ways to cut it is right.
        """
        self._first_trees, self._begin_trees, self._cut_trees = (trees[name] for name in TREES)
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
        if stored["engine"] != engine.weights_hash or stored.get("facts") != made_of():
            return None
        vectors = PieceVectors.load(engine.weights_hash)
        if vectors is None:
            return None
        return cls({name: Trees.of(stored[name]) for name in TREES}, vectors, search, reader)

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
        pieces = with_found(pieces, self._search, self._vectors)
        if pieces.facts[:, _COVERED].max() < _MAY_BE_COVERED:
            return Parted((message,), 1 - second)  # no list has a duty for any of it
        chances = self._begin_trees.probabilities(pieces.facts)
        cuts = cuts_of(pieces, chances, self._search, self._vectors)
        right = self._cut_trees.probabilities(np.array([cut.facts for cut in cuts]))
        marks = len(pieces.marked.texts) if pieces.marked.marked else 0
        counted = marks if marks >= _SURELY_COUNTED else 0
        said = 0 if is_long(message) else matters_said(message) or counted
        taken = _as_said(cuts, right, said)
        if taken is None:
            letter = is_long(message)
            taken = likeliest_cut(cuts, right, letter=letter, parts=pieces.own_number)
        surely = float(right[taken])
        if len(cuts[taken].texts) < 2:
            return Parted((message,), surely)
        own = tuple(map(_own_words, self._naming(cuts[taken].texts)))
        marked = pieces.marked
        shared = asked_aspects(message) or things_listed(message) == len(own)
        if marked.marked and len(marked.texts) == len(own) and shared:
            own = marked.texts  # each with what is asked of all: 低保、特困分别找谁
        return Parted(own, surely, marked.marked, pieces.own_number)

    def _naming(self, texts: Sequence[str]) -> list[str]:
        """What names nothing goes with the next, and at the end with the one before."""
        told = [""]
        for text in texts:
            told[-1] += text
            if names_something(told[-1]) or self._search.find(_own_words(told[-1])).covered:
                told.append("")
        *named, rest = told
        return [*named[:-1], named[-1] + rest] if named else [rest]


def likeliest_cut(
    cuts: Sequence[Cut], right: Array, *, letter: bool = False, parts: bool = False
) -> int:
    """Which of these cuts is taken, by how probably each is right, (cuts,).

    `letter`: the message is long; `parts`: its own words or marks part it.
    """
    further = _FURTHER_OF_LETTER if letter else 1.0
    likeliest = int((right * [further ** len(cut.texts) for cut in cuts]).argmax())
    alone = len(cuts[0].texts) == 1 and not parts
    return 0 if alone and right[likeliest] < _SURELY_SEVERAL else likeliest


def _as_said(cuts: Sequence[Cut], right: Array, said: int) -> int | None:
    """Which of these cuts makes as many matters as are said, if more than one are and it may."""
    numbers = [len(cut.texts) for cut in cuts]
    if said < 2 or said not in numbers:
        return None
    taken = numbers.index(said)
    return taken if right[taken] >= _MAY_BE_RIGHT else None


def _own_words(text: str) -> str:
    return trimmed(without_joint(text)) or text
