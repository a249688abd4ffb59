"""The measurement under load: clients of a server made for it, and the figures made of replies."""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, islice
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest

from assistant.service.refusals import Refusal
from assistant.service.wechat.crypto import verify
from eval.load.client import NO_ANSWER, Reply, asked_figures, asking, distinct_questions
from eval.load.figures import Asked, Delivered, Killed, LoadFigures, Overload, Soak, Workers
from eval.load.kill import killed_figures, recovered_s
from eval.load.view import load_lines, missed
from eval.load.wechat import Heard, delivered_figures, delivering

BUSY = Refusal.BUSY.sentence.format(seconds=10)


class _Service(BaseHTTPRequestHandler):
    """Answers, sheds or hangs up, as the question says; 公众号 messages at the second attempt."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[Counter[str]] = Counter()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/v1/ask":
            self._answer(json.loads(body)["question"])
        else:
            self._deliver(fromstring(body))

    def _answer(self, question: str) -> None:
        self.asked[question] += 1
        if question == "hang up":
            self.close_connection = True
        else:
            self._send(429 if question == "shed" else 200, b"{}", {"Retry-After": "1"})

    def _deliver(self, message: Any) -> None:
        query = dict(parse_qsl(urlsplit(self.path).query))
        verify(query["signature"], "loadtoken", query["timestamp"], query["nonce"])
        self.asked[message.findtext("MsgId")] += 1
        if self.asked[message.findtext("MsgId")] == 1:
            self.close_connection = True
        else:
            self._send(200, f"<xml><Content>{message.findtext('Content')}</Content></xml>".encode())

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[str]:
    _Service.asked = Counter()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def reply(status: int, at: float = 0.0, question: str = "", text: str = "") -> Reply:
    body = json.dumps({"text": text, "latency_ms": at}).encode()
    return Reply(at, 10.0, status, question, body, 0.0)


def test_no_question_is_asked_twice() -> None:
    first = list(islice(distinct_questions(), 20_000))
    assert len(set(first)) == 20_000
    assert first[:9] == list(islice(distinct_questions(), 9))


def test_every_request_is_counted_by_what_became_of_it(service: str) -> None:
    questions = cycle(["低保", "shed", "hang up"])
    outcome = asyncio.run(asking(service, questions, clients=4, seconds=1, patient=False))
    counts = Counter(reply.status for reply in outcome.replies)
    assert counts == {
        200: _Service.asked["低保"],
        429: _Service.asked["shed"],
        NO_ANSWER: _Service.asked["hang up"],
    }
    figures = asked_figures(outcome, 4)
    assert figures.answered == counts[200]
    assert (figures.shed, figures.failed) == (counts[429], counts[NO_ANSWER])
    assert figures.per_second == figures.answered / outcome.seconds
    assert 0 < figures.p50_ms <= figures.p95_ms <= figures.p99_ms <= figures.max_ms


def test_a_patient_client_comes_again_when_it_is_told_to(service: str) -> None:
    outcome = asyncio.run(asking(service, cycle(["shed"]), clients=1, seconds=1.5))
    assert [reply.status for reply in outcome.replies] == [429, 429]


def test_a_message_is_delivered_up_to_three_times(service: str) -> None:
    figures = asyncio.run(delivering(service, cycle(["低保<&"]), per_second=20, seconds=0.5))
    assert (figures.sent, figures.in_time, figures.shed, figures.failed) == (10, 10, 0, 0)
    assert [*_Service.asked.values()] == [2] * 10


def test_only_an_answer_in_time_counts_as_such() -> None:
    heard = [Heard("答", 4_500), Heard("答", 4_501), Heard(BUSY, 1), Heard("", 15_000)]
    figures = delivered_figures(heard, 50)
    assert (figures.sent, figures.in_time, figures.shed, figures.failed) == (4, 1, 1, 1)
    assert figures.max_ms == 4_501


def test_answers_that_differ_from_those_in_peace_are_wrong() -> None:
    known = {"甲": {"text": "一"}, "乙": {"text": "二"}}
    replies = [
        reply(200, -1, "甲", "一"),
        reply(200, 1, "乙", "一"),
        reply(200, 2, "甲", "一"),
        reply(NO_ANSWER, 0.1, "甲"),
        reply(500, 0.1, "甲"),
        reply(429, 0.1, "甲"),
    ]
    figures = killed_figures(replies, known, killed_at=0.0)
    assert (figures.answered, figures.wrong, figures.failed) == (3, 1, 2)


@pytest.mark.parametrize(
    ("without", "expected"), [((0, 0), 0.0), ((0, 3), 2.8), ((1, 3), 2.8), ((0, 0.1), 0.0)]
)
def test_recovery_is_the_end_of_the_last_slow_second(
    without: tuple[float, float], expected: float
) -> None:
    """A hundred answers a second from 4 s before to 16 s after, but for the time without."""
    ended = np.arange(-4, 16, 0.01)
    begin, end = without
    kept = ended[(ended < begin) | (ended >= end)]
    assert recovered_s(kept) == pytest.approx(expected, abs=0.11)


def figures_of(**changed: Any) -> LoadFigures:
    waits = {"p50_ms": 10, "p95_ms": 20, "p99_ms": 30, "max_ms": 40}
    asked = Asked(
        **waits, clients=8, seconds=60, answered=6_000, shed=5, failed=0, client_cpu=0.123
    )
    run = Workers(
        workers=2,
        start_s=3.21,
        idle_pss_mb=500,
        idle_rss_mb=300,
        loaded_pss_mb=600,
        loaded_rss_mb=350,
        steps=(asked,),
        cpu_ms=12.34,
        overload=Overload(during=asked, shed_p95_ms=12, after_ms=34),
        wechat=Delivered(**waits, per_second=50, sent=3_000, in_time=3_000, shed=0, failed=0),
        killed=Killed(answered=1_000, wrong=0, failed=3, recovered_s=4.56),
        soak=Soak(minutes=10, asked=asked, early_pss_mb=600, late_pss_mb=606),
    )
    return LoadFigures(cores=2, runs=(run.model_copy(update=changed),))


def test_the_tables_say_the_figures() -> None:
    lines = load_lines(figures_of())
    assert "| 2 | 8 | 100.0 | 10 | 20 | 30 | 6,000 | 5 | 0 |" in lines
    assert "| 2 | kill -9 一个进程：答了，答错，断开 | 1,000，0，3 |" in lines
    assert "| 2 | 处理器时间，每个回答 | 12.3 ms |" in lines
    assert "| 2 | kill -9 之后恢复原速 | 4.6 秒 |" in lines
    assert "| 2 | 长跑内存 | 600 → 606 MB（+1.0%） |" in lines
    assert lines[-1] == "目标全部达到。"


def test_missed_aims_are_named() -> None:
    late = figures_of().runs[0].wechat.model_copy(update={"in_time": 2_999})
    assert missed(figures_of()) == []
    assert missed(figures_of(wechat=late, loaded_rss_mb=401.0)) == [
        "- 未达到：2 个进程时公众号消息有 1 条没有按时答。",
        "- 未达到：2 个进程时一个进程占 401 MB，应低于 400 MB。",
    ]
