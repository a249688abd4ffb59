"""What the builds of several towns have in common, kept from one to the next."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.matters.reference import Reference
from index.matters.remembered import Remembered
from index.search import DutySearch
from index.text.words import GeneralWords

_VECTORS = 40_000  # remembered, 1.5 kB each


class SharedWork:
    """For one engine; whoever builds a single town takes a new one and lets it go."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.vectors: Remembered[NDArray[np.float32]] = Remembered(_VECTORS)  # by prompt and text
        self._reference: Reference | None = None

    def reference(self, search: DutySearch) -> Reference:
        """The reference town as towns are linked to it; its search is given, as it is now."""
        if self._reference is None or self._reference.search.index is not search.index:
            self._reference = Reference(search)
        return self._reference

    @cached_property
    def general(self) -> GeneralWords:
        """jieba's own words."""
        return GeneralWords.load()

    def new_words(self, texts: list[str], known: frozenset[str]) -> list[str]:
        """The everyday words of some texts that aren't known."""
        return sorted(self.general.within(texts) - known)
