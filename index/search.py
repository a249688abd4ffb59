"""Searching a town's duties: signals of every passage and asked question, ranked by duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.models import BlockKind, Duty, Town
from corpus.passages import Passage, passages_of
from corpus.questions import AskedQuestion
from index.features import SIGNALS, Owners, Scores, TextScores, duty_features, duty_signals
from index.lexical import LexicalIndex
from index.ranker import Ranker, probabilities
from index.vectors import VectorIndex
from index.words import WordCutter, bigrams


class QueryEmbedder(Protocol):
    """What search needs of an embedding engine."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Normalised vectors of shape (texts, dimension)."""
        ...


class ScoredPassage(NamedTuple):
    """A passage and its cosine to the question."""

    passage: Passage
    score: float


class ScoredQuestion(NamedTuple):
    """An asked question and its cosine to the question."""

    asked: AskedQuestion
    score: float


@dataclass(frozen=True)
class DutyHit:
    """A duty found, with what matched: passages and asked questions best first."""

    duty: Duty
    probability: float  # the ranker's, over all duties of the town
    signals: dict[str, float]  # raw, by the names in SIGNALS
    passages: tuple[ScoredPassage, ...]
    asked: tuple[ScoredQuestion, ...]


@dataclass(frozen=True)
class TextIndexes:
    """The three indexes over one collection of texts."""

    vectors: VectorIndex
    words: LexicalIndex
    bigrams: LexicalIndex

    def scores(
        self, vector: NDArray[np.float32], words: Sequence[str], pairs: Sequence[str]
    ) -> TextScores:
        """The scores of every text for one question."""
        return TextScores(
            self.vectors.cosines(vector), self.words.scores(words), self.bigrams.scores(pairs)
        )


class DutySearch:
    """Exact search inside one town: every passage and asked question is compared."""

    def __init__(
        self,
        town: Town,
        asked: Sequence[AskedQuestion],
        embedder: QueryEmbedder,
        cutter: WordCutter,
        passage_indexes: TextIndexes,
        asked_indexes: TextIndexes,
        ranker: Ranker,
        index_version: str,
        folder: Path,
    ) -> None:
        """Put the parts of a built index together, read from `folder`."""
        self.index_version = index_version
        self.folder = folder
        self.town = town
        self.asked = tuple(asked)
        self.passages = passages_of(town)
        self._embedder = embedder
        self._cutter = cutter
        self._passage_indexes = passage_indexes
        self._asked_indexes = asked_indexes
        self._ranker = ranker
        self._duties = town.duties
        self._set_owners()

    def _set_owners(self) -> None:
        positions = {duty.duty_id: i for i, duty in enumerate(self._duties)}
        count = len(self._duties)
        self._passage_owners = Owners.of([[positions[p.duty_id]] for p in self.passages], count)
        self._title_owners = Owners.of(
            [[positions[p.duty_id]] if p.kind is BlockKind.TITLE else [] for p in self.passages],
            count,
        )
        self._asked_owners = Owners.of(
            [[positions[duty_id] for duty_id in asked.duties] for asked in self.asked], count
        )

    def search(self, question: str, k: int = 5) -> list[DutyHit]:
        """The k most probable duties for a question, best first."""
        passages, asked = self.text_scores(question)
        signals = self.signals(passages, asked)
        chances = probabilities(self._ranker.scores(duty_features(signals)))
        order = np.argsort(-chances, kind="stable")[:k]
        return [
            DutyHit(
                duty=self._duties[position],
                probability=float(chances[position]),
                signals=dict(zip(SIGNALS, signals[position].tolist(), strict=True)),
                passages=self._matched_passages(position, passages.cosine),
                asked=self._matched_questions(position, asked.cosine),
            )
            for position in order.tolist()
        ]

    def words(self, text: str) -> list[str]:
        """The text's words as the index cuts them."""
        return self._cutter.words(text)

    def text_scores(self, question: str) -> tuple[TextScores, TextScores]:
        """The question's scores against every passage and every asked question."""
        vector = self._embedder.embed_queries([question])[0]
        return self.scores_of_vector(vector, question)

    def scores_of_vector(
        self, vector: NDArray[np.float32], question: str
    ) -> tuple[TextScores, TextScores]:
        """The same for a question whose vector is at hand."""
        words, pairs = self._cutter.words(question), bigrams(question)
        return (
            self._passage_indexes.scores(vector, words, pairs),
            self._asked_indexes.scores(vector, words, pairs),
        )

    def signals(self, passages: TextScores, asked: TextScores) -> Scores:
        """The raw signals of every duty, shape (duties, len(SIGNALS))."""
        return duty_signals(
            passages, asked, self._passage_owners, self._title_owners, self._asked_owners
        )

    def asked_vectors(self) -> NDArray[np.float32]:
        """The vectors of the asked questions, shape (questions, dimension)."""
        return self._asked_indexes.vectors.vectors

    def _matched_passages(self, duty: int, cosines: Scores) -> tuple[ScoredPassage, ...]:
        own = self._passage_owners.of_duty(duty)
        ordered = own[np.argsort(-cosines[own], kind="stable")]
        return tuple(ScoredPassage(self.passages[i], float(cosines[i])) for i in ordered.tolist())

    def _matched_questions(self, duty: int, cosines: Scores) -> tuple[ScoredQuestion, ...]:
        own = self._asked_owners.of_duty(duty)
        ordered = own[np.argsort(-cosines[own], kind="stable")]
        return tuple(ScoredQuestion(self.asked[i], float(cosines[i])) for i in ordered.tolist())
