"""The web chat in a real headless Chromium, served by the real command."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
START_TIMEOUT_S = 120.0
ANSWER_TIMEOUT_MS = 20_000

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on PATH: install it (Debian: apt-get install chromium)"
)


@pytest.fixture(scope="module")
def address(cache_dir: Path) -> Iterator[str]:
    """A running `lvzhi serve` on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)]
    environment = os.environ | {"LVZHI_CACHE_DIR": str(cache_dir)}
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    url = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        assert server.poll() is None, "lvzhi serve stopped"
        try:
            urllib.request.urlopen(url, timeout=2).read()
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise AssertionError(f"{url} did not answer in {START_TIMEOUT_S} s")


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page(locale="zh-CN")
        page.goto(address)
        yield page
        browser.close()


def ask(page: Page, question: str) -> None:
    box = page.get_by_role("textbox").first
    box.fill(question)
    box.press("Enter")


def test_a_question_is_answered_with_its_citation(page: Page) -> None:
    ask(page, "农村低保申请由谁审核确认")
    answer = page.get_by_text("这件事由巴林左旗民政局牵头")
    expect(answer.first).to_be_visible(timeout=ANSWER_TIMEOUT_MS)
    expect(page.get_by_text("《配合履职事项清单》第6项").first).to_be_visible()
    page.get_by_text("引文 配合-6").first.click()
    expect(page.get_by_text("旗民政审核确认，确定救助金额").last).to_be_visible()


def test_markup_in_a_question_is_shown_as_text(page: Page) -> None:
    ask(page, "<img src=x onerror=\"document.title='hacked'\"> 低保咋申请")
    expect(page.get_by_text("这件事由巴林左旗民政局牵头").first).to_be_visible(
        timeout=ANSWER_TIMEOUT_MS
    )
    assert page.title() != "hacked"
