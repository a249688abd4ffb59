"""What no list covers: who usually handles it, told apart from what the lists say."""

import pytest

from assistant import Assistant
from corpus.country.advice import load_advice


def test_every_kind_of_advice_is_a_kind_of_uncovered_texts(assistant: Assistant) -> None:
    kinds = {row.kind for row in assistant.search.index.uncovered}
    assert set(load_advice()) <= kinds


@pytest.mark.parametrize(
    ("question", "body", "number"),
    [
        ("村里天天停电，电压也不稳，电视都看不成", "供电公司", "95598"),
        ("网购的手机是坏的商家不退钱", "市场监管局", "12315"),
        ("个人所得税汇算怎么退", "税务局", "12366"),
    ],
)
def test_a_refusal_names_who_usually_handles_it(
    assistant: Assistant, question: str, body: str, number: str
) -> None:
    answer = assistant.ask(question)
    assert answer.refused
    assert body in answer.text
    assert number in answer.text
    assert "不是清单里写的" in answer.text
    assert answer.departments == ()
