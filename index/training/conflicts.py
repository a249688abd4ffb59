"""Asked questions that contradict each other: alike in words, attached to different duties."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import AskedQuestion
from index.features import duty_features
from index.ranker import Ranker, probabilities
from index.search import DutySearch
from index.training.letters import leave_one_out

# With the default model half of all questions have another one within 0.93, most of the same
# duty. Of the shipped questions these limits leave about one in a hundred, which people can read.
MIN_COSINE = 0.94
MIN_PROBABILITY = 0.8
_BLOCK = 512  # rows of the cosine matrix held at a time


@dataclass(frozen=True)
class Conflict:
    """A question whose nearest other question belongs to another duty, and outvotes its own."""

    asked: AskedQuestion
    nearest: AskedQuestion
    cosine: float  # of the two
    ranked: str  # id of the duty that comes first where `asked` is left out of the index
    probability: float  # the ranker's, of that duty
    mutual: bool  # whether `nearest` is led astray by `asked` in the same way


def find_conflicts(
    search: DutySearch,
    min_cosine: float = MIN_COSINE,
    min_probability: float = MIN_PROBABILITY,
    on_progress: Callable[[int, int], None] | None = None,
) -> list[Conflict]:
    """The contradictions among a town's asked questions, strongest first, each pair once.

    Leave-one-out: each question is searched as if it were not in the index. It is in conflict
    where the nearest other question shares no duty with it, at `min_cosine` or more, and the
    ranker puts a duty first that is not its own, with `min_probability` or more.
    """
    left_out = leave_one_out(search, on_progress=on_progress)
    ranker = Ranker.load()
    nearest, cosines = nearest_others(search.index.asked_indexes.vectors.vectors)
    found: dict[frozenset[int], Conflict] = {}
    for i, asked in enumerate(search.asked):
        other = search.asked[nearest[i]]
        if cosines[i] < min_cosine or set(asked.duties) & set(other.duties):
            continue
        chances = probabilities(ranker.scores(duty_features(left_out.seen[i].signals)))
        first = int(chances.argmax())
        if left_out.gold[i, first] or chances[first] < min_probability:
            continue
        pair = frozenset((i, int(nearest[i])))
        found[pair] = _stronger(
            found.get(pair),
            Conflict(
                asked=asked,
                nearest=other,
                cosine=float(cosines[i]),
                ranked=search.town.duties[first].duty_id,
                probability=float(chances[first]),
                mutual=pair in found,
            ),
        )
    return sorted(found.values(), key=lambda one: (-one.probability, -one.cosine))


def nearest_others(
    vectors: NDArray[np.float32],
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Each vector's nearest other one, as position and cosine; vectors of shape (n, dimension)."""
    nearest = np.empty(len(vectors), dtype=np.intp)
    cosines = np.empty(len(vectors), dtype=np.float32)
    for start in range(0, len(vectors), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(vectors)))
        block = vectors[rows] @ vectors.T
        block[np.arange(len(rows)), rows] = -np.inf
        nearest[rows] = block.argmax(axis=1)
        cosines[rows] = block.max(axis=1)
    return nearest, cosines


def _stronger(one: Conflict | None, other: Conflict) -> Conflict:
    """The more probable of a pair's two directions; where both exist it is mutual."""
    if one is None or one.probability < other.probability:
        return other
    return Conflict(**{**vars(one), "mutual": True})
