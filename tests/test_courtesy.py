"""Greetings: what is one, and what only looks like one."""

import pytest

from assistant import AnswerKind, Assistant
from assistant.understanding.courtesy import Courtesy, courtesy


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
        ("转人工", Courtesy.PERSON),
        ("我要找人工客服", Courtesy.PERSON),
        ("有没有真人", Courtesy.PERSON),
        ("人工增雨归谁管", None),
        ("找客服投诉", None),
        ("你好，低保咋申请", None),
        ("好的低保", None),
        ("你好在吗我想问个事低保怎么办", None),
        ("村里谁能干护林员", None),
        ("", None),
    ],
)
def test_courtesies(message: str, kind: Courtesy | None) -> None:
    assert courtesy(message) == kind


def test_a_greeting_says_what_can_be_asked(assistant: Assistant) -> None:
    answer = assistant.ask("你好")
    assert (answer.kind, answer.refused, answer.citations) == (AnswerKind.GREETING, False, ())
    assert "富河镇履职事项清单" in answer.text
