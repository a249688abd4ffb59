"""What the web page costs: the time to start, the bytes to open it, the wait for an answer."""

import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import httpx
import numpy as np

from eval.bench import BenchError
from eval.page.client import ANSWER_TIMEOUT_S, PageClient, events_of
from eval.page.figures import PageFigures, PageSoak, Wait
from eval.page.phone import on_a_phone
from eval.page.soak import soaked
from eval.page.visit import browsed, chromium
from eval.questions import PUBLIC_EVAL, load_questions
from eval.server import Server, serving

CLIENTS = 20
QUESTIONS_EACH = 15
ALONE = 60  # questions of one client
PHONE_QUESTIONS = 100


def measure_page(soak_visits: int = 0, *, first_start: bool = False) -> PageFigures:
    """Start `lvzhi serve`, open it in Chromium, ask it alone and by many; BenchError, no index.

    With `soak_visits`, another server is visited so often; with `first_start`, another one builds
    its index first, which takes minutes. Nothing is written to the town's own
    question log.
    """
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise BenchError(
            "没有找到 chromium，量不了网页。请先安装（Debian：apt-get install chromium）。"
        )
    questions = [asked.question for asked in load_questions([PUBLIC_EVAL]) if not asked.context]
    first, fresh = questions[:QUESTIONS_EACH], questions[QUESTIONS_EACH:]
    with _server() as server:
        url, start_s = server.url, server.start_s
        waits(url, first, clients=1, each=QUESTIONS_EACH)  # loads whatever is loaded late
        # The page keeps answers, so each is measured with questions that nobody has asked yet.
        alone = waits(url, fresh[:ALONE], clients=1, each=ALONE)
        together = waits(url, fresh[ALONE:], clients=CLIENTS, each=QUESTIONS_EACH)
        visits = browsed(browser, url, first)
        with chromium(browser) as started:
            phone = on_a_phone(started, url, questions[:PHONE_QUESTIONS])
        server.stop()
    return PageFigures(
        start_s=start_s,
        clients=CLIENTS,
        alone=alone,
        together=together,
        peak_rss_mb=server.peak_rss_mb,
        phone=phone,
        first_start_mb=_first_start_mb() if first_start else None,
        soak=_soak(questions, soak_visits) if soak_visits else None,
        **visits.model_dump(),
    )


def waits(url: str, questions: Sequence[str], *, clients: int, each: int) -> Wait:
    """Ask through the page's queue by many clients at once, each without a pause."""
    events = events_of(url)
    turns = cycle(questions)
    shares = [list(islice(turns, each)) for _ in range(clients)]
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        asked = list(pool.map(lambda share: _ask_all(url, events, share), shares))
    took_s = time.perf_counter() - started
    first, whole = zip(*(pair for pairs in asked for pair in pairs), strict=True)
    return Wait(
        first_p50_ms=float(np.percentile(first, 50)),
        first_p95_ms=float(np.percentile(first, 95)),
        whole_p50_ms=float(np.percentile(whole, 50)),
        whole_p95_ms=float(np.percentile(whole, 95)),
        per_second=clients * each / took_s,
    )


def _soak(questions: Sequence[str], visits: int) -> PageSoak:
    with _server() as server:
        return soaked(server, questions, visits)


def _first_start_mb() -> float:
    """The memory of a service that found an empty cache, after one question."""
    with tempfile.TemporaryDirectory(prefix="lvzhi-first-") as cache, _server(cache) as server:
        with httpx.Client(base_url=server.url, timeout=ANSWER_TIMEOUT_S) as http:
            PageClient(http, events_of(server.url)).visit("低保咋申请")
        return server.memory().pss_mb


@contextmanager
def _server(cache: str = "") -> Iterator[Server]:
    """`lvzhi serve` with a data folder of its own; all clients here have one address."""
    with tempfile.TemporaryDirectory(prefix="lvzhi-page-") as folder:
        environment = {"LVZHI_DATA_DIR": folder, "LVZHI_PAGE_RATE": "999999/second"}
        if cache:
            environment["LVZHI_CACHE_DIR"] = cache
        with serving(Path(folder) / "serve.log", "/", "serve", **environment) as server:
            yield server


def _ask_all(
    url: str, events: Mapping[str, int], questions: Sequence[str]
) -> list[tuple[float, float]]:
    with httpx.Client(base_url=url, timeout=ANSWER_TIMEOUT_S) as client:
        return [_ask(PageClient(client, events), question) for question in questions]


def _ask(page: PageClient, question: str) -> tuple[float, float]:
    """Milliseconds to the first part of the answer, and to its end."""
    started = time.perf_counter()
    first_ms = None
    for message in page.answered(question):
        passed_ms = (time.perf_counter() - started) * 1000
        if message["msg"] == "process_generating" and first_ms is None:
            first_ms = passed_ms
    return passed_ms if first_ms is None else first_ms, passed_ms
