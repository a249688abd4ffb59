"""Answers with what the town adds: told apart from the lists, and proven word for word."""

import json
import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant
from assistant.answer import AnswerKind, Certainty
from assistant.answering.parts.of_notes import TownNote, TownNotes
from assistant.answering.proof.proof import Proof
from assistant.answering.talk.turns import Told
from assistant.answering.telling.answers import retold
from assistant.answering.telling.note_lines import BADGE
from assistant.answering.wording import CHECK_FAILED
from assistant.channels.rendering import Markdown, PlainText, Structured, WeChat
from assistant.log.question_log import FeedbackStore
from assistant.notes.note import NoteKind
from assistant.notes.store import Draft, NoteStore
from assistant.service.towns import Towns
from assistant.settings import Settings
from assistant.understanding.unsaid import asks_hours
from assistant.understanding.words.unsaid import MissingAspect
from assistant.web.chat.card import card_stages, plain_card
from assistant.web.chat.conversation import Conversation
from assistant.web.chat.next_questions import next_questions
from assistant.web.labels import CHINESE

AMOUNT, TIME, PAPERS, PLACE, PHONE, CONDITION = MissingAspect
LOW_INCOME, CIVIL, FINANCE, FORESTRY = (
    "配合-6",
    "巴林左旗民政局",
    "巴林左旗财政局",
    "巴林左旗林业和草原局",
)
GUIDE = "https://zwfw.example.gov.cn/di_bao?id=1"
PLACE_ASKED = "低保在哪办"


@pytest.fixture
def store(assistant: Assistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> NoteStore:
    """Where notes for the assistant are entered; empty."""
    path = tmp_path / "notes.jsonl"
    monkeypatch.setattr(assistant._book, "path", path)
    return NoteStore(path, assistant.town)


@pytest.fixture
def noted(store: NoteStore) -> NoteStore:
    """The store with a duty, its lead, another department and the town filled in."""
    kinds = NoteKind
    store.enter(
        [
            Draft(
                LOW_INCOME,
                {
                    kinds.OFFICE: "便民服务中心一楼",
                    kinds.WINDOW: "3号窗口",
                    kinds.PHONE: "0476-7890123",
                    kinds.PAPERS: "身份证、户口本",
                    kinds.GUIDE: GUIDE,
                    kinds.SENTENCE: "每周二集中受理。",
                },
            ),
            Draft(CIVIL, {kinds.PHONE: "0476-7891111", kinds.OFFICE: "政务大楼B座"}),
            Draft(FINANCE, {kinds.PHONE: "0476-7892222"}),
            Draft(FORESTRY, {kinds.SENTENCE: "林草局的话<b>。"}),
            Draft("富河镇", {kinds.HOURS: "8:30-17:30", kinds.PHONE: "0476-7890000"}),
        ],
        "王干事",
    )
    return store


def notes_of(answer: Answer) -> list[TownNotes]:
    return [part for part in answer.parts if isinstance(part, TownNotes)]


def told(answer: Answer) -> list[tuple[str, str]]:
    return [(note.subject, note.kind.value) for note in answer.town_notes]


@pytest.mark.parametrize(
    ("question", "first", "missing"),
    [
        (PLACE_ASKED, (LOW_INCOME, "office"), ()),
        ("低保要带啥材料", (LOW_INCOME, "papers"), ()),
        ("低保电话多少", (LOW_INCOME, "phone"), ()),
        ("配合第9项去哪办", (CIVIL, "office"), ()),  # the duty has none, its lead has
        ("配合第9项电话多少", (CIVIL, "phone"), ()),
        ("低保民政局电话多少", (CIVIL, "phone"), ()),  # of whom it is asked
        ("危房改造财政局电话多少", (FINANCE, "phone"), ()),  # has no part in the duty
        ("民政局电话多少", (CIVIL, "phone"), ()),
        ("民政局在哪", (CIVIL, "office"), ()),
        ("镇政府几点上班", ("富河镇", "hours"), ()),
        ("星期天开门不", ("富河镇", "hours"), ()),
        ("镇里电话是多少", ("富河镇", "phone"), ()),
    ],
)
def test_what_was_noted_answers_first(
    assistant: Assistant,
    noted: NoteStore,
    question: str,
    first: tuple[str, str],
    missing: tuple[MissingAspect, ...],
) -> None:
    answer = assistant.ask(question)
    assert told(answer)[0] == first
    assert answer.missing == missing
    assert answer.text.startswith(BADGE)
    assert "清单里没写" not in answer.text
    assert answer.parts[0] == notes_of(answer)[0]


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("低保一个月多少钱", (AMOUNT,)),
        ("低保多久能批下来", (TIME,)),  # opening hours are no answer
        ("低保几点开门，多久能批下来", (TIME,)),
        ("动物检疫在哪办", (PLACE,)),  # nothing was noted of it
        ("危房改造要带啥材料", (PAPERS,)),
    ],
)
def test_what_was_not_noted_is_still_missing(
    assistant: Assistant, noted: NoteStore, question: str, missing: tuple[MissingAspect, ...]
) -> None:
    answer = assistant.ask(question)
    assert answer.missing == missing
    assert answer.text.startswith("清单里没写")
    assert "12345" in answer.text


