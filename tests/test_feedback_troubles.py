"""The question log when the clock is wrong, its files are taken away, or the disk is full."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.log.question_log import FeedbackStore
from assistant.settings import Settings
from tests.processes import ROOT
from tests.test_feedback import age, record

DAY_S = 86_400
Clock = Callable[[float], None]
posix = pytest.mark.skipif(os.name == "nt", reason="a file that is open can't be removed there")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def store(settings: Settings) -> FeedbackStore:
    return FeedbackStore.open(settings)


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the clock so many days ahead of the true time."""
    true_time = time.time

    def set_ahead(days: float) -> None:
        monkeypatch.setattr(time, "time", lambda: true_time() + days * DAY_S)

    return set_ahead


def kept(settings: Settings) -> int:
    """How many questions are left once the log has been opened."""
    store = FeedbackStore.open(settings)
    count = len([*store.entries()])
    store.close()
    return count


def test_a_start_with_the_clock_200_days_ahead_deletes_nothing_and_says_so(
    store: FeedbackStore, settings: Settings, ahead: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Before, 5 of 5 were gone."""
    for number in range(5):
        record(store, f"第{number}问")
    store.close()
    for days in (200, 206.9):  # started again, and not yet a week
        ahead(days)
        caplog.clear()
        assert kept(settings) == 5
        assert "有 5 条按本机时钟已过保存期，先不删" in caplog.text
        assert "lvzhi feedback prune" in caplog.text
    ahead(0)
    assert kept(settings) == 5


def test_a_server_whose_clock_leaps_while_it_runs_deletes_nothing(
    store: FeedbackStore, ahead: Clock
) -> None:
    record(store, "老问题")
    ahead(200)
    record(store, "时钟错了")
    assert len([*store.entries()]) == 2
    assert store.prune() == 1, "by hand, the clock is taken at its word"


def test_after_a_long_rest_the_clock_is_believed_within_eight_days(
    store: FeedbackStore, settings: Settings, ahead: Clock
) -> None:
    record(store)
    store.close()
    for days, left in ((365, 1), (368, 1), (371, 1), (373, 0)):
        ahead(days)
        assert kept(settings) == left


def test_a_leap_costs_a_long_log_no_more_than_its_oldest_days(
    store: FeedbackStore, settings: Settings, ahead: Clock
) -> None:
    for _ in range(180):  # a question a day, for the whole retention
        record(store)
        age(store, 1)
    with sqlite3.connect(store.path) as connection:  # as long in use
        connection.execute("INSERT INTO seen SELECT max(at) - 7.5 * 86400 FROM seen")
    store.close()
    assert kept(settings) == 179
    ahead(200)
    assert kept(settings) >= 179 - 8


def test_in_daily_use_the_retention_is_exact(tmp_path: Path, ahead: Clock) -> None:
    store = FeedbackStore.open(Settings(data_dir=tmp_path, feedback_days=20))
    for day in range(40):
        store.close()
        ahead(day + 0.1)
        record(store, f"{day}")
    assert [int(one.question) for one in store.entries()] == [*range(39, 19, -1)]


def open_and_close(path: Path) -> None:
    """Drop this process's POSIX locks on the file, and with them SQLite's."""
    path.open("rb").close()


def asked_by_stats(settings: Settings) -> str:
    """What `lvzhi feedback stats` tells, in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "feedback", "stats"],
        cwd=ROOT,
        env=os.environ | {"LVZHI_DATA_DIR": str(settings.data_dir)},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return run.stdout.partition("个问题")[0]


@pytest.mark.slow
@posix
def test_nothing_is_lost_once_the_lock_is_dropped_and_another_process_was_there(
    store: FeedbackStore, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Before, all of 20 further questions were gone, without an error."""
    record(store, "之前")
    open_and_close(store.path)
    assert asked_by_stats(settings) == "30 天共 1 "
    for number in range(20):
        record(store, f"之后第{number}问")
    assert "opened anew" in caplog.text
    assert asked_by_stats(settings) == "30 天共 21 "
    assert len([*store.entries()]) == 21
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.slow
@posix
def test_staff_read_the_log_once_the_lock_is_dropped(
    store: FeedbackStore, settings: Settings
) -> None:
    record(store, "之前")
    open_and_close(store.path)
    asked_by_stats(settings)
    assert [entry.question for entry in store.entries()] == ["之前"]
    record(store, "之后")
    assert [entry.question for entry in store.entries()] == ["之后", "之前"]


@posix
@pytest.mark.parametrize("taken", ["the log", "the folder"])
def test_a_log_that_was_taken_away_is_made_anew(
    store: FeedbackStore, taken: str, caplog: pytest.LogCaptureFixture
) -> None:
    record(store, "随文件去了")
    if taken == "the log":
        store.path.unlink()
    else:
        shutil.rmtree(store.path.parent)
    record(store, "照样记下")
    assert "its files were replaced" in caplog.text
    assert next(store.entries()).question == "照样记下"


@posix
def test_a_folder_that_became_a_file_costs_the_rows_and_nothing_else(
    store: FeedbackStore, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(store.path.parent)
    store.path.parent.write_text("no folder", encoding="utf-8")
    assert len(record(store)) == 22
    assert len([one for one in caplog.messages if "question not logged" in one]) == 1
    store.path.parent.unlink()
    record(store, "又好了")
    assert [entry.question for entry in store.entries()] == ["又好了"]


FULL_DISK = """
import resource, sys
from pathlib import Path
from assistant.log.question_log import FeedbackStore
from assistant.settings import Settings
from tests.test_feedback import record
store = FeedbackStore.open(Settings(data_dir=Path(sys.argv[1])))
record(store, "之前")
limit, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
ids = [record(store, f"{n}" + "长" * 999) for n in range(60)]
assert all(len(one) == 22 for one in ids)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
record(store, "之后")
print([entry.question[:2] for entry in store.entries()].count("之后"), len([*store.entries()]))
"""


@pytest.mark.slow
@posix
def test_on_a_full_disk_questions_are_answered_and_each_lost_row_is_told(
    settings: Settings,
) -> None:
    """The system refuses to let files grow; afterwards the log goes on."""
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(settings.data_dir)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    found, rows = map(int, run.stdout.split())
    assert found == 1
    lost = run.stderr.count("question not logged")
    assert lost > 5
    assert rows + lost == 62
