"""What /readyz finds: a broken engine, keys that can't be read, an index that isn't followed."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant import Assistant
from assistant.service.rest.keys import KeyRing
from assistant.service.running import readiness
from assistant.service.running.readiness import LEAST_COSINE
from assistant.settings import Settings, SettingsError
from index.search import DutySearch
from tests.disks import full_disk
from tests.in_process import served_api
from tests.test_api_errors import error_of

QUESTION = "农村低保申请由谁审核确认"


@pytest.fixture
def cache(assistant: Assistant, cache_dir: Path, tmp_path: Path) -> Path:
    """A cache of its own, with an engine that may be broken."""
    folder = tmp_path / "cache"
    pointer = cache_dir / "engines" / f"{assistant.model_name}.json"
    engine = json.loads(pointer.read_bytes())["folder"]
    shutil.copytree(cache_dir / "engines" / engine, folder / "engines" / engine)
    shutil.copy(pointer, folder / "engines")
    index = folder / "indexes" / "fuhe"
    shutil.copytree(assistant.index_folder, index / assistant.index_folder.name)
    (index / "current").write_text(assistant.index_folder.name, encoding="utf-8")
    return folder


@pytest.fixture
def settings(cache: Path, tmp_path: Path) -> Settings:
    environment = {"LVZHI_CACHE_DIR": str(cache), "LVZHI_DATA_DIR": str(tmp_path / "data")}
    return Settings.from_environment(environment)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A probe each time that it is asked."""
    monkeypatch.setattr(readiness, "PROBE_EVERY_S", 0.0)


def ready(address: str) -> dict[str, Any]:
    answer = httpx.get(f"{address}/readyz", timeout=60)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ask(address: str) -> httpx.Response:
    return httpx.post(f"{address}/v1/ask", json={"question": QUESTION}, timeout=60)


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize("start", [3_000_000, 35_000_000], ids=["word pieces", "layers"])
def test_weights_that_are_broken_under_way_are_found(settings: Settings, start: int) -> None:
    """The weights are mapped into memory, so garbage in their file reaches a running service."""
    live = Assistant.load(settings)
    with served_api(live, settings.data_dir) as address:
        ask(address)  # which loads the town
        for _ in range(3):
            assert ready(address)["status"] == "ready"
        (weights,) = settings.cache_dir.rglob("model.onnx.data")
        with weights.open("r+b") as file:
            file.seek(start)
            file.write(os.urandom(1 << 20) * 8)
        answers = [httpx.get(f"{address}/readyz", timeout=60) for _ in range(8)]
        statuses = [answer.status_code for answer in answers]
        assert statuses[-1] == 503
        assert statuses == sorted(statuses), "once found, it is told until the service starts anew"
        assert "向量引擎" in error_of(answers[-1], 503, "not_fit")
        assert httpx.get(f"{address}/healthz").status_code == 200


