"""Exact inner-product search over normalised vectors (FAISS IndexFlatIP)."""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray


class VectorIndex:
    """Vectors in the order they were given; every one is compared, so recall is 1."""

    def __init__(self, index: faiss.Index) -> None:
        """Wrap a FAISS index."""
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> "VectorIndex":
        """Index vectors of shape (n, dimension), L2-normalised."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Read what `save` wrote."""
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to one file."""
        # By Python, whose errors name the file and the system's reason.
        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @property
    def vectors(self) -> NDArray[np.float32]:
        """All vectors, shape (n, dimension)."""
        return np.asarray(self._index.reconstruct_n(0, self._index.ntotal), dtype=np.float32)

    def vector(self, position: int) -> NDArray[np.float32]:
        """One vector, shape (dimension,)."""
        return np.asarray(self._index.reconstruct(position), dtype=np.float32)

    def cosines(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cosine of one query vector, shape (dimension,), to every vector, shape (n,)."""
        size = self._index.ntotal
        scores = np.empty(size, dtype=np.float32)
        found, order = self._index.search(query[None, :], size)
        scores[order[0]] = found[0]
        return scores
