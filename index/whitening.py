"""Vectors in which questions about one duty lie close: within-class covariance normalisation.

Asked questions of one duty differ in manner (who asks, how politely, which dialect) as much as
in matter. Dividing by the covariance within duties takes the manner out: the nearest duty's
centroid is right for 66 % of held-out asked questions, for 54 % by the plain cosines of e5.
Hatch, Kajarekar, Stolcke: Within-class covariance normalization for SVM-based speaker
recognition, Interspeech 2006. In closed form, so it follows every added question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Added to every eigenvalue of the covariance, in units of their mean; by 5-fold cross-validation
# on the asked questions anything between 0.3 and 3 is within half a point.
_SHRINKAGE = 1.0

Vectors = NDArray[np.float32]
Pairs = Sequence[tuple[int, int]]  # (text, duty) positions


@dataclass(frozen=True)
class Whitening:
    """A linear map fitted on asked questions; `mean` (d,), `matrix` (d, d)."""

    mean: Vectors
    matrix: Vectors

    @classmethod
    def fit(cls, vectors: Vectors, duties: Sequence[int] | NDArray[np.intp]) -> "Whitening":
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
        return normalised((vectors - self.mean) @ self.matrix)


@dataclass(frozen=True)
class DutySpace:
    """The whitened space of a town with the middle of each duty's asked questions.

    `centroids` (duties, d) are of length 1, zero where no question was asked of a duty.
    """

    whitening: Whitening
    centroids: Vectors

    @classmethod
    def fit(cls, asked: Vectors, pairs: Pairs, duties: int) -> "DutySpace":
        """From the asked questions' vectors and their (question, duty) positions."""
        texts, owners = (np.array(side, dtype=np.intp) for side in zip(*pairs, strict=True))
        whitening = Whitening.fit(asked[texts], owners)
        return cls.within(whitening, whitening.apply(asked), pairs, duties)

    @classmethod
    def within(
        cls, whitening: Whitening, whitened: Vectors, pairs: Pairs, duties: int
    ) -> "DutySpace":
        """The middles in a space that was fitted on other, more questions; these are whitened."""
        sums = np.zeros((duties, whitened.shape[1]))
        if pairs:
            texts, owners = np.array(sorted(pairs, key=lambda pair: pair[1]), dtype=np.intp).T
            own, starts = np.unique(owners, return_index=True)
            rows = whitened[texts].astype(np.float64)
            sums[own] = np.add.reduceat(rows, starts, axis=0)
        return cls(whitening, normalised(sums))

    def save(self, path: Path) -> None:
        """Write to one .npz file."""
        np.savez(
            path,
            mean=self.whitening.mean,
            matrix=self.whitening.matrix,
            centroids=self.centroids,
        )

    @classmethod
    def load(cls, path: Path) -> "DutySpace":
        """Read what `save` wrote."""
        with np.load(path) as stored:
            whitening = Whitening(stored["mean"], stored["matrix"])
            return cls(whitening, stored["centroids"])


def normalised(vectors: NDArray[np.floating[Any]]) -> Vectors:
    """Rows of length 1; rows of zeros stay."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return np.asarray(vectors / lengths, dtype=np.float32)


def _class_means(data: NDArray[np.float64], duties: NDArray[np.intp]) -> NDArray[np.float64]:
    """For each row the mean of its duty's rows."""
    sums = np.zeros((int(duties.max()) + 1, data.shape[1]))
    np.add.at(sums, duties, data)
    counts = np.maximum(np.bincount(duties, minlength=len(sums)), 1)
    return np.asarray((sums / counts[:, None])[duties])
