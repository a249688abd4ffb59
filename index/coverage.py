"""Whether the lists cover a question at all: a calibrated probability from the search's signals."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.features import SIGNALS, Evidence, Scores

COVERAGE_FILE = Path(__file__).parent / "coverage.json"

COVERAGE_FEATURES = (
    "probability",  # of the best duty, by the ranker
    "asked_cosine_top3",  # of the best duty
    "nearer_to_asked",  # mean of the three nearest asked questions less that of uncovered ones
    "passage_bigrams_log",  # of the best duty, log(1 + BM25)
    "asked_bigrams_log",
    "asked_words_log",
)
_NEAREST = 3


class CoverageBin(NamedTuple):
    """Questions of like probability in cross-validation; both kinds have the same whole weight."""

    low: float
    high: float
    covered: int  # questions
    uncovered: int
    probability: float  # mean predicted
    share: float  # observed to be covered


@dataclass(frozen=True)
class CoverageModel:
    """Logistic regression; below `threshold` a question is taken to be uncovered."""

    weights: NDArray[np.float64]
    bias: float
    threshold: float

    @classmethod
    def load(cls, path: Path = COVERAGE_FILE) -> "CoverageModel":
        """Read the weights; ValueError where they were trained for other features."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        if tuple(stored["weights"]) != COVERAGE_FEATURES:
            raise ValueError(
                f"{path} 的特征是 {list(stored['weights'])}，应为 {list(COVERAGE_FEATURES)}；"
                "请运行 lvzhi train-ranker 重新训练。"
            )
        weights = np.array(list(stored["weights"].values()))
        return cls(weights, stored["bias"], stored["threshold"])

    def probability(self, features: NDArray[np.float64]) -> float:
        """That the lists cover the question, from features of shape (len(COVERAGE_FEATURES),)."""
        return float(1.0 / (1.0 + np.exp(-(features @ self.weights + self.bias))))


def coverage_reliability(path: Path = COVERAGE_FILE) -> tuple[CoverageBin, ...]:
    """How probabilities and outcomes agreed when the weights were trained, lowest first."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    return tuple(CoverageBin(*row) for row in stored["reliability"])


def coverage_features(
    evidence: Evidence, best_signals: Scores, probability: float
) -> NDArray[np.float64]:
    """What the model weighs: evidence of the question, signals and probability of its best duty."""
    best = dict(zip(SIGNALS, best_signals.tolist(), strict=True))
    nearer = _nearest(evidence.asked.cosine) - _nearest(evidence.uncovered)
    return np.array(
        [
            probability,
            best["asked_cosine_top3"],
            nearer,
            np.log1p(best["passage_bigrams"]),
            np.log1p(best["asked_bigrams"]),
            np.log1p(best["asked_words"]),
        ]
    )


def _nearest(cosines: Scores) -> float:
    """The mean of the three best cosines."""
    return float(np.partition(cosines, -_NEAREST)[-_NEAREST:].mean())
