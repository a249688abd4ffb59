"""The terminal tables of the web page's figures."""

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.table import Table

from eval.page.figures import PageFigures, Phone, Transfer
from eval.page.phone import SHOWN_PX

KINDS = {
    "Document": "网页",
    "Script": "脚本",
    "Stylesheet": "样式",
    "Image": "图片",
    "Font": "字体",
    "Fetch": "数据",
    "EventSource": "数据流",
    "Manifest": "应用清单",
    "Other": "其他",
}


def page_view(figures: PageFigures) -> RenderableType:
    """The figures in one table, then the transfers by kind and any foreign address."""
    return Group(
        _figures(figures), _phone(figures.phone), _transfers(figures), *_third_party(figures)
    )


def _figures(figures: PageFigures) -> Table:
    table = Table("项目", "数值", title="网页")
    rows = {
        "从命令到网页可用": f"{figures.start_s:.1f} 秒",
        "打开到能提问": f"{figures.open_ms / 1000:.1f} 秒",
        "打开到能提问，慢速手机网络（1.6 Mbit/s，150 ms）": f"{figures.slow_open_ms / 1000:.1f} 秒",
        "浏览器里从回车到看见答案 p50": f"{figures.seen_p50_ms:.0f} ms",
        "浏览器里从回车到看见答案 p95": f"{figures.seen_p95_ms:.0f} ms",
        "服务峰值内存": f"{figures.peak_rss_mb:.0f} MB",
        "访问外站的请求": str(len(figures.third_party)),
    }
    if figures.first_start_mb is not None:
        rows["从空缓存启动、建完索引以后的内存"] = f"{figures.first_start_mb:.0f} MB"
    if soak := figures.soak:
        kept = f"{soak.before_mb:.0f} → {soak.after_mb:.0f} MB（{soak.growth_mb:+.0f} MB）"
        rows[f"{soak.visits:,} 次访问，服务的内存"] = kept
    for name, value in rows.items():
        table.add_row(name, value)
    for name, wait in (("1 人", figures.alone), (f"{figures.clients} 人同时", figures.together)):
        table.add_row(
            f"{name}：首段 p50 / p95", f"{wait.first_p50_ms:.0f} / {wait.first_p95_ms:.0f} ms"
        )
        table.add_row(
            f"{name}：全部 p50 / p95", f"{wait.whole_p50_ms:.0f} / {wait.whole_p95_ms:.0f} ms"
        )
        table.add_row(f"{name}：每秒答完", f"{wait.per_second:.1f}")
    return table


def _phone(phone: Phone) -> Table:
    table = Table("项目", "数值", title="老手机（处理器慢 4 倍，400 kbit/s，400 ms）")
    rows = {
        "看见东西": f"{phone.painted_ms / 1000:.1f} 秒",
        "能打字、能问": f"{phone.usable_ms / 1000:.1f} 秒",
        "一能问就问，看见答案": f"{phone.answered_ms / 1000:.1f} 秒",
        "整个网页就绪": f"{phone.ready_ms / 1000:.1f} 秒",
        "到就绪的请求": str(phone.requests),
        "到就绪的传输": f"{phone.received_bytes / 1000:.0f} KB",
        "第 20 问来回": f"{phone.turn_bytes / 1000:.1f} KB",
        f"一屏（{SHOWN_PX} px）放得下的回答": f"{phone.fitting:.0%}（共 {phone.answers} 个）",
        "回答高度的中位数": f"{phone.height_p50_px:.0f} px",
        "简易版：能问": f"{phone.light_ms / 1000:.1f} 秒",
        "简易版：请求、传输": f"{phone.light_requests}，{phone.light_bytes / 1000:.1f} KB",
    }
    for name, value in rows.items():
        table.add_row(name, value)
    return table


def _transfers(figures: PageFigures) -> Table:
    table = Table("资源", "首次：请求", "首次：KB", "再次：请求", "再次：KB", title="网络传输")
    first, repeat = figures.first_visit, figures.repeat_visit
    for kind in sorted({*first, *repeat}):
        cells = (*_cells(first, (kind,)), *_cells(repeat, (kind,)))
        table.add_row(KINDS.get(kind, kind), *cells)
    table.add_section()
    table.add_row("合计", *_cells(first, tuple(first)), *_cells(repeat, tuple(repeat)))
    return table


def _cells(transfers: Mapping[str, Transfer], kinds: tuple[str, ...]) -> tuple[str, str]:
    found = [transfers[kind] for kind in kinds if kind in transfers]
    sent_kb = sum(transfer.sent_bytes for transfer in found) / 1000
    return str(sum(transfer.requests for transfer in found)), f"{sent_kb:.1f}"


def _third_party(figures: PageFigures) -> list[str]:
    return [f"外站：{address}" for address in figures.third_party]
