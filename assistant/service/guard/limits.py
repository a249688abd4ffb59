"""How often one client may ask: a moving window per client, kept in memory."""

import ipaddress
import math
import re
import threading
import time
from collections import OrderedDict, deque
from itertools import accumulate

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.service.guard.paths import LISTS, QR, route_path
from assistant.service.refusals import Refusal, refuse

_IPV6_SITE_BITS = 64  # one household or office has a whole /64 of addresses
# A question or a click on the page, all the lists at once, or a code to print; assets, health and
# the streams of answers are not counted.
_COUNTED = ("/gradio_api/queue/join", "/gradio_api/run/", LISTS, QR)
_BYTES_A_USE = 2_000  # of what is sent with a click: a question of 5,000 characters is eight
_UNSAID_BYTES = 1_000_000  # who sends in chunks may send so much; browsers never do
_RATE = re.compile(r"(\d+)/(\d*)(second|minute|hour)")  # 300/minute, 5/5minute
_SECONDS = {"second": 1, "minute": 60, "hour": 3_600}


class RateLimiter:
    """Counts what each key does in a moving window, by a clock that nobody can set."""

    def __init__(self, rate: str) -> None:
        """Allow `rate`, such as `300/minute`, to every key."""
        found = _RATE.fullmatch(rate)
        if found is None:
            raise ValueError(f"not a rate: {rate}")
        self._amount = int(found[1])
        self._period_s = int(found[2] or 1) * _SECONDS[found[3]]
        self._windows: OrderedDict[str, _Window] = OrderedDict()  # the last used stands last
        self._lock = threading.Lock()

    def wait_s(self, key: str, cost: int = 1) -> int | None:
        """Count a use: None where it is allowed, else whole seconds until it is again.

        One that costs more than the whole rate counts as the whole rate.
        """
        now = time.monotonic()
        cost = min(cost, self._amount)
        with self._lock:
            self._forget(now - self._period_s)
            window = self._windows.setdefault(key, _Window())
            window.forget(now - self._period_s)
            too_many = window.used + cost - self._amount
            if too_many > 0:
                return max(1, math.ceil(window.freed_at(too_many) + self._period_s - now))
            window.add(now, cost)
            self._windows.move_to_end(key)
            return None

    def _forget(self, before: float) -> None:
        """Drop the keys that have not been used since."""
        while self._windows:
            key, window = next(iter(self._windows.items()))
            window.forget(before)
            if window.used:
                return
            del self._windows[key]


class _Window:
    """What one key has used of late."""

    def __init__(self) -> None:
        self.used = 0
        self._uses: deque[tuple[float, int]] = deque()  # when, and how much

    def add(self, now: float, cost: int) -> None:
        self._uses.append((now, cost))
        self.used += cost

    def forget(self, before: float) -> None:
        while self._uses and self._uses[0][0] <= before:
            self.used -= self._uses.popleft()[1]

    def freed_at(self, wanted: int) -> float:
        """When the last of so much, counted from the oldest, was used."""
        totals = accumulate(cost for _, cost in self._uses)
        uses = zip(self._uses, totals, strict=True)
        return next(used_at for (used_at, _), total in uses if total >= wanted)


class PageRateLimit:
    """ASGI middleware: what a client does on the page is bounded; 429 beyond."""

    def __init__(self, app: ASGIApp, rate: str) -> None:
        """Limit each client of `app` to `rate`; what sends much counts as several uses."""
        self._app = app
        self._limiter = RateLimiter(rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse."""
        if scope["type"] == "http" and route_path(scope).startswith(_COUNTED):
            wait_s = self._limiter.wait_s(client_key(scope), 1 + _sent_bytes(scope) // _BYTES_A_USE)
            if wait_s is not None:
                await refuse(Refusal.TOO_MANY, wait_s)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def client_key(scope: Scope) -> str:
    """Who is counted as one client: an IPv4 address, or the site of an IPv6 address."""
    return address_key(scope["client"][0] if scope.get("client") else "")


def address_key(host: str) -> str:
    """The client that an address belongs to."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _IPV6_SITE_BITS), strict=False))


def _sent_bytes(scope: Scope) -> int:
    headers = Headers(scope=scope)
    if "transfer-encoding" in headers:
        return _UNSAID_BYTES
    length = headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0
