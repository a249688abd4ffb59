"""A week of the log for staff: whole weeks from Monday, what was not answered, as a workbook."""

import io
import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from assistant.answer import Answer, AnswerKind
from assistant.cli import log as command
from assistant.cli.main import app
from assistant.log.entry import CHINA
from assistant.log.question_log import FeedbackStore
from assistant.settings import Settings
from assistant.staff.added_questions import QuestionStore
from assistant.staff.question_checks import Draft, Placed
from assistant.staff.unanswered.alike import Sorter
from assistant.staff.unanswered.week import Week, facts_of, week_of
from assistant.staff.unanswered.week_sheet import file_name, workbook
from corpus.models import Town
from index.search import DutySearch
from tests.embedders import HashEmbedder

NOW = datetime(2026, 3, 11, 9, 30, tzinfo=CHINA)  # a Wednesday
REFUSAL = Answer(kind=AnswerKind.REFUSAL, text="没有。", refused=True, resolved_question="")
EMERGENCY = Answer(kind=AnswerKind.EMERGENCY, text="", emergency=("110",), resolved_question="")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def log(settings: Settings) -> Iterator[FeedbackStore]:
    store = FeedbackStore.open(settings)
    asked = [
        ("月球背面咋承包", REFUSAL, datetime(2026, 3, 9, 0, 0, tzinfo=CHINA)),
        ("月球背面咋承包呢", REFUSAL, datetime(2026, 3, 10, 8, 0, tzinfo=CHINA)),
        ("月球背面咋承包呢", REFUSAL, datetime(2026, 3, 11, 9, 0, tzinfo=CHINA)),
        ("=HYPERLINK(1)", REFUSAL, datetime(2026, 3, 10, 8, 0, tzinfo=CHINA)),
        ("你们都是废物", REFUSAL, datetime(2026, 3, 10, 8, 0, tzinfo=CHINA)),
        ("挂过的", REFUSAL, datetime(2026, 3, 10, 8, 0, tzinfo=CHINA)),
        ("我不想活了", EMERGENCY, datetime(2026, 3, 10, 8, 0, tzinfo=CHINA)),
        ("上周日的", REFUSAL, datetime(2026, 3, 8, 23, 59, tzinfo=CHINA)),
        ("上周一的", REFUSAL, datetime(2026, 3, 2, 0, 0, tzinfo=CHINA)),
        ("再上周的", REFUSAL, datetime(2026, 3, 1, 23, 59, tzinfo=CHINA)),
    ]
    for question, answer, at in asked:
        answer_id = store.record(question, answer, "web", "v1")
        with sqlite3.connect(store.path) as connection:
            changed = (at.timestamp(), answer_id)
            connection.execute("UPDATE answers SET asked_at = ? WHERE id = ?", changed)
    yield store
    store.close()


@pytest.fixture
def assistant_like(fast_search: DutySearch) -> Any:
    """What a week needs of the assistant, without a model."""
    return SimpleNamespace(search=fast_search, town=fast_search.town, engine=HashEmbedder())


@pytest.fixture
def questions(settings: Settings, town: Town) -> QuestionStore:
    store = QuestionStore(settings.added_questions, town, ())
    store.propose([Placed("", Draft(question="挂过的", duties=("基本-1",)))])
    return store


def week(log: FeedbackStore, questions: QuestionStore, like: Any, weeks_ago: int = 0) -> Week:
    return week_of(log, questions, like, Sorter(like.engine), weeks_ago, NOW)


def test_this_week_begins_on_monday_and_counts_like_questions_together(
    log: FeedbackStore, questions: QuestionStore, assistant_like: Any
) -> None:
    found = week(log, questions, assistant_like)
    assert (found.monday, found.sunday) == (date(2026, 3, 9), date(2026, 3, 15))
    told = [(one.group.first.question, one.group.times) for one in found.missed]
    assert told == [("月球背面咋承包呢", 3), ("=HYPERLINK(1)", 1)]
    assert [len(one.candidates) for one in found.missed] == [3, 3]
    assert (found.emergencies, found.abuse) == (1, 1)
    assert (found.usage.questions, found.usage.refused) == (7, 6)
    assert [day.day.day for day in found.usage.days] == [9, 10, 11]


