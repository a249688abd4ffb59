"""Engine folders: damage is healed or told in one sentence, and one process makes an engine."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.building.disk import CacheUnusable
from index.engine import weights
from index.engine.embedding import Embedder
from index.engine.engines import prepare_engine
from index.engine.leftovers import UNUSED_AFTER_S, clear_leftovers
from index.engine.sealed import SEAL_FILE, broken_seal, sealed_folder
from index.engine.weights import BASE_MODEL, DEFAULT_MODEL, ModelUnavailable, materialise
from index.extras import MODULES, Extra
from tests.disks import full_disk
from tests.processes import ROOT
from tests.tiny_model import write_tiny_model

pytestmark = pytest.mark.model

FILES = ("model.onnx", "model.onnx.data", "tokenizer.json", "engine.json", SEAL_FILE)
TEXTS = ["低保怎么申请", "危房改造"]


def garbage(path: Path) -> None:
    with path.open("r+b") as file:
        size = path.stat().st_size
        file.seek(size // 3)
        file.write(os.urandom(size // 3))


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def other_text(path: Path) -> None:
    path.write_text('{"a": 1}', encoding="utf-8")


def loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


DAMAGES = (garbage, cut_short, Path.unlink, folder_instead, loop)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_tiny_model(tmp_path_factory.mktemp("model")))


@pytest.fixture(scope="module")
def engine(model: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare_engine(model, tmp_path_factory.mktemp("cache"))


@pytest.fixture
def cache(engine: Path, tmp_path: Path) -> Path:
    """A copy of the cache with the engine."""
    shutil.copytree(engine.parent, tmp_path / "engines")
    return tmp_path


def healed(model: str, cache: Path, engine: Path) -> list[str]:
    """What is said until the engine is as it was before it was damaged."""
    said: list[str] = []
    found = prepare_engine(model, cache, said.append)
    vectors = Embedder.load(found).embed_queries(TEXTS)
    assert vectors == pytest.approx(Embedder.load(engine).embed_queries(TEXTS), abs=1e-6)
    assert prepare_engine(model, cache, said.append) == found
    assert [path.name for path in cache.rglob(".*")] == []
    return said


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_file_makes_the_engine_anew_in_one_sentence(
    model: str, engine: Path, cache: Path, damage: Callable[[Path], None]
) -> None:
    """Of 24 such damages 21 used to end in a traceback at every start, and one passed unseen."""
    for name in FILES:
        damage(cache / "engines" / engine.name / name)
        (sentence,) = healed(model, cache, engine)
        assert sentence.startswith(f"向量引擎的文件 {name} ")
        assert sentence.endswith(f"，正在导出嵌入模型 {model} ……")


def test_swapped_files_and_a_broken_folder_or_pointer_are_healed(
    model: str, engine: Path, cache: Path
) -> None:
    folder = cache / "engines" / engine.name
    (pointer,) = (cache / "engines").glob("*.json")

    def swapped() -> None:
        (folder / "model.onnx").rename(folder / "x")
        (folder / "tokenizer.json").rename(folder / "model.onnx")
        (folder / "x").rename(folder / "tokenizer.json")

    def a_file() -> None:
        shutil.rmtree(folder)
        folder.write_bytes(b"")

    for break_it in (
        swapped,
        a_file,
        lambda: shutil.rmtree(folder),
        lambda: pointer.write_bytes(b"\xff\xfe"),
        lambda: pointer.write_text("[" * 100_000, encoding="utf-8"),
        lambda: pointer.write_text(pointer.read_text("utf-8").replace("int8", ".."), "utf-8"),
        pointer.unlink,
    ):
        break_it()
        assert len(healed(model, cache, engine)) == 1


def test_several_starts_at_one_moment_make_the_engine_once(model: str, tmp_path: Path) -> None:
    said: list[str] = []
    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(lambda _: prepare_engine(model, tmp_path, said.append), range(6)))
    assert len(found) == 1
    assert said.count(f"正在导出嵌入模型 {model} ……") == 1
    assert said.count("另一个进程正在导出嵌入模型，等它做完……") == 5


def test_who_has_opened_a_broken_engine_keeps_its_files(
    model: str, engine: Path, cache: Path
) -> None:
    opened = Embedder.load(cache / "engines" / engine.name)
    before = opened.embed_queries(TEXTS)
    (cache / "engines" / engine.name / "tokenizer.json").unlink()
    healed(model, cache, engine)
    assert np.array_equal(opened.embed_queries(TEXTS), before)


@pytest.mark.parametrize("moment", [1, 2])
def test_killed_while_a_broken_folder_is_replaced_the_next_start_heals(
    model: str, engine: Path, cache: Path, moment: int
) -> None:
    """SIGKILL right after the broken folder, or the new one, has been renamed."""
    folder = cache / "engines" / engine.name
    garbage(folder / "model.onnx.data")
    code = f"""
import os, pathlib, shutil, signal
from index.engine.sealed import sealed_folder
rename, renamed = pathlib.Path.rename, []
def killing(path, target):
    rename(path, target)
    renamed.append(target)
    if len(renamed) == {moment}:
        os.kill(os.getpid(), signal.SIGKILL)
pathlib.Path.rename = killing
with sealed_folder(pathlib.Path({str(folder)!r})) as made:
    unsealed = shutil.ignore_patterns({SEAL_FILE!r})
    shutil.copytree({str(engine)!r}, made, dirs_exist_ok=True, ignore=unsealed)
