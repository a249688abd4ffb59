"""Lookups by number: which duties a question names, what of them is told, and what is no lookup."""

import time

import pytest

from assistant.answer import Answer, AnswerKind
from assistant.answering.citation import CitationChecker
from assistant.answering.composer import Composer
from assistant.answering.lookup import Lookup
from assistant.answering.numbers_of import asks_for_number
from assistant.answering.parts.of_duties import Comparison, Entry, Support
from assistant.understanding.references import read_number, references
from corpus.models import Town
from corpus.source import read_lines
from corpus.town import SOURCE_FILE, town_folder


@pytest.fixture(scope="module")
def checker(town: Town) -> CitationChecker:
    return CitationChecker(town, read_lines(town_folder("fuhe") / SOURCE_FILE))


@pytest.fixture(scope="module")
def lookup(town: Town, checker: CitationChecker) -> Lookup:
    return Lookup(town, Composer(town, checker))


def cited(answer: Answer | None) -> list[str]:
    assert answer is not None
    return list(dict.fromkeys(citation.duty_id for citation in answer.citations))


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        *[("7", 7), ("七", 7), ("十", 10), ("十二", 12), ("三十一", 31), ("二十", 20), ("两", 2)],
        *[("三一", 31), ("一百二十", 120), ("一百零一", 101), ("〇", 0)],
    ],
)
def test_numerals_are_read(numeral: str, number: int) -> None:
    assert read_number(numeral) == number


@pytest.mark.parametrize(
    ("question", "duty_ids"),
    [
        ("配合清单第9项", "配合-9"),
        ("基本履职第三十一项", "基本-31"),
        ("上收-22", "上收-22"),
        ("基本7", "基本-7"),
        ("收回清单最后一项", "上收-85"),
        ("配合40", "配合-40"),
        ("基本清单第十二条", "基本-12"),
        ("配合清单第１２项", "配合-12"),
        ("上级部门收回事项里第五十三条写的啥", "上收-53"),
        ("配合履职30号事项，镇里干哪几样", "配合-30"),
        ("第40项配合事项是什么", "配合-40"),
        ("第二张清单第5项", "配合-5"),
        ("我们镇自己的清单第5条", "基本-5"),
        ("上收清单倒数第二项", "上收-84"),
        ("上收清单倒数两条", "上收-84 上收-85"),
        ("上收清单倒数二", "上收-84"),
        ("基本清单31项", "基本-31"),
        ("上收-22镇里还要做什么", "上收-22"),
        ("基本第81到86项", "基本-81 基本-82 基本-83 基本-84 基本-85 基本-86"),
        ("基本81-83", "基本-81 基本-82 基本-83"),
        ("基本-81到基本-83", "基本-81 基本-82 基本-83"),
        ("配合第3、5项", "配合-3 配合-5"),
        ("配合第三项和第五项", "配合-3 配合-5"),
        ("基本第7项和配合第9项", "基本-7 配合-9"),
        ("配合清单前三项", "配合-1 配合-2 配合-3"),
        ("上收清单最后两项", "上收-84 上收-85"),
        ("第31项的履职保障是什么", "配合-31"),
        ("第90项讲什么", "基本-90"),
        ("配合清单第9项的第2条是啥", "配合-9"),
    ],
)
def test_numbers_name_duties(lookup: Lookup, question: str, duty_ids: str) -> None:
    answer = lookup.answer(question)
    assert answer is not None
    assert (answer.kind, answer.refused) == (AnswerKind.LOOKUP, False)
    assert cited(answer) == duty_ids.split()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("基本清单第120项讲啥", "《基本履职事项清单》一共98项，没有第120项"),
        ("上收第86项", "《上收履职事项清单》一共85项，没有第86项"),
        ("配合-0", "《配合履职事项清单》一共59项，没有第0项"),
        ("配合清单第六十五条", "没有第65项"),
        ("第120项是什么", "没有第120项"),
        ("“共同履职事项清单”第3条写了什么", "没有“共同履职事项清单”这张清单"),
        ("权责清单第10项是什么", "《基本履职事项清单》98项、《配合履职事项清单》59项"),
        ("第四张清单第3项", "没有“第四张清单”这张清单"),
        ("上收清单倒数第200项", "《上收履职事项清单》一共85项，没有倒数第200项。"),
        ("配合清单第0项", "《配合履职事项清单》一共59项，没有第0项。"),
        ("配合清单第９９９９项", "没有第9999项。"),
        ("第一百零五项是啥", "没有第105项："),
        *[
            (question, "没有这一项：序号都是从1开始的整数，《基本履职事项清单》98项")
            for question in (
                "配合清单第40.5项",
                "配合清单第４０．５项",
                "第40.5项是什么",
                "配合清单40.5项",
                "配合清单第四十点五项",
                "配合清单倒数第40.5项",
                "配合清单第-5项",
                "第99999项",
                "配合清单第一千项",
            )
        ],
        (
            "基本第101、103、105、107、109、111项",
            "没有第101项、第103项、第105项、第107项、第109项等6项。",
        ),
    ],
)
def test_what_does_not_exist_is_said_not_to(lookup: Lookup, question: str, said: str) -> None:
    answer = lookup.answer(question)
    assert answer is not None
    assert (answer.kind, answer.refused, answer.citations) == (AnswerKind.LOOKUP, True, ())
    assert said in answer.text


