"""What tests need beside Python: told by markers, held to them, and said loudly where absent."""

import os
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from typing import NoReturn, Protocol

import pytest
import uvicorn

from corpus.readers.scan.recogniser import is_installed
from index.engine.embedding import Embedder
from tests import processes

# A test that uses one of these fixtures has these needs, without saying so.
OF_FIXTURES = {
    "assistant": ("model",),
    "cache_dir": ("model",),
    "api": ("model", "server"),
    "address": ("server",),
    "http": ("server",),
    "service": ("server",),
    "browser": ("browser", "server"),
    "page": ("browser", "server"),
}
_LACKING = "no {} on PATH: install it (Debian: apt-get install {})"
# The tool of a marker on this machine, and what is said where it isn't there.
TOOLS = {
    "browser": (processes.CHROMIUM, _LACKING.format("chromium", "chromium")),
    "nginx": (processes.NGINX, _LACKING.format("nginx", "nginx-light")),
    "ocr": (
        (is_installed() and processes.CHINESE_FONT) or None,
        "no rapidocr (pip install -e '.[ocr]') or no Chinese font (Debian: apt-get install "
        "fonts-wqy-zenhei)",
    ),
    "redis": (processes.REDIS, _LACKING.format("redis-server", "redis-server")),
    "milvus": (
        str((find_spec("pymilvus") and find_spec("milvus_lite")) or ""),
        "no Milvus Lite: install it (pip install -e '.[test]')",
    ),
}


class Item(Protocol):
    """What the rules look at of a test (`pytest.Item` is one)."""

    def add_marker(self, marker: str) -> None:
        """Give it a marker."""
        ...

    def get_closest_marker(self, name: str) -> object | None:
        """Its marker of this name."""
        ...


class Report(Protocol):
    """What is counted of a skipped test (`pytest.TestReport` is one)."""

    @property
    def longrepr(self) -> object:
        """Why it was skipped."""
        ...


def mark(items: Iterable[Item]) -> None:
    """Give every test the markers of the fixtures that it uses."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            for need in OF_FIXTURES.get(fixture, ()):
                item.add_marker(need)


def absent_tool(item: Item) -> str | None:
    """What this test needs and this machine lacks, with the remedy."""
    absent = (lacking for need, (path, lacking) in TOOLS.items() if not path and _has(item, need))
    return next(absent, None)


def skip_or_fail(item: Item) -> None:
    """Leave a test out whose tool is absent; in CI that is a failure."""
    if lacking := absent_tool(item):
        if os.environ.get("CI"):
            pytest.fail(lacking, pytrace=False)
        pytest.skip(lacking)


def hold_to_markers(item: Item, patched: pytest.MonkeyPatch) -> None:
    """Make a test fail that loads a model, or starts a server, as one of `make check` must not."""
    if _has(item, "model"):
        return
    patched.setattr(Embedder, "load", _refusing("model"))
    if not _has(item, "server"):
        patched.setattr(processes, "wait_until_it_answers", _refusing("server"))
        patched.setattr(uvicorn, "Config", _refusing("server"))


def _refusing(need: str) -> Callable[..., NoReturn]:
    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail(f"this test needs a {need}: give it the marker {need}")

    return refuse


def untested(skipped: Iterable[Report]) -> list[str]:
    """One loud line for each tool that tests were left out for want of."""
    reasons = [str(report.longrepr) for report in skipped]
    counts = {
        lacking: sum(lacking in reason for reason in reasons) for _, lacking in TOOLS.values()
    }
    return [f"NOT TESTED: {count} tests, {lacking}" for lacking, count in counts.items() if count]


def _has(item: Item, marker: str) -> bool:
    return item.get_closest_marker(marker) is not None
