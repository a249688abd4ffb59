"""The reference town's asked texts in another town's words, made when somebody looks at one."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import overload

from corpus.bank.questions import AskedQuestion
from corpus.departments import DepartmentNames
from corpus.models import Duty, ListName, Town
from index.matters.local_words import in_words_of
from index.town_index import Places


class LinkedRows(Sequence[AskedQuestion]):
    """Shared texts first, then the town's own; a row is made on first use and kept."""

    def __init__(
        self,
        towns: tuple[Town, Town],
        theirs: Sequence[AskedQuestion],
        places: Places,
        duties: Sequence[Sequence[int]],
        own: Sequence[AskedQuestion],
    ) -> None:
        """Of a town and the reference town, whose texts `theirs` at these places answer `duties`.

        Duties are positions in the town, the best one first.
        """
        self._town, self._reference = towns
        self._theirs = theirs
        self._places = places
        self._duties = duties
        self._own = own
        self._made: dict[int, AskedQuestion] = {}

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self._places) + len(self._own)

    @overload
    def __getitem__(self, place: int) -> AskedQuestion: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[AskedQuestion]: ...

    def __getitem__(self, place: int | slice) -> AskedQuestion | Sequence[AskedQuestion]:
        """A text with its duties and departments."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        if place >= len(self._places):
            return self._own[place - len(self._places)]
        row = self._made.get(place)
        if row is None:
            row = self._made[place] = self._told(place)
        return row

    def _told(self, place: int) -> AskedQuestion:
        row = self._theirs[int(self._places[place])]
        duties = [self._all[duty] for duty in self._duties[place]]
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
        return in_words_of(self._town, self._reference)

    @cached_property
    def _offices(self) -> "_Offices":
        return _Offices(self._town, self._reference)


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
