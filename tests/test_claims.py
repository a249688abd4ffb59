"""Yes/no questions and choices: what is claimed, and whether the lists bear it out."""

import pytest

from assistant import Assistant
from assistant.claims import Claim, Verdict, asks_which, claimed, verdict
from corpus.departments import DepartmentNames
from corpus.models import Town


@pytest.fixture(scope="module")
def names(town: Town) -> DepartmentNames:
    return DepartmentNames(town)


TOWN = Claim(town=True, departments=())


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("集体土地所有权登记还归镇里管吗", TOWN),
        ("砍护堤林的处罚还是镇里在管吧", TOWN),
        ("检疫证镇里能开不", TOWN),
        ("处罚主体是不是镇政府？", TOWN),
        ("农机补贴是财政局发的吧", Claim(town=False, departments=("巴林左旗财政局",))),
        ("这道是镇里修还是旗里修", None),
        ("财政局负责什么", None),
        ("镇里要做什么", None),
        ("地里的秸秆能烧不", None),
    ],
)
def test_what_a_question_claims(
    question: str, claim: Claim | None, names: DepartmentNames, town: Town
) -> None:
    assert claimed(question, names, town.name) == claim


@pytest.mark.parametrize(
    ("duty_id", "claim", "expected"),
    [
        ("基本-87", TOWN, Verdict.YES),
        ("配合-6", TOWN, Verdict.PARTLY),
        ("上收-22", TOWN, Verdict.NO),
        ("配合-24", Claim(town=False, departments=("巴林左旗农牧局",)), Verdict.YES),
        ("配合-24", Claim(town=False, departments=("巴林左旗财政局",)), Verdict.PARTLY),
        ("配合-36", Claim(town=False, departments=("巴林左旗教育局",)), Verdict.NO),
    ],
)
def test_verdicts(town: Town, duty_id: str, claim: Claim, expected: Verdict) -> None:
    assert verdict(claim, town.duty(duty_id)) is expected


@pytest.mark.parametrize(
    "question",
    ["这事归镇里还是旗里", "水质归谁化验", "区划地名工作属于哪个清单", "校车归公安还是教育局管"],
)
def test_who_of_two(question: str) -> None:
    assert asks_which(question)


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("动物检疫还归镇里管吗", "不是，这件事已由巴林左旗农牧局收回办理，富河镇不再承担"),
        ("露天烧秸秆镇里能罚不", "是的，这件事由富河镇自己负责"),
        ("水质检测归镇里还是旗里", "归旗里：这件事已由巴林左旗水利局收回"),
        ("森林防火是镇里牵头吗", "不全是，这件事由巴林左旗应急管理局牵头"),
        ("雨露计划是教育局牵头的吧", "不是，这件事由巴林左旗农牧局牵头"),
    ],
)
def test_the_first_sentence_settles_it(assistant: Assistant, question: str, start: str) -> None:
    assert assistant.ask(question).text.startswith(start)
