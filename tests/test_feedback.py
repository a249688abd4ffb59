"""The question log: masked, durable, bounded, and never in an answer's way."""

import csv
import io
import multiprocessing
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, AnswerKind, Citation
from assistant.log.entry import CHINA, MAX_QUESTION_CHARS, MAX_REASON_CHARS, Entry
from assistant.log.export import ExportFormat, exported
from assistant.log.file import log_file
from assistant.log.personal_data import personal_number, without_personal_numbers
from assistant.log.question_log import FeedbackError, FeedbackStore
from assistant.log.usage import Day, period, usage_of
from assistant.settings import Settings, SettingsError
from assistant.staff.unanswered.missed import MAX_WORDINGS, Fault
from corpus.models import ListName

ROOT = Path(__file__).parent.parent
ANSWER = Answer(
    kind=AnswerKind.DUTY,
    text="这件事由巴林左旗民政局牵头。",
    list=ListName.ASSIST,
    departments=("巴林左旗民政局", "巴林左旗财政局"),
    citations=tuple(
        Citation(
            duty_id=duty_id,
            list=ListName.ASSIST,
            number=6,
            section="民生服务",
            title="低保",
            holder="巴林左旗民政局",
            quote="审核确认",
            source_lines=(1,),
            score=0.9,
        )
        for duty_id in ("配合-6", "配合-6", "基本-1")
    ),
    confidence=0.9,
    resolved_question="低保咋申请",
    latency_ms=12.5,
)
REFUSAL = Answer(kind=AnswerKind.REFUSAL, text="没有。", refused=True, resolved_question="天气")
NOW = datetime(2026, 3, 10, 9, 30, tzinfo=CHINA)
BEFORE = """
CREATE TABLE answers (
    id TEXT PRIMARY KEY, asked_at REAL NOT NULL, question TEXT NOT NULL, kind TEXT NOT NULL,
    list TEXT, duties TEXT NOT NULL, departments TEXT NOT NULL, confidence REAL NOT NULL,
    refused INTEGER NOT NULL, latency_ms REAL NOT NULL, channel TEXT NOT NULL,
    index_version TEXT NOT NULL, answer TEXT NOT NULL,
    helpful INTEGER, reason TEXT NOT NULL DEFAULT '', rated_at REAL
) STRICT;
CREATE INDEX answers_by_time ON answers (asked_at);
CREATE TABLE dismissed (question_key TEXT PRIMARY KEY, dismissed_at REAL NOT NULL) STRICT;
PRAGMA user_version = 1;
"""
INSERTED_BEFORE = """
INSERT INTO answers (
    id, asked_at, question, kind, duties, departments, confidence, refused, latency_ms, channel,
    index_version, answer
) VALUES (hex(randomblob(8)), ?, ?, 'refusal', '', '', 0, 1, 1, 'api', '', '')
"""
ENTRY = Entry(
    answer_id="a",
    asked_at=NOW,
    question="低保咋申请",
    kind="duty",
    list="配合",
    duties=("配合-6",),
    departments=("巴林左旗民政局",),
    confidence=0.9,
    refused=False,
    latency_ms=10.0,
    channel="web",
    index_version="v1",
    answer="这件事由民政局牵头。",
    helpful=None,
    reason="",
    resolved="低保咋申请",
    thread=(),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def store(settings: Settings) -> FeedbackStore:
    return FeedbackStore.open(settings)


def record(store: FeedbackStore, question: str = "低保咋申请", answer: Answer = ANSWER) -> str:
    return store.record(question, answer, "web", "v1")


def age(store: FeedbackStore, days: float) -> None:
    """Make all that is logged older."""
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE answers SET asked_at = asked_at - ?", (days * 86_400,))


def in_use_for_a_week(store: FeedbackStore) -> None:
    """As if the log had been made a week ago: from then on the clock is believed."""
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE seen SET at = at - 7 * 86400")


def test_an_answer_and_its_rating_are_kept(store: FeedbackStore) -> None:
    answer_id = record(store)
    store.rate(answer_id, helpful=True)
    store.rate(answer_id, helpful=False, reason="不是\n问这个")
    (entry,) = store.entries()
    assert datetime.now(CHINA) - entry.asked_at < timedelta(minutes=1)
    assert replace(entry, asked_at=NOW) == Entry(
        answer_id=answer_id,
        asked_at=NOW,
        question="低保咋申请",
        kind="duty",
        list="配合",
        duties=("配合-6", "基本-1"),
        departments=("巴林左旗民政局", "巴林左旗财政局"),
        confidence=0.9,
        refused=False,
        latency_ms=12.5,
        channel="web",
        index_version="v1",
        answer="这件事由巴林左旗民政局牵头。",
        helpful=False,
        reason="不是 问这个",
        resolved="低保咋申请",
        thread=(),
    )


def test_ids_are_long_and_random(store: FeedbackStore) -> None:
    ids = {record(store) for _ in range(50)}
    assert len(ids) == 50
    assert all(re.fullmatch(r"[\w-]{22}", one) for one in ids)


@pytest.mark.parametrize("answer_id", ["nosuch", "", "' OR 1=1 --", "\ud800", "x" * 100_000])
def test_an_unknown_answer_can_not_be_rated(store: FeedbackStore, answer_id: str) -> None:
    record(store)
    with pytest.raises(FeedbackError, match="没有找到这条回答"):
        store.rate(answer_id, helpful=True)
    assert [entry.helpful for entry in store.entries()] == [None]


def test_a_reason_is_bounded_and_masked(store: FeedbackStore) -> None:
    answer_id = record(store)
    with pytest.raises(FeedbackError, match=f"有 201 个字，最多 {MAX_REASON_CHARS} 个字"):
        store.rate(answer_id, helpful=False, reason="长" * 201)
    store.rate(answer_id, helpful=False, reason="打我电话１３８－００１３－８０００")
    assert [entry.reason for entry in store.entries()] == ["打我电话〔手机号〕"]


@pytest.mark.parametrize(
    "question",
    ["'); DROP TABLE answers; --", "<img src=x onerror=alert(1)>", "\x00\ud800坏字", "", "=1+1"],
)
def test_any_text_is_stored_as_text(store: FeedbackStore, question: str) -> None:
    record(store, question)
    stored = [entry.question for entry in store.entries()]
    assert stored == [" ".join(question.replace("\x00", " ").replace("\ud800", " ").split())]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我13800138000和１３９１２３４５６７８都打过", "我〔手机号〕和〔手机号〕都打过"),
        ("幺三八零零一三八零零零求助", "〔手机号〕求助"),
        ("138\u200b0013\u200b8000", "〔手机号〕"),
        (
            "证号15042219900101123x，卡6222 0212 3456 7890 123",
            "证号〔身份证号或银行卡号〕，卡〔身份证号或银行卡号〕",
        ),
        ("座机0476-6223455，家里电话是6223455", "座机〔座机号〕，家里电话是〔座机号〕"),
        ("打12345，2024年3月1日，补了1200元", "打12345，2024年3月1日，补了1200元"),
    ],
)
def test_every_personal_number_is_masked(text: str, masked: str) -> None:
    assert without_personal_numbers(text) == masked


