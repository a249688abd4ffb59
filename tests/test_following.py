"""What a live server follows: a sound index of its own document, engine and questions."""

import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.staff.added_questions import write_questions
from corpus.bank.questions import AskedQuestion
from corpus.models import Town
from index.building.build import open_search
from index.building.following import IndexFollower
from index.building.ingredients import ingredients
from index.building.manifest import MANIFEST_FILE, Manifest
from index.building.storage import CURRENT_FILE, IndexStore
from index.search import DutySearch
from tests.embedders import HashEmbedder
from tests.towns import FUHE

pytestmark = pytest.mark.slow


@dataclass
class Live:
    """A server's search and what it follows by."""

    cache: Path
    added: Path
    follower: IndexFollower
    search: DutySearch

    @property
    def store(self) -> IndexStore:
        return IndexStore(self.cache / "indexes" / "fuhe")

    def put(self, added: Path, **ingredient: str) -> Path:
        """What a build by another process puts in place: here a copy under its ingredients."""
        before = self.store.current()
        assert before is not None
        manifest = Manifest.read(before)
        assert manifest is not None
        made_from = ingredients(FUHE, HashEmbedder(), added).model_copy(update=ingredient)

        def copied(folder: Path) -> Manifest:
            shutil.copytree(before, folder, dirs_exist_ok=True, ignore=unsealed)
            return manifest.model_copy(update={"ingredients": made_from})

        unsealed = shutil.ignore_patterns(MANIFEST_FILE)
        return self.store.replace(copied)

    def follows(self) -> bool:
        newer = self.follower.newer(self.search)
        self.search = newer or self.search
        return newer is not None


def asked(question: str) -> AskedQuestion:
    return AskedQuestion.model_validate(
        {
            "question": question,
            "duties": ["基本-1"],
            "departments": ["富河镇"],
            "who": "villager",
        }
    )


@pytest.fixture
def live(fast_cache: Path, tmp_path: Path) -> Live:
    cache, added = tmp_path / "cache", tmp_path / "data" / "added.jsonl"
    shutil.copytree(fast_cache, cache)
    search = open_search(FUHE, HashEmbedder(), cache, added=added)
    return Live(cache, added, IndexFollower(FUHE, HashEmbedder(), added), search)


def test_questions_of_another_data_folder_are_not_followed_and_it_is_said_once(
    live: Live, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A build without LVZHI_DATA_DIR took the staff's questions from the server that answers."""
    write_questions(live.added, [asked("咱镇的新问法")])
    assert not live.follows(), "nothing has been built yet"
    live.put(live.added)
    assert live.follows()
    kept = live.search.index.folder.name
    with caplog.at_level(logging.WARNING):
        live.put(tmp_path / "elsewhere.jsonl")
        assert [live.follows() for _ in range(3)] == [False] * 3
    assert live.search.index.folder.name == kept
    assert len(caplog.records) == 1
    assert "相似问有改动" in (live.follower.kept_back or "")
    live.put(live.added)
    assert live.follows()
    assert live.follower.kept_back is None


def test_an_index_that_was_not_followed_is_once_the_questions_are_its_own(
    live: Live, tmp_path: Path
) -> None:
    other = tmp_path / "other.jsonl"
    write_questions(other, [asked("别处的问法")])
    live.put(other)
    assert not live.follows()
    live.added.parent.mkdir()
    shutil.copy(other, live.added)
    assert live.follows()


@pytest.mark.parametrize(
    "named", [b"\xff\xfe\x00", b"built-empty", b"built-gone", b"", b"..", b"built-x\0y"]
)
def test_a_broken_current_leaves_the_index_in_memory(live: Live, named: bytes) -> None:
    """Of these six, two used to make every question an error while a sound index was loaded."""
    (live.store.folder / "built-empty").mkdir()
    pointer = live.store.folder / CURRENT_FILE
    whole = pointer.read_bytes()
    pointer.write_bytes(named)
    assert not live.follows()
    assert live.search.search("低保咋申请", 1)
    assert "没有采用" in (live.follower.kept_back or "")
    pointer.write_bytes(whole)
    assert not live.follows()
    assert live.follower.kept_back is None


@pytest.mark.parametrize("name", [MANIFEST_FILE, "asked/vectors.faiss", "town.json"])
def test_a_damaged_index_is_not_followed(live: Live, name: str) -> None:
    (live.put(live.added) / name).write_bytes(b"{}")
    assert not live.follows()
    assert name in (live.follower.kept_back or "")


def test_another_engine_or_document_is_not_followed(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.put(live.added, weights_hash="1")
    assert not live.follows()
    assert "权重有变化" in (live.follower.kept_back or "")
    live.put(live.added)
    assert live.follows()
    monkeypatch.setattr(live.search, "town", Town.model_construct(key="fuhe", name="富河镇"))
    live.put(live.added)
    assert not live.follows()
    assert "清单原文有改动" in (live.follower.kept_back or "")


def test_questions_that_cannot_be_read_leave_the_index_in_memory(live: Live) -> None:
    live.added.mkdir(parents=True)
    (live.store.folder / CURRENT_FILE).write_bytes(b"built-x")
    (live.store.folder / "built-x").mkdir()
    assert not live.follows()
    assert str(live.added) in (live.follower.kept_back or "")
