"""The question log: what was asked and answered, and what people thought of the answer."""

import logging
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from assistant.answer import Answer, AnswerKind
from assistant.log.connection import LogConnection
from assistant.log.entry import (
    CHINA,
    COLUMNS,
    MAX_REASON_CHARS,
    Entry,
    entry_of,
    one_line,
    row_of,
)
from assistant.log.file import FeedbackError, log_file, may_pass
from assistant.log.personal_data import without_personal_numbers
from assistant.log.retention import DAY_S, delete_before, delete_expired
from assistant.settings import Settings
from assistant.staff.unanswered.missed import MissedQuestion, missed_questions

Result = TypeVar("Result")
_LOG = logging.getLogger(__name__)

__all__ = ["MAX_REASON_CHARS", "Entry", "FeedbackError", "FeedbackStore"]


class FeedbackStore:
    """One town's log in SQLite, shared by threads and processes.

    A written row survives a kill. Writing to it never raises and never holds an answer up: what
    can't be written at once is reported to the program's log and left out.
    """

    def __init__(self, path: Path, keep_days: int) -> None:
        """Use the log at `path`; `open` makes it."""
        self.path = path
        self.keep_days = keep_days
        self._connection = LogConnection(path)
        self._deleted_at = 0.0

    @classmethod
    def open(cls, settings: Settings) -> "FeedbackStore":
        """The log of the settings' town, made where it is missing, rid of what is too old.

        FeedbackError where the file is not a log, newer than this program, or can't be written.
        A full disk or a locked file is only reported; it is tried again with each question.
        """
        store = cls(log_file(settings), settings.feedback_days)
        try:
            store._connection.write(store._delete_daily)
        except (sqlite3.Error, OSError) as error:
            if not may_pass(error):
                raise FeedbackError(
                    f"用不了问答记录 {store.path}（{error}），应为可写的记录文件；"
                    "请检查文件和文件夹的权限，文件损坏的请移走后重启。"
                ) from error
            _LOG.warning("question log %s not ready: %s", store.path, error)
        return store

    def record(
        self,
        question: str,
        answer: Answer,
        channel: str,
        index_version: str,
        thread: Sequence[str] = (),
    ) -> str:
        """Log one answered question, asked after `thread`; the answer's id, for `rate`."""
        answer_id = secrets.token_urlsafe(16)
        try:
            row = row_of(answer_id, question, answer, channel, index_version, thread)
            self._connection.write(lambda connection: self._insert(connection, row))
        except Exception as error:  # whatever it is, the answer goes out
            _LOG.error("question not logged: %s: %s", type(error).__name__, error)
        return answer_id

    def rate(self, answer_id: str, helpful: bool, reason: str = "") -> None:
        """Keep what a person thought of an answer; a later rating replaces the earlier one.

        FeedbackError for an unknown id, a reason of more than MAX_REASON_CHARS, or where it
        can't be stored.
        """
        reason = one_line(reason)
        if len(reason) > MAX_REASON_CHARS:
            raise FeedbackError(
                f"理由有 {len(reason)} 个字，最多 {MAX_REASON_CHARS} 个字，请写短些。"
            )
        try:
            values = (helpful, without_personal_numbers(reason), time.time(), one_line(answer_id))
            rated = self._connection.write(
                lambda connection: (
                    connection.execute(
                        "UPDATE answers SET helpful = ?, reason = ?, rated_at = ? WHERE id = ?",
                        values,
                    ).rowcount
                )
            )
        except (sqlite3.Error, OSError) as error:
            _LOG.error("rating not stored: %s", error)
            raise FeedbackError("评价暂时没能存下，请稍后再试。") from error
        if not rated:
            raise FeedbackError("没有找到这条回答，可能已过保存期；请重新提问后再评价。")

    def entries(self, since: datetime | None = None) -> Iterator[Entry]:
        """The logged questions, newest first, all or those since a time.

        Reading holds no writer up. FeedbackError where the file can't be read.
        """
        start = since.timestamp() if since else 0.0
        with self._reading() as connection:
            yield from map(
                entry_of,
                connection.execute(
                    f"SELECT {COLUMNS} FROM answers WHERE asked_at >= ? ORDER BY asked_at DESC",
                    (start,),
                ),
            )

    def missed(
        self,
        settled: Set[str] = frozenset(),
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[MissedQuestion]:
        """The questions that went wrong, but for the dismissed and the keys in `settled`.

        Those asked from a time and before another, where these are given.
        """
        with self._reading() as connection:
            return missed_questions(connection, settled | _dismissed(connection), since, until)

    def emergencies(self) -> tuple[int, datetime | None]:
        """How many messages were answered with whom to call, and when the last one came."""
        with self._reading() as connection:
            count, last = connection.execute(
                "SELECT count(*), max(asked_at) FROM answers WHERE kind = ?",
                (AnswerKind.EMERGENCY.value,),
            ).fetchone()
        return int(count), datetime.fromtimestamp(last, CHINA) if last else None

    def prune(self, keep_days: int | None = None) -> int:
        """Delete what is older than the retention, or than `keep_days`; how many questions."""
        days = self.keep_days if keep_days is None else keep_days
        before = time.time() - days * DAY_S
        return self._change(lambda connection: delete_before(connection, before))

    def dismiss(self, question_keys: Sequence[str]) -> None:
        """Note that staff need not see these questions again, by their `question_key`."""
        self._change(
            lambda connection: connection.executemany(
                "INSERT OR REPLACE INTO dismissed VALUES (?, ?)",
                [(key, time.time()) for key in question_keys],
            )
        )

    def close(self) -> None:
        """Let go of the file; a later use opens it anew."""
        self._connection.close()

    def _change(self, change: Callable[[sqlite3.Connection], Result]) -> Result:
        """A staff member's change: an error is told."""
        with _told(self.path):
            return self._connection.write(change)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with _told(self.path), self._connection.reading() as connection:
            yield connection

    def _insert(self, connection: sqlite3.Connection, row: Sequence[str | float | None]) -> None:
        connection.execute(
            f"INSERT INTO answers ({COLUMNS}) VALUES ({', '.join('?' * len(row))})", row
        )
        self._delete_daily(connection)

    def _delete_daily(self, connection: sqlite3.Connection) -> None:
        now = time.time()
        if abs(now - self._deleted_at) < DAY_S:
            return
        left = delete_expired(connection, self.keep_days, now)
        self._deleted_at = now
        if left:
            _LOG.warning(
                "问答记录：有 %d 条按本机时钟已过保存期，先不删，等时钟一连 7 天都走得对再删，"
                "以免时钟错了误删；时钟没错而要立即删除，请运行 lvzhi feedback prune。",
                left,
            )


def _dismissed(connection: sqlite3.Connection) -> frozenset[str]:
    return frozenset(row[0] for row in connection.execute("SELECT question_key FROM dismissed"))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise FeedbackError(f"问答记录 {path} 暂时用不了（{error}），请稍后再试。") from error
