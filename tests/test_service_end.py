"""The end of a server: a thread that still answers doesn't keep the process."""

import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.processes import Service, free_port, running

pytestmark = pytest.mark.server

GRACE_S = 1
SLACK_S = 3.0


@pytest.mark.parametrize("workers", [1, 2])
def test_an_answer_that_never_ends_does_not_outlive_the_grace_time(
    tmp_path: Path, workers: int
) -> None:
    port = free_port()
    arguments = ["-m", "tests.stuck_app", str(port), str(workers), str(GRACE_S)]
    with running(arguments, port, tmp_path / "log", {}, "/") as service:
        asking = threading.Thread(target=_ask, args=[service])
        asking.start()
        time.sleep(0.5)  # until the question is being worked on
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(timeout=GRACE_S + SLACK_S) == 0
        asking.join()
        with pytest.raises(httpx.ConnectError):  # no worker is left on the port
            httpx.get(service.url, timeout=5)


def _ask(service: Service) -> None:
    with suppress(httpx.HTTPError):
        httpx.get(f"{service.url}/stuck", timeout=30)
