"""One reply to one message, however often and to however many workers it is delivered."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from assistant.service.store import Store

REPLY_KEPT_S = 600.0  # a retry comes within 15 s; a late reply waits for its user's next message
LEASE_S = 3.5  # after so long another worker takes over: the platform's next attempt is answered
_RENEW_S = 1.0
_POLL_S = 0.1  # how often another worker's reply is looked for
_PENDING = "…"  # no reply is one character
_MAX_AT_WORK = 200  # replies being made in this process
# A reply that would take longer than platforms wait is not begun, unless few are at work.
_IN_TIME_S = 4.0
_FEW = 8
_STEADINESS = 0.8  # share of what was known in the pace that is expected


class BusyError(Exception):
    """Too many replies are being made."""


class _Work(NamedTuple):
    """A reply being made."""

    task: asyncio.Task[str]
    since: float
    place: int  # in line as it was begun, from 1


class SingleFlight:
    """Makes each reply once, and keeps it for those who ask again."""

    def __init__(self, store: Store) -> None:
        """Keep replies in `store`; workers that share it share replies."""
        self._store = store
        self._at_work: dict[str, _Work] = {}
        self._pace_s = 0.0  # expected for each reply in line

    async def attempt(self, key: str) -> int:
        """Which delivery of this message this is, from 1."""
        return await self._store.count(f"attempts:{key}", REPLY_KEPT_S)

    async def reply(
        self, key: str, make: Callable[[], Awaitable[str]] | None, wait_s: float
    ) -> str | None:
        """The reply, made now if nobody has made or is making it; None if that takes too long.

        Without `make` it is only waited for; then None also means that nobody is making it.
        Raises `BusyError` where there is too much to do, and what `make` raises.
        """
        until = _now() + wait_s
        while True:
            if work := self._at_work.get(key):
                await asyncio.wait({work.task}, timeout=max(0.0, until - _now()))
                return work.task.result() if work.task.done() else None
            known = await self._store.get(f"reply:{key}")
            if known is not None and known != _PENDING:
                return known
            if known is None:
                if make is None:
                    return None
                await self._start(key, make)
            elif (left := until - _now()) > 0:
                await asyncio.sleep(min(_POLL_S, left))
            else:
                return None

    async def _start(self, key: str, make: Callable[[], Awaitable[str]]) -> None:
        """Make the reply in the background unless somebody else begins to at this moment."""
        if self._is_busy():
            raise BusyError
        if await self._store.add(f"reply:{key}", _PENDING, LEASE_S):
            task = asyncio.create_task(self._make(key, make))
            self._at_work[key] = _Work(task, _now(), len(self._at_work) + 1)

    def _is_busy(self) -> bool:
        line = len(self._at_work)
        return line >= _MAX_AT_WORK or (line >= _FEW and line * self._pace_s > _IN_TIME_S)

    async def _make(self, key: str, make: Callable[[], Awaitable[str]]) -> str:
        work = asyncio.ensure_future(make())
        try:
            while not (await asyncio.wait({work}, timeout=_RENEW_S))[0]:
                await self._store.extend(f"reply:{key}", LEASE_S)
            text = work.result()
        except BaseException:
            await self._store.delete(f"reply:{key}")  # so that a retry is a new chance
            raise
        else:
            await self._store.put(f"reply:{key}", text, REPLY_KEPT_S)
            return text
        finally:
            done = self._at_work.pop(key)
            pace_s = (_now() - done.since) / done.place
            self._pace_s += (1 - _STEADINESS) * (pace_s - self._pace_s)


def _now() -> float:
    return asyncio.get_running_loop().time()
