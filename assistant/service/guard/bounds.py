"""What a request may be: for a path, and no larger and no slower than this."""

import asyncio
import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service.guard.paths import route_path
from assistant.service.refusals import Refusal, refuse

MAX_BODY_BYTES = 1_000_000  # a chat of a hundred answers is a third of it
MAX_WITH_PICTURES_BYTES = 24_000_000  # of a chat, whose pictures are dropped as they come in
MAX_ADDRESS_BYTES = 8_000  # path and query, still percent-encoded
BODY_TIMEOUT_S = 60.0  # for the whole body; a full one at 2G speed
_DRAINED_BYTES = 16_000_000  # read and dropped, so that an honest client reads why
_DRAIN_TIMEOUT_S = 5.0


_CHATS = ("/v1/chat/completions", "/v1/responses")
# Base64; nothing else has so long a word. Looking back keeps shorter ones from being tried anew.
_PICTURE = re.compile(rb"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/=]{1000,}")


class RequestBounds:
    """ASGI middleware: 413, 414 and 408 for requests beyond the bounds, 400 for no path."""

    def __init__(self, app: ASGIApp, max_body: int = MAX_BODY_BYTES) -> None:
        """Bound the requests to `app`; the body is counted as it streams in."""
        self._app = app
        self._max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not scope["raw_path"].startswith(b"/"):  # of OPTIONS *, CONNECT host:port, GET http://…
            await refuse(Refusal.NOT_HTTP, close=True)(scope, receive, send)
            return
        if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_ADDRESS_BYTES:
            await refuse(Refusal.ADDRESS_TOO_LONG, close=True)(scope, receive, send)
            return
        body = _Body(scope, receive, send, self._max_body)
        if route_path(scope) in _CHATS:
            body = _ChatBody(scope, receive, send, self._max_body)
        try:
            await self._app(scope, body.receive, body.send)
        except Exception:
            if not body.refused:
                raise


class _Body:
    """One request's body on its way in, refused at the byte or second that is too much."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        self.refused = False
        self._scope, self._receive, self._send = scope, receive, send
        self._left = limit
        self._declared_too_large = _declared_length(scope) > limit
        self._complete = False
        self._deadline = asyncio.get_running_loop().time() + BODY_TIMEOUT_S

    async def receive(self) -> Message:
        """The next part; after a refusal the client counts as gone."""
        if self.refused:
            return {"type": "http.disconnect"}
        if self._complete:
            return await self._receive()
        if self._declared_too_large:
            return await self._refuse(Refusal.BODY_TOO_LARGE)
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            return await self._refuse(Refusal.TIMEOUT)
        self._left -= len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        return message if self._left >= 0 else await self._refuse(Refusal.BODY_TOO_LARGE)

    async def send(self, message: Message) -> None:
        """The application's answer, unless ours has gone out."""
        if not self.refused:
            await self._send(message)

    async def _refuse(self, reason: Refusal) -> Message:
        self.refused = True
        if reason is Refusal.BODY_TOO_LARGE:
            await self._drain()
        await refuse(reason, close=True)(self._scope, self._receive, self._send)
        return {"type": "http.disconnect"}

    async def _drain(self) -> None:
        """Read on for a while: a client cut off while it sends never reads the answer."""
        left = _DRAINED_BYTES
        try:
            async with asyncio.timeout(_DRAIN_TIMEOUT_S):
                while left > 0 and not self._complete:
                    message = await self._receive()
                    left -= len(message.get("body", b""))
                    self._complete = not message.get("more_body", False)
        except TimeoutError:
            return


class _ChatBody(_Body):
    """A chat's body on its way in, without the pictures that bots put into messages as base64.

    Nobody here looks at them, and a photo is larger than all the words of a conversation.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        super().__init__(scope, self._without_pictures, send, limit)
        self._received = receive
        self._declared_too_large = _declared_length(scope) > MAX_WITH_PICTURES_BYTES
        self._room = MAX_WITH_PICTURES_BYTES

    async def _without_pictures(self) -> Message:
        message = await self._received()
        body = message.get("body", b"")
        self._room -= len(body)
        kept = body if self._room < 0 else _PICTURE.sub(b"", body)
        return {**message, "body": kept} if body else message


def _declared_length(scope: Scope) -> int:
    value = Headers(scope=scope).get("content-length", "")
    return int(value) if value.isdecimal() else 0
