"""Which of Gradio's addresses exist here: what the page needs, and nothing else."""

from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.service.refusals import Refusal, refuse

_API = "/gradio_api/"
FILE_PREFIX = f"{_API}file="
HEARTBEAT_PREFIX = f"{_API}heartbeat/"
JOIN, CANCEL, RESET = f"{_API}queue/join", f"{_API}cancel", f"{_API}reset"
RESULTS = f"{_API}queue/data"
STAFF_LOGIN = "/staff/login"
LIGHT = "/m"  # `assistant.web.light`
LISTS = "/lists"  # `assistant.web.lists.plain`
QR = "/qr"  # `assistant.web.slip`
WORKER = "/sw.js"  # `assistant.web.loading.worker`
PACKED_PREFIX = "/page/"  # `assistant.web.loading.packed`
# What Gradio 6.31's page asks for. Left out are its uploads, proxy, streams, server functions of
# components, calls beside the queue, monitoring, profiling, run history, deep links, code editing;
# and its build, which is sent as packed files.
_READ = frozenset(
    (
        "/",
        "/config",
        LIGHT,
        LISTS,
        QR,
        WORKER,
        "/favicon.ico",
        "/manifest.json",
        "/robots.txt",
        "/theme.css",
        # Icons of other sizes would be drawn on demand, of any size asked for.
        "/pwa_icon",
        "/pwa_icon/192",
        "/pwa_icon/512",
        f"{_API}app_id",
        RESULTS,
    )
)
_READ_PREFIXES = (PACKED_PREFIX, "/static/", HEARTBEAT_PREFIX)
# `assistant.service.guard.page_requests` looks into the first three.
_SENT = frozenset(
    (
        ("POST", JOIN),
        ("POST", CANCEL),
        ("POST", RESET),
        ("POST", STAFF_LOGIN),
        ("DELETE", STAFF_LOGIN),
        ("POST", LIGHT),
    )
)
_MAX_PATH_CHARS = 2_000


class PagePaths:
    """ASGI middleware: Gradio's other addresses, and files not made for download, are 404."""

    def __init__(self, app: ASGIApp, downloads: Path) -> None:
        """Open the page's addresses of `app`, and the files that lie in `downloads`."""
        self._app = app
        self._downloads = downloads.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse."""
        if scope["type"] == "http" and not self._is_open(scope["method"], route_path(scope)):
            await refuse(Refusal.NOT_FOUND)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_open(self, method: str, path: str) -> bool:
        if method not in ("GET", "HEAD"):
            return (method, path) in _SENT
        if len(path) > _MAX_PATH_CHARS or "\\" in path or not path.isprintable():
            return False
        if path.startswith(FILE_PREFIX):
            return self._is_download(path.removeprefix(FILE_PREFIX))
        return path in _READ or path.startswith(_READ_PREFIXES)

    def _is_download(self, name: str) -> bool:
        """Whether this is the plain absolute path of a file in the downloads folder."""
        if not name.startswith(f"{self._downloads}/") or ".." in name.split("/"):
            return False
        return Path(name).resolve().is_relative_to(self._downloads)


def route_path(scope: Scope) -> str:
    """The path below the sub-path that the service is published under."""
    path: str = scope["path"]
    root_path: str = scope.get("root_path", "")
    below = path.removeprefix(root_path) or "/"
    return below if below.startswith("/") else path