NUMBERS = st.sampled_from(
    [
        "13800138000",
        "０４７６－６２２３４５５",
        "150422199001011234",
        "6222021234567890123",
        "电话6223455",
    ]
)


@given(st.lists(st.one_of(NUMBERS, st.text(max_size=8), st.text("0123456789一二-  ", max_size=9))))
def test_nothing_personal_is_left_of_any_text(pieces: list[str]) -> None:
    masked = without_personal_numbers("".join(pieces))
    assert personal_number(masked) is None
    assert without_personal_numbers(masked) == masked


def test_a_number_at_the_limit_is_masked_before_the_cut(store: FeedbackStore) -> None:
    record(store, "长" * (MAX_QUESTION_CHARS - 8) + "13800138000")
    (entry,) = store.entries()
    assert entry.question == "长" * (MAX_QUESTION_CHARS - 8) + "〔手机号〕"
    record(store, "长" * 4990 + "13800138000")
    assert [len(one.question) for one in store.entries()] == [MAX_QUESTION_CHARS, 997]


def test_no_number_is_anywhere_in_the_files(store: FeedbackStore) -> None:
    answer_id = record(
        store, "我13800138000", ANSWER.model_copy(update={"text": "您说13800138000"})
    )
    store.rate(answer_id, helpful=False, reason="13800138000")
    store.close()
    files = [path for path in store.path.parent.iterdir() if path.is_file()]
    assert [path.name for path in files if b"13800138000" in path.read_bytes()] == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_only_the_owner_may_read_the_log(store: FeedbackStore) -> None:
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_what_is_too_old_is_deleted_at_open(store: FeedbackStore, settings: Settings) -> None:
    record(store, "老问题")
    store.dismiss(["老问题"])
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE dismissed SET dismissed_at = 0")
    age(store, settings.feedback_days + 0.1)
    in_use_for_a_week(store)
    record(store, "新问题")
    again = FeedbackStore.open(settings)
    assert [entry.question for entry in again.entries()] == ["新问题"]
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("SELECT count(*) FROM dismissed").fetchone() == (0,)
    store.close()
    again.close()
    assert "老问题".encode() not in store.path.read_bytes()


