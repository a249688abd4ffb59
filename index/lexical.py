"""BM25 over one set of texts cut into terms: made by bm25s, asked without it."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_TERMS_FILE = "terms.txt"


class _Columns(NamedTuple):
    """What each term adds to the score of each text that has it, term after term."""

    starts: NDArray[np.int64]  # where each term's begin, and the end of the last, (terms + 1,)
    texts: NDArray[np.int32]
    scores: NDArray[np.float32]


class _Numbers:
    """Which term has which number, by Python's hash of it.

    A dictionary of 200,000 strings would take ten times as much memory. That two of them have
    one hash of 64 bits happens to one index in a billion.
    """

    def __init__(self, terms: Sequence[str]) -> None:
        hashes = _hashes(terms)
        order = np.argsort(hashes)
        self._hashes = hashes[order]
        self._numbers = order.astype(np.int32)

    def of(self, terms: Sequence[str]) -> list[int]:
        """The numbers of those of the terms that are known, in their order."""
        if not len(self._hashes):
            return []
        hashes = _hashes(terms)
        places = np.searchsorted(self._hashes, hashes).clip(max=len(self._hashes) - 1)
        numbers: list[int] = self._numbers[places[self._hashes[places] == hashes]].tolist()
        return numbers


def _hashes(terms: Sequence[str]) -> NDArray[np.int64]:
    return np.fromiter(map(hash, terms), np.int64, len(terms))


class LexicalIndex:
    """BM25 scores (Lucene's variant, k1 = 1.5, b = 0.75) of a query against every text."""

    def __init__(self, terms: Sequence[str], columns: _Columns, size: int) -> None:
        """Take the columns of these terms over `size` texts."""
        self._numbers = _Numbers(terms)
        self._columns = columns
        self._size = size
        self._terms: Sequence[str] = ()  # to be saved

    @classmethod
    def build(cls, terms: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Index texts given as their terms; the order is the texts' order."""
        # Imported late: it takes scipy and tqdm along, a third of a cold start.
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets DEBUG for itself
        engine = bm25s.BM25(method="lucene")
        engine.index([list(text) for text in terms] or [[""]], show_progress=False)
        known = sorted(engine.vocab_dict, key=engine.vocab_dict.__getitem__)
        made = engine.scores
        columns = _Columns(
            np.asarray(made["indptr"], dtype=np.int64),
            np.asarray(made["indices"], dtype=np.int32),
            np.asarray(made["data"], dtype=np.float32),
        )
        made = cls(known, columns, len(terms))
        made._terms = known
        return made

    @classmethod
    def none(cls) -> "LexicalIndex":
        """The index over no text."""
        empty = _Columns(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
        return cls((), empty, 0)

    @classmethod
    def load(cls, folder: Path, size: int) -> "LexicalIndex":
        """Map what `save` wrote into memory."""
        terms = (folder / _TERMS_FILE).read_text(encoding="utf-8").split("\n")
        starts, texts, scores = (
            np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in _Columns._fields
        )
        return cls(terms, _Columns(starts, texts, scores), size)

    def save(self, folder: Path) -> None:
        """Write the index, as it was built, into a folder of its own."""
        folder.mkdir(parents=True)
        (folder / _TERMS_FILE).write_text("\n".join(self._terms), encoding="utf-8")
        for name, column in self._columns._asdict().items():
            np.save(folder / f"{name}.npy", column)

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """The score of every text, shape (texts,); higher is better, 0 for no common term."""
        found = np.zeros(self._size, dtype=np.float32)
        if not self._size:
            return found
        starts, texts, scores = self._columns
        for number in self._numbers.of(terms):
            own = slice(starts[number], starts[number + 1])
            found[texts[own]] += scores[own]  # each text stands once in it
        return found
