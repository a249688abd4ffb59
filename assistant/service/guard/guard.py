"""What stands before every endpoint: log, headers, true client, bounds, faults, rate, paths."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from starlette.middleware.errors import ServerErrorMiddleware

from assistant.service.guard.bounds import RequestBounds
from assistant.service.guard.compressed_events import CompressedEvents
from assistant.service.guard.connections import RequestsUnderWay
from assistant.service.guard.headers import SecurityHeaders
from assistant.service.guard.limits import PageRateLimit
from assistant.service.guard.page_requests import PageRequests, Sendable
from assistant.service.guard.paths import PagePaths
from assistant.service.guard.proxies import ForwardedHeaders
from assistant.service.refusals import Refusal, refuse
from assistant.service.running.logs import AccessLog
from assistant.settings import Settings

_GZIP_LEVEL = 6  # of the page's 58 kB within 2 ms; Gradio compresses its scripts and styles itself

_BUSY_S = 5  # a full queue is worked off in about this time


def guard(app: FastAPI, settings: Settings, script_hashes: Sequence[str] = ()) -> None:
    """Guard an application; of what is added here, the last sees a request first.

    `script_hashes` are the CSP sources of inline scripts that its pages always have.
    """
    app.add_middleware(GZipMiddleware, compresslevel=_GZIP_LEVEL)  # streams of events pass as is
    # The one that an application always has stands outside, where no header would be added.
    app.add_middleware(ServerErrorMiddleware, handler=answer_fault)
    app.add_middleware(RequestBounds)
    app.add_middleware(RequestsUnderWay)
    app.add_middleware(ForwardedHeaders, trusted=settings.trusted_proxies)
    app.add_middleware(
        SecurityHeaders,
        frame_ancestors=settings.frame_ancestors,
        script_hashes=script_hashes,
    )
    app.add_middleware(AccessLog)


def guard_page(app: FastAPI, settings: Settings, downloads: Path, sendable: Sendable) -> None:
    """Guard Gradio's page in an application; to be called before `guard`, so as to stand inside.

    `downloads` is the folder of the files that the page offers, `sendable` is what it may send.
    """
    kinds: list[object] = [entry.cls for entry in app.user_middleware]
    if CORSMiddleware not in kinds:
        # Without one, Gradio lets every website read the page's answers, cookies sent.
        app.add_middleware(CORSMiddleware)
    app.add_middleware(CompressedEvents)
    app.add_middleware(PageRequests, sendable=sendable)
    app.add_middleware(PageRateLimit, rate=settings.page_rate)
    app.add_middleware(PagePaths, downloads=downloads)


async def answer_busy(request: Request, full: Exception) -> Response:
    """The answer to Gradio's 503, its queue being full; for a 503 its page has English words."""
    return refuse(Refusal.BUSY, _BUSY_S)


async def answer_fault(request: Request, fault: Exception) -> Response:
    """The polite answer to an internal fault; the server logs the trace as it passes on."""
    return refuse(Refusal.FAULT)
