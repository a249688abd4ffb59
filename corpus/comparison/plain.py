"""What a newer version changes for the public, told in plain Chinese."""

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.comparison.changes import ChangedDuty, Difference, DutyName, Kind, Unpaired
from corpus.comparison.rewording import PartChange, What
from corpus.models import BlockKind, ListName, Town
from corpus.vocabulary import words_of

_MARK = re.compile(r"（行政执法(?:事项)?）$")
_NO_NAME = re.compile(r"[，、；：。“”（）()]")
_MOST_NAME = 16  # characters of a title that stands in a sentence without quotation marks


class Plain:
    """The sentences about two versions of one town."""

    def __init__(self, older: Town, newer: Town) -> None:
        """Tell of this older and this newer version."""
        self._then, self._now = words_of(older).in_town, words_of(newer).in_town

    def sentences(self, found: Difference) -> tuple[str, ...]:
        """Whose matters they are first, then what is new or gone, then what reads otherwise."""
        weighty: list[str] = []
        slight: list[str] = []
        for change in found.changed:
            (weighty if _of_holders(change) else slight).extend(self.of_changed(change))
        return (
            *weighty,
            *(self.of_added(duty) for duty in found.added),
            *(self.of_removed(duty) for duty in found.removed),
            *(
                f"原来写“{one.before}”的 {one.duties} 项，现在都写“{one.after}”"
                for one in found.departments.renamed
                if one.duties
            ),
            *slight,
        )

    def of_added(self, duty: Unpaired) -> str:
        """A duty that the older version lacks, or had as a part of another."""
        now = self._holds(duty, self._now)
        if duty.near:
            before = f"原来可能在{named(duty.near.title)}里，请核对"
            return f"{named(duty.title)}现在单列，{now}（{before}）"
        return f"新增：{named(duty.title)}{now}"

    def of_removed(self, duty: Unpaired) -> str:
        """A duty that the newer version lacks; who has it now is not told there."""
        if duty.near:
            return f"{named(duty.title)}不再单列，可能并进了{named(duty.near.title)}，请核对"
        before = self._holds(duty, self._then)
        return f"新清单里没有{named(duty.title)}了，原来{before}"

    def of_changed(self, change: ChangedDuty) -> tuple[str, ...]:
        """What changed of a duty, nothing for number, section and signs."""
        return tuple(self._changed(change))

    def _changed(self, change: ChangedDuty) -> Iterator[str]:
        before, after = change.before, change.after
        name = named(after.title)
        if not change.sure:
            yield f"“{_bare(before.title)}”像是改成了“{_bare(after.title)}”，请核对"
            return
        if Kind.MOVED in change.kinds:
            then, now = self._holds(before, self._then), self._holds(after, self._now)
            yield f"{name}原来{then}，现在{now}"
        elif Kind.DEPARTMENTS in change.kinds:
            yield from self._handed_over(change, name)
        if Kind.RETITLED in change.kinds:
            yield f"名称改了：原来写“{_bare(before.title)}”，现在写“{_bare(after.title)}”"
        if change.enforcement is not None:
            marked = "现在标为" if change.enforcement else "不再标为"
            yield f"{name}{marked}行政执法事项"
        if Kind.MOVED not in change.kinds:
            yield from self._towns_part(change.parts, name)

    def _handed_over(self, change: ChangedDuty, name: str) -> Iterator[str]:
        before, after = change.before, change.after
        removed, added = change.departments_removed, change.departments_added
        if after.list is ListName.RECLAIMED and (removed or added):
            yield f"{name}原来归{_and(before.departments)}，现在归{_and(after.departments)}"
            return
        led_by_other = after.departments[0] in added or before.departments[0] in removed
        if led_by_other or not (removed or added):
            lead = (before.departments[0], after.departments[0])
            yield f"{name}原来由{lead[0]}牵头，现在由{lead[1]}牵头"
            removed = tuple(d for d in removed if d != lead[0])
            added = tuple(d for d in added if d != lead[1])
        if added:
            yield f"{name}增加了{_and(added)}参与"
        if removed:
            yield f"{name}不再有{_and(removed)}参与"

    def _towns_part(self, parts: Iterable[PartChange], name: str) -> Iterator[str]:
        told = {
            What.REWORDED: f"{name}里{self._now}做的，写法有改动",
            What.ADDED: f"{name}现在写明了{self._now}做什么",
            What.REMOVED: f"{name}不再写{self._now}做什么",
        }
        for part in parts:
            if part.kind is BlockKind.TOWNSHIP and part.what in told:
                yield told[part.what]

    @staticmethod
    def _holds(duty: DutyName, town: str) -> str:
        """Who has a duty: 镇里办, 由县水利局牵头、镇里配合, 归县水利局."""
        match duty.list:
            case ListName.BASIC:
                return f"{town}{'办' if town.endswith('里') else '办理'}"
            case ListName.ASSIST:
                return f"由{duty.departments[0]}牵头、{town}配合"
            case ListName.RECLAIMED:
                return f"归{_and(duty.departments)}"


def named(title: str) -> str:
    """A title in a sentence: a short name as it is, anything else in quotation marks."""
    name = _bare(title)
    return name if len(name) <= _MOST_NAME and not _NO_NAME.search(name) else f"“{name}”"


def _bare(title: str) -> str:
    return _MARK.sub("", title.strip()).rstrip("。；")


def _and(names: Sequence[str]) -> str:
    return "、".join(names)


def _of_holders(change: ChangedDuty) -> bool:
    return not {Kind.MOVED, Kind.DEPARTMENTS}.isdisjoint(change.kinds)
