"""The self-contained HTML page of a run, for a person who decides."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from corpus.models import ListName
from eval.comparing.calibration import area_under, reliability_bins, risk_coverage, roc_curve
from eval.comparing.compare import is_right
from eval.reading.svg import Point, unit_chart
from eval.reading.table import COLUMNS, OVERALL, cell, percent
from eval.reading.wording import METRIC_NAMES, style_name
from eval.results import ALL, GROUPS, Results, Row, answered
from index.judgement import coverage_reliability

N_DEPARTMENT_PAIRS = 15
N_MISSES = 40
N_RETRIEVED = 3  # shown per miss

NOT_LISTED = "不在清单"
DECLINED = "拒答"
FAILED = "出错"
NO_LIST = "未指明清单"
NO_DEPARTMENT = "未指明部门"
HEADLINE_NOTE = (
    "百分数，延迟为毫秒；“–”表示不适用。hit@1、hit@3：第一条、前三条中有该引用的事项；"
    "MRR：该引用的事项排第几名的倒数的平均；清单、部门：答对清单、部门一个不多一个不少；"
    "首部门：最先说出的部门是对的；要点：该说到的原话说到了多少；拒答：没有作答的比例。"
)
COVERAGE_NOTE = (
    "训练时十折交叉验证：每题的概率都由没见过它的模型给出；两类题总权重相同。"
    "“实际涵盖”越接近“平均概率”，概率越可信。"
)

STYLE = """
body{font:16px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1c2733;
 background:#f6f7f9;margin:0 auto;max-width:1120px;padding:24px}
section{background:#fff;border:1px solid #e1e5ea;border-radius:8px;padding:16px 24px;
 margin:20px 0;overflow-x:auto}
h1{margin-bottom:0}h2{margin-top:0}.quiet{color:#5a6877;font-size:14px}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:4px 10px;border-bottom:1px solid #e1e5ea;text-align:right;vertical-align:top}
th:first-child,td:first-child,.words td,.words th{text-align:left;min-width:4em}
tr.group{font-weight:bold;background:#eef3f8}td.right{background:#e3f3e6}td.wrong{background:#fbe6e3}
.cards{display:flex;flex-wrap:wrap;gap:16px}.card{background:#eef3f8;border-radius:8px;
 padding:8px 20px}.card b{display:block;font-size:28px}
svg .grid{stroke:#e1e5ea}svg .diagonal{stroke:#9aa7b4;stroke-dasharray:5 4}
svg .curve{fill:none;stroke:#1f6fb2;stroke-width:2}svg circle{fill:#1f6fb2}
svg text{fill:#5a6877;font-size:13px;text-anchor:middle}
"""


def render_report(results: Results) -> str:
    """The whole page; it requests nothing from elsewhere, and every text is escaped."""
    sections = (
        _section("一眼看懂", _cards(results)),
        _section("各类问法", _headline(results), HEADLINE_NOTE),
        _section("整体指标", _overall(results)),
        _section("清单判断", _list_confusion(results.rows), "行是应答的清单，列是实际答的清单。"),
        _section("最常答错的部门", _department_confusion(results.rows), "只数首个部门答错的题。"),
        _section("把握是否可信", _reliability(results.rows), "点越贴近虚线，把握越可信。"),
        _section(
            "越有把握越可信吗",
            _risk(results.rows),
            "横轴：最有把握的那部分回答；纵轴：答对的比例。",
        ),
        _section("拒答的分辨力", _roc(results.rows), "曲线越贴左上角，越分得清该答与不该答。"),
        _section("“清单是否涵盖”的概率是否可信", _coverage_reliability(), COVERAGE_NOTE),
        _section("最该改进的错题", _misses(results), "把握越大的错答排得越前。"),
    )
    info = results.info
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>履职问答评测报告</title><style>{STYLE}</style></head><body>"
        f'<h1>履职问答评测报告</h1><p class="quiet">{escape(info.created)} · '
        f"模型 {escape(info.model)} · 索引 {escape(info.index_version)} · "
        f"题目 {escape('、'.join(file.name for file in info.question_files))}，"
        f"共 {len(results.rows)} 题 · Python {escape(info.python)} · {escape(info.machine)}</p>"
        + "".join(sections)
        + "</body></html>\n"
    )


def _section(title: str, body: str, note: str = "") -> str:
    remark = f'<p class="quiet">{escape(note)}</p>' if note else ""
    return f"<section><h2>{escape(title)}</h2>{remark}{body}</section>"


def _table(head: Sequence[str], rows: Iterable[str], css: str = "") -> str:
    cells = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(rows)
    return f'<table class="{css}"><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>'


def _row(cells: Iterable[str], css: str = "") -> str:
    return f'<tr class="{css}">' + "".join(f"<td>{escape(c)}</td>" for c in cells) + "</tr>"


def _cards(results: Results) -> str:
    totals = results.totals
    shown = [
        (f"{style_name(group)}：第一条就答对", totals[group].hit_1)
        for group in (*GROUPS, ALL)
        if group in totals
    ]
    shown += [
        ("不在清单的问题，如实拒答", totals[ALL].refusal_recall),
        ("清单里有，却被误拒", totals[ALL].refused_covered),
        ("引用与原文一致", totals[ALL].citations_valid),
    ]
    cards = (
        f'<div class="card">{escape(label)}<b>{percent(value)}%</b></div>'
        for label, value in shown
        if value is not None
    )
    return f'<div class="cards">{"".join(cards)}</div>'


def _headline(results: Results) -> str:
    head = ("问法", "题数", *(METRIC_NAMES[column.metric] for column in COLUMNS))
    rows = (
        _row(
            (style_name(name), str(totals.n), *(cell(column, totals) for column in COLUMNS)),
            "group" if name in (*GROUPS, ALL) else "",
        )
        for name, totals in results.totals.items()
    )
    return _table(head, rows)


def _overall(results: Results) -> str:
    rows = ((METRIC_NAMES[c.metric], cell(c, results.totals[ALL])) for c in OVERALL)
    return _table(("指标", "值"), map(_row, rows))


def _list_confusion(rows: Iterable[Row]) -> str:
    counts = Counter((_expected_list(row), _answered_list(row)) for row in rows)
    expected = (*ListName, NOT_LISTED)
    replies = (*ListName, DECLINED, NO_LIST, FAILED)

    def line(want: str) -> str:
        cells = (_count(counts[want, got], _fits(want, got)) for got in replies)
        return f"<tr><td>{escape(want)}</td>{''.join(cells)}</tr>"

    return _table(("应答＼实答", *replies), map(line, expected))


def _fits(want: str, got: str) -> bool:
    return want == got or (want, got) == (NOT_LISTED, DECLINED)


def _count(count: int, right: bool) -> str:
    css = ("right" if right else "wrong") if count else ""
    return f'<td class="{css}">{count}</td>'


def _expected_list(row: Row) -> str:
    if not row.question.covered:
        return NOT_LISTED
    return row.question.list or NO_LIST


def _answered_list(row: Row) -> str:
    if row.error is not None:
        return FAILED
    return DECLINED if row.declined else row.list or NO_LIST


def _department_confusion(rows: Iterable[Row]) -> str:
    pairs = Counter(
        ("、".join(row.question.departments), next(iter(row.departments), NO_DEPARTMENT))
        for row in rows
        if row.scores.department_hit == 0 and row.error is None and not row.declined
    )
    if not pairs:
        return "<p>没有。</p>"
    lines = (
        _row((want, got, str(count)))
        for (want, got), count in pairs.most_common(N_DEPARTMENT_PAIRS)
    )
    return _table(("应答部门", "首个答出的部门", "题数"), lines, "words")


def _reliability(rows: Iterable[Row]) -> str:
    outcomes = answered(rows)
    if not outcomes:
        return "<p>没有作答的题。</p>"
    points = [
        Point(
            bin.confidence,
            bin.accuracy,
            2 + math.sqrt(bin.n),
            f"{bin.n} 题，平均把握 {bin.confidence:.2f}，答对 {bin.accuracy:.2f}",
        )
        for bin in reliability_bins(*zip(*outcomes, strict=True))
    ]
    return unit_chart(points, x_label="自报把握", y_label="实际答对的比例")


def _risk(rows: Sequence[Row]) -> str:
    points = [
        Point(p.share, p.right, 2, f"最有把握的 {p.share:.0%}：答对 {p.right:.1%}")
        for p in risk_coverage(answered(rows))
    ]
    if not points:
        return "<p>没有回答。</p>"
    return unit_chart(points, x_label="回答的比例（从最有把握的起）", y_label="答对的比例")


def _roc(rows: Iterable[Row]) -> str:
    """The ROC of declining by the probability that the lists do not cover a question."""
    asked = [row for row in rows if row.error is None]
    curve = roc_curve(
        [1 - row.coverage for row in asked],
        [not row.question.covered for row in asked],
    )
    if not curve:
        return "<p>题目中没有同时包含该答与不该答的问题。</p>"
    points = [
        Point(p.false_positive_rate, p.true_positive_rate, 2, f"误拒 {p[0]:.3f}，拒对 {p[1]:.3f}")
        for p in curve
    ]
    chart = unit_chart(points, x_label="误拒率（清单里有）", y_label="拒对率（不在清单）")
    return f"<p>曲线下面积 {area_under(curve):.3f}</p>{chart}"


def _coverage_reliability() -> str:
    """Predicted and observed share of covered questions, as `lvzhi train-ranker` found them."""
    lines = (
        _row(
            (
                f"{bin.low:.1f}–{bin.high:.1f}",
                str(bin.yes),
                str(bin.no),
                f"{bin.probability:.2f}",
                f"{bin.share:.2f}",
            )
        )
        for bin in coverage_reliability()
    )
    return _table(("概率", "涵盖的题", "不涵盖的题", "平均概率", "实际涵盖"), lines)


def _misses(results: Results) -> str:
    wrong = sorted(
        (row for row in results.rows if not is_right(row)),
        key=lambda row: (row.error is None, -row.confidence),
    )
    if not wrong:
        return "<p>没有答错的题。</p>"
    lines = (_row(_miss(row, results)) for row in wrong[:N_MISSES])
    counted = f"<p>共 {len(wrong)} 题答错，列出 {min(len(wrong), N_MISSES)} 题。</p>"
    head = ("题号", "问法", "问题", "应答", "实答（前三）", "依据的词", "把握")
    return counted + _table(head, lines, "words")


def _miss(row: Row, results: Results) -> tuple[str, ...]:
    question = row.question
    named = [f"{duty} {results.titles.get(duty, '')}".strip() for duty in question.gold]
    got = [f"{duty} {results.titles.get(duty, '')}".strip() for duty in row.ranked[:N_RETRIEVED]]
    return (
        question.id,
        style_name(question.style),
        " → ".join((*question.context, question.question)),
        "；".join(named) or f"{NOT_LISTED}，应拒答",
        row.error or "；".join(got) or DECLINED,
        "、".join(row.matched_terms),
        f"{row.confidence:.2f}",
    )