def test_another_question_has_phone_and_office_in_one_line_behind_who_is_in_charge(
    assistant: Assistant, noted: NoteStore
) -> None:
    answer = assistant.ask("低保咋申请")
    first, second, *_ = answer.text.split("\n")
    assert "巴林左旗民政局牵头" in first
    today = noted.notes().changes[0].at
    assert second == (
        f"{BADGE}（{today.year}年{today.month}月{today.day}日）："
        "办理地点：便民服务中心一楼，3号窗口；电话：0476-7890123；每周二集中受理。"
    )
    assert not any("便民服务中心" in citation.quote for citation in answer.citations)


def test_each_of_several_matters_has_its_own(assistant: Assistant, noted: NoteStore) -> None:
    answer = assistant.ask("低保在哪办，另外烧秸秆谁罚")
    assert [len([p for p in m.parts if isinstance(p, TownNotes)]) for m in answer.matters] == [1, 1]
    assert told(answer)[0] == (LOW_INCOME, "office")
    assert ("富河镇", "phone") in told(answer)
    assert answer.missing == ()


def test_a_follow_up_is_answered_too(assistant: Assistant, noted: NoteStore) -> None:
    assert told(assistant.ask("电话呢", ["低保咋申请"]))[0] == (LOW_INCOME, "phone")


@pytest.mark.parametrize(
    "question",
    ["着火了咋办", "你好", "林东镇的低保在哪办", "图书馆周末开门吗", "电话多少"],
)
def test_where_nothing_is_asked_of_the_town_nothing_is_added(
    assistant: Assistant, noted: NoteStore, question: str
) -> None:
    assert notes_of(assistant.ask(question)) == []


def test_a_duty_that_is_not_sure_has_notes_only_where_they_are_asked_for_and_behind_the_doubt(
    assistant: Assistant, noted: NoteStore
) -> None:
    unasked, asked = (
        assistant.ask("我家羊圈想扩一下"),
        assistant.ask("低保户能领米面吗，打哪个电话"),
    )
    assert unasked.certainty is asked.certainty is Certainty.UNSURE
    assert notes_of(unasked) == []
    assert 0 <= asked.text.find("我不太有把握") < asked.text.find("本地补充")
    assert told(asked)[0] == (LOW_INCOME, "phone")


def test_of_a_duty_that_the_town_no_longer_does_its_number_is_not_told(
    assistant: Assistant, noted: NoteStore
) -> None:
    assert notes_of(assistant.ask("动物检疫还归镇里管吗")) == []


@pytest.mark.parametrize("question", [PLACE_ASKED, "低保咋申请", "民政局电话多少", "配合第9项"])
def test_without_notes_an_answer_is_the_very_same(
    assistant: Assistant, store: NoteStore, question: str
) -> None:
    before = assistant.ask(question)
    assert before.town_notes == ()
    store.enter([Draft("基本-1", {NoteKind.PHONE: "7890123"})], "王干事")
    after = assistant.ask(question)
    same = {"latency_ms": 0.0}
    assert after.model_copy(update=same) == before.model_copy(update=same)


