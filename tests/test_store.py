"""The store's contract, the same in this process's memory and in a real Redis."""

import asyncio
import socket
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis

import assistant.service.store as store_module
import assistant.service.wechat.dedup as dedup
from assistant.answer import AnswerKind
from assistant.answering.talk.turns import TalkState, Turn
from assistant.service.store import (
    ENTRY_CHARS,
    MAX_CHARS,
    MemoryStore,
    RedisStore,
    SharedStore,
    Store,
    open_store,
)
from assistant.service.wechat.dedup import SingleFlight
from assistant.service.wechat.sessions import Session, Sessions
from tests.processes import free_port, redis_server

SECRET = "password-of-redis"
TALK = TalkState(turns=(Turn(question="低保咋申请", kind=AnswerKind.DUTY, duties=("配合-6",)),))
Opened = Callable[[], Store]


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    with redis_server(tmp_path_factory.mktemp("redis"), port):
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def opened(request: pytest.FixtureRequest) -> Opened:
    """Opens a store; it belongs to the event loop that uses it."""
    if request.param == "memory":
        return MemoryStore
    url = request.getfixturevalue("redis_url")
    return lambda: RedisStore(url)


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    """A key that no other test uses."""
    return str(request.node.name)


@asynccontextmanager
async def closing(store: Store) -> AsyncIterator[Store]:
    try:
        yield store
    finally:
        await store.close()


def in_a_loop(opened: Opened, test: Callable[[Store], Awaitable[None]]) -> None:
    async def run() -> None:
        async with closing(opened()) as store:
            await test(store)

    asyncio.run(run())


def test_a_text_is_kept_replaced_and_forgotten(opened: Opened, key: str) -> None:
    async def test(store: Store) -> None:
        assert await store.get(key) is None
        await store.put(key, "一\n二", 60)
        await store.put(key, "", 60)
        assert await store.get(key) == ""
        await store.delete(key)
        await store.delete(key)
        assert await store.get(key) is None

    in_a_loop(opened, test)


def test_a_text_ends_with_its_time_unless_it_is_extended(opened: Opened, key: str) -> None:
    async def test(store: Store) -> None:
        for name in ("short", "longer"):
            await store.put(key + name, "x", 0.2)
        await store.extend(key + "longer", 60)
        await store.extend(key + "never", 60)
        await asyncio.sleep(0.3)
        assert await store.get(key + "short") is None
        assert await store.get(key + "longer") == "x"
        assert await store.get(key + "never") is None

    in_a_loop(opened, test)


def test_one_of_many_adds(opened: Opened, key: str) -> None:
    async def test(store: Store) -> None:
        added = await asyncio.gather(*(store.add(key, str(n), 60) for n in range(20)))
        assert sum(added) == 1
        assert await store.get(key) == str(added.index(True))
        await store.delete(key)
        assert await store.add(key, "again", 60)

    in_a_loop(opened, test)


def test_calls_are_counted(opened: Opened, key: str) -> None:
    async def test(store: Store) -> None:
        counted = await asyncio.gather(*(store.count(key, 60) for _ in range(20)))
        assert sorted(counted) == list(range(1, 21))
        assert await store.count(key, 0.2) == 21
        await asyncio.sleep(0.3)
        assert await store.count(key, 60) == 1

    in_a_loop(opened, test)


def test_memory_is_bounded_by_forgetting_what_was_not_used() -> None:
    async def test(store: Store) -> None:
        for name in "abc":
            await store.put(name, "x" * 9, 60)
        assert await store.get("a") is not None
        await store.put("d", "x" * 9, 60)
        kept = [name for name in "abcd" if await store.get(name) is not None]
        assert kept == ["a", "c", "d"]
        await store.put("large", "x" * 1_000, 60)
        assert await store.get("large") is None

    in_a_loop(lambda: MemoryStore(max_chars=3 * (10 + ENTRY_CHARS)), test)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", "中" * 2_000])
