"""How the answer looks on each channel."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Assistant
from assistant.answer import Answer, AnswerKind, Citation
from assistant.channels.rendering import (
    MAX_WECHAT_BYTES,
    Markdown,
    PlainText,
    Structured,
    WeChat,
    choices,
    pages,
)
from corpus.models import ListName, Town

NOTICE = "依据《内蒙古自治区赤峰市巴林左旗富河镇履行职责事项清单》，仅供参考，以官方公布为准。"


def citation(duty_id: str, quote: str, holder: str = "富河镇") -> Citation:
    list_name, number = duty_id.split("-")
    return Citation(
        duty_id=duty_id,
        list=ListName(list_name),
        number=int(number),
        section="民生服务",
        title="题目",
        holder=holder,
        quote=quote,
        source_lines=(3, 5),
        score=0.9,
    )


def answer(text: str, *cited: Citation, kind: AnswerKind = AnswerKind.DUTY) -> Answer:
    return Answer(kind=kind, text=text, citations=cited, resolved_question="问")


def test_plain_text_names_each_place_once_and_quotes_what_was_not_told(town: Town) -> None:
    told = answer(
        "归民政局。\n1.发钱。",
        citation("配合-9", "1.发钱。", "民政局"),
        citation("配合-9", "2.查账。", "民政局"),
        citation("基本-68", "修房。"),
    )
    assert PlainText().render(told, town).split("\n") == [
        "归民政局。",
        "1.发钱。",
        "",
        "引文：",
        "【1】《配合履职事项清单》第9项 · 民生服务 · 民政局 · 原文第 3、5 行",
        "2.查账。",
        "【2】《基本履职事项清单》第68项 · 民生服务 · 富河镇 · 原文第 3、5 行",
        "修房。",
        "",
        NOTICE,
    ]


def test_an_answer_without_citations_stands_alone(town: Town) -> None:
    assert PlainText().render(answer("您好！"), town) == "您好！"
    assert Markdown().render(answer("您好！"), town) == "您好！"
    assert WeChat().render(answer("您好！"), town) == "您好！"


def test_markdown_keeps_lines_and_escapes_the_source(town: Town) -> None:
    told = answer("第一行\n*第二行", citation("基本-68", "<ol>修_房_。\n再修。"))
    assert Markdown().render(told, town).split("\n") == [
        "第一行  ",
        r"\*第二行",
        "",
        "> 【1】《基本履职事项清单》第68项 · 民生服务 · 富河镇 · 原文第 3、5 行  ",
        r"> \<ol\>修\_房\_。  ",
        "> 再修。",
        "",
        NOTICE,
    ]


def test_wechat_offers_numbers_titles_only_where_they_were_not_told(
    assistant: Assistant, town: Town
) -> None:
    told = assistant.ask("危房改造谁负责")
    assert choices(told) == ("配合-40", "基本-68")
    lines = WeChat().render(told, town).split("\n")
    start = lines.index("回复数字查看清单原文：")
    assert lines[start + 1] == "1 · 《配合履职事项清单》第40项"
    for line, duty_id in zip(lines[start + 2 :], choices(told)[1:], strict=True):
        assert town.duty(duty_id).title[:20] in line


def test_the_numbers_of_an_enumeration_are_those_of_its_lines(
    assistant: Assistant, town: Town
) -> None:
    told = assistant.ask("林草局收走了哪些处罚")
    text = WeChat().render(told, town)
    listed = re.findall(r"^(\d+)\. 第(\d+)项", text, re.MULTILINE)
    assert len(listed) == 9
    assert [f"上收-{number}" for _, number in listed] == list(choices(told))
    assert text.endswith("回复序号（1 到 9）查看那一项的清单原文。")
    assert "引文" not in PlainText().render(told, town)


def test_a_lookup_told_in_full_offers_nothing(assistant: Assistant) -> None:
    assert choices(assistant.ask("配合清单第9项")) == ()
    assert choices(assistant.ask("查看第2项")) == ("基本-2", "配合-2", "上收-2")


def test_a_long_enumeration_comes_in_pages_that_lose_nothing(
    assistant: Assistant, town: Town
) -> None:
    told = assistant.ask("基本清单都有哪些事项")
    text = WeChat().text(told, town)
    cut = pages(text)
    assert len(cut) > 3
    assert all(len(page.encode()) <= MAX_WECHAT_BYTES for page in cut)
    assert WeChat().render(told, town) == cut[0]
    assert cut[0].endswith(f"\n（1/{len(cut)}，回复“更多”接着看）")
    bodies = [re.sub(r"\n（\d+/\d+，回复“更多”接着看）$", "", page) for page in cut]
    assert all(re.match(r"\d+\. 第\d+项|“", body) for body in bodies[1:-1])
    assert "".join("".join(bodies).split()) == "".join(text.split())


def test_a_page_ends_with_a_sentence() -> None:
    text = "甲乙丙丁戊己庚辛。" * 10
    cut = pages(text, 120)
    assert [page.split("\n")[0] for page in cut] == ["甲乙丙丁戊己庚辛。" * 2] * 5


@pytest.mark.parametrize("char", ["a", "字", "👩‍🌾", "。", "\n", "é"])
def test_text_without_ends_is_cut_between_characters(char: str) -> None:
    text = char * 3000
    assert "".join("".join(page.split("\n（")[0] for page in pages(text)).split()) == text.strip()


@given(st.text(max_size=300), st.integers(100, 300))
def test_any_text_fits(text: str, limit: int) -> None:
    text = text.encode(errors="ignore").decode()
    cut = pages(text, limit)
    assert all(len(page.encode()) <= limit for page in cut)
    assert all(cut) or not text.strip()


def test_structured_holds_the_whole_contract(assistant: Assistant, town: Town) -> None:
    told = assistant.ask("配合清单第9项")
    shown = Structured().render(told, town)
    assert {name: getattr(shown, name) for name in Answer.model_fields} == dict(told)
    assert set(shown.references) == {"《配合履职事项清单》第9项"}
    assert (shown.town, shown.notice) == ("fuhe", NOTICE)
