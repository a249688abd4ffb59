"""Several worker processes on one port: one that dies or hangs is replaced."""

import os
import socket
import tempfile
from collections.abc import Callable

from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from assistant.service.metrics import SHARED_FOLDER
from assistant.service.server import configuration

_POLL_S = 0.5


class _Workers(Multiprocess):
    """uvicorn's supervisor, which tells when all workers answer."""

    on_ready: Callable[[], None]

    def init_processes(self) -> None:
        """Start the workers and wait for them: a first start may have the index to build."""
        super().init_processes()
        for process in self.processes:
            while not self.should_exit.is_set() and process.process.is_alive():
                if process.wait_until_ready(_POLL_S, self.should_exit):
                    break
                self.handle_signals()
        if not self.should_exit.is_set() and all(each.exitcode is None for each in self.processes):
            self.on_ready()


def run_workers(
    factory: str, listener: socket.socket, workers: int, on_ready: Callable[[], None]
) -> bool:
    """Serve what `factory` makes in each worker until SIGTERM or SIGINT; False if none could start.

    `factory` is named `package.module:function`; each worker is a new interpreter.
    """
    with tempfile.TemporaryDirectory(prefix="lvzhi-metrics-") as folder:
        os.environ[SHARED_FOLDER] = folder
        supervisor = _Workers(configuration(factory, workers), [listener])
        supervisor.on_ready = on_ready
        supervisor.run()
    return all(process.exitcode != STARTUP_FAILURE for process in supervisor.processes)
