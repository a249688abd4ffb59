"""A process's connection to the question log, made anew where it does not reach the file."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from assistant.log.file import BUSY_MS, connected, may_pass

Result = TypeVar("Result")
_LOG = logging.getLogger(__name__)


class LogConnection:
    """One connection that writes, for all threads, and short ones that read.

    SQLite's lock on the file is gone once anything in this process has opened and closed the
    file (POSIX). Another process then takes the file for its own and removes the write-ahead
    log, and rows that are written into the removed one are lost without an error.
    """

    def __init__(self, path: Path) -> None:
        """Connect to the log at `path` on first use."""
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._files: tuple[object, ...] = ()  # which the connection has open

    def write(self, change: Callable[[sqlite3.Connection], Result]) -> Result:
        """What `change` returns, made in one transaction; tried again on a new connection."""
        with self._held():
            was_open = self._connection is not None
            try:
                return self._written(change)
            except sqlite3.Error as error:
                if not was_open or may_pass(error):
                    raise
                _LOG.warning("question log %s opened anew: %s", self._path, error)
                self._let_go()
                return self._written(change)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that can only read; it holds no writer up."""
        if self._is_cut_off():  # connections of one process share what SQLite knows
            with self._held():
                self._let_go()
        with closing(connected(self._path)) as connection:
            connection.execute("PRAGMA query_only = ON")
            yield connection

    def close(self) -> None:
        """Let go of the file; a later use opens it anew."""
        with self._lock:
            self._let_go()

    @contextmanager
    def _held(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=BUSY_MS / 1000):
            raise sqlite3.OperationalError("another thread is writing")
        try:
            yield
        finally:
            self._lock.release()

    def _written(self, change: Callable[[sqlite3.Connection], Result]) -> Result:
        if self._is_cut_off():
            _LOG.warning("question log %s opened anew: its files were replaced", self._path)
            self._let_go()
        if self._connection is None:
            self._connection = connected(self._path)
            self._files = _files(self._path)
        with self._connection as connection:
            return change(connection)

    def _is_cut_off(self) -> bool:
        return self._connection is not None and _files(self._path) != self._files

    def _let_go(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None


def _files(path: Path) -> tuple[object, ...]:
    """Which files lie there now: the log and its write-ahead log."""
    return tuple(_identity(one) for one in (path, path.with_name(f"{path.name}-wal")))


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