def test_of_a_range_the_numbers_that_exist_are_told(lookup: Lookup) -> None:
    answer = lookup.answer("基本第97到100项")
    assert cited(answer) == ["基本-97", "基本-98"]
    assert answer is not None
    assert answer.text.startswith("《基本履职事项清单》一共98项，没有第99项、第100项。")


def test_of_a_run_from_the_end_the_numbers_that_exist_are_told(lookup: Lookup) -> None:
    answer = lookup.answer("配合清单最后61项")
    assert answer is not None
    assert len(cited(answer)) == 59
    assert answer.text.startswith("《配合履职事项清单》一共59项，没有倒数第61项、倒数第60项。")


def test_a_number_of_several_lists_is_asked_back(lookup: Lookup) -> None:
    answer = lookup.answer("第31项讲什么")
    assert answer is not None
    assert (answer.kind, answer.refused, answer.citations) == (AnswerKind.CLARIFY, False, ())
    assert answer.alternatives == ("基本-31", "配合-31", "上收-31")
    assert len(answer.text.splitlines()) == 4


@pytest.mark.parametrize(
    ("question", "departments", "first_line"),
    [
        ("配合清单第17项哪个局牵头", ["巴林左旗教育局"], "由巴林左旗教育局牵头，参与的还有"),
        ("配合第二十项有哪两个部门", ["巴林左旗交通运输局", "巴林左旗公安局"], "由巴林左旗交通"),
        ("配合-17公安局负责什么", ["巴林左旗公安局"], "《配合履职事项清单》第17项"),
        ("配合第6项镇里要做什么", ["富河镇"], "《配合履职事项清单》第6项"),
        ("上收-22镇里还要做什么", ["巴林左旗农牧局"], "富河镇不再承担这一项"),
        ("上收第16项由谁承接", ["巴林左旗应急管理局"], "由巴林左旗应急管理局承接"),
        ("基本第28项属于哪个类别", ["富河镇"], "《基本履职事项清单》第28项“落实粮食安全责任"),
        ("配合第39项讲什么", ["巴林左旗农牧局", "巴林左旗自然资源局"], "《配合履职事项清单》"),
        ("基本-3有履职保障吗", ["富河镇"], "《基本履职事项清单》第3项没有列履职保障"),
        ("基本-50带星号吗", ["富河镇"], "《基本履职事项清单》第50项标有“*”，是行政执法事项"),
        ("基本-3带星号吗", ["富河镇"], "《基本履职事项清单》第3项没有标“*”，不是行政执法事项"),
        # A list that marks nothing says nothing of enforcement.
        (
            "配合-9带星号吗",
            ["巴林左旗民政局"],
            "《配合履职事项清单》第9项没有标“*”；这张清单里没有一项",
        ),
    ],
)
def test_what_is_asked_of_the_duty_comes_first(
    lookup: Lookup, question: str, departments: list[str], first_line: str
) -> None:
    answer = lookup.answer(question)
    assert answer is not None
    assert list(answer.departments) == departments
    assert answer.text.startswith(first_line)


