"""How the answer looks on each channel."""

import io
import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from assistant import Assistant
from assistant.answer import Answer, AnswerKind, Citation
from assistant.answering.parts.framing import Note, NotePurpose, Related
from assistant.answering.parts.of_duties import Step, Steps
from assistant.answering.parts.part import Part
from assistant.answering.telling.lines import lines_of, text_of, without_related
from assistant.channels.channel_wording import CUT_SHORT, MORE_IN_SOURCE, also_as_page
from assistant.channels.paging import MAX_WECHAT_BYTES, pages
from assistant.channels.rendering import (
    Markdown,
    PlainText,
    Structured,
    WeChat,
    choices,
)
from assistant.cli.printing.answers import print_answer
from assistant.web.chat.card import card_stages
from assistant.web.labels import labels_of
from corpus.models import BlockKind, ListName, Town

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


def note(text: str) -> Note:
    return Note(purpose=NotePurpose.ADVICE, text=text)


def answer(*parts: Part, cited: tuple[Citation, ...] = ()) -> Answer:
    text = "\n".join(part.text for part in parts if isinstance(part, Note))
    return Answer(
        kind=AnswerKind.DUTY, text=text, parts=parts, citations=cited, resolved_question="问"
    )


def test_plain_text_names_each_place_once_and_quotes_what_was_not_told(town: Town) -> None:
    steps = Steps(
        duty_id="配合-9",
        kind=BlockKind.DEPARTMENT,
        holder="民政局",
        items=(Step(place=1, text="1.发钱。"),),
        total=2,
    )
    told = answer(
        note("归民政局。"),
        steps,
        cited=(
            citation("配合-9", "1.发钱。", "民政局"),
            citation("配合-9", "2.查账。", "民政局"),
            citation("基本-68", "修房。"),
        ),
    )
    assert PlainText().render(told, town).split("\n") == [
        "归民政局。",
        "民政局负责：",
        "1.发钱。",
        "（共2条，这里是与您的问题最相关的几条，全文见引文。）",
        "",
        "引文：",
        "【1】《配合履职事项清单》第9项 · 民生服务 · 民政局 · 原文第 3、5 行",
        "2.查账。",
        "【2】《基本履职事项清单》第68项 · 民生服务 · 富河镇 · 原文第 3、5 行",
        "修房。",
        "",
        NOTICE,
    ]


def test_a_plain_answer_names_the_page_where_something_is_left_out(
    assistant: Assistant, town: Town
) -> None:
    page = "https://www.example.gov.cn/lvzhi/m"
    cut = assistant.ask("上收清单都有哪些")
    shown = PlainText(page).render(cut, town)
    assert shown.endswith(f"\n{CUT_SHORT}\n{also_as_page(page)}\n\n{NOTICE}")
    assert 1_900 < len(shown.encode()) <= MAX_WECHAT_BYTES
    assert "http" not in PlainText().render(cut, town)
    quotes = [citation("配合-9", "查账。" * 60), citation("基本-68", "修房。" * 200)]
    shown = PlainText(page).render(answer(note("归民政局。"), cited=(*quotes,)), town)
    assert shown.endswith(f"\n{MORE_IN_SOURCE}\n{also_as_page(page)}\n\n{NOTICE}")
    assert ("查账。" in shown, "修房。" in shown) == (True, False)
    assert len(shown.encode()) <= MAX_WECHAT_BYTES
    assert page not in PlainText(page).render(answer(note("归民政局。")), town)


def test_an_answer_without_citations_stands_alone(town: Town) -> None:
    assert PlainText().render(answer(note("您好！")), town) == "您好！"
    assert Markdown().render(answer(note("您好！")), town) == "您好！"
    assert WeChat().render(answer(note("您好！")), town) == "您好！"


def test_markdown_keeps_lines_and_escapes_the_source(town: Town) -> None:
    told = answer(note("第一行\n*第二行"), cited=(citation("基本-68", "<ol>修_房_。\n再修。"),))
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