def test_a_week_before_is_whole(
    log: FeedbackStore, questions: QuestionStore, assistant_like: Any
) -> None:
    found = week(log, questions, assistant_like, weeks_ago=1)
    assert {one.group.first.question for one in found.missed} == {"上周日的", "上周一的"}
    assert len(found.usage.days) == 7
    assert file_name(found) == "履职问答一周_2026-03-02.xlsx"


def test_the_workbook_holds_what_was_missed_as_text_and_the_totals(
    log: FeedbackStore, questions: QuestionStore, assistant_like: Any, town: Town
) -> None:
    book = load_workbook(io.BytesIO(workbook(week(log, questions, assistant_like), town)))
    title, heads, first, second = book["没答好的问题"].iter_rows(values_only=True)
    assert title[0] == "富河镇履职问答，2026年03月09日到03月15日"
    row = dict(zip(heads, first, strict=True))
    assert (row["名次"], row["问题"], row["次数"]) == (1, "月球背面咋承包呢", 3)
    assert row["相近的说法"] == "月球背面咋承包（1）"
    assert row["哪一种"] == "没答上"
    assert len(str(row["可能是哪一项"]).split("\n")) == 3
    assert second[1] == "=HYPERLINK(1)"
    assert book["没答好的问题"]["B4"].data_type == "s"
    totals = dict(book["一周合计"].iter_rows(min_row=3, values_only=True))
    assert (totals["问题"], totals["没答上（拒答）"], totals["骂人的话"]) == (7, 6, 1)
    assert totals["03-10 的问题"] == 5
    assert "不想活" not in str([*book["没答好的问题"].values])


def test_a_week_without_questions_says_so(
    settings: Settings, questions: QuestionStore, assistant_like: Any, town: Town
) -> None:
    found = week(FeedbackStore.open(settings), questions, assistant_like)
    book = load_workbook(io.BytesIO(workbook(found, town)))
    assert book["没答好的问题"]["A3"].value == "这一周没有没答好的问题。"
    assert facts_of(found)["missed"] == []


@pytest.mark.slow
def test_the_command_prints_a_week_and_writes_it(
    settings: Settings,
    questions: QuestionStore,
    assistant_like: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LVZHI_DATA_DIR", str(settings.data_dir))
    monkeypatch.setattr(command, "load_assistant", lambda settings: assistant_like)
    store = FeedbackStore.open(settings)
    for text in ("月球背面咋承包", "月球背面咋承包"):
        store.record(text, REFUSAL, "web", "v1")
    store.close()
    run = CliRunner().invoke
    printed = run(app, ["feedback", "week"])
    assert printed.exit_code == 0
    assert "2 个问题，没答上 2 个" in printed.output
    assert "月球背面" in printed.output
    (missed,) = json.loads(run(app, ["feedback", "week", "--json"]).output)["missed"]
    assert (missed["question"], missed["times"], missed["alike"]) == ("月球背面咋承包", 2, [])
    before = json.loads(run(app, ["feedback", "week", "--ago", "1", "--json"]).output)
    assert before["missed"] == []
    assert (
        date.fromisoformat(before["sunday"])
        < datetime.now(CHINA).date()
        <= (date.fromisoformat(before["sunday"]) + timedelta(days=7))
    )
    path = tmp_path / "一周.xlsx"
    assert "1 个没答好的问题" in run(app, ["feedback", "week", str(path)]).output
    assert load_workbook(path)["没答好的问题"]["B3"].value == "月球背面咋承包"
    lost = run(app, ["feedback", "week", str(tmp_path / "no" / "一周.xlsx")])
    assert lost.exit_code == 2
    assert "写不进去" in lost.output
