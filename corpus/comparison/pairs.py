"""Which duty of one document is which of another: one to one, by title and text, not by number."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from corpus.comparison.likeness import Likenesses, bare, punishes, shares
from corpus.models import BlockKind, Duty, Town

LEAST = 0.5  # likeness of a pair; see `duty_likeness`
_TEXT_COUNTS = 0.7  # of what a title leaves open, so much can be made up for by a like text
_TEXT_LEADS = 0.1  # a text that is as like to another duty, as a whole run's may be, says nothing
_OTHER_ACT = 0.6  # what is left of the likeness of a penalty to what is none
_SAME_LIST, _SAME_LEAD, _SAME_SECTION, _SAME_NUMBER = 0.04, 0.02, 0.01, 0.005  # where all is alike


class Pair(NamedTuple):
    """A duty and the other document's duty that it is."""

    one: Duty
    other: Duty
    likeness: float


def paired(ours: Sequence[Duty], theirs: Sequence[Duty]) -> tuple[Pair, ...]:
    """The pairs in the order of our duties, none of which stands in two; the likest go first."""
    if not ours or not theirs:
        return ()
    likeness = duty_likeness(ours, theirs)
    ranked = likeness + _nearness(ours, theirs)
    free_rows, free_columns = set(range(len(ours))), set(range(len(theirs)))
    found: dict[int, Pair] = {}
    order = np.argsort(-ranked, axis=None, kind="stable")
    for row, column in zip(*np.unravel_index(order, ranked.shape), strict=True):
        at, to = int(row), int(column)
        if likeness[at, to] < LEAST or at not in free_rows or to not in free_columns:
            continue
        found[at] = Pair(ours[at], theirs[to], round(float(likeness[at, to]), 2))
        free_rows.remove(at)
        free_columns.remove(to)
    return tuple(found[at] for at in sorted(found))


@lru_cache(maxsize=16)
def counterparts(older: Town, newer: Town) -> Mapping[str, str]:
    """The ids of the older version's duties and what they are in the newer one."""
    pairs = paired(older.duties, newer.duties)
    return {pair.one.duty_id: pair.other.duty_id for pair in pairs}


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
