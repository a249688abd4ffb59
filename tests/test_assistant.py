"""Answers of the real assistant: each list's way of answering, refusal, and the citation check."""

import logging

import pytest

from assistant import Answer, AnswerKind, Assistant
from assistant.answer import Certainty
from assistant.answering.composer import most_relevant
from assistant.answering.talk.turns import Told
from assistant.understanding.normalisation import MAX_QUESTION_CHARS, normalise


def test_an_assisted_duty_names_lead_department_and_town(assistant: Assistant) -> None:
    answer = assistant.ask("农村低保申请由谁审核确认")
    assert (answer.kind, answer.list) == (AnswerKind.DUTY, "配合")
    assert answer.citations[0].duty_id == "配合-6"
    assert answer.departments == ("巴林左旗民政局",)
    assert answer.text.startswith("这件事由巴林左旗民政局牵头，")
    assert "《配合履职事项清单》第6项“最低生活保障”" in answer.text
    assert answer.township_role is not None
    assert "入户调查" in answer.township_role


def test_a_reclaimed_duty_says_the_town_no_longer_does_it(assistant: Assistant) -> None:
    answer = assistant.ask("动物检疫现在还是镇里做吗")
    assert (answer.list, answer.citations[0].duty_id) == ("上收", "上收-22")
    assert answer.departments == ("巴林左旗农牧局",)
    assert "富河镇不再承担" in answer.text
    assert answer.township_role is None


def test_a_basic_duty_says_the_town_does_it_itself(assistant: Assistant) -> None:
    answer = assistant.ask("露天烧秸秆归谁处罚")
    assert (answer.list, answer.citations[0].duty_id) == ("基本", "基本-87")
    assert answer.departments == ("富河镇",)
    assert "由富河镇自己负责" in answer.text


def test_the_department_named_in_the_question_is_answered(assistant: Assistant) -> None:
    answer = assistant.ask("校园周边安全这块，旗公安局负责啥")
    assert answer.citations[0].duty_id == "配合-17"
    assert answer.departments == ("巴林左旗公安局",)
    assert answer.citations[0].holder == "巴林左旗公安局"
    assert "由巴林左旗教育局牵头" in answer.text


def test_every_citation_of_every_asked_topic_is_valid(assistant: Assistant) -> None:
    for asked in assistant.search.asked[::97]:
        answer = assistant.ask(asked.question)
        assert all(map(assistant.citation_is_valid, answer.citations))
        assert answer.refused == (not answer.citations)


def test_an_answer_round_trips_as_json(assistant: Assistant) -> None:
    answer = assistant.ask("低保咋申请")
    assert Answer.model_validate_json(answer.model_dump_json()) == answer
    assert answer.latency_ms > 0


def test_matched_terms_stand_in_question_and_citations(assistant: Assistant) -> None:
    question = "危房改造谁负责"
    answer = assistant.ask(question)
    cited = "".join(c.title + c.quote for c in answer.citations)
    assert "危房改造" in answer.matched_terms
    assert all(term in question and term in cited for term in answer.matched_terms)


def test_an_answer_whose_citation_fails_is_withheld(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    honest = assistant.ask("低保咋申请")
    forged = honest.citations[0].model_copy(update={"quote": "每人每月发一万元。"})
    lie = honest.model_copy(update={"citations": (forged,)})
    monkeypatch.setattr(assistant._answering, "answer", lambda question, talk: Told(lie))
    with caplog.at_level(logging.ERROR):
        answer = assistant.ask("低保咋申请")
    assert (answer.kind, answer.refused, answer.citations) == (AnswerKind.REFUSAL, True, ())
    assert "一万元" not in answer.text
    assert "answer not proven" in caplog.text


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "\x00\x07"])
def test_an_empty_question_is_asked_back(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.kind, answer.citations) == (AnswerKind.CLARIFY, ())


@pytest.mark.parametrize(
    "question", ["😀😀😀", "低" * 20_000, "<script>alert(1)</script>", "\ud83d"]
)
def test_odd_input_gets_an_answer_and_no_error(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.text
    assert len(answer.resolved_question) <= MAX_QUESTION_CHARS


def test_questions_are_made_uniform() -> None:
    assert normalise("　低保\n咋申请？ Ａ１\u200b") == "低保 咋申请? A1"


def test_long_parts_show_the_items_that_share_words_with_the_question() -> None:
    items = ["甲" * 200, "负责发放补助资金。", "乙" * 200]
    assert most_relevant(items, "补助资金谁发放", limit=100) == ["负责发放补助资金。"]
    assert most_relevant(items, "补助", limit=1000) == items


@pytest.mark.parametrize(
    ("question", "words"),
    [("水库的鱼死了找谁", "我不太有把握"), ("how to get subsidy for chickens", "I am not sure")],
)
def test_an_answer_that_may_well_be_wrong_says_so(
    assistant: Assistant, question: str, words: str
) -> None:
    doubtful, sure = assistant.ask(question), assistant.ask("农村低保申请由谁审核确认")
    assert doubtful.certainty is Certainty.UNSURE
    assert sure.certainty is Certainty.SURE
    assert doubtful.text.startswith(words)
    assert words not in sure.text
