"""What `lvzhi feedback` prints: usage and a week as tables."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.log.usage import Usage

if TYPE_CHECKING:
    from assistant.staff.unanswered.week import Week
    from corpus.models import Town


def print_usage(console: Console, usage: Usage) -> None:
    """The totals, the days with questions, and who was asked about."""
    rated = usage.helpful + usage.unhelpful
    console.print(
        f"{len(usage.days)} 天共 {usage.questions} 个问题，拒答 {usage.refused} 个"
        f"（{usage.refused_share:.1%}）；评价 {rated} 次，有帮助 {usage.helpful}，"
        f"没帮上 {usage.unhelpful}；用时中位 {usage.latency_p50_ms:.0f} 毫秒，"
        f"p95 {usage.latency_p95_ms:.0f} 毫秒。",
        soft_wrap=True,
    )
    days = Table("日期", "答了", "拒答")
    for one in usage.days:
        if one.answered or one.refused:
            days.add_row(str(one.day), str(one.answered), str(one.refused))
    if days.row_count:
        console.print(days)
    _print_counts(console, "清单", usage.lists)
    _print_counts(console, "部门（第一个）", usage.departments)
    _print_counts(console, "渠道", usage.channels)


def print_week(console: Console, week: "Week", town: "Town") -> None:
    """What was asked most and not answered in a week, with the duties that may be meant."""
    usage = week.usage
    console.print(
        f"{week.monday} 到 {week.sunday}：{usage.questions} 个问题，没答上 {usage.refused} 个，"
        f"没帮上 {usage.unhelpful} 个；险情 {week.emergencies} 次，骂人的话 {week.abuse} 次。",
        soft_wrap=True,
    )
    if not week.missed:
        console.print("没有没答好的问题。")
        return
    table = Table("次数", "问题", "相近的", "可能是哪一项")
    for one in week.missed:
        names = "\n".join(f"{key} {town.duty(key).title}" for key in one.candidates)
        alike = str(len(one.group.questions) - 1 or "")
        table.add_row(str(one.group.times), escape(one.group.first.question), alike, escape(names))
    console.print(table)


def _print_counts(console: Console, heading: str, counts: Mapping[str, int]) -> None:
    if not counts:
        return
    table = Table(heading, "问题数")
    for name, count in counts.items():
        table.add_row(escape(name), str(count))
    console.print(table)
