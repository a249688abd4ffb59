"""The page as it is sent, and its files, which are named by what they hold and compressed once."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from gzip import compress as gzip_compress
from mimetypes import guess_type

import brotli  # type: ignore[import-untyped]
from fastapi import APIRouter
from starlette.datastructures import Headers
from starlette.middleware.gzip import IdentityResponder
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.service.guard.paths import PACKED_PREFIX, route_path
from assistant.service.refusals import Refusal, RefusedError

_PAGE = "/"
_PAGE_QUALITY = 5  # as quick as gzip's 6, and 4 kB less
_MIN_BYTES = 500  # a redirection stays as it is
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
        """Send the file or the page, or pass on."""
        path = route_path(scope) if scope["type"] == "http" else ""
        app = self._app
        if path and scope["method"] == "GET":
            taken = Headers(scope=scope).get("accept-encoding", "")
            if path in self._contents:
                app = await self._file(path, taken)
            elif path == _PAGE and _BROTLI in taken:
                app = _Page(app)
        await app(scope, receive, send)

    async def _file(self, path: str, taken: str) -> Response:
        coding = next((one for one in (_BROTLI, _GZIP) if one in taken), "")
        content = await asyncio.to_thread(self._compressed, path, coding)
        headers = {"Vary": "Accept-Encoding", "Content-Type": _type_of(path)}
        if coding:
            headers["Content-Encoding"] = coding
        return Response(content, headers=headers)

    def _compress(self, path: str, coding: str) -> bytes:
        content = self._contents[path]()
        if coding == _BROTLI:
            return bytes(brotli.compress(content, quality=11))
        return gzip_compress(content, 9, mtime=0) if coding else content


class _Page(IdentityResponder):
    """The page, made anew for each visitor."""

    content_encoding = _BROTLI

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, _MIN_BYTES)
        self._coder = brotli.Compressor(quality=_PAGE_QUALITY)

    async def apply_compression(self, body: bytes, *, more_body: bool) -> bytes:
        begun = self._coder.process(body)
        return bytes(begun + (self._coder.flush() if more_body else self._coder.finish()))


def folder_router(folder: str, content: Callable[[str], bytes]) -> APIRouter:
    """The files of a folder that a page may come to need later; KeyError from `content` is 404."""
    router = APIRouter(include_in_schema=False)

    @router.get(f"{folder}{{name}}")
    def file(name: str) -> Response:
        try:
            found = content(name)
        except KeyError:
            return RefusedError(Refusal.NOT_FOUND).response()
        return Response(found, headers={"Content-Type": _type_of(name)})

    return router


def _type_of(name: str) -> str:
    """Not as the machine has it of scripts: one of another type would not run."""
    return _TYPES.get(name.rpartition(".")[2]) or guess_type(name)[0] or "application/octet-stream"
