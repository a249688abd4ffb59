"""Logs without personal numbers: every line is masked, and a request's query is never written."""

import logging
import re
import sys
import time
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.personal_data import without_personal_numbers
from assistant.service.paths import route_path

_ACCESS = logging.getLogger("lvzhi.access")
_MAX_PATH_CHARS = 200
_UNLOGGED = ("/assets/", "/static/", "/healthz", "/readyz")  # where they are served as they should
# 公众号 and 企业微信 names of people; at least one capital or digit tells them from a plain word.
_WECHAT_ID = re.compile(
    r"(?<![\w-])(?=[a-z_-]*[A-Z0-9])(?:o[\w-]{27,28}|w[mo][\w-]{30})(?![\w-])", re.ASCII
)
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class MaskingFormatter(logging.Formatter):
    """Formats as usual, then masks: message, arguments and stack trace alike."""

    def format(self, record: logging.LogRecord) -> str:
        """The masked line."""
        return without_personal_numbers(_WECHAT_ID.sub("〔微信号〕", super().format(record)))


def configure_logs() -> None:
    """Log to standard error, masked; the access log included."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskingFormatter(_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    _ACCESS.setLevel(logging.INFO)


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
