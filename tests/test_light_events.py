"""How the light page and the shell hear answers: as events while they wait, or all at once."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.service.refusals import Refusal
from assistant.service.sent_events import FIRST_WORD_S
from assistant.web.labels import LIGHT_IN_LINE, LIGHT_OPENING
from assistant.web.light import KEEP_ALIVE_S
from tests.browser import watched
from tests.processes import Service, free_port, running, whole_service
from tests.slow_page import BROKEN, SLOW_S
from tests.towns import imported, own_cache

QUESTION = "俺家房子快塌了找谁"
ANSWER = "这件事归镇里管。"
THERE, ANSWER_THERE = "谁来管河道采砂", "临溪区水利局"
PER_MINUTE = 10
STREAM = {"Accept": "text/event-stream"}
KEPT = "问题还在框里"
LOST = "没连上网络，问题还在框里"
# As of a WebView that gives a response out only when it is whole.
WHOLE_ONLY = """
    const own = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, "responseText");
    Object.defineProperty(XMLHttpRequest.prototype, "responseText", {
        get() { return this.readyState === 4 ? own.get.call(this) : ""; }
    });
    Object.defineProperty(XMLHttpRequest.prototype, "onprogress", { set() {} });
"""


class Heard(NamedTuple):
    """An event, and when it came."""

    name: str
    content: Any
    at_s: float


@pytest.fixture(scope="module")
def http(cache_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A server that answers at once, with a town whose index has not been built."""
    folder = tmp_path_factory.mktemp("data")
    imported("bailu", folder)
    with whole_service(
        folder,
        LVZHI_DATA_DIR=str(folder),
        LVZHI_CACHE_DIR=str(own_cache(folder, cache_dir)),
        LVZHI_PAGE_RATE=f"{PER_MINUTE}/minute",
        LVZHI_TRUSTED_PROXIES="127.0.0.1",
    ) as started:
        yield started


@pytest.fixture(scope="module")
def slow(cache_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A server that takes its time to answer, two at a time."""
    port, log = free_port(), tmp_path_factory.mktemp("slow") / "serve.log"
    arguments = ["-m", "tests.slow_page", str(port)]
    environment = {"LVZHI_CACHE_DIR": str(cache_dir)}
    with running(arguments, port, log, environment, "/healthz") as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that has nothing open yet, on a device that has seen nothing."""
    context = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


@contextmanager
def crowd(slow: Service) -> Iterator[None]:
    """Four others who asked just before: whoever asks now stands in line for a while."""
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(heard, slow, "低保咋申请") for _ in range(4)]
        time.sleep(FIRST_WORD_S / 2)
        yield
        assert [answer_of(one) for one in asked] == [True] * 4


def answer_of(asked: "Future[list[Heard]]") -> bool:
    return asked.result()[-1].name == "answer"


def heard(service: Service, question: str, client: str = "192.0.2.1", **form: str) -> list[Heard]:
    """The events of a question, as they came."""
    started, events, name = time.monotonic(), [], ""
    headers = STREAM | {"X-Forwarded-For": client}
    with httpx.stream(
        "POST", f"{service.url}/m", data={"q": question} | form, headers=headers, timeout=180
    ) as answer:
        assert answer.status_code == 200
        for line in answer.iter_lines():
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                events.append(Heard(name, json.loads(value), time.monotonic() - started))
    return events


def sends(page: Page, question: str) -> None:
    page.get_by_label("您想问什么").fill(question)
    page.get_by_role("button", name="问", exact=True).click()


def test_an_answer_that_is_there_at_once_is_the_only_event(http: Service) -> None:
    heard(http, QUESTION)  # on a busy machine the first takes more than a second
    [answer] = heard(http, QUESTION)
    assert answer.name == "answer"
    assert answer.content["html"].startswith(f'<p class="lz-asked">{QUESTION}</p>')
    assert ANSWER in answer.content["html"]
    assert f'<input type="hidden" name="h" value="{QUESTION}">' in answer.content["html"]


def test_a_stream_is_compressed_guarded_and_not_held_back_by_proxies(http: Service) -> None:
    answer = httpx.post(f"{http.url}/m", data={"q": QUESTION}, headers=STREAM, timeout=30)
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["x-accel-buffering"] == "no"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-encoding"] == "gzip"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert httpx.post(f"{http.url}/m", data={"q": "x" * 70_000}, headers=STREAM).status_code == 413


def test_who_does_not_ask_for_events_gets_the_whole_page(http: Service) -> None:
    answer = httpx.post(f"{http.url}/m", data={"q": QUESTION, "part": "1"}, timeout=30)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.startswith("<!doctype html>")
    assert ANSWER in answer.text


def test_who_waits_for_an_index_is_told_so_until_it_is_built(http: Service) -> None:
    *waiting, answer = heard(http, THERE, town="bailu")
    assert waiting[0].content == {"sentence": LIGHT_OPENING}
    assert {event.name for event in waiting} == {"waiting"}
    assert waiting[0].at_s < answer.at_s - 0.1
    assert ANSWER_THERE in answer.content["html"]
    assert [event.name for event in heard(http, THERE, town="bailu")] == ["answer"]


