"""What the command line prints: answers, duties, tables and progress bars, with rich."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from assistant.answer import Answer
from assistant.answering import wording
from assistant.answering.parts.framing import Related
from assistant.answering.parts.of_duties import MaybeMeant
from assistant.answering.telling.lines import LineKind, lines_of
from assistant.channels.channel_wording import source_notice
from corpus.models import BlockKind, Duty, Town
from index.building.build import Reporter
from index.features import SIGNALS
from index.search import DutyHit

if TYPE_CHECKING:  # an answer is printed without what audits and trains
    from corpus.audit import Audit
    from index.training.judging import TrainedJudgement
    from index.training.letters import Trained

_SIGNAL_NAMES = {
    "asked_cosine_top3": "相似问前3",
    "asked_centroid": "相似问中心",
    "passage_cosine": "条文",
    "passage_words": "条文词",
    "asked_words": "相似问词",
    "passage_bigrams": "条文字",
    "asked_bigrams": "相似问字",
}


@contextmanager
def progress_reporter(console: Console) -> Iterator[Reporter]:
    """A reporter that prints sentences and draws one bar a stage."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield Reporter(say=lambda sentence: bars.console.print(escape(sentence)), progress=progress)


def print_answer(console: Console, answer: Answer, town: Town) -> None:
    """The answer, then its citations with their place in the source."""
    for line in lines_of(answer.parts, town):
        console.print(escape(line.text), style="bold" if line.kind is LineKind.HEADING else None)
    if answer.citations:
        console.print()
        console.print("[bold]引文[/bold]")
    for number, citation in enumerate(answer.citations, start=1):
        lines = "、".join(map(str, citation.source_lines))
        console.print(
            f"[cyan]\\[{number}] {citation.duty_id}[/cyan] {escape(citation.section)}"
            f" · {escape(citation.holder)} · 原文第 {lines} 行"
        )
        console.print(f"    {escape(citation.quote)}", style="dim")
    if answer.alternatives and not _offers(answer):
        console.print(f"也可能是：{'、'.join(answer.alternatives)}")
    if answer.citations and answer.version:
        console.print(escape(source_notice(town)), style="dim")
    if answer.citations:
        console.print(f"把握 {answer.confidence:.0%} · {answer.latency_ms:.0f} 毫秒", style="dim")


def _offers(answer: Answer) -> bool:
    """Whether the answer itself names duties that may be meant."""
    return any(isinstance(part, MaybeMeant | Related) for part in answer.parts)


def print_duty(console: Console, duty: Duty) -> None:
    """A whole duty: title, departments and every part."""
    mark = " · 行政执法事项" if duty.enforcement else ""
    lines = "、".join(map(str, duty.source_lines))
    head = f"{wording.reference(duty)} · {duty.section}{mark} · 原文第 {lines} 行"
    console.print(Panel(escape(duty.title), title=escape(head), title_align="left"))
    console.print(f"责任部门：{escape('、'.join(duty.departments))}")
    for block in duty.blocks:
        if block.kind is not BlockKind.TITLE:
            console.print(f"\n[bold]{escape(block.heading or block.holder)}[/bold]")
            console.print(escape(block.text))
        for variant in block.variants:
            console.print(f"另一处写作：{escape(variant)}", style="dim")
    for variant in duty.title_variants:
        console.print(f"名称另一处写作：{escape(variant)}", style="dim")


def duty_table(duties: Sequence[Duty]) -> Table:
    """One line a duty."""
    table = Table("编号", "类别", "执法", "事项名称", "责任部门", title=f"共 {len(duties)} 项")
    for duty in duties:
        table.add_row(
            duty.duty_id,
            duty.section,
            "是" if duty.enforcement else "",
            escape(duty.title),
            escape("\n".join(duty.departments)),
        )
    return table


def print_hits(console: Console, hits: Sequence[DutyHit]) -> None:
    """Signals side by side, a column a duty, then what matched."""
    table = Table("", *(hit.duty.duty_id for hit in hits))
    table.add_row("概率", *(f"{hit.probability:.1%}" for hit in hits), style="bold")
    for name in SIGNALS:
        table.add_row(_SIGNAL_NAMES[name], *(f"{hit.signals[name]:.3f}" for hit in hits))
    console.print(table)
    for hit in hits:
        passage = hit.passages[0].passage
        console.print(f"[cyan]{hit.duty.duty_id}[/cyan] {escape(hit.duty.title[:60])}")
        console.print(f"    条文 {escape(passage.holder)}：{escape(passage.items[0][:60])}")
        if hit.asked:
            console.print(f"    相似问 {escape(hit.asked[0].asked.question[:60])}")


def print_audit(console: Console, audit: "Audit", problems: Sequence[str]) -> None:
    """Counts per list and section, merged rows, coverage, and what does not add up."""
    table = Table("清单", "类别", "声明", "读出", "", title="项数核对")
    for count in audit.counts:
        right = count.declared in (None, count.parsed)
        table.add_row(
            count.list if count.section is None else "",
            count.section or "合计",
            "未声明" if count.declared is None else str(count.declared),
            str(count.parsed),
            "✓" if right else f"✗ 第 {count.source_line} 行",
            style="bold" if count.section is None else None,
        )
    console.print(table)
    sections = sum(count.section is not None for count in audit.counts)
    console.print(f"类别 {sections} 个")
    for merged in audit.merged:
        lines = "、".join(map(str, merged.source_lines))
        console.print(f"跨页合并 {merged.duty_id}：原文第 {lines} 行")
        for variant in merged.variants:
            console.print(f"    另一处写作：{escape(variant)}", style="dim")
    console.print(f"跨页合并 {len(audit.merged)} 项；目录、表头等 {audit.furniture_lines} 行")
    console.print(f"正文覆盖率 {audit.coverage:.3%}")
    for left in audit.uncovered:
        console.print(f"    第 {left.source_line} 行未归入事项：{escape(left.text)}")
    for problem in problems:
        console.print(f"[red]✗ {escape(problem)}[/red]")
    if not problems:
        console.print("[green]✓ 项数、序号、部门、覆盖率全部对得上[/green]")


def training_summary(trained: "Trained") -> str:
    """Leave-one-out accuracy by asker, and what the coverage threshold does."""
    ranker, judgement = trained.ranker, trained.judgement
    coverage, rightness = judgement.coverage, judgement.rightness
    shares = "，".join(f"{who} {share:.2%}" for who, share in ranker.accuracy.items())
    return (
        f"{ranker.questions} 条来信、标题、搜索、聊天，留一法首位命中率：{shares}。\n"
        f"是否覆盖（十折交叉验证）：误拒 {coverage.refused_covered:.2%}，"
        f"拒答 {coverage.declined_uncovered:.2%}，AUC {coverage.area_under_roc:.4f}，"
        f"阈值 {coverage.threshold}。\n"
        f"首位对不对：AUC {rightness.area_under_roc:.4f}。\n"
        "这两项还要按真实来信校准：lvzhi calibrate 文件。"
    )


def calibration_summary(judgement: "TrainedJudgement") -> str:
    """On how many texts, and where the threshold is now."""
    threshold = judgement.coverage.threshold
    return f"已按 {judgement.real_texts} 条真实来信校准，是否覆盖的阈值 {threshold}。"
