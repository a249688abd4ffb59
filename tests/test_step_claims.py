"""Steps of assisted duties: whose they are, by meaning, and what is held against them."""

import re

import pytest

from assistant.answering.steps.step_claims import StepClaims
from assistant.assistant import Assistant
from assistant.understanding.reader.reader import Reader
from assistant.understanding.words.lexicon import Lexicon
from corpus.departments import DepartmentNames
from corpus.models import BlockKind
from eval.questions import PUBLIC_EVAL, load_questions


@pytest.fixture(scope="module")
def reader(assistant: Assistant) -> Reader:
    names = DepartmentNames(assistant.town)
    reader = Reader.of(assistant.engine, Lexicon.over(assistant.search.index, names))
    assert reader is not None
    return reader


@pytest.mark.parametrize(
    ("question", "verdict", "fact"),
    [
        (
            "农机补贴的审核发钱是不是镇里的事",
            "no",
            "这一步写的是巴林左旗农牧局（“负责农机补贴审核、申请、发放”）",
        ),
        ("拖拉机年检是镇里给检吧", "no", "开展农牧业拖拉机、联合收割机年检工作"),
        ("地名标志的牌子是镇里立的吧", "no", "这一步写的是巴林左旗民政局"),
        (
            "村防疫员补贴的等级，不是镇里评的吧",
            "no",
            "这一步写的就是富河镇（“对防疫员补贴资金等级进行评定，并申报旗农牧局”）",
        ),
        ("春秋两季的强制免疫针，归镇里组织打吧", "yes", ""),
        ("低保家庭的存款核对，是民政局做的吧", "yes", ""),
    ],
)
def test_a_step_in_other_words_is_held_against_whoever_does_it(
    assistant: Assistant, question: str, verdict: str, fact: str
) -> None:
    answer = assistant.ask(question)
    assert answer.verdict == verdict
    assert fact in answer.text


def test_what_is_said_of_a_holder_wants_a_verdict_though_only_a_mark_asks(
    assistant: Assistant,
) -> None:
    assert assistant.ask("流浪汉的救助站得镇里自己建？").verdict == "no"
    assert assistant.ask("野牲口糟蹋了庄稼，镇里十个工作日之内得查完").verdict == "yes"
    assert assistant.ask("流浪汉的救助站谁建？").verdict is None


def test_each_holder_is_held_against_its_own_step(assistant: Assistant) -> None:
    right = assistant.ask("山火这块，扑火归消防大队、火场警戒归公安，没毛病吧")
    assert right.verdict == "yes"
    mixed = assistant.ask("校车司机的资格由公安局审，学校食堂的食品安全由卫健委查，对吗")
    assert mixed.verdict == "partly"


@pytest.mark.parametrize(
    ("question", "verdict", "facts"),
    [
        (
            "农机补贴的名单镇里公示，补贴也由镇里审核发放，是吧",
            "partly",
            ["写的是富河镇", "写的是巴林左旗农牧局"],
        ),
        (
            "燃气隐患的整改通知书镇里能下，拒不整改的也由镇里处罚",
            "partly",
            ["写的是富河镇", "写的是巴林左旗住房和城乡建设局"],
        ),
        (  # what he does not do is what the other does
            "防疫员补贴的等级不是农牧局评，是镇里评",
            "yes",
            ["“对防疫员补贴资金等级进行评定，并申报旗农牧局”写的是富河镇"],
        ),
    ],
)
def test_each_clause_is_held_against_the_step_that_it_tells_of(
    assistant: Assistant, question: str, verdict: str, facts: list[str]
) -> None:
    answer = assistant.ask(question)
    assert answer.verdict == verdict
    assert all(fact in answer.text for fact in facts)


def test_a_story_beside_a_statement_claims_nothing(assistant: Assistant, reader: Reader) -> None:
    steps = StepClaims.of(assistant.engine, reader)
    assert steps is not None
    alone = "农药瓶子的回收点是镇里布置吧"
    for question in (alone, f"{alone}，我家地头扔得哪都是", f"俺们屯子离镇上二十里地，{alone}"):
        told = steps.claim_of(question, assistant.town.duty("配合-56"))
        assert told is not None
        assert [one.step for one in told.claim.predicates] == [
            "合理布置回收点，建立回收台账，发现涉嫌违法违规行为及时上报旗农牧局"
        ]


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("森林防火归镇里管吗", "partly"),  # the whole duty
        ("农机购置补贴是农牧局的事吧", "yes"),
        ("危房改造镇里说了算对吧", "partly"),  # steps of it are the town's and the county's
    ],
)
def test_who_has_the_whole_duty_is_no_step(
    assistant: Assistant, question: str, verdict: str
) -> None:
    assert assistant.ask(question).verdict == verdict


