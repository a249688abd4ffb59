"""Groups of places, one after another in one array: 10,000 tuples a town would burden a process."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int32]
NO_PLACES: Places = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True)
class Groups:
    """Some places each; group g's are `places[bounds[g] : bounds[g + 1]]`."""

    places: Places
    bounds: Places

    @classmethod
    def of(cls, groups: "Groups | Sequence[Sequence[int]]") -> "Groups":
        """From the places of each."""
        if isinstance(groups, Groups):
            return groups
        places = np.fromiter(chain.from_iterable(groups), dtype=np.int32)
        return cls(places, _bounds(np.fromiter(map(len, groups), dtype=np.int32)))

    @classmethod
    def joined(cls, *parts: "Groups") -> "Groups":
        """Those of the first part, then of the next."""
        sizes = np.concatenate([part.sizes for part in parts])
        return cls(np.concatenate([part.places for part in parts]), _bounds(sizes))

    def __len__(self) -> int:
        """How many groups there are."""
        return len(self.bounds) - 1

    def __getitem__(self, group: int) -> list[int]:
        """The places of one."""
        places: list[int] = self.places[self.bounds[group] : self.bounds[group + 1]].tolist()
        return places

    def __iter__(self) -> Iterator[list[int]]:
        """The places of each."""
        return (self[group] for group in range(len(self)))

    @property
    def sizes(self) -> Places:
        """How many places each has."""
        return np.diff(self.bounds)

    @property
    def groups(self) -> Places:
        """The group of every place."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.sizes)


def _bounds(sizes: Places) -> Places:
    return np.concatenate([NO_PLACES[:0], [0], np.cumsum(sizes)]).astype(np.int32)
