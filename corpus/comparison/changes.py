"""What a newer version of a town's lists changes: duties added, removed, moved, reworded."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from corpus.comparison.pairs import LEAST, Pair, paired, title_likeness
from corpus.comparison.renamed import renamed_departments
from corpus.comparison.rewording import PartChange, What, changed_parts, changed_text
from corpus.models import BlockKind, Duty, ListName, Town


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(StrEnum):
    """What changed of a duty that is in both versions."""

    MOVED = "moved"  # stands in another list
    RENUMBERED = "renumbered"
    SECTION = "section"
    RETITLED = "retitled"
    DEPARTMENTS = "departments"
    ENFORCEMENT = "enforcement"
    REWORDED = "reworded"  # a part other than the title
    SIGNS = "signs"  # punctuation alone


class DutyName(_Frozen):
    """A duty without its text."""

    duty_id: str
    list: ListName
    number: int
    section: str
    title: str
    departments: tuple[str, ...]

    @classmethod
    def of(cls, duty: Duty) -> "DutyName":
        """That of a duty."""
        return DutyName(
            duty_id=duty.duty_id,
            list=duty.list,
            number=duty.number,
            section=duty.section,
            title=duty.title,
            departments=duty.departments,
        )


class Unpaired(DutyName):
    """A duty that only one version has as one of its own."""

    near: DutyName | None = Field(
        default=None,
        description="the other version's duty that it may be a part of, where one was split or "
        "several were joined",
    )


class ChangedDuty(_Frozen):
    """A duty that is in both versions and not the same in both."""

    before: DutyName
    after: DutyName
    likeness: float = Field(description="of title and text, 0 to 1: whether it is the same duty")
    kinds: tuple[Kind, ...]
    departments_added: tuple[str, ...] = ()
    departments_removed: tuple[str, ...] = ()
    enforcement: bool | None = Field(default=None, description="now, where it changed")
    parts: tuple[PartChange, ...] = Field(default=(), description="the title's change first")

    @property
    def sure(self) -> bool:
        """Whether it is surely the same duty; if not, it is to be looked at."""
        return self.likeness >= LEAST

    @property
    def only_renumbered(self) -> bool:
        """Whether nothing but its number or signs changed."""
        return set(self.kinds) <= {Kind.RENUMBERED, Kind.SIGNS}


class Renamed(_Frozen):
    """A department that is called otherwise now, or that another one replaced everywhere."""

    before: str
    after: str
    duties: int


class Departments(_Frozen):
    """The departments that the lists name."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[Renamed, ...] = ()


class Difference(_Frozen):
    """All that differs between an older and a newer version."""

    older: str = Field(description="name of the version: 2026-03-01")
    newer: str
    added: tuple[Unpaired, ...]
    removed: tuple[Unpaired, ...]
    changed: tuple[ChangedDuty, ...]
    unchanged: int
    departments: Departments

    @property
    def nothing(self) -> bool:
        """Whether both say the same."""
        return not (self.added or self.removed or self.changed)


def difference(older: Town, newer: Town) -> Difference:
    """What differs; each duty is in at most one pair, found by title and text."""
    pairs = paired(older.duties, newer.duties)
    renamed = renamed_departments(older, newer, pairs)
    names = {name: new for name, (new, _) in renamed.items()}
    marked = older.enforcement_marked and newer.enforcement_marked
    changed = [change for pair in pairs if (change := _changed(pair, names, marked))]
    kept, came = ({pair.one.duty_id for pair in pairs}, {pair.other.duty_id for pair in pairs})
    return Difference(
        older=older.version,
        newer=newer.version,
        added=_unpaired([d for d in newer.duties if d.duty_id not in came], older.duties),
        removed=_unpaired([d for d in older.duties if d.duty_id not in kept], newer.duties),
        changed=tuple(changed),
        unchanged=len(pairs) - len(changed),
        departments=_departments(older, newer, renamed),
    )


def _unpaired(left: Sequence[Duty], others: Sequence[Duty]) -> tuple[Unpaired, ...]:
    """Duties without a counterpart, with the one that is so like them that it may hold them."""
    if not left or not others:
        return tuple(Unpaired(**DutyName.of(duty).model_dump()) for duty in left)
    alike = title_likeness([duty.title for duty in left], [duty.title for duty in others])
    return tuple(
        Unpaired(
            **DutyName.of(duty).model_dump(),
            near=DutyName.of(others[int(row.argmax())]) if row.max() >= LEAST else None,
        )
        for duty, row in zip(left, alike, strict=True)
    )


def _changed(pair: Pair, renamed: Mapping[str, str], marked: bool) -> ChangedDuty | None:
    one, other = pair.one, pair.other
    before = tuple(dict.fromkeys(renamed.get(name, name) for name in one.departments))
    title = changed_text(BlockKind.TITLE, one.title, other.title, one.departments[0], "")
    parts = changed_parts(one, other, renamed)
    said = [part.what for part in parts]
    kinds = {
        Kind.MOVED: one.list is not other.list,
        Kind.RENUMBERED: one.list is other.list and one.number != other.number,
        Kind.SECTION: one.section != other.section,
        Kind.RETITLED: title is not None and title.what is What.REWORDED,
        Kind.DEPARTMENTS: before != other.departments,
        Kind.ENFORCEMENT: marked and one.enforcement != other.enforcement,
        Kind.REWORDED: any(what is not What.SIGNS for what in said),
        Kind.SIGNS: What.SIGNS in said or (title is not None and title.what is What.SIGNS),
    }
    if not any(kinds.values()):
        return None
    return ChangedDuty(
        before=DutyName.of(one),
        after=DutyName.of(other),
        likeness=pair.likeness,
        kinds=tuple(kind for kind, holds in kinds.items() if holds),
        departments_added=tuple(name for name in other.departments if name not in before),
        departments_removed=tuple(name for name in before if name not in other.departments),
        enforcement=other.enforcement if kinds[Kind.ENFORCEMENT] else None,
        parts=(title, *parts) if title else parts,
    )


def _departments(older: Town, newer: Town, renamed: Mapping[str, tuple[str, int]]) -> Departments:
    before, after = _names(older), _names(newer)
    news = {new for new, _ in renamed.values()}
    return Departments(
        added=tuple(name for name in after if name not in before and name not in news),
        removed=tuple(name for name in before if name not in after and name not in renamed),
        renamed=tuple(
            Renamed(before=name, after=new, duties=count) for name, (new, count) in renamed.items()
        ),
    )


def _names(town: Town) -> dict[str, None]:
    """Of departments, in the document's order."""
    names = dict.fromkeys(name for duty in town.duties for name in duty.departments)
    names.pop(town.name, None)
    return names
