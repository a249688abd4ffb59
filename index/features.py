"""What the ranker sees: for each duty, how well its passages and asked questions match."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.groups import Groups

Scores = NDArray[np.float32]

SIGNALS = (
    "asked_cosine_top3",  # mean of the three nearest asked questions of the duty
    "asked_centroid",  # cosine to the middle of its asked questions
    "passage_cosine",  # its nearest passage
    "passage_words",  # BM25 on jieba words, best passage
    "asked_words",  # best asked question
    "passage_bigrams",  # BM25 on character bigrams
    "asked_bigrams",
)
_COSINES = 3  # the first signals are cosines, the others BM25 scores
FEATURES = (
    *SIGNALS[:_COSINES],  # standardised over the duties
    *(f"{name}_log" for name in SIGNALS[_COSINES:]),  # log(1 + score)
    *(f"{name}_relative" for name in SIGNALS[_COSINES:]),  # over the best duty's score
)
_TOP = 3
_PASSAGE = SIGNALS.index("passage_cosine")
_OF_ASKED = tuple(i for i, name in enumerate(FEATURES) if name.startswith("asked"))
_OF_PASSAGES = tuple(i for i, name in enumerate(FEATURES) if name.startswith("passage"))
LACKING = "lacking_"
LINKED_FEATURES = (
    *FEATURES,
    f"{LACKING}any",  # the duty has no asked question
    f"{LACKING}nearest_asked",  # the best asked_cosine_top3 of another duty
    f"{LACKING}passage",  # passage_cosine as it is
    *(f"{LACKING}{FEATURES[i]}" for i in _OF_PASSAGES),
)


class TextScores(NamedTuple):
    """Scores of every text of one collection for one question, each of shape (texts,)."""

    cosine: Scores
    words: Scores  # BM25
    bigrams: Scores  # BM25


class Evidence(NamedTuple):
    """Everything one question is scored against."""

    passages: TextScores
    asked: TextScores
    centroids: Scores  # cosine to each duty's centroid, shape (duties,)
    uncovered: TextScores  # of the texts known to be covered by no duty
    plain: tuple[NDArray[np.bool_], NDArray[np.bool_]]  # which of both are no letters


@dataclass(frozen=True)
class Owners:
    """Which texts belong to which duty, as (text, duty) pairs sorted by duty.

    A text may belong to several duties; duty d's pairs stand from `bounds[d]` to `bounds[d + 1]`,
    and a duty of a town that was never asked of may have none.
    """

    texts: NDArray[np.intp]
    bounds: NDArray[np.intp]

    @classmethod
    def of(cls, owners: Groups | Sequence[Sequence[int]], duties: int) -> "Owners":
        """From each text's duty positions."""
        of_texts = Groups.of(owners)
        order = np.lexsort((of_texts.groups, of_texts.places))
        of_duty = of_texts.places[order]
        bounds = np.searchsorted(of_duty, np.arange(duties + 1))
        return cls(of_texts.groups[order].astype(np.intp), bounds)

    @property
    def owning(self) -> NDArray[np.bool_]:
        """Whether each duty has any text, shape (duties,)."""
        return np.asarray(self.bounds[1:] > self.bounds[:-1])

    def of_duty(self, duty: int) -> NDArray[np.intp]:
        """The texts of one duty."""
        return self.texts[self.bounds[duty] : self.bounds[duty + 1]]

    def best(self, scores: Scores) -> Scores:
        """The best score of each duty's texts, shape (duties,); 0 for a duty without any."""
        return self._by_duty(np.maximum.reduceat(scores[self.texts], self._starts))

    def top_mean(self, scores: Scores) -> Scores:
        """The mean of each duty's three best scores (of all, where it has fewer), 0 for none."""
        left = scores[self.texts]
        starts = self._starts
        counts = np.diff(np.append(starts, len(self.texts)))
        total = np.zeros(len(starts), dtype=np.float32)
        for place in range(_TOP):
            best = np.maximum.reduceat(left, starts)
            total += np.where(place < counts, best, 0.0)
            # One of each duty's best goes; a tie's other one stays for the next round.
            hits = np.flatnonzero(left == np.repeat(best, counts))
            owners = np.searchsorted(starts, hits, side="right") - 1
            left[hits[np.unique(owners, return_index=True)[1]]] = -np.inf
        return self._by_duty((total / np.minimum(counts, _TOP)).astype(np.float32))

    @property
    def _starts(self) -> NDArray[np.intp]:
        """Where the texts of each duty that has some begin."""
        return self.bounds[:-1][self.owning]

    def _by_duty(self, scores: Scores) -> Scores:
        """What those with texts have, spread over all duties."""
        spread = np.zeros(len(self.bounds) - 1, dtype=np.float32)
        spread[self.owning] = scores
        return spread


def duty_signals(evidence: Evidence, passage_owners: Owners, asked_owners: Owners) -> Scores:
    """The raw signals of every duty for one question, shape (duties, len(SIGNALS))."""
    signals = [
        asked_owners.top_mean(evidence.asked.cosine),
        evidence.centroids,
        passage_owners.best(evidence.passages.cosine),
        passage_owners.best(evidence.passages.words),
        asked_owners.best(evidence.asked.words),
        passage_owners.best(evidence.passages.bigrams),
        asked_owners.best(evidence.asked.bigrams),
    ]
    return np.stack(signals, axis=1).astype(np.float32)


def duty_features(signals: Scores) -> Scores:
    """What the ranker weighs, shape (duties, len(FEATURES)), from the raw signals.

    Cosines of e5 lie in a narrow band that moves with the question, so they are standardised
    over the duties; BM25 scores are taken as they are (log) and relative to the best duty.
    """
    cosines, lexical = signals[:, :_COSINES], signals[:, _COSINES:]
    spread = np.maximum(cosines.std(axis=0), 1e-6)
    standardised = (cosines - cosines.mean(axis=0)) / spread
    relative = lexical / np.maximum(lexical.max(axis=0), 1e-6)
    return np.concatenate([standardised, np.log1p(lexical), relative], axis=1, dtype=np.float32)


def linked_features(signals: Scores, asked: NDArray[np.bool_]) -> Scores:
    """The same for a town some of whose duties were never `asked` of, with LINKED_FEATURES.

    Signals of asked questions are taken among the duties that have some; the others get, beside a
    weight of their own, another weight of every signal of their passages.
    """
    lacking = ~asked
    known = signals[asked]
    passage, near = signals[:, _PASSAGE], float(known[:, 0].max(initial=0.0))
    features = duty_features(signals)
    for column in _OF_ASKED:
        own = signals[asked, column] if column < _COSINES else None
        if own is not None:
            spread = max(float(own.std()) if own.size else 1.0, 1e-6)
            features[asked, column] = (own - own.mean()) / spread if own.size else 0.0
        features[lacking, column] = 0.0
    alone = np.stack([np.ones_like(passage), np.full_like(passage, near), passage], axis=1)
    alone = np.concatenate([alone, features[:, _OF_PASSAGES]], axis=1)
    return np.concatenate([features, alone * lacking[:, None]], axis=1, dtype=np.float32)
