"""The bank of a town that has few questions of its own: those of the matters it is linked to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.bank.questions import AskedQuestion, Asker
from corpus.models import Town
from index.features import Scores
from index.groups import Groups
from index.matters.links import Linking
from index.matters.reference import Reference
from index.town_index import SharedTexts

# Cosines of a text to official passages. Three in four texts of the
# reference town lie nearer to their own duty than the first.
FAR = 0.56  # no passage of the town lies nearer: then it may be told to cover no such thing
_BESIDE = 0.04  # of the linked duties, those that lie so near to the nearest share the text
_ANOTHERS = 0.1  # nearer by so much to an unlinked duty: then it is nobody's
_NEW_HERE = 0.055  # nearer by so much than to any duty of the reference town: may be covered here
_NEAR_NEW = 0.63  # to a duty without a matter: may be covered by it
_OFFICIAL = ("{title}由谁负责", "{title}由哪个部门牵头", "{title}在哪张清单")


@dataclass(frozen=True)
class LinkedBank:
    """The texts of linked matters, and how an office asks for the duties linked to them."""

    shared: SharedTexts
    official: tuple[AskedQuestion, ...]


def linked_bank(town: Town, near: Scores, reference: Reference, linking: Linking) -> LinkedBank:
    """The texts of linked matters, and those that show what this town does not cover.

    `near` is how near all the reference's texts are to each duty, of shape (texts, duties).
    """
    theirs = reference.search
    count = len(theirs.asked)
    asked = list(_linked(town, theirs.asked, linking, near))
    uncovered = [
        *_uncovered_here(theirs.asked, linking, near),
        *(count + place for place in _still_uncovered(town, linking, near[count:], reference)),
    ]
    shared = SharedTexts(
        reference=theirs.index,
        asked=np.array([place for place, _ in asked], dtype=np.int32),
        duties=Groups.of([duties for _, duties in asked]),
        uncovered=np.array(uncovered, dtype=np.int32),
    )
    linked = {duty for _, duties in asked for duty in duties}
    return LinkedBank(shared, tuple(_in_official_words(town, linked)))


def _linked(
    town: Town, asked: Sequence[AskedQuestion], linking: Linking, near: Scores
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The covered texts of linked matters by their place, with the places of this town's duties."""
    places = {duty.duty_id: place for place, duty in enumerate(town.duties)}
    ids = list(places)
    duties_of = linking.duties_of
    doubtful = {(link.duty_id, link.matter_id) for link in linking.doubtful}
    others = near.argmax(axis=1)
    for place, row in enumerate(asked):
        linked = {
            places[d]: near[place, places[d]] for m in row.duties for d in duties_of.get(m, ())
        }
        if not linked:
            continue
        best = max(linked.values())
        other = int(others[place])
        of_doubt = any((ids[other], matter) in doubtful for matter in row.duties)
        if near[place, other] > best + (0.0 if of_doubt else _ANOTHERS):
            continue
        chosen = sorted(
            (d for d in linked if linked[d] >= best - _BESIDE), key=lambda d: -linked[d]
        )
        yield place, tuple(chosen)


def _in_official_words(town: Town, linked: set[int]) -> Iterator[AskedQuestion]:
    """How an office asks for the duties that others' questions were found for: by their titles."""
    for place, duty in enumerate(town.duties):
        if place in linked:
            title = duty.title.rstrip("。")
            for manner in _OFFICIAL:
                yield AskedQuestion(
                    question=manner.format(title=title),
                    duties=(duty.duty_id,),
                    departments=duty.departments,
                    who=Asker.STAFF,
                )


def _uncovered_here(
    asked: Sequence[AskedQuestion], linking: Linking, near: Scores
) -> Iterator[int]:
    """Texts of matters that no duty of this town may be, as far as all its passages are far."""
    found = {link.matter_id for link in (*linking.links, *linking.doubtful)}
    for place in np.flatnonzero(near[: len(asked)].max(axis=1) < FAR).tolist():
        if found.isdisjoint(asked[place].duties):
            yield place


def _still_uncovered(town: Town, linking: Linking, near: Scores, reference: Reference) -> list[int]:
    """The uncovered texts without those that a duty may cover which the reference town lacks.

    So may one that lies nearer than any of the reference's, or an unlinked one that lies near.
    """
    linked = {link.duty_id for link in linking.links}
    new = np.array([duty.duty_id not in linked for duty in town.duties])[near.argmax(axis=1)]
    ours, theirs = near.max(axis=1), reference.nearest_own
    covered = (ours >= theirs + _NEW_HERE) | (new & (ours >= _NEAR_NEW))
    return np.flatnonzero((ours < FAR) | ~covered).tolist()
