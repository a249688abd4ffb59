"""Words for what differs, for whoever lays it out: names, counts, runs of numbers, marked text."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from types import MappingProxyType

from corpus.comparison.changes import ChangedDuty, Difference, DutyName, Kind
from corpus.comparison.rewording import PartChange, What, pieces
from corpus.comparison.two_towns import By
from corpus.models import BlockKind, ListName

BY_NAMES: Mapping[By, str] = MappingProxyType({By.MATTER: "事项库", By.TITLE: "名称相近"})
_PART_NAMES = {
    BlockKind.TITLE: "事项名称",
    BlockKind.SHARED: "共性任务",
    BlockKind.SUPPORT: "履职保障",
}
_WHAT_NAMES = {What.ADDED: "新写的", What.REMOVED: "删去的", What.REWORDED: "", What.SIGNS: ""}
_CONTEXT_CHARS = 12  # of unchanged text shown beside a change


def counted(found: Difference) -> str:
    """The sum in a sentence: 新增 2 项，删去 1 项，…"""
    changed = found.changed
    counts = {
        "新增": len(found.added),
        "删去": len(found.removed),
        "换清单": sum(Kind.MOVED in change.kinds for change in changed),
        "部门有变": sum(Kind.DEPARTMENTS in change.kinds for change in changed),
        "改字句": sum(
            not {Kind.RETITLED, Kind.REWORDED}.isdisjoint(change.kinds) for change in changed
        ),
        "只换编号或标点": sum(change.only_renumbered for change in changed),
    }
    told = [f"{name} {count} 项" for name, count in counts.items() if count]
    return "，".join(told) if told else "没有变化"


def whose(duty: DutyName) -> str:
    """Who has a duty, as its list has it."""
    match duty.list:
        case ListName.BASIC:
            return f"基本，{duty.departments[0]}自己办"
        case ListName.ASSIST:
            return f"配合，{duty.departments[0]}牵头"
        case ListName.RECLAIMED:
            return f"上收，归{'、'.join(duty.departments)}"


def shifts(found: Difference) -> Iterator[str]:
    """The numbers that changed within a list, runs in one line: 配合-3 到 配合-9 往后 1 位."""
    moved = [change for change in found.changed if Kind.RENUMBERED in change.kinds]
    for (_, by), group in groupby(moved, key=_shift):
        run = list(group)
        first, last = run[0], run[-1]
        way = f"往{'后' if by > 0 else '前'} {abs(by)} 位"
        if len(run) == 1:
            yield f"{first.before.duty_id} → {first.after.duty_id} {first.after.title}"
        else:
            yield (
                f"{first.before.duty_id} 到 {last.before.duty_id}（{len(run)} 项）{way}，"
                f"现在是 {first.after.duty_id} 到 {last.after.duty_id}"
            )


def part_heading(part: PartChange) -> str:
    """Which part of a duty: 县水利局的职责（新写的）."""
    if part.kind in _PART_NAMES:
        name = _PART_NAMES[part.kind]
    else:
        holder = part.holder or part.holder_before
        name = f"{holder}的职责"
        if part.holder and part.holder_before and part.holder != part.holder_before:
            name = f"{name}（原来是{part.holder_before}的）"
    what = _WHAT_NAMES[part.what]
    return f"{name}（{what}）" if what else name


def marked_change(part: PartChange) -> Iterator[tuple[str, str]]:
    """A part's text as (mark, words): "-" taken out, "+" added, "" as before, shortened."""
    laid = pieces(part.before, part.after)
    for at, piece in enumerate(laid):
        if piece.same:
            yield "", _shortened(piece.after, first=at == 0, last=at == len(laid) - 1)
            continue
        if piece.before:
            yield "-", piece.before
        if piece.after:
            yield "+", piece.after


def _shift(change: ChangedDuty) -> tuple[ListName, int]:
    return change.after.list, change.after.number - change.before.number


def _shortened(text: str, *, first: bool, last: bool) -> str:
    """The ends of unchanged text, those next to a change."""
    room = _CONTEXT_CHARS * (1 if first or last else 2)
    if len(text) <= room + 1:
        return text
    head = "" if first else text[:_CONTEXT_CHARS]
    tail = "" if last else text[-_CONTEXT_CHARS:]
    return f"{head}……{tail}"
