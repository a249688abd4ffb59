"""One assistant asked by many threads at once answers as it does one question after another."""

import shutil
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.settings import Settings
from index.building.following import IndexFollower
from index.building.manifest import MANIFEST_FILE, Manifest
from index.building.storage import IndexStore
from index.search import DutySearch

THREADS = 16


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads take turns every few microseconds, so that a race has a thousand chances."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hurried")
def test_distinct_questions_at_once_are_answered_as_one_by_one(assistant: Assistant) -> None:
    questions = [
        *(asked.question for asked in assistant.search.asked[::60]),
        *("低保怎麼申請", "weifang gaizao shui fuze", "配合清单第9项", "林草局承接了哪些处罚"),
    ]
    one_by_one = [timeless(assistant.ask(question)) for question in questions]
    fresh = Assistant.load()  # its caches are empty
    together = threading.Barrier(THREADS)

    def ask(start: int) -> dict[int, Answer]:
        together.wait()
        places = range(start, len(questions), THREADS)
        return {place: timeless(fresh.ask(questions[place])) for place in places}

    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(ask, range(THREADS)))
    found = {place: answer for part in parts for place, answer in part.items()}
    assert [found[place] for place in range(len(questions))] == one_by_one


def test_an_index_replaced_under_load_is_loaded_once_and_then_used_by_all(
    cache_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(cache_dir / "indexes", tmp_path / "indexes")
    settings = Settings.from_environment()
    live = Assistant.load(settings).beside(settings, tmp_path)
    before = live.index_folder
    loaded: list[DutySearch] = []

    def counted(follower: IndexFollower, search: DutySearch) -> DutySearch | None:
        newer = following(follower, search)
        if newer is not None:
            loaded.append(newer)
        return newer

    following = IndexFollower.newer
    monkeypatch.setattr(IndexFollower, "newer", counted)
    IndexStore(before.parent).replace(partial(copied, before))
    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(live.ask, ["农村低保申请由谁审核确认"] * THREADS * 4))
    assert {answer.citations[0].duty_id for answer in answers} == {"配合-6"}
    assert len(loaded) == 1
    assert live.index_folder == loaded[0].index.folder != before


def copied(index: Path, building: Path) -> Manifest:
    """A build that comes to the same index."""
    ours = shutil.ignore_patterns(MANIFEST_FILE)  # which is written last
    shutil.copytree(index, building, dirs_exist_ok=True, ignore=ours)
    manifest = Manifest.read(index)
    assert manifest is not None
    return manifest


def timeless(answer: Answer) -> Answer:
    return answer.model_copy(update={"latency_ms": 0.0})
