"""What `lvzhi import` and `lvzhi towns` print: counts, doubtful places, the towns there are."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.staff.version_report import VersionReport
from corpus.audit import Count
from corpus.comparison.telling import counted
from corpus.towns.imports import Imported
from corpus.towns.registry import CORRECTIONS_FILE
from index.building.loading import LoadedTown, Outcome
from index.building.standing import Standing

_BESIDE_CHARS = 60
_FILES = 60  # shown of many
_STANDINGS = {
    Standing.BUILT: "已建",
    Standing.STALE: "要重建",
    Standing.MISSING: "未建",
}


def import_facts(imported: Imported) -> dict[str, object]:
    """The same for programs."""
    return {
        "town": imported.town.key,
        "name": imported.town.name,
        "region": imported.town.region,
        "enforcement_marked": imported.town.enforcement_marked,
        "counts": [
            {
                "list": count.list,
                "section": count.section,
                "declared": count.declared,
                "parsed": count.parsed,
            }
            for count in imported.audit.counts
        ],
        "problems": [
            {
                "place": str(imported.reading.place(problem.line)),
                "message": problem.message,
                "certain": not problem.doubtful,
                "source": imported.beside(problem),
            }
            for problem in imported.problems
        ],
        "corrections": imported.corrections,
        "version": imported.town.version,
        "before": imported.before.card.version if imported.before else None,
        "folder": str(imported.folder),
    }


def print_import(console: Console, imported: Imported, report: VersionReport | None) -> None:
    """Counts, problems with the document's own words beside them, and how to mend them.

    `report` is on what a new version changes.
    """
    town = imported.town
    console.print(f"[bold]{escape(town.region + town.name)}[/bold]：共 {len(town.duties)} 项")
    console.print(_counts(imported))
    if imported.problems:
        console.print(_problems(imported))
    else:
        console.print("项数、序号、部门全部对得上，没有存疑的地方。")
    if imported.corrections:
        console.print(f"已照更正文件改了 {imported.corrections} 处。")
    path = imported.folder / CORRECTIONS_FILE
    if report:
        console.print(
            f"这是新的一版（{town.version}），{report.difference.older} 那一版留作旧版："
            f"{counted(report.difference)}。看改了什么：lvzhi diff {town.key}",
            soft_wrap=True,
        )
    if report and report.questions_lost:
        console.print(
            f"自己加的问题有 {len(report.questions_lost)} 个原来的事项没有了，已不再使用，"
            f"lvzhi diff {town.key} 里列着。",
            soft_wrap=True,
        )
    console.print(
        f"读错的地方写在 {escape(str(path))} 里，再运行一次 lvzhi import 就会照着改。\n"
        f"现在就能问：lvzhi ask 低保找谁 --town {town.key}（第一次要建索引，一两分钟）。\n"
        f"建好以后，看看哪些事项和别处是同一件事：lvzhi links {town.key}。",
        soft_wrap=True,
    )


def print_towns(console: Console, rows: Sequence[Mapping[str, object]], default: str) -> None:
    """The towns as a table, and what can be done with them."""
    table = Table(caption="索引未建或要重建的，问第一句时就建，一两分钟。")
    for heading in ("代号", "乡镇", "所在地", "事项", "版本", "自加问题", "索引"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("版本", "自加问题"))
    for row in rows:
        key = f"{row['key']} [dim]默认[/dim]" if row["key"] == default else str(row["key"])
        if row["problem"]:
            table.add_row(key, f"[red]{escape(str(row['problem']))}[/red]")
            continue
        table.add_row(
            key,
            escape(str(row["name"])),
            escape(str(row["region"])),
            str(row["duties"]),
            _versions(row),
            str(row["own_questions"]),
            _STANDINGS[Standing(str(row["index"]))],
        )
    console.print(table)


def loaded_facts(loaded: Sequence[LoadedTown]) -> list[dict[str, object]]:
    """What became of each file, for programs."""
    return [
        {
            "file": one.file.name,
            "town": one.key,
            "outcome": one.outcome.value,
            "duties": one.duties,
            "doubtful": one.doubtful,
            "problem": one.problem,
        }
        for one in loaded
    ]


def print_loaded(console: Console, loaded: Sequence[LoadedTown]) -> None:
    """How many towns there are now, and the files that somebody has to look at."""
    counts = Counter(one.outcome for one in loaded)
    console.print(
        f"读进 {counts[Outcome.LOADED]} 个乡镇，先前已有 {counts[Outcome.THERE]} 个，"
        f"没读进 {counts[Outcome.FAILED]} 个；共 {sum(one.duties for one in loaded)} 项。"
    )
    marked = [one for one in loaded if one.problem or one.doubtful]
    if not marked:
        return
    table = Table(title=f"要看一看的文件（{len(marked)} 个）")
    for heading in ("文件", "代号", "事项", "情况"):
        table.add_column(heading, overflow="fold")
    for one in sorted(marked, key=lambda one: (not one.problem, -one.doubtful))[:_FILES]:
        said = f"[red]{escape(one.problem)}[/red]" if one.problem else f"{one.doubtful} 处要核对"
        table.add_row(escape(one.file.name), one.key, str(one.duties or ""), said)
    console.print(table)
    console.print("逐处核对用 lvzhi import 文件 --town 代号；全部文件的情况用 --json 看。")


def _versions(row: Mapping[str, object]) -> str:
    """The version in force, and below it the older ones, the latest first."""
    older = row["older_versions"]
    names = [*reversed(older)] if isinstance(older, list) else []
    told = "".join(f"\n[dim]旧版 {name}[/dim]" for name in names)
    return f"{row['version'] or '随产品'}{told}"


def _counts(imported: Imported) -> Table:
    titles = {part.name: part.title for part in imported.town.lists}
    table = Table(title="声明的项数和读出的项数")
    for heading in ("清单", "类别", "声明", "读出", ""):
        table.add_column(heading)
    for count in imported.audit.counts:
        table.add_row(
            escape(titles[count.list]) if count.section is None else "",
            escape(count.section or "合计"),
            "未写" if count.declared is None else str(count.declared),
            str(count.parsed),
            _verdict(count),
        )
    return table


def _verdict(count: Count) -> str:
    if count.declared is None:
        return ""
    return "[green]✓[/green]" if count.declared == count.parsed else "[red]✗[/red]"


def _problems(imported: Imported) -> Table:
    table = Table(title=f"要核对的地方（{len(imported.problems)} 处）", show_lines=True)
    for heading in ("位置", "情况", "清单原文"):
        table.add_column(heading, overflow="fold")
    for problem in imported.problems:
        source = imported.beside(problem)
        shown = source[:_BESIDE_CHARS] + ("……" if len(source) > _BESIDE_CHARS else "")
        table.add_row(
            escape(str(imported.reading.place(problem.line))),
            escape(problem.message)
            if problem.doubtful
            else f"[red]{escape(problem.message)}[/red]",
            escape(shown),
        )
    return table
