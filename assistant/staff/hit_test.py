"""Why duties were ranked as they were for a question: the ranker's reasons, in the open."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.normalisation import normalise
from index.features import LACKING, SIGNALS
from index.search import DutyHit, DutySearch

TOP = 5


@dataclass(frozen=True)
class RankedHit:
    """A duty found, and what each signal gave it."""

    hit: DutyHit
    gains: dict[str, float]  # by SIGNALS: the ranker's points over the other best duty
    shared_words: tuple[str, ...]  # of the question, in the duty's nearest passage


@dataclass(frozen=True)
class HitTest:
    """A question's search laid open; hits best first."""

    question: str  # as searched: normalised, misheard characters mended
    hits: tuple[RankedHit, ...]
    coverage: float  # calibrated probability that the lists cover the question
    threshold: float  # of the coverage
    rightness: float  # calibrated probability that the first duty is a fair answer
    covered: bool  # whether both are enough to answer


def hit_test(search: DutySearch, question: str) -> HitTest:
    """Search a question and compare each of the best duties with its rival.

    The rival of the first is the second, that of the others the first. A letter is compared
    as a whole, though its heading counts beside it.
    """
    text = search.in_characters(normalise(question))
    found = search.find(text, TOP)
    mended = search.mended(text)
    points = _points(search, mended)
    place = {duty.duty_id: i for i, duty in enumerate(search.town.duties)}
    ranks = [place[hit.duty.duty_id] for hit in found.hits]
    rivals = [ranks[1], *([ranks[0]] * (len(ranks) - 1))]
    words = dict.fromkeys(search.words(mended))
    hits = tuple(
        RankedHit(
            hit,
            dict(zip(SIGNALS, (points[own] - points[rival]).tolist(), strict=True)),
            _shared(words, hit),
        )
        for hit, own, rival in zip(found.hits, ranks, rivals, strict=True)
    )
    return HitTest(mended, hits, found.coverage, found.threshold, found.rightness, found.covered)


def _points(search: DutySearch, text: str) -> NDArray[np.float64]:
    """What each signal adds to the ranker's score, shape (duties, len(SIGNALS))."""
    names, weighted = search.weighted_features(text)
    columns = [
        [place for place, name in enumerate(names) if name.removeprefix(LACKING).startswith(signal)]
        for signal in SIGNALS
    ]
    return np.stack([weighted[:, own].sum(axis=1) for own in columns], axis=1)


def _shared(words: Sequence[str] | dict[str, None], hit: DutyHit) -> tuple[str, ...]:
    text = hit.passages[0].passage.text
    return tuple(word for word in words if len(word) > 1 and word in text)
