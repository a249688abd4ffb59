"""The state of a talk: what a caller keeps of it, and that it stands for the questions before."""

import pytest

from assistant import Answer, Assistant
from assistant.answer import AnswerKind
from assistant.answering.talk.turns import KEPT_TURNS, TalkState, Turn
from corpus.models import Town
from index.search import DutySearch, Found


def cited(answer: Answer) -> list[str]:
    return list(dict.fromkeys(citation.duty_id for citation in answer.citations))


def kept(assistant: Assistant, *questions: str) -> TalkState:
    """The state after these questions, as a channel writes it down and reads it again."""
    state = TalkState()
    for question in questions:
        after = assistant.turn(question, state=state).state
        state = TalkState.model_validate_json(after.model_dump_json())
    return state


def test_a_talk_about_other_lists_is_over(town: Town) -> None:
    turn = Turn(question="低保咋申请", kind=AnswerKind.DUTY, duties=("配合-6",))
    newer = town.model_copy(update={"version": "2026-11-20"})
    state = TalkState(turns=(turn,), version="2026-03-01")
    assert state.within(newer) == TalkState()
    same = state.model_copy(update={"version": "2026-11-20"})
    assert same.within(newer) == same


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (("配合清单第9项",), "那镇里要做啥"),
        (("低保咋申请", "谢谢"), "那要交哪些材料"),
        (("民政局牵头的配合事项有哪些", "农牧局呢"), "那林草局呢"),
        (("民政局牵头的有哪些",), "第三个说细点"),
        (("低保申请，镇里要做啥",), "第二条展开说说"),
        (("低保咋申请", "烧秸秆谁罚"), "回到刚才低保的事，镇里做啥"),
        (("特困供养谁牵头？养殖补贴谁管？",), "第二个镇里做什么"),
        (("公积金怎么提取",), "那危房改造找谁"),
        (("配合清单第六十项有没有",), "那它最后一项是哪个"),
    ],
)
def test_the_state_of_a_talk_stands_for_its_questions(
    assistant: Assistant, before: tuple[str, ...], question: str
) -> None:
    by_state = assistant.ask(question, state=kept(assistant, *before))
    by_words = assistant.ask(question, history=before)
    assert by_state.model_copy(update={"latency_ms": by_words.latency_ms}) == by_words
    assert by_state.citations


def test_a_lookup_before_costs_no_search(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    find = DutySearch.find

    def counted(search: DutySearch, question: str, k: int = 5) -> Found:
        searched.append(question)
        return find(search, question, k)

    before = ["民政局牵头的配合事项有哪些", "配合清单第9项"]
    state = kept(assistant, "低保咋申请")
    monkeypatch.setattr(DutySearch, "find", counted)
    assistant.ask("配合清单第40项", before)
    assistant.ask("配合清单第40项", state=state)
    assert searched == []


def test_neither_a_greeting_nor_a_call_for_help_is_kept(assistant: Assistant) -> None:
    state = kept(assistant, "低保咋申请")
    assert assistant.turn("谢谢", state=state).state == state
    assert assistant.turn("我不想活了", state=state).state == state


def test_the_state_is_bounded_and_holds_no_personal_number(assistant: Assistant) -> None:
    asked = [f"低保咋申请，我的电话13800138000，{'真的' * 200}"] * (KEPT_TURNS + 2)
    written = kept(assistant, *asked).model_dump_json()
    assert "13800138000" not in written
    assert len(TalkState.model_validate_json(written).turns) == KEPT_TURNS
    assert len(written.encode()) < 6_000


def test_a_state_from_other_lists_is_not_leaned_on(assistant: Assistant) -> None:
    written = kept(assistant, "配合清单第9项").model_dump_json()
    old = TalkState.model_validate_json(written.replace("配合-9", "配合-99"))
    assert assistant.ask("那镇里要做啥", state=old).citations == ()


def test_another_duty_on_the_matter_before_is_found(assistant: Assistant) -> None:
    answer = assistant.ask("那检疫是镇里给开证不", ["给鸡打防疫针归谁"])
    assert answer.citations[0].duty_id == "上收-22"


def test_a_statement_of_a_step_is_held_against_who_does_it(assistant: Assistant) -> None:
    assert assistant.ask("大棚房的拆除整改归农牧局管，对吧").verdict == "no"
    assert assistant.ask("大棚房整治归农牧局管，对吧").verdict == "yes"


def test_if_so_asks_for_the_town_s_part_and_no_list(assistant: Assistant) -> None:
    answer = assistant.ask("要真是的话，咱镇里负责哪一块", ["没手续的小作坊算散乱污吧，归谁管"])
    assert {citation.duty_id for citation in answer.citations} == {"配合-54"}
