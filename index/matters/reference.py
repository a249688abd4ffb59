"""The reference town as others are linked to it, with what need not be found for each anew."""

from collections.abc import Hashable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.features import Scores
from index.matters.acts import matter_words
from index.matters.remembered import Remembered
from index.search import DutySearch
from index.views import combined

_TITLES = 4_000  # remembered, 2 kB each
_DUTIES = 700  # remembered, 64 kB each


class Reference:
    """The reference town's search; what many towns have in common is worked out once.

    Towns of one county share most of their texts: of a thousand, nearly all links are known.
    """

    def __init__(self, search: DutySearch) -> None:
        """Link to this search's town."""
        self.search = search
        self._chances: Remembered[NDArray[np.float64]] = Remembered(_TITLES)
        self._near: Remembered[Scores] = Remembered(_DUTIES)
        self._shared: Remembered[NDArray[np.float64]] = Remembered(_TITLES)

    def chances(self, title: str, vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """How probable each matter is where a title is asked as a question, (matters,)."""

        def find() -> NDArray[np.float64]:
            view = self.search.view(self.search.evidence(vector, title))
            return combined([view], None, len(title)).chances

        return self._chances.found(title, find)

    def near(self, texts: Hashable, passages: NDArray[np.float32]) -> Scores:
        """How near every asked and uncovered text is to the best of some passages, (texts,).

        The passages' vectors are whitened; `texts` is what they were made from.
        """
        return self._near.found(texts, lambda: (self.whitened @ passages.T).max(axis=1))

    def shared_words(self, title: str) -> NDArray[np.float64]:
        """Share of the shorter title's pairs of characters that the other has, (matters,)."""

        def find() -> NDArray[np.float64]:
            ours = matter_words(title)
            return np.array(
                [len(ours & own) / max(1, min(len(ours), len(own))) for own in self._words]
            )

        return self._shared.found(title, find)

    @cached_property
    def _words(self) -> list[frozenset[str]]:
        return [matter_words(duty.title) for duty in self.search.town.duties]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The everyday words of its texts."""
        return frozenset(self.search.index.cutter.vocabulary)

    @cached_property
    def whitened(self) -> NDArray[np.float32]:
        """The vectors of the asked and then of the uncovered texts, whitened."""
        index = self.search.index
        parts = (index.asked_indexes, index.uncovered_indexes)
        raw = np.concatenate([part.vectors.vectors for part in parts])
        return index.space.whitening.apply(raw)

    @cached_property
    def nearest_own(self) -> Scores:
        """How near each uncovered text is to the nearest passage of the reference town."""
        passages = self.search.index.passage_indexes.vectors.vectors
        uncovered = self.whitened[len(self.search.asked) :]
        return np.asarray((uncovered @ passages.T).max(axis=1))
