"""Several worker processes on one port: one that dies or hangs is replaced."""

import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Sequence
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from threading import Thread

from uvicorn.supervisors import Multiprocess

from assistant.service.running.metrics import SHARED_FOLDER
from assistant.service.running.server import GRACE_S, LEAVING_S, configuration, listen

_POLL_S = 0.5


class _Workers(Multiprocess):
    """uvicorn's supervisor, which tells when all workers answer, and gives up if one never did."""

    on_ready: Callable[[], None]
    is_ready = False

    def init_processes(self) -> None:
        """Start the workers and wait for them."""
        super().init_processes()
        self._hang_up()
        for process in self.processes:
            while not self.should_exit.is_set() and process.process.is_alive():
                if process.wait_until_ready(_POLL_S, self.should_exit):
                    break
                self.handle_signals()
        if self.should_exit.is_set():
            return
        if all(process.process.is_alive() for process in self.processes):
            self.is_ready = True
            self.on_ready()
        else:
            self.should_exit.set()

    def keep_subprocess_alive(self) -> None:
        """Replace workers that have died or don't answer a ping."""
        self._hang_up()
        super().keep_subprocess_alive()

    def join_all(self) -> None:
        """Wait for the workers; kill those whose threads outlive the grace time."""
        grace_s = self.config.timeout_graceful_shutdown or 0
        deadline = time.monotonic() + grace_s + LEAVING_S
        for process in self.processes:
            process.process.join(max(0.0, deadline - time.monotonic()))
            if process.process.is_alive():
                process.kill()
        super().join_all()

    def _hang_up(self) -> None:
        """Close our copies of the workers' ends: else a ping to one that dies waits its time."""
        for process in self.processes:
            process.child_conn.close()


def end_with_supervisor() -> None:
    """In a worker: end in order once the supervisor is gone, or the port would stay taken."""
    if (supervisor := parent_process()) is not None:
        Thread(target=_end_after, args=(supervisor,), daemon=True).start()


def _end_after(supervisor: BaseProcess) -> None:
    supervisor.join()
    os.kill(os.getpid(), signal.SIGTERM)


def run_workers(
    factory: str,
    listener: socket.socket,
    workers: int,
    on_ready: Callable[[], None],
    trusted: Sequence[str] = (),
    grace_s: int = GRACE_S,
) -> bool:
    """Serve what `factory` makes in each worker until SIGTERM or SIGINT; whether all could start.

    `factory` is named `package.module:function`; each worker is a new interpreter. One that ends
    later, whatever its reason, is replaced until its replacement lives; the others serve on.
    Answers under way are finished at the end, for at most `grace_s`.
    Raises `SettingsError` where the port was taken since.
    """
    listen(listener)
    with tempfile.TemporaryDirectory(prefix="lvzhi-metrics-") as folder:
        os.environ[SHARED_FOLDER] = folder
        supervisor = _Workers(configuration(factory, trusted, workers, grace_s), [listener])
        supervisor.on_ready = on_ready
        supervisor.run()
    return supervisor.is_ready
