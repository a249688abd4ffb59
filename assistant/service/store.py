"""Small texts kept for a while: in this process, or in Redis so that several workers share them."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

_LOG = logging.getLogger(__name__)
_PREFIX = "lvzhi:"
_TIMEOUT_S = 1.0  # Redis answers in a millisecond; a process that has too much to do hears it late
_CONNECTIONS = 32  # of one process; a call holds one for a millisecond
_RETRY_AFTER_S = 5.0  # how long a Redis that failed is left alone
MAX_CHARS = 16_000_000  # in this process, some 32 MB; the least recently used goes first
ENTRY_CHARS = 140  # what an entry takes besides its texts, as characters of two bytes

Result = TypeVar("Result")


class Store(Protocol):
    """Texts by key, each with a time to live in seconds."""

    async def get(self, key: str) -> str | None:
        """The text, if there is one."""

    async def put(self, key: str, text: str, live_s: float) -> None:
        """Keep a text, in place of any other."""

    async def add(self, key: str, text: str, live_s: float) -> bool:
        """Keep a text where there is none; whether that was so."""

    async def extend(self, key: str, live_s: float) -> None:
        """Keep a text for so long from now."""

    async def count(self, key: str, live_s: float) -> int:
        """How often this has been called for the key, this time included."""

    async def delete(self, key: str) -> None:
        """Forget a text."""

    async def close(self) -> None:
        """End what connections there are."""


class MemoryStore:
    """A store in this process, bounded."""

    def __init__(self, max_chars: int = MAX_CHARS) -> None:
        """Keep at most so many characters, keys and `ENTRY_CHARS` for each included."""
        self._entries: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._max_chars = max_chars
        self._chars = 0

    async def get(self, key: str) -> str | None:
        """The text, if it is there and its time is not over."""
        entry = self._entries.get(key)
        if entry is None or entry[1] <= _now():
            await self.delete(key)
            return None
        self._entries.move_to_end(key)
        return entry[0]

    async def put(self, key: str, text: str, live_s: float) -> None:
        """Keep a text; the least recently used goes where they are too many."""
        await self.delete(key)
        self._entries[key] = (text, _now() + live_s)
        self._chars += ENTRY_CHARS + len(key) + len(text)
        while self._chars > self._max_chars:
            await self.delete(next(iter(self._entries)))

    async def add(self, key: str, text: str, live_s: float) -> bool:
        """Keep a text where there is none."""
        if await self.get(key) is not None:
            return False
        await self.put(key, text, live_s)
        return True

    async def extend(self, key: str, live_s: float) -> None:
        """Keep a text for so long from now."""
        text = await self.get(key)
        if text is not None:
            await self.put(key, text, live_s)

    async def count(self, key: str, live_s: float) -> int:
        """One more than before."""
        number = int(await self.get(key) or 0) + 1
        await self.put(key, str(number), live_s)
        return number

    async def delete(self, key: str) -> None:
        """Forget a text."""
        entry = self._entries.pop(key, None)
        self._chars -= ENTRY_CHARS + len(key) + len(entry[0]) if entry else 0

    async def close(self) -> None:
        """Nothing to end."""


class RedisStore:
    """A store in Redis; raises `RedisError` where that can't be reached.

    Its client is imported late: a process that shares nothing saves the memory of it.
    """

    def __init__(self, url: str) -> None:
        """Use the Redis at `url`; it is connected to on first use."""
        from redis.asyncio import BlockingConnectionPool, Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff

        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=_CONNECTIONS,
            timeout=2 * _TIMEOUT_S,  # for a connection that another call holds
            decode_responses=True,
            socket_timeout=_TIMEOUT_S,
            socket_connect_timeout=_TIMEOUT_S,
            retry=Retry(NoBackoff(), 1),  # once: the connection may have died since its last use
        )
        self._redis: Redis = Redis.from_pool(pool)

    async def get(self, key: str) -> str | None:
        """The text, if there is one."""
        found = await self._redis.get(_PREFIX + key)
        return None if found is None else str(found)

    async def put(self, key: str, text: str, live_s: float) -> None:
        """Keep a text."""
        await self._redis.set(_PREFIX + key, text, px=round(live_s * 1000))

    async def add(self, key: str, text: str, live_s: float) -> bool:
        """Keep a text where there is none; of several workers, one is told so."""
        return bool(await self._redis.set(_PREFIX + key, text, px=round(live_s * 1000), nx=True))

    async def extend(self, key: str, live_s: float) -> None:
        """Keep a text for so long from now."""
        await self._redis.pexpire(_PREFIX + key, round(live_s * 1000))

    async def count(self, key: str, live_s: float) -> int:
        """One more than before, in all workers together."""
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.incr(_PREFIX + key)
            pipeline.pexpire(_PREFIX + key, round(live_s * 1000))
            number, _ = await pipeline.execute()
        return int(number)

    async def delete(self, key: str) -> None:
        """Forget a text."""
        await self._redis.delete(_PREFIX + key)

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()


class SharedStore:
    """Redis while it can be reached; meanwhile this process's own memory.

    Without Redis every worker still answers: only retries and numbers that reach another worker
    than the first message did are not recognised there.
    """

    def __init__(self, shared: Store, own: Store) -> None:
        """Use `shared`, and `own` in its stead."""
        from redis.exceptions import RedisError

        self._faults = (RedisError, OSError)
        self._shared, self._own = shared, own
        self._retry_at = 0.0
        self._is_down = False

    async def get(self, key: str) -> str | None:
        """The text, if there is one."""
        return await self._either(lambda store: store.get(key))

    async def put(self, key: str, text: str, live_s: float) -> None:
        """Keep a text."""
        await self._either(lambda store: store.put(key, text, live_s))

    async def add(self, key: str, text: str, live_s: float) -> bool:
        """Keep a text where there is none."""
        return await self._either(lambda store: store.add(key, text, live_s))

    async def extend(self, key: str, live_s: float) -> None:
        """Keep a text for so long from now."""
        await self._either(lambda store: store.extend(key, live_s))

    async def count(self, key: str, live_s: float) -> int:
        """One more than before."""
        return await self._either(lambda store: store.count(key, live_s))

    async def delete(self, key: str) -> None:
        """Forget a text in both."""
        await self._either(lambda store: store.delete(key))
        await self._own.delete(key)

    async def close(self) -> None:
        """Close the connections."""
        await self._shared.close()

    async def _either(self, use: Callable[[Store], Awaitable[Result]]) -> Result:
        if _now() >= self._retry_at:
            down_before = self._is_down
            try:
                result = await use(self._shared)
            except self._faults as error:
                self._went_down(error)
            else:
                if down_before:  # not one that was under way as another failed
                    self._came_back()
                return result
        return await use(self._own)

    def _went_down(self, error: Exception) -> None:
        self._retry_at = _now() + _RETRY_AFTER_S
        if not self._is_down:
            self._is_down = True
            _LOG.warning(
                "Redis 连不上（%s），先用本进程的内存：仍照常回答，只是各进程不共享去重和会话。"
                "请检查 LVZHI_REDIS_URL 和 Redis 服务。",
                type(error).__name__,
            )

    def _came_back(self) -> None:
        if self._is_down:
            self._is_down = False
            _LOG.warning("Redis 已恢复，各进程重新共享去重和会话。")


def open_store(redis_url: str) -> Store:
    """The store for this setting: "" for this process alone."""
    own = MemoryStore()
    return SharedStore(RedisStore(redis_url), own) if redis_url else own


def _now() -> float:
    return asyncio.get_running_loop().time()
