"""The page opened and asked in a real Chromium, its network watched."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from eval.bench import BenchError
from eval.page.figures import Transfer, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

# "Slow 4G" of Chromium's developer tools, "Fast 3G" of older ones.
SLOW_CONNECTION: Mapping[str, float | bool] = {
    "offline": False,
    "latency": 150,  # ms, a round trip
    "downloadThroughput": 1_600_000 / 8,  # bytes a second
    "uploadThroughput": 750_000 / 8,
}
_SETTLED_MS = 2_000  # after the page can be used, what it still loads comes within this time
_TIMEOUT_MS = 120_000
_OURS = ("data:", "blob:")


@contextmanager
def chromium(executable: str) -> "Iterator[Browser]":
    """A Chromium that calls nobody by itself; BenchError without playwright."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise BenchError("没有装 playwright，量不了网页。请先 pip install -e '.[test]'。") from None
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=executable, args=options)
        yield browser
        browser.close()


def browsed(executable: str, url: str, questions: Sequence[str]) -> Visits:
    """Visit twice, ask, and visit once more over a slow connection."""
    with chromium(executable) as browser:
        page, network = _new_page(browser)
        wire = _Wire(network)
        open_ms = _opened_ms(page, url)
        page.wait_for_timeout(_SETTLED_MS)
        first = wire.taken()
        _opened_ms(page, url)
        page.wait_for_timeout(_SETTLED_MS)
        repeat = wire.taken()
        seen = [_seen_ms(page, place, asked) for place, asked in enumerate(questions)]
        asked_for = tuple(wire.addresses)
        slow_page, slow_network = _new_page(browser)
        slow_network.send("Network.emulateNetworkConditions", dict(SLOW_CONNECTION))
        slow_open_ms = _opened_ms(slow_page, url)
    return Visits(
        first_visit=first,
        repeat_visit=repeat,
        third_party=tuple(name for name in asked_for if not name.startswith((url, *_OURS))),
        open_ms=open_ms,
        slow_open_ms=slow_open_ms,
        seen_p50_ms=float(np.percentile(seen, 50)),
        seen_p95_ms=float(np.percentile(seen, 95)),
    )


def _new_page(browser: "Browser") -> "tuple[Page, CDPSession]":
    """A page on a device that has never seen it, and its network."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(_TIMEOUT_MS)
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    return page, network


def _opened_ms(page: "Page", url: str) -> float:
    started = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.get_by_role("textbox", name="您想问什么").wait_for()
    return (time.perf_counter() - started) * 1000


def _seen_ms(page: "Page", place: int, question: str) -> float:
    """Ask the conversation's question at a place; milliseconds to its answer's first line."""
    box = page.get_by_role("textbox", name="您想问什么")
    box.fill(question)
    started = time.perf_counter()
    box.press("Enter")
    page.locator(".lz-direct").nth(place).wait_for()
    seen_ms = (time.perf_counter() - started) * 1000
    page.get_by_role("button", name="发送").wait_for()  # until then it's still being answered
    return seen_ms


class _Wire:
    """What the browser asks for and what comes back."""

    def __init__(self, network: "CDPSession") -> None:
        self.addresses: list[str] = []
        self._kinds: dict[str, str] = {}
        self._sent: dict[str, int] = {}
        network.on("Network.requestWillBeSent", self._on_request)
        network.on("Network.loadingFinished", self._on_finished)

    def taken(self) -> dict[str, Transfer]:
        """What came since the last call, by kind."""
        sizes: dict[str, list[int]] = defaultdict(list)
        for request, size in self._sent.items():
            sizes[self._kinds[request]].append(size)
        self._sent.clear()
        return {
            kind: Transfer(requests=len(sent), sent_bytes=sum(sent))
            for kind, sent in sorted(sizes.items())
        }

    def _on_request(self, event: dict[str, Any]) -> None:
        self.addresses.append(event["request"]["url"])
        self._kinds[event["requestId"]] = event.get("type", "Other")

    def _on_finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._kinds:
            self._sent[event["requestId"]] = int(event["encodedDataLength"])
