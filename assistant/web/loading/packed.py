"""The page's files as they are sent: named by what they hold, compressed once, kept for good."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from gzip import compress as gzip_compress

import brotli  # type: ignore[import-untyped]
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.service.guard.paths import PACKED_PREFIX, route_path

_TYPES = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
_BROTLI, _GZIP = "br", "gzip"
Contents = Mapping[str, Callable[[], bytes]]  # by path below the service's own


def hashed_path(name: str, content: bytes) -> str:
    """Where a file of ours is found: another content has another address."""
    stem, _, kind = name.rpartition(".")
    return f"{PACKED_PREFIX}{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{kind}"


class PackedFiles:
    """ASGI middleware: sends these files, compressed as well as can be, and passes on the rest."""

    def __init__(self, app: ASGIApp, contents: Contents) -> None:
        """Serve `contents`; a file is compressed when somebody first asks for it."""
        self._app = app
        self._contents = contents
        self._compressed = lru_cache(None)(self._compress)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, or pass on."""
        path = route_path(scope) if scope["type"] == "http" else ""
        if path not in self._contents or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        taken = Headers(scope=scope).get("accept-encoding", "")
        coding = next((one for one in (_BROTLI, _GZIP) if one in taken), "")
        content = await asyncio.to_thread(self._compressed, path, coding)
        headers = {"Vary": "Accept-Encoding", "Content-Type": _TYPES[path.rpartition(".")[2]]}
        if coding:
            headers["Content-Encoding"] = coding
        await Response(content, headers=headers)(scope, receive, send)

    def _compress(self, path: str, coding: str) -> bytes:
        content = self._contents[path]()
        if coding == _BROTLI:
            return bytes(brotli.compress(content, quality=11))
        return gzip_compress(content, 9, mtime=0) if coding else content
