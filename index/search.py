"""Searching a town's duties: signals of every passage and asked question, ranked by duty."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import UNNAMED_KINDS, AskedQuestion
from corpus.models import Duty
from corpus.passages import Passage, passages_of
from index.features import (
    FEATURES,
    LINKED_FEATURES,
    SIGNALS,
    Evidence,
    Owners,
    Scores,
    TextScores,
    duty_features,
    duty_signals,
    linked_features,
)
from index.judgement import nearness_of
from index.text.queries import Query, query_of
from index.text.remembering import held_weakly
from index.text.words import bigrams
from index.town_index import TownIndex
from index.views import View, combined
from index.weights import Weights

Vector = NDArray[np.float32]
# Nearest uncovered texts that say what a question is about, and how many have to agree: each
# uncovered letter hidden from the others, 59 % are told a kind, and 90 % of those the right one.
_KIND_VOTES, _KIND_AGREE = 7, 4
_REMEMBERED = 24  # questions found, some 100 KiB each: a message, its pieces and its matters
_ENOUGH_ASKED = 3  # texts of a duty; a town with less of any is searched by other weights


class QueryEmbedder(Protocol):
    """What search needs of an embedding engine."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Normalised vectors of shape (texts, dimension)."""
        ...


class ScoredPassage(NamedTuple):
    """A passage and how well it matches the question."""

    passage: Passage
    score: float  # cosine
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
    matched: Callable[[], tuple[ScoredQuestion, ...]] = field(repr=False, compare=False)

    @cached_property
    def asked(self) -> tuple[ScoredQuestion, ...]:
        """All of its asked questions; of most hits nobody wants to know them."""
        return self.matched()


@dataclass(frozen=True)
class Found:
    """What a question found: duties best first, and whether the lists cover it at all."""

    hits: tuple[DutyHit, ...]
    coverage: float  # calibrated probability that the lists cover the question
    threshold: float  # of coverage, below it a question is taken to be uncovered
    covered: bool  # whether that is enough to answer
    rightness: float  # calibrated probability that the first duty is a fair answer
    kind: str  # what uncovered texts like it are about (电力, 税务…); "" where they differ
    chances: NDArray[np.float64] = field(repr=False, compare=False)  # of every duty, (duties,)
    signals: Scores = field(repr=False, compare=False)  # of every duty, (duties, SIGNALS)


