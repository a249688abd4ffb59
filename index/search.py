"""Searching a town's duties: signals of every passage and asked question, ranked by duty."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.models import Duty, Town
from corpus.passages import Passage, passages_of
from corpus.questions import AskedQuestion
from index.coverage import CoverageModel, coverage_features
from index.features import (
    SIGNALS,
    Evidence,
    Owners,
    Scores,
    TextScores,
    duty_features,
    duty_signals,
)
from index.intent import MISMATCH, asks_to_obtain, takes_away
from index.lexical import LexicalIndex
from index.queries import Query, query_of
from index.ranker import Ranker, probabilities
from index.spelling import Speller
from index.vectors import VectorIndex
from index.whitening import DutySpace
from index.windows import combined
from index.words import WordCutter, bigrams

Vectors = Iterator[NDArray[np.float32]]


class QueryEmbedder(Protocol):
    """What search needs of an embedding engine."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Normalised vectors of shape (texts, dimension)."""
        ...


class ScoredPassage(NamedTuple):
    """A passage and how well it matches the question."""

    passage: Passage
    score: float  # cosine in the whitened space
    shared: float  # BM25 on character bigrams


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


@dataclass(frozen=True)
class Found:
    """What a question found: duties best first, and whether the lists cover it at all."""

    hits: tuple[DutyHit, ...]
    coverage: float  # calibrated probability that the lists cover the question
    covered: bool  # whether that is enough to answer


@dataclass(frozen=True)
class TownIndex:
    """The parts of a built index, as `index.storage` reads them."""

    town: Town
    asked: tuple[AskedQuestion, ...]
    cutter: WordCutter
    speller: Speller
    space: DutySpace
    passage_indexes: TextIndexes  # vectors whitened
    asked_indexes: TextIndexes
    uncovered: VectorIndex
    version: str
    folder: Path


class _View(NamedTuple):
    """One text of a query: what it is scored by, and the ranker's score of every duty."""

    evidence: Evidence
    signals: Scores
    scores: NDArray[np.float64]


