"""One client's many or long questions don't hold others up: turns in line, rates by length."""

import asyncio
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from assistant import Assistant
from assistant.service import desk as desk_module
from assistant.service.guard.limits import RateLimiter
from assistant.service.line import in_turns
from assistant.understanding.normalisation import MAX_QUESTION_CHARS
from tests.in_process import served_api
from tests.processes import free_port, running
from tests.slow_page import SLOW_S
from tests.test_api_errors import error_of
from tests.test_desk import desk_of
from tests.wechat_peer import FakeAssistant

LONG = ("农村低保申请由谁审核确认，" * 400)[:MAX_QUESTION_CHARS]
HURRIED_S = 3.0  # longer than this nobody waits for another client's questions


@pytest.fixture
def fake(assistant: Assistant) -> FakeAssistant:
    return FakeAssistant(assistant)


def client(address: str) -> httpx.AsyncClient:
    """One that comes from this address of the machine."""
    transport = httpx.AsyncHTTPTransport(
        local_address=address, limits=httpx.Limits(max_connections=None)
    )
    return httpx.AsyncClient(transport=transport, timeout=60)


async def ask(asker: httpx.AsyncClient, url: str) -> httpx.Response:
    return await asker.post(f"{url}/v1/ask", json={"question": "低保"})


def test_everybodys_first_question_comes_before_anybodys_second() -> None:
    waiting = ["a1", "a2", "a3", "b1", "c1", "b2"]
    assert in_turns(waiting, lambda item: item[0], {}) == ["a1", "b1", "c1", "a2", "b2", "a3"]
    assert in_turns(waiting, lambda item: item[0], {"a": 2})[:3] == ["b1", "c1", "b2"]


def test_a_flood_of_questions_holds_no_other_client_up(fake: FakeAssistant, tmp_path: Path) -> None:
    fake.delay_s = 0.2

    async def flood(url: str) -> tuple[float, float]:
        async with client("127.0.0.1") as greedy, client("127.0.0.2") as other:
            started = time.monotonic()
            many = [asyncio.create_task(ask(greedy, url)) for _ in range(60)]
            await asyncio.sleep(1)
            asked = time.monotonic()
            assert (await ask(other, url)).status_code == 200
            waited_s = time.monotonic() - asked
            answers = await asyncio.gather(*many)
            assert {answer.status_code for answer in answers} == {200}
            return waited_s, time.monotonic() - started

    with served_api(fake, tmp_path) as url:
        waited_s, flood_s = asyncio.run(flood(url))
    assert waited_s < HURRIED_S / 3 < flood_s / 3


def test_a_full_line_makes_room_for_who_has_least_in_it(
    fake: FakeAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "MAX_WAITING", 6)
    fake.delay_s = 0.5

    async def flood(url: str) -> tuple[int, list[httpx.Response]]:
        async with client("127.0.0.1") as greedy, client("127.0.0.2") as other:
            await ask(other, url)  # the town is loaded now
            many = [asyncio.create_task(ask(greedy, url)) for _ in range(6)]
            await asyncio.sleep(0.2)
            status = (await ask(other, url)).status_code
            return status, await asyncio.gather(*many)

    with served_api(fake, tmp_path) as url:
        status, answers = asyncio.run(flood(url))
    assert status == 200
    refused = [answer for answer in answers if answer.status_code != 200]
    assert [error_of(answer, 429, "busy") for answer in refused] == [
        "现在问的人太多，请 2 秒后再试。"
    ]


def test_a_request_that_is_given_up_gives_its_place_up(fake: FakeAssistant, tmp_path: Path) -> None:
    fake.delay_s = 0.2

    async def come_and_go() -> None:
        desk = desk_of(fake, tmp_path)
        tasks = [asyncio.create_task(desk.ask("低保")) for _ in range(20)]
        await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(5):
            assert (await desk.ask("低保")).answer.citations

    asyncio.run(come_and_go())


