"""The pages' streams of events, compressed as they go out: an answer's card is mostly markup."""

import zlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service.guard.paths import LIGHT, RESULTS, route_path
from assistant.service.sent_events import EVENT_STREAM

_STREAMING = (RESULTS, LIGHT)
_GZIP = 16 + zlib.MAX_WBITS  # as zlib names the format


class CompressedEvents:
    """ASGI middleware: gzip for streams of answers, each event sent on at once."""

    def __init__(self, app: ASGIApp) -> None:
        """Compress what `app` streams to its pages."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve; compressed where the client can read it."""
        may_stream = scope["type"] == "http" and route_path(scope) in _STREAMING
        if may_stream and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            send = _Compressed(send).send
        await self._app(scope, receive, send)


class _Compressed:
    """One response on its way out; what is no stream is compressed elsewhere."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._gzip = zlib.compressobj(wbits=_GZIP)
        self._is_stream = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            self._is_stream = headers.get("content-type", "").startswith(EVENT_STREAM)
            if self._is_stream:
                del headers["content-length"]
                headers["Content-Encoding"] = "gzip"
                headers.add_vary_header("Accept-Encoding")
        elif message["type"] == "http.response.body" and self._is_stream:
            is_last = not message.get("more_body", False)
            body = self._gzip.compress(message.get("body", b""))
            body += self._gzip.flush(zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH)
            message = {**message, "body": body}
        await self._send(message)
