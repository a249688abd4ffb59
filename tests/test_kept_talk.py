"""The state that a client of the interface keeps: bounded, and read with distrust."""

import re

import pytest

from assistant import Assistant
from assistant.answer import AnswerKind
from assistant.answering.talk.turns import KEPT_CHARS, KEPT_TURNS, TalkState, Turn
from assistant.answering.wording import CHECK_FAILED
from assistant.service.refusals import RefusedError
from assistant.service.rest.kept_talk import MAX_STATE_CHARS, packed, unpacked
from assistant.understanding.sets.asked_set import AskedSet
from assistant.understanding.statements.predicate import Kind, Predicate, all_pass
from corpus.models import Town

CIVIL, WATER = "巴林左旗民政局", "巴林左旗水利局"
LED = ("配合-5", "配合-6", "配合-7", "配合-8", "配合-9")
SET = AskedSet((Predicate(Kind.LEADS, (CIVIL,)),), departments=(CIVIL,))


def listing(asked: AskedSet | None = SET, duties: tuple[str, ...] = LED) -> TalkState:
    turn = Turn(
        question="民政局牵头的有哪些", kind=AnswerKind.ENUMERATE, duties=duties, asked=asked
    )
    return TalkState(turns=(turn,))


def test_a_state_comes_back_as_it_was(town: Town) -> None:
    assert unpacked(packed(listing(), town), town) == listing()
    assert packed(TalkState(), town) == ""
    assert unpacked("", town) == TalkState()


def test_the_oldest_turns_go_where_a_state_grows_too_long(town: Town) -> None:
    everything = tuple(duty.duty_id for duty in town.duties) * 2
    turn = Turn(question="问" * KEPT_CHARS, kind=AnswerKind.ENUMERATE, duties=everything)
    text = packed(TalkState(turns=(turn,) * KEPT_TURNS), town)
    kept = unpacked(text, town)
    assert len(text) <= MAX_STATE_CHARS
    assert 0 < len(kept.turns) < KEPT_TURNS


@pytest.mark.parametrize(
    "asked",
    [
        AskedSet((Predicate(Kind.LEADS, (WATER,)),)),  # not what was listed
        AskedSet((Predicate(Kind.SUPPORT, ("没有这种",)),)),
        AskedSet((Predicate(Kind.SUPPORT),)),
        AskedSet((Predicate(Kind.HOLDERS, ("几个", "x")),)),
        AskedSet((Predicate(Kind.DOES),)),
    ],
)
def test_a_set_that_was_not_the_one_listed_is_forgotten(asked: AskedSet, town: Town) -> None:
    (turn,) = unpacked(packed(listing(asked), town), town).turns
    assert (turn.asked, turn.duties) == (None, LED)


@pytest.mark.parametrize("depth", [150, 400])
def test_statements_nested_without_end_are_refused_or_forgotten(depth: int, town: Town) -> None:
    text = packed(listing(), town)
    own = re.search(r'\{"kind":"leads".*?\}', text)
    assert own
    nested = '{"kind":"both","parts":[' * depth + own[0] + "]}" * depth
    try:
        (turn,) = unpacked(text.replace(own[0], nested), town).turns
    except RefusedError:
        return
    assert turn.asked in (None, SET) or all_pass(turn.asked.predicates, town.duty(LED[0]))


def test_a_state_of_another_town_is_refused(town: Town) -> None:
    elsewhere = town.model_copy(update={"key": "elsewhere"})
    with pytest.raises(RefusedError, match="别的乡镇"):
        unpacked(packed(listing(), elsewhere), town)


@pytest.mark.parametrize("question", ["第二项镇里干啥", "那水利局呢", "最后一项归谁", "再往下呢"])
@pytest.mark.parametrize(
    "forged",
    [
        listing(duties=("上收-1", "上收-2", "配合-6")),
        listing(asked=None, duties=("配合-99",)),
        TalkState(
            turns=(
                Turn(
                    question="镇里给钱",
                    kind=AnswerKind.DUTY,
                    duties=("配合-6",),
                    part=10**9,
                    confidence=1.0,
                ),
            )
        ),
        TalkState(turns=(Turn(question="", kind=AnswerKind.LOOKUP, duties=("基本-1",) * 40),)),
    ],
)
def test_no_forged_state_makes_a_false_sentence(
    assistant: Assistant, question: str, forged: TalkState
) -> None:
    state = unpacked(packed(forged, assistant.town), assistant.town)
    assert assistant.ask(question, state=state).text != CHECK_FAILED