class DutySearch:
    """Exact search inside one town: every passage and asked question is compared."""

    def __init__(
        self, index: TownIndex, embedder: QueryEmbedder, ranker: Ranker, coverage: CoverageModel
    ) -> None:
        """Search this index with the engine that built it."""
        self.index = index
        self.town = index.town
        self.asked = index.asked
        self.passages = passages_of(index.town)
        self._embedder = embedder
        self._ranker = ranker
        self._coverage = coverage
        self._duties = index.town.duties
        positions = {duty.duty_id: i for i, duty in enumerate(self._duties)}
        count = len(self._duties)
        self._take_away = np.array([takes_away(duty.title) for duty in self._duties])
        self._passage_owners = Owners.of([[positions[p.duty_id]] for p in self.passages], count)
        self._asked_owners = Owners.of(
            [[positions[duty_id] for duty_id in asked.duties] for asked in self.asked], count
        )

    def over(self, index: TownIndex) -> "DutySearch":
        """The same search over another index of the same town."""
        return DutySearch(index, self._embedder, self._ranker, self._coverage)

    def search(self, question: str, k: int = 5) -> tuple[DutyHit, ...]:
        """The k most probable duties for a question, best first."""
        return self.find(question, k).hits

    def find(self, question: str, k: int = 5) -> Found:
        """The k most probable duties, and the probability that any duty covers the question."""
        return self.find_each([question], k)[0]

    def find_each(self, questions: Sequence[str], k: int = 5) -> tuple[Found, ...]:
        """The same for several questions, which are embedded together: that takes half the time."""
        index = self.index
        queries = [query_of(q, index.speller, index.passage_indexes.bigrams) for q in questions]
        # Apart, for the windows would be padded to the whole's length.
        cut = iter(self._embedder.embed_queries([w for query in queries for w in query.windows]))
        whole = iter(self._embedder.embed_queries([w for query in queries for w in query.whole]))
        return tuple(self._found(query, cut, whole, k) for query in queries)

    def _found(self, query: Query, cut: Vectors, whole: Vectors, k: int) -> Found:
        """What a query finds; takes the vectors of its windows and of its whole."""
        against = MISMATCH * self._take_away * asks_to_obtain("".join(query.windows))
        views = [self._view(text, next(cut), against) for text in query.windows]
        entire = [self._view(text, next(whole), against) for text in query.whole]
        scores = np.stack([view.scores for view in views])
        chances = probabilities(combined(scores, entire[0].scores if entire else None))
        order = np.argsort(-chances, kind="stable")
        best = scores.argmax(axis=0)  # the window that speaks for a duty most
        told = [entire[0] if entire else views[best[position]] for position in order[:k]]
        hits = tuple(
            self._hit(position, float(chances[position]), view)
            for position, view in zip(order[:k].tolist(), told, strict=True)
        )
        coverage = max(self._covers(view, order[0]) for view in (views[best[order[0]]], *entire))
        return Found(hits, coverage, coverage >= self._coverage.threshold)

    def agreement(self, positions: Sequence[int]) -> float:
        """The least cosine of asked questions' vectors as stored to what the engine gives now."""
        now = self._embedder.embed_queries([self.asked[place].question for place in positions])
        stored = [self.index.asked_indexes.vectors.vector(place) for place in positions]
        return float(np.einsum("nd,nd->n", now, np.stack(stored)).min())

    def in_characters(self, question: str) -> str:
        """The question with pinyin written as characters."""
        return self.index.speller.in_characters(question)

    def words(self, text: str) -> list[str]:
        """The text's words as the index cuts them."""
        return self.index.cutter.words(text)

    def evidence_of(self, question: str) -> Evidence:
        """The scores of a question against all that is indexed."""
        return self.evidence(self._embedder.embed_queries([question])[0], question)

    def evidence(self, vector: NDArray[np.float32], question: str) -> Evidence:
        """The same for a question whose vector is at hand."""
        index = self.index
        words, pairs = index.cutter.words(question), bigrams(question)
        whitened = index.space.whitening.apply(vector[None, :])[0]
        return Evidence(
            passages=index.passage_indexes.scores(whitened, words, pairs),
            asked=index.asked_indexes.scores(vector, words, pairs),
            centroids=index.space.centroids @ whitened,
            uncovered=index.uncovered.cosines(vector),
        )

    def signals(self, evidence: Evidence) -> Scores:
        """The raw signals of every duty, shape (duties, len(SIGNALS))."""
        return duty_signals(evidence, self._passage_owners, self._asked_owners)

    def _view(self, text: str, vector: NDArray[np.float32], against: NDArray[np.float64]) -> _View:
        """A text scored; what speaks against a duty is taken off its score."""
        evidence = self.evidence(vector, text)
        signals = self.signals(evidence)
        return _View(evidence, signals, self._ranker.scores(duty_features(signals)) - against)

    def _covers(self, view: _View, position: int) -> float:
        """The probability that the duty at this position covers the question, by one text."""
        chance = float(probabilities(view.scores)[position])
        return self._coverage.probability(
            coverage_features(view.evidence, view.signals[position], chance)
        )

    def _hit(self, position: int, probability: float, view: _View) -> DutyHit:
        return DutyHit(
            duty=self._duties[position],
            probability=probability,
            signals=dict(zip(SIGNALS, view.signals[position].tolist(), strict=True)),
            passages=self._matched_passages(position, view.evidence.passages),
            asked=self._matched_questions(position, view.evidence.asked.cosine),
        )

    def _matched_passages(self, duty: int, scores: TextScores) -> tuple[ScoredPassage, ...]:
        own = self._passage_owners.of_duty(duty)
        ordered = own[np.argsort(-scores.cosine[own], kind="stable")]
        return tuple(
            ScoredPassage(self.passages[i], float(scores.cosine[i]), float(scores.bigrams[i]))
            for i in ordered.tolist()
        )

    def _matched_questions(self, duty: int, cosines: Scores) -> tuple[ScoredQuestion, ...]:
        own = self._asked_owners.of_duty(duty)
        ordered = own[np.argsort(-cosines[own], kind="stable")]
        return tuple(ScoredQuestion(self.asked[i], float(cosines[i])) for i in ordered.tolist())
