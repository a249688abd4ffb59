"""What the builds of several towns have in common, kept from one to the next."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from index.matters.reference import Reference
from index.matters.remembered import Remembered
from index.search import DutySearch
from index.text.words import GeneralWords, bigrams
from index.town_index import TownIndex

_VECTORS = 40_000  # remembered, 1.5 kB each
_TEXTS = 10_000  # cut into words and into pairs of characters, 10 kB each
_CUT = 20_000  # searched for new words, of which most have none


class SharedWork:
    """For one engine; whoever builds a single town takes a new one and lets it go."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.vectors: Remembered[NDArray[np.float32]] = Remembered(_VECTORS)  # by prompt and text
        self._references: dict[str, Reference] = {}  # by the key of what is linked to
        self._words: Remembered[list[str]] = Remembered(_TEXTS)
        self._pairs: Remembered[list[str]] = Remembered(_TEXTS)
        self._new: Remembered[frozenset[str]] = Remembered(_CUT)

    def reference(self, index: TownIndex, over: Callable[[TownIndex], DutySearch]) -> Reference:
        """What towns are linked to, by its index as it is now."""
        known = self._references.get(index.town.key)
        if known is None or known.search.index is not index:
            known = self._references[index.town.key] = Reference(over(index))
        return known

    @cached_property
    def general(self) -> GeneralWords:
        """jieba's own words."""
        return GeneralWords.load()

    def words(self, texts: Sequence[str], reference: Reference) -> list[list[str]]:
        """The texts cut as the reference town's are."""
        cutter = reference.search.index.cutter
        return [self._words.found(text, partial(cutter.words, text)) for text in texts]

    def pairs(self, texts: Sequence[str]) -> list[list[str]]:
        """The texts' pairs of characters."""
        return [self._pairs.found(text, partial(bigrams, text)) for text in texts]

    def new_words(self, texts: Sequence[str], reference: Reference) -> list[str]:
        """The everyday words of some texts that the reference town's texts don't have."""

        def new(text: str) -> frozenset[str]:
            return frozenset(self.general.within([text])) - reference.vocabulary

        return sorted(frozenset().union(*(self._new.found(t, partial(new, t)) for t in texts)))
