"""How probable it is that a message reports danger to people, from the embedding of its words."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

DANGER_FILE = Path(__file__).parent / "danger.json"


class QueryEngine(Protocol):
    """What is needed of an embedding engine."""

    @property
    def model_name(self) -> str:
        """The model's name; weights are for one model only."""
        ...

    def embed_queries(self, texts: list[str]) -> NDArray[np.float32]:
        """Normalised vectors of shape (texts, dimension)."""
        ...


class Judged(NamedTuple):
    """What the classifier makes of a message."""

    kind: str  # the likeliest danger, if it is one: a label of `corpus/data/danger.tsv`
    probability: float  # that it is one


@dataclass(frozen=True)
class DangerModel:
    """Two regressions over a vector of length 1: danger or not, and which kind."""

    kinds: tuple[str, ...]
    danger: NDArray[np.float64]  # (dimension + 1,), the bias last
    kind: NDArray[np.float64]  # (kinds, dimension + 1)

    @classmethod
    def load(cls, model_name: str, path: Path = DANGER_FILE) -> Self | None:
        """The shipped weights; None where they were trained with another embedding model."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["model"] != model_name:
            return None
        return cls(tuple(stored["kinds"]), np.array(stored["danger"]), np.array(stored["kind"]))

    def judged(self, vector: NDArray[np.float32]) -> Judged:
        """The judgement of a message by its vector, shape (dimension,)."""
        features = np.append(vector, 1.0)
        kind = self.kinds[int(np.argmax(self.kind @ features))]
        return Judged(kind, float(1.0 / (1.0 + np.exp(-(self.danger @ features)))))


def danger_judge(engine: QueryEngine) -> Callable[[str], Judged] | None:
    """A function that judges a message with this engine; None where no weights are for it."""
    model = DangerModel.load(engine.model_name)
    return partial(_judged, engine, model) if model else None


def _judged(engine: QueryEngine, model: DangerModel, message: str) -> Judged:
    return model.judged(engine.embed_queries([message])[0])
