"""The per-style table of a run, for the terminal and, by its columns, for the report."""

from collections.abc import Callable
from typing import NamedTuple

from rich.box import SIMPLE_HEAD
from rich.table import Table

from eval.comparing.calibration import risk_coverage
from eval.reading.wording import METRIC_NAMES, style_name
from eval.results import ALL, GROUPS, Results, Totals, answered


class Column(NamedTuple):
    """One column: the metric's name in `Totals` and how its value is shown."""

    metric: str
    shown: Callable[[float], str]


def percent(value: float) -> str:
    """0.9021 as 90.2."""
    return f"{value * 100:.1f}"


def _milliseconds(value: float) -> str:
    return f"{value:.1f}"


def _score(value: float) -> str:
    return f"{value:.3f}"


COLUMNS = (
    Column("hit_1", percent),
    Column("hit_3", percent),
    Column("reciprocal_rank", percent),
    Column("list_accuracy", percent),
    Column("department_accuracy", percent),
    Column("department_hit", percent),
    Column("must_contain", percent),
    Column("declined", percent),
    Column("latency_p50_ms", _milliseconds),
    Column("latency_p95_ms", _milliseconds),
)

# What only makes sense over all questions, shown below the table.
OVERALL = (
    Column("refusal_precision", percent),
    Column("refusal_recall", percent),
    Column("refused_covered", percent),
    Column("set_precision", percent),
    Column("set_recall", percent),
    Column("set_f1", percent),
    Column("gold_recall_5", percent),
    Column("citations_valid", percent),
    Column("sure_right", percent),
    Column("sure_share", percent),
    Column("agreement", percent),
    Column("brier", _score),
    Column("calibration_error", _score),
    Column("errors", str),
)


def cell(column: Column, totals: Totals) -> str:
    """The shown value, or a dash where the metric doesn't apply."""
    value = getattr(totals, column.metric)
    return "–" if value is None else column.shown(value)


def style_table(results: Results) -> Table:
    """Styles, then groups, then all; rates in percent."""
    table = Table(
        title="各类问法的表现（百分数，延迟为毫秒；“–”表示不适用）",
        box=SIMPLE_HEAD,
        show_edge=False,
        padding=0,  # so that it fits into 80 characters
    )
    table.add_column("问法", no_wrap=True)
    for name in ("题数", *(METRIC_NAMES[column.metric] for column in COLUMNS)):
        table.add_column(name, justify="right", no_wrap=True)
    groups_begin = len(results.totals) - sum(name in results.totals for name in (*GROUPS, ALL))
    for place, (name, totals) in enumerate(results.totals.items(), start=1):
        cells = (cell(column, totals) for column in COLUMNS)
        table.add_row(style_name(name), str(totals.n), *cells, end_section=place == groups_begin)
    return table


def risk_table(results: Results) -> Table | None:
    """How often the surest answers are right, by their share; None where nothing was answered."""
    table = Table(title="越有把握的回答越可信吗", box=SIMPLE_HEAD, show_edge=False)
    for name in ("回答（最有把握的）", "把握至少", "第一条对"):
        table.add_column(name, justify="right", no_wrap=True)
    points = risk_coverage(answered(results.rows))
    for point in points:
        table.add_row(percent(point.share), _score(point.confidence), percent(point.right))
    return table if points else None


def overall_table(results: Results) -> Table:
    """The metrics over all questions, one a line."""
    table = Table(title="整体指标", show_header=False)
    for column in OVERALL:
        table.add_row(METRIC_NAMES[column.metric], cell(column, results.totals[ALL]))
    return table