def test_memory_is_bounded_however_small_the_texts_are(text: str) -> None:
    """A tenth of the real bound. Before, counts of attempts took 3.7 times as much as they may."""

    async def test(store: Store) -> None:
        tracemalloc.start()
        for number in range(50_000):
            await store.put(f"attempts:{number:032}", text + str(number), 60)
        used_bytes, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert 1_600_000 < used_bytes < 3_600_000

    in_a_loop(lambda: MemoryStore(max_chars=MAX_CHARS // 10), test)


@pytest.mark.redis
def test_workers_share_what_they_keep(redis_url: str, key: str) -> None:
    async def test(first: Store) -> None:
        async with closing(open_store(redis_url)) as second:
            await first.put(key, "x", 60)
            assert await second.get(key) == "x"
            assert [await first.add(key + "2", "y", 60), await second.add(key + "2", "z", 60)] == [
                True,
                False,
            ]
            assert [await first.count(key + "3", 60), await second.count(key + "3", 60)] == [1, 2]
            session = Session(talk=TALK, choices=("配合-6",))
            await Sessions(first).save("user", session)
            assert await Sessions(second).load("user") == session

    in_a_loop(lambda: open_store(redis_url), test)


@pytest.mark.redis
def test_two_workers_make_a_reply_once(redis_url: str, key: str) -> None:
    made: list[str] = []

    async def make() -> str:
        made.append("made")
        await asyncio.sleep(0.3)
        return "答"

    async def test(first: Store) -> None:
        async with closing(open_store(redis_url)) as second:
            flights = (SingleFlight(first), SingleFlight(second)) * 3
            replies = await asyncio.gather(*(flight.reply(key, make, 4.5) for flight in flights))
            assert replies == ["答"] * 6

    in_a_loop(lambda: open_store(redis_url), test)
    assert made == ["made"]


@pytest.mark.redis
def test_a_reply_whose_worker_is_gone_is_made_by_another(
    redis_url: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lease, a tenth of the real one, is not renewed any more."""
    monkeypatch.setattr(dedup, "LEASE_S", 0.6)
    monkeypatch.setattr(dedup, "_RENEW_S", 600)

    async def make() -> str:
        return "答"

    async def never() -> str:
        await asyncio.Event().wait()
        return "不会有"

    async def test(first: Store) -> None:
        async with closing(open_store(redis_url)) as second:
            assert await SingleFlight(first).reply(key, never, 0.1) is None
            assert await SingleFlight(second).reply(key, make, 0.1) is None
            assert await SingleFlight(second).reply(key, make, 2) == "答"

    in_a_loop(lambda: open_store(redis_url), test)


@pytest.mark.redis
def test_without_redis_each_worker_goes_on_alone_until_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(store_module, "_RETRY_AFTER_S", 0.2)
    port = free_port()
    url = f"redis://:{SECRET}@127.0.0.1:{port}/0"

    async def test(store: Store) -> None:
        with redis_server(tmp_path, port) as process:
            client = Redis.from_url(f"redis://127.0.0.1:{port}/0")
            await client.config_set("requirepass", SECRET)
            await client.aclose()
            await store.put("before", "x", 60)
            process.kill()
            process.wait()
            assert await store.get("before") is None
            await store.put("meanwhile", "y", 60)
            assert await store.get("meanwhile") == "y"
            assert [await store.count("n", 60), await store.count("n", 60)] == [1, 2]
        with redis_server(tmp_path, port):
            await asyncio.sleep(0.3)
            await store.put("after", "z", 60)
            assert await store.get("meanwhile") is None
            assert await store.get("after") == "z"

    in_a_loop(lambda: open_store(url), test)
    told = [record.getMessage() for record in caplog.records]
    assert [line.partition("，")[0] for line in told] == [
        "Redis 连不上（ConnectionError）",
        "Redis 已恢复",
    ]
    assert SECRET not in caplog.text


class Faltering(MemoryStore):
    """A fake shared store: each call waits until the test says how it ends."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[asyncio.Future[str | None]] = []

    async def get(self, key: str) -> str | None:
        self.calls.append(asyncio.get_running_loop().create_future())
        return await self.calls[-1]


def test_a_call_under_way_as_another_fails_does_not_bring_redis_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def test() -> None:
        shared = Faltering()
        store = SharedStore(shared, MemoryStore())
        first, second = (asyncio.create_task(store.get(key)) for key in "ab")
        await asyncio.sleep(0)
        shared.calls[0].set_exception(TimeoutError())
        assert await first is None
        shared.calls[1].set_result("kept")
        assert await second == "kept"

    asyncio.run(test())
    assert [record.getMessage()[:10] for record in caplog.records] == ["Redis 连不上（"]


@pytest.mark.redis
def test_many_calls_at_once_share_a_few_connections(redis_url: str) -> None:
    async def test(store: Store) -> None:
        counted = await asyncio.gather(*(store.count("many", 60) for _ in range(200)))
        assert sorted(counted) == list(range(1, 201))

    in_a_loop(lambda: RedisStore(redis_url), test)


def test_a_redis_that_is_not_there_costs_no_more_than_a_moment() -> None:
    async def test(store: Store) -> None:
        started = asyncio.get_running_loop().time()
        for n in range(100):
            assert await store.add(str(n), "x", 60)
        assert asyncio.get_running_loop().time() - started < 2

    in_a_loop(lambda: open_store(f"redis://127.0.0.1:{free_port()}/0"), test)


@pytest.mark.slow
def test_a_redis_that_does_not_answer_costs_no_more_than_its_time_limit() -> None:
    """It takes connections and says nothing, as one that is stopped or swapped out."""
    with socket.create_server(("127.0.0.1", 0)) as silent:

        async def test(store: Store) -> None:
            started = asyncio.get_running_loop().time()
            for n in range(100):
                assert await store.add(str(n), "x", 60)
            assert asyncio.get_running_loop().time() - started < 4

        in_a_loop(lambda: open_store(f"redis://127.0.0.1:{silent.getsockname()[1]}/0"), test)
