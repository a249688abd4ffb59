"""What people really type, end to end with the real model: other scripts, stories, English."""

import pytest

from assistant import Assistant

STORY = "今年开春俺家那头老母猪下了一窝崽，一共十三个，俺媳妇天天夜里起来看着。" * 60


@pytest.mark.parametrize(
    ("question", "duty_id"),
    [
        ("di bao zenme shenqing", "配合-6"),
        ("危房改造誰負責", "配合-40"),
        ("Who approves a homestead plot for a new house?", "基本-61"),
        (STORY + "现在猪死了两头，病死的猪得找谁来处理啊？", "配合-23"),
    ],
)
def test_the_duty_is_found_all_the_same(assistant: Assistant, question: str, duty_id: str) -> None:
    assert assistant.ask(question).citations[0].duty_id == duty_id


def test_an_english_question_is_framed_in_english(assistant: Assistant) -> None:
    answer = assistant.ask("Who approves a homestead plot for a new house?")
    assert answer.text.startswith("This is handled by the township itself, 富河镇.")
    assert "《基本履职事项清单》第61项" in answer.text
