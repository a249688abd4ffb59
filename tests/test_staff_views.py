"""What the staff's panels show, from data at hand."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.log.entry import Entry
from assistant.log.usage import Usage, usage_of
from assistant.settings import Settings
from assistant.staff.effect_run import Progress
from assistant.staff.trial import Changed, Effect, Rate
from assistant.staff.version_report import report_of, version_report
from assistant.web.staff.teaching.effect import effect_html, progress_html
from assistant.web.staff.usage import usage_html
from assistant.web.staff.versions import report_html
from corpus.models import Town
from tests.versions import newer

NOW = datetime(2026, 3, 3, 4, tzinfo=UTC)


def rate(**changes: Any) -> Rate:
    return Rate("口语", "hit@1", 50, 0.9, 0.92, False)._replace(**changes)


def test_an_effect_begins_with_what_is_lost() -> None:
    lost = Changed("低保<咋>申请", ("配合-6",), "配合-6", "基本-1")
    gained = Changed("今天天气咋样", (), "配合-13", "拒答")
    rates = (rate(), rate(measure="MRR", after=0.9))
    shown = effect_html(Effect(9, 9, (gained,), (lost,), rates), 3)
    assert "加上 3 个待审的问题：新答对 1 题，新答错 1 题；请先看新答错的题" in shown
    assert shown.index("新答错的题</caption>") < shown.index("新答对的题</caption>")
    assert "<td>低保&lt;咋&gt;申请</td><td>配合-6</td><td>配合-6</td><td>基本-1</td>" in shown
    assert "<td>今天天气咋样</td><td>应拒答</td><td>配合-13</td><td>拒答</td>" in shown
    before_all, every = shown.split("<details>")
    assert "<td>90.0%</td><td>92.0%</td><td>+2.0</td>" in before_all
    assert "MRR" not in before_all  # it did not move
    assert "MRR" in every


def test_an_effect_of_nothing_says_so() -> None:
    shown = effect_html(Effect(9, 9, rates=(rate(after=0.9),)), 1)
    assert "新答对 0 题，新答错 0 题；可以接受" in shown
    assert "各类问法的指标都没有变化" in shown
    assert "<caption>" not in shown


LOST = Changed("低保咋申请", ("配合-6",), "配合-6", "基本-1")


@pytest.mark.parametrize(
    ("progress", "told", "untold"),
    [
        (Progress(), "", "<"),
        (Progress(("a",), running=True), "正在准备", "<table"),
        (
            Progress(("a",), running=True, effect=Effect(40, 360, lost=(LOST,))),
            "已看 40 题，共 360 题",
            "可以接受",
        ),
        (Progress(("a",), running=True, effect=Effect(4, 9)), 'max="9" value="4"', "<table"),
        (Progress(("a",), running=True, effect=Effect(4, 9, lost=(LOST,))), "新答错的题", "指标"),
        (
            Progress(("a", "b"), effect=Effect(40, 360), cancelled=True),
            "加上 2 个待审的问题：新答对 0 题，新答错 0 题；一共 360 题，只看了最像的 40 题。",
            "可以接受",
        ),
        (Progress(("a",), running=True, cancelled=True), "正在停下", "已看"),
        (Progress(("a",), cancelled=True), "还没开始看就停下了", "progress"),
        (Progress(("a",), effect=Effect(0, 9), cancelled=True), "还没开始看就停下了", "可以接受"),
        (Progress(("a",), problem="缺<评测>的包"), "缺&lt;评测&gt;的包", "progress"),
    ],
)
def test_a_measurement_tells_how_far_it_is_and_claims_nothing_of_the_rest(
    progress: Progress, told: str, untold: str
) -> None:
    shown = progress_html(progress)
    assert told in shown
    assert untold not in shown


def entry(day: int, *, refused: bool, **fields: Any) -> Entry:
    given: dict[str, Any] = {
        "answer_id": "x",
        "asked_at": NOW.replace(day=day),
        "question": "低保咋申请",
        "kind": "refusal" if refused else "duty",
        "list": None if refused else "配合",
        "duties": (),
        "departments": () if refused else ("<b>民政局</b>",),
        "confidence": 0.9,
        "refused": refused,
        "latency_ms": 20.0,
        "channel": "web",
        "index_version": "1",
        "answer": "",
        "helpful": None,
        "reason": "",
        "resolved": "低保咋申请",
        "thread": (),
    }
    return Entry(**given | fields)


def usage() -> Usage:
    asked = [entry(2, refused=False), *(entry(3, refused=n > 2) for n in range(4))]
    return usage_of(asked, datetime(2026, 3, 2, tzinfo=UTC), NOW)


def test_days_are_columns_in_proportion_to_the_busiest() -> None:
    assert [(one.day, one.answered, one.refused) for one in usage().days] == [
        (date(2026, 3, 2), 1, 0),
        (date(2026, 3, 3), 3, 1),
    ]
    shown = usage_html(usage())
    first, second = shown.split('<div title="')[1:3]
    assert 'staff-answered" style="height:25.00%"' in first
    assert 'staff-answered" style="height:75.00%"' in second
    assert 'staff-refused" style="height:25.00%"' in second
    assert "2 天共 5 个问题，拒答 1 个，占 20.0%。" in shown
    assert "最多的一天 4 个" in shown


def test_names_are_text_and_channels_chinese() -> None:
    shown = usage_html(usage())
    assert "&lt;b&gt;民政局&lt;/b&gt;" in shown
    assert "网页<span" in shown


def test_a_period_without_questions_says_so() -> None:
    empty = usage_of([], datetime(2026, 3, 2, tzinfo=UTC), NOW)
    assert usage_html(empty) == "<p>这段时间没有问题。</p>"


def test_new_lists_are_told_with_the_public_first_and_their_words_marked(
    two_versions: Path,
) -> None:
    settings = Settings(data_dir=two_versions)
    files = settings.towns.files("shiqiao")
    shown = report_html(version_report(settings, files))
    assert shown.index("群众办事的变化") < shown.index("新增的事项")
    for part in (
        "2026-03-01 版（60 项）→",
        "<li>社区矫正对象教育帮扶原来由永宁县司法局牵头，现在由永宁县公安局牵头</li>",
        "<li>娃不上学谁管（原来挂在 做好义务教育阶段学生控辍保学）</li>",
        "<li>配合-1 无人机飞行管理（配合，永宁县公安局牵头）</li>",
        "<li>基本-26 → 上收-19 组织开展农村人居环境整治，推进生活垃圾分类。</li>",
        "<li>清单里不再有：永宁县司法局</li>",
        "<td>石桥镇的职责</td><td>开展防溺水政策<del>宣传</del><ins>宣讲</ins>，动员",
    ):
        assert part in shown


def test_words_of_the_lists_are_text_in_what_is_told_of_them(town: Town) -> None:
    draft = town.model_copy(update={"version": "2026-03-01"})
    evil = newer(draft, [lambda d: d.add("上收", "<b>审批</b>", "<i>局</i>")])
    shown = report_html(report_of(draft, evil))
    assert "上收-86 &lt;b&gt;审批&lt;/b&gt;（上收，归&lt;i&gt;局&lt;/i&gt;）" in shown
    assert "<b>" not in shown
