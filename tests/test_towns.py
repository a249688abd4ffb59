"""The towns of a service: loaded when asked for, few at a time, and their answers never mix."""

import asyncio
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from fastapi import FastAPI

from assistant import Answer, Assistant
from assistant.log.question_log import FeedbackStore
from assistant.service import desk as desk_module
from assistant.service import towns as towns_module
from assistant.service.desk import Desk
from assistant.service.refusals import RefusedError
from assistant.service.running.metrics import Metrics
from assistant.service.towns import Towns
from assistant.settings import Settings
from assistant.web.light import light_router
from corpus.models import Town
from index.engine.embedding import Embedder
from tests.in_process import served
from tests.towns import imported, own_cache
from tests.wechat_peer import FakeAssistant

THREADS = 8


class Named(FakeAssistant):
    """The real assistant under another town's key."""

    def __init__(self, real: Assistant, settings: Settings) -> None:
        super().__init__(real)
        self.files = settings.town_files

    @property
    def town(self) -> Town:
        return self.real.town.model_copy(update={"key": self.files.key})


class Told(NamedTuple):
    """One answer, with who was asked."""

    town: str
    question: str
    assistant: Assistant
    answer: Answer


class Loads:
    """Loads `Named`s, and keeps which."""

    def __init__(self, real: Assistant) -> None:
        self.real = real
        self.keys: list[str] = []
        self.engines: list[Embedder | None] = []
        self.waits_for: dict[str, threading.Event] = {}
        self.fails: set[str] = set()

    def __call__(self, settings: Settings, *, engine: Embedder | None) -> Assistant:
        self.keys.append(settings.town)
        self.engines.append(engine)
        if settings.town in self.waits_for:
            assert self.waits_for[settings.town].wait(timeout=30)
        if settings.town in self.fails:
            raise OSError("no such disk")
        return Named(self.real, settings)


