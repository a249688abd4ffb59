"""Which of Gradio's addresses exist here: what the page needs, and nothing else."""

from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.service.refusals import Refusal, refuse

_API = "/gradio_api/"
FILE_PREFIX = f"{_API}file="
# Gradio 6.31's own routes that the page and gradio_client call. Left out are uploads, the proxy,
# server functions of components, monitoring, profiling, run history, deep links, code editing.
_API_PATHS = frozenset(
    _API + name
    for name in (
        "app_id",
        "cancel",
        "info",
        "queue/data",
        "queue/join",
        "reset",
        "startup-events",
        "theme.css",
    )
)
_API_PREFIXES = (f"{_API}heartbeat/", f"{_API}run/")
# Outside its API. Icons of other sizes would be drawn on demand, of any size asked for.
_CLOSED = ("/dev", "/login", "/logout", "/monitoring", "/svelte", "/pwa_icon")
_ICONS = frozenset(("/pwa_icon", "/pwa_icon/192", "/pwa_icon/512"))
_MAX_PATH_CHARS = 2_000


class PagePaths:
    """ASGI middleware: Gradio's other addresses, and files not made for download, are 404."""

    def __init__(self, app: ASGIApp, downloads: Path) -> None:
        """Open the page's addresses of `app`, and the files that lie in `downloads`."""
        self._app = app
        self._downloads = downloads.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse."""
        if scope["type"] == "http" and not self._is_open(route_path(scope)):
            await refuse(Refusal.NOT_FOUND)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_open(self, path: str) -> bool:
        if len(path) > _MAX_PATH_CHARS or "\\" in path or not path.isprintable():
            return False
        if path.startswith(FILE_PREFIX):
            return self._is_download(path.removeprefix(FILE_PREFIX))
        if path.startswith(_API):
            return path in _API_PATHS or path.startswith(_API_PREFIXES)
        return path in _ICONS or not f"{path}/".startswith(tuple(f"{name}/" for name in _CLOSED))

    def _is_download(self, name: str) -> bool:
        """Whether this is the plain absolute path of a file in the downloads folder."""
        if not name.startswith(f"{self._downloads}/") or ".." in name.split("/"):
            return False
        return Path(name).resolve().is_relative_to(self._downloads)


def route_path(scope: Scope) -> str:
    """The path below the sub-path that the service is published under."""
    path: str = scope["path"]
    root_path: str = scope.get("root_path", "")
    below = path.removeprefix(root_path)
    return below if below.startswith("/") else path
