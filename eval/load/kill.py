"""A worker killed under load: no wrong answer, and how soon the service is as quick as before."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import cycle, islice

import numpy as np

from eval.load.client import SHED, Reply, ask, asking, session
from eval.load.figures import Killed
from eval.server import Server

CLIENTS = 8
RECOVERED = 0.8  # of the answers a second before
_QUESTIONS = 200
_BEFORE_S, _AFTER_S = 4.0, 16.0
_WINDOW_S, _STEP_S = 1.0, 0.1


async def killing(server: Server, questions: Iterator[str]) -> Killed:
    """Learn the answers in peace, ask again by many clients, kill a worker meanwhile."""
    known = {}
    async with session(server.url) as http:
        for question in islice(questions, _QUESTIONS):
            known[question] = answer_of((await ask(http, question)).body)
    load = asyncio.create_task(asking(server.url, cycle(known), CLIENTS, _BEFORE_S + _AFTER_S))
    await asyncio.sleep(_BEFORE_S)
    os.kill(server.workers[0], signal.SIGKILL)
    killed_at = time.perf_counter()
    return killed_figures((await load).replies, known, killed_at)


def killed_figures(
    replies: Sequence[Reply], known: Mapping[str, object], killed_at: float
) -> Killed:
    """The replies in figures; one that is told to come again is neither wrong nor failed."""
    answered = [reply for reply in replies if reply.status == 200]
    ended = [reply.ended_at - killed_at for reply in answered]
    return Killed(
        answered=len(answered),
        wrong=sum(answer_of(reply.body) != known[reply.question] for reply in answered),
        failed=sum(reply.status not in (200, *SHED) for reply in replies),
        recovered_s=recovered_s(ended),
    )


def answer_of(body: bytes) -> object:
    """All of an answer but the time it took; None for what is none."""
    try:
        answer: dict[str, object] = json.loads(body)
    except ValueError:
        return None
    return {name: value for name, value in answer.items() if name != "latency_ms"}


def recovered_s(ended: Iterable[float]) -> float:
    """When the last slow second has begun; 0 where the rate never fell.

    `ended` are the times of answers in seconds from the kill, those before it negative.
    """
    times = np.sort(np.fromiter(ended, float))
    before_s = -times[0]
    rate = np.count_nonzero(times < 0) / before_s
    starts = np.arange(0.0, times[-1] - _WINDOW_S, _STEP_S)
    counts = np.searchsorted(times, starts + _WINDOW_S) - np.searchsorted(times, starts)
    slow = starts[counts < RECOVERED * rate * _WINDOW_S]
    return float(slow[-1] + _STEP_S) if slow.size else 0.0
