"""An application on a real server in a thread of the tests' own process: no model is loaded."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from assistant import Assistant
from assistant.service.api import build_api
from assistant.service.guard.guard import guard
from assistant.service.towns import Towns
from assistant.settings import Settings


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The address, without a slash at the end, while the application answers there."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, access_log=False, log_config=None, lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        deadline = time.monotonic() + 60
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=60)


@contextmanager
def served_api(assistant: Assistant, folder: Path, **environment: str) -> Iterator[str]:
    """The address of the guarded API with these settings; it answers by `assistant`."""
    settings = Settings.from_environment({"LVZHI_DATA_DIR": str(folder), **environment})
    app = build_api(Towns(settings, lambda of_town, engine: assistant), settings)
    guard(app, settings)
    with served(app) as address:
        yield address