"""
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert folder.exists() is (moment == 2)
    assert list((cache / "engines").glob(".tmp-*"))
    clear_leftovers(cache, "fuhe")
    assert len(healed(model, cache, engine)) == 2 - moment


def refusal(model: Path, cache: Path) -> str:
    """Why no engine can be made of a model; "" where one can."""
    try:
        prepare_engine(str(model), cache)
    except ModelUnavailable as error:
        return str(error)
    return ""


def test_a_damaged_model_folder_is_told_in_one_sentence(model: str, tmp_path: Path) -> None:
    """A folder of the user's own can't be made anew; a file that isn't needed isn't missed."""
    told = 0
    names = ("config.json", "modules.json", "model.safetensors", "tokenizer.json")
    for place, name in enumerate(names):
        for damage in (garbage, empty, other_text):
            folder = tmp_path / f"{damage.__name__}{place}"
            shutil.copytree(model, folder)
            damage(folder / name)
            if sentence := refusal(folder, tmp_path / "cache"):
                told += 1
                assert str(folder) in sentence
                assert "\n" not in sentence
    assert told >= 10


def test_the_unpacked_default_model_is_checked_and_unpacked_anew(
    model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sentence_transformers import SentenceTransformer

    small = SentenceTransformer(model, device="cpu", local_files_only=True)
    monkeypatch.setattr(weights, "_build", lambda packed, scratch: small)
    said: list[str] = []
    folder = materialise(tmp_path, said.append)
    assert broken_seal(folder) is None
    materialise(tmp_path, said.append)
    garbage(folder / "model.safetensors")
    materialise(tmp_path, said.append)
    assert broken_seal(folder) is None
    assert said == [
        f"正在解包嵌入模型 {BASE_MODEL} ……",
        f"嵌入模型的文件 model.safetensors 已损坏，正在解包嵌入模型 {BASE_MODEL} ……",
    ]


def test_a_disk_that_takes_no_more_is_told_in_one_sentence(model: str, tmp_path: Path) -> None:
    with full_disk(), pytest.raises(CacheUnusable) as caught:
        prepare_engine(model, tmp_path)
    assert f"缓存文件夹 {tmp_path} 用不了（文件大小超过系统限制" in str(caught.value)
    assert [path.name for path in (tmp_path / "engines").iterdir()] == ["lock"]


def test_a_cache_that_is_a_file_is_told(model: str, tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"")
    with pytest.raises(CacheUnusable, match=f"缓存文件夹 {tmp_path}/cache 用不了"):
        prepare_engine(model, tmp_path / "cache")


def test_only_what_is_ours_and_unused_is_cleared(model: str, engine: Path, cache: Path) -> None:
    engines = cache / "engines"
    old = time.time() - UNUSED_AFTER_S - 60
    others = [engines / f"tiny-0123456789ab-int8-v{number}" for number in (2, 3)]
    kept = [engines / name for name in ("mine", "mine-v2", engine.name)]
    for path in [*others, *kept[:2], engines / ".tmp-killed", cache / "models" / ".tmp-killed"]:
        path.mkdir(parents=True)
    clear_leftovers(cache, "fuhe")
    assert all(path.exists() for path in others), "another process may have just read their pointer"
    assert not list(cache.rglob(".tmp-*"))
    for pointer in engines.glob("*.json"):
        os.utime(pointer, (old, old))
    clear_leftovers(cache, "fuhe")
    assert not any(path.exists() for path in others)
    assert all(path.exists() for path in kept)


def test_an_engine_in_the_making_is_not_cleared(cache: Path) -> None:
    from filelock import FileLock

    with FileLock(cache / "engines" / "lock"), sealed_folder(cache / "engines" / "new") as made:
        clear_leftovers(cache, "fuhe")
        assert made.is_dir()


def absent_packages(folder: Path) -> str:
    """A folder for PYTHONPATH that hides what a light install has not."""
    hiding = f"import sys\nsys.modules |= dict.fromkeys({MODULES[Extra.BUILD]})\n"
    (folder / "sitecustomize.py").write_text(hiding, encoding="utf-8")
    return str(folder)


@pytest.fixture(scope="module")
def whole_cache(cache_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the real cache, the model folder linked."""
    prepare_engine(DEFAULT_MODEL, cache_dir)
    folder = tmp_path_factory.mktemp("whole")
    shutil.copytree(cache_dir / "engines", folder / "engines")
    shutil.copytree(cache_dir / "indexes", folder / "indexes")
    (folder / "models").symlink_to(cache_dir / "models")
    yield folder
    shutil.rmtree(folder)


def asked(cache: Path, path: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "assistant.cli", "ask", "农村低保申请由谁审核确认"],
        cwd=ROOT,
        env=os.environ | {"LVZHI_CACHE_DIR": str(cache), "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_garbage_in_the_default_engine_is_healed_by_the_command_or_told(
    whole_cache: Path, tmp_path: Path
) -> None:
    """A megabyte of garbage in the weights used to refuse every question without a word."""
    pointer = whole_cache / "engines" / f"{DEFAULT_MODEL}.json"
    (folder,) = (p for p in (whole_cache / "engines").iterdir() if p.name in pointer.read_text())
    with (folder / "model.onnx.data").open("r+b") as file:
        file.seek(35_000_000)
        file.write(os.urandom(1 << 20))
    told = asked(whole_cache, absent_packages(tmp_path))
    assert told.returncode == 2
    assert "向量引擎的文件 model.onnx.data 已损坏" in told.stderr
    assert 'python -m pip install ".[build]"' in told.stderr
    done = asked(whole_cache)
    assert done.returncode == 0
    assert "配合-6" in done.stdout
    assert "向量引擎的文件 model.onnx.data 已损坏" in done.stderr
    assert "Traceback" not in told.stderr + done.stderr
