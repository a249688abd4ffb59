"""The file of a question log: an SQLite database, made, opened and checked."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.settings import Settings

SCHEMA_VERSION = 1  # PRAGMA user_version
BUSY_MS = 50  # an answer never waits longer for another writer
_OPEN_TIMEOUT_S = 10.0

# Times are Unix seconds; `duties`, `departments` and `thread` hold several texts, one a line.
_SCHEMA = f"""
CREATE TABLE answers (
    id TEXT PRIMARY KEY, asked_at REAL NOT NULL, question TEXT NOT NULL, kind TEXT NOT NULL,
    list TEXT, duties TEXT NOT NULL, departments TEXT NOT NULL, confidence REAL NOT NULL,
    refused INTEGER NOT NULL, latency_ms REAL NOT NULL, channel TEXT NOT NULL,
    index_version TEXT NOT NULL, answer TEXT NOT NULL,
    helpful INTEGER, reason TEXT NOT NULL DEFAULT '', rated_at REAL,
    resolved TEXT NOT NULL DEFAULT '', thread TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX answers_by_time ON answers (asked_at);
CREATE TABLE dismissed (question_key TEXT PRIMARY KEY, dismissed_at REAL NOT NULL) STRICT;
PRAGMA user_version = {SCHEMA_VERSION};
"""
# Columns that older logs of this version lack; a program that knows none of them leaves them empty.
_LATER = ("resolved", "thread")


class FeedbackError(ValueError):
    """A rating or a log that can't be used; the message is one Chinese sentence."""


def log_file(settings: Settings) -> Path:
    """Where a town's log lies."""
    return settings.data_dir / "feedback" / f"{settings.town}.sqlite3"


def connected(path: Path) -> sqlite3.Connection:
    """A connection to the log, which is made if need be; readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Never open and close a file that is there: that would drop SQLite's locks on it (POSIX).
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, check_same_thread=False)
    try:
        _prepare(connection, path)
        connection.executescript("PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;")
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Bring a new file into form; FeedbackError for one of a newer program."""
    if _version(connection) == 0:
        with _locked(path):
            if _version(connection) == 0:
                connection.executescript(f"PRAGMA journal_mode = WAL; BEGIN; {_SCHEMA} COMMIT;")
    if (version := _version(connection)) == SCHEMA_VERSION:
        if _lacking(connection):
            with _locked(path):
                for name in _lacking(connection):
                    added = f"{name} TEXT NOT NULL DEFAULT ''"
                    connection.execute(f"ALTER TABLE answers ADD COLUMN {added}")
    else:
        raise FeedbackError(
            f"问答记录 {path} 是第 {version} 版格式，本程序只认到第 {SCHEMA_VERSION} 版；"
            "请升级程序，或用 LVZHI_DATA_DIR 另指一个文件夹。"
        )


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """While this process alone changes the file's form."""
    try:
        with FileLock(path.with_suffix(".lock"), timeout=_OPEN_TIMEOUT_S):
            yield
    except Timeout as error:
        raise sqlite3.OperationalError(f"{path} is being made by another process") from error


def _lacking(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM pragma_table_info('answers')")
    there = {name for (name,) in rows}
    return [name for name in _LATER if name not in there]


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def may_pass(error: Exception) -> bool:
    """Whether an error may go away by itself: a full disk, a locked file."""
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL")) or (
        isinstance(error, OSError) and error.errno == errno.ENOSPC
    )