def test_roles_that_are_all_as_listed_are_no_steps(assistant: Assistant) -> None:
    told = assistant.ask("防火这块：应急局牵头，林草局、公安局、消防大队参与。是否如此？")
    assert told.verdict == "yes"


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("厚地膜补多少、给谁补，都由农牧局定，这话对吗", False),  # what is stated of the amount
        ("低保要啥材料，是镇里批吗", True),
    ],
)
def test_what_a_statement_is_of_is_not_asked(
    assistant: Assistant, question: str, *, missing: bool
) -> None:
    answer = assistant.ask(question)
    assert answer.verdict
    assert bool(answer.missing) is missing


def test_whose_a_duty_is_may_be_asked_by_the_mark_alone(assistant: Assistant) -> None:
    assert assistant.ask("林木采伐许可证镇里盖个戳就能发？").verdict == "no"


def test_the_words_beside_each_holder(assistant: Assistant, reader: Reader) -> None:
    departments = {*assistant.town.duty("配合-56").departments}
    told = reader.clauses_of(
        "农药瓶子回收，镇里设回收点、建台账，违法的农牧局不去罚，是这样吧", departments
    )
    assert [clause.mention.span.words for clause in told] == ["镇里", "农牧局"]
    assert [clause.role for clause in told] == ["step", "step"]
    assert [clause.denied > 0.5 for clause in told] == [False, True]
    assert told[0].words.endswith("设回收点建台账")
    assert "罚" in told[1].words
    assert reader.clauses_of("秸秆点着了咋办", departments) == []


def test_a_duty_that_tells_no_steps_has_none(assistant: Assistant, reader: Reader) -> None:
    steps = StepClaims.of(assistant.engine, reader)
    assert steps is not None
    duty = assistant.town.duty("配合-29")
    question = "农机补贴的审核发钱是不是镇里的事"
    assert steps.claim_of(question, duty) is not None
    titled = tuple(block for block in duty.blocks if block.kind is BlockKind.TITLE)
    assert steps.claim_of(question, duty.model_copy(update={"blocks": titled})) is None


def test_a_step_in_its_very_words_is_told_by_them(assistant: Assistant) -> None:
    answer = assistant.ask("特困供养镇里不需要公示吧")
    assert answer.verdict == "no"


def test_what_is_not_so_is_denied_and_not_asked(assistant: Assistant) -> None:
    answer = assistant.ask("特困人员救助，旗里是不给村里工作经费的，对吧")
    assert answer.verdict == "no"


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("难道倒卖草场也得咱镇里去罚？", "no"),
        ("小年轻开皮卡轧草甸子，村主任说该林草局罚，他说得对吗", "yes"),
    ],
)
def test_whatever_step_is_told_of_a_duty_of_one_holder_is_that_holders(
    assistant: Assistant, question: str, verdict: str
) -> None:
    assert assistant.ask(question).verdict == verdict


@pytest.mark.parametrize(
    ("question", "verdict", "fact"),
    [
        ("野猪拱了苞米，清单上规定的是十五个工作日之内核实完吗", "no", "10个工作日"),
        ("饭馆存的液化气总量过了50公斤就得单独设气瓶间，标准是50公斤对吧", "no", "100kg"),
        ("粮改饲的名单在村里至少贴满七天，是七天吧", "yes", "7天"),
    ],
)
def test_a_figure_said_twice_or_in_other_words_is_held_against_what_is_written(
    assistant: Assistant, question: str, verdict: str, fact: str
) -> None:
    answer = assistant.ask(question)
    assert answer.verdict == verdict
    assert fact in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "违建墓地整治八个部门里，市场监管局管啥",
        "农药瓶回收工作，农牧局对镇里有哪些履职保障",
        "下雹子之前能不能提前给个信儿，这预警是镇里发还是气象局发？",
    ],
)
def test_what_asks_for_something_states_nothing(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).verdict is None


def test_no_public_question_that_asks_is_surely_heard_as_a_statement(reader: Reader) -> None:
    """But choices, which are told apart by their words."""
    asked = [question.question for question in load_questions([PUBLIC_EVAL])]
    asking = [
        text for text in asked if re.search("有哪些|管啥|是什么|归谁|谁管|哪个部门|咋办", text)
    ]
    assert len(asking) >= 30
    assert [text for text in asking if reader.stated(text) >= 0.8] == []


def test_asking_words_in_a_statement_ask_for_nothing(assistant: Assistant) -> None:
    assert assistant.ask("低保入户调查没民政局什么事，都是镇里跑的").verdict == "yes"


def test_a_clause_has_what_its_sentence_asks_before_it(assistant: Assistant) -> None:
    answer = assistant.ask("老人生活能不能自理、照料定哪个等级，这些是镇里评估，对吧")
    assert [citation.duty_id for citation in answer.citations][:1] == ["配合-7"]
    assert answer.verdict == "no"
