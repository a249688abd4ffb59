"""A visitor's browser, as far as the page's server can tell: its events, called in a session."""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence

import httpx

from eval.bench import BenchError

ANSWER_TIMEOUT_S = 120.0
_ASK = "ask"  # as the page's configuration names it


class PageClient:
    """One open page."""

    def __init__(self, http: httpx.Client, events: Mapping[str, int]) -> None:
        """Open a session; `http` has the service's address, `events` are `events_of` it."""
        self._http = http
        self._events = events
        self._session = secrets.token_hex(6)

    def visit(self, question: str) -> None:
        """Load the page, ask one question, and leave."""
        self._http.get("/").raise_for_status()
        with self._http.stream("GET", f"/gradio_api/heartbeat/{self._session}"):
            for _ in self.answered(question):
                pass

    def answered(self, question: str) -> Iterator[Mapping[str, object]]:
        """The queue's messages for a question, to the one that completes it; BenchError."""
        for message in self._messages(_ASK, (question, [], "zh", "")):
            yield message
            if message["msg"] == "process_completed" and message["success"]:
                return
        raise BenchError(f"网页没有回答“{question}”。")

    def _messages(self, name: str, data: Sequence[object]) -> Iterator[dict[str, object]]:
        if name not in self._events:
            raise BenchError(f"网页里没有“{name}”事件，不知道怎么提问。")
        event = {"data": data, "fn_index": self._events[name], "session_hash": self._session}
        self._http.post("/gradio_api/queue/join", json=event).raise_for_status()
        query = {"session_hash": self._session}
        with self._http.stream("GET", "/gradio_api/queue/data", params=query) as sent:
            for line in sent.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line.removeprefix("data:"))


def events_of(url: str) -> dict[str, int]:
    """The page's events on the server: name and number."""
    configuration = httpx.get(f"{url}/config", timeout=ANSWER_TIMEOUT_S).json()
    return {event["api_name"]: int(event["id"]) for event in configuration["dependencies"]}
