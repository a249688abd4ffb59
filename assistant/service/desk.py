"""The desk: where every HTTP channel asks, so that bounds, log and figures are in one place."""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from assistant.answer import Answer
from assistant.answering.talk.turns import TalkState
from assistant.assistant import Reply
from assistant.service.asker import ASKER
from assistant.service.line import Line
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.running.metrics import Metrics
from assistant.service.towns import TownOffice, Towns
from assistant.understanding.normalisation import MAX_QUESTION_CHARS

ANSWERING_THREADS = 2  # measured best on two cores: see docs/operations.md
MAX_WAITING = 100  # of one process, being answered or in line; more would wait longer than people
MAX_HISTORY = 10  # earlier questions that are looked at; a follow-up leans on the last ones
_BUSY_S = 2  # a full line is worked off in about this time

Result = TypeVar("Result")


class Desk:
    """Asks the town's assistant in a worker thread, so that the event loop stays free."""

    def __init__(self, towns: Towns, metrics: Metrics) -> None:
        """Answer for these towns; count in `metrics`."""
        self.towns = towns
        self.metrics = metrics
        self._threads = ThreadPoolExecutor(ANSWERING_THREADS, "answer")
        self._line = Line(ANSWERING_THREADS)
        self._waiting = 0

    async def ask(
        self, question: str, history: Sequence[str] = (), town: str = "", channel: str = "api"
    ) -> Answer:
        """The answer to a question after the user's earlier ones, oldest first; logged, counted.

        `town` is a key, "" for the settings' own. Raises `RefusedError` for a question too long,
        an unknown town, or where the asker is too fast or too many are waiting.
        """
        return (await self.turn(question, history, None, town, channel)).answer

    async def turn(
        self,
        question: str,
        history: Sequence[str],
        state: TalkState | None,
        town: str,
        channel: str,
    ) -> Reply:
        """The same, after the state of the talk where it was kept, with the state after it."""
        if len(question) > MAX_QUESTION_CHARS:
            raise _too_long(question)
        earlier = [text[:MAX_QUESTION_CHARS] for text in history[-MAX_HISTORY:]]

        def answered(office: TownOffice) -> Reply:
            reply = office.assistant.turn(question, earlier, state)
            office.log.record(question, reply.answer, channel, office.assistant.index_version)
            return reply

        started = time.perf_counter()
        reply = await self.work(answered, town, len(question) + sum(map(len, earlier)))
        self.metrics.answered(reply.answer, channel, time.perf_counter() - started)
        return reply

    async def work(
        self, task: Callable[[TownOffice], Result], town: str = "", chars: int = 0
    ) -> Result:
        """What a task makes of a town's office, done by a worker thread as the asker's turn comes.

        `chars` is how much there is to read. Raises `RefusedError` for an unknown town or where
        the asker is too fast or too many are waiting, and what the task raises.
        """
        asker = ASKER.get()
        asker.charge(chars)
        busy = RefusedError(Refusal.BUSY, _BUSY_S)
        if self._waiting >= MAX_WAITING and not self._line.turn_away(asker.key, busy):
            raise busy
        self._waiting += 1
        try:
            office = self.towns.opened(town)
            if office is None:  # in another thread: to load one may take long
                office = await asyncio.to_thread(self.towns.office, town)
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
