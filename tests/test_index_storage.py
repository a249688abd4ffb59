"""Built indexes: rebuilt when stale or damaged, embedded only where new, whole after a kill."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.towns.registry import TownFiles
from index.building.build import Reporter, open_search
from index.building.disk import CacheUnusable
from index.building.manifest import MANIFEST_FILE, Manifest
from index.building.storage import CURRENT_FILE, IndexStore
from tests.disks import full_disk
from tests.embedders import HashEmbedder
from tests.towns import FUHE

pytestmark = pytest.mark.slow

BUILD = """
import sys
from pathlib import Path
from index.building.build import open_search
from tests.disks import full_disk
from tests.embedders import HashEmbedder
from tests.towns import FUHE
open_search(FUHE, HashEmbedder(sys.argv[2], delay_s=float(sys.argv[3])), Path(sys.argv[1]))
"""


@pytest.fixture
def built(fast_cache: Path, tmp_path: Path) -> Path:
    """A cache folder with a fresh index of one's own."""
    return shutil.copytree(fast_cache, tmp_path, symlinks=True, dirs_exist_ok=True)


def reasons(cache: Path, embedder: HashEmbedder, files: TownFiles = FUHE) -> list[str]:
    said: list[str] = []
    open_search(files, embedder, cache, Reporter(say=said.append))
    return said


def current(cache: Path) -> Path:
    folder = IndexStore(cache / "indexes" / "fuhe").current()
    assert folder is not None
    return folder


def test_a_sound_index_is_loaded_without_embedding(built: Path) -> None:
    embedder = HashEmbedder()
    assert reasons(built, embedder) == []
    assert embedder.embedded == []


def test_the_manifest_counts_and_covers_every_file(built: Path) -> None:
    folder = current(built)
    manifest = Manifest.read(folder)
    assert manifest is not None
    assert (manifest.duties, manifest.asked, manifest.uncovered) == (242, 12_327, 3_787)
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert files - set(manifest.checksums) == {MANIFEST_FILE}


def test_another_engine_makes_the_index_stale(built: Path) -> None:
    embedder = HashEmbedder(weights_hash="1")
    assert "权重有变化" in reasons(built, embedder)[0]
    assert len(embedder.embedded) > 5000


def test_a_damaged_file_is_found_and_the_index_built_anew(built: Path) -> None:
    victim = current(built) / "asked" / "vectors.faiss"
    data = bytearray(victim.read_bytes())
    data[1000] ^= 0xFF
    victim.write_bytes(data)
    assert "vectors.faiss 已损坏" in reasons(built, HashEmbedder())[0]
    assert reasons(built, HashEmbedder()) == []


def test_a_missing_file_and_a_broken_manifest_are_found(built: Path) -> None:
    (current(built) / "town.json").unlink()
    assert "town.json 丢失" in reasons(built, HashEmbedder())[0]
    (current(built) / MANIFEST_FILE).write_text("{", encoding="utf-8")
    assert MANIFEST_FILE in reasons(built, HashEmbedder())[0]


def test_only_new_questions_are_embedded_again(built: Path, tmp_path: Path) -> None:
    files = replace(FUHE, folder=tmp_path / "fuhe")
    shutil.copytree(FUHE.folder, files.folder)
    added = {"question": "全新的一句话", "duties": ["基本-1"], "departments": ["富河镇"]}
    with (files.folder / "asked.jsonl").open("a", encoding="utf-8") as asked:
        asked.write(json.dumps(added | {"who": "villager"}, ensure_ascii=False) + "\n")
    embedder = HashEmbedder()
    assert "相似问有改动" in reasons(built, embedder, files)[0]
    assert embedder.embedded == ["全新的一句话"]


@pytest.mark.parametrize("delay_s", [0.3, 0.9, 1.5, 2.1])
def test_a_killed_build_leaves_the_old_index_or_the_new_one(built: Path, delay_s: float) -> None:
    """SIGKILL in the middle of replacing an index: what is there still loads and is whole."""
    before = current(built)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(built), "2", "0.005"], env=environment
    )
    time.sleep(delay_s)
    process.send_signal(signal.SIGKILL)
    process.wait()
    after = current(built)
    manifest = Manifest.read(after)
    assert manifest is not None
    assert manifest.damage(after) is None
    assert after == before or manifest.ingredients.weights_hash == "2"
    search = open_search(FUHE, HashEmbedder(manifest.ingredients.weights_hash), built)
    assert search.search("低保咋申请", 1)
    reasons(built, HashEmbedder("3"))
    folders = [p for p in current(built).parent.iterdir() if p.is_dir()]
    assert folders == [current(built)], "what the killed build left is gone"
    assert (current(built).parent / CURRENT_FILE).read_text() == current(built).name


def test_a_broken_current_is_built_anew(built: Path) -> None:
    """What is not UTF-8 used to end every start in a traceback."""
    store = IndexStore(current(built).parent)
    for named in (b"built-gone", b"../../etc", b"", b"built-x\0y", b"\xff\xfe"):
        (store.folder / CURRENT_FILE).write_bytes(named)
        assert store.current() is None
    assert "还没有索引" in reasons(built, HashEmbedder())[0]
    assert reasons(built, HashEmbedder()) == []


def test_a_disk_that_takes_no_more_is_told_and_the_old_index_stays(built: Path) -> None:
    before = current(built)
    with full_disk(), pytest.raises(CacheUnusable) as caught:
        open_search(FUHE, HashEmbedder("2"), built)
    assert f"缓存文件夹 {built} 用不了（文件大小超过系统限制" in str(caught.value)
    assert current(built) == before
    assert reasons(built, HashEmbedder()) == []


def test_what_killed_builds_left_is_cleared_but_not_during_a_build(built: Path) -> None:
    kept = current(built)
    mine = kept.parent / "mine"
    left = [kept.parent / "building-x", kept.parent / "built-x"]
    for path in (mine, *left):
        path.mkdir()
    store = IndexStore(kept.parent)
    with store.locked():
        store.clear()
        assert all(path.exists() for path in left)
    store.clear()
    assert {path.name for path in kept.parent.iterdir()} == {kept.name, "current", "lock", "mine"}
