"""Logs without personal numbers: every line is masked and bounded, no request's query written."""

import io
import logging
import re
import sys
import threading
import time
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.log.personal_data import without_personal_numbers
from assistant.service.guard.paths import route_path

_ACCESS = logging.getLogger("lvzhi.access")
_PRINTED = logging.getLogger("lvzhi.printed")
_MAX_PATH_CHARS = 200
_UNLOGGED = ("/assets/", "/static/", "/healthz", "/readyz")  # where they are served as they should
_SESSION = re.compile(r"(heartbeat/|session_hash\W{1,6})[a-z0-9]{1,32}")  # of an open page
_MAX_LINE_CHARS = 500
_FIRST_LINES, _LAST_LINES = 10, 30  # of a record; a stack trace ends with what it is about
_PRINTED_LINES_S = 100
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class MaskingFormatter(logging.Formatter):
    """Formats as usual, then masks and bounds: message, arguments and stack trace alike.

    A record is one line that begins with its time; all that follows is indented, so that nothing
    in it can be taken for another record.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record's lines."""
        lines = [_cut(line) for line in super().format(record).split("\n")]
        left_out = len(lines) - _FIRST_LINES - _LAST_LINES
        if left_out > 0:
            lines[_FIRST_LINES:-_LAST_LINES] = [f"…… {left_out} lines left out ……"]
        masked = without_personal_numbers("\n".join(lines))
        masked = _SESSION.sub(r"\1〔会话〕", masked)
        return "\n    ".join(map(_visible, masked.split("\n")))


def _cut(line: str) -> str:
    if len(line) <= _MAX_LINE_CHARS:
        return line
    return f"{line[:_MAX_LINE_CHARS].rstrip('0123456789- ')}……"  # no part of a number


def _visible(line: str) -> str:
    """The line without characters that do something to a terminal, or to who reads lines."""
    if line.isprintable():
        return line
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in line
    )


def configure_logs() -> None:
    """Log to standard error, masked; the access log and Python's warnings included."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskingFormatter(_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # what can't be logged is not printed beside the log
    _ACCESS.setLevel(logging.INFO)


def log_what_is_printed() -> None:
    """From now on, log what libraries print to standard error: Gradio prints its stack traces.

    To be called once, after `configure_logs`, when nothing more is shown on a terminal.
    """
    sys.stderr = Printed()


class Printed(io.TextIOBase):
    """A stream whose lines become records of the log, so many a second."""

    def __init__(self) -> None:
        """Begin with nothing written."""
        self._lock = threading.RLock()
        self._unfinished = ""
        self._second, self._lines = 0, 0

    def write(self, text: str) -> int:
        """Log each line that is complete; a very long one is cut."""
        with self._lock:
            *lines, rest = (self._unfinished + text).split("\n")
            self._unfinished = rest[:_MAX_LINE_CHARS]
            for line in filter(str.strip, lines):
                self._log(line)
        return len(text)

    def _log(self, line: str) -> None:
        second = int(time.monotonic())
        if second != self._second:
            if self._lines > _PRINTED_LINES_S:
                _PRINTED.warning("%d lines left out", self._lines - _PRINTED_LINES_S)
            self._second, self._lines = second, 0
        self._lines += 1
        if self._lines <= _PRINTED_LINES_S:
            _PRINTED.warning("%s", line)


class AccessLog:
    """ASGI middleware: method, path, status and time of every request that says something.

    Neither the query, which may hold a question, nor the client's address is written.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Log the requests to `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve and log."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500  # where the application fails before it answers
        started = time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            path = route_path(scope)[:_MAX_PATH_CHARS]
            if status >= HTTPStatus.BAD_REQUEST or not path.startswith(_UNLOGGED):
                took_ms = (time.perf_counter() - started) * 1000
                _ACCESS.info("%s %r %d %.0f ms", scope["method"], path, status, took_ms)