def test_an_entry_and_its_undoing_show_at_once(assistant: Assistant, noted: NoteStore) -> None:
    noted.enter([Draft(LOW_INCOME, {NoteKind.PHONE: "0476-7899999"})], "李主任")
    assert "0476-7899999" in assistant.ask("低保电话多少").text
    noted.undo("李主任", LOW_INCOME)
    assert "0476-7890123" in assistant.ask("低保电话多少").text


def test_who_asks_for_a_person_is_told_where_and_when_one_is(
    assistant: Assistant, noted: NoteStore
) -> None:
    answer = assistant.ask("转人工")
    assert told(answer) == [("富河镇", "hours"), ("富河镇", "phone")]
    assert answer.text.startswith("我是自动回答的")
    assert "富河镇办公时间：8:30-17:30；富河镇电话：0476-7890000" in answer.text
    assert told(assistant.ask("谢谢")) == []


def test_a_page_tells_a_note_though_it_has_answered_the_same_before(
    assistant: Assistant, noted: NoteStore
) -> None:
    towns = Towns(Settings.from_environment())
    towns.add(assistant, FeedbackStore.open(Settings.from_environment()))
    page = Conversation(towns)

    def asked() -> str:
        found = page.asked("低保电话多少", (), assistant.town.key).answer
        return found.text if found else ""

    assert "0476-7890123" in asked()
    noted.enter([Draft(LOW_INCOME, {NoteKind.PHONE: "0476-7899999"})], "李主任")
    assert "0476-7899999" in asked()


def test_what_to_bring_is_the_next_question_where_it_was_noted(
    assistant: Assistant, noted: NoteStore
) -> None:
    answer = assistant.ask("低保咋申请")
    options = next_questions(answer, assistant.town, CHINESE, assistant.noted(answer))
    assert options[0] == {"label": "要带啥材料", "value": "配合清单第6项，要带什么材料"}
    brought = assistant.ask(options[0]["value"])
    assert (LOW_INCOME, "papers") in told(brought)
    for other in (brought, assistant.ask("动物检疫现在还是镇里做吗")):
        further = next_questions(other, assistant.town, CHINESE, assistant.noted(other))
        assert "要带啥材料" not in [one["label"] for one in further]


def test_a_note_may_name_departments_and_duties(assistant: Assistant, noted: NoteStore) -> None:
    sentence = f"材料交到{FINANCE}，见《上收履职事项清单》第22项"
    noted.enter([Draft(LOW_INCOME, {NoteKind.SENTENCE: sentence})], "王干事")
    assert sentence in assistant.ask(PLACE_ASKED).text


# What the proof stops

Change = Callable[[TownNotes], dict[str, Any]]


def first_note(**update: Any) -> Change:
    def change(part: TownNotes) -> dict[str, Any]:
        return {"notes": (part.notes[0].model_copy(update=update), *part.notes[1:])}

    return change


STRANGE = TownNote(
    subject=LOW_INCOME, kind=NoteKind.HOURS, value="全天", entered_on=date(2026, 1, 1)
)
FORGERIES: dict[str, Change] = {
    "other words": first_note(value="便民服务中心二楼"),
    "another duty's": first_note(subject="配合-7"),
    "another department's": first_note(subject=FINANCE),
    "another kind": first_note(kind=NoteKind.PAPERS),
    "another day": first_note(entered_on=date(2020, 1, 1)),
    "never entered": lambda part: {"notes": (*part.notes, STRANGE)},
    "for another duty": lambda _: {"duty_id": "配合-7"},
    "for no duty": lambda _: {"duty_id": None},
    "no answer": lambda _: {"answers": (TIME,)},
}


