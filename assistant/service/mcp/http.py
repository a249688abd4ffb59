"""MCP over HTTP: `/mcp` in the API's application, for the hosts and websites that may call it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.service.desk import Desk
from assistant.service.guard.bounds import MAX_BODY_BYTES
from assistant.service.mcp.server import build_mcp
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.running.metrics import Metrics
from assistant.settings import Settings

MCP_HEADERS = ("Mcp-Protocol-Version", "Mcp-Method", "Mcp-Name")  # that clients send
EVERY = "*"
_OWN_HOSTS = ("127.0.0.1", "localhost", "::1")


def mcp_router(desk: Desk, settings: Settings) -> APIRouter:
    """`/mcp` and `/mcp/`. No sessions: any worker can answer any request, in one JSON body.

    GET is refused, as a client without a session has nothing to listen to.
    """
    server = build_mcp(desk)
    server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        max_request_body_size=MAX_BODY_BYTES,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    sessions = server.session_manager

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with sessions.run():
            yield

    endpoint = CallerCheck(sessions.asgi_app, settings, desk.metrics)
    # Both, since some clients lose the body of a POST that is redirected.
    routes: list[BaseRoute] = [
        Route(path, endpoint, methods=["POST"]) for path in ("/mcp", "/mcp/")
    ]
    return APIRouter(routes=routes, lifespan=lifespan)


class CallerCheck:
    """ASGI middleware: 421 for a host that isn't ours, 403 for another website's script.

    A page that a browser has open could else reach a service on the same machine or network,
    by a name of its own that it lets point here (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        """Let the settings' hosts and origins call `app`, and this machine."""
        self._app = app
        self._hosts = (*_OWN_HOSTS, *settings.mcp_hosts)
        self._origins = settings.api_origins
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse."""
        headers = Headers(scope=scope)
        try:
            self._check(headers.get("host", ""), headers.get("origin", ""))
        except RefusedError as refused:
            self._metrics.refused(refused.reason)
            await refused.response()(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _check(self, host: str, origin: str) -> None:
        if not _among(_name(f"//{host}"), self._hosts):
            raise RefusedError(Refusal.WRONG_HOST, host=host[:100])
        known = _among(origin, self._origins) or _among(_name(origin), self._hosts)
        if origin and not known:
            raise RefusedError(Refusal.WRONG_ORIGIN, origin=origin[:100])


def _among(name: str, allowed: Sequence[str]) -> bool:
    return name in allowed or EVERY in allowed


def _name(address: str) -> str:
    """The host's name in an address, without its port; "" where there is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
