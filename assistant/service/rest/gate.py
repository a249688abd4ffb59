"""Who may call the API, and how often: checked before any of its endpoints."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.service.asker import ASKER, Asker
from assistant.service.guard.limits import RateLimiter, client_key
from assistant.service.guard.paths import route_path
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.rest.keys import KeyRing
from assistant.service.running.metrics import Metrics
from assistant.settings import ApiAccess, Settings, SettingsError

_GUARDED = ("/v1/", "/mcp", "/metrics")
_TOOLS = "/mcp"  # counted by what is called: a client reads tools and resources by the hundred
_READING_TIMES = 10  # the rate of asking


class ApiGate:
    """ASGI middleware: 401 without a key where one is needed, 429 beyond the rate."""

    def __init__(self, app: ASGIApp, keys: KeyRing, settings: Settings, metrics: Metrics) -> None:
        """Guard the endpoints of `app` by the settings."""
        self._app = app
        self._keys = keys
        self._needs_key = settings.api_access is ApiAccess.KEYS
        self._by_key = RateLimiter(settings.api_key_rate)
        self._by_address = RateLimiter(settings.api_rate)
        self._reading_by_key = RateLimiter(_times(settings.api_key_rate, _READING_TIMES))
        self._reading_by_address = RateLimiter(_times(settings.api_rate, _READING_TIMES))
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse."""
        if scope["type"] == "http" and route_path(scope).startswith(_GUARDED):
            try:
                ASKER.set(self._checked(scope))
            except RefusedError as refused:
                self._metrics.refused(refused.reason)
                await refused.response()(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _checked(self, scope: Scope) -> Asker:
        """Who asks, by key or address; RefusedError for a client that is too fast or unknown.

        Guessing keys is counted too.
        """
        holder = self._holder(presented_key(scope))
        limiter = self._by_key if holder else self._by_address
        asker = Asker(holder or client_key(scope), limiter)
        known = holder or not self._needs_key
        if route_path(scope).startswith(_TOOLS) and known:
            limiter = self._reading_by_key if holder else self._reading_by_address
        wait_s = limiter.wait_s(asker.key)
        if wait_s is not None:
            raise RefusedError(Refusal.TOO_MANY, wait_s)
        if self._needs_key and holder is None:
            raise RefusedError(Refusal.NO_KEY)
        return asker

    def _holder(self, key: str) -> str | None:
        """Whose key it is; RefusedError where keys are needed and can't be checked."""
        try:
            return self._keys.holder(key)
        except SettingsError as error:
            if self._needs_key:
                raise RefusedError(Refusal.KEYS_UNREADABLE) from error
            return None


def _times(rate: str, times: int) -> str:
    amount, _, period = rate.partition("/")
    return f"{int(amount) * times}/{period}"


def presented_key(scope: Scope) -> str:
    """The key in a request's headers, `Authorization: Bearer …` or `X-API-Key: …`; "" for none."""
    headers = Headers(scope=scope)
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "").strip()
