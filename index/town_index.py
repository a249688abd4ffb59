"""A town's built index: its texts with their vectors and words, and those it shares."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import UNNAMED_KINDS, AskedQuestion, Form, UncoveredQuestion
from corpus.models import Town
from index.features import TextScores
from index.groups import NO_PLACES, Groups, Places
from index.lexical import LexicalIndex
from index.text.spelling import Speller
from index.text.words import WordCutter

Vector = NDArray[np.float32]
Mask = NDArray[np.bool_]
_NO_SCORES = TextScores(*(np.zeros(0, dtype=np.float32) for _ in range(3)))


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
    """The texts of a reference that a town is searched by, where they lie there.

    Places count its asked texts first and its uncovered ones after them. A thousand towns share
    one copy of texts, vectors and words; each has lists of numbers.
    """

    reference: "TownIndex"
    asked: Places  # what duties of this town answer
    duties: Groups  # of each of those, the positions of the duties
    uncovered: Places  # what no duty of this town answers

    @classmethod
    def nothing(cls, reference: "TownIndex") -> "SharedTexts":
        """None of a reference's texts; its words alone."""
        return cls(reference, NO_PLACES, Groups.of([]), NO_PLACES)

    def scores(
        self, vector: Vector, words: Sequence[str], pairs: Sequence[str]
    ) -> tuple[TextScores, TextScores]:
        """The scores of these texts, asked and uncovered."""
        if not len(self.asked) and not len(self.uncovered):
            return _NO_SCORES, _NO_SCORES
        pool = _joined(*self.reference.bank_scores(vector, words, pairs))
        return _taken(pool, self.asked), _taken(pool, self.uncovered)

    @property
    def questions(self) -> list[str]:
        """The asked ones, in the reference's words."""
        asked = self.reference.asked
        return [asked[place].question for place in self.asked.tolist()]

    def without(self, texts: Set[str]) -> "SharedTexts":
        """Those that the town doesn't ask in the same words itself, or shares of another."""
        kept = [row for row, text in enumerate(self.questions) if text not in texts]
        duties = Groups.of([self.duties[row] for row in kept])
        return replace(self, asked=self.asked[kept], duties=duties)

    @cached_property
    def kinds(self) -> NDArray[Any]:
        """What the uncovered ones are about; those that the reference covers are near."""
        theirs = self.reference
        near = np.full(len(theirs.asked), UNNAMED_KINDS[1])
        return np.concatenate([near, theirs.kinds])[self.uncovered]

    @property
    def plain(self) -> tuple[Mask, Mask]:
        """Which asked and which uncovered ones are questions and no letters."""
        pool = np.concatenate(self.reference.plain)
        return pool[self.asked], pool[self.uncovered]


@dataclass(frozen=True)
class TownIndex:
    """The parts of a built index, as `index.building.storage` reads them.

    Of a town that shares texts, `asked` has those first; all other parts have its own alone. Who
    shares any has the words of the first one that it shares of.
    """

    town: Town
    asked: Sequence[AskedQuestion]
    uncovered: tuple[UncoveredQuestion, ...]
    cutter: WordCutter
    speller: Speller
    centroids: NDArray[np.float32]  # the middle of each duty's asked texts, (duties, dimension)
    passage_indexes: TextIndexes
    asked_indexes: TextIndexes
    uncovered_indexes: TextIndexes
    version: str
    folder: Path
    shared: tuple[SharedTexts, ...] = ()
    own_words: tuple[str, ...] = ()  # everyday words of the town's that the cutter may not know

    def bank_scores(
        self, vector: Vector, words: Sequence[str], pairs: Sequence[str]
    ) -> tuple[TextScores, TextScores]:
        """The scores of every asked text and of every uncovered one for a question."""
        own = (
            self.asked_indexes.scores(vector, words, pairs),
            self.uncovered_indexes.scores(vector, words, pairs),
        )
        if not self.shared:
            return own
        parts = [*(shared.scores(vector, words, pairs) for shared in self.shared), own]
        return _joined(*(asked for asked, _ in parts)), _joined(*(rest for _, rest in parts))

    @property
    def own_asked(self) -> Sequence[AskedQuestion]:
        """The asked texts that aren't shared."""
        return self.asked[sum(len(shared.asked) for shared in self.shared) :]

    @property
    def asked_duties(self) -> Groups:
        """The positions of the duties that answer each asked text."""
        places = {duty.duty_id: place for place, duty in enumerate(self.town.duties)}
        own = [[places[duty_id] for duty_id in row.duties] for row in self.own_asked]
        return Groups.joined(*(part.duties for part in self.shared), Groups.of(own))

    @cached_property
    def kinds(self) -> NDArray[Any]:
        """What each uncovered text is about."""
        own = np.array([row.kind for row in self.uncovered], dtype=np.str_)
        return np.concatenate([*(shared.kinds for shared in self.shared), own])

    @cached_property
    def plain(self) -> tuple[Mask, Mask]:
        """Which asked and which uncovered texts are questions in so many words, and no letters."""
        asked, uncovered = (
            np.array([row.form is Form.ASKED for row in rows], dtype=np.bool_)
            for rows in (self.own_asked, self.uncovered)
        )
        parts = [*(shared.plain for shared in self.shared), (asked, uncovered)]
        return np.concatenate([one for one, _ in parts]), np.concatenate([two for _, two in parts])

    def embedded(self, place: int) -> tuple[str, Vector]:
        """The text that an asked text's vector was made from, and the vector."""
        left = place
        for shared in self.shared:
            if left < len(shared.asked):
                return shared.reference.embedded(int(shared.asked[left]))
            left -= len(shared.asked)
        return self.asked[place].question, self.asked_indexes.vectors.vector(left)


def _taken(scores: TextScores, places: Places) -> TextScores:
    return TextScores(*(column[places] for column in scores))


def _joined(*parts: TextScores) -> TextScores:
    return TextScores(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
