"""The learned ranker: a softmax regression over duty features, its weights a small JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.features import FEATURES, Scores

WEIGHTS_FILE = Path(__file__).parent / "ranker.json"


@dataclass(frozen=True)
class Ranker:
    """Scores duties as weights times features; `weights` has shape (features,)."""

    weights: NDArray[np.float64]

    @classmethod
    def load(cls, path: Path = WEIGHTS_FILE, features: Sequence[str] = FEATURES) -> "Ranker":
        """Read the weights; ValueError where they were trained for other features."""
        stored = json.loads(path.read_text(encoding="utf-8"))["weights"]
        if list(stored) != list(features):
            raise ValueError(
                f"{path} 的特征是 {list(stored)}，应为 {list(features)}；"
                "请在源码文件夹运行 lvzhi train-ranker --out index 重新训练。"
            )
        return cls(np.array(list(stored.values())))

    @classmethod
    def untrained(cls, features: Sequence[str] = FEATURES) -> "Ranker":
        """Of no weight at all, to train from."""
        return cls(np.zeros(len(features)))

    def scores(self, features: Scores) -> NDArray[np.float64]:
        """The score of each duty, from features of shape (duties, features); higher is better."""
        return np.asarray(features @ self.weights, dtype=np.float64)


def probabilities(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Softmax over the last axis."""
    return np.asarray(np.exp(log_probabilities(scores)), dtype=np.float64)


def log_probabilities(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Natural logarithms of the softmax over the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    total = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return np.asarray(shifted - total, dtype=np.float64)
