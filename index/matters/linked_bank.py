"""The bank of a town that has few questions of its own: those of the matters it is linked to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.bank.questions import AskedQuestion, Asker, Bank, UncoveredQuestion
from corpus.departments import DepartmentNames
from corpus.models import Duty, ListName, Town
from index.features import Owners
from index.matters.links import Linking
from index.matters.local_words import in_words_of
from index.search import DutySearch

# Cosines in the whitened space, of a text to official passages. Three in four texts of the
# reference town lie nearer to their own duty than the first.
FAR = 0.18  # no passage of the town lies nearer: then it may be told to cover no such thing
_BESIDE = 0.05  # of the linked duties, those that lie so near to the nearest share the text
_ANOTHERS = 0.15  # nearer by so much to an unlinked duty: then it is nobody's
_NEW_HERE = 0.08  # nearer by so much than to any duty of the reference town: may be covered here
_NEAR_NEW = 0.28  # to a duty without a matter: may be covered by it
_KIND = "near"
_OFFICIAL = ("{title}由谁负责", "{title}由哪个部门牵头", "{title}在哪张清单")

Row = TypeVar("Row", AskedQuestion, UncoveredQuestion)


class Near(NamedTuple):
    """How near texts are to the passages of each duty, the best one, shape (texts, duties)."""

    ours: NDArray[np.float32]
    theirs: NDArray[np.float32]  # of the reference town


@dataclass(frozen=True)
class LinkedBank:
    """The texts in the town's own words, and the vectors of what they were made from."""

    bank: Bank
    vectors: Mapping[str, NDArray[np.float32]]  # by text


def linked_bank(
    town: Town,
    passages: NDArray[np.float32],
    owners: Owners,
    reference: DutySearch,
    linking: Linking,
) -> LinkedBank:
    """The texts of linked matters, and those that show what this town does not cover.

    `passages` are the town's, raw, of shape (passages, dimension), with their `owners`.
    """
    index = reference.index
    whitening = index.space.whitening
    ours = whitening.apply(passages)

    def near(vectors: NDArray[np.float32]) -> Near:
        whitened = whitening.apply(vectors)
        theirs = index.passage_indexes.vectors.vectors
        return Near(
            np.stack([owners.best(row) for row in whitened @ ours.T]),
            np.stack([reference.passage_owners.best(row) for row in whitened @ theirs.T]),
        )

    asked_vectors = index.asked_indexes.vectors.vectors
    uncovered_vectors = index.uncovered_indexes.vectors.vectors
    asked_near = near(asked_vectors)
    put = in_words_of(town, reference.town) if reference.town.region else str
    vectors: dict[str, NDArray[np.float32]] = {}

    def told(row: Row, vector: NDArray[np.float32]) -> Row:
        text = put(row.question)
        vectors.setdefault(text, vector.copy())  # theirs ends with the reference's index
        return row.model_copy(update={"question": text})

    asked = _once(
        told(row, asked_vectors[place])
        for place, row in _linked(town, reference, linking, asked_near)
    )
    asked = _once([*asked, *_in_official_words(town, asked)])
    known = {row.question for row in asked}
    uncovered = [
        told(row, asked_vectors[place])
        for place, row in _uncovered_here(reference, linking, asked_near)
    ] + [
        told(index.uncovered[place], uncovered_vectors[place])
        for place in _still_uncovered(town, linking, near(uncovered_vectors))
    ]
    return LinkedBank(
        Bank(asked, tuple(row for row in _once(uncovered) if row.question not in known)), vectors
    )


def _once(rows: Iterator[Row] | Sequence[Row]) -> tuple[Row, ...]:
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.question, row)
    return tuple(first.values())


