"""Measures of single answers and of refusals, on tiny data with exact fractions."""

import pytest

from assistant.answer import Answer, AnswerKind, Citation
from corpus.models import ListName
from eval.metrics import (
    RankScores,
    RefusalScores,
    SetScores,
    departments_are_right,
    first_department_is_right,
    is_declined,
    list_is_right,
    list_of,
    phrase_coverage,
    rank_scores,
    ranking,
    refusal_scores,
    set_scores,
)
from eval.questions import Question


def citation(duty_id: str, quote: str = "原文") -> Citation:
    return Citation(
        duty_id=duty_id,
        list=list_of(duty_id),
        number=int(duty_id.rpartition("-")[2]),
        section="民生服务",
        title="事项",
        holder="民政局",
        quote=quote,
        source_lines=(1,),
        score=0.5,
    )


def answer(*duty_ids: str, **fields: object) -> Answer:
    return Answer.model_validate(
        {
            "kind": AnswerKind.DUTY,
            "text": "答",
            "list": list_of(duty_ids[0]) if duty_ids else None,
            "citations": tuple(citation(duty_id) for duty_id in duty_ids),
            "resolved_question": "问",
            **fields,
        }
    )


def question(question_id: str, *gold: str, **fields: object) -> Question:
    return Question.model_validate(
        {"id": question_id, "question": "问", "gold": gold, "style": "typo", **fields}
    )


def test_ranking_is_distinct_citations_then_alternatives() -> None:
    given = answer("配合-2", "配合-2", "基本-1", alternatives=("基本-1", "上收-3"))
    assert ranking(given) == ("配合-2", "基本-1", "上收-3")


def test_declined_answer_ranks_nothing() -> None:
    refusal = answer(refused=True, alternatives=("配合-2",))
    missing_number = answer(kind=AnswerKind.LOOKUP)
    assert is_declined(refusal)
    assert is_declined(missing_number)
    assert not is_declined(answer("配合-2"))
    assert ranking(refusal) == ()


def test_rank_scores_count_acceptable_as_hit_but_recall_only_gold() -> None:
    questions = [
        question("first", "配合-1"),
        question("acceptable", "配合-1", "配合-9", acceptable=("基本-1",)),
        question("third", "配合-1"),
        question("fourth", "配合-1"),
        question("unanswered", "配合-1"),
        question("uncovered"),
    ]
    rankings = {
        "first": ("配合-1", "配合-2"),
        "acceptable": ("基本-1", "配合-2", "配合-9"),
        "third": ("配合-2", "配合-3", "配合-1"),
        "fourth": ("配合-2", "配合-3", "配合-4", "配合-1"),
        "uncovered": ("配合-1",),
    }
    assert rank_scores(questions, rankings) == {
        "first": RankScores(1, 1, 1, 1),
        "acceptable": RankScores(1, 1, 1, 1 / 2),
        "third": RankScores(0, 1, 1 / 3, 1),
        "fourth": RankScores(0, 0, 1 / 4, 1),
        "unanswered": RankScores(0, 0, 0, 0),
    }


def test_rank_scores_without_any_ranking_are_zero() -> None:
    assert rank_scores([question("q", "配合-1")], {}) == {"q": RankScores(0, 0, 0, 0)}
    assert rank_scores([question("uncovered")], {}) == {}


def test_rank_scores_keep_order_beyond_ten() -> None:
    ranked = {"q": tuple(f"配合-{number}" for number in range(1, 21))}
    assert rank_scores([question("q", "配合-20")], ranked)["q"].reciprocal_rank == 1 / 20


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        ("ab", SetScores(1, 1, 1)),
        ("a", SetScores(1, 1 / 2, 2 / 3)),
        ("abcd", SetScores(1 / 2, 1, 2 / 3)),
        ("abx", SetScores(1, 1, 1)),  # x is acceptable: neither right nor wrong
        ("c", SetScores(0, 0, 0)),
        ("", SetScores(0, 0, 0)),
    ],
)
def test_set_scores(cited: str, expected: SetScores) -> None:
    assert set_scores(cited, gold="ab", acceptable="x") == expected


def test_list_of_reads_plain_and_town_ids() -> None:
    assert list_of("配合-40") is ListName.ASSIST
    assert list_of("fuhe/上收-2") is ListName.RECLAIMED


def test_list_is_right_for_the_expected_or_an_acceptable_duty() -> None:
    asked = question("q", "基本-1", acceptable=("配合-4",), list="基本")
    assert list_is_right(asked, answer("基本-7"))
    assert list_is_right(asked, answer("配合-4"))
    assert not list_is_right(asked, answer("配合-5"))
    assert not list_is_right(asked, answer("配合-4", list="上收"))
    assert not list_is_right(asked, answer())


def test_departments_are_compared_as_a_set_and_by_the_first() -> None:
    asked = question("q", "配合-1", departments=("民政局", "公安局"))
    turned = answer("配合-1", departments=("公安局", "民政局"))
    more = answer("配合-1", departments=("民政局", "公安局", "教育局"))
    other = answer("配合-1", departments=("教育局", "民政局"))
    assert departments_are_right(asked, turned)
    assert not departments_are_right(asked, more)
    assert first_department_is_right(asked, more)
    assert not first_department_is_right(asked, other)
    assert not first_department_is_right(asked, answer("配合-1"))


def test_phrases_are_found_in_text_quotes_and_township_part() -> None:
    asked = question("q", "配合-1", must_contain=("入户 调查", "发放补贴", "公示", "没有的"))
    given = answer(
        text="先**入户**调查",
        citations=(citation("配合-1", "<p>发放\n补贴</p>"),),
        township_role="做好公　示",
    )
    assert phrase_coverage(asked, given) == 3 / 4


def test_phrase_may_not_span_two_quotes() -> None:
    asked = question("q", "配合-1", must_contain=("发放补贴",))
    given = answer(citations=(citation("配合-1", "发放"), citation("配合-2", "补贴")))
    assert phrase_coverage(asked, given) == 0


def test_refusal_scores() -> None:
    covered = [True, True, True, False, False]
    declined = [True, False, False, True, False]
    assert refusal_scores(covered, declined) == RefusalScores(1 / 2, 1 / 2, 1 / 3)
    assert refusal_scores([True], [False]) == RefusalScores(None, None, 0.0)
    assert refusal_scores([False], [True]) == RefusalScores(1.0, 1.0, None)
