"""The staff panel of the document's audit: does what was read add up to what was published."""

from collections.abc import Iterator
from html import escape

import gradio

from assistant.web.staff.desk import Desk, Fill
from corpus.audit import Audit, Count, audit_town
from corpus.readers import read_document

_ALL_RIGHT = "项数、序号、部门、覆盖率全部对得上。"


def audit_panel(desk: Desk) -> Fill:
    """Build the panel; returns what fills it on an event."""
    shown = gradio.HTML(elem_classes="staff-page")

    def audited() -> str:
        town = desk.assistant.town
        rows = read_document(desk.assistant.files.document).rows
        return audit_html(audit_town(town, rows), town.source_name)

    return lambda event: desk.gate.listen(event, audited, outputs=[shown])


def audit_html(audit: Audit, source_name: str) -> str:
    """Counts per list and section, coverage, merged rows, and what does not add up."""
    problems = "".join(f"<li>{escape(problem)}</li>" for problem in audit.problems)
    wrong = [count for count in audit.counts if not _adds_up(count)]
    verdict = (
        f'<p class="staff-bad">✗ 有对不上的地方：</p><ul>{problems}</ul>'
        if problems or wrong
        else f'<p class="staff-good">✓ {_ALL_RIGHT}</p>'
    )
    return (
        f"<h2>《{escape(source_name)}》</h2>{verdict}"
        f"<p>正文覆盖率 {audit.coverage:.3%}；目录、表头等 {audit.furniture_lines} 行不算正文。</p>"
        '<div class="staff-scroll" tabindex="0"><table><caption>声明的项数和读出的项数</caption>'
        "<thead><tr><th>清单</th><th>类别</th><th>声明</th><th>读出</th><th>结果</th></tr></thead>"
        f"<tbody>{''.join(map(_count_row, audit.counts))}</tbody></table></div>"
        f"{''.join(_further(audit))}"
    )


def _count_row(count: Count) -> str:
    total = count.section is None
    declared = "未声明" if count.declared is None else str(count.declared)
    result = "✓ 一致" if _adds_up(count) else f"✗ 见原文第 {count.source_line} 行"
    cells = (count.list.full_name if total else "", count.section or "合计", declared)
    row = "".join(f"<td>{escape(cell)}</td>" for cell in (*cells, str(count.parsed), result))
    return f"<tr{' class=staff-total' if total else ''}>{row}</tr>"


def _adds_up(count: Count) -> bool:
    return count.declared in (None, count.parsed)


def _further(audit: Audit) -> Iterator[str]:
    if audit.merged:
        rows = "".join(
            f"<li>{escape(one.duty_id)}：原文第 {'、'.join(map(str, one.source_lines))} 行"
            + "".join(f"<br>另一处写作：{escape(variant)}" for variant in one.variants)
            + "</li>"
            for one in audit.merged
        )
        yield (
            f"<details><summary>跨页重复、已合成一项的 {len(audit.merged)} 项</summary>"
            f"<ul>{rows}</ul></details>"
        )
    if audit.uncovered:
        rows = "".join(
            f"<li>第 {one.source_line} 行：{escape(one.text)}</li>" for one in audit.uncovered
        )
        yield (
            f"<details><summary>没有归入事项的文字 {len(audit.uncovered)} 处</summary>"
            f"<ul>{rows}</ul></details>"
        )
