"""Greetings and emergencies: what is one, and what only looks like one."""

import pytest

from assistant import AnswerKind, Assistant
from assistant.courtesy import Courtesy, Emergency, courtesy, emergency


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("你好", Courtesy.HELLO),
        ("您好呀！", Courtesy.HELLO),
        ("Hello", Courtesy.HELLO),
        ("谢谢", Courtesy.THANKS),
        ("好的谢谢你啊", Courtesy.THANKS),
        ("再见", Courtesy.BYE),
        ("你是谁", Courtesy.WHO),
        ("你好，你是谁呀？", Courtesy.WHO),
        ("你能干啥", Courtesy.ABILITY),
        ("你都会什么", Courtesy.ABILITY),
        ("你好，低保咋申请", None),
        ("好的低保", None),
        ("你好在吗我想问个事低保怎么办", None),
        ("村里谁能干护林员", None),
        ("", None),
    ],
)
def test_courtesies(message: str, kind: Courtesy | None) -> None:
    assert courtesy(message) == kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("后山着火了咋办", Emergency.FIRE),
        ("有人拿刀在村口追人", Emergency.CRIME),
        ("俺爹晕倒了叫不醒", Emergency.MEDICAL),
        ("我真不想活了", Emergency.SUICIDE),
        ("去年俺家着火了，能给救助不", None),
        ("万一着火了找谁", None),
        ("森林防火归谁管", None),
        ("喝水困难找谁", None),
    ],
)
def test_emergencies(question: str, kind: Emergency | None) -> None:
    assert emergency(question) == kind


def test_an_emergency_says_the_number_before_the_duty(assistant: Assistant) -> None:
    answer = assistant.ask("后山着火了咋办")
    assert answer.text.split("\n")[0].startswith("情况紧急请先打电话：火警119")
    assert answer.citations[0].duty_id == "配合-15"


def test_a_greeting_says_what_can_be_asked(assistant: Assistant) -> None:
    answer = assistant.ask("你好")
    assert (answer.kind, answer.refused, answer.citations) == (AnswerKind.GREETING, False, ())
    assert "富河镇履职事项清单" in answer.text
