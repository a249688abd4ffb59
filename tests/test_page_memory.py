"""What the page's server remembers of visitors, by a small page on a real server."""

import json
import time
from collections.abc import Iterator
from typing import Any

import gradio
import httpx
import pytest
from fastapi import FastAPI

from app import gradio_app
from assistant.web import page_memory
from assistant.web.page_memory import PageState, bound_memory
from tests.in_process import served

JOIN, RESULTS = "/gradio_api/queue/join", "/gradio_api/queue/data"
MAX_PAGES = 10


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """A page that counts its visitor's calls, and changes a component."""
    monkeypatch.setattr(page_memory, "MAX_PAGES", MAX_PAGES)
    monkeypatch.setattr(page_memory, "_PRUNED_EVERY_S", 0.0)
    with gradio.Blocks() as blocks:
        count, shown = gradio.State(0), gradio.Textbox("-")
        gradio.Button("x").click(
            lambda now: (now + 1, gradio.Textbox(value=f"{now + 1}", label="called")),
            [count],
            [count, shown],
        )
    blocks.queue()
    app: FastAPI = gradio.mount_gradio_app(FastAPI(), blocks, path="/", ssr_mode=False)
    bound_memory(gradio_app(app))
    return app


@pytest.fixture
def http(page: FastAPI) -> Iterator[httpx.Client]:
    with served(page) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


def join(http: httpx.Client, session: str) -> None:
    body = {"data": [None], "fn_index": 0, "session_hash": session}
    http.post(JOIN, json=body).raise_for_status()


def read(http: httpx.Client, session: str) -> list[dict[str, Any]]:
    """All that the queue has to say to a page."""
    lines = http.get(RESULTS, params={"session_hash": session}).text.splitlines()
    return [json.loads(line.removeprefix("data:")) for line in lines if line]


def shown(http: httpx.Client, session: str) -> dict[str, Any]:
    """What a call changes on the page."""
    join(http, session)
    done = next(one for one in read(http, session) if one["msg"] == "process_completed")
    assert done["success"]
    update: dict[str, Any] = done["output"]["data"][1]
    return update


def test_a_page_has_its_own_values_and_sees_its_components_change(http: httpx.Client) -> None:
    assert [shown(http, name)["value"] for name in ("a", "a", "b", "a")] == ["1", "2", "1", "3"]
    assert shown(http, "b")["label"] == "called"


def test_the_pages_used_last_are_remembered_and_others_begin_anew(
    page: FastAPI, http: httpx.Client
) -> None:
    for number in range(3 * MAX_PAGES):
        shown(http, f"v{number}")
        shown(http, "often")
    inner = gradio_app(page)
    states, queue = inner.state_holder.session_data, inner.get_blocks()._queue
    assert len(states) == MAX_PAGES
    assert len(queue.pending_messages_per_session) <= MAX_PAGES
    assert len(queue.pending_event_ids_session) <= MAX_PAGES
    assert all(type(state) is PageState for state in states.values())
    assert {len(state.state_data) for state in states.values()} == {1}
    assert shown(http, "often")["value"] == f"{3 * MAX_PAGES + 1}"
    assert shown(http, "v0")["value"] == "1"


def test_answers_that_nobody_reads_are_dropped_the_longest_unread_first(
    page: FastAPI, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_memory, "MAX_UNREAD", 12)
    unread = gradio_app(page).get_blocks()._queue.pending_messages_per_session
    for number in range(8):
        for _ in range(3):
            join(http, f"gone{number}")
    assert sum(messages.qsize() for messages in unread.values()) <= 12 + 9
    assert "gone0" not in unread
    assert shown(http, "here")["value"] == "1"


def test_a_page_that_does_not_read_for_long_is_gone_and_one_that_rested_is_not(
    page: FastAPI, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    unread = gradio_app(page).get_blocks()._queue.pending_messages_per_session
    join(http, "gone")
    shown(http, "here")
    assert "gone" in unread
    monkeypatch.setattr(page_memory, "UNREAD_S", 1.0)
    time.sleep(1.1)
    shown(http, "here")
    assert "gone" not in unread
