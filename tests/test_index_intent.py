"""Questions that are after something, and duties that take something away."""

import pytest

from assistant.assistant import Assistant
from corpus.models import Town
from corpus.questions import ASKED_FILE, load_asked
from corpus.town import town_folder
from index.intent import asks_to_obtain, takes_away


@pytest.mark.parametrize(
    ("question", "obtains"),
    [
        ("高龄津贴咋申请", True),
        ("老年证上哪办", True),
        ("养老金在哪领", True),
        ("孩子的补贴怎么办下来", True),
        ("有人半夜烧秸秆咋办", False),  # 咋办 is no matter of papers
        ("高龄津贴冒领了去哪办退款", False),
        ("人没了养老金还能领吗", False),
    ],
)
def test_what_a_question_is_after(question: str, obtains: bool) -> None:
    assert asks_to_obtain(question) is obtains


def test_no_asked_question_after_something_belongs_to_a_duty_that_takes_away(town: Town) -> None:
    after = [
        asked
        for asked in load_asked(town_folder(town.key) / ASKED_FILE, town)
        if asks_to_obtain(asked.question)
    ]
    titles = [town.duty(duty_id).title for asked in after for duty_id in asked.duties]
    assert len(after) == 107
    assert not any(map(takes_away, titles))


def test_penalties_and_reclaims_take_away(town: Town) -> None:
    reclaims = {f"上收-{number}" for number in (2, 3, 4, 5)}
    takers = {duty.duty_id for duty in town.duties if takes_away(duty.title)}
    assert reclaims < takers
    assert all("处罚" in town.duty(duty_id).title for duty_id in takers - reclaims)


def test_who_applies_is_not_sent_to_those_who_take_back(assistant: Assistant) -> None:
    first = assistant.search.search("高龄津贴找谁办", 1)[0].duty
    assert first.duty_id == "基本-35"
    assert assistant.search.search("高龄津贴冒领了找谁", 1)[0].duty.duty_id == "上收-4"
