"""Which departments of two documents are one office, whatever either prints as its name."""

from collections.abc import Sequence
from typing import NamedTuple

from corpus.departments import short_name
from corpus.models import Town
from corpus.offices import offices_of


class Known(NamedTuple):
    """What a department is known by."""

    short: str  # its name without the county
    printed: frozenset[str]  # names that counties print of its office or offices
    said: frozenset[str]


class Group(NamedTuple):
    """Departments of two towns that have an office in common."""

    ours: list[str]
    theirs: list[str]


def known_by(name: str, town: Town) -> Known:
    """The names of a department of this town."""
    short = short_name(name, town.region)
    offices = offices_of(short)
    return Known(
        short,
        frozenset(form for office in offices for form in office.official),
        frozenset(form for office in offices for form in office.said),
    )


def same_office(one: str, other: str, ours: Town, theirs: Town) -> bool:
    """Whether two departments are one office, or one of them has the other's office among its."""
    return _same(known_by(one, ours), known_by(other, theirs))


def office_groups(
    ours: Sequence[str], theirs: Sequence[str], one: Town, other: Town
) -> list[Group]:
    """The departments of both towns, those of one office in one group.

    自然资源和林业局 here, 自然资源局 and 林业局 there are one group.
    """
    groups: list[tuple[Group, list[Known]]] = []
    told = [(name, known_by(name, one), True) for name in ours]
    told += [(name, known_by(name, other), False) for name in theirs]
    for name, known, is_ours in told:
        group, members = Group([], []), [known]
        apart = []
        for there in groups:
            if any(_same(known, member) for member in there[1]):
                group.ours.extend(there[0].ours)
                group.theirs.extend(there[0].theirs)
                members += there[1]
            else:
                apart.append(there)
        (group.ours if is_ours else group.theirs).append(name)
        groups = [*apart, (group, members)]
    return [group for group, _ in groups]


def _same(one: Known, other: Known) -> bool:
    return (
        one.short == other.short
        or not one.printed.isdisjoint(other.printed)
        or one.short in other.said
        or other.short in one.said
    )
