"""The figures under load as Markdown tables, for the terminal and for docs/load.md."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from eval.load.figures import Asked, LoadFigures, Workers

LOAD_PAGE = Path(__file__).parents[2] / "docs" / "load.md"
LOAD_MARK = "load"
MIN_PER_SECOND = 80.0  # distinct questions, with all cores
MAX_P95_MS, AT_CLIENTS = 150.0, 8
MAX_LOADED_MB = 400.0  # of one process
MAX_GROWTH = 0.05


def load_lines(figures: LoadFigures) -> list[str]:
    """All tables, then the aims that were missed."""
    parts = [
        _table(
            ("进程", "客户端", "每秒答", "p50 ms", "p95 ms", "p99 ms", "答了", "请稍后", "失败"),
            (_step(run.workers, step) for run in figures.runs for step in run.steps),
        ),
        _table(("进程", "项目", "数值"), (row for run in figures.runs for row in _rows(run))),
        [f"{figures.cores} 核；提问的程序在同一台机器上，最多占一个核的 {_client_cpu(figures)}。"],
        missed(figures) or ["目标全部达到。"],
    ]
    return "\n\n".join("\n".join(part) for part in parts).split("\n")


def missed(figures: LoadFigures) -> list[str]:
    """The aims that were missed, each in a sentence of its own line."""
    best = max(step.per_second for run in figures.runs for step in run.steps)
    checks = [(best < MIN_PER_SECOND, f"最多每秒答 {best:.0f} 个，应至少 {MIN_PER_SECOND:.0f} 个")]
    slow = [s.p95_ms for s in figures.runs[-1].steps if s.clients == AT_CLIENTS]
    checks += [
        (p95 > MAX_P95_MS, f"{AT_CLIENTS} 个客户端 p95 {p95:.0f} ms，应低于 {MAX_P95_MS:.0f} ms")
        for p95 in slow
    ]
    checks += [check for run in figures.runs for check in _checks(run)]
    return [f"- 未达到：{sentence}。" for failed, sentence in checks if failed]


def _checks(run: Workers) -> Iterable[tuple[bool, str]]:
    name, wechat, soak = f"{run.workers} 个进程时", run.wechat, run.soak
    late = wechat.sent - wechat.in_time
    yield late > 0, f"{name}公众号消息有 {late} 条没有按时答"
    mb = run.loaded_rss_mb
    yield mb > MAX_LOADED_MB, f"{name}一个进程占 {mb:.0f} MB，应低于 {MAX_LOADED_MB:.0f} MB"
    failed = sum(step.failed for step in (*run.steps, run.overload.during))
    yield failed > 0, f"{name}有 {failed} 个请求没有回音或出错"
    if run.killed:
        yield run.killed.wrong > 0, f"杀掉一个进程时答错 {run.killed.wrong} 个"
    if soak:
        yield soak.growth > MAX_GROWTH, f"长跑内存增长 {soak.growth:.1%}，应低于 {MAX_GROWTH:.0%}"
        yield soak.asked.failed > 0, f"长跑时有 {soak.asked.failed} 个请求没有回音或出错"


def _step(workers: int, step: Asked) -> tuple[str, ...]:
    waits = (f"{ms:.0f}" for ms in (step.p50_ms, step.p95_ms, step.p99_ms))
    counts = (f"{number:,}" for number in (step.answered, step.shed, step.failed))
    return (str(workers), str(step.clients), f"{step.per_second:.1f}", *waits, *counts)


def _rows(run: Workers) -> Iterable[tuple[str, ...]]:
    during, wechat, killed, soak = run.overload.during, run.wechat, run.killed, run.soak
    rows = {
        "从命令到能答": f"{run.start_s:.1f} 秒",
        "处理器时间，每个回答": f"{run.cpu_ms:.1f} ms",
        "内存：刚启动，合计（最大的一个进程）": f"{run.idle_pss_mb:.0f}（{run.idle_rss_mb:.0f}）MB",
        "内存：加压后": f"{run.loaded_pss_mb:.0f}（{run.loaded_rss_mb:.0f}）MB",
        f"公众号每秒 {wechat.per_second:.0f} 条，4.5 秒内答了": (
            f"{wechat.in_time / wechat.sent:.1%}（{wechat.in_time:,}/{wechat.sent:,}；"
            f"请稍后 {wechat.shed:,}，没答 {wechat.failed:,}）"
        ),
        "公众号 p50 / p95 / 最久": (
            f"{wechat.p50_ms:.0f} / {wechat.p95_ms:.0f} / {wechat.max_ms:.0f} ms"
        ),
        f"{during.clients} 个不肯等的客户端": (
            f"每秒答 {during.per_second:.1f}，请稍后 {during.shed:,}，失败 {during.failed:,}"
        ),
        "过载时多久得到“请稍后” p95": f"{run.overload.shed_p95_ms:.0f} ms",
        "过载刚过的第一问": f"{run.overload.after_ms:.0f} ms",
    }
    if killed:
        rows["kill -9 一个进程：答了，答错，断开"] = (
            f"{killed.answered:,}，{killed.wrong:,}，{killed.failed:,}"
        )
        rows["kill -9 之后恢复原速"] = f"{killed.recovered_s:.1f} 秒"
    if soak:
        rows[f"长跑 {soak.minutes:.0f} 分钟：答了，失败"] = (
            f"{soak.asked.answered:,}，{soak.asked.failed:,}"
        )
        rows["长跑内存"] = (
            f"{soak.early_pss_mb:.0f} → {soak.late_pss_mb:.0f} MB（{soak.growth:+.1%}）"
        )
    return [(str(run.workers), name, value) for name, value in rows.items()]


def _client_cpu(figures: LoadFigures) -> str:
    return f"{max(step.client_cpu for run in figures.runs for step in run.steps):.0%}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]
