"""Sure or unsure: what is said, and how it is learnt."""

from dataclasses import asdict

import numpy as np
import pytest

from assistant import Assistant
from assistant.answer import SURE_FROM, Certainty, certainty_of
from assistant.answering.opening import AGREED
from assistant.answering.parts.of_duties import Verdict
from index.judgement import ALL_FACTS, FACTS, Judgement
from index.training.judging import RealResult, calibrated, train_judgement


def test_certainty_follows_confidence() -> None:
    assert certainty_of(SURE_FROM) is Certainty.SURE
    assert certainty_of(SURE_FROM - 0.01) is Certainty.UNSURE


def test_a_plain_question_is_answered_for_sure(assistant: Assistant) -> None:
    answer = assistant.ask("低保怎么申请")
    assert answer.certainty is Certainty.SURE
    assert answer.confidence >= SURE_FROM
    assert "不太有把握" not in answer.text


def test_an_unsure_answer_says_so_first(assistant: Assistant) -> None:
    texts = ("路边堆东西没人管", "政策问题", "希望有人来看看我们村", "反映村里的问题")
    unsure = [a for a in map(assistant.ask, texts) if a.certainty is Certainty.UNSURE]
    assert unsure
    assert all(answer.text.startswith("我不太有把握") for answer in unsure)


def test_a_verdict_on_an_unsure_duty_is_said_on_a_condition(assistant: Assistant) -> None:
    sure = assistant.ask("动物检疫还归镇里管吗")
    assert (sure.certainty, sure.verdict) == (Certainty.SURE, "no")
    assert [part.if_meant for part in sure.parts if isinstance(part, Verdict)] == [False]
    unsure = assistant.ask("酒驾整治我想问问道路交通执法是公安管吧")
    assert unsure.certainty is Certainty.UNSURE
    assert [part.if_meant for part in unsure.parts if isinstance(part, Verdict)] == [True]
    assert "如果说的是这件，" in unsure.text


def test_an_answer_that_settles_a_claim_may_be_wrong_about_that_too(assistant: Assistant) -> None:
    assert assistant.ask("危房改造谁牵头").confidence > AGREED
    assert assistant.ask("危房改造是住建局牵头吗").confidence <= AGREED


def test_several_answers_are_right_where_all_of_them_are(assistant: Assistant) -> None:
    single = [assistant.ask(one).confidence for one in ("动物检疫谁管", "危房改造谁牵头")]
    joint = assistant.ask("动物检疫谁管？危房改造谁牵头？")
    assert len(joint.matters) == 2
    assert joint.confidence == pytest.approx(single[0] * single[1])


@pytest.mark.parametrize("question", ["今天天气怎么样", "你好", "配合清单第99项"])
def test_what_cites_nothing_has_no_certainty(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).certainty is Certainty.NONE


def test_a_number_is_sure(assistant: Assistant) -> None:
    assert assistant.ask("配合清单第9项").certainty is Certainty.SURE


def _texts(count: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(7)
    yes = np.arange(count) % 2 == 0
    rows = random.normal(size=(count, len(ALL_FACTS)))
    rows[:, 0] += np.where(yes, 1.5, -1.5)
    return rows, yes


@pytest.mark.slow
def test_training_finds_the_fact_that_tells() -> None:
    rows, yes = _texts(400)
    trained = train_judgement(rows, covered=yes, right=yes)
    assert max(trained.rightness.weights, key=lambda n: trained.rightness.weights[n]) == FACTS[0]
    assert trained.coverage.area_under_roc > 0.95
    judgement = Judgement.of(asdict(trained))
    assert judgement.rightness.probability(rows[0]) > 0.5 > judgement.rightness.probability(rows[1])


def test_calibration_brings_overconfidence_down() -> None:
    rows, yes = _texts(400)
    trained = train_judgement(rows, covered=yes, right=yes)
    model = Judgement.of(asdict(trained))
    # On real texts, half of what looked sure is wrong.
    real = [
        RealResult(
            coverage=model.coverage.probability(row),
            rightness=model.rightness.probability(row),
            characters=20,
            is_covered=bool(covered),
            is_fair=bool(covered) and place % 4 == 0,
        )
        for place, (row, covered) in enumerate(zip(rows, yes, strict=True))
    ]
    after = Judgement.of(asdict(calibrated(trained, real))).rightness
    surest = rows[yes]
    mean = float(np.mean([after.probability(row) for row in surest]))
    assert mean == pytest.approx(0.5, abs=0.1)
