"""BM25 over one set of texts cut into terms (a thin layer over bm25s)."""

import logging
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray


class LexicalIndex:
    """BM25 scores (Lucene's variant, k1 = 1.5, b = 0.75) of a query against every text."""

    def __init__(self, engine: bm25s.BM25, size: int) -> None:
        """Wrap an engine over `size` texts."""
        self._engine = engine
        self._size = size

    @classmethod
    def build(cls, terms: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Index texts given as their terms; the order is the texts' order."""
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets DEBUG for itself
        engine = bm25s.BM25(method="lucene")
        engine.index([list(text) for text in terms] or [[""]], show_progress=False)
        return cls(engine, len(terms))

    @classmethod
    def none(cls) -> "LexicalIndex":
        """The index over no text."""
        return cls(bm25s.BM25(), 0)

    @classmethod
    def load(cls, folder: Path, size: int) -> "LexicalIndex":
        """Read what `save` wrote."""
        return cls(bm25s.BM25.load(folder), size)

    def save(self, folder: Path) -> None:
        """Write the index into a folder of its own."""
        self._engine.save(folder)

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """The score of every text, shape (texts,); higher is better, 0 for no common term."""
        known = [term for term in terms if self._size and term in self._engine.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._engine.get_scores(known), dtype=np.float32)
