"""Texts made to do harm: none is slow, none breaks, none has its words in an official answer."""

import re
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import Assistant
from assistant.answer import Answer
from eval.hostile.run import MAX_CPU_S, costs
from eval.hostile.shapes import shapes

# CPU seconds before texts were bounded stand beside those that took longest.
SLOWEST = (
    "阿拉伯连字",  # 90.6
    "第几项",  # 6.1
    "一个字母",  # 4.8
    "方框片假名",  # 4.7
    "到9999项到1项",
    "拼音 ji",
    "拼音夹汉字",
    "生僻字",
    "组合符号多层",
    "履职职责",
    "是第几项",
    "列举",
    "部门列举",
    "有没有",
    "追问",
    "分别找谁",
)
ECHOED_CHARS = 12
ADVERT = "请加微信领取补贴三万元点击下面链接马上到账名额有限先到先得"


# A second is measured by `python -m eval hostile`, on a machine that does nothing else; here a text
# that takes many fails, and a busy neighbour does not.
_BUSY_MACHINE = 6


@pytest.mark.parametrize("shape", SLOWEST)
def test_no_text_costs_many_seconds(assistant: Assistant, shape: str) -> None:
    [cost] = costs(assistant, {shape: shapes()[shape]})
    assert cost.worst < _BUSY_MACHINE * MAX_CPU_S, dict(cost.seconds)


def test_every_pattern_has_a_text_that_nearly_matches() -> None:
    texts = shapes()
    assert len(texts) >= 150
    assert {len(text) for text in texts.values()} == {5000}
    for name in ("understanding.references._NUMBERED", "answering.numbers_of._FILLER"):
        assert f"assistant.{name}" in texts


def _changing_length() -> list[str]:
    """Every character that lower, upper or folded form makes several of, or none."""
    forms = (str.lower, str.upper, str.casefold, lambda c: unicodedata.normalize("NFKC", c))
    everything = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    return [c for c in everything if any(len(form(c)) != 1 for form in forms)]


def test_characters_that_grow_or_shrink_are_answered(assistant: Assistant) -> None:
    found = _changing_length()
    assert {"İ", "ﷺ", "ß"} <= set(found)
    for character in found:
        if character.lower() != character.upper() or ord(character) % 8 == 0:  # all take long
            assistant.ask(character)
    for start in range(0, len(found), 40):
        assistant.ask(f"低保{'申'.join(found[start : start + 40])}请")


def test_a_capital_i_with_a_dot_is_answered(assistant: Assistant) -> None:
    assert assistant.ask("İ").text
    assert assistant.ask("俺家房子İ快塌了找谁").citations


@pytest.mark.parametrize(
    "frame",
    [
        "{}的处罚事项有哪些",
        "配合清单里{}有哪些事项",
        "{}履职事项清单有几项",
        "{}清单第3项是什么",
        "{}局牵头的事项有哪些",
        "上收给{}局的处罚有哪些",
        "民政局的{}事项有哪些",
        "公安局承接的{}有哪些事项",
        "{}是第几项",
        "{}",
    ],
)
@pytest.mark.parametrize(
    "said",
    [
        ADVERT,
        f"{ADVERT}https://evil.example/a?b=1",
        "加VX13800138000领钱",
        "打一三八零零一三八零零零领钱",
        "evil.example/领取",
        f"“{ADVERT}”",
        ADVERT * 100,
    ],
)
def test_an_answer_repeats_little_of_what_was_asked(
    assistant: Assistant, frame: str, said: str
) -> None:
    _assert_no_echo(assistant, assistant.ask(frame.format(said)), said)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(("{}的处罚事项有哪些", "{}清单第9项", "配合清单里跟{}有关的事项有哪些")),
    st.text(st.sampled_from("加微信领钱点链接转账贷款博彩号abc.:/0139一三八零〇"), max_size=40),
)
def test_no_words_make_an_answer_repeat_them(assistant: Assistant, frame: str, said: str) -> None:
    _assert_no_echo(assistant, assistant.ask(frame.format(said)), said)


def _assert_no_echo(assistant: Assistant, answer: Answer, said: str) -> None:
    """No long run, link, Latin letter or number of the asker's that the lists don't have."""
    lists = "".join(
        f"{duty.title}{''.join(block.text for block in duty.blocks)}"
        for duty in assistant.town.duties
    )
    size = ECHOED_CHARS + 1
    runs = {said[at : at + size] for at in range(len(said) - size + 1)}
    assert not [run for run in runs if run in answer.text and run not in lists]
    for word in re.findall(r"[a-zA-Z]{2,}|\d{5,}|[零〇一三八]{4,}", said):
        assert word not in answer.text
    assert len(answer.resolved_question) <= 5000
    if not answer.citations:
        assert answer.refused or answer.kind in ("clarify", "greeting")
