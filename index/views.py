"""The texts of one message, each scored for itself, put together: whole, pieces, heading."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.features import Scores
from index.judgement import Nearness, facts_of
from index.ranker import log_probabilities

# Of the heading's log probabilities beside the whole's: a title is written to name the matter.
_HEADING_WEIGHT = 0.6
_END_BONUS = 1.0  # on the last piece's scores: a story's question mostly stands at its end


class View(NamedTuple):
    """One text of a message: what it is scored by, and the ranker's score of every duty."""

    signals: Scores  # (duties, signals)
    scores: NDArray[np.float64]  # (duties,)
    nearness: Nearness


@dataclass(frozen=True)
class Combined:
    """A message's views made one."""

    chances: NDArray[np.float64]  # of every duty, shape (duties,)
    facts: NDArray[np.float64]  # what `index.judgement` weighs
    speaking: NDArray[np.intp]  # for every duty the position of the view that speaks for it most


def combined(views: Sequence[View], heading: View | None, characters: int) -> Combined:
    """The views of a message's pieces, of which a duty's best counts, with that of its heading."""
    scores = np.stack([view.scores for view in views])
    if len(views) > 1:
        scores[-1] += _END_BONUS
    whole = log_probabilities(scores.max(axis=0))
    chances = np.exp(whole)
    agrees = chances
    if heading is not None:
        own = log_probabilities(heading.scores)
        agrees = np.exp(own)
        both = (whole + _HEADING_WEIGHT * own) / (1 + _HEADING_WEIGHT)
        chances = np.exp(log_probabilities(both))
    best = int(chances.argmax())
    speaking = scores.argmax(axis=0)
    told = views[speaking[best]]
    facts = facts_of(chances, told.signals[best], told.nearness, float(agrees[best]), characters)
    return Combined(chances, facts, speaking)
