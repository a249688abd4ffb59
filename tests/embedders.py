"""A small deterministic embedder for fast tests; the real model has tests of its own."""

import time
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.text.words import bigrams

DIMENSION = 64


class HashEmbedder:
    """A fake: counts of hashed character bigrams, so that shared words give close vectors."""

    model_name = "hash"
    precision = "fp32"
    dimension = DIMENSION

    def __init__(self, weights_hash: str = "0", delay_s: float = 0.0) -> None:
        self.weights_hash = weights_hash
        self.delay_s = delay_s  # a build slow enough to be killed in the middle
        self.embedded: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        time.sleep(self.delay_s)
        self.embedded += texts
        vectors = np.full((len(texts), DIMENSION), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for pair in bigrams(text):
                vectors[row, zlib.crc32(pair.encode()) % DIMENSION] += 1.0
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_queries(texts)