def _linked(
    town: Town, reference: DutySearch, linking: Linking, near: Near
) -> Iterator[tuple[int, AskedQuestion]]:
    """The covered texts of linked matters by their place, with this town's duties."""
    places = {duty.duty_id: place for place, duty in enumerate(town.duties)}
    duties_of = linking.duties_of
    doubtful = {(link.duty_id, link.matter_id) for link in linking.doubtful}
    names = _Offices(town, reference.town)
    for place, row in enumerate(reference.asked):
        linked = {d: near.ours[place, places[d]] for m in row.duties for d in duties_of.get(m, ())}
        if not linked:
            continue
        best = max(linked.values())
        other = int(near.ours[place].argmax())
        nearest = town.duties[other].duty_id
        of_doubt = any((nearest, matter) in doubtful for matter in row.duties)
        if near.ours[place, other] > best + (0.0 if of_doubt else _ANOTHERS):
            continue
        chosen = sorted(
            (d for d in linked if linked[d] >= best - _BESIDE), key=lambda d: -linked[d]
        )
        duties = [town.duties[places[duty_id]] for duty_id in chosen]
        yield (
            place,
            row.model_copy(
                update={
                    "duties": tuple(chosen),
                    "departments": names.responsible(row, duties[0]),
                }
            ),
        )


def _in_official_words(town: Town, asked: Sequence[AskedQuestion]) -> Iterator[AskedQuestion]:
    """How an office asks for the duties that others' questions were found for: by their titles."""
    linked = {duty_id for row in asked for duty_id in row.duties}
    for duty in town.duties:
        if duty.duty_id in linked:
            title = duty.title.rstrip("。")
            for manner in _OFFICIAL:
                yield AskedQuestion(
                    question=manner.format(title=title),
                    duties=(duty.duty_id,),
                    departments=duty.departments,
                    who=Asker.STAFF,
                )


def _uncovered_here(
    reference: DutySearch, linking: Linking, near: Near
) -> Iterator[tuple[int, UncoveredQuestion]]:
    """Texts of matters that no duty of this town may be, as far as all its passages are far."""
    found = {link.matter_id for link in (*linking.links, *linking.doubtful)}
    for place, row in enumerate(reference.asked):
        nearest = float(near.ours[place].max())
        if not found.isdisjoint(row.duties) or nearest >= FAR:
            continue
        yield (
            place,
            UncoveredQuestion(question=row.question, kind=_KIND, form=row.form, act=row.act),
        )


def _still_uncovered(town: Town, linking: Linking, near: Near) -> list[int]:
    """The uncovered texts without those that a duty may cover which the reference town lacks.

    So may one that lies nearer than any of the reference's, or an unlinked one that lies near.
    """
    linked = {link.duty_id for link in linking.links}
    new = np.array([duty.duty_id not in linked for duty in town.duties])[near.ours.argmax(axis=1)]
    ours, theirs = near.ours.max(axis=1), near.theirs.max(axis=1)
    covered = (ours >= theirs + _NEW_HERE) | (new & (ours >= _NEAR_NEW))
    return np.flatnonzero((ours < FAR) | ~covered).tolist()


class _Offices:
    """Departments of the reference town as those of this town that have the same office."""

    def __init__(self, town: Town, reference: Town) -> None:
        self._town = town
        self._reference = reference
        self._names = DepartmentNames(town)
        self._offices = DepartmentNames(reference)

    def responsible(self, row: AskedQuestion, duty: Duty) -> tuple[str, ...]:
        """Those of the duty's departments that have the offices told in the row, else its lead.

        The town beside or instead of them where its part of an assisted matter is asked for.
        """
        if duty.list is not ListName.ASSIST:
            return duty.departments
        found: dict[str, None] = {}
        for name in row.departments:
            if name != self._reference.name:
                same = self._names.short_forms.get(self._offices.office(name), frozenset())
                found |= dict.fromkeys(d for d in duty.departments if d in same)
            elif row.duties[0].startswith(ListName.ASSIST):
                found[self._town.name] = None
        return tuple(found) or duty.departments[:1]
