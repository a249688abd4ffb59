"""Serving an application: a port that is ours or a clear sentence, and an orderly end."""

import asyncio
import errno
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from http import HTTPStatus

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.service.guard.connections import Connections, crowded
from assistant.service.refusals import Refusal, refuse
from assistant.settings import SettingsError

MAX_HEADER_BYTES = 32_768
HEADER_TIMEOUT_S = 20.0  # from the connection, or the last answer, to a whole request head
GRACE_S = 10  # answers under way get this long when the server is told to stop
LEAVING_S = 1.0  # after that, a process that still works is ended by force
HUNG_S = 30  # a worker that says nothing for so long is replaced
_BACKLOG = 256
_LOG = logging.getLogger(__name__)


class _Config(uvicorn.Config):
    """uvicorn's, with what the connections of one process share."""

    held: Connections


class _Protocol(H11Protocol):
    """HTTP/1.1 for so many connections; hangs up on who does not finish a request's head."""

    config: _Config
    _deadline: asyncio.TimerHandle | None = None
    _is_held = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._is_held = self.config.held.enter(self._host)
        if self._is_held:
            self._wait_for_head()
        else:
            self._tell(crowded())

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        if self._is_held:
            self.config.held.leave(self._host)
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is refused in our words; where an answer has begun, nothing is said."""
        if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
            self._tell(refuse(Refusal.NOT_HTTP, close=True))
        self.transport.close()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._wait_for_head()

    def _wait_for_head(self) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(HEADER_TIMEOUT_S, self._hang_up)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()

    def _hang_up(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()

    @property
    def _host(self) -> str:
        return self.client[0] if self.client else ""

    def _tell(self, response: Response) -> None:
        """Send a response that no request was read for, and hang up."""
        status = HTTPStatus(response.status_code)
        head = b"".join(b"%s: %s\r\n" % header for header in response.raw_headers)
        line = f"HTTP/1.1 {status} {status.phrase}\r\n".encode()
        self.transport.write(line + head + b"\r\n" + bytes(response.body))
        self.transport.close()


class _Server(uvicorn.Server):
    """A server that tells when it answers and when it begins to end."""

    def __init__(
        self, config: uvicorn.Config, on_ready: Callable[[], None], on_stop: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        grace_s = self.config.timeout_graceful_shutdown or 0
        force = threading.Timer(grace_s + LEAVING_S, _leave_by_force)
        force.daemon = True  # where all ends in time, it is not waited for
        force.start()
        self._on_stop()
        await super().shutdown(sockets)


def bind(host: str, port: int) -> socket.socket:
    """Take a port, not yet answering on it; raises `SettingsError`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise SettingsError(_why(error, host, port)) from None
    return listener


def listen(listener: socket.socket) -> None:
    """Begin to take connections; raises `SettingsError` where another start was quicker."""
    host, port, *_ = listener.getsockname()
    try:
        listener.listen(_BACKLOG)
    except OSError as error:
        raise SettingsError(_why(error, host, port)) from None


def _leave_by_force() -> None:
    """End the process: Python would wait for threads that still answer, however long."""
    _LOG.warning("stopped with answers unfinished")
    logging.shutdown()
    os._exit(0)


def configuration(
    app: ASGIApp | str,
    trusted: Sequence[str] = (),
    workers: int = 1,
    grace_s: int = GRACE_S,
) -> uvicorn.Config:
    """How an application is served; one for several workers is named: `package.module:function`.

    The connections of `trusted` proxies are many people's.
    """
    config = _Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        http=_Protocol,
        ws="none",
        lifespan="on",
        log_config=None,  # `assistant.service.running.logs` has configured them
        access_log=False,
        server_header=False,
        proxy_headers=False,  # `assistant.service.guard.proxies` reads them
        backlog=_BACKLOG,
        timeout_graceful_shutdown=grace_s,
        timeout_worker_healthcheck=HUNG_S,
        h11_max_incomplete_event_size=MAX_HEADER_BYTES,
    )
    config.held = Connections(trusted)
    return config


def run(
    app: ASGIApp,
    listener: socket.socket,
    on_ready: Callable[[], None],
    on_stop: Callable[[], None] = lambda: None,
    trusted: Sequence[str] = (),
    grace_s: int = GRACE_S,
) -> None:
    """Serve until SIGTERM or SIGINT; answers under way are finished, for at most `grace_s`.

    `on_ready` is called once the port answers, `on_stop` as the end begins. The connections of
    `trusted` proxies are many people's. The process is to end after this: soon after the grace
    time it is ended, whatever its threads do. Raises `SettingsError` where the port was taken
    since.
    """
    listen(listener)
    config = configuration(app, trusted, grace_s=grace_s)
    # uvicorn raises the signal again at its end; that was the wish, so it's no failure.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: None)
    _Server(config, on_ready, on_stop).run(sockets=[listener])


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"端口 {port} 已被别的程序占用。请换一个端口，例如 --port {_next(port)}，"
            "或先停掉占用它的程序。"
        )
    if error.errno == errno.EACCES:
        return (
            f"没有权限监听端口 {port}：1024 以下的端口要管理员权限。请换一个端口，"
            "例如 --port 7860，前面用 nginx 转发。"
        )
    return f"“{host}”不是本机的地址，不能监听。请用 127.0.0.1（只供本机）或 0.0.0.0（对外开放）。"


def _next(port: int) -> int:
    return port + 1 if port < 65_535 else 7860
