"""Vectors in which questions about one duty lie close: within-class covariance normalisation.

Asked questions of one duty differ in manner (who asks, how politely, which dialect) as much as
in matter. Dividing by the covariance within duties takes the manner out: the nearest duty's
centroid is right for 66 % of held-out asked questions, for 54 % by the plain cosines of e5.
Hatch, Kajarekar, Stolcke: Within-class covariance normalization for SVM-based speaker
recognition, Interspeech 2006. In closed form, so it follows every added question.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Added to every eigenvalue of the covariance, in units of their mean; by 5-fold cross-validation
# on the asked questions anything between 0.3 and 3 is within half a point.
_SHRINKAGE = 1.0

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Whitening:
    """A linear map fitted on asked questions; `mean` (d,), `matrix` (d, d)."""

    mean: Vectors
    matrix: Vectors

    @classmethod
    def fit(cls, vectors: Vectors, duties: Sequence[int]) -> "Whitening":
        """From the asked questions' vectors (n, d) and the duty position of each."""
        data = vectors.astype(np.float64)
        mean = data.mean(axis=0)
        within = data - _class_means(data, np.asarray(duties))
        covariance = within.T @ within / len(data)
        values, axes = np.linalg.eigh(covariance)
        scale = 1.0 / np.sqrt(values + _SHRINKAGE * values.mean())
        matrix = (axes * scale) @ axes.T
        return cls(mean.astype(np.float32), matrix.astype(np.float32))

    def apply(self, vectors: Vectors) -> Vectors:
        """Whitened and normalised again, same shape (n, d)."""
        return normalised(((vectors - self.mean) @ self.matrix).astype(np.float32))


def normalised(vectors: Vectors) -> Vectors:
    """Rows of length 1."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _class_means(data: NDArray[np.float64], duties: NDArray[np.intp]) -> NDArray[np.float64]:
    """For each row the mean of its duty's rows."""
    sums = np.zeros((int(duties.max()) + 1, data.shape[1]))
    np.add.at(sums, duties, data)
    counts = np.maximum(np.bincount(duties, minlength=len(sums)), 1)
    return np.asarray((sums / counts[:, None])[duties])
