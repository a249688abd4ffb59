"""What the ranker sees: for each duty, how well its passages and asked questions match."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

SIGNALS = (
    "asked_cosine_top3",  # mean of the three nearest asked questions of the duty
    "asked_centroid",  # cosine to the middle of its asked questions, whitened
    "passage_cosine",  # its nearest passage, whitened
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


class TextScores(NamedTuple):
    """Scores of every text of one collection for one question, each of shape (texts,)."""

    cosine: Scores
    words: Scores  # BM25
    bigrams: Scores  # BM25


class Evidence(NamedTuple):
    """Everything one question is scored against."""

    passages: TextScores  # cosines in the whitened space
    asked: TextScores
    centroids: Scores  # cosine to each duty's centroid, shape (duties,)
    uncovered: TextScores  # of the texts known to be covered by no duty


@dataclass(frozen=True)
class Owners:
    """Which texts belong to which duty, as (text, duty) pairs sorted by duty.

    A text may belong to several duties; `starts[d]` is where duty d's pairs begin, and every
    duty has at least one.
    """

    texts: NDArray[np.intp]
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, owners: Sequence[Sequence[int]], duties: int) -> "Owners":
        """From each text's duty positions."""
        pairs = sorted((duty, text) for text, own in enumerate(owners) for duty in own)
        of_duty = np.array([duty for duty, _ in pairs])
        starts = np.searchsorted(of_duty, np.arange(duties))
        missing = np.flatnonzero(np.bincount(of_duty, minlength=duties) == 0)
        if missing.size:
            raise ValueError(f"duties at positions {missing.tolist()} own no text")
        return cls(np.array([text for _, text in pairs], dtype=np.intp), starts)

    def of_duty(self, duty: int) -> NDArray[np.intp]:
        """The texts of one duty."""
        end = self.starts[duty + 1] if duty + 1 < len(self.starts) else len(self.texts)
        return self.texts[self.starts[duty] : end]

    def best(self, scores: Scores) -> Scores:
        """The best score of each duty's texts, shape (duties,)."""
        return np.maximum.reduceat(scores[self.texts], self.starts)

    def top_mean(self, scores: Scores) -> Scores:
        """The mean of each duty's three best scores (of all, where it has fewer)."""
        left = scores[self.texts]
        counts = np.diff(np.append(self.starts, len(self.texts)))
        total = np.zeros(len(self.starts), dtype=np.float32)
        for place in range(_TOP):
            best = np.maximum.reduceat(left, self.starts)
            total += np.where(place < counts, best, 0.0)
            # One of each duty's best goes; a tie's other one stays for the next round.
            hits = np.flatnonzero(left == np.repeat(best, counts))
            owners = np.searchsorted(self.starts, hits, side="right") - 1
            left[hits[np.unique(owners, return_index=True)[1]]] = -np.inf
        return np.asarray(total / np.minimum(counts, _TOP), dtype=np.float32)


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
