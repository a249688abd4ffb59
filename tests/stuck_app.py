"""A served application with an answer that takes far longer than anybody waits; run by tests."""

import asyncio
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from assistant.service.running.logs import configure_logs
from assistant.service.running.server import bind, run
from assistant.service.running.workers import run_workers

STUCK_S = 60.0
_THREADS = ThreadPoolExecutor(1)


def _work() -> None:
    deadline = time.monotonic() + STUCK_S
    while time.monotonic() < deadline:
        pass


async def _stuck(request: Request) -> Response:
    await asyncio.get_running_loop().run_in_executor(_THREADS, _work)
    return PlainTextResponse("done")


def application() -> Starlette:
    """`/stuck` works a minute in a thread, `/` answers."""
    configure_logs()
    return Starlette(
        routes=[Route("/stuck", _stuck), Route("/", lambda r: PlainTextResponse("up"))]
    )


if __name__ == "__main__":
    port, workers, grace_s = map(int, sys.argv[1:])
    if workers == 1:
        run(application(), bind("127.0.0.1", port), lambda: None, grace_s=grace_s)
    else:
        name = "tests.stuck_app:application"
        run_workers(name, bind("127.0.0.1", port), workers, lambda: None, grace_s=grace_s)
