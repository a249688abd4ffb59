"""Boosted regression trees as arrays: what scikit-learn trains, read without it."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

_LEAF = -1  # in place of a fact: a node that ends the way

Array = NDArray[Any]


class Trees(NamedTuple):
    """Trees of one size, padded with leaves; the sum of their leaves' values is a log-odds."""

    fact: Array  # (trees, nodes): which fact a node looks at
    bound: Array  # up to which one goes left, and right from there on
    left: Array  # (trees, nodes): the node to go on with
    right: Array
    value: Array  # of a leaf

    @classmethod
    def of(cls, trees: Sequence[Sequence[Sequence[float]]]) -> Self:
        """From each tree's nodes: fact, bound, left, right and value."""
        most = max(map(len, trees))
        leaf = [_LEAF, 0, 0, 0, 0]
        nodes = np.array([[*tree, *[leaf] * (most - len(tree))] for tree in trees])
        fact, bound, left, right, value = np.moveaxis(nodes, 2, 0)
        return cls(fact.astype(int), bound, left.astype(int), right.astype(int), value)

    def probabilities(self, rows: Array) -> Array:
        """For rows of facts, (rows, facts), how probable each is, (rows,)."""
        trees = np.arange(len(self.fact))
        at = np.zeros((len(rows), len(trees)), int)
        while True:
            fact = self.fact[trees, at]
            if (fact == _LEAF).all():
                break
            own = np.take_along_axis(rows, np.maximum(fact, 0), axis=1)
            further = np.where(
                own <= self.bound[trees, at], self.left[trees, at], self.right[trees, at]
            )
            at = np.where(fact == _LEAF, at, further)
        told: Array = 1 / (1 + np.exp(-self.value[trees, at].sum(axis=1)))
        return told
