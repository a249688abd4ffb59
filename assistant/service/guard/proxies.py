"""Forwarded headers: believed from trusted proxies only, and removed from everybody else."""

import ipaddress
import logging
from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_LOG = logging.getLogger(__name__)

# Gradio builds the page's own address from these; `Host` says the same and a proxy always sets it.
_NEVER = frozenset((b"x-forwarded-host", b"x-gradio-server"))
_FROM_PROXY = frozenset((b"x-forwarded-for", b"x-forwarded-proto"))


class ForwardedHeaders:
    """ASGI middleware: `client` and `scheme` are those of the person in front of the proxy."""

    def __init__(self, app: ASGIApp, trusted: Sequence[str]) -> None:
        """Believe these proxies, given as addresses or networks; none by default."""
        self._app = app
        self._networks = networks(trusted)
        self._unwrapped = ProxyHeadersMiddleware(app, list(trusted))  # type: ignore[arg-type]
        self._warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve with the true client in the scope."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trusted = bool(scope["client"]) and is_within(scope["client"][0], self._networks)
        unwanted = _NEVER if trusted else _NEVER | _FROM_PROXY
        headers = [item for item in scope["headers"] if item[0] not in unwanted]
        if not trusted:
            self._warn_once(scope)
        app = self._unwrapped if trusted else self._app
        await app(dict(scope, headers=headers), receive, send)  # type: ignore[arg-type]

    def _warn_once(self, scope: Scope) -> None:
        """Behind an unnamed proxy everybody is one client, and soon refused: say so."""
        if not self._warned and any(name == b"x-forwarded-for" for name, _ in scope["headers"]):
            self._warned = True
            _LOG.warning(
                "收到 X-Forwarded-For，但没有设置 LVZHI_TRUSTED_PROXIES，已忽略；"
                "若前面有 nginx，请设为它的地址，否则所有人会按同一个客户端限速。"
            )


def networks(proxies: Sequence[str]) -> tuple[Network, ...]:
    """Proxies, given as addresses or networks."""
    return tuple(ipaddress.ip_network(proxy) for proxy in proxies)


def is_within(host: str, among: Sequence[Network]) -> bool:
    """Whether a host's address is in one of the networks."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in among)
