"""The desk: where every HTTP channel asks, so that bounds, log and figures are in one place."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from assistant.answer import Answer
from assistant.answering.talk.turns import TalkState
from assistant.service.asker import ASKER
from assistant.service.line import Line
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.running.metrics import Metrics
from assistant.service.towns import TownOffice, Towns, outcome
from assistant.understanding.normalisation import MAX_QUESTION_CHARS
from corpus.models import Town

ANSWERING_THREADS = 2  # measured best on two cores: see docs/operations.md
MAX_WAITING = 100  # of one process, being answered or in line; more would wait longer than people
MAX_HISTORY = 10  # earlier questions that are looked at; a follow-up leans on the last ones
_BUSY_S = 2  # a full line is worked off in about this time
OPENING_S = 20.0  # so long a question waits for its town; a ready index is read in one second

Result = TypeVar("Result")


class Wait(StrEnum):
    """What a question that has not been answered yet waits for."""

    TOWN = "town"  # which is being opened; its index may have to be built first
    TURN = "turn"  # in line
    ANSWER = "answer"


class Asked(NamedTuple):
    """An answer, the state of the talk after it, and the town and index that gave it."""

    answer: Answer
    state: TalkState
    town: Town
    index_version: str


class Desk:
    """Asks the town's assistant in a worker thread, so that the event loop stays free."""

    def __init__(
        self, towns: Towns, metrics: Metrics, pages: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Answer for these towns; count in `metrics`.

        `pages` are the light page's public addresses, by the key of a town, as far as known.
        """
        self.towns = towns
        self.pages = pages
        self.metrics = metrics
        self._threads = ThreadPoolExecutor(ANSWERING_THREADS, "answer")
        self._line = Line(ANSWERING_THREADS)
        self._waiting = 0

    async def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        state: TalkState | None = None,
        *,
        town: str = "",
        channel: str = "api",
    ) -> Asked:
        """The answer to a question after the user's earlier ones, oldest first; logged, counted.

        A caller that kept the `state` of the talk gives that. `town` is a key, "" for the
        settings' own. Raises `RefusedError` for a question too long, a town that is unknown or
        not ready, or where the asker is too fast or too many are waiting.
        """
        if len(question) > MAX_QUESTION_CHARS:
            raise _too_long(question)
        earlier = [text[:MAX_QUESTION_CHARS] for text in history[-MAX_HISTORY:]]

        def answered(office: TownOffice) -> Asked:
            assistant = office.assistant
            answer, after, before = assistant.turn(question, earlier, state)
            version = assistant.index_version
            office.log.record(question, answer, channel, version, assistant.thread(before))
            return Asked(answer, after, assistant.town, version)

        started = time.perf_counter()
        asked = await self.work(answered, town, len(question) + sum(map(len, earlier)))
        self.metrics.answered(asked.answer, channel, time.perf_counter() - started)
        return asked

    def wait_of(self, client: str, town: str = "") -> Wait:
        """What a client's question to a town waits for, as far as can be seen from outside."""
        if self.towns.opened(town) is None:
            return Wait.TOWN
        return Wait.TURN if self._line.has_waiting(client) else Wait.ANSWER

    async def office(self, town: str = "", wait_s: float | None = None) -> TownOffice:
        """The office of a town, waited for if it has to be loaded; RefusedError as for `ask`.

        It is waited for so long, and as long as for a question where that isn't given.
        """
        if (found := self.towns.opened(town)) is not None:
            return found
        opening = self.towns.opening(town)
        waited = asyncio.wrap_future(opening)
        waited.add_done_callback(lambda done: done.cancelled() or done.exception())  # told below
        await asyncio.wait((waited,), timeout=OPENING_S if wait_s is None else wait_s)
        return outcome(opening, town or self.towns.default)

    async def work(
        self, task: Callable[[TownOffice], Result], town: str = "", chars: int = 0
    ) -> Result:
        """What a task makes of a town's office, done by a worker thread as the asker's turn comes.

        `chars` is how much there is to read. Raises `RefusedError` for a town that is unknown or
        not ready, or where the asker is too fast or too many are waiting, and what the task raises.
        """
        asker = ASKER.get()
        asker.charge(chars)
        busy = RefusedError(Refusal.BUSY, _BUSY_S)
        if self._waiting >= MAX_WAITING and not self._line.turn_away(asker.key, busy):
            raise busy
        self._waiting += 1
        try:
            office = await self.office(town)
            async with self._line.turn(asker.key):
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._threads, task, office)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Take no more work."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _too_long(question: str) -> RefusedError:
    sentence = (
        f"问题有 {len(question)} 个字，最多 {MAX_QUESTION_CHARS} 个字；请只写要问的事，分几次问。"
    )
    return RefusedError(Refusal.INVALID, param="question", sentence=sentence)
