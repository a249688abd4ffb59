"""The API beside the web page: which addresses are the API's."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.service.guard.paths import route_path
from assistant.service.openai.paths import HEADS as MISTAKEN_HEADS

# What an address of the API begins with; what is unknown below is refused by the API too.
HEADS = MISTAKEN_HEADS | {"healthz", "mcp", "metrics", "openapi.json", "readyz", "v1", "wechat"}


class ApiPaths:
    """ASGI middleware: the API's addresses go to the API, all others on."""

    def __init__(self, app: ASGIApp, api: ASGIApp) -> None:
        """Put `api` beside `app`."""
        self._app = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve by the one or the other."""
        is_api = scope["type"] == "http" and route_path(scope).split("/")[1] in HEADS
        await (self._api if is_api else self._app)(scope, receive, send)


def lifespan_of(api: FastAPI) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """A lifespan for the application that the API stands beside: the API's own."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with api.router.lifespan_context(api):
            yield

    return lifespan