class DutySearch:
    """Exact search inside one town: every passage and asked question is compared."""

    def __init__(
        self, index: TownIndex, embedder: QueryEmbedder, weights: Callable[[bool], Weights]
    ) -> None:
        """Search this index with the engine that built it.

        `weights` gives those for a town of which every duty was asked often enough, or few were.
        """
        self.index = index
        self.town = index.town
        self.asked = index.asked
        self.passages = passages_of(index.town)
        self.embedder = embedder
        self._duties = index.town.duties
        positions = {duty.duty_id: i for i, duty in enumerate(self._duties)}
        count = len(self._duties)
        kinds = index.kinds
        self._of_named_kind = np.flatnonzero(~np.isin(kinds, UNNAMED_KINDS))
        self._kinds = kinds[self._of_named_kind]
        self.passage_owners = Owners.of([[positions[p.duty_id]] for p in self.passages], count)
        self._asked_owners = Owners.of(index.asked_duties, count)
        self._sparse = bool((np.diff(self._asked_owners.bounds) < _ENOUGH_ASKED).any())
        self._weights_of = weights
        self._weights = weights(self._sparse)
        self._remembered = lru_cache(_REMEMBERED)(held_weakly(self._found))
        self._mended = lru_cache(_REMEMBERED)(index.speller.corrected)

    def over(self, index: TownIndex) -> "DutySearch":
        """The same search over another index of the same town."""
        return DutySearch(index, self.embedder, self._weights_of)

    def weighing(self, weights: Weights) -> "DutySearch":
        """The same search with other weights."""
        return DutySearch(self.index, self.embedder, lambda sparse: weights)

    def search(self, question: str, k: int = 5) -> tuple[DutyHit, ...]:
        """The k most probable duties for a question, best first."""
        return self.find(question, k).hits

    def find(self, question: str, k: int = 5) -> Found:
        """The k most probable duties, and the probability that any duty covers the question.

        Remembered for a while: several parts of an answer ask for the same.
        """
        return self._remembered(question, k)

    def _found(self, question: str, k: int) -> Found:
        query = self.query(question)
        return self._found_of(query, self.embedder.embed_queries(query.pieces), k)

    def find_by(self, vector: Vector, text: str) -> Found:
        """The same for a text that is searched as it stands, whose vector is at hand; no hits."""
        return self._found_of(Query((text,)), [vector], 0)

    def _found_of(self, query: Query, vectors: Iterable[Vector], k: int) -> Found:
        evidence = [
            self.evidence(vector, text) for vector, text in zip(vectors, query.pieces, strict=True)
        ]
        views = [self.view(one) for one in evidence]
        # The heading apart, for it would be padded to the letter's length.
        heading = self.view(self.evidence_of(query.heading)) if query.heading else None
        seen = combined(views, heading, query.characters)
        signals = np.stack([view.signals for view in views])
        signals = signals[seen.speaking, np.arange(len(self._duties))]
        hits = [
            self._hit(duty, seen.chances[duty], signals[duty], evidence[seen.speaking[duty]])
            for duty in np.argsort(-seen.chances, kind="stable")[:k].tolist()
        ]
        judgement = self._weights.judgement_of(self._asked_owners.owning[seen.chances.argmax()])
        coverage = judgement.coverage.probability(seen.facts)
        rightness = judgement.rightness.probability(seen.facts)
        return Found(
            tuple(hits),
            coverage,
            judgement.threshold,
            covered=coverage >= judgement.threshold and rightness >= judgement.least_right,
            rightness=rightness,
            kind=self._kind(evidence[0].uncovered.cosine),
            chances=seen.chances,
            signals=signals,
        )

    def query(self, question: str) -> Query:
        """The texts that are searched for a question."""
        return query_of(self.mended(question), self.index.passage_indexes.bigrams)

    def _kind(self, cosines: Scores) -> str:
        """What most of the nearest uncovered texts are about, if most agree."""
        named = self._kinds[np.argsort(-cosines[self._of_named_kind])[:_KIND_VOTES]]
        most = Counter(named.tolist()).most_common(1)  # none where no text's kind is named
        return str(most[0][0]) if most and most[0][1] >= _KIND_AGREE else ""

    def agreement(self, positions: Sequence[int]) -> float:
        """The least cosine of asked questions' vectors as stored to what the engine gives now."""
        stored = [self.index.embedded(place) for place in positions]
        now = self.embedder.embed_queries([text for text, _ in stored])
        then = np.stack([vector for _, vector in stored])
        return float(np.einsum("nd,nd->n", now, then).min())

    def in_characters(self, question: str) -> str:
        """The question with pinyin written as characters."""
        return self.index.speller.in_characters(question)

    def mended(self, text: str) -> str:
        """The text as it is searched for: in characters, misheard ones mended."""
        return self._mended(text)

    def words(self, text: str) -> list[str]:
        """The text's words as the index cuts them."""
        return self.index.cutter.words(text)

    def evidence_of(self, question: str) -> Evidence:
        """The scores of a question against all that is indexed."""
        return self.evidence(self.embedder.embed_queries([question])[0], question)

    def evidence(self, vector: NDArray[np.float32], question: str) -> Evidence:
        """The same for a question whose vector is at hand."""
        index = self.index
        words, pairs = index.cutter.words(question), bigrams(question)
        asked, uncovered = index.bank_scores(vector, words, pairs)
        return Evidence(
            passages=index.passage_indexes.scores(vector, words, pairs),
            asked=asked,
            centroids=index.centroids @ vector,
            uncovered=uncovered,
            plain=index.plain,
        )

    def signals(self, evidence: Evidence) -> Scores:
        """The raw signals of every duty, shape (duties, len(SIGNALS))."""
        return duty_signals(evidence, self.passage_owners, self._asked_owners)

    def view(self, evidence: Evidence) -> View:
        """A text scored."""
        signals = self.signals(evidence)
        scores = self._weights.ranker.scores(self.features(signals))
        return View(signals, scores, nearness_of(evidence))

    def features(self, signals: Scores) -> Scores:
        """What the ranker weighs, from the raw signals."""
        if self._sparse:
            return linked_features(signals, self._asked_owners.owning)
        return duty_features(signals)

    def weighted_features(self, text: str) -> tuple[Sequence[str], NDArray[np.float64]]:
        """The features' names, and what each adds to the score of every duty (duties, features)."""
        features = self.features(self.signals(self.evidence_of(text)))
        names = LINKED_FEATURES if self._sparse else FEATURES
        return names, features * self._weights.ranker.weights

    def _hit(
        self, position: int, probability: float, signals: Scores, evidence: Evidence
    ) -> DutyHit:
        return DutyHit(
            duty=self._duties[position],
            probability=float(probability),
            signals=dict(zip(SIGNALS, signals.tolist(), strict=True)),
            passages=self._matched_passages(position, evidence.passages),
            matched=partial(
                _matched_questions, self.asked, self._asked_owners, position, evidence.asked.cosine
            ),
        )

    def _matched_passages(self, duty: int, scores: TextScores) -> tuple[ScoredPassage, ...]:
        own = self.passage_owners.of_duty(duty)
        ordered = own[np.argsort(-scores.cosine[own], kind="stable")]
        return tuple(
            ScoredPassage(self.passages[i], float(scores.cosine[i]), float(scores.bigrams[i]))
            for i in ordered.tolist()
        )


def _matched_questions(
    asked: Sequence[AskedQuestion], owners: Owners, duty: int, cosines: Scores
) -> tuple[ScoredQuestion, ...]:
    own = owners.of_duty(duty)
    ordered = own[np.argsort(-cosines[own], kind="stable")]
    return tuple(ScoredQuestion(asked[i], float(cosines[i])) for i in ordered.tolist())
