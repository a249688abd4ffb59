"""The middle of each duty's asked questions, by which the duty as a whole is found."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Pairs = Sequence[tuple[int, int]]  # (text, duty) positions


def centroids_of(vectors: Vectors, pairs: Pairs, duties: int) -> Vectors:
    """Of length 1, shape (duties, dimension); zero where no question was asked of a duty."""
    sums = np.zeros((duties, vectors.shape[1]))
    if pairs:
        texts, owners = np.array(sorted(pairs, key=lambda pair: pair[1]), dtype=np.intp).T
        own, starts = np.unique(owners, return_index=True)
        sums[own] = np.add.reduceat(vectors[texts].astype(np.float64), starts, axis=0)
    return normalised(sums)


def normalised(vectors: NDArray[np.floating[Any]]) -> Vectors:
    """Rows of length 1; rows of zeros stay."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return np.asarray(vectors / lengths, dtype=np.float32)