def test_a_long_question_counts_as_many(fake: FakeAssistant, tmp_path: Path) -> None:
    with (
        served_api(fake, tmp_path, LVZHI_API_RATE="60/minute") as url,
        httpx.Client(base_url=url, timeout=30) as asker,
    ):
        statuses = [asker.post("/v1/ask", json={"question": LONG}).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]  # each is 21 of them
        history = {"question": "那镇里要做啥", "history": [LONG]}
        refused = asker.post("/v1/ask", json=history)
        assert error_of(refused, 429, "too_many_requests").startswith("问得太快了")


def test_an_assistants_tool_is_counted_for_its_client(fake: FakeAssistant, tmp_path: Path) -> None:
    def call(url: str) -> str:
        params = {"name": "ask", "arguments": {"question": LONG}}
        answer = httpx.post(
            f"{url}/mcp",
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params},
            headers={"accept": "application/json"},
            timeout=30,
        )
        return json.dumps(answer.json(), ensure_ascii=False)

    with served_api(fake, tmp_path, LVZHI_API_RATE="40/minute") as url:
        assert "问得太快了" not in call(url)
        assert "问得太快了" in call(url)


@pytest.mark.model
@pytest.mark.server
def test_a_flood_of_questions_to_the_page_holds_no_other_visitor_up(tmp_path: Path) -> None:
    port = free_port()
    environment = {"LVZHI_TRUSTED_PROXIES": "127.0.0.1"}
    with running(
        ["-m", "tests.slow_page", str(port)], port, tmp_path / "page.log", environment, "/healthz"
    ) as service:
        events = httpx.get(f"{service.url}/config", timeout=30).json()["dependencies"]
        asking = next(event["id"] for event in events if event["api_name"] == "ask")

        def join(address: str, session: str, question: str) -> None:
            body = {"data": [question, [], "zh", ""], "fn_index": asking, "session_hash": session}
            joined = httpx.post(
                f"{service.url}/gradio_api/queue/join",
                json=body,
                headers={"X-Forwarded-For": address},
                timeout=30,
            )
            assert joined.status_code == 200

        for number in range(6):  # three rounds of two
            join("203.0.113.1", f"a{number}", f"低保咋申请，第{number}次")
        started = time.monotonic()
        join("203.0.113.2", "b", "危房改造谁负责")
        address = f"{service.url}/gradio_api/queue/data?session_hash=b"
        with httpx.stream("GET", address, timeout=60) as events_of_b:
            assert any("process_completed" in line for line in events_of_b.iter_lines())
        # Its own, one before it, and what a busy machine adds; after all others it would be four.
        assert time.monotonic() - started < 3.5 * SLOW_S
        service.process.kill()  # the others need not be answered


def test_setting_the_clock_frees_nobody_and_locks_nobody_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limiter = RateLimiter("2/minute")
    assert [limiter.wait_s("a") for _ in range(2)] == [None, None]
    now = time.time()
    for jump_s in (200 * 86_400, -200 * 86_400):
        monkeypatch.setattr("time.time", lambda jump_s=jump_s: now + jump_s)
        assert limiter.wait_s("a") in (59, 60)
        assert limiter.wait_s(f"b{jump_s}") is None


def test_a_window_moves_and_what_is_past_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    limiter, now = RateLimiter("10/minute"), 1_000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    assert limiter.wait_s("a", 6) is None
    now += 20
    assert limiter.wait_s("a", 4) is None
    assert (limiter.wait_s("a"), limiter.wait_s("a", 7), limiter.wait_s("a", 99)) == (40, 60, 60)
    now += 40
    assert limiter.wait_s("a", 6) is None
    now += 60
    assert limiter.wait_s("b") is None
    assert list(limiter._windows) == ["b"]


def test_many_threads_are_counted_one_by_one() -> None:
    limiter = RateLimiter("500/minute")
    start = threading.Barrier(8)

    def use() -> int:
        start.wait()
        return sum(limiter.wait_s("a") is None for _ in range(200))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert sum(future.result() for future in [pool.submit(use) for _ in range(8)]) == 500
    finally:
        sys.setswitchinterval(before)