def forged(honest: Answer, change: Change, assistant: Assistant) -> Answer:
    part = notes_of(honest)[0]
    lie = part.model_copy(update=change(part))
    parts = [lie if one is part else one for one in honest.parts]
    return retold(honest, parts, assistant.town, town_notes=lie.notes)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_note_is_withheld_and_by_the_proof_alone(
    assistant: Assistant,
    noted: NoteStore,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    lie = forged(assistant.ask(PLACE_ASKED), FORGERIES[name], assistant)
    monkeypatch.setattr(assistant._answering, "answer", lambda question, talk: Told(lie))
    with caplog.at_level(logging.ERROR):
        withheld = assistant.ask(PLACE_ASKED)
    assert (withheld.kind, withheld.text) == (AnswerKind.REFUSAL, CHECK_FAILED)
    assert withheld.town_notes == ()
    assert "answer not proven" in caplog.text
    monkeypatch.setattr(Proof, "problems", lambda self, answer: [])
    assert assistant.ask(PLACE_ASKED).text == lie.text


def test_a_note_in_the_field_alone_or_said_to_be_missing_too_is_withheld(
    assistant: Assistant, noted: NoteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = assistant.ask(PLACE_ASKED)
    part = notes_of(honest)[0]
    bare = noted.path.with_name("none.jsonl")
    with monkeypatch.context() as patched:
        patched.setattr(assistant._book, "path", bare)
        unsaid = assistant.ask(PLACE_ASKED)
    lies = [
        honest.model_copy(update={"town_notes": part.notes[:1]}),
        retold(honest, [part, *unsaid.parts], assistant.town, missing=(PLACE,)),
    ]
    for lie in lies:
        assert assistant._proof.problems(lie)
    assert assistant._proof.problems(honest) == []


def test_a_note_that_is_replaced_while_an_answer_is_made_does_not_hold_it_back(
    assistant: Assistant, noted: NoteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = assistant.ask(PLACE_ASKED)
    noted.enter([Draft(LOW_INCOME, {NoteKind.OFFICE: "二楼"})], "王干事")
    assert assistant._proof.problems(answer) == []
    lines = noted.path.read_text("utf-8").splitlines()
    last = json.loads(lines[-1]) | {"at": "2020-01-01T00:00:00+08:00"}
    noted.path.write_text("\n".join([*lines[:-1], json.dumps(last)]) + "\n", "utf-8")
    assert assistant._proof.problems(answer)


# Channels


def test_every_channel_shows_them_apart(assistant: Assistant, noted: NoteStore) -> None:
    answer, town = assistant.ask(PLACE_ASKED), assistant.town
    (part,) = notes_of(answer)
    whole = [*card_stages(answer, town, CHINESE)][-1]
    for shown in (whole, plain_card(answer, town, CHINESE)):
        box = shown.split("lz-notes")[1].split("</div>")[0]
        assert BADGE in box
        assert "便民服务中心一楼" in box
        assert 'href="tel:04767890123"' in box
        assert f'href="{GUIDE}"' in box
        assert shown.count("便民服务中心") == 1  # nowhere else, and in no quote
    for text in (PlainText().render(answer, town), WeChat().render(answer, town)):
        assert text.startswith(BADGE)
        assert GUIDE in text
    assert GUIDE in Markdown().render(answer, town)
    structured = Structured().render(answer, town)
    assert structured.town_notes == part.notes
    assert BADGE in structured.text


def test_markup_in_a_note_is_text(assistant: Assistant, noted: NoteStore) -> None:
    answer = assistant.ask("林草局电话多少")  # no phone was noted
    assert notes_of(answer) == []
    answer = assistant.ask("森林草原防火谁管")
    whole = [*card_stages(answer, assistant.town, CHINESE)][-1]
    if notes_of(answer):
        assert "林草局的话&lt;b&gt;" in whole
    assert "<b>。" not in whole


@pytest.mark.parametrize(
    ("question", "hours"),
    [
        ("你们几点上班", True),
        ("几点钟开门啊", True),
        ("办公时间是啥", True),
        ("周末能办低保不", True),
        ("星期六有人吗", True),
        ("中午上不上班", True),
        ("过年放假吗", True),
        ("礼拜天给办不", True),
        ("啥时候有人", True),
        ("现在还上班吗", True),
        ("低保多久能批下来", False),
        ("补贴几号发", False),
        ("孩子晚上发烧咋办", False),
        ("上班路上摔了算工伤吗", False),
        ("加班不给钱找谁", False),
        ("过年放炮归谁管", False),
        ("早上有人偷羊", False),
        ("周末有人来村里收保护费", False),
    ],
)
def test_opening_hours_are_told_from_other_times(question: str, hours: bool) -> None:
    assert asks_hours(question) is hours
