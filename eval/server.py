"""A server of the product, started to be measured: its address, its processes, their memory."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

from eval.bench import BenchError
from eval.warm import rss_mb

START_TIMEOUT_S = 1_200.0  # engine and index may have to be built first, beside other work
_ANSWER_TIMEOUT_S = 120.0
_POLL_S = 0.05
_MEMORY = re.compile(r"^(Rss|Pss):\s+(\d+) kB$", re.MULTILINE)
_KB_PER_MB = 1024


class Memory(NamedTuple):
    """Memory of all processes of a server in MiB."""

    pss_mb: float  # shared pages counted once: what the machine must have
    rss_mb: float  # of the largest process: what `top` shows


class Server:
    """`lvzhi serve` or `lvzhi api`, on a free port."""

    peak_rss_mb = 0.0  # of the first process, once stopped

    def __init__(self, log: Path, ready: str, *arguments: str, **environment: str) -> None:
        """Start it and wait until the path `ready` answers; BenchError where it doesn't.

        What it prints goes to the file `log`.
        """
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._log = log
        command = [sys.executable, "-m", "assistant.cli", *arguments, "--port", str(port)]
        started = time.perf_counter()
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT
            )
        self._wait(ready, started + START_TIMEOUT_S)
        self.start_s = time.perf_counter() - started

    def _wait(self, ready: str, until: float) -> None:
        while time.perf_counter() < until and self._process.poll() is None:
            try:
                httpx.get(self.url + ready, timeout=_ANSWER_TIMEOUT_S).raise_for_status()
            except (httpx.TransportError, httpx.HTTPStatusError):
                time.sleep(_POLL_S)
            else:
                return
        self.stop()
        last = self._log.read_text(errors="replace")[-500:]
        raise BenchError(f"服务没有启动：\n{last}")

    @property
    def workers(self) -> tuple[int, ...]:
        """The processes that answer: the children of the first, or itself where it has none."""
        return _children(self._process.pid) or (self._process.pid,)

    def memory(self) -> Memory:
        """Memory of the first process and its children at this moment."""
        parts = [_memory(pid) for pid in {self._process.pid, *self.workers}]
        return Memory(sum(part.pss_mb for part in parts), max(part.rss_mb for part in parts))

    def cpu_s(self) -> float:
        """Processor time that its present processes have taken so far."""
        return sum(_cpu_s(pid) for pid in {self._process.pid, *self.workers})

    def stop(self) -> None:
        """End it, unless it has ended."""
        if self._process.returncode is None:
            self._process.terminate()
            _, status, usage = os.wait4(self._process.pid, 0)
            self._process.returncode = os.waitstatus_to_exitcode(status)
            self.peak_rss_mb = rss_mb(usage)


@contextmanager
def serving(log: Path, ready: str, *arguments: str, **environment: str) -> Iterator[Server]:
    """A `Server`, stopped at the end."""
    server = Server(log, ready, *arguments, **environment)
    try:
        yield server
    finally:
        server.stop()


def _children(pid: int) -> tuple[int, ...]:
    """The processes that a process has started, helpers of multiprocessing apart."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return tuple(int(child) for child in found if not _is_helper(int(child)))


def _is_helper(pid: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it has just ended
        return True
    return b"multiprocessing.resource_tracker" in command


def _cpu_s(pid: int) -> float:
    """User and system time: fields 14 and 15 of `proc(5)`, counted past the name in brackets."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> Memory:
    """Memory of one process; nothing where it has just ended."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return Memory(0.0, 0.0)
    kb = {name: int(value) for name, value in _MEMORY.findall(rollup)}
    return Memory(kb.get("Pss", 0) / _KB_PER_MB, kb.get("Rss", 0) / _KB_PER_MB)
