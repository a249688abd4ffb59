"""The matcher: how probable it is that a town's duty and a matter are the same."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.matters.signals import PAIR_SIGNALS, Pairs

MATCHER_FILE = Path(__file__).parent / "matcher.json"


@dataclass(frozen=True)
class Matcher:
    """A logistic regression over PAIR_SIGNALS, and from which probability on a pair is linked."""

    weights: NDArray[np.float64]
    bias: float
    bound: float
    doubtful: float  # from here on, below the bound, people are asked

    @classmethod
    def load(cls, path: Path = MATCHER_FILE) -> "Matcher":
        """Read the weights; ValueError where they were trained for other signals."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        if tuple(stored["weights"]) != PAIR_SIGNALS:
            raise ValueError(
                f"{path} 的信号是 {list(stored['weights'])}，应为 {list(PAIR_SIGNALS)}；"
                "请在源码文件夹运行 lvzhi train-matcher 重新训练。"
            )
        weights = np.array(list(stored["weights"].values()))
        return cls(weights, stored["bias"], stored["bound"], stored["doubtful"])

    def probabilities(self, pairs: Pairs) -> NDArray[np.float64]:
        """Of every pair, shape (duties, matters)."""
        return np.asarray(1.0 / (1.0 + np.exp(-(pairs @ self.weights + self.bias))))
