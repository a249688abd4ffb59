"""Two towns beside each other: who leads what, by office, and what stands in different lists."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from corpus.comparison.changes import DutyName
from corpus.comparison.offices import office_groups, same_office
from corpus.comparison.pairs import title_likeness
from corpus.models import Duty, ListName, Town

LEAST_TITLE = 0.45  # 0.97 of the hand-labelled titles of other counties that reach it are right
_SHARED_MATTER = 0.5  # what a common matter is worth beside the likeness of titles

Matters = Mapping[str, frozenset[str]]  # by duty id


class By(StrEnum):
    """What tells that two towns' duties are the same matter."""

    MATTER = "matter"  # both are linked to one matter of the reference town
    TITLE = "title"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SameMatter(_Frozen):
    """A duty of either town, of one matter."""

    one: DutyName
    other: DutyName
    by: By
    likeness: float = Field(description="of the titles, 0 to 1")
    same_list: bool
    same_lead: bool | None = Field(
        description="whether one office leads it in both towns; None where a town does it itself"
    )


class Bureau(_Frozen):
    """An office, by whatever name, and what it leads in either town."""

    one_names: tuple[str, ...]
    other_names: tuple[str, ...]
    one_leads: tuple[str, ...] = Field(description="duty ids")
    other_leads: tuple[str, ...]


class TwoTowns(_Frozen):
    """What two towns have in common and what not."""

    one: str
    other: str
    same: tuple[SameMatter, ...]
    only_one: tuple[DutyName, ...]
    only_other: tuple[DutyName, ...]
    bureaux: tuple[Bureau, ...]

    @property
    def other_list(self) -> tuple[SameMatter, ...]:
        """The matters that stand in different lists."""
        return tuple(pair for pair in self.same if not pair.same_list)

    @property
    def other_lead(self) -> tuple[SameMatter, ...]:
        """The matters of one list that different offices lead."""
        return tuple(pair for pair in self.same if pair.same_list and pair.same_lead is False)


def two_towns(one: Town, other: Town, ours: Matters, theirs: Matters) -> TwoTowns:
    """Compare two towns, whose duties are linked to these matters as far as that is known."""
    same = _paired(one, other, ours, theirs)
    found, found_other = {p.one.duty_id for p in same}, {p.other.duty_id for p in same}
    return TwoTowns(
        one=one.name,
        other=other.name,
        same=same,
        only_one=tuple(DutyName.of(d) for d in one.duties if d.duty_id not in found),
        only_other=tuple(DutyName.of(d) for d in other.duties if d.duty_id not in found_other),
        bureaux=_bureaux(one, other),
    )


def _paired(one: Town, other: Town, ours: Matters, theirs: Matters) -> tuple[SameMatter, ...]:
    """One to one: common matters with like titles first."""
    rows, columns = one.duties, other.duties
    if not rows or not columns:
        return ()
    likeness = title_likeness([d.title for d in rows], [d.title for d in columns])
    shared = np.array([[_shared(a, b, ours, theirs) for b in columns] for a in rows])
    ranked = likeness + _SHARED_MATTER * shared
    found: dict[int, SameMatter] = {}
    taken: set[int] = set()
    for at, to in zip(
        *np.unravel_index(np.argsort(-ranked, axis=None, kind="stable"), ranked.shape), strict=True
    ):
        row, column = int(at), int(to)
        linked, alike = bool(shared[row, column]), float(likeness[row, column])
        if row in found or column in taken or not (linked or alike >= LEAST_TITLE):
            continue
        by = By.MATTER if linked else By.TITLE
        found[row] = _same(rows[row], columns[column], by, alike, (one, other))
        taken.add(column)
    return tuple(found[row] for row in sorted(found))


def _shared(a: Duty, b: Duty, ours: Matters, theirs: Matters) -> bool:
    none: frozenset[str] = frozenset()
    return not ours.get(a.duty_id, none).isdisjoint(theirs.get(b.duty_id, none))


def _same(a: Duty, b: Duty, by: By, alike: float, towns: tuple[Town, Town]) -> SameMatter:
    own = ListName.BASIC in (a.list, b.list)
    lead = None if own else same_office(a.lead_department, b.lead_department, *towns)
    return SameMatter(
        one=DutyName.of(a),
        other=DutyName.of(b),
        by=by,
        likeness=round(alike, 2),
        same_list=a.list is b.list,
        same_lead=lead,
    )


def _bureaux(one: Town, other: Town) -> tuple[Bureau, ...]:
    """Every office that leads something, the busiest first."""
    ours, theirs = _led(one), _led(other)
    bureaux = [
        Bureau(
            one_names=tuple(names),
            other_names=tuple(others),
            one_leads=tuple(d for name in names for d in ours[name]),
            other_leads=tuple(d for name in others for d in theirs[name]),
        )
        for names, others in office_groups([*ours], [*theirs], one, other)
    ]
    return tuple(sorted(bureaux, key=lambda b: -len(b.one_leads) - len(b.other_leads)))


def _led(town: Town) -> dict[str, Sequence[str]]:
    """The ids of the duties that each department leads."""
    found: dict[str, list[str]] = {}
    for duty in town.duties:
        if duty.lead_department != town.name:
            found.setdefault(duty.lead_department, []).append(duty.duty_id)
    return {**found}
