"""A town's built index: its texts with their vectors and words, and those it shares."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import UNNAMED_KINDS, AskedQuestion, UncoveredQuestion
from corpus.models import Town
from index.features import TextScores
from index.lexical import LexicalIndex
from index.text.spelling import Speller
from index.text.words import WordCutter
from index.whitening import DutySpace

Vector = NDArray[np.float32]
Places = NDArray[np.int32]


class Vectors(Protocol):
    """The vectors of one collection of texts of a town, in order, wherever they live."""

    @property
    def vectors(self) -> NDArray[np.float32]:
        """All, of shape (n, dimension); not to be written to."""
        ...

    def vector(self, position: int) -> Vector:
        """One, of shape (dimension,)."""
        ...

    def cosines(self, query: Vector) -> NDArray[np.float32]:
        """The cosine of one query, of shape (dimension,), to every vector, of shape (n,)."""
        ...


@dataclass(frozen=True)
class TextIndexes:
    """The three indexes over one collection of texts."""

    vectors: Vectors
    words: LexicalIndex
    bigrams: LexicalIndex

    def scores(self, vector: Vector, words: Sequence[str], pairs: Sequence[str]) -> TextScores:
        """The scores of every text for one question."""
        return TextScores(
            self.vectors.cosines(vector), self.words.scores(words), self.bigrams.scores(pairs)
        )


@dataclass(frozen=True)
class SharedTexts:
    """The texts of the reference town that another town is searched by, where they lie there.

    Places count its asked texts first and its uncovered ones after them. A thousand towns share
    one copy of texts, vectors and words; each has lists of numbers.
    """

    reference: "TownIndex"
    asked: Places  # what duties of this town answer
    duties: tuple[tuple[int, ...], ...]  # of each of those, the positions of the duties
    uncovered: Places  # what no duty of this town answers

    def beside(
        self,
        own: tuple[TextScores, TextScores],
        vector: Vector,
        words: Sequence[str],
        pairs: Sequence[str],
    ) -> tuple[TextScores, TextScores]:
        """The scores of these texts, asked and uncovered, with those of the town's own after."""
        pool = _joined(*self.reference.bank_scores(vector, words, pairs))
        asked, uncovered = own
        return (
            _joined(_taken(pool, self.asked), asked),
            _joined(_taken(pool, self.uncovered), uncovered),
        )

    def without(self, texts: Set[str]) -> "SharedTexts":
        """Those that the town doesn't ask in the same words itself."""
        asked = self.reference.asked
        kept = [row for row, place in enumerate(self.asked) if asked[place].question not in texts]
        return replace(self, asked=self.asked[kept], duties=tuple(self.duties[row] for row in kept))

    @cached_property
    def kinds(self) -> NDArray[Any]:
        """What the uncovered ones are about; those that the reference town covers are near."""
        theirs = self.reference
        near = np.full(len(theirs.asked), UNNAMED_KINDS[1])
        return np.concatenate([near, theirs.kinds])[self.uncovered]


@dataclass(frozen=True)
class TownIndex:
    """The parts of a built index, as `index.building.storage` reads them.

    Of a town that shares texts, `asked` has those first; all other parts have its own alone.
    """

    town: Town
    asked: Sequence[AskedQuestion]
    uncovered: tuple[UncoveredQuestion, ...]
    cutter: WordCutter
    speller: Speller
    space: DutySpace
    passage_indexes: TextIndexes  # vectors whitened
    asked_indexes: TextIndexes
    uncovered_indexes: TextIndexes
    version: str
    folder: Path
    shared: SharedTexts | None = None
    own_words: tuple[str, ...] = ()  # everyday words of the town's that the cutter may not know

    def bank_scores(
        self, vector: Vector, words: Sequence[str], pairs: Sequence[str]
    ) -> tuple[TextScores, TextScores]:
        """The scores of every asked text and of every uncovered one for a question."""
        own = (
            self.asked_indexes.scores(vector, words, pairs),
            self.uncovered_indexes.scores(vector, words, pairs),
        )
        return self.shared.beside(own, vector, words, pairs) if self.shared else own

    @property
    def asked_duties(self) -> list[Sequence[int]]:
        """The positions of the duties that answer each asked text."""
        places = {duty.duty_id: place for place, duty in enumerate(self.town.duties)}
        shared = self.shared.duties if self.shared else ()
        own = (self.asked[place] for place in range(len(shared), len(self.asked)))
        return [*shared, *([places[duty_id] for duty_id in row.duties] for row in own)]

    @cached_property
    def kinds(self) -> NDArray[Any]:
        """What each uncovered text is about."""
        own = np.array([row.kind for row in self.uncovered], dtype=np.str_)
        return np.concatenate([self.shared.kinds, own]) if self.shared else own

    def embedded(self, place: int) -> tuple[str, Vector]:
        """The text that an asked text's vector was made from, and the vector."""
        shared = self.shared
        if shared and place < len(shared.asked):
            return shared.reference.embedded(int(shared.asked[place]))
        own = place - (len(shared.asked) if shared else 0)
        return self.asked[place].question, self.asked_indexes.vectors.vector(own)


def _taken(scores: TextScores, places: Places) -> TextScores:
    return TextScores(*(column[places] for column in scores))


def _joined(one: TextScores, other: TextScores) -> TextScores:
    return TextScores(*(np.concatenate(pair) for pair in zip(one, other, strict=True)))
