"""Whose turn it is: everybody's first question comes before anybody's second."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple, TypeVar

from assistant.service.refusals import RefusedError

Item = TypeVar("Item")


def in_turns(
    waiting: Sequence[Item], client_of: Callable[[Item], str], at_work: Mapping[str, int]
) -> list[Item]:
    """Those who wait in the order of their turns; what a client has at work were turns."""
    had = Counter(at_work)
    ranks = []
    for item in waiting:
        client = client_of(item)
        ranks.append(had[client])
        had[client] += 1
    return [waiting[place] for place in sorted(range(len(waiting)), key=ranks.__getitem__)]


class Line:
    """Where questions wait for one of a few places."""

    def __init__(self, places: int) -> None:
        """So many are at work at a time."""
        self._free = places
        self._at_work: Counter[str] = Counter()
        self._waiting: list[_Waiting] = []

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """Wait for a place, and have it; RefusedError where it was given up for somebody else."""
        waiting = _Waiting(client, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._call()
        try:
            await waiting.called
            yield
        finally:
            self._leave(waiting)

    def has_waiting(self, client: str) -> bool:
        """Whether a client is in line."""
        return any(waiting.client == client for waiting in self._in_line)

    def turn_away(self, client: str, refused: RefusedError) -> bool:
        """For a client's sake, refuse the last of who has most in line; whether that was fair."""
        in_line = Counter(waiting.client for waiting in self._in_line)
        greediest, most = max(in_line.items(), key=lambda item: item[1], default=("", 0))
        if most < in_line[client] + 2:  # else they would have less than the client
            return False
        last = next(item for item in reversed(self._in_line) if item.client == greediest)
        self._waiting.remove(last)
        last.called.set_exception(refused)
        return True

    @property
    def _in_line(self) -> "list[_Waiting]":
        """Those who still wait; a request that is cancelled is about to leave."""
        return [waiting for waiting in self._waiting if not waiting.called.done()]

    def _call(self) -> None:
        """Call in as many as there are places."""
        while self._free and (in_line := self._in_line):
            first = in_turns(in_line, lambda item: item.client, self._at_work)[0]
            self._waiting.remove(first)
            self._free -= 1
            self._at_work[first.client] += 1
            first.called.set_result(None)

    def _leave(self, waiting: "_Waiting") -> None:
        if waiting in self._waiting:
            self._waiting.remove(waiting)
        elif waiting.called.exception() is None:
            self._free += 1
            self._at_work -= Counter((waiting.client,))
            self._call()


class _Waiting(NamedTuple):
    """A question in line."""

    client: str
    called: "asyncio.Future[None]"