def test_the_part_asked_for_is_told_complete_and_cited_first(lookup: Lookup, town: Town) -> None:
    answer = lookup.answer("配合清单第4项的履职保障是什么")
    assert answer is not None
    (support,) = (b for b in town.duty("配合-4").blocks if b.kind == "support")
    assert answer.citations[0].quote == support.text
    assert all(item in answer.text for item in support.items)
    assert "富河镇要做的" not in answer.text


def test_duties_are_compared_side_by_side(lookup: Lookup) -> None:
    answer = lookup.answer("配合-9和配合-10有什么区别")
    assert answer is not None
    [compared] = answer.parts
    assert isinstance(compared, Comparison)
    assert compared.duty_ids == ("配合-9", "配合-10")
    assert [row.by.value for row in compared.rows] == ["section", "holder", "town"]
    assert compared.rows[1].cells == (("巴林左旗民政局",), ("巴林左旗卫生健康委员会",))


def test_the_part_of_several_that_is_asked_for_is_told_and_not_compared(lookup: Lookup) -> None:
    answer = lookup.answer("配合-9和配合-10的履职保障有什么不同")
    assert answer is not None
    assert [type(part) for part in answer.parts] == [Entry, Support, Entry, Support]


def test_every_number_is_found_and_every_citation_holds(
    lookup: Lookup, town: Town, checker: CitationChecker
) -> None:
    for duty in town.duties:
        answer = lookup.answer(f"{duty.list.value}清单第{duty.number}项")
        assert cited(answer) == [duty.duty_id]
        assert answer is not None
        assert [p for c in answer.citations if (p := checker.problem(c))] == []


@pytest.mark.parametrize(
    ("question", "duty_ids"),
    [
        ("人大代表之家和政协委员之家在基本清单里分别是第几项？", ["基本-18", "基本-19"]),
        ("村级动物防疫员属于配合清单里第几项", ["配合-21"]),
        ("“暖心煤”是第几项", None),  # three characters may stand anywhere by chance
        ("三北工程是清单第几条", None),
    ],
)
def test_where_the_words_stand_verbatim_the_number_is_found(
    lookup: Lookup, question: str, duty_ids: list[str] | None
) -> None:
    assert asks_for_number(question)
    answer = lookup.answer(question)
    assert answer is None if duty_ids is None else cited(answer) == duty_ids


NO_LOOKUPS = """\
打12345热线第三天了还没人管
森林着火是打12119吗
我家80周岁老人领多少
第三方机构来检查归谁管
驻村第一书记归谁管
一卡通里的钱咋没到
二轮承包到期了咋办
三资管理谁负责
四议两公开怎么弄
执法人员不得少于2人吗
第二次没交上医保咋办
2024年的补贴发了没
配合2024年普查工作
我5月3日交的材料
电话0476-7862345打不通
处罚流程第一步是什么
第一项流程是什么
物业处罚流程第一项是啥
配合第三方检查
配合一下工作
配合12345热线办理
基本医疗保险第一项待遇
基本农田占了3亩
基本3天就办完
基本98项都有啥
上收三个单子各几项
配合清单一共59项吗
第一议题制度是什么
第四次文物普查镇里要承担哪些配合
第一时间该找谁
上收了多少项
上收85项都是啥
配合清单有几项
第二批补贴啥时候发
我家三口人两个残疾
收回去3年了
人口普查第七次
第一条河边的垃圾谁管
危房改造第2年没验收
十五亩地
三重一大
第九中学门口乱
一百二十块钱
最后一项处罚是谁罚的
第3个问题，低保咋办
""".splitlines()


@pytest.mark.parametrize("question", NO_LOOKUPS)
def test_other_numbers_are_no_lookups(lookup: Lookup, question: str) -> None:
    assert lookup.answer(question) is None


def test_no_lookup_is_decided_at_once() -> None:
    started = time.perf_counter()
    for question in NO_LOOKUPS * 5:
        references(question)
    assert (time.perf_counter() - started) / (5 * len(NO_LOOKUPS)) < 0.001
