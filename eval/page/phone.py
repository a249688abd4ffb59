"""The page on an old phone: when it is seen and can be used, what it loads, what a turn costs."""

import time
from collections.abc import Sequence
from itertools import cycle, islice
from typing import TYPE_CHECKING

import numpy as np

from assistant.service.guard.paths import LIGHT
from eval.page.figures import Phone
from eval.page.slow import OldPhone

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTH, HEIGHT = 390, 780  # px
SHOWN_PX = 620  # of an answer, between the browser's own bars and the question box
TALK_TURNS = 20
_TIMEOUT_MS = 120_000
_BOX = "#lz-question textarea"
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_USABLE = "() => window.lz && lz.shellDone"  # what is asked from now on is answered or kept
_READY = "html.lz-ready"
_IDLE = "() => !document.documentElement.classList.contains('lz-busy')"
_SETTLED_MS = 400  # the last of a stream comes after the answer


def on_a_phone(browser: "Browser", url: str, questions: Sequence[str]) -> Phone:
    """Open the page as a new visitor three times: to load it, to ask at once, to talk."""
    page = _page(browser)
    phone = OldPhone(page)
    started = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(_USABLE)
    usable_ms = (time.perf_counter() - started) * 1000
    page.locator(_READY).wait_for()
    ready_ms = (time.perf_counter() - started) * 1000
    requests, received = len(phone.addresses), phone.received_bytes
    painted_ms = float(page.evaluate(_PAINTED))
    page.context.close()
    turn_bytes, heights = _talk(browser, url, questions)
    light_ms, light = _light(browser, url)
    return Phone(
        painted_ms=painted_ms,
        usable_ms=usable_ms,
        ready_ms=ready_ms,
        answered_ms=_answered_ms(browser, url),
        requests=requests,
        received_bytes=received,
        turn_bytes=turn_bytes,
        answers=len(heights),
        fitting=float(np.mean([height <= SHOWN_PX for height in heights])),
        height_p50_px=float(np.percentile(heights, 50)),
        light_ms=light_ms,
        light_requests=len(light.addresses),
        light_bytes=light.received_bytes,
    )


def _page(browser: "Browser") -> "Page":
    page = browser.new_context(
        locale="zh-CN", viewport={"width": WIDTH, "height": HEIGHT}
    ).new_page()
    page.set_default_timeout(_TIMEOUT_MS)
    return page


def _light(browser: "Browser", url: str) -> tuple[float, OldPhone]:
    """Milliseconds until the light page, whole with its script, can be asked; what it loaded."""
    page = _page(browser)
    phone = OldPhone(page)
    started = time.perf_counter()
    page.goto(f"{url}{LIGHT}", wait_until="load")
    light_ms = (time.perf_counter() - started) * 1000
    page.wait_for_timeout(_SETTLED_MS)  # what it received is told a little later
    page.context.close()
    return light_ms, phone


def _answered_ms(browser: "Browser", url: str) -> float:
    """From opening the page to the answer of an example that is tapped as soon as it can be."""
    page = _page(browser)
    OldPhone(page)
    started = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(_USABLE)
    page.locator("#lz-shell .lz-taps button").first.click()
    page.locator(".lz-direct").first.wait_for()
    answered_ms = (time.perf_counter() - started) * 1000
    page.context.close()
    return answered_ms


def _talk(browser: "Browser", url: str, questions: Sequence[str]) -> tuple[int, list[float]]:
    """Bytes of the last turn of a long talk; heights of the answers to each question alone."""
    page = _page(browser)
    page.goto(url)
    page.locator(_READY).wait_for()
    heights: list[float] = []
    for question in questions:
        _ask(page, question)
        heights.append(page.locator(".lz-card").last.bounding_box()["height"])  # type: ignore[index]
        page.get_by_role("button", name="清空记录").click()
        page.locator(".lz-card").wait_for(state="detached")
    for question in islice(cycle(questions), TALK_TURNS - 1):
        _ask(page, question)
    wire = OldPhone(page, is_slow=False)
    _ask(page, questions[-1])
    page.context.close()
    return wire.received_bytes + wire.sent_bytes, heights


def _ask(page: "Page", question: str) -> None:
    rows = page.locator("#lz-chat .user-row")
    before = rows.count()
    page.locator(_BOX).fill(question)
    page.locator(_BOX).press("Enter")
    # Not for the page to be busy: it may be so for less than a look.
    rows.nth(before).wait_for()
    page.wait_for_function(_IDLE)
    page.wait_for_timeout(_SETTLED_MS)
