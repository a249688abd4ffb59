"""How alike texts are: by the pairs of characters that they share, rare ones weighing more."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Likenesses = NDArray[np.float64]  # of (texts of one side, texts of the other), 0 to 1

_NO_WORD = re.compile(r"[\W_]+")
_PENALTY = re.compile(r"处罚|罚款|没收|查处|责令|追缴|追回|拆除|强制")


class Shares(NamedTuple):
    """Of the weight of all that two texts say, what they share."""

    mean: Likenesses  # of both texts, the geometric mean of the shares
    of_shorter: Likenesses


def bare(text: str) -> str:
    """The text without white space, punctuation and signs."""
    return _NO_WORD.sub("", text)


def punishes(title: str) -> bool:
    """Whether a title is of a penalty or what is taken by force."""
    return _PENALTY.search(title) is not None


def shares(ours: Sequence[str], theirs: Sequence[str]) -> Shares:
    """What each of our texts shares with each of theirs; 0 where one says nothing."""
    one, other = [_pairs(text) for text in ours], [_pairs(text) for text in theirs]
    counted = Counter(pair for pairs in (*one, *other) for pair in pairs)
    places = {pair: place for place, pair in enumerate(counted)}
    # Squared, as in the cosine of two texts by tf-idf.
    weights = np.array([np.log((len(one) + len(other) + 1) / n) ** 2 for n in counted.values()])
    left, right = _presence(one, places), _presence(other, places)
    shared = (left * weights) @ right.T
    ours_weight, theirs_weight = (left @ weights)[:, None], (right @ weights)[None, :]
    return Shares(
        _over(shared, np.sqrt(ours_weight * theirs_weight)),
        _over(shared, np.minimum(ours_weight, theirs_weight)),
    )


def _pairs(text: str) -> frozenset[str]:
    plain = bare(text)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1)) or frozenset(
        {plain} - {""}
    )


def _presence(texts: Sequence[frozenset[str]], places: dict[str, int]) -> NDArray[np.float64]:
    found = np.zeros((len(texts), len(places)))
    for row, pairs in enumerate(texts):
        found[row, [places[pair] for pair in pairs]] = 1.0
    return found


def _over(shared: NDArray[np.float64], whole: NDArray[np.float64]) -> Likenesses:
    return np.divide(shared, whole, out=np.zeros_like(shared), where=whole > 0)