@pytest.fixture
def loads(assistant: Assistant) -> Loads:
    return Loads(assistant)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Beside the shipped town there are a, b and c."""
    bailu = imported("bailu", tmp_path)
    for key in "abc":
        shutil.copytree(bailu.folder, bailu.folder.with_name(key))
    shutil.rmtree(bailu.folder)
    return tmp_path


def settings_of(data_dir: Path, **environment: str) -> Settings:
    return Settings.from_environment({"LVZHI_DATA_DIR": str(data_dir), **environment})


def desk_over(towns: Towns) -> Desk:
    return Desk(towns, Metrics(towns))


def keys(towns: Towns) -> list[str]:
    return [assistant.town.key for assistant in towns.loaded]


def test_a_town_is_loaded_once_whoever_asks_and_an_unknown_one_never(
    loads: Loads, data_dir: Path
) -> None:
    desk = desk_over(Towns(settings_of(data_dir), loads))

    async def many() -> None:
        await asyncio.gather(*(desk.ask("低保", town=town) for town in ("", "a", "fuhe", "a", "")))

    asyncio.run(many())
    for unknown in ("x", "../fuhe", "FUHE", "x" * 400):
        with pytest.raises(RefusedError, match="这个乡镇，应为 fuhe、a、b、c 之一") as caught:
            asyncio.run(desk.ask("低保", town=unknown))
        assert len(caught.value.message) < 100
    assert sorted(loads.keys) == ["a", "fuhe"]


def test_towns_share_one_engine(loads: Loads, data_dir: Path, assistant: Assistant) -> None:
    towns = Towns(settings_of(data_dir), loads)
    for key in ("", "a", "b"):
        towns.office(key)
    assert loads.engines == [None, assistant.engine, assistant.engine]


def test_a_town_that_is_being_loaded_holds_nobody_else_up(loads: Loads, data_dir: Path) -> None:
    may_go_on = loads.waits_for["a"] = threading.Event()
    desk = desk_over(Towns(settings_of(data_dir), loads))

    async def both() -> None:
        slow = [asyncio.create_task(desk.ask("低保", town="a")) for _ in range(20)]
        for town in ("fuhe", "b", "fuhe"):
            assert (await desk.ask("低保", town=town)).answer.citations
        assert not any(task.done() for task in slow)
        may_go_on.set()
        assert all(asked.answer.citations for asked in await asyncio.gather(*slow))

    asyncio.run(both())


def test_who_waits_long_for_a_town_is_told_to_come_back(
    loads: Loads, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "OPENING_S", 0.2)
    may_go_on = loads.waits_for["a"] = threading.Event()
    desk = desk_over(Towns(settings_of(data_dir), loads))
    with pytest.raises(RefusedError, match="索引正在准备，第一次要一两分钟，请 30 秒后再试"):
        asyncio.run(desk.ask("低保", town="a"))
    may_go_on.set()
    monkeypatch.undo()
    assert asyncio.run(desk.ask("低保", town="a")).town.key == "a"
    assert loads.keys == ["a"]


@pytest.mark.server
def test_who_hears_events_waits_on_for_a_town_instead_of_coming_back(
    loads: Loads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported("bailu", tmp_path)
    monkeypatch.setattr(desk_module, "OPENING_S", 0.2)
    may_go_on = loads.waits_for["bailu"] = threading.Event()
    app = FastAPI()
    app.include_router(light_router(desk_over(Towns(settings_of(tmp_path), loads)), "60/minute"))
    asked, events = {"q": "低保", "town": "bailu"}, {"Accept": "text/event-stream"}
    with (
        served(app) as url,
        httpx.stream("POST", f"{url}/m", data=asked, headers=events, timeout=30) as answer,
    ):
        lines = answer.iter_lines()
        assert next(lines) == "event: waiting"
        may_go_on.set()
        assert "event: answer" in [*lines]


def test_a_town_that_cannot_be_loaded_is_told_and_left_alone_for_a_while(
    loads: Loads, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads.fails.add("a")
    desk = desk_over(Towns(settings_of(data_dir), loads))
    for _ in range(3):
        with pytest.raises(RefusedError, match="请管理员运行 lvzhi build --town a 看原因"):
            asyncio.run(desk.ask("低保", town="a"))
    assert loads.keys == ["a"]
    loads.fails.clear()
    monkeypatch.setattr(towns_module, "RETRY_S", 0.0)
    assert asyncio.run(desk.ask("低保", town="a")).town.key == "a"


def test_of_too_many_towns_the_least_recently_used_closes_but_never_the_default(
    loads: Loads, data_dir: Path
) -> None:
    towns = Towns(settings_of(data_dir, LVZHI_MAX_TOWNS="3"), loads)
    for town in ("fuhe", "a", "b", "a", "c"):  # b is the least recently used
        assert towns.office(town).assistant.town.key == town
    assert keys(towns) == ["fuhe", "a", "c"]
    towns.office("b")
    assert loads.keys == ["fuhe", "a", "b", "c", "b"]
    assert keys(towns) == ["fuhe", "c", "b"]


def test_one_town_at_a_time_leaves_room_for_the_one_that_is_asked(
    loads: Loads, data_dir: Path
) -> None:
    towns = Towns(settings_of(data_dir, LVZHI_MAX_TOWNS="1"), loads)
    towns.office()
    assert towns.office("a").assistant.town.key == "a"
    assert keys(towns) == ["fuhe"]


def test_a_town_that_nobody_asks_closes_but_never_the_default(loads: Loads, data_dir: Path) -> None:
    towns = Towns(settings_of(data_dir), loads, idle_s=2)
    for town in ("fuhe", "a", "b"):
        towns.office(town)
    time.sleep(1.2)
    assert towns.opened("b")
    time.sleep(1.2)
    assert keys(towns) == ["fuhe", "b"]


def test_a_new_import_is_used_without_a_restart_and_a_removed_town_is_gone(
    loads: Loads, data_dir: Path
) -> None:
    towns = Towns(settings_of(data_dir), loads)
    before = towns.office("a")
    card = data_dir / "towns" / "a" / "import.json"
    may_go_on = loads.waits_for["a"] = threading.Event()
    card.write_text(card.read_text(encoding="utf-8"), encoding="utf-8")
    assert towns.office("a") is before  # until the new one is ready
    assert towns.office("a") is before
    may_go_on.set()
    deadline = time.monotonic() + 20
    while towns.office("a") is before:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert loads.keys == ["a", "a"]
    card.unlink()
    with pytest.raises(RefusedError, match="没有“a”这个乡镇"):
        towns.office("a")
    assert keys(towns) == []


def test_each_town_has_a_log_of_its_own(loads: Loads, data_dir: Path) -> None:
    desk = desk_over(Towns(settings_of(data_dir), loads))
    for town in ("", "a"):
        asyncio.run(desk.ask(f"低保咋申请{town}", town=town))
    for town, question in (("fuhe", "低保咋申请"), ("a", "低保咋申请a")):
        log = FeedbackStore.open(settings_of(data_dir).of_town(town))
        assert [entry.question for entry in log.entries()] == [question]


@pytest.fixture(scope="module")
def two_towns(
    tmp_path_factory: pytest.TempPathFactory, cache_dir: Path, assistant: Assistant
) -> Towns:
    """富河镇 and 白鹭街道 as they are."""
    folder = tmp_path_factory.mktemp("two")
    imported("bailu", folder)
    cache = own_cache(folder, cache_dir)
    return Towns(settings_of(folder, LVZHI_CACHE_DIR=str(cache)))


def test_answers_of_two_towns_asked_at_once_never_mix(two_towns: Towns) -> None:
    questions = {
        key: [duty.title for duty in two_towns.town(key).duties][:40] for key in ("fuhe", "bailu")
    }
    asked = [
        (town, question)
        for pair in zip(questions["fuhe"], questions["bailu"], strict=True)
        for question in pair
        for town in questions
        for _ in range(3)
    ]
    assert len(asked) == 480
    together = threading.Barrier(THREADS)

    def ask(start: int) -> list[Told]:
        together.wait()
        return [
            Told(town, question, office.assistant, office.assistant.ask(question))
            for town, question in asked[start::THREADS]
            for office in (two_towns.office(town),)
        ]

    with ThreadPoolExecutor(THREADS) as pool:
        told = [each for part in pool.map(ask, range(THREADS)) for each in part]
    assert len(told) == len(asked)
    citations = 0
    one_by_one: dict[tuple[str, str], str] = {}
    for town, question, assistant, answer in told:
        assert assistant.town.key == town
        duties = {duty.duty_id: duty for duty in two_towns.town(town).duties}
        for citation in answer.citations:
            citations += 1
            assert citation.title == duties[citation.duty_id].title
            assert assistant.citation_is_valid(citation)
        assert one_by_one.setdefault((town, question), answer.text) == answer.text
    assert citations > 300
    other = {"fuhe": "白鹭街道", "bailu": "富河镇"}
    assert not [key for key, text in one_by_one.items() if other[key[0]] in text]