def test_who_waits_for_their_turn_is_told_so_every_few_seconds(slow: Service) -> None:
    with crowd(slow):
        first, *_, last, answer = heard(slow, QUESTION)
    assert (first.name, first.content) == ("waiting", {"sentence": LIGHT_IN_LINE})
    assert FIRST_WORD_S <= first.at_s < SLOW_S
    assert (last.name, answer.name) == ("waiting", "answer")
    assert last.at_s - first.at_s >= KEEP_ALIVE_S * 0.9
    assert ANSWER in answer.content["html"]


def test_a_fault_after_the_first_word_is_refused_and_counted(slow: Service) -> None:
    waiting, refused = heard(slow, BROKEN)
    assert (waiting.name, refused.name) == ("waiting", "refused")
    assert refused.content["detail"] == Refusal.FAULT.sentence
    assert refused.content["error"]["code"] == "internal_error"
    counted = 'lvzhi_refused_requests_total{code="internal_error"} 1.0'
    assert counted in httpx.get(f"{slow.url}/metrics", timeout=30).text
    assert "Traceback" in slow.printed_once("a streamed answer failed")


def test_a_refusal_at_once_has_its_status(http: Service) -> None:
    headers = STREAM | {"X-Forwarded-For": "192.0.2.9"}
    long = {"q": "房" * 5_001}
    told = httpx.post(f"{http.url}/m", data=long, headers=headers, timeout=30)
    assert told.status_code == 422
    assert told.json()["detail"].startswith("问题有 5001 个字")


def test_the_page_tells_who_waits_and_shows_the_answer_when_it_comes(
    page: Page, slow: Service
) -> None:
    page.goto(f"{slow.url}/m")
    with crowd(slow):
        sends(page, QUESTION)
        expect(page.get_by_role("status")).to_have_text(LIGHT_IN_LINE)
        expect(page.locator(".lz-card")).to_have_count(0)
        page.get_by_label("您想问什么").fill("低保咋")  # the next one
        expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("")
    expect(page.get_by_label("您想问什么")).to_have_value("低保咋")


def test_a_browser_that_cannot_stream_shows_the_answer_at_the_end(
    page: Page, slow: Service
) -> None:
    page.add_init_script(WHOLE_ONLY)
    page.goto(f"{slow.url}/m")
    watched(page.get_by_role("status"))
    with crowd(slow):
        sends(page, QUESTION)
        expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page.get_by_label("您想问什么")).to_have_value("")
    # All came at once: what was waited for was never to be seen.
    assert page.evaluate("shown") == "|正在查清单……|"


def test_the_shell_tells_who_waits(page: Page, slow: Service) -> None:
    page.route("**/page/*/**", lambda route: route.abort())  # Gradio's
    page.goto(f"{slow.url}/")
    page.locator("#lz-shell textarea").fill(QUESTION)
    with crowd(slow):
        page.locator("#lz-shell textarea").press("Enter")
        expect(page.locator("#lz-shell-state")).to_have_text(LIGHT_IN_LINE)
        expect(page.locator("#lz-shell-talk .lz-direct")).to_have_text(ANSWER)
    expect(page.locator("#lz-shell-state")).to_have_text("")


def test_what_is_refused_under_way_stays_in_its_box(page: Page, slow: Service) -> None:
    page.goto(f"{slow.url}/m")
    sends(page, BROKEN)
    expect(page.get_by_role("status")).to_have_text(f"{Refusal.FAULT.sentence}{KEPT}。")
    expect(page.get_by_label("您想问什么")).to_have_value(BROKEN)
    sends(page, QUESTION)
    expect(page.get_by_text(ANSWER)).to_be_visible()


def test_what_is_refused_at_once_stays_in_its_box(page: Page, http: Service) -> None:
    page.set_extra_http_headers({"X-Forwarded-For": "192.0.2.7"})
    page.goto(f"{http.url}/m")
    for number in range(PER_MINUTE):
        sends(page, "你好")
        expect(page.locator(".lz-asked")).to_have_count(number + 1)
    sends(page, QUESTION)
    expect(page.get_by_role("status")).to_contain_text("秒后再试。")
    expect(page.get_by_role("status")).to_contain_text(KEPT)
    expect(page.get_by_label("您想问什么")).to_have_value(QUESTION)


@pytest.mark.parametrize("came", ["", 'event: waiting\ndata: {"sentence": "等"}\n\nevent: answ'])
def test_a_stream_that_breaks_off_leaves_the_question_in_its_box(
    page: Page, http: Service, came: str
) -> None:
    page.goto(f"{http.url}/m")
    page.route("**/m", lambda route: route.fulfill(content_type="text/event-stream", body=came))
    sends(page, QUESTION)
    expect(page.get_by_role("status")).to_contain_text(LOST)
    expect(page.get_by_label("您想问什么")).to_have_value(QUESTION)
    page.unroute("**/m")
    page.get_by_role("button", name="问", exact=True).click()
    expect(page.get_by_text(ANSWER)).to_be_visible()


def test_a_service_that_falls_silent_is_given_up(page: Page, http: Service) -> None:
    page.clock.install()
    page.goto(f"{http.url}/m")
    page.route("**/m", lambda route: None)  # never answered
    sends(page, QUESTION)
    expect(page.get_by_role("status")).to_have_text("正在查清单……")
    page.clock.fast_forward(31_000)
    expect(page.get_by_role("status")).to_contain_text(LOST)
    expect(page.get_by_label("您想问什么")).to_have_value(QUESTION)
