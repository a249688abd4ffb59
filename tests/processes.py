"""Server processes under test: started on a free port, with what they print kept in a file."""

import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Debian puts it where only root's PATH looks.
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
REDIS = shutil.which("redis-server")
_FONTS = shutil.which("fc-list")
# Some documents of the tests carry no font of their own, and are drawn with one of the machine.
CHINESE_FONT = _FONTS and subprocess.check_output((_FONTS, ":lang=zh"), text=True)
HEADER_TIMEOUT_S = 1.0  # of the small application; twenty seconds in the product
START_TIMEOUT_S = 180.0  # several things share the machine in CI
STOP_TIMEOUT_S = 30.0
LOG_TIMEOUT_S = 20.0


@dataclass(frozen=True)
class Service:
    """A running server."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def printed(self) -> str:
        """What it has written so far, to both streams."""
        return self.log.read_text(encoding="utf-8")

    def printed_once(self, words: str) -> str:
        """What it has written, as soon as these words are in it."""
        deadline = time.monotonic() + LOG_TIMEOUT_S
        while words not in self.printed():
            assert time.monotonic() < deadline, f"not logged: {words}"
            time.sleep(0.05)
        return self.printed()


_PORTS = (20_000, 32_000)


def free_port() -> int:
    """A port that nobody listens on, below those that connections going out are given.

    Of those, one may be taken by another test before the server that is started has it.
    """
    for port in random.SystemRandom().sample(range(*_PORTS), _PORTS[1] - _PORTS[0]):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError(f"no free port in {_PORTS}")


@contextmanager
def running(
    arguments: list[str], port: int, log: Path, environment: Mapping[str, str], ready: str
) -> Iterator[Service]:
    """Run this Python with arguments until the path `ready` answers; stopped at the end."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    service = Service(port, process, log)
    try:
        wait_until_it_answers(service, ready)
        yield service
    finally:
        process.terminate()
        process.wait(timeout=STOP_TIMEOUT_S)


@contextmanager
def redis_server(folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Debian's Redis on a port, keeping nothing on disk."""
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(
        [str(REDIS), *options, "--dir", str(folder)], stdout=subprocess.DEVNULL
    )
    try:
        wait_for_port(port, process)
        yield process
    finally:
        process.kill()
        process.wait(timeout=STOP_TIMEOUT_S)


@contextmanager
def small_service(
    folder: Path, header_timeout_s: float = HEADER_TIMEOUT_S, **environment: str
) -> Iterator[Service]:
    """`tests.guarded_app`, with these settings."""
    port = free_port()
    arguments = ["-m", "tests.guarded_app", str(port), str(header_timeout_s)]
    with running(arguments, port, folder / "small.log", environment, "/client") as service:
        yield service


@contextmanager
def whole_service(folder: Path, *options: str, **environment: str) -> Iterator[Service]:
    """`lvzhi serve`, with these options and settings."""
    port = free_port()
    arguments = ["-m", "assistant.cli", "serve", "--port", str(port), *options]
    with running(arguments, port, folder / "serve.log", environment, "/healthz") as service:
        yield service


@contextmanager
def troubled_api(folder: Path, **environment: str) -> Iterator[Service]:
    """`tests.troubled_api`, with these settings."""
    port = free_port()
    arguments = ["-m", "tests.troubled_api", str(port)]
    with running(arguments, port, folder / "api.log", environment, "/healthz") as service:
        yield service


def wait_for_port(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until somebody listens on the port; fails where the process has ended."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        assert process.poll() is None, "the process stopped"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nobody listened on {port} in {START_TIMEOUT_S} s")


def wait_until_it_answers(service: Service, path: str) -> None:
    """Until the path answers, whatever it says; fails where the process has ended."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        assert service.process.poll() is None, f"the server stopped: {service.printed()}"
        try:
            httpx.get(service.url + path, timeout=5)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{service.url} did not answer in {START_TIMEOUT_S} s")
