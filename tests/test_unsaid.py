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
        ("条件我都符合，材料我也备齐了，低保归谁审", ()),
        ("要啥材料我知道，几天能批", (TIME,)),
        ("烧秸秆罚款多少", (AMOUNT,)),
        ("盖房的地给批多大 归谁批", (AMOUNT,)),
        ("居住证：办理地点、所需材料？", (PAPERS, PLACE)),
        ("公益林补偿每亩标准、发放时间", (AMOUNT, TIME)),
        ("拖拉机在哪年审", (PLACE,)),
        ("医保交到哪天截止", (TIME,)),
        ("入党要够几年", (CONDITION,)),
        ("医保断缴一年还能报吗", (CONDITION,)),
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
        ("一户给几吨煤", (AMOUNT,)),
        ("报销比例多少", (AMOUNT,)),
        ("补偿款一亩合多少元", (AMOUNT,)),
        ("羊得提前几天报检", (TIME,)),
        ("有效期几年", (TIME,)),
        ("当天能办完吗", (TIME,)),
        ("周六上班不", (TIME,)),
        ("用不用带结婚证", (PAPERS,)),
        ("要不要带住院病历", (PAPERS,)),
        ("把车开到哪个院里检", (PLACE,)),
        ("去哪家医院做鉴定", (PLACE,)),
        ("坐几路车", (PLACE,)),
        ("地址和联系方式发我一下", (PLACE, PHONE)),
        ("残疾几级够领护理补贴", (CONDITION,)),
        ("养多少头牛的户才够格", (CONDITION,)),
        ("年收入低于多少才能吃低保", (CONDITION,)),
        ("外地户口能申请吗", (CONDITION,)),
        ("达到啥标准能验收", (CONDITION,)),  # no amount
        ("赔偿怎么个赔法", (AMOUNT,)),
        ("缴费档次有哪些", (AMOUNT,)),
        ("几年换一次证", (TIME,)),
        ("年底前能发下来不", (TIME,)),
        ("身份证复印件要几份", (PAPERS,)),
        ("拿啥去办", (PAPERS,)),
        ("救助站搁哪呢", (PLACE,)),
        ("几号窗口", (PLACE,)),
        ("能给我留个号不", (PHONE,)),
        ("收入多少才算低保", (CONDITION,)),
        ("怎么才能评上", (CONDITION,)),
        ("七十九能领不", (CONDITION,)),
        ("煤票丢了还能领吗", ()),
        ("镇里要做到什么程度", ()),
        ("往哪报才对", ()),
        ("这事还得交别的部门办吗", ()),
        ("除了户口本还用带别的不", (PAPERS,)),
        ("交上材料几天能下来", (TIME,)),
        ("这几张单子上有啥", ()),
        ("前几天报了没人管", ()),
        ("水管坏了几天了没人修", ()),
        ("罚了几百块钱不给票谁管", ()),
        ("给了几袋化肥都是坏的找谁", ()),
        ("问题出在哪", ()),
        ("哪条路归镇里养", ()),
        ("什么地方不让放羊", ()),
        ("哪个科室负责", ()),
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
        ("低保和特困各是几号", ()),
        ("养老金每月几号打款", (TIME,)),
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


def test_a_count_of_duties_is_no_amount(assistant: Assistant) -> None:
    assert assistant.ask("罚多少").missing == (AMOUNT,)
    assert assistant.ask("林草局收上去的处罚一共多少").missing == ()


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
