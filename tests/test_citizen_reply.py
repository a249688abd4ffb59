"""Replies made from answers: in an office's words, with source and date, and none in danger."""

from datetime import date
from typing import Any

import pytest

from assistant.answer import Answer, AnswerKind, Certainty, Citation
from assistant.answering.parts.framing import Call, Note, NotePurpose, QuestionBack, Related
from assistant.answering.parts.of_duties import Step, Steps
from assistant.answering.telling.answers import answer_of
from assistant.staff.citizen_reply import reply_of
from assistant.understanding.words.dangers import Danger
from corpus.models import BlockKind, Duty, Town

DAY = date(2026, 3, 5)
ASKED = "低保咋申请"


def cited(duty: Duty) -> Citation:
    block = duty.blocks[-1]
    return Citation(
        duty_id=duty.duty_id,
        list=duty.list,
        number=duty.number,
        section=duty.section,
        title=duty.title,
        holder=block.holder,
        quote=block.items[0],
        source_lines=block.source_lines,
        score=0.9,
    )


def answer(town: Town, *parts: Any, **changes: Any) -> Answer:
    fields = {"certainty": Certainty.SURE, "citations": (cited(town.duty("配合-6")),)}
    return answer_of(AnswerKind.DUTY, parts, town, ASKED).model_copy(update=fields | changes)


@pytest.fixture
def steps(town: Town) -> Steps:
    (block,) = town.duty("配合-6").parts(BlockKind.TOWNSHIP)
    return Steps(
        duty_id="配合-6",
        kind=block.kind,
        holder=block.holder,
        items=(Step(text=block.items[0], place=1),),
        total=len(block.items),
    )


def test_a_reply_tells_what_the_answer_states_its_source_and_day(town: Town, steps: Steps) -> None:
    chat = (
        Note(purpose=NotePurpose.NEXT_STEP, text="换个说法再问我"),
        QuestionBack(text="您问的是哪一件？"),
        Related(duty_ids=("基本-1",), whole=False),
    )
    reply = reply_of(answer(town, steps, *chat), ASKED, town, DAY)
    assert reply
    first, *_, hotline, signed, day = reply.split("\n")
    assert first == "您好！您问的“低保咋申请”，答复如下："
    assert steps.items[0].text in reply
    assert (
        f"依据：《{town.source_name}》中的《配合履职事项清单》第6项“最低生活保障”，全文以清单为准。"
        in reply
    )
    assert "12345" in hotline
    assert (signed, day) == (town.name, "2026年3月5日")
    for untold in ("再问我", "哪一件", "基本-1", "引文"):
        assert untold not in reply


def test_numbers_in_the_question_are_masked_and_a_letter_is_quoted_in_short(
    town: Town, steps: Steps
) -> None:
    told = answer(town, steps)
    assert "您问的“我〔手机号〕 问低保”" in str(reply_of(told, "我13800138000\n问低保", town, DAY))
    first = str(reply_of(told, "长" * 500, town, DAY)).split("\n")[0]
    assert len(first) < 110


def test_what_is_not_found_is_said_to_be_so_and_no_more(town: Town) -> None:
    note = Note(purpose=NotePurpose.REFUSAL, text="我不能乱说。")
    told = answer(town, note, refused=True, citations=(), certainty=Certainty.NONE)
    reply = str(reply_of(told, "今天天气咋样", town, DAY))
    assert "没有找到" in reply
    assert "12345" in reply
    assert "依据" not in reply
    assert "我不能" not in reply


@pytest.mark.parametrize(
    "changes",
    [
        {"emergency": ("119",)},
        {"emergency": ("110",), "refused": True},
        {"certainty": Certainty.UNSURE},
        {"certainty": Certainty.NONE, "citations": ()},
        {"other_place": "北京", "refused": True, "citations": ()},
    ],
)
def test_no_reply_is_made_of_danger_doubt_or_another_place(
    town: Town, steps: Steps, changes: dict[str, Any]
) -> None:
    call = Call(danger=Danger.FIRE, numbers=("119",), english=False)
    parts = (call, steps) if "emergency" in changes else (steps,)
    assert reply_of(answer(town, *parts, **changes), ASKED, town, DAY) is None
