"""Building engine and index in a process of its own, whose memory is given back at its end."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.settings import Settings

# To export the engine takes torch, and 1.3 GB that a process never gives back.
_BUILD = (sys.executable, "-m", "assistant.cli", "build")


class BuildFailed(RuntimeError):  # noqa: N818 - as `CacheUnusable`: what is the case
    """The process that builds has ended without an index."""

    def __init__(self, code: int) -> None:
        """Name its exit code."""
        self.code = code
        super().__init__(f"建索引的进程没有做完（退出码 {code}），原因见上面。")


def build_apart(settings: Settings) -> None:
    """Build what is missing of these settings' engine and index; raises `BuildFailed`.

    What it does is shown on standard error; standard output may be a protocol's.
    """
    environment = {
        "LVZHI_TOWN": settings.town,
        "LVZHI_EMBEDDING_MODEL": settings.embedding_model,
        "LVZHI_CACHE_DIR": str(settings.cache_dir),
        "LVZHI_DATA_DIR": str(settings.data_dir),
        "LVZHI_THREADS": str(settings.threads),
    }
    with _left_by_sigterm():
        built = subprocess.run(
            _BUILD,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=os.environ | environment,
            check=False,
        )
    if built.returncode:
        raise BuildFailed(built.returncode)


@contextmanager
def _left_by_sigterm() -> Iterator[None]:
    """Whoever stops this process alone stops what it started: by an exception, not at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
