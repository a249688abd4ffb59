"""What a common matter's questions say of whose matter it is: their vote beside the matcher's."""

import numpy as np
from numpy.typing import NDArray

from index.matters.matcher import Matcher
from index.search import DutySearch

# A common matter is often a part of what a duty covers, which the titles say too little of.
# Read by hand on the links of four made-up towns: see docs/retrieval.md.
_MOST, _NEAR = 0.6, 0.67  # share of the questions, and their mean cosine, that link by themselves
_MANY, _PERHAPS = 0.3, 0.2  # share of the questions with which a chance so small is enough
_FEW = 0.15  # share of the questions without which no chance is enough
_BELOW = 0.01


def weighed(
    chances: NDArray[np.float64],
    near: NDArray[np.float32],
    reference: DutySearch,
    matcher: Matcher,
) -> NDArray[np.float64]:
    """The matcher's chances, shape (duties, matters), above its bound where the vote bears it.

    `near` is how near each of the reference's questions is to each duty's passages,
    shape (texts, duties).
    """
    matters = {duty.duty_id: place for place, duty in enumerate(reference.town.duties)}
    of = np.array([matters[row.duties[0]] for row in reference.asked])
    share, cosine = np.zeros_like(chances), np.zeros_like(chances)
    nearest, best = near.argmax(axis=1), near.max(axis=1)
    size = np.bincount(of, minlength=len(matters))
    np.add.at(share, (nearest, of), 1.0)
    np.add.at(cosine, (nearest, of), best)
    cosine /= np.maximum(share, 1.0)
    share /= np.maximum(size, 1)
    linked = (
        ((share >= _MOST) & (cosine >= _NEAR))
        | ((share >= _MANY) & (chances >= _PERHAPS))
        | ((share >= _FEW) & (chances >= matcher.bound))
    )
    above, below = np.maximum(chances, matcher.bound), np.minimum(chances, matcher.bound - _BELOW)
    return np.asarray(np.where(linked, above, below))