def test_a_running_server_deletes_daily(
    store: FeedbackStore, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(store, "老问题")
    age(store, settings.feedback_days + 1)
    in_use_for_a_week(store)
    record(store, "今天的")
    assert len([*store.entries()]) == 2, "not looked at again on the same day"
    tomorrow = time.time() + 86_401
    monkeypatch.setattr("assistant.log.question_log.time.time", lambda: tomorrow)
    record(store, "明天的")
    assert [entry.question for entry in store.entries()] == ["明天的", "今天的"]


def test_a_file_of_a_newer_program_is_left_alone(settings: Settings) -> None:
    path = log_file(settings)
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 7")
    before = path.read_bytes()
    with pytest.raises(FeedbackError, match="是第 7 版格式，本程序只认到第 1 版"):
        FeedbackStore.open(settings)
    assert path.read_bytes() == before


def test_a_file_that_is_no_log_is_named(settings: Settings) -> None:
    path = log_file(settings)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a database, " * 100)
    with pytest.raises(FeedbackError, match=re.escape(str(path))):
        FeedbackStore.open(settings)


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(FeedbackError, match="请检查文件和文件夹的权限"):
        FeedbackStore.open(Settings(data_dir=tmp_path / "file"))


def test_a_locked_log_costs_an_answer_little_and_is_told_to_the_rater(
    store: FeedbackStore, caplog: pytest.LogCaptureFixture
) -> None:
    answer_id = record(store)
    with sqlite3.connect(store.path) as other:
        other.execute("BEGIN IMMEDIATE")
        started = time.perf_counter()
        record(store, "这时来问 13800138000")
        assert time.perf_counter() - started < 1.0
        with pytest.raises(FeedbackError, match="请稍后再试"):
            store.rate(answer_id, helpful=True)
        other.rollback()
    assert "question not logged" in caplog.text
    assert "13800138000" not in caplog.text
    record(store, "之后来问")
    assert [entry.question for entry in store.entries()] == ["之后来问", "低保咋申请"]


def test_a_full_disk_does_not_stop_answers(
    store: FeedbackStore, caplog: pytest.LogCaptureFixture
) -> None:
    record(store)
    connection = store._connection._connection
    assert connection
    connection.execute("PRAGMA max_page_count = 1")  # SQLite's own way to be full
    ids = {record(store, "长" * 1000) for _ in range(20)}
    assert len(ids) == 20
    assert "full" in caplog.text


def test_a_server_starts_while_the_log_is_locked(store: FeedbackStore, settings: Settings) -> None:
    with sqlite3.connect(store.path) as other:
        other.execute("BEGIN IMMEDIATE")
        second = FeedbackStore.open(settings)
        other.rollback()
    record(second, "照样记下")
    assert [entry.question for entry in second.entries()] == ["照样记下"]


def test_recording_costs_less_than_2_ms(store: FeedbackStore) -> None:
    answer = ANSWER.model_copy(update={"text": "这件事由巴林左旗民政局牵头。" * 50})
    took_ms = []
    for number in range(400):
        started = time.perf_counter()
        record(store, f"俺家房子快塌了找谁，电话13800138000，第{number}次", answer)
        took_ms.append((time.perf_counter() - started) * 1000)
    assert np.percentile(took_ms, 50) < 2.0, "the median, for the machine may be busy elsewhere"


def write_many(path: str, worker: int) -> None:
    store = FeedbackStore.open(Settings(data_dir=Path(path)))
    for number in range(40):
        store.rate(record(store, f"{worker}号第{number}问"), helpful=True)


@pytest.mark.slow
def test_threads_and_processes_write_at_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An answer waits 50 ms for others to write, else it is not logged: too short on a slow machine.
    monkeypatch.setattr("assistant.log.connection.BUSY_MS", 10_000)
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=write_many, args=(str(settings.data_dir), worker))
        for worker in range(3)
    ]
    for worker in workers:
        worker.start()
    store = FeedbackStore.open(settings)
    with ThreadPoolExecutor(8) as threads:
        ids = [*threads.map(lambda n: record(store, f"线程第{n}问"), range(200))]
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    entries = [*store.entries()]
    assert len(entries) == 320
    assert set(ids) <= {entry.answer_id for entry in entries}
    assert sum(entry.helpful is True for entry in entries) == 120


