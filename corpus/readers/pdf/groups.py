"""Which lines belong to which of several texts beside them: those around each, in order."""

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Extent(NamedTuple):
    """Where something stands on a page."""

    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Halfway down."""
        return (self.top + self.bottom) / 2


Cost = Callable[[int, int], float]  # of items from one to before another as one group


def united(extents: Sequence[Extent]) -> Extent:
    """All of them as one."""
    return Extent(min(e.top for e in extents), max(e.bottom for e in extents))


def grouped(
    items: Sequence[Extent], anchors: Sequence[Extent], cost: Cost, left_over: float | None
) -> tuple[list[int], float]:
    """Where each anchor's group of items begins, and what that costs; the least of all ways.

    A group holds its anchor. Items before the first group are left over at this cost; None
    where there must be none.
    """
    homes = [_home(items, anchor) for anchor in anchors]
    best: dict[int, tuple[float, list[int]]] = {}  # start of the last group -> cost, starts
    for at, home in enumerate(homes):
        low = homes[at - 1] + 1 if at else 0
        reached: dict[int, tuple[float, list[int]]] = {}
        for start in range(min(low, home), home + 1):
            if at == 0:
                if not start or left_over is not None:
                    reached[start] = (left_over or 0.0 if start else 0.0, [start])
                continue
            ways = [
                (total + cost(before, start), [*starts, start])
                for before, (total, starts) in best.items()
                if before < start
            ]
            if ways:
                reached[start] = min(ways)
        best = reached or best
    ends = [(total + cost(start, len(items)), starts) for start, (total, starts) in best.items()]
    total, starts = min(ends)
    return starts, total


def _home(items: Sequence[Extent], anchor: Extent) -> int:
    """The item that an anchor stands in, or nearest to."""
    return min(range(len(items)), key=lambda at: abs(_away(items[at], anchor.middle)))


def _away(item: Extent, place: float) -> float:
    if item.top <= place <= item.bottom:
        return 0.0
    return min(abs(item.top - place), abs(item.bottom - place))
