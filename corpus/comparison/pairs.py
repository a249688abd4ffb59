"""Which duty of one document is which of another: one to one, by title and text, not by number."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from corpus.comparison.likeness import Likenesses, bare, punishes, shares
from corpus.models import BlockKind, Duty, Town

LEAST = 0.5  # likeness of a pair; see `duty_likeness`
LEAST_LEFT = 0.25  # of one where nothing else is left that is nearly as like
_LEFT_LEADS = 0.1
_TEXT_COUNTS = 0.7  # of what a title leaves open, so much can be made up for by a like text
_TEXT_LEADS = 0.1  # a text that is as like to another duty, as a whole run's may be, says nothing
_OTHER_ACT = 0.6  # what is left of the likeness of a penalty to what is none
_SAME_LIST, _SAME_LEAD, _SAME_SECTION, _SAME_NUMBER = 0.04, 0.02, 0.01, 0.005  # where all is alike


class Pair(NamedTuple):
    """A duty and the other document's duty that it is."""

    one: Duty
    other: Duty
    likeness: float

    @property
    def sure(self) -> bool:
        """Whether something may be built on it without anybody looking."""
        return self.likeness >= LEAST


def paired(ours: Sequence[Duty], theirs: Sequence[Duty]) -> tuple[Pair, ...]:
    """The pairs in the order of our duties, none of which stands in two; the likest go first."""
    if not ours or not theirs:
        return ()
    likeness = duty_likeness(ours, theirs)
    found = _likest(likeness, likeness + _nearness(ours, theirs))
    found |= _likest_left(ours, theirs, likeness, found)
    return tuple(
        Pair(ours[at], theirs[to], round(float(likeness[at, to]), 2))
        for at, to in sorted(found.items())
    )


def _likest(likeness: Likenesses, ranked: Likenesses) -> dict[int, int]:
    """Places of pairs that are alike enough, taken from the best down."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    order = np.argsort(-ranked, axis=None, kind="stable")
    for row, column in zip(*np.unravel_index(order, ranked.shape), strict=True):
        at, to = int(row), int(column)
        if likeness[at, to] >= LEAST and at not in found and to not in taken:
            found[at] = to
            taken.add(to)
    return found


def _likest_left(
    ours: Sequence[Duty], theirs: Sequence[Duty], likeness: Likenesses, found: dict[int, int]
) -> dict[int, int]:
    """Of what is left of a list, pairs that are far more alike than either is to anything else."""
    rows = [at for at in range(len(ours)) if at not in found]
    columns = [to for to in range(len(theirs)) if to not in set(found.values())]
    if not rows or not columns:
        return {}
    left = likeness[np.ix_(rows, columns)]
    same = np.array([[_may_be(ours[at], theirs[to]) for to in columns] for at in rows])
    chosen = same & (left >= LEAST_LEFT) & (_leads(left) >= _LEFT_LEADS)
    return {rows[at]: columns[to] for at, to in zip(*np.nonzero(chosen), strict=True)}


def _may_be(one: Duty, other: Duty) -> bool:
    """Whether a duty may be another that is not very like it."""
    return one.list is other.list and punishes(one.title) == punishes(other.title)


@lru_cache(maxsize=16)
def counterparts(older: Town, newer: Town) -> Mapping[str, str]:
    """The ids of the older version's duties and what they surely are in the newer one."""
    pairs = paired(older.duties, newer.duties)
    return {pair.one.duty_id: pair.other.duty_id for pair in pairs if pair.sure}


def duty_likeness(ours: Sequence[Duty], theirs: Sequence[Duty]) -> Likenesses:
    """How alike duties are, 0 to 1: by their titles, and by texts that are like no other's."""
    titles = title_likeness([d.title for d in ours], [d.title for d in theirs])
    texts = shares([_text(d) for d in ours], [_text(d) for d in theirs]).mean
    told = np.where(_leads(texts) >= _TEXT_LEADS, texts, 0.0)
    return np.asarray(titles + (1.0 - titles) * _TEXT_COUNTS * told)


def title_likeness(ours: Sequence[str], theirs: Sequence[str]) -> Likenesses:
    """How alike titles are, 0 to 1; 1 where they are the same but for signs."""
    shared = shares(ours, theirs)
    likeness = (shared.mean + shared.of_shorter) / 2
    acts = np.array([[punishes(one) != punishes(other) for other in theirs] for one in ours])
    same = np.array([[bare(one) == bare(other) for other in theirs] for one in ours])
    return np.asarray(np.where(same, 1.0, np.where(acts, likeness * _OTHER_ACT, likeness)))


def _text(duty: Duty) -> str:
    """All that is written below the title."""
    return "\n".join(block.text for block in duty.blocks if block.kind is not BlockKind.TITLE)


def _leads(scores: Likenesses) -> Likenesses:
    """By how much each score leads the best other one in its row and its column."""
    return np.minimum(_lead(scores), _lead(scores.T).T)


def _lead(scores: Likenesses) -> Likenesses:
    if scores.shape[1] < 2:
        return scores
    second, best = np.sort(scores, axis=1)[:, -2:].T
    behind = scores - best[:, None]
    return np.asarray(np.where(scores >= best[:, None], scores - second[:, None], behind))


def _nearness(ours: Sequence[Duty], theirs: Sequence[Duty]) -> Likenesses:
    """What decides between pairs that are equally alike."""
    return np.array([[_near(one, other) for other in theirs] for one in ours])


def _near(one: Duty, other: Duty) -> float:
    same_list = one.list is other.list
    return (
        _SAME_LIST * same_list
        + _SAME_LEAD * (one.lead_department == other.lead_department)
        + _SAME_SECTION * (one.section == other.section)
        + _SAME_NUMBER * (same_list and one.number == other.number)
    )
