"""Vectors of a build's texts: what is known from before, or from other towns, isn't embedded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.building.storage import Embedded
from index.matters.remembered import Remembered
from index.matters.signals import TextEmbedder

_BATCH = 128  # texts embedded between two steps of the progress bar
PASSAGE, QUERY = "passage", "query"

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


def key_of(kind: str, text: str) -> str:
    """A text under its prompt: the same words are another vector as a passage."""
    return f"{kind}:{text}"


@dataclass
class TextVectors:
    """An embedder that embeds a text once; `stage` names what it does for `progress`."""

    engine: TextEmbedder
    dimension: int
    progress: Callable[[str, int, int], None]
    memory: Remembered[NDArray[np.float32]]  # of other builds, by `key_of`
    known: Embedded = field(default_factory=dict)  # of the index before this one
    stage: str = ""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Normalised vectors of shape (texts, dimension)."""
        return self._vectors(PASSAGE, texts, self.engine.embed_passages)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Normalised vectors of shape (texts, dimension)."""
        return self._vectors(QUERY, texts, self.engine.embed_queries)

    def embedded(self, passages: Sequence[str], queries: Sequence[str]) -> Embedded:
        """The vectors of these texts by their keys, to be kept for the next build."""
        keys = [key_of(PASSAGE, text) for text in passages]
        keys += [key_of(QUERY, text) for text in queries]
        return self._found(keys)

    def know(self, vectors: Embedded) -> None:
        """Take vectors from elsewhere, by `key_of`; those of before win."""
        self.known = {**vectors, **self.known}

    def _vectors(self, kind: str, texts: Sequence[str], embed: Embed) -> NDArray[np.float32]:
        keys = [key_of(kind, text) for text in texts]
        found = self._found(keys)
        new = [k for k in dict.fromkeys(keys) if k not in found]
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            made = embed([key.removeprefix(f"{kind}:") for key in batch])
            for key, vector in zip(batch, made, strict=True):
                found[key] = self.known[key] = self.memory.put(key, vector)
            self.progress(self.stage, min(start + _BATCH, len(new)), len(new))
        rows = [found[key] for key in keys]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def _found(self, keys: Sequence[str]) -> Embedded:
        found = {key: self.known.get(key) for key in keys}
        found |= {key: self.memory.get(key) for key, vector in found.items() if vector is None}
        return {key: vector for key, vector in found.items() if vector is not None}
