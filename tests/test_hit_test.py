"""The hit test of the staff tab, on the real index."""

import pytest

from assistant import Assistant
from assistant.staff.hit_test import TOP, hit_test
from assistant.web.staff.hits import hits_html
from index.features import SIGNALS


def test_hits_are_the_searchs_own_and_lead_by_their_gains(assistant: Assistant) -> None:
    question = "危房改造谁负责"
    tested = hit_test(assistant.search, question)
    found = assistant.search.find(question, TOP)
    assert [one.hit.duty.duty_id for one in tested.hits] == [hit.duty.duty_id for hit in found.hits]
    assert tested.hits[0].hit.duty.duty_id == "配合-40"
    assert tested.coverage == found.coverage
    assert (tested.rightness, tested.covered) == (found.rightness, found.covered)
    assert set(tested.hits[0].gains) == set(SIGNALS)
    assert sum(tested.hits[0].gains.values()) > 0  # the ranker put it first
    assert all(sum(one.gains.values()) < 0 for one in tested.hits[1:])  # and them behind it


def test_shared_words_stand_in_question_and_passage(assistant: Assistant) -> None:
    best = hit_test(assistant.search, "危房改造谁负责").hits[0]
    assert "危房" in best.shared_words or "危房改造" in best.shared_words
    assert all(word in best.hit.passages[0].passage.text for word in best.shared_words)


@pytest.mark.parametrize(("question", "told"), [("低保咋申请", "作答"), ("俺想吃火锅", "拒答")])
def test_it_is_told_whether_that_is_enough_to_answer(
    assistant: Assistant, question: str, told: str
) -> None:
    tested = hit_test(assistant.search, question)
    assert tested.covered is not assistant.ask(question).refused
    assert told in hits_html(tested, "")
