"""How many connections, and how many requests under way, one client and all may hold."""

from collections import Counter
from collections.abc import Sequence

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.service.guard.limits import address_key, client_key
from assistant.service.guard.proxies import is_within, networks
from assistant.service.refusals import Refusal, refuse

MAX_CONNECTIONS = 1_000  # of one process; an open page holds one
MAX_OF_CLIENT = 200  # of one address: an office that shares one
_CROWDED_S = 5


class Connections:
    """Counts the connections of one process; those of trusted proxies are many people's."""

    def __init__(self, trusted: Sequence[str] = ()) -> None:
        """Bound everybody but these networks to `MAX_OF_CLIENT`, and all to `MAX_CONNECTIONS`."""
        self._trusted = networks(trusted)
        self._held: Counter[str] = Counter()

    def enter(self, host: str) -> bool:
        """Count a connection from an address; False where it is one too many."""
        key = address_key(host)
        is_too_many = self._held[key] >= MAX_OF_CLIENT and not is_within(host, self._trusted)
        if is_too_many or self._held.total() >= MAX_CONNECTIONS:
            return False
        self._held[key] += 1
        return True

    def leave(self, host: str) -> None:
        """A connection that was counted is gone."""
        _give_back(self._held, address_key(host))


class RequestsUnderWay:
    """ASGI middleware: 503 for a client who has too many; behind a proxy connections don't tell."""

    def __init__(self, app: ASGIApp) -> None:
        """Bound the clients of `app`; to stand where the scope has the true one."""
        self._app = app
        self._held: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        key = client_key(scope)
        if self._held[key] >= MAX_OF_CLIENT:
            await crowded()(scope, receive, send)
            return
        self._held[key] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            _give_back(self._held, key)


def crowded() -> JSONResponse:
    """The answer to who is one too many."""
    return refuse(Refusal.CROWDED, _CROWDED_S, close=True)


def _give_back(held: Counter[str], key: str) -> None:
    held[key] -= 1
    if not held[key]:
        del held[key]
