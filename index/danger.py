"""How probable it is that a message reports danger to people, from the embedding of its words."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

DANGER_FILE = Path(__file__).parent / "danger.npz"
NEAR = 1.0  # gamma of the kernel: how fast what a message says of another falls with its distance


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
    """Danger or not by the messages nearest to it, and which kind by a regression.

    A support vector machine with a radial kernel: of dangers as alike as 我不想活了 and 不想活动了
    no plane tells the one from the other.
    """

    supports: NDArray[np.float32]  # (messages, dimension), of length 1
    weights: NDArray[np.float32]  # (messages,)
    bias: float
    scale: tuple[float, float]  # slope and intercept that make its value log odds
    kinds: tuple[str, ...]
    kind: NDArray[np.float32]  # (kinds, dimension + 1), the bias last

    @classmethod
    def load(cls, model_name: str, path: Path = DANGER_FILE) -> Self | None:
        """The shipped weights; None where they were trained with another embedding model."""
        with np.load(path) as stored:
            if str(stored["model"]) != model_name:
                return None
            supports = stored["supports"].astype(np.float32)
            supports /= np.linalg.norm(supports, axis=1, keepdims=True)
            bias, slope, intercept = stored["scalars"].tolist()
            return cls(
                supports=supports,
                weights=stored["weights"],
                bias=bias,
                scale=(slope, intercept),
                kinds=tuple(stored["kinds"].tolist()),
                kind=stored["kind"],
            )

    def save(self, model_name: str, path: Path) -> None:
        """Write what `load` reads; the vectors in whole numbers from -127 to 127."""
        np.savez_compressed(
            path,
            model=model_name,
            supports=np.round(self.supports * (127 / np.abs(self.supports).max())).astype(np.int8),
            weights=self.weights,
            scalars=np.array([self.bias, *self.scale]),
            kinds=np.array(self.kinds),
            kind=self.kind,
        )

    def judged(self, vector: NDArray[np.float32]) -> Judged:
        """The judgement of a message by its vector, shape (dimension,)."""
        kind = self.kinds[int(np.argmax(self.kind @ np.append(vector, 1.0)))]
        slope, intercept = self.scale
        near = np.exp(-2 * NEAR * (1 - self.supports @ vector))
        odds = slope * (float(self.weights @ near) + self.bias) + intercept
        return Judged(kind, float(1.0 / (1.0 + np.exp(-odds))))


def danger_judge(engine: QueryEngine) -> Callable[[str], Judged] | None:
    """A function that judges a message with this engine; None where no weights are for it."""
    model = DangerModel.load(engine.model_name)
    return partial(_judged, engine, model) if model else None


def _judged(engine: QueryEngine, model: DangerModel, message: str) -> Judged:
    return model.judged(engine.embed_queries([message])[0])