WRITER = """
import sys
from pathlib import Path
from assistant.log.question_log import FeedbackStore
from assistant.settings import Settings
from tests.test_feedback import record
store = FeedbackStore.open(Settings(data_dir=Path(sys.argv[1])))
while True:
    answer_id = record(store)
    store.rate(answer_id, helpful=False, reason="被杀之前")
    print(answer_id, flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_what_was_written_survives_a_kill(settings: Settings) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(settings.data_dir)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert writer.stdout
    seen = [writer.stdout.readline().decode().strip() for _ in range(200)]
    writer.send_signal(signal.SIGKILL)
    seen += [line for line in writer.stdout.read().decode().splitlines() if len(line) == 22]
    assert writer.wait(20) == -signal.SIGKILL
    store = FeedbackStore.open(settings)
    kept = {entry.answer_id: entry for entry in store.entries()}
    assert set(seen) <= kept.keys()
    assert {kept[one].reason for one in seen} == {"被杀之前"}
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    record(store, "照常")
    assert next(store.entries()).question == "照常"


def at(days_ago: int, **changes: object) -> Entry:
    return replace(ENTRY, asked_at=NOW - timedelta(days=days_ago), **changes)  # type: ignore[arg-type]


def test_usage_counts_days_lists_departments_and_ratings() -> None:
    entries = [
        at(0, latency_ms=30.0, helpful=True),
        at(0, kind="greeting", list=None, departments=()),
        at(1, refused=True, list=None, departments=(), helpful=False),
        at(1, list="基本", departments=("富河镇",), channel="api"),
        at(9),
    ]
    usage = usage_of(entries, period(3, NOW), NOW)
    assert usage.days == (
        Day(NOW.date() - timedelta(days=2), 0, 0),
        Day(NOW.date() - timedelta(days=1), 1, 1),
        Day(NOW.date(), 1, 0),
    )
    assert (usage.questions, usage.refused, usage.refused_share) == (3, 1, 1 / 3)
    assert (usage.helpful, usage.unhelpful, usage.latency_p50_ms) == (1, 1, 10.0)
    assert usage.lists == {"基本": 1, "配合": 1}
    assert usage.departments == {"巴林左旗民政局": 1, "富河镇": 1}
    assert usage.channels == {"web": 2, "api": 1}


def test_usage_of_nothing_is_zero() -> None:
    usage = usage_of([], period(1, NOW), NOW)
    assert (usage.questions, usage.refused_share, usage.latency_p95_ms) == (0, 0.0, 0.0)
    assert len(usage.days) == 1


def test_missed_questions_are_grouped_and_the_settled_left_out(store: FeedbackStore) -> None:
    unsure = ANSWER.model_copy(update={"confidence": 0.3})
    record(store, "？？", REFUSAL)
    record(store, "已经教过的", REFUSAL)
    record(store, "不用管的", REFUSAL)
    store.rate(record(store, "拿不准但说好", unsure), helpful=True)
    record(store, "拿不准的", unsure)
    record(store, "好问题")
    age(store, 1)
    for reason in ("没说找谁", "没说找谁", "", *"一二三四五"):
        store.rate(record(store, "狗丢了找谁"), helpful=False, reason=reason)
    record(store, "狗丢了找谁？", REFUSAL)
    store.dismiss(["不用管的"])
    found = store.missed({"已经教过的"})
    assert [(one.question, one.times, one.faults, one.answer) for one in found] == [
        ("狗丢了找谁？", 9, (Fault.REFUSED, Fault.UNHELPFUL), "没有。"),
        ("拿不准的", 1, (Fault.UNSURE,), ANSWER.text),
    ]
    assert found[0].reasons == tuple("五四三二一")
    assert datetime.now(CHINA) - found[0].last_asked < timedelta(minutes=1)


def test_follow_ups_are_missed_as_they_stand_alone_with_what_was_asked_before(
    store: FeedbackStore,
) -> None:
    for matter in ("低保咋申请", "低保咋申请", "准生证咋办"):
        meant = REFUSAL.model_copy(update={"resolved_question": f"{matter}，要多久"})
        before = [f"打{13800138000}", "你好", "旧的", matter]
        store.record("要多久", meant, "web", "v1", before)
    found = [(one.question, one.asked, one.times, one.thread) for one in store.missed()]
    assert found == [
        ("低保咋申请，要多久", "要多久", 2, ("你好", "旧的", "低保咋申请")),
        ("准生证咋办，要多久", "要多久", 1, ("你好", "旧的", "准生证咋办")),
    ]


def test_numbers_in_earlier_questions_are_masked(store: FeedbackStore) -> None:
    store.record("要多久", REFUSAL, "web", "v1", ["我13800138000\n问低保"])
    (entry,) = store.entries()
    assert entry.thread == ("我〔手机号〕 问低保",)


def test_missed_questions_are_of_a_time(store: FeedbackStore) -> None:
    for name in ("前天的", "昨天的", "今天的"):
        age(store, 1)
        record(store, name, REFUSAL)
    now = datetime.now(CHINA)
    found = store.missed(since=now - timedelta(days=1.5), until=now - timedelta(days=0.5))
    assert [one.question for one in found] == ["昨天的"]


def test_a_log_of_before_is_brought_into_form_and_read_by_the_older_program(
    settings: Settings,
) -> None:
    path = log_file(settings)
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as connection:
        connection.executescript(BEFORE)
        connection.execute(INSERTED_BEFORE, (time.time(), "狗丢了找谁"))
    store = FeedbackStore.open(settings)
    record(store, "要多久", REFUSAL)
    assert {one.question for one in store.missed()} == {"狗丢了找谁", "要多久"}
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute(INSERTED_BEFORE, (time.time(), "又来问"))
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert {one.thread for one in FeedbackStore.open(settings).entries()} == {()}


@pytest.mark.slow
def test_200_000_refusals_are_listed_soon(store: FeedbackStore) -> None:
    """Three times what SQLite takes to group them itself (once 30 times); the often asked first."""
    columns = "id, asked_at, question, kind, duties, departments, confidence, refused, latency_ms"
    with sqlite3.connect(store.path) as connection:
        connection.executemany(
            f"INSERT INTO answers ({columns}, channel, index_version, answer)"
            " VALUES (?, ?, ?, 'refusal', '', '', 0, 1, 1, 'api', '', ?)",
            ((f"{n}", time.time(), f"第{n}个怪问题", "没有。" * 100) for n in range(200_000)),
        )
    for _ in range(2):
        record(store, "狗丢了找谁", REFUSAL)
    started = time.process_time()
    with sqlite3.connect(store.path) as connection:
        connection.execute(
            "SELECT question, COUNT(*) FROM answers GROUP BY question ORDER BY 2 DESC LIMIT 9"
        ).fetchall()
    grouped = time.process_time()
    found = store.missed()
    assert time.process_time() - grouped < 10 * (grouped - started)
    assert len(found) == MAX_WORDINGS
    assert (found[0].question, found[0].times) == ("狗丢了找谁", 2)


def test_a_csv_opens_in_a_spreadsheet_and_runs_nothing() -> None:
    text = exported([at(0, question='=HYPERLINK("x")', reason="@a\n")], ExportFormat.CSV)
    assert text.startswith("\ufeff时间,问题,")
    assert '\r\n2026-03-10 09:30:00,"\'=HYPERLINK(""x"")",duty,配合,配合-6,' in text
    assert ',"\'@a\n",' in text


@pytest.mark.parametrize("before", ["", " ", "\u3000", "\t", "\r", "\n", "\u200b", "\ufeff"])
@pytest.mark.parametrize(
    "sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"]
)
def test_no_exported_cell_is_a_formula(before: str, sign: str) -> None:
    """Before, full-width signs and those after blanks stood there as they were."""
    begins = f"{before}{sign}HYPERLINK(1)"
    asked = at(0, question=begins, reason=begins, answer=begins, departments=(begins,))
    _, row = csv.reader(io.StringIO(exported([asked], ExportFormat.CSV), newline=""))
    assert [cell for cell in row if "HYPERLINK" in cell] == [f"'{begins}"] * 4


def test_exported_words_and_blanks_stay_as_they_are() -> None:
    for text in ("", " ", "低保=钱", "1-2", "（=）", "…"):
        _, row = csv.reader(io.StringIO(exported([at(0, question=text)], ExportFormat.CSV)))
        assert row[1] == text


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("LVZHI_FEEDBACK_DAYS", "0", "1 到 3650"),
        ("LVZHI_FEEDBACK_DAYS", "半年", "1 到 3650"),
        ("LVZHI_STAFF_PASSWORD", "1234567", "应至少 8 个"),
    ],
)
def test_settings_out_of_range_are_told(name: str, value: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told) as error:
        Settings.from_environment({name: value})
    assert name == "LVZHI_FEEDBACK_DAYS" or value not in str(error.value)


def test_the_password_is_not_in_the_settings_repr() -> None:
    settings = Settings.from_environment({"LVZHI_STAFF_PASSWORD": "correct horse"})
    assert settings.staff_password == "correct horse"
    assert "correct horse" not in repr(settings)


def test_an_emergency_is_logged_apart_without_its_words(store: FeedbackStore) -> None:
    told = ANSWER.model_copy(update={"emergency": ("119",)})
    assert store.emergencies() == (0, None)
    store.record("后山着火了俺爹还在屋里", told, "web", "v1", ["炉子冒烟了"])
    (entry,) = store.entries()
    assert (entry.kind, entry.question, entry.answer) == ("emergency", "", "")
    assert (entry.duties, entry.departments) == ((), ())
    assert (entry.resolved, entry.thread) == ("", ())
    assert store.missed() == []
    count, last = store.emergencies()
    assert (count, last) == (1, entry.asked_at)
