"""Danger to people here and now: found in any wording, and what only sounds like it is not."""

import pytest

from assistant import Answer, AnswerKind, Assistant
from assistant.understanding.emergencies import find_danger
from assistant.understanding.words.dangers import Danger
from index.danger import Judged


@pytest.mark.parametrize(
    ("message", "danger"),
    [
        ("后山着火了咋办", Danger.WILDFIRE),
        ("防汛归谁管快说 河里冲走一个人", Danger.WATER),  # beside what is asked
        ("孩子掉鱼塘里了", Danger.WATER),
        ("大狗咬住小孩不撒嘴", Danger.MEDICAL),
        ("校车侧翻在县道转弯那儿", Danger.TRAFFIC),
        ("仓房烧起来了风还挺大", Danger.FIRE),
        ("我妈让煤烟呛着了叫不醒", Danger.GAS_VICTIM),
        ("厨房煤气罐漏气滋滋响", Danger.GAS_LEAK),
        ("娃掉井里了", Danger.WATER),
        ("俺爹触电了手还粘在上头", Danger.SHOCK),
        ("村口撞车了", Danger.TRAFFIC),
        ("我刚才开车撞着人了", Danger.TRAFFIC_VICTIM),
        ("俺男人正打俺", Danger.VIOLENCE),
        ("有人拿刀在村口追人", Danger.VIOLENCE),
        ("家里遭贼了人还在屋里翻呢", Danger.CRIME),
        ("孩子抽过去了翻白眼", Danger.MEDICAL),
        ("媳妇要生了羊水都破了", Danger.MEDICAL),
        ("俺娘把敌敌畏喝了", Danger.POISON),
        ("我不想活了", Danger.SUICIDE),
        ("再不给我解决我就从你们楼上跳下去", Danger.SUICIDE),
        ("砖墙倒了压着孩子", Danger.COLLAPSE),
        ("山洪下来了老人还在屋里出不来", Danger.FLOOD),
        ("三岁娃娃赶集走散了", Danger.MISSING),
        ("my husband is hitting me please help", Danger.VIOLENCE),
        # An animal, the past, what may be, drills, prevention, papers and money, mere words.
        ("母牛要生了找谁", None),
        ("牛掉井里了咋办", None),
        ("我家杉树被人砍了", None),
        ("去年俺家着火了，能给救助不", None),
        ("孩子三年前溺水没了现在想领抚恤金", None),
        ("万一着火了找谁", None),
        ("着火了的房子能申请危房改造吗", None),
        ("森林防火归谁管", None),
        ("消防演练镇里组织吗", None),
        ("家庭暴力归哪个部门管", None),
        ("自杀干预是谁的职责", None),
        ("不想活动了村里的健身器材给挪走行不", None),
        ("人工降雨归谁管", None),
        ("喝水困难找谁", None),
        ("气死我了这事到底谁管", None),
        ("要死了，谁来救救我", Danger.SUICIDE),
        ("who handles compensation after a house fire last year", None),
        ("", None),
    ],
)
def test_the_words_alone(message: str, danger: Danger | None) -> None:
    assert find_danger(message) is danger


@pytest.mark.parametrize(
    ("message", "probability", "danger"),
    [
        ("人往后一仰就那么躺下了", 0.9, Danger.MEDICAL),  # no sign, but the classifier is sure
        ("人往后一仰就那么躺下了", 0.1, None),
        ("人往后一仰谁管", 0.5, None),  # it asks for an office
        ("人往后一仰的补贴", 0.6, None),  # a matter of papers
        ("火烧眉毛起火了", 0.01, None),  # a sign, but nothing else is like danger
        ("着火了快来人", 0.01, Danger.FIRE),  # a cry for help outweighs the classifier
    ],
)
def test_words_and_classifier_together(
    message: str, probability: float, danger: Danger | None
) -> None:
    assert find_danger(message, lambda _: Judged("medical", probability)) is danger


def test_a_story_is_danger_only_where_it_cries_for_help() -> None:
    story = "我们村里这几年一直有人烧秸秆，房子着火了也没有人来管。" * 5
    assert find_danger(story) is None
    assert find_danger(f"{story}现在老人还在屋里出不来，房子着火了快来人！") is Danger.FIRE


def _of_call_only(answer: Answer) -> bool:
    return not answer.citations and not answer.refused and "清单" not in answer.text


def test_a_duty_follows_the_numbers_where_it_is_sure(assistant: Assistant) -> None:
    answer = assistant.ask("后山着火了咋办")
    assert answer.emergency[0] == "119"
    assert "119" in answer.text.split("\n")[0]
    assert answer.citations[0].duty_id == "配合-15"


def test_what_only_sounds_like_danger_is_told_its_duty_below_the_numbers(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("俺家土房墙上裂了大口子，还敢住不，来人给瞅瞅")
    assert answer.text.startswith("要是眼下有人有危险：")
    assert answer.emergency
    assert answer.citations[0].duty_id == "基本-68"


@pytest.mark.parametrize(
    ("message", "first"),
    [("我不想活了", "110"), ("我老公喝多了拿皮带抽我", "110"), ("邻居媳妇骑在桥栏杆外头哭", "110")],
)
def test_suicide_and_violence_get_no_duty_and_no_refusal(
    assistant: Assistant, message: str, first: str
) -> None:
    answer = assistant.ask(message)
    assert (answer.kind, answer.emergency[0]) == (AnswerKind.EMERGENCY, first)
    assert _of_call_only(answer)


@pytest.mark.parametrize(
    ("message", "first"),
    [
        ("信访接待室一名男子情绪激动，手持斧头扬言伤人，值班人员已疏散群众", "110"),
        ("我校食堂液化气管道泄漏，师生正在撤离，请求处置", "119"),
        ("巡查员报告，东山林地出现明火，正向村屯蔓延", "119"),
        ("敬老院一位老人在走廊突然晕倒，呼之不应，护理人员正在抢救", "120"),
    ],
)
def test_a_danger_in_the_words_of_officials_is_one(
    assistant: Assistant, message: str, first: str
) -> None:
    assert assistant.ask(message).emergency[:1] == (first,)


@pytest.mark.parametrize(
    "message", ["应急预案里着火了由谁值班上报", "年报催得要命，统计监测归哪项职责"]
)
def test_the_words_of_officials_alone_are_none(assistant: Assistant, message: str) -> None:
    assert assistant.ask(message).emergency == ()


def test_an_emergency_in_english_is_answered_in_english(assistant: Assistant) -> None:
    answer = assistant.ask("Help, my husband fell and he is not breathing")
    assert answer.emergency == ("120",)
    assert answer.text.startswith("Please call 120")
