"""How probable it is that a short question leans on an earlier one, from its embedding."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.danger import QueryEngine

LEANING_FILE = Path(__file__).parent / "leaning.json"


def leaning_judge(engine: QueryEngine, path: Path = LEANING_FILE) -> Callable[[str], float] | None:
    """The probability of leaning, by this engine; None where no weights are for its model."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    if stored["model"] != engine.model_name:
        return None
    return partial(_probability, engine, np.array(stored["weights"]))


def _probability(engine: QueryEngine, weights: NDArray[np.float64], question: str) -> float:
    """`weights` have shape (dimension + 1,), the bias last."""
    features = np.append(engine.embed_queries([question])[0], 1.0)
    return float(1.0 / (1.0 + np.exp(-(weights @ features))))
