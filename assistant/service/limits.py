"""How often one client may ask: a moving window per client, kept in memory."""

import ipaddress
import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.service.paths import route_path
from assistant.service.refusals import Refusal, refuse

_IPV6_SITE_BITS = 64  # one household or office has a whole /64 of addresses
# A question or a click on the page; assets, health and the streams of answers are not counted.
_COUNTED = ("/gradio_api/queue/join", "/gradio_api/run/")


class RateLimiter:
    """Counts what each key does in a moving window."""

    def __init__(self, rate: str) -> None:
        """Allow `rate`, such as `300/minute`, to every key."""
        self._rate: RateLimitItem = parse(rate)
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def wait_s(self, key: str) -> int | None:
        """Count one use: None where it is allowed, else whole seconds until one is again."""
        if self._windows.hit(self._rate, key):
            return None
        free_at = self._windows.get_window_stats(self._rate, key).reset_time
        return max(1, math.ceil(free_at - time.time()))


class PageRateLimit:
    """ASGI middleware: what a client does on the page is bounded; 429 beyond."""

    def __init__(self, app: ASGIApp, rate: str) -> None:
        """Limit each client of `app` to `rate`."""
        self._app = app
        self._limiter = RateLimiter(rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse."""
        if scope["type"] == "http" and route_path(scope).startswith(_COUNTED):
            wait_s = self._limiter.wait_s(client_key(scope))
            if wait_s is not None:
                await refuse(Refusal.TOO_MANY, wait_s)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def client_key(scope: Scope) -> str:
    """Who is counted as one client: an IPv4 address, or the site of an IPv6 address."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _IPV6_SITE_BITS), strict=False))
