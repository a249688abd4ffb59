"""The vectors of a message's pieces, told from the tokens of the message: none is embedded anew."""

from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

VECTORS_FILE = Path(__file__).parent / "vectors.npz"

Array = NDArray[Any]


class PieceVectors(NamedTuple):
    """A linear map from the mean of tokens' states, (width,), to a text's vector, (dimension,)."""

    states: Array  # the middle of the means, (width,)
    vectors: Array  # the middle of the vectors, (dimension,)
    slopes: Array  # (width, dimension)

    @classmethod
    def load(cls, engine: str, path: Path = VECTORS_FILE) -> Self | None:
        """The shipped map; None where it was fitted to another engine than the one of this hash."""
        with np.load(path) as stored:
            if str(stored["engine"]) != engine:
                return None
            return cls(*(stored[name].astype(np.float32) for name in cls._fields))

    def save(self, engine: str, path: Path = VECTORS_FILE) -> None:
        """Write what `load` reads."""
        parts = {name: part.astype(np.float16) for name, part in self._asdict().items()}
        np.savez_compressed(path, engine=engine, **parts)

    def told(self, states: Array) -> Array:
        """Vectors of length 1, (pieces, dimension), from means of states, (pieces, width)."""
        vectors = self.vectors + (states - self.states) @ self.slopes
        told: Array = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return told.astype(np.float32)