def test_many_polls_cost_one_probe(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    probed: list[list[int]] = []
    agreement = DutySearch.agreement

    def counted(search: DutySearch, positions: list[int]) -> float:
        probed.append(positions)
        return agreement(search, positions)

    monkeypatch.setattr(DutySearch, "agreement", counted)
    with served_api(assistant, tmp_path) as address:
        ask(address)
        with ThreadPoolExecutor(8) as pool:
            assert len(set(map(str, pool.map(ready, [address] * 40)))) == 1
    assert [len(positions) for positions in probed] == [readiness.PROBED]


def test_every_stored_vector_agrees_with_the_engine(assistant: Assistant) -> None:
    """So that a sound engine never fails the probe."""
    sample = range(0, len(assistant.search.asked), 40)
    assert assistant.search.agreement(list(sample)) > LEAST_COSINE


@pytest.mark.usefixtures("often")
def test_a_live_service_follows_its_own_staffs_questions_alone(settings: Settings) -> None:
    live = Assistant.load(settings)
    with served_api(live, settings.data_dir) as address:
        ask(address)  # which loads the town
        version = ready(address)["index_version"]
        question = live.search.asked[0].model_copy(update={"question": "蹦跶鸡棚谁批"})
        elsewhere = settings.model_copy(update={"data_dir": settings.data_dir / "elsewhere"})
        elsewhere.added_questions.parent.mkdir(parents=True)
        elsewhere.added_questions.write_text(question.model_dump_json() + "\n", encoding="utf-8")
        live.beside(elsewhere, settings.cache_dir)
        kept = ready(address)
        assert kept["index_version"] == version
        assert "没有采用（相似问有改动）" in kept["not_followed"]
        current = settings.cache_dir / "indexes" / "fuhe" / "current"
        whole = current.read_bytes()
        current.write_bytes(b"\xff\xfe")
        assert ask(address).json()["citations"][0]["duty_id"] == "配合-6"
        assert "current 丢失或已损坏" in ready(address)["not_followed"]
        current.write_bytes(whole)

        settings.added_questions.parent.mkdir(parents=True)
        shutil.copy(elsewhere.added_questions, settings.added_questions)
        live.beside(settings, settings.cache_dir)
        followed = ready(address)
        assert followed["index_version"] != version
        assert "not_followed" not in followed


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(Settings.from_environment({"LVZHI_DATA_DIR": str(tmp_path)}).api_keys)


@pytest.fixture
def keyed(assistant: Assistant, tmp_path: Path, ring: KeyRing) -> Iterator[tuple[str, str]]:
    """The address of an API that wants keys, and a good key."""
    key = ring.add("bot")
    with served_api(assistant, tmp_path, LVZHI_API_ACCESS="keys") as address:
        body = {"question": QUESTION}
        httpx.post(f"{address}/v1/ask", json=body, headers={"X-API-Key": key}, timeout=60)
        yield address, key


def deep(path: Path) -> None:
    path.write_text("[" * 100_000, encoding="utf-8")


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"{broken"),
        lambda path: path.write_bytes(b"\xff\xfe\x00"),
        lambda path: path.write_bytes(b""),
        lambda path: os.truncate(path, path.stat().st_size - 10),
        folder_instead,
        deep,
    ],
    ids=["no json", "no utf-8", "empty", "cut short", "folder", "deep"],
)
def test_keys_that_cannot_be_read_are_told(
    keyed: tuple[str, str], tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    """It used to be a 500 for every request with a key, while /readyz said 200."""
    address, key = keyed
    ready(address)
    damage(tmp_path / "api_keys.json")
    refused = httpx.get(f"{address}/v1/models", headers={"X-API-Key": key})
    assert error_of(refused, 503, "keys_unreadable").startswith("现在核对不了密钥")
    assert str(tmp_path) not in refused.text
    assert httpx.get(f"{address}/v1/models").status_code == 401
    error_of(httpx.get(f"{address}/readyz"), 503, "keys_unreadable")


def test_mended_keys_are_good_again(
    keyed: tuple[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    address, key = keyed
    file = tmp_path / "api_keys.json"
    whole = file.read_bytes()
    file.write_bytes(b"{")
    for _ in range(5):
        assert httpx.get(f"{address}/readyz").status_code == 503
    assert sum("no key can be checked" in record.message for record in caplog.records) == 1
    file.write_bytes(whole)
    assert ready(address)["status"] == "ready"
    assert httpx.get(f"{address}/v1/models", headers={"X-API-Key": key}).status_code == 200


def test_an_open_api_serves_on_without_its_keys(
    assistant: Assistant, tmp_path: Path, ring: KeyRing
) -> None:
    key = ring.add("bot")
    (tmp_path / "api_keys.json").write_bytes(b"{broken")
    with served_api(assistant, tmp_path) as address:
        assert httpx.get(f"{address}/v1/models", headers={"X-API-Key": key}).status_code == 200
        ask(address)
        assert ready(address)["status"] == "ready"


def test_a_full_disk_leaves_the_keys_as_they_were(tmp_path: Path, ring: KeyRing) -> None:
    file = tmp_path / "api_keys.json"
    ring.add("bot")
    (row,) = json.loads(file.read_bytes())
    keys = [{**row, "name": f"bot{number}"} for number in range(200)]
    file.write_text(json.dumps(keys), encoding="utf-8")
    before = file.read_bytes()
    with full_disk(), pytest.raises(SettingsError, match="写不进（文件大小超过系统限制"):
        ring.add("more")
    assert file.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"api_keys.json", "api_keys.lock"}


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SettingsError, match="写不进"):
        KeyRing(tmp_path / "file" / "api_keys.json").add("bot")