QUESTIONS = (
    "农村低保申请由谁审核确认",
    "露天烧秸秆归谁处罚",
    "动物检疫还归镇里管吗",
    "路边堆东西没人管",
    "how to get subsidy for chickens",
    "怎么炒股",
    "林草局收走了哪些处罚",
    "上收清单一共多少项",
    "上收给审计局的有哪些",
    "配合清单第9项",
    "配合-9和配合-10有什么区别",
    "第31项讲什么",
    "基本第97到100项",
    "你好",
    "",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_channel_tells_every_line_of_the_parts(
    assistant: Assistant, town: Town, question: str
) -> None:
    told = assistant.ask(question)
    assert told.parts
    assert told.text == text_of(told.parts, town)
    assert PlainText().render(told, town).startswith(told.text)
    markdown = re.sub(r"\\(.)", r"\1", Markdown().render(told, town))
    assert markdown.startswith("  \n".join(told.text.split("\n")))
    *_, card = card_stages(told, town, labels_of("zh"))
    console = Console(record=True, width=4000, file=io.StringIO())
    print_answer(console, told, town)
    printed = console.export_text()
    assert all(line in printed for line in told_lines(told, town, plain=False))
    shown = re.sub("<[/]?mark>", "", card)
    # Of a long first line only the first sentence stands out.
    said = [re.split(r"(?<=。)|(?<=\.)\s", line) for line in told_lines(told, town, plain=True)]
    assert [one for line in said for one in line if escape(one) not in shown] == []


def told_lines(told: Answer, town: Town, *, plain: bool) -> list[str]:
    lines = lines_of(without_related(told.parts), town, plain=plain)
    return [text for line in lines for text in line.text.split("\n")]


def test_no_channel_reads_the_text(assistant: Assistant, town: Town) -> None:
    told = assistant.ask("农村低保申请由谁审核确认")
    silent = told.model_copy(update={"text": ""})
    *_, card = card_stages(silent, town, labels_of("zh"))
    assert "由旗民政局牵头，镇里配合" in re.sub("<[^>]*>", "", card)
    for channel in (PlainText(), Markdown(), WeChat()):
        assert channel.render(silent, town) == channel.render(told, town)


def test_a_comparison_is_a_table_where_there_are_tables(assistant: Assistant, town: Town) -> None:
    told = assistant.ask("配合-9和配合-10有什么区别")
    assert "牵头、承接或自己负责：巴林左旗民政局；巴林左旗卫生健康委员会" in told.text.split("\n")
    *_, card = card_stages(told, town, labels_of("zh"))
    assert "<td>巴林左旗民政局</td><td>巴林左旗卫生健康委员会</td>" in card
    assert choices(told) == ("配合-9", "配合-10")


def test_what_is_only_counted_leaves_nothing_to_look_into(assistant: Assistant) -> None:
    assert choices(assistant.ask("上收清单一共多少项")) == ()


def test_related_duties_are_told_once(assistant: Assistant, town: Town) -> None:
    parts = (note("没有。"), Related(duty_ids=("配合-9", "基本-68")))
    told = Answer(
        kind=AnswerKind.REFUSAL,
        text=text_of(parts, town),
        parts=parts,
        refused=True,
        alternatives=("配合-9", "基本-68"),
        resolved_question="问",
    )
    assert "可能相关" in PlainText().render(told, town)
    assert "可能相关" not in WeChat().render(told, town)
    assert WeChat().render(told, town).count("第9项") == 1
    assert "第9项" not in "".join(card_stages(told, town, labels_of("zh")))


def test_structured_holds_the_whole_contract(assistant: Assistant, town: Town) -> None:
    told = assistant.ask("配合清单第9项")
    shown = Structured().render(told, town)
    assert {name: getattr(shown, name) for name in Answer.model_fields} == dict(told)
    assert set(shown.references) == {"《配合履职事项清单》第9项"}
    assert (shown.town, shown.notice) == ("fuhe", NOTICE)
