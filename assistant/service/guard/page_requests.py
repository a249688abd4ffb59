"""What a browser may send to Gradio: the page's own events with their inputs, and never a file."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service.guard.paths import CANCEL, HEARTBEAT_PREFIX, JOIN, RESET, RESULTS, route_path
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.sent_events import EVENT_STREAM, json_event

MAX_BODY_BYTES = 200_000  # a kept conversation is half of it at most
_MAX_DEPTH = 12  # what a thumb sends, with the answer that it is for, is 6 deep
_SESSION = re.compile(r"[a-z0-9]{1,32}")
_EVENT_ID = re.compile(r"[0-9a-f]{32}")
# Gradio opens the path, or fetches the address, of what it takes for a file.
_FILE_MARK = "gradio.filedata"
_FILE_KEYS = frozenset(("path", "url", "meta", "_type"))

Body = dict[str, Any]
Kinds = tuple[type, ...]  # of JSON values, besides null
Events = Mapping[int, tuple[Kinds, ...]]  # by Gradio's number of an event: the kinds of its inputs


_GONE = {  # as Gradio says it, but without an error in the server's log
    "msg": "unexpected_error",
    "event_id": None,
    "message": "连接断开太久了，请刷新网页。",
    "session_not_found": True,
    "success": False,
}


@dataclass(frozen=True)
class Sendable:
    """What the page's parts may send."""

    events: Events
    is_known: Callable[[str], bool]  # whether a session has asked something


class PageRequests:
    """ASGI middleware: 4xx for what the page itself would never send; the rest is sent anew."""

    def __init__(self, app: ASGIApp, sendable: Sendable) -> None:
        """Let what is `sendable` through to `app`, which is Gradio."""
        self._app = app
        self._is_known = sendable.is_known
        self._checks: dict[str, Callable[[Body], None]] = {
            JOIN: partial(_check_join, events=sendable.events),
            CANCEL: _check_cancel,
            RESET: _check_reset,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = route_path(scope)
        try:
            if path == RESULTS and not self._is_known(_session_asked_for(scope)):
                await _stream(_GONE)(scope, receive, send)
                return
            if path.startswith(HEARTBEAT_PREFIX):
                _check_text(path.removeprefix(HEARTBEAT_PREFIX), _SESSION)
            if path in self._checks:
                content = await _content(receive)
                if content is None:
                    return
                body = _read(content, scope)
                self._checks[path](body)
                scope, receive = _sent_anew(body, scope, receive)
        except RefusedError as refused:
            await refused.response()(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _stream(message: Mapping[str, object]) -> Response:
    """A stream of one message."""
    return Response(json_event(message), media_type=EVENT_STREAM)


async def _content(receive: Receive) -> bytes | None:
    """The whole body; None where the client is gone, or was refused further out."""
    content, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        if len(content) <= MAX_BODY_BYTES:  # the rest is read, so that the client reads why
            content += message.get("body", b"")
        more = message.get("more_body", False)
    if len(content) > MAX_BODY_BYTES:
        raise RefusedError(Refusal.PAGE_BODY_TOO_LARGE)
    return bytes(content)


def _read(content: bytes, scope: Scope) -> Body:
    """The body's object, without any file."""
    kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
    _require(kind == "application/json")
    try:
        body = json.loads(
            content.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):
        raise RefusedError(Refusal.PAGE_REQUEST) from None
    _require(isinstance(body, dict))
    _check_values(body)
    return dict(body)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; of a name that is there twice, Gradio could read the other value."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _check_values(body: object) -> None:
    level = [body]
    for _ in range(_MAX_DEPTH):
        for value in level:
            _check_no_file(value)
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise RefusedError(Refusal.PAGE_REQUEST)


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _check_no_file(value: object) -> None:
    named = isinstance(value, str) and _FILE_MARK in value.lower()
    if named or (isinstance(value, dict) and not _FILE_KEYS.isdisjoint(value)):
        raise RefusedError(Refusal.NO_FILES)


def _session_asked_for(scope: Scope) -> str:
    query_string: bytes = scope["query_string"]
    query = parse_qs(query_string.decode("latin-1"), keep_blank_values=True)
    named = query.get("session_hash", [])
    _require(len(named) == 1)
    _check_text(named[0], _SESSION)
    return named[0]


def _check_join(body: Body, events: Events) -> None:
    _check_names(body, {"data", "fn_index", "session_hash"}, {"event_data", "trigger_id"})
    _check_text(body["session_hash"], _SESSION)
    number, data, part = body["fn_index"], body["data"], body.get("trigger_id")
    _require(type(number) is int and number in events and type(part) in (int, type(None)))
    _require(isinstance(data, list) and len(data) == len(events[number]))
    for value, kinds in zip(data, events[number], strict=True):
        _require(value is None or type(value) in kinds)


def _check_cancel(body: Body) -> None:
    _check_names(body, {"event_id", "fn_index", "session_hash"})
    _check_text(body["session_hash"], _SESSION)
    _check_text(body["event_id"], _EVENT_ID)
    _require(type(body["fn_index"]) is int)


def _check_reset(body: Body) -> None:
    _check_names(body, {"event_id"})
    _check_text(body["event_id"], _EVENT_ID)


def _check_names(
    body: Body, needed: set[str], possible: frozenset[str] | set[str] = frozenset()
) -> None:
    _require(needed <= set(body) <= needed | possible)


def _check_text(value: object, pattern: re.Pattern[str]) -> None:
    _require(isinstance(value, str) and pattern.fullmatch(value))


def _require(right: object) -> None:
    if not right:
        raise RefusedError(Refusal.PAGE_REQUEST)


def _sent_anew(body: Body, scope: Scope, receive: Receive) -> tuple[Scope, Receive]:
    """The request with what was read of it, so that Gradio can't read something else."""
    content = json.dumps(body).encode()
    scope = dict(scope, headers=list(scope["headers"]))
    headers = MutableHeaders(scope=scope)
    del headers["transfer-encoding"]
    headers["content-type"], headers["content-length"] = "application/json", str(len(content))
    unread = [content]

    async def received() -> Message:
        if unread:
            return {"type": "http.request", "body": unread.pop(), "more_body": False}
        return await receive()

    return scope, received
