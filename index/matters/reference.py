"""What towns are linked to, with what need not be found for each anew."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.features import Scores
from index.groups import Places
from index.matters.acts import matter_words
from index.matters.remembered import Remembered
from index.search import DutySearch
from index.views import combined

_TITLES = 4_000  # remembered, 2 kB each
_DUTIES = 700  # remembered, 64 kB each
_ALIKE = 10_000  # remembered, 200 bytes each
_TOGETHER = 256  # texts compared with all of another's at once
_SAME_MATTER = 0.8  # cosine; see docs/retrieval.md


class Reference:
    """The search over the reference town's matters, or over the common ones that it lacks.

    What many towns have in common is worked out once.
    Towns of one county share most of their texts: of a thousand, nearly all links are known.
    """

    def __init__(self, search: DutySearch) -> None:
        """Link to the matters of this search."""
        self.search = search
        self._chances: Remembered[NDArray[np.float64]] = Remembered(_TITLES)
        self._near: Remembered[Scores] = Remembered(_DUTIES)
        self._shared: Remembered[NDArray[np.float64]] = Remembered(_TITLES)
        self._alike: Remembered[NDArray[np.intp]] = Remembered(_ALIKE)

    def chances(self, title: str, vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """How probable each matter is where a title is asked as a question, (matters,)."""

        def find() -> NDArray[np.float64]:
            view = self.search.view(self.search.evidence(vector, title))
            return combined([view], None, len(title)).chances

        return self._chances.found(title, find)

    def near(self, duties: Sequence[Sequence[str]], passages: NDArray[np.float32]) -> Scores:
        """How near every asked and uncovered text is to the best passage of each duty.

        `duties` are the texts of each one's passages, whose vectors follow one another.
        Shape (texts, duties).
        """
        bounds = np.cumsum([0, *map(len, duties)])
        keys = [tuple(texts) for texts in duties]
        columns = [self._near.get(key) for key in keys]
        new = [place for place, column in enumerate(columns) if column is None]
        if new:
            rows = np.concatenate([np.arange(bounds[place], bounds[place + 1]) for place in new])
            starts = np.cumsum([0, *(len(duties[place]) for place in new)])[:-1]
            best = np.maximum.reduceat(passages[rows] @ self.vectors.T, starts, axis=0)
            for place, column in zip(new, best, strict=True):
                columns[place] = self._near.put(keys[place], column)
        return np.stack([column for column in columns if column is not None], axis=1)

    def shared_words(self, title: str) -> NDArray[np.float64]:
        """Share of the shorter title's pairs of characters that the other has, (matters,)."""

        def find() -> NDArray[np.float64]:
            ours = matter_words(title)
            return np.array(
                [len(ours & own) / max(1, min(len(ours), len(own))) for own in self._words]
            )

        return self._shared.found(title, find)

    def asks_alike(self, places: Places, other: "Reference") -> NDArray[np.bool_]:
        """Which of another's texts, asked and then uncovered, ask what some of ours do."""
        version = other.search.index.version
        found = {place: self._alike.get((version, place)) for place in places.tolist()}
        new = [place for place, texts in found.items() if texts is None]
        for start in range(0, len(new), _TOGETHER):
            batch = new[start : start + _TOGETHER]
            near = self.vectors[batch] @ other.vectors.T >= _SAME_MATTER
            for place, row in zip(batch, near, strict=True):
                found[place] = self._alike.put((version, place), np.flatnonzero(row))
        alike = np.zeros(len(other.vectors), dtype=np.bool_)
        for texts in found.values():
            alike[texts] = True
        return alike

    @cached_property
    def _words(self) -> list[frozenset[str]]:
        return [matter_words(duty.title) for duty in self.search.town.duties]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The everyday words of its texts."""
        return frozenset(self.search.index.cutter.vocabulary)

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """The vectors of the asked and then of the uncovered texts."""
        index = self.search.index
        parts = (index.asked_indexes, index.uncovered_indexes)
        return np.concatenate([part.vectors.vectors for part in parts])

    @cached_property
    def nearest_own(self) -> Scores:
        """How near each uncovered text is to the nearest passage of these matters."""
        passages = self.search.index.passage_indexes.vectors.vectors
        uncovered = self.vectors[len(self.search.asked) :]
        return np.asarray((uncovered @ passages.T).max(axis=1))
