"""Aspects that are asked and that the lists do not hold are said to be missing, first."""

import pytest

from assistant import Assistant
from assistant.understanding.unsaid import asked_aspects
from assistant.understanding.words.unsaid import MissingAspect

AMOUNT, TIME, PAPERS, PLACE, PHONE, CONDITION = MissingAspect


@pytest.mark.parametrize(
    ("question", "aspects"),
    [
        ("低保一个月多少钱", (AMOUNT,)),
        ("烧秸秆罚款多少", (AMOUNT,)),
        ("农机补贴能报百分之几", (AMOUNT,)),
        ("改一个厕所公家掏几千", (AMOUNT,)),
        ("危房改造啥时候能给钱", (TIME,)),
        ("宅基地审批要几天", (TIME,)),
        ("医保缴费什么时候截止", (TIME,)),
        ("申请低保要带啥", (PAPERS,)),
        ("特困供养用不用拿户口本身份证", (PAPERS,)),
        ("民政办在几楼", (PLACE,)),
        ("低保申请交到哪儿去", (PLACE,)),
        ("民政局电话多少", (PHONE,)),
        ("想举报偷牧打哪个号", (PHONE,)),
        ("啥人能吃低保", (CONDITION,)),
        ("多大岁数能领高龄津贴", (CONDITION,)),
        ("残疾补贴多少钱几号到账", (AMOUNT, TIME)),
        ("五保户一年能落几个钱", (AMOUNT,)),
        ("外地户口够不够条件", (CONDITION,)),
        ("多领了好几个月的钱谁来追", ()),
        ("多少钱都报上去了谁来公示", ()),
        ("花了好几个钱也没修好", ()),
        ("乱收费多收了我钱谁管", ()),
        ("老板欠我多少钱工资都不给找谁要", ()),
        ("门牌号坏了找谁换", ()),
        ("住房条件差找谁", ()),
        ("没电话信号归谁管", ()),
        ("拖欠农民工工资好多钱谁管", ()),
        ("配合清单有多少项", ()),
        ("不管啥时间啥地点乱倒垃圾,处罚权在哪个局", ()),
        ("多少年了这路没人修", ()),
        ("去哪反映村干部问题", ()),
        ("村干部说要拆,凭啥", ()),
        ("低保怎么申请", ()),
        ("危房改造的流程是啥", ()),
    ],
)
def test_what_is_asked(question: str, aspects: tuple[MissingAspect, ...]) -> None:
    assert asked_aspects(question) == aspects


def test_what_is_missing_opens_the_answer_and_the_duty_is_told_in_short(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("低保一个月多少钱")
    assert answer.missing == (AMOUNT,)
    first, second = answer.text.split("\n")
    assert first == "清单里没写多少钱，可以问巴林左旗民政局或拨打12345。"
    assert "巴林左旗民政局牵头" in second


def test_a_lookup_says_what_is_missing_too(assistant: Assistant) -> None:
    answer = assistant.ask("配合第9项要多久")
    assert answer.missing == (TIME,)
    assert answer.text.startswith("清单里没写什么时候")
    assert answer.citations[0].duty_id == "配合-9"


def test_what_the_duty_itself_holds_is_not_missing(assistant: Assistant) -> None:
    answer = assistant.ask("配合第35项多少天内办")  # its text has a number of working days
    duty = assistant.town.duty("配合-35")
    held = "个工作日" in "".join(block.text for block in duty.blocks)
    assert (TIME in answer.missing) is not held
