"""What the page's server still remembers of many visitors: its memory before and after them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

import httpx

from eval.page.client import ANSWER_TIMEOUT_S, PageClient, events_of
from eval.page.figures import PageSoak
from eval.server import Server

MAX_GROWTH_MB = 60.0
_WARM_VISITS = 500  # fill what is filled once: kept answers, each thread's buffers, mapped files
_CLIENTS = 4


def soaked(server: Server, questions: Sequence[str], visits: int) -> PageSoak:
    """Open the page so often, each time as a new visitor who asks one question and leaves."""
    asked, events = cycle(questions), events_of(server.url)

    def visit_all(share: Sequence[str]) -> None:
        with httpx.Client(base_url=server.url, timeout=ANSWER_TIMEOUT_S) as http:
            for question in share:
                PageClient(http, events).visit(question)

    def visit_together(count: int) -> None:
        with ThreadPoolExecutor(_CLIENTS) as pool:
            shares = [list(islice(asked, count // _CLIENTS)) for _ in range(_CLIENTS)]
            list(pool.map(visit_all, shares))

    visit_together(_WARM_VISITS)
    before = server.memory()
    visit_together(visits)
    return PageSoak(visits=visits, before_mb=before.pss_mb, after_mb=server.memory().pss_mb)
