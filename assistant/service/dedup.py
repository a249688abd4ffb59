"""One reply to one message, however often and to however many workers it is delivered."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import islice
from typing import NamedTuple

from assistant.service.store import Store

REPLY_KEPT_S = 600.0  # a retry comes within 15 s; a late reply waits for its user's next message
LEASE_S = 3.5  # after so long another worker takes over: the platform's next attempt is answered
_RENEW_S = 1.0
_POLL_S = 0.1  # how often another worker's reply is looked for
_PENDING = "…"  # no reply is one character
_MAX_AT_WORK = 200  # replies being made in this process
# Where so many have taken so long, a new one would take longer than platforms wait.
_MAX_LATE, _LATE_S = 10, 4.0


class BusyError(Exception):
    """Too many replies are being made."""


class _Work(NamedTuple):
    """A reply being made."""

    task: asyncio.Task[str]
    since: float


class SingleFlight:
    """Makes each reply once, and keeps it for those who ask again."""

    def __init__(self, store: Store) -> None:
        """Keep replies in `store`; workers that share it share replies."""
        self._store = store
        self._at_work: dict[str, _Work] = {}  # the oldest first

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
            self._at_work[key] = _Work(asyncio.create_task(self._make(key, make)), _now())

    def _is_busy(self) -> bool:
        late = [*islice(self._at_work.values(), _MAX_LATE - 1, _MAX_LATE)]
        return len(self._at_work) >= _MAX_AT_WORK or any(_now() - w.since > _LATE_S for w in late)

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
            del self._at_work[key]


def _now() -> float:
    return asyncio.get_running_loop().time()
