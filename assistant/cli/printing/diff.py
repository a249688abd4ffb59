"""What `lvzhi diff` prints: what changed between two versions, how two towns differ."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from assistant.staff.version_report import REWORDING, VersionReport
from corpus.comparison.changes import ChangedDuty, DutyName, Kind
from corpus.comparison.rewording import PartChange, What
from corpus.comparison.telling import (
    BY_NAMES,
    counted,
    marked_change,
    part_heading,
    shifts,
    whose,
)
from corpus.comparison.two_towns import Bureau, By, SameMatter, TwoTowns

_MANY = 15  # duties that only one of two towns has


def print_report(console: Console, report: VersionReport) -> None:
    """The sum, what changes for the public, then all that was added, removed, moved, reworded."""
    found = report.difference
    console.print(
        f"[bold]{escape(report.name)}[/bold]：{found.older} 版（{report.older_duties} 项）→ "
        f"{found.newer} 版（{report.newer_duties} 项）。{counted(found)}。",
        soft_wrap=True,
    )
    _lines(console, "群众办事的变化", report.public)
    _names(console, "新增", found.added)
    _names(console, "删去", found.removed)
    moved = [change for change in found.changed if Kind.MOVED in change.kinds]
    _lines(console, "换了清单", [_from_to(change) for change in moved])
    _lines(console, "换了编号", shifts(found))
    _lines(
        console,
        "部门",
        [
            *(
                f"{one.before} → {one.after}（{one.duties} 项都这样写）"
                for one in found.departments.renamed
            ),
            *(f"清单里新出现：{name}" for name in found.departments.added),
            *(f"清单里不再有：{name}" for name in found.departments.removed),
        ],
    )
    reworded = [change for change in found.changed if not REWORDING.isdisjoint(change.kinds)]
    if reworded:
        console.print(_reworded(reworded))
    lost = report.questions_lost
    _lines(
        console,
        "自己加的问题，原来的事项没有了（已不再使用，可用 lvzhi questions add 挂到别的事项）",
        [f"{one.asked.question}（原来挂在 {'、'.join(one.titles)}）" for one in lost],
    )


def print_towns_compared(console: Console, found: TwoTowns) -> None:
    """Matters in different lists, those that other offices lead, offices, and what one lacks."""
    linked = sum(pair.by is By.MATTER for pair in found.same)
    alike = len(found.same) - linked
    console.print(
        f"[bold]{escape(found.one)}[/bold]和[bold]{escape(found.other)}[/bold]：同一件事 "
        f"{len(found.same)} 件，其中 {linked} 件按事项库认出，{alike} 件按名称相近认出；"
        f"只有{escape(found.one)}有 {len(found.only_one)} 项，"
        f"只有{escape(found.other)}有 {len(found.only_other)} 项。",
        soft_wrap=True,
    )
    for title, pairs in (
        ("在不同清单里的", found.other_list),
        ("同在一张清单、牵头部门不同的", found.other_lead),
    ):
        if pairs:
            console.print(_pairs(title, pairs, found))
    console.print(_bureaux(found.bureaux, found))
    _names(console, f"只有{found.one}有", found.only_one, _MANY)
    _names(console, f"只有{found.other}有", found.only_other, _MANY)


def _lines(console: Console, heading: str, lines: Iterable[str]) -> None:
    told = list(lines)
    if told:
        console.print(f"\n[bold]{escape(heading)}[/bold]")
    for line in told:
        console.print(f"· {escape(line)}", soft_wrap=True)


def _names(
    console: Console, heading: str, duties: Sequence[DutyName], most: int | None = None
) -> None:
    told = [f"{duty.duty_id} {duty.title}（{whose(duty)}）" for duty in duties[:most]]
    left = len(duties) - len(told)
    _lines(console, heading, [*told, *([f"还有 {left} 项，见 --json"] if left else [])])


def _from_to(change: ChangedDuty) -> str:
    return f"{change.before.duty_id} → {change.after.duty_id} {change.after.title}"


def _reworded(changes: Sequence[ChangedDuty]) -> Table:
    table = Table(title=f"改了字句的 {len(changes)} 项", caption="［-删去的-］［+添上的+］")
    for heading in ("事项", "哪一部分", "字句"):
        table.add_column(heading, overflow="fold")
    for change in changes:
        name = f"{change.after.duty_id} {change.after.title}"
        for part in change.parts:
            table.add_row(Text(name), Text(part_heading(part)), _words(part))
            name = ""
    return table


def _words(part: PartChange) -> Text:
    if part.what is What.SIGNS:
        return Text("只改了标点、序号")
    return Text("").join(_styled(part))


def _styled(part: PartChange) -> Iterator[Text]:
    for mark, words in marked_change(part):
        match mark:
            case "-":
                yield Text(f"［-{words}-］", style="red")
            case "+":
                yield Text(f"［+{words}+］", style="green")
            case _:
                yield Text(words)


def _pairs(title: str, pairs: Sequence[SameMatter], found: TwoTowns) -> Table:
    table = Table(title=f"{title} {len(pairs)} 件", show_lines=True)
    for heading in (found.one, found.other, "依据"):
        table.add_column(heading, overflow="fold")
    for pair in pairs:
        table.add_row(*(Text(_told(duty)) for duty in (pair.one, pair.other)), BY_NAMES[pair.by])
    return table


def _told(duty: DutyName) -> str:
    return f"{duty.duty_id} {duty.title}\n{whose(duty)}"


def _bureaux(bureaux: Sequence[Bureau], found: TwoTowns) -> Table:
    table = Table(title="各部门牵头、承接多少项", caption="名称不同、职能相同的算一个部门。")
    for heading in ("部门", found.one, found.other):
        table.add_column(heading, overflow="fold")
    for one in bureaux:
        names = "、".join((*one.one_names, *one.other_names))
        table.add_row(Text(names), str(len(one.one_leads)), str(len(one.other_leads)))
    return table
