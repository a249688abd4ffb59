"""The terminal tables of a comparison, a baseline check and a benchmark."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from eval.baseline import Change
from eval.bench import LIMITS, BenchFigures, exceeded
from eval.comparing.compare import Comparison, Difference
from eval.reading.table import percent
from eval.reading.wording import FIGURE_NAMES, METRIC_NAMES, style_name
from eval.results import Row


def comparison_view(comparison: Comparison) -> RenderableType:
    """The differences with their intervals, then each question gained and lost."""
    table = Table(title="B 相对 A 的变化（百分点，95% 区间；● 表示区间不含零）")
    for name in ("范围", "指标", "题数", "A", "B", "变化", "区间", ""):
        table.add_column(name)
    for difference in comparison.differences:
        table.add_row(*_difference_cells(difference))
    return Group(
        table,
        *_pairs("新答对", comparison.gained),
        *_pairs("新答错", comparison.lost),
        *(
            [f"两份结果不相同的题共 {comparison.left_out} 道，未计入"]
            if comparison.left_out
            else []
        ),
    )


def _difference_cells(found: Difference) -> tuple[str, ...]:
    return (
        style_name(found.group),
        METRIC_NAMES[found.metric],
        str(found.n),
        percent(found.before),
        percent(found.after),
        f"{(found.after - found.before) * 100:+.1f}",
        f"{found.low * 100:+.1f} … {found.high * 100:+.1f}",
        "●" if found.certain else "",
    )


def _pairs(title: str, pairs: Sequence[tuple[Row, Row]]) -> list[str]:
    return [
        f"{title} {len(pairs)} 题",
        *(
            f"  {old.question.id} {escape(old.question.question)}："
            f"{first_cited(old)} → {first_cited(new)}"
            for old, new in pairs
        ),
    ]


def first_cited(row: Row) -> str:
    """The first duty of an answer, or in Chinese that there is none."""
    if row.error is not None:
        return "出错"
    return "拒答" if row.declined else row.ranked[0]


def changes_view(changes: Sequence[Change]) -> RenderableType:
    """What is worse than the baseline, then what is better."""
    if not changes:
        return "与基线一致"
    return Group(*(_change_line(change) for change in sorted(changes, key=lambda c: c.gain)))


def _change_line(change: Change) -> str:
    word = "[red]变差[/red]" if change.gain < 0 else "[green]变好[/green]"
    figures = ("无" if f is None else f"{f:.4f}" for f in (change.before, change.after))
    name = METRIC_NAMES[change.metric]
    return f"{word} {style_name(change.group)} {name}：{' → '.join(figures)}"


def bench_view(figures: BenchFigures) -> RenderableType:
    """All figures, and whether the limits are kept."""
    limits = {limit.figure: limit.below for limit in LIMITS}
    failed = {limit.figure for limit in exceeded(figures)}
    table = Table(title="性能")
    for name in ("项目", "实测", "上限", "结论"):
        table.add_column(name)
    for figure, value in figures.model_dump(exclude_none=True).items():
        limit = limits.get(figure)
        verdict = "" if limit is None else "[red]超出[/red]" if figure in failed else "达标"
        shown = "" if limit is None else f"< {limit:g}"
        table.add_row(FIGURE_NAMES[figure], f"{value:.2f}", shown, verdict)
    return table
