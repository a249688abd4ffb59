"""Shared asked texts in a town's own words, made when somebody looks at one."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import overload

from corpus.bank.questions import AskedQuestion
from corpus.departments import DepartmentNames
from corpus.models import Duty, ListName, Town
from index.matters.local_words import in_words_of
from index.town_index import SharedTexts


class LinkedRows(Sequence[AskedQuestion]):
    """Shared texts first, then the town's own; a row is made on first use and kept."""

    def __init__(
        self, town: Town, shared: Sequence[SharedTexts], own: Sequence[AskedQuestion]
    ) -> None:
        """Of a town, the texts that it shares, in this order, and its own."""
        self._parts = [_Told(town, part) for part in shared]
        self._shared = sum(len(part.asked) for part in shared)
        self._own = own
        self._made: dict[int, AskedQuestion] = {}

    def __len__(self) -> int:
        """How many texts there are."""
        return self._shared + len(self._own)

    @overload
    def __getitem__(self, place: int) -> AskedQuestion: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[AskedQuestion]: ...

    def __getitem__(self, place: int | slice) -> AskedQuestion | Sequence[AskedQuestion]:
        """A text with its duties and departments."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        if place >= self._shared:
            return self._own[place - self._shared]
        row = self._made.get(place)
        if row is None:
            row = self._made[place] = self._told(place)
        return row

    def _told(self, place: int) -> AskedQuestion:
        for part in self._parts:
            if place < len(part):
                return part.row(place)
            place -= len(part)
        raise IndexError(place)


class _Told:
    """The texts shared of one reference, as they are told in a town."""

    def __init__(self, town: Town, shared: SharedTexts) -> None:
        self._town = town
        self._shared = shared

    def __len__(self) -> int:
        return len(self._shared.asked)

    def row(self, place: int) -> AskedQuestion:
        """One of them."""
        row = self._shared.reference.asked[int(self._shared.asked[place])]
        duties = [self._all[duty] for duty in self._shared.duties[place]]
        return row.model_copy(
            update={
                "question": self._put(row.question),
                "duties": tuple(duty.duty_id for duty in duties),
                "departments": self._offices.responsible(row, duties[0]),
            }
        )

    @cached_property
    def _all(self) -> tuple[Duty, ...]:
        return self._town.duties

    @cached_property
    def _put(self) -> Callable[[str], str]:
        theirs = self._shared.reference.town
        return in_words_of(self._town, theirs) if theirs.region else str

    @cached_property
    def _offices(self) -> "_Offices":
        return _Offices(self._town, self._shared.reference.town)


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
