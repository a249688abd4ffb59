"""The desk: the event loop stays free, a full line is turned away."""

import asyncio
import threading
import time
from pathlib import Path

import httpx
import pytest

from assistant import Assistant
from assistant.log.question_log import FeedbackStore
from assistant.service import desk as desk_module
from assistant.service.desk import ANSWERING_THREADS, MAX_HISTORY, Desk
from assistant.service.refusals import RefusedError
from assistant.service.running.metrics import Metrics
from assistant.service.towns import Towns
from assistant.settings import Settings
from tests.guarded_app import PHONE
from tests.in_process import served_api
from tests.test_api_errors import error_of
from tests.wechat_peer import FakeAssistant


@pytest.fixture
def fake(assistant: Assistant) -> FakeAssistant:
    return FakeAssistant(assistant)


def desk_of(assistant: Assistant, folder: Path) -> Desk:
    settings = Settings.from_environment({"LVZHI_DATA_DIR": str(folder)})
    towns = Towns(settings, lambda of_town, engine: assistant)
    return Desk(towns, Metrics(towns))


def test_what_is_beyond_the_line_is_turned_away_at_once_and_the_rest_answered(
    fake: FakeAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "MAX_WAITING", 4)
    fake.delay_s = 1.0

    async def many(address: str) -> list[httpx.Response]:
        async with httpx.AsyncClient(timeout=60) as client:
            ask = [client.post(f"{address}/v1/ask", json={"question": "低保"}) for _ in range(9)]
            return await asyncio.gather(*ask)

    with served_api(fake, tmp_path) as address:
        answers = asyncio.run(many(address))
        assert sorted(answer.status_code for answer in answers) == [200] * 4 + [429] * 5
        refused = [answer for answer in answers if answer.status_code == 429]
        for answer in refused:
            assert error_of(answer, 429, "busy") == "现在问的人太多，请 2 秒后再试。"
            assert answer.headers["retry-after"] == "2"
            assert answer.elapsed.total_seconds() < fake.delay_s
        fake.delay_s = 0.0
        again = httpx.post(f"{address}/v1/ask", json={"question": "低保"}, timeout=30)
        assert again.status_code == 200


def test_health_is_told_while_every_thread_answers(fake: FakeAssistant, tmp_path: Path) -> None:
    fake.delay_s = 2.0
    with served_api(fake, tmp_path) as address:
        askers = [
            threading.Thread(
                target=httpx.post,
                args=(f"{address}/v1/ask",),
                kwargs={"json": {"question": "低保"}, "timeout": 60},
            )
            for _ in range(ANSWERING_THREADS + 1)
        ]
        for asker in askers:
            asker.start()
        while len(fake.asked) < ANSWERING_THREADS:
            time.sleep(0.01)
        started = time.monotonic()
        assert httpx.get(f"{address}/healthz").status_code == 200
        assert time.monotonic() - started < fake.delay_s / 2
        assert len(fake.asked) == ANSWERING_THREADS  # the third waits for a thread
        for asker in askers:
            asker.join()


def test_the_service_is_ready_once_its_town_is_loaded(fake: FakeAssistant, tmp_path: Path) -> None:
    with served_api(fake, tmp_path) as address:
        starting = httpx.get(f"{address}/readyz")
        assert error_of(starting, 503, "not_ready") == "服务正在启动，请 5 秒后再试。"
        assert starting.headers["retry-after"] == "5"
        assert starting.json()["error"]["type"] == "server_error"
        httpx.post(f"{address}/v1/ask", json={"question": "低保"}, timeout=30)
        assert httpx.get(f"{address}/readyz").status_code == 200


def test_questions_are_logged_masked_with_their_channel(
    fake: FakeAssistant, tmp_path: Path
) -> None:
    desk = desk_of(fake, tmp_path)
    asyncio.run(desk.ask(f"低保咋申请，我的电话{PHONE}", channel="mcp"))
    asyncio.run(desk.ask("危房改造谁负责"))
    settings = Settings.from_environment({"LVZHI_DATA_DIR": str(tmp_path)})
    entries = sorted(FeedbackStore.open(settings).entries(), key=lambda entry: entry.asked_at)
    assert [(entry.question, entry.channel) for entry in entries] == [
        ("低保咋申请，我的电话〔手机号〕", "mcp"),
        ("危房改造谁负责", "api"),
    ]


def test_only_the_last_earlier_questions_are_looked_at(fake: FakeAssistant, tmp_path: Path) -> None:
    desk = desk_of(fake, tmp_path)
    earlier = [f"问题{n}" for n in range(50)]
    asyncio.run(desk.ask("那镇里要做啥", earlier))
    assert fake.asked == [("那镇里要做啥", tuple(earlier[-MAX_HISTORY:]))]


def test_a_question_too_long_is_refused_before_it_costs_anything(
    fake: FakeAssistant, tmp_path: Path
) -> None:
    desk = desk_of(fake, tmp_path)
    with pytest.raises(RefusedError, match="问题有 5001 个字，最多 5000 个字"):
        asyncio.run(desk.ask("问" * 5001))
    assert fake.asked == []
