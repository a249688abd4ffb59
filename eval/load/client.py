"""Many clients of `/v1/ask` in one event loop, each asking again as soon as it is answered."""

import asyncio
import resource
import time
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack
from itertools import cycle, islice, product
from typing import NamedTuple

import numpy as np
from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from corpus.bank.questions import ASKED_FILE, load_asked
from corpus.town import load_town, town_folder
from eval.load.figures import Asked, Latencies

PATIENCE_S = 30.0  # a request without an answer by then counts as failed: something hangs
SHED = (429, 503)
NO_ANSWER = 0  # in place of a status
_CLIENTS_AN_ADDRESS = 32  # an office's; the service bounds what comes from one address
_HURRY_S = 0.05  # the pause of a client who does not heed "come again in 2 seconds"
_SEED = 20_261_126
# Put differently each time, so that no cache can help.
_OPENINGS = ("", "请问", "你好，", "想问一下，", "麻烦问下，", "打听个事，", "您好，请问")
_ENDINGS = ("", "？", "呢", "，谢谢", "啊")


class Reply(NamedTuple):
    """What became of one request."""

    ended_at: float  # of `time.perf_counter`
    took_ms: float
    status: int
    question: str
    body: bytes
    retry_after_s: float


class Outcome(NamedTuple):
    """What became of many, and what it cost to ask."""

    replies: list[Reply]
    seconds: float
    client_cpu: float  # share of one core


def distinct_questions(town: str = "fuhe") -> Iterator[str]:
    """Everyday questions in a fixed random order, some 180,000; none is like another."""
    asked = load_asked(town_folder(town) / ASKED_FILE, load_town(town))
    questions = np.random.default_rng(_SEED).permutation([item.question for item in asked])
    for ending, opening in product(_ENDINGS, _OPENINGS):
        yield from (f"{opening}{question}{ending}" for question in questions)


def session(url: str, patience_s: float = PATIENCE_S, source: str | None = None) -> ClientSession:
    """A client without a bound on its connections; to be used within an event loop.

    `source` is the address that it comes from.
    """
    connector = TCPConnector(limit=0, local_addr=(source, 0) if source else None)
    return ClientSession(url, connector=connector, timeout=ClientTimeout(total=patience_s))


async def asking(
    url: str, questions: Iterator[str], clients: int, seconds: float, *, patient: bool = True
) -> Outcome:
    """Ask for so long by so many clients; a patient one heeds `Retry-After`, others hurry."""
    async with AsyncExitStack() as stack:
        neighbours = [
            await stack.enter_async_context(session(url, source=f"127.0.1.{number + 1}"))
            for number in range(-(-clients // _CLIENTS_AN_ADDRESS))
        ]
        started, cpu = time.perf_counter(), _cpu_s()
        until = started + seconds
        loops = (
            _one_client(http, questions, until, patient)
            for http in islice(cycle(neighbours), clients)
        )
        replies = [reply for part in await asyncio.gather(*loops) for reply in part]
        took_s = time.perf_counter() - started
    return Outcome(replies, took_s, (_cpu_s() - cpu) / took_s)


async def ask(http: ClientSession, question: str) -> Reply:
    """Ask once."""
    started = time.perf_counter()
    status, body, retry_after_s = NO_ANSWER, b"", 0.0
    try:
        async with http.post("/v1/ask", json={"question": question}) as response:
            body = await response.read()
            status, retry_after_s = response.status, float(response.headers.get("Retry-After", 0))
    except (ClientError, TimeoutError):
        pass  # counted as no answer
    ended = time.perf_counter()
    return Reply(ended, (ended - started) * 1000, status, question, body, retry_after_s)


def asked_figures(outcome: Outcome, clients: int) -> Asked:
    """The outcome in figures."""
    answered = [reply.took_ms for reply in outcome.replies if reply.status == 200]
    shed = sum(reply.status in SHED for reply in outcome.replies)
    return Asked(
        **latencies(answered).model_dump(),
        clients=clients,
        seconds=outcome.seconds,
        answered=len(answered),
        shed=shed,
        failed=len(outcome.replies) - len(answered) - shed,
        client_cpu=outcome.client_cpu,
    )


def latencies(took_ms: Iterable[float]) -> Latencies:
    """Percentiles of milliseconds."""
    p50, p95, p99, most = np.percentile([*took_ms] or [0.0], (50, 95, 99, 100))
    return Latencies(p50_ms=p50, p95_ms=p95, p99_ms=p99, max_ms=most)


async def _one_client(
    http: ClientSession, questions: Iterator[str], until: float, patient: bool
) -> list[Reply]:
    replies: list[Reply] = []
    while time.perf_counter() < until:
        reply = await ask(http, next(questions))
        replies.append(reply)
        if reply.status != 200:
            pause_s = reply.retry_after_s if patient else 0.0
            await asyncio.sleep(min(pause_s or _HURRY_S, max(0.0, until - time.perf_counter())))
    return replies


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
