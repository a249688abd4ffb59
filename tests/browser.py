"""What tests in a browser share: the real server on a free port, and a headless Chromium."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.processes import CHROMIUM, whole_service

ANSWER_TIMEOUT_MS = 60_000  # several things share the machine in CI
expect.set_options(timeout=ANSWER_TIMEOUT_MS)  # Playwright's own is 5 s


@contextmanager
def serving(environment: Mapping[str, str], *options: str) -> Iterator[str]:
    """The address of a `lvzhi serve` with these `LVZHI_…` variables and command-line options."""
    with (
        tempfile.TemporaryDirectory() as folder,
        whole_service(Path(folder), *options, **environment) as service,
    ):
        yield f"{service.url}/"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium that calls nobody by itself."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


def ask(page: Page, question: str) -> None:
    """Type a question into the chat and send it."""
    box = page.get_by_role("textbox", name="您想问什么")
    box.fill(question)
    box.press("Enter")


def settled(page: Page) -> None:
    """Until the page has taken the whole answer in: before, a further question waits."""
    busy = page.locator("html.lz-busy")
    expect(busy).to_have_count(0, timeout=ANSWER_TIMEOUT_MS)


def answered(page: Page, question: str) -> None:
    """Ask a further question, and wait until its answer is whole."""
    rows = page.locator("#lz-chat .user-row")
    before = rows.count()
    ask(page, question)
    expect(rows).to_have_count(before + 1, timeout=ANSWER_TIMEOUT_MS)
    settled(page)


def watched(part: Locator) -> None:
    """From now on the page's `shown` has all that a part says, for however short a time."""
    part.evaluate(
        """part => {
            window.shown = "";
            new MutationObserver(() => (shown += "|" + part.textContent)).observe(
                part, { childList: true, characterData: true, subtree: true }
            );
        }"""
    )


def loaded(page: Page, address: str) -> Page:
    """The page, at the tab that its address names: what is kept and linked has been taken in."""
    page.goto(address, timeout=ANSWER_TIMEOUT_MS)
    # Before, what is kept on the device would displace a new question.
    expect(page.locator("html")).to_contain_class("lz-ready", timeout=ANSWER_TIMEOUT_MS)
    return page


def opened(page: Page, address: str) -> Page:
    """The page, loaded so far that it can be asked."""
    loaded(page, address)
    expect(page.get_by_role("textbox", name="您想问什么")).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    return page


def violations(page: Page) -> list[str]:
    """What axe-core calls a serious or critical violation: its rule and first element."""
    # What fades in has too little contrast until it is there; a notice's clock runs for longer.
    page.wait_for_function(
        """() => document.getAnimations()
            .filter(one => one.playState !== "finished")
            .every(one => one.effect.getComputedTiming().endTime > 2_000)"""
    )
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html']} {one['nodes'][0]['failureSummary']}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.fixture(scope="session")
def address(cache_dir: Path) -> Iterator[str]:
    """A running `lvzhi serve` without a staff tab, shared by the whole run."""
    with serving({"LVZHI_CACHE_DIR": str(cache_dir)}) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module: while it is open, `asyncio.run` can't be used in this thread."""
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The chat page on a device that has never seen it."""
    context = browser.new_context(locale="zh-CN")
    yield opened(context.new_page(), address)
    context.close()
