"""What an answer from the best duty is worth: do the lists cover the question, is the duty right.

Two logistic regressions over the same facts of a search, their weights in one small JSON.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.features import SIGNALS, Evidence, Scores

JUDGEMENT_FILE = Path(__file__).parent / "judgement.json"

_ALWAYS = (
    "probability",  # of the best duty, by the ranker
    "margin",  # over the next duty
    "heading_agrees",  # what the heading alone gives the best duty
    *SIGNALS[:3],  # the best duty's cosines
    "nearer_to_asked",  # mean of the three nearest asked questions less that of uncovered texts
    "passage_bigrams_log",  # of the best duty, log(1 + BM25)
    "asked_bigrams_log",
    "more_words_than_uncovered",  # log BM25 of its asked questions less that of uncovered texts
    "more_bigrams_than_uncovered",
    "characters_log",  # of the question
    "uncovered_share",  # of the nearest texts, those that no duty covers
)
# Of the nearest texts, those that are no letters: of plain questions the bank has few uncovered
# ones. Of common matters other towns have plain questions alone, so that it tells them nothing.
FACTS = (*_ALWAYS, "plain_share")
LINKED_FACTS = (
    *_ALWAYS,
    "nearest_uncovered",  # mean of the three nearest uncovered texts' cosines
    "passage_words_log",  # of the best duty
)
ALL_FACTS = (*FACTS, *LINKED_FACTS[len(_ALWAYS) :])
# A duty less likely than this to be right is not told.
LEAST_RIGHT = 0.2
_NEAREST = 3
_NEIGHBOURS = 40
_TEMPERATURE = 0.05  # of their cosines: the nearest count most


class Bin(NamedTuple):
    """Texts of like probability in cross-validation; yes and no have the same whole weight."""

    low: float
    high: float
    yes: int  # texts
    no: int
    probability: float  # mean predicted
    share: float  # observed


class Nearness(NamedTuple):
    """How near a question is to the covered and the uncovered texts."""

    asked: float  # mean of the three best cosines
    uncovered: float
    uncovered_words: float  # best BM25
    uncovered_bigrams: float
    uncovered_share: float  # of the nearest texts
    plain_share: float


@dataclass(frozen=True)
class Logistic:
    """A logistic regression; `weights` are of ALL_FACTS, 0 for those that it doesn't weigh."""

    weights: NDArray[np.float64]
    bias: float

    def probability(self, facts: NDArray[np.float64]) -> float:
        """Of yes, from facts of shape (len(ALL_FACTS),)."""
        return float(1.0 / (1.0 + np.exp(-(facts @ self.weights + self.bias))))


@dataclass(frozen=True)
class Judgement:
    """The two models; below `threshold` of coverage a question is taken to be uncovered."""

    coverage: Logistic
    threshold: float
    rightness: Logistic  # that the first duty is a fair answer, on real texts
    least_right: float = LEAST_RIGHT

    @classmethod
    def load(cls, path: Path = JUDGEMENT_FILE, facts: Sequence[str] = FACTS) -> "Judgement":
        """Read the weights; ValueError where they were trained on other facts."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        for model in (stored["coverage"], stored["rightness"]):
            if list(model["weights"]) != list(facts):
                raise ValueError(
                    f"{path} 的特征是 {list(model['weights'])}，应为 {list(facts)}；"
                    "请在源码文件夹运行 lvzhi train-ranker --out index 重新训练。"
                )
        return cls.of(stored)

    @classmethod
    def untrained(cls) -> "Judgement":
        """Of no weight at all, to train from."""
        nothing = Logistic(np.zeros(len(ALL_FACTS)), 0.0)
        return cls(nothing, 0.0, nothing)

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Judgement":
        """From what training stores."""
        coverage, rightness = stored["coverage"], stored["rightness"]
        least = stored.get("least_right", LEAST_RIGHT)
        return cls(_logistic(coverage), coverage["threshold"], _logistic(rightness), least)


def coverage_reliability(path: Path = JUDGEMENT_FILE) -> tuple[Bin, ...]:
    """How probabilities and outcomes agreed when coverage was trained, lowest first."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    return tuple(Bin(*row) for row in stored["coverage"]["reliability"])


def nearness_of(evidence: Evidence) -> Nearness:
    """The summary of a question's scores that the facts need."""
    return Nearness(
        _nearest(evidence.asked.cosine),
        _nearest(evidence.uncovered.cosine),
        float(evidence.uncovered.words.max(initial=0.0)),
        float(evidence.uncovered.bigrams.max(initial=0.0)),
        *_shares(evidence),
    )


def _shares(evidence: Evidence) -> tuple[float, float]:
    """Of the nearest texts, by how near they are: the uncovered ones, and the plain questions."""
    covered = len(evidence.asked.cosine)
    cosines = np.concatenate([evidence.asked.cosine, evidence.uncovered.cosine])
    nearest = np.argpartition(-cosines, _NEIGHBOURS)[:_NEIGHBOURS]
    weights = np.exp((cosines[nearest] - cosines[nearest].max()) / _TEMPERATURE)
    weights /= weights.sum()
    plain = np.concatenate(evidence.plain)[nearest]
    return float(weights[nearest >= covered].sum()), float(weights[plain].sum())


def facts_of(
    chances: NDArray[np.float64],
    best_signals: Scores,
    nearness: Nearness,
    heading_agrees: float,
    characters: int,
) -> NDArray[np.float64]:
    """The facts of a question, shape (len(ALL_FACTS),).

    `chances` (duties,) are the ranker's; `best_signals` are of the best duty, raw, by the text
    that speaks for it most; `heading_agrees` is what the heading alone gives that duty.
    """
    best = dict(zip(SIGNALS, best_signals.tolist(), strict=True))
    first, second = np.sort(chances)[:-3:-1]
    return np.array(
        [
            first,
            first - second,
            heading_agrees,
            *best_signals[:3],
            nearness.asked - nearness.uncovered,
            np.log1p(best["passage_bigrams"]),
            np.log1p(best["asked_bigrams"]),
            np.log1p(best["asked_words"]) - np.log1p(nearness.uncovered_words),
            np.log1p(best["asked_bigrams"]) - np.log1p(nearness.uncovered_bigrams),
            np.log(characters),
            nearness.uncovered_share,
            nearness.plain_share,
            nearness.uncovered,
            np.log1p(best["passage_words"]),
        ],
        dtype=np.float64,
    )


def _logistic(stored: dict[str, Any]) -> Logistic:
    weights = np.array([stored["weights"].get(name, 0.0) for name in ALL_FACTS])
    return Logistic(weights, stored["bias"])


def _nearest(cosines: Scores) -> float:
    """The mean of the three best cosines; of a handful of texts it would say nothing: 0."""
    if len(cosines) < _NEAREST:
        return 0.0
    return float(np.partition(cosines, -_NEAREST)[-_NEAREST:].mean())
